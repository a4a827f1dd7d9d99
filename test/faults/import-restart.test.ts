// SPDX-License-Identifier: Apache-2.0
/** Stops the gateway in the middle of imports and starts it again: they wait for it, nothing is lost and nothing doubled. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeCatalogue, writeLog } from '../support/big-files.js';
import { freePort } from '../support/demo-process.js';
import { launchGateway } from '../support/gateway-process.js';
import { ImportLine } from '../support/import-line.js';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { afterAll, beforeAll, test } from '../support/testing.js';
import { until } from '../support/until.js';

const COMMAND_LINE = path.resolve(import.meta.dirname, '../../../gateway/dist/cli/main.js');
const MANAGER = 'ManagerMSP';
const ENTRIES = 96;
const RECORDS = 20_000;
/** Longer than calls are repeated where nobody waits. */
const AWAY_MS = 5_000;

type Launched = Awaited<ReturnType<typeof launchGateway>>;

let folder: string;
let port: string;
let url: string;
let token: string;
let line: ImportLine;
let gateway: Launched;

const launch = (): Promise<Launched> =>
  launchGateway({ STATE_DIR: folder, PORT: port, ORGANISATIONS: '*', LOG_LEVEL: 'info' });

async function stop(how: NodeJS.Signals): Promise<void> {
  gateway.child.kill(how);
  await gateway.ended;
}

/** Stops the gateway as soon as something is so, and starts it again a while later. */
async function restarted(how: NodeJS.Signals, isTime: () => Promise<boolean>): Promise<void> {
  await until('some of it is on the ledger', isTime);
  await stop(how);
  await delay(AWAY_MS);
  gateway = await launch();
}

async function get<T>(at: string): Promise<T> {
  const answer = await fetch(new URL(at, url), { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as T;
}

interface Entry {
  readonly code: string;
  readonly version: number;
}

/** Entries of one file. */
async function entriesOf(prefix: string, state = ''): Promise<readonly Entry[]> {
  const { items } = await get<{ items: readonly Entry[] }>(`/v1/resources?limit=1000${state}`);
  return items.filter(({ code }) => code.startsWith(prefix));
}

const published = (prefix: string): Promise<readonly Entry[]> => entriesOf(prefix, '&state=published');
const isUnderWay = async (prefix: string): Promise<boolean> => (await entriesOf(prefix)).length > 0;
const events = async (): Promise<number> =>
  (await get<{ index: { events: number } }>('/v1/ledger')).index.events;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-restart-'));
  port = String(await freePort());
  url = `http://127.0.0.1:${port}`;
  gateway = await launch();
  const tokens = await DemoTokens.open(folder);
  token = await tokens.issue({ organisation: MANAGER, role: 'officer', user: 'officer-1' });
  const founder = await tokens.issue({ organisation: MANAGER, role: 'admin', user: 'admin-1' });
  const body = { organisation: MANAGER, code: 'TEST:1', roles: ['manager'], names: { en: 'Data bureau' } };
  const headers = { authorization: `Bearer ${founder}`, 'content-type': 'application/json' };
  const sending = { method: 'POST', headers, body: JSON.stringify(body) };
  const founded = await fetch(new URL('/v1/organisations', url), sending);
  assert.equal(founded.status, 201, await founded.text());
  line = new ImportLine({ url, config: { stateDir: folder } });
});
afterAll(async () => {
  await stop('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

for (const [how, prefix] of [
  ['SIGTERM', 'ended'],
  ['SIGKILL', 'killed'],
] as const) {
  test(`a catalogue comes in whole although the gateway was ${prefix} in the middle of it`, async () => {
    const file = await line.file('');
    await writeCatalogue(file, ENTRIES, prefix);
    const [{ code, out, err }] = await Promise.all([
      line.run('catalog', 'import', file, '--concurrency', '4'),
      restarted(how, () => isUnderWay(prefix)),
    ]);
    assert.equal(code, 0, out + err);
    assert.match(err, /no answer from the gateway; waiting for it, 300 s at most/);
    assert.match(err, /no longer waiting for the gateway/);
    const items = await published(prefix);
    assert.equal(items.length, ENTRIES);
    assert.ok(
      items.every(({ version }) => version === 1),
      'nothing was published twice',
    );
    assert.match(out, /^refused: 0$/m);
  });

  test(`a log comes in whole although the gateway was ${prefix} in the middle of it, each use once`, async () => {
    const before = await events();
    const file = await line.file('');
    const more = { consumers: 1, providers: 1, services: 1 };
    await writeLog(file, RECORDS, more, prefix);
    const [{ code, out, err }] = await Promise.all([
      line.run('usage', 'import', file, '--create-grants'),
      restarted(how, async () => (await events()) > before),
    ]);
    assert.equal(code, 0, out + err);
    assert.match(err, /no answer from the gateway/);
    await until('all is indexed', async () => (await events()) >= before + RECORDS);
    assert.equal(await events(), before + RECORDS);
    assert.match(out, /^refused: 0$/m);
  });
}

test('without --wait it ends after seconds, says what was done, and the same call goes on from there', async () => {
  const file = await line.file('');
  await writeCatalogue(file, ENTRIES, 'short');
  const words = ['catalog', 'import', file, '--concurrency', '4', '--wait', '0'];
  const refused: unknown[] = [];
  const [err] = await Promise.all([
    line.run(...words).catch((error: unknown) => void refused.push(error)),
    restarted('SIGKILL', () => isUnderWay('short')),
  ]);
  assert.equal(err, undefined);
  assert.equal((refused[0] as { code?: string }).code, 'UNREACHABLE');
  const { code, out } = await line.run(...words);
  assert.equal(code, 0, out);
  assert.equal((await published('short')).length, ENTRIES);
});

test('a gateway that never answered is waited for by nobody, and Ctrl-C ends the waiting', async () => {
  const file = await line.file('');
  await writeCatalogue(file, ENTRIES, 'stopped');
  const key = path.join(folder, 'demo-token-key.json');
  const command = (address: string): ReturnType<typeof spawn> =>
    spawn(
      process.execPath,
      [
        ...[COMMAND_LINE, 'catalog', 'import', file, '--concurrency', '4'],
        ...['--url', address, '--demo-key', key, '--manager', MANAGER],
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LANG: 'C' } },
    );
  const nobody = command(`http://127.0.0.1:${await freePort()}`);
  const begun = performance.now();
  assert.deepEqual(await once(nobody, 'exit'), [2, null]);
  assert.ok(performance.now() - begun < 30_000);

  const child = command(url);
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (said.out += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString('utf8')));
  const ended = once(child, 'close');
  await until('some of it is on the ledger', () => isUnderWay('stopped'));
  await stop('SIGKILL');
  await until('it waits', () => Promise.resolve(said.err.includes('waiting for it')));
  child.kill('SIGINT');
  assert.deepEqual(await ended, [130, null], said.err);
  assert.match(said.out, /^systems: 40 created/m);
  assert.match(said.err, /Run the same command again/);
  gateway = await launch();
  assert.equal((await line.run('catalog', 'import', file)).code, 0);
  assert.equal((await published('stopped')).length, ENTRIES);
});
