// SPDX-License-Identifier: Apache-2.0
/** Tables that say something of one chain are of no use beside another: they keep the hash of its genesis block. */
import type { Kysely } from 'kysely';
import { LedgerError } from '../ledger/ledger-error.js';
import type { ColumnTypes } from './migrate.js';
import { table } from './table.js';

export interface ChainTable {
  readonly id: number;
  readonly genesis_hash: string;
}

/** Creates the table that the chain is kept in. */
export const createChainTable = (db: Kysely<unknown>, name: string, types: ColumnTypes): Promise<void> =>
  table(db, name, { id: 'int', genesis_hash: 'text' }, { key: ['id'] }, types).execute();

/**
 * Binds the tables to the chain when they are bound to none yet.
 * @param what they are, for the message
 * @throws LedgerError `LEDGER_OTHER_CHAIN` when they are bound to another
 */
export async function bindToChain(
  db: Kysely<Record<string, ChainTable>>,
  name: string,
  genesisHash: string,
  what: string,
): Promise<void> {
  await db
    .insertInto(name)
    .values({ id: 1, genesis_hash: genesisHash })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { genesis_hash } = await db.selectFrom(name).select('genesis_hash').executeTakeFirstOrThrow();
  if (genesis_hash !== genesisHash)
    throw new LedgerError('LEDGER_OTHER_CHAIN', `${what} belong to another chain than the ledger.`);
}
