// SPDX-License-Identifier: Apache-2.0
import { openDatabase, type Database, type DatabaseLocation } from '../../db/database.js';
import { migrate } from '../../db/migrate.js';
import type { ChainInfo } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { indexMigrations } from './migrations.js';
import type { IndexSchema } from './schema.js';

/** The index can be rebuilt from the chain, so a power cut may cost it its newest blocks. */
export function openIndexDatabase(location: DatabaseLocation, readOnly = false): Database<IndexSchema> {
  const options = readOnly
    ? { readOnly, cacheMiB: 32, mapMiB: 4096 }
    : { cacheMiB: 128, logMiB: 64, pageKiB: 16 };
  return openDatabase<IndexSchema>(location, { ...options, synchronous: 'normal' });
}

/**
 * Creates what is missing, and binds the tables to a chain.
 * @returns the newest block indexed, -1 for none
 * @throws LedgerError `LEDGER_OTHER_CHAIN` when they hold another one
 */
export async function bindToChain(database: Database<IndexSchema>, genesisHash: string): Promise<number> {
  await migrate(database, indexMigrations, 'ix');
  const none = { pos: 0, tx: 0, name: 0, events: 0, anomalies: 0, block: -1, block_hash: '' };
  await database.db
    .insertInto('ix_checkpoint')
    .values({ id: 1, genesis_hash: genesisHash, ...none })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const at = await database.db
    .selectFrom('ix_checkpoint')
    .select(['genesis_hash', 'block'])
    .executeTakeFirstOrThrow();
  if (at.genesis_hash !== genesisHash)
    throw new LedgerError('LEDGER_OTHER_CHAIN', 'The index belongs to another chain than the ledger.');
  return at.block;
}

/**
 * Makes sure that a ledger that is no further than the tables holds the blocks that they hold.
 * @param at.block newest block indexed
 * @param at.alone whether the ledger has no other peers: then it cannot be behind, only put back from an older copy
 * @throws LedgerError `LEDGER_OTHER_CHAIN`
 */
export async function checkHead(
  { db }: Database<IndexSchema>,
  { height, currentHash }: ChainInfo,
  at: { readonly block: number; readonly alone: boolean },
): Promise<void> {
  const head = height - 1;
  if (head > at.block || at.block < 0) return;
  const held = db.selectFrom('ix_block').select('hash').where('number', '=', head);
  const { hash } = (await held.executeTakeFirst()) ?? {};
  if (hash !== currentHash)
    throw new LedgerError('LEDGER_OTHER_CHAIN', 'The index holds other blocks than the ledger.');
  if (head < at.block && at.alone)
    throw new LedgerError('LEDGER_OTHER_CHAIN', 'The index holds blocks that the ledger has lost.');
}
