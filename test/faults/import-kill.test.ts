// SPDX-License-Identifier: Apache-2.0
/** Kills importers in the middle of their work: what they began is taken up again, nothing is lost and nothing doubled. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { registerMembers } from '../support/api-flows.js';
import { writeCatalogue, writeLog } from '../support/big-files.js';
import { MANAGER, startTestGateway, type TestGateway } from '../support/gateway.js';
import { ImportLine } from '../support/import-line.js';
import { afterAll, beforeAll, test } from '../support/testing.js';
import { until } from '../support/until.js';

const COMMAND_LINE = path.resolve(import.meta.dirname, '../../../gateway/dist/cli/main.js');
const ENTRIES = 90;
const RECORDS = 16_000;

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const manager = [MANAGER, 'officer'] as const;

async function countOf(address: string): Promise<number> {
  let [count, cursor] = [0, ''];
  do {
    const at = `${address}&limit=1000${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const { body } = await gateway.call<{ items: unknown[]; next?: string }>(manager, 'GET', at);
    count += body.items.length;
    cursor = body.next ?? '';
  } while (cursor !== '');
  return count;
}

const events = async (): Promise<number> =>
  (await gateway.call<{ index: { events: number } }>(manager, 'GET', '/v1/ledger')).body.index.events;

/** Starts an import as a process of its own and kills it as soon as some of its work is on the ledger. */
async function killed(isUnderWay: () => Promise<boolean>, ...words: readonly string[]): Promise<void> {
  const key = path.join(gateway.config.stateDir, 'demo-token-key.json');
  const who = ['--url', gateway.url, '--demo-key', key, '--manager', MANAGER];
  const child = spawn(process.execPath, [COMMAND_LINE, ...words, ...who], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  await until('some of it is on the ledger', isUnderWay);
  child.kill('SIGKILL');
  assert.deepEqual(await ended, [null, 'SIGKILL'], 'it was killed before it was done');
}

test('a catalogue whose import was killed comes in whole by the same import', async () => {
  const file = await line.file('');
  await writeCatalogue(file, ENTRIES);
  const held = (): Promise<number> => countOf('/v1/resources?text=large');
  await killed(async () => (await held()) > 0, 'catalog', 'import', file);
  const { code, out } = await line.run('catalog', 'import', file);
  assert.equal(code, 0, out);
  const [, created = '', unchanged = ''] =
    /^resources: (\d+) created, 0 updated, (\d+) unchanged$/m.exec(out) ?? [];
  assert.equal(Number(created) + Number(unchanged), ENTRIES);
  assert.equal(await countOf('/v1/resources?state=published'), ENTRIES);
  const { body } = await gateway.call<{ items: { version: number }[] }>(
    manager,
    'GET',
    '/v1/resources?limit=1000',
  );
  assert.ok(
    body.items.every(({ version }) => version === 1),
    'nothing was published twice',
  );
});

test('a log whose import was killed comes in whole by the same import, each use once', async () => {
  const file = await line.file('');
  await writeLog(file, RECORDS, { consumers: 1, providers: 1, services: 1 });
  await killed(async () => (await events()) > 0, 'usage', 'import', file, '--create-grants');
  const { code, out } = await line.run('usage', 'import', file, '--create-grants');
  assert.equal(code, 0, out);
  await until('all is indexed', async () => (await events()) >= RECORDS);
  assert.equal(await events(), RECORDS);
  const again = await line.run('usage', 'import', file, '--create-grants');
  assert.match(again.out, new RegExp(`^claims: 0 created, 0 updated, ${RECORDS / 2} unchanged$`, 'm'));
  assert.equal(await events(), RECORDS);
});
