// SPDX-License-Identifier: Apache-2.0
/** Builds an index from the chain alone, to compare with another or to take its place. */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { tmpdir } from 'node:os';
import type { Kysely } from 'kysely';
import type { Database, DatabaseLocation } from '../../db/database.js';
import { holdAlone } from '../../db/hold-alone.js';
import type { BlockSource, LedgerBlock } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { differencesOf, type RowDifference } from './differences.js';
import { digestOf, digestWithin, onSnapshot, type IndexDigest } from './digest.js';
import { IndexWriter } from '../write/index-writer.js';
import { emptyTables } from '../tables/migrations.js';
import { bindToChain, openIndexDatabase } from '../tables/open-tables.js';
import type { IndexSchema } from '../tables/schema.js';

/** Told how far it is: blocks done, of how many. */
export type Progress = (block: number, of: number) => void;

const BLOCKS = 32;
const ROWS_SHOWN = 20;

/** What a comparison of an index with its chain found. */
export interface IndexVerdict {
  readonly same: boolean;
  readonly held: IndexDigest;
  readonly rebuilt: IndexDigest;
  /** Tables whose contents differ. */
  readonly differing: readonly (keyof IndexSchema)[];
  /** The first rows that differ. */
  readonly rows: readonly RowDifference[];
}

/**
 * Builds the index anew, beside, as far as the one that is held, and compares the two. Nothing is changed.
 * @throws LedgerError `LEDGER_OTHER_CHAIN` when the held one is of another chain
 */
export async function verifyIndex(
  ledger: BlockSource,
  location: DatabaseLocation,
  progress?: Progress,
): Promise<IndexVerdict> {
  await using index = openIndexDatabase(location, true);
  await checkChain(index, ledger);
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-index-'));
  try {
    const file = path.join(folder, 'index.sqlite');
    return await onSnapshot(index, (held) => compareWith(held, ledger, file, progress));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compareWith(
  index: Kysely<IndexSchema>,
  ledger: BlockSource,
  file: string,
  progress?: Progress,
): Promise<IndexVerdict> {
  const held = await digestWithin(index);
  const rebuilt = await buildFile(ledger, file, held.block, progress);
  const names = Object.keys(rebuilt.tables) as (keyof IndexSchema)[];
  const differing = names.filter((name) => rebuilt.tables[name] !== held.tables[name]);
  await using beside = openIndexDatabase({ sqlite: file }, true);
  const rows = await differencesOf(index, beside.db, differing, ROWS_SHOWN);
  return { same: rebuilt.digest === held.digest, held, rebuilt, differing, rows };
}

/**
 * Replaces the index by one built from the chain.
 * A SQLite index is built beside the old one and takes its place when it is whole; on PostgreSQL the tables are emptied
 * first, and filled again by whoever follows the chain next should this be broken off.
 * @throws LedgerError `LEDGER_UNAVAILABLE` while a gateway has it open
 */
export async function rebuildIndex(
  ledger: BlockSource,
  location: DatabaseLocation,
  progress?: Progress,
): Promise<IndexDigest> {
  const last = (await ledger.info()).height - 1;
  await using alone = new AsyncDisposableStack();
  alone.use(await holdAlone(location));
  if (!('sqlite' in location)) return await rebuildInPlace(ledger, location, last, progress);
  const fresh = `${location.sqlite}.rebuilt`;
  await removeFile(fresh);
  const digest = await buildFile(ledger, fresh, last, progress);
  await removeFile(location.sqlite);
  await rename(fresh, location.sqlite);
  return digest;
}

async function buildFile(
  ledger: BlockSource,
  file: string,
  last: number,
  progress?: Progress,
): Promise<IndexDigest> {
  await using database = openIndexDatabase({ sqlite: file });
  await fill(database, ledger, last, progress);
  return await digestOf(database);
}

async function rebuildInPlace(
  ledger: BlockSource,
  location: DatabaseLocation,
  last: number,
  progress?: Progress,
): Promise<IndexDigest> {
  await using database = openIndexDatabase(location);
  await bindToChain(database, (await ledger.info()).genesisHash).catch((error: unknown) => {
    // Another chain's rows are what this is to get rid of.
    if (!(error instanceof LedgerError && error.code === 'LEDGER_OTHER_CHAIN')) throw error;
  });
  await database.db.transaction().execute(async (trx) => {
    await emptyTables(trx);
  });
  await fill(database, ledger, last, progress);
  return await digestOf(database);
}

async function fill(
  database: Database<IndexSchema>,
  ledger: BlockSource,
  last: number,
  progress?: Progress,
): Promise<void> {
  await bindToChain(database, (await ledger.info()).genesisHash);
  const writer = new IndexWriter(database);
  const stop = new AbortController();
  let some: LedgerBlock[] = [];
  if (last < 0) return;
  for await (const block of ledger.blocks({ from: 0, signal: stop.signal })) {
    some.push(block);
    if (some.length < BLOCKS && block.number < last) continue;
    await writer.apply(some);
    some = [];
    progress?.(block.number, last);
    if (block.number >= last) break;
  }
  stop.abort();
}

async function checkChain(index: Database<IndexSchema>, ledger: BlockSource): Promise<void> {
  const { genesisHash } = await ledger.info();
  const held = await index.db.selectFrom('ix_checkpoint').select('genesis_hash').executeTakeFirstOrThrow();
  if (held.genesis_hash !== genesisHash)
    throw new LedgerError('LEDGER_OTHER_CHAIN', 'The index belongs to another chain than the ledger.');
}

async function removeFile(file: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm']) await rm(`${file}${suffix}`, { force: true });
}
