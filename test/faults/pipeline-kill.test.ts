// SPDX-License-Identifier: Apache-2.0
/** Kills a gateway's pipeline at every step and at random moments. `KILLS=100` for the long run. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import { openMarket } from '../support/embedded-market.js';
import { test } from '../support/testing.js';

const CHILD = path.join(import.meta.dirname, '../support/crash-child.js');
const STEPS = ['accept:4', 'outbox:3', 'prepare:2', 'store:2', 'submit:3', 'commit:2'];
const RANDOM_KILLS = Number(process.env['KILLS'] ?? 4);
const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

/** Runs the child until it ends or dies. @returns whether it was killed */
async function run(
  folder: string,
  round: number,
  failpoint?: string,
  killAfterMs?: number,
): Promise<boolean> {
  const env = { ...process.env, CATALOG_CHAIN_FAILPOINT: failpoint ?? '' };
  const child = fork(CHILD, [folder, String(round)], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  if (killAfterMs !== undefined) {
    await Promise.race([once(child, 'message'), ended]);
    await Promise.race([delay(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  const [code, signal] = await ended;
  assert.ok(signal === 'SIGKILL' || code === 0, `The child ended with ${code} ${signal}.`);
  return signal === 'SIGKILL';
}

function acknowledged(folder: string): string[] {
  const file = path.join(folder, 'acknowledged');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

async function assertWhole(index: Index): Promise<void> {
  const { items } = await index.list('batch', {}, { limit: 1000 });
  assert.deepEqual(
    items.map(({ value }) => value.sequence),
    items.map((_, i) => i + 1),
  );
  assert.deepEqual((await index.anomalies()).items, []);
}

test('whatever is killed, an acknowledged event is committed once', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kill-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  let [round, kills] = [0, 0];
  await run(folder, round++);
  for (const step of STEPS) kills += Number(await run(folder, round++, step));
  assert.equal(kills, STEPS.length);
  for (let i = 0; i < RANDOM_KILLS; i++)
    kills += Number(await run(folder, round++, undefined, (i * 37) % 150));
  await run(folder, round);
  await using ledger = await openMarket(path.join(folder, 'ledger'));
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  await using index = await openIndex({ ledger, location, log: quiet });
  await index.reached((await ledger.info()).height - 1);
  await assertWhole(index);
  const ids = acknowledged(folder);
  let lost = 0;
  for (const id of ids) lost += Number((await index.usageEvent('ConsumerMSP', id)) === undefined);
  assert.equal(lost, 0);
  assert.equal(new Set(ids).size, ids.length);
  t.note(`${kills} kills, ${ids.length} events acknowledged, ${lost} lost, 0 doubled`);
});
