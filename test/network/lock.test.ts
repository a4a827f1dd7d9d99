// SPDX-License-Identifier: Apache-2.0
/** Commands that change one network wait for each other, whatever becomes of the one before. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '@catalog-chain/network/engine/wait';
import { exclusively } from '@catalog-chain/network/engine/lock';
import { generated } from '@catalog-chain/network/paths';
import { quiet } from '@catalog-chain/network/report';
import { afterAll, test } from '../support/testing.js';

const NAME = `lock-test-${process.pid}`;
const LOCK = import.meta.resolve('@catalog-chain/network/engine/lock');

afterAll(() => {
  for (const end of ['lock', 'lock-owner']) rmSync(path.join(generated, `${NAME}.${end}`), { force: true });
});

/** A process that takes the lock and keeps it until it is killed. */
async function holder(): Promise<ChildProcess> {
  const program = `
    const { exclusively } = await import(${JSON.stringify(LOCK)});
    await exclusively(${JSON.stringify(NAME)}, 'a long command', () => undefined, () => {
      process.stdout.write('held');
      setInterval(() => undefined, 1_000);
      return new Promise(() => undefined);
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('the second waits, says for whom, and goes on when the first is killed', async () => {
  const first = await holder();
  const said: string[] = [];
  let done = false;
  const second = exclusively(
    NAME,
    'second',
    (line) => said.push(line),
    () => {
      done = true;
      return Promise.resolve('done');
    },
  );
  await eventually(
    'the second to say that it waits',
    () => {
      assert.deepEqual(said, [
        `waiting for “a long command” (process ${first.pid}), which is changing ${NAME}`,
      ]);
      return Promise.resolve();
    },
    { timeoutMs: 10_000 },
  );
  assert.equal(done, false);
  first.kill('SIGKILL');
  assert.equal(await second, 'done');
});

test('calls of one process take turns, and each sees what the one before did', async () => {
  let state = 0;
  const step = async (): Promise<void> => {
    const read = state;
    await new Promise((resolve) => setImmediate(resolve));
    state = read + 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => exclusively(NAME, 'count', quiet, step)));
  assert.equal(state, 5);
});

test('a command made of others keeps the lock throughout', async () => {
  const inner = await exclusively(NAME, 'outer', quiet, () =>
    exclusively(NAME, 'inner', quiet, () => Promise.resolve('both')),
  );
  assert.equal(inner, 'both');
});

test('a failure frees the lock', async () => {
  await assert.rejects(
    exclusively(NAME, 'fails', quiet, () => Promise.reject(new Error('broken'))),
    /broken/,
  );
  assert.equal(await exclusively(NAME, 'next', quiet, () => Promise.resolve(1)), 1);
});
