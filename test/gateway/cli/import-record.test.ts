// SPDX-License-Identifier: Apache-2.0
/** The record of an import begins before it writes and says how it ended: to its end, interrupted, failed, or never. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ImportRecord } from '@catalog-chain/gateway/import/record/import-records';
import { registerMembers } from '../../support/api-flows.js';
import { writeCatalogue, writeLog } from '../../support/big-files.js';
import { AUDITOR, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

const COMMAND_LINE = path.resolve(import.meta.dirname, '../../../../gateway/dist/cli/main.js');
const ENTRIES = 700;
/** Until something of it is on the ledger, on a machine that has other work. */
const UNDER_WAY_MS = 240_000;
const DIGEST = 'a'.repeat(64);
const BEGINNING = { file: 'a.csv', digest: DIGEST, format: 'csv', encoding: 'utf-8' };
const ENDING = { state: 'finished', totals: {}, refused: 0, noted: 0 };

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const manager = [MANAGER, 'officer'] as const;
const provider = [PROVIDER, 'officer'] as const;

async function list(question = ''): Promise<ImportRecord[]> {
  const { body } = await gateway.call<{ items: ImportRecord[] }>(manager, 'GET', `/v1/imports${question}`);
  return body.items;
}

const recordOf = async (file: string): Promise<ImportRecord | undefined> =>
  (await list()).find((one) => one.file === path.basename(file));

const one = async (id: string): Promise<ImportRecord> =>
  (await gateway.call<ImportRecord>(manager, 'GET', `/v1/imports/${id}`)).body;

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
}

/** Starts an import as a process of its own, and signals it as soon as its work is under way. */
async function signalled(
  signal: NodeJS.Signals,
  isUnderWay: () => Promise<boolean>,
  ...words: readonly string[]
): Promise<Ended> {
  const key = path.join(gateway.config.stateDir, 'demo-token-key.json');
  const who = ['--url', gateway.url, '--demo-key', key, '--manager', MANAGER];
  const child = spawn(process.execPath, [COMMAND_LINE, ...words, ...who], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'en_GB.UTF-8' },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece: Buffer) => {
      out += piece.toString();
    });
  const ended = once(child, 'close');
  try {
    await until('it is under way', isUnderWay, UNDER_WAY_MS);
  } finally {
    child.kill(signal);
  }
  const [code, by] = (await ended) as [number | null, string | null];
  return { code, signal: by, out };
}

const resources = async (): Promise<number> =>
  (await gateway.call<{ items: unknown[] }>(manager, 'GET', '/v1/resources?limit=1000')).body.items.length;

/** The second import finds what the first one had done, and does the rest. */
function goesOn({ created, out, again }: { created: number; out: string; again: string }): void {
  const [, rest, unchanged] = /^resources: (\d+) created, 0 updated, (\d+) unchanged$/m.exec(again) ?? [];
  assert.equal(Number(rest) + Number(unchanged), ENTRIES, 'it goes on from there');
  // What a busy gateway refused the first time was handed in all the same.
  const refused = Number(/^refused: (\d+)$/m.exec(out)?.[1]);
  assert.ok(Number(unchanged) >= created && Number(unchanged) <= created + refused, `${out}\n${again}`);
}

test('an import that is interrupted says what was done and how to go on, and its record says the same', async () => {
  const file = await line.file('', 'interrupted.json');
  await writeCatalogue(file, ENTRIES);
  const isUnderWay = async (): Promise<boolean> => (await resources()) > 0;
  const { code, out } = await signalled('SIGINT', isUnderWay, 'catalog', 'import', file);
  assert.equal(code, 130, out);
  const created = Number(/^resources: (\d+) created/m.exec(out)?.[1]);
  assert.ok(created > 0 && created < ENTRIES, out);
  assert.match(out, /^Interrupted: .*Run the same command again/m);
  const { id, state, ended, totals } = (await recordOf(file)) ?? assert.fail('there is a record');
  assert.match(out, new RegExp(`^import: ${id}$`, 'm'));
  assert.deepEqual([state, totals?.['resources']?.['created']], ['interrupted', created]);
  assert.ok(ended);
  const { touched = [] } = await one(id);
  assert.equal(touched.find(({ what }) => what === 'resources')?.count, created, 'each of them is in it');
  const again = await line.run('catalog', 'import', file);
  assert.equal(again.code, 0, again.err);
  goesOn({ created, out, again: again.out });
  assert.equal((await recordOf(file))?.state, 'finished');
});

test('a log that is interrupted has what it was sent, counted, and no more', async () => {
  const file = await line.file('', 'interrupted-log.json');
  await writeLog(file, 16_000, { consumers: 1, providers: 1, services: 1 });
  const events = async (): Promise<number> =>
    (await gateway.call<{ index: { events: number } }>(manager, 'GET', '/v1/ledger')).body.index.events;
  const words = ['usage', 'import', file, '--create-grants'];
  const { code, out } = await signalled('SIGTERM', async () => (await events()) > 0, ...words);
  assert.equal(code, 130, out);
  const counts = [...out.matchAll(/^(?:claims|attestations): (\d+) created/gm)].map(([, n]) => Number(n));
  const created = counts.reduce((a, b) => a + b, 0);
  assert.ok(created > 0 && created < 16_000, out);
  await until('all is indexed', async () => (await events()) >= created);
  assert.equal(await events(), created);
});

test('an import that is killed stays visibly unfinished, with what it had told of', async () => {
  const file = await line.file('', 'killed.json');
  await writeCatalogue(file, ENTRIES, 'KILL');
  const isUnderWay = async (): Promise<boolean> => {
    const found = await recordOf(file);
    return found !== undefined && ((await one(found.id)).touched ?? []).length > 0;
  };
  const { signal } = await signalled('SIGKILL', isUnderWay, 'catalog', 'import', file);
  assert.equal(signal, 'SIGKILL');
  const record = (await recordOf(file)) ?? assert.fail('there is a record');
  assert.deepEqual([record.state, record.ended, record.totals], ['begun', undefined, undefined]);
  assert.match(record.digest, /^[0-9a-f]{64}$/);
  assert.deepEqual(
    (await list('?state=begun')).map(({ id }) => id),
    [record.id],
  );
  const { out } = await line.run('imports');
  assert.match(out, new RegExp(`killed\\.json .* not ended .* ${record.id}$`, 'm'));
  assert.match((await line.run('imports', record.id)).out, /^not ended: under way, or killed$/m);
});

test('what an import touched is told by title and owner, and a thing leads to the imports that touched it', async () => {
  const entry = {
    identifier: 'N-1',
    title: 'Nests of storks',
    description: 'Where they are',
    accessLevel: 'public',
    publisher: { name: 'Office of Storks' },
  };
  const file = await line.file({ dataset: [entry] }, 'storks.json');
  const { out } = await line.run('catalog', 'import', file);
  const id = /^import: (\S+)$/m.exec(out)?.[1] ?? '';
  const { touched = [] } = await one(id);
  const made = touched.find(({ what }) => what === 'resources')?.things?.[0];
  assert.deepEqual([made?.title, made?.owner], ['Nests of storks', 'Office of Storks']);
  const found = await list(`?thing=${encodeURIComponent(made?.id ?? '')}`);
  assert.deepEqual(
    found.map((record) => [record.id, record.touched]),
    [[id, undefined]],
  );
  assert.match((await line.run('imports', id)).out, / · Nests of storks · Office of Storks$/m);
});

/** Passes calls on to the gateway, but for those that are answered here. */
async function passingOn(
  answered: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>,
): Promise<Server> {
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const { method, headers } = request;
    const onward = httpRequest(new URL(request.url ?? '/', gateway.url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    // Whoever calls comes again where a connection was closed.
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };
  const server = createServer((request, response) => {
    void Promise.resolve(answered(request, response)).then((isAnswered) => {
      if (!isAnswered) pass(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Refuses those for entries as one whose token has run out. */
const refusingEntries = (): Promise<Server> =>
  passingOn(({ url }, response) => {
    if (url?.startsWith('/v1/resource-entries') !== true) return false;
    response.writeHead(401, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'UNAUTHENTICATED', detail: 'The token has run out.' }));
    return true;
  });

test('an import that fails on its way says so in its record, with the code of what stopped it', async () => {
  const file = await line.file('', 'failing.json');
  await writeCatalogue(file, 3, 'FAIL');
  const server = await refusingEntries();
  try {
    const { port } = server.address() as AddressInfo;
    await assert.rejects(line.via(`http://127.0.0.1:${port}`, 'catalog', 'import', file), /has run out/);
  } finally {
    server.close();
  }
  const { state, code, ended } = (await recordOf(file)) ?? assert.fail('there is a record');
  assert.deepEqual([state, code, ended !== undefined], ['failed', 'UNAUTHENTICATED', true]);
});

test('whoever began an import ends it, once, and the same ending may be repeated', async () => {
  const begun = await gateway.call<ImportRecord>(provider, 'POST', '/v1/imports', { body: BEGINNING });
  assert.equal(begun.status, 201);
  assert.deepEqual([begun.body.state, begun.body.user !== '', begun.body.ended], ['begun', true, undefined]);
  const at = `/v1/imports/${begun.body.id}`;
  const tell = { things: [{ what: 'resources', effect: 'created', id: 'P:1', title: 'One' }] };
  assert.equal((await gateway.call(manager, 'POST', `${at}/things`, { body: tell })).status, 404);
  assert.equal(
    (await gateway.call([PROVIDER, 'submitter'], 'POST', `${at}/ending`, { body: ENDING })).status,
    403,
  );
  for (const time of ['first', 'again'])
    assert.equal((await gateway.call(provider, 'POST', `${at}/things`, { body: tell })).status, 200, time);
  for (const time of ['first', 'again']) {
    const { status, body } = await gateway.call<ImportRecord>(provider, 'POST', `${at}/ending`, {
      body: ENDING,
    });
    assert.deepEqual([status, body.state], [200, 'finished'], time);
  }
  const other = await gateway.call<{ code: string }>(provider, 'POST', `${at}/ending`, {
    body: { ...ENDING, state: 'failed' },
  });
  assert.deepEqual([other.status, other.body.code], [409, 'INVALID_STATE']);
  assert.equal((await gateway.call(provider, 'POST', `${at}/things`, { body: tell })).status, 409);
  const { touched = [] } = (await gateway.call<ImportRecord>(provider, 'GET', at)).body;
  assert.deepEqual(
    touched.map(({ effect, count }) => [effect, count]),
    [['created', 1]],
  );
});

test('a record whose beginning is asked for again, after a crash before the answer was kept, is begun once', async () => {
  const headers = { 'idempotency-key': 'begun-once' };
  const begin = (by: typeof provider | readonly [string, 'submitter']) =>
    gateway.call<ImportRecord>(by, 'POST', '/v1/imports', { body: BEGINNING, headers });
  const first = await begin(provider);
  assert.equal(first.status, 201, first.text);
  // What the crash leaves: the record is there, and of the attempt nothing is known.
  const attempts = new DatabaseSync(path.join(gateway.config.stateDir, 'attempts.sqlite'));
  attempts.exec("delete from at_attempt where key like '%/begun-once'");
  attempts.close();
  const again = await begin(provider);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  const others = await begin([PROVIDER, 'submitter']);
  assert.notEqual(others.body.id, first.body.id, "the same key is another's, too");
  const { body } = await gateway.call<{ items: ImportRecord[] }>(provider, 'GET', '/v1/imports?state=begun');
  assert.equal(body.items.filter(({ id }) => id === first.body.id).length, 1);
  assert.equal(body.items.filter(({ file }) => file === BEGINNING.file).length, 2);
});

/** Passes calls on, and lets none with uses through until it is told to. */
async function holdingUses(): Promise<{ server: Server; release: () => void }> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const server = await passingOn(async ({ url }) => {
    if (url?.startsWith('/v1/usage-events') === true) await held;
    return false;
  });
  return { server, release };
}

test('what an import touched is told within seconds, also where nothing more is touched for a long time', async () => {
  const file = await line.file('', 'quiet.json');
  await writeLog(file, 8, { consumers: 2, providers: 2, services: 2 });
  const { server, release } = await holdingUses();
  try {
    const { port } = server.address() as AddressInfo;
    const done = line.via(`http://127.0.0.1:${port}`, 'usage', 'import', file, '--create-grants');
    const requests = async (): Promise<number | undefined> => {
      const { id } = (await recordOf(file)) ?? {};
      const { touched = [] } = id === undefined ? {} : await one(id);
      return touched.find(({ what }) => what === 'requests')?.count;
    };
    await until('its requests are told of', async () => ((await requests()) ?? 0) > 0);
    assert.equal((await recordOf(file))?.state, 'begun');
    release();
    assert.equal((await done).code, 0);
  } finally {
    release();
    server.close();
  }
});

test('a file that is written to while it is imported is told as that, and is not well', async () => {
  const file = await line.file('', 'growing.json');
  await writeLog(file, 4, { consumers: 3, providers: 3, services: 1 });
  const { server, release } = await holdingUses();
  try {
    const { port } = server.address() as AddressInfo;
    const done = line.via(`http://127.0.0.1:${port}`, 'usage', 'import', file, '--create-grants');
    await until('it has begun', async () => (await recordOf(file)) !== undefined);
    await appendFile(file, '\n');
    release();
    const { code, err } = await done;
    assert.equal(code, 1);
    assert.match(err, /^refused FILE_CHANGED \(1\), first: The file was changed while it was read/m);
  } finally {
    release();
    server.close();
  }
  assert.deepEqual([(await recordOf(file))?.state, (await recordOf(file))?.refused], ['finished', 1]);
});

test('a record that could not be told everything is said to lack that, not to be missing', async () => {
  const file = await line.file('', 'untold.json');
  await writeCatalogue(file, 3, 'UNTOLD');
  const refuseThings = ({ url }: IncomingMessage, response: ServerResponse): boolean => {
    if (url?.endsWith('/things') !== true) return false;
    response.writeHead(400, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'INVALID_ARGUMENT', detail: 'No.' }));
    return true;
  };
  const server = await passingOn(refuseThings);
  try {
    const { port } = server.address() as AddressInfo;
    const { code, err } = await line.via(`http://127.0.0.1:${port}`, 'catalog', 'import', file);
    assert.equal(code, 0);
    assert.match(err, /^the gateway's record of this import does not name all that it touched/m);
    assert.doesNotMatch(err, /took no record/);
  } finally {
    server.close();
  }
  const record = (await recordOf(file)) ?? assert.fail('there is a record');
  assert.deepEqual([record.state, record.totals?.['resources']?.['created']], ['finished', 3]);
});

test('a file whose name nobody may keep, or that is written decomposed, has a record like any other', async () => {
  const content = 'identifier,title,publisher,sharingtype\nFN-1,Names,Office of Names,unconditional\n';
  for (const [name, kept] of [
    ['110101199003074514.csv', '….csv'],
    ['Verzeichnis-a\u0308.csv', 'Verzeichnis-\u00e4.csv'],
  ] as const) {
    const { err, out } = await line.run('catalog', 'import', await line.file(content, name));
    assert.doesNotMatch(err, /took no record/);
    assert.equal((await one(/^import: (\S+)$/m.exec(out)?.[1] ?? '')).file, kept);
  }
});

test('an auditor that states a purpose sees what the gateway keeps, on record; without one its own', async () => {
  const auditor = [AUDITOR, 'auditor'] as const;
  const own = await gateway.call<{ items: unknown[] }>(auditor, 'GET', '/v1/imports');
  assert.deepEqual(own.body.items, []);
  const all = await gateway.call<{ items: ImportRecord[] }>(
    auditor,
    'GET',
    '/v1/imports?purpose=audit&case=C-1',
  );
  assert.equal(all.status, 200, all.text);
  const [first] = all.body.items;
  assert.ok(first);
  const at = `/v1/imports/${first.id}`;
  assert.equal((await gateway.call<{ code: string }>(auditor, 'GET', at)).body.code, 'PURPOSE_REQUIRED');
  assert.equal((await gateway.call(auditor, 'GET', `${at}?purpose=audit`)).status, 200);
  const reads = await gateway.call<{ items: { kind: string; subjects: string[]; case?: string }[] }>(
    manager,
    'GET',
    '/v1/audit-reads',
  );
  const told = reads.body.items.filter(({ kind }) => kind === 'import');
  assert.ok(told.some((read) => read.case === 'C-1' && read.subjects.length === 0));
  assert.ok(told.some(({ subjects }) => subjects[0] === first.id));
});
