// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { lockReplica } from '@catalog-chain/gateway/db/replica-lock';
import { emptyDatabase } from '../support/postgres.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/main'));

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'catalog-chain-main-'));
});

afterAll(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

const start = (env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], PORT: '0', STATE_DIR: path.join(directory, 'state'), ...env },
  });

async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; said: string }> {
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

test('production without real authentication refuses to start and says why', async () => {
  const { code, said } = await ended(start({ NODE_ENV: 'production', DEMO: 'true', ORGANISATIONS: 'AMSP' }));
  assert.equal(code, 2);
  assert.match(said, /DEMO: production is no demo/);
});

test('every fault of the environment is listed before anything is opened', async () => {
  const { code, said } = await ended(start({ PORT: 'x', LEDGER: 'y' }));
  assert.equal(code, 2);
  for (const name of ['PORT', 'LEDGER', 'ORGANISATIONS']) assert.match(said, new RegExp(`- ${name}: `));
});

test('it starts, is ready, and a signal stops it cleanly', async () => {
  const child = start({ DEMO: 'true', ORGANISATIONS: 'AMSP' });
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const { value } = (await lines.next()) as { value: string };
  const { message, address } = JSON.parse(value) as { message: string; address: string };
  assert.equal(message, 'listening');
  assert.equal((await fetch(`${address}/readyz`)).status, 200);
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number | null];
  assert.equal(code, 0);
});

test('on a PostgreSQL it keeps everything there, and a second one as the same replica does not start', async (t) => {
  const DATABASE_URL = await emptyDatabase(t);
  const env = { DEMO: 'true', ORGANISATIONS: 'AMSP', DATABASE_URL };
  const STATE_DIR = path.join(directory, 'first');
  const child = start({ ...env, STATE_DIR });
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  const { value } = (await lines.next()) as { value: string };
  const { address } = JSON.parse(value) as { address: string };
  assert.equal((await fetch(`${address}/readyz`)).status, 200);
  assert.deepEqual(readdirSync(STATE_DIR).sort(), ['demo-token-key.json', 'ledger', 'webhook-key']);
  child.kill('SIGTERM');
  await once(child, 'exit');
  // The same chain, so that only the replica's lock can be in the way.
  await using other = new AsyncDisposableStack();
  other.use(await lockReplica(DATABASE_URL, 0));
  const { code, said } = await ended(start({ ...env, STATE_DIR }));
  assert.equal(code, 1);
  assert.match(said, /Another gateway runs as this replica/);
});

test('the password of a database that cannot be reached or named is not told', async () => {
  const env = { DEMO: 'true', ORGANISATIONS: 'AMSP' };
  for (const url of ['postgres://catalog:hush-hush@127.0.0.1:1/x', 'http://catalog:hush-hush@host/x']) {
    const { code, said } = await ended(start({ ...env, DATABASE_URL: url }));
    assert.notEqual(code, 0);
    assert.doesNotMatch(said, /hush-hush/);
  }
});

test('a Fabric profile that cannot be read is a fault of the environment', async () => {
  const { code, said } = await ended(
    start({
      DEMO: 'true',
      ORGANISATIONS: 'AMSP',
      LEDGER: 'fabric-gateway',
      FABRIC_PROFILE: path.join(directory, 'none'),
    }),
  );
  assert.equal(code, 2);
  assert.match(said, /- FABRIC_PROFILE: cannot be read/);
});
