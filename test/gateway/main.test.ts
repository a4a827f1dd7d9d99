// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/main'));

let directory: string;

before(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'catalog-chain-main-'));
});

after(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

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
  assert.match(said, /DEMO: production does not run on demo tokens/);
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
