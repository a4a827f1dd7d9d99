// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openNodeSqlite } from '@catalog-chain/gateway/db/node-sqlite';
import { follow } from '@catalog-chain/gateway/index/write/follower';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import { test } from '../../support/testing.js';

const block = (number: number): LedgerBlock => ({
  number,
  hash: '',
  previousHash: '',
  dataHash: '',
  transactions: [],
});

test('a write that fails while more blocks come is tried again, and nothing is skipped', async () => {
  const stop = new AbortController();
  const written: number[] = [];
  let indexed = -1;
  let failures = 2;
  await follow(
    {
      block: -1,
      source: {
        info: () => Promise.reject(new Error('not asked')),
        blocks: async function* ({ from, signal }) {
          for (let number = from; number < 5; number += 1) {
            yield block(number);
            for (let turns = 0; turns < 3; turns += 1) await turn();
          }
          while (!signal.aborted) await turn();
        },
      },
      writer: {
        apply: (blocks: readonly { number: number }[]) => {
          failures -= 1;
          if (failures >= 0) return Promise.reject(new Error('locked'));
          for (const { number } of blocks) written.push(number);
          indexed = blocks.at(-1)?.number ?? indexed;
          return Promise.resolve(indexed);
        },
      } as never,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      onIndexed: (newest) => {
        if (newest === 4) stop.abort();
      },
    },
    stop.signal,
  );
  assert.deepEqual(written, [0, 1, 2, 3, 4]);
});

test('a block that can never be written is tried less and less often, and each time it is told', async () => {
  const stop = new AbortController();
  const pauses: number[] = [];
  let tries = 0;
  const tell = (_: string, details?: object): void => {
    pauses.push((details as { readonly pauseMs: number }).pauseMs);
    if (pauses.length === 4) stop.abort();
  };
  await follow(
    {
      block: -1,
      source: {
        info: () => Promise.reject(new Error('not asked')),
        blocks: async function* ({ signal }) {
          yield block(0);
          while (!signal.aborted) await turn();
        },
      },
      writer: {
        apply: () => {
          tries += 1;
          return Promise.reject(new Error('This block cannot be written.'));
        },
      } as never,
      log: { info: () => undefined, warn: tell, error: () => undefined },
      onIndexed: () => assert.fail('nothing is written'),
    },
    stop.signal,
  );
  assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000]);
  assert.equal(tries, 4);
});

test('a transaction that reads before it writes waits for another connection, and is not refused', async () => {
  const home = await mkdtemp(path.join(os.tmpdir(), 'catalog-chain-sqlite-'));
  const file = path.join(home, 'db.sqlite');
  const [one, other] = [openNodeSqlite(file), openNodeSqlite(file)];
  try {
    one.prepare('create table t (n integer)').run([]);
    one.prepare('begin').run([]);
    one.prepare('select count(*) from t').all([]);
    assert.throws(() => {
      // Without the lock this would pass, and the first transaction's own write would then be refused.
      other.prepare('pragma busy_timeout = 50').all([]);
      other.prepare('insert into t values (1)').run([]);
    }, /locked/);
    one.prepare('insert into t values (2)').run([]);
    one.prepare('commit').run([]);
    other.prepare('insert into t values (1)').run([]);
    assert.deepEqual(
      one
        .prepare('select count(*) as n from t')
        .all([])
        .map((row) => ({ ...(row as object) })),
      [{ n: 2 }],
    );
  } finally {
    one.close();
    other.close();
    await rm(home, { recursive: true, force: true });
  }
});
