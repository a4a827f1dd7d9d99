// SPDX-License-Identifier: Apache-2.0
/**
 * Reconciling a month of `EXCHANGES=1000000` claims and as many attestations, on SQLite and PostgreSQL; and what closing
 * a period costs the chaincode, by headers and by events.
 */
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { insertRows, type Database, type DatabaseLocation } from '@catalog-chain/gateway/db/database';
import type { SqlValue } from '@catalog-chain/gateway/db/node-sqlite';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { packed } from '@catalog-chain/gateway/index/tables/packed-exchanges';
import { EXCHANGE_COLUMNS, type IndexSchema } from '@catalog-chain/gateway/index/tables/schema';
import { indexOf, JANUARY, told } from '../support/months.js';
import { CLAIMANT, granted, MARCH, MARCH_END, Reports, told as reported } from '../support/periods.js';
import { startPostgresServer } from '../support/postgres.js';
import { medianMs, report } from './measure.js';

const EXCHANGES = Number(process.env['EXCHANGES'] ?? 1_000_000);
const DIFFERING = 500;
const MONTH = 202_601;
const AT = Date.UTC(2026, 0, 15);
const BATCH = 1000;

/** Both sides of a batch of exchanges, alike; far from the positions and keys of those that differ. */
function rowsOf(grant: number, from: number): SqlValue[][] {
  const entries = Array.from({ length: BATCH }, (_, leaf) => {
    const digest = hash('sha256', String(from + leaf));
    return { digest, correlation: parseInt(digest.slice(40, 52), 16), leaf, atMs: AT };
  });
  const [list, none] = [packed(entries, MONTH), packed([], MONTH)];
  return SIDES.map((_, side) => {
    const first = 10_000 + 2 * from + side * BATCH;
    return [grant, MONTH, first + BATCH - 1, side, first, list, none];
  });
}

/** An index with events that differ, written as ever, and rows that do not, put there. */
async function monthIn(database: Database<IndexSchema>): Promise<SqlIndexReader> {
  const claims = Array.from({ length: DIFFERING }, (_, n) => told('claim', n));
  const attestations = Array.from({ length: DIFFERING }, (_, n) =>
    told('attestation', n, { outcome: 'empty' }),
  );
  const index = await indexOf(database, [claims, attestations]);
  const { grant_no: grant } = await database.db
    .selectFrom('ix_exchange')
    .select('grant_no')
    .limit(1)
    .executeTakeFirstOrThrow();
  const into = { table: 'ix_exchange', columns: EXCHANGE_COLUMNS };
  for (let from = 0; from < EXCHANGES; from += 50 * BATCH) {
    const batches = Array.from({ length: 50 }, (_, n) => rowsOf(grant, from + n * BATCH));
    const rows = batches.flat().slice(0, (2 * (EXCHANGES - from)) / BATCH);
    await database.db.transaction().execute((trx) => insertRows(trx, database.kind, into, rows));
  }
  await database.db
    .updateTable('ix_checkpoint')
    .set({ pos: 20_000 + 2 * EXCHANGES })
    .execute();
  return index;
}

async function benchMonth(location: DatabaseLocation): Promise<void> {
  await using database = openIndexDatabase(location);
  const index = await monthIn(database);
  const name = `reconcile/${database.kind}/${EXCHANGES}-claims-and-attestations`;
  const start = performance.now();
  const { matched, contradicted } = await index.reconciliation(JANUARY);
  report(name, Number(((performance.now() - start) / 1000).toFixed(2)), 's');
  if (matched !== EXCHANGES || contradicted !== DIFFERING) throw new Error('The numbers are wrong.');
  const page = performance.now();
  const { items } = await index.differences(JANUARY, undefined, { limit: 100 });
  report(`${name}/page-of-${items.length}`, Math.round(performance.now() - page), 'ms');
}

/** Milliseconds that following so many headers of so many events takes, and closing a period behind them. */
async function closing(headers: number, events: number): Promise<{ follow: number; close: number }> {
  const chain = await granted();
  const reports = new Reports(chain);
  for (let n = 0; n < headers; n += 1) {
    const batch = Array.from({ length: events }, (_, i) => reported('claim', n * events + i));
    await reports.send(batch);
  }
  const place = [{ journal: 'J', batches: headers }];
  const follow = await medianMs(() => chain.evaluate(CLAIMANT, TRANSACTIONS.journalCheckpoint, place));
  await chain.submit(CLAIMANT, TRANSACTIONS.journalCheckpoint, place);
  chain.time = MARCH_END;
  const input = [{ grant: 'REQ-1', period: MARCH, side: 'claim' }];
  return { follow, close: await medianMs(() => chain.evaluate(CLAIMANT, TRANSACTIONS.periodClose, input)) };
}

async function benchClosing(): Promise<void> {
  const round = (ms: number): number => Number(ms.toFixed(2));
  const few = await closing(10, 10);
  report('journal:checkpoint/10-headers-of-10-events', round(few.follow), 'ms');
  report('period:close/behind-10-headers-of-10-events', round(few.close), 'ms');
  for (const [headers, events] of [
    [100, 1000],
    [1000, 10],
  ] as const) {
    const { follow, close } = await closing(headers, events);
    const of = `${headers}-headers-of-${events}-events`;
    report(`journal:checkpoint/${of}`, round(follow), 'ms', round(few.follow));
    report(`period:close/behind-${of}`, round(close), 'ms', round(few.close));
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'reconcile-'));
const cleanups: (() => unknown)[] = [
  () => {
    rmSync(folder, { recursive: true });
  },
];
try {
  await benchClosing();
  await benchMonth({ sqlite: path.join(folder, 'index.sqlite') });
  const server = await startPostgresServer({
    skip: (reason) => {
      throw new Error(reason);
    },
    after: (cleanup) => cleanups.push(cleanup),
  });
  await benchMonth({ postgres: server.url });
} finally {
  for (const cleanup of cleanups.reverse()) await cleanup();
}
