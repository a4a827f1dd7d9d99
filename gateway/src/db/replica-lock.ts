// SPDX-License-Identifier: Apache-2.0
import pg from 'pg';
import { LedgerError } from '../ledger/ledger-error.js';

/** Any number that nothing else on the server uses: the first key of the advisory locks. */
const LOCKS = 0x6361_7461;

/**
 * Makes sure that only one gateway runs as a replica: a lock of the server's, held as long as the connection is.
 * @throws LedgerError `LEDGER_UNAVAILABLE` when another one does
 */
export async function lockReplica(connectionString: string, replica: number): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const locked = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1, $2) as locked', [
    LOCKS,
    replica,
  ]);
  if (locked.rows[0]?.locked !== true) {
    await client.end();
    throw new LedgerError('LEDGER_UNAVAILABLE', 'Another gateway runs as this replica.');
  }
  return { [Symbol.asyncDispose]: () => client.end() };
}
