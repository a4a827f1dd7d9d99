// SPDX-License-Identifier: Apache-2.0
import { sql, type Kysely } from 'kysely';
import pg from 'pg';
import { LedgerError } from '../ledger/ledger-error.js';

/** Any number that nothing else on the server uses: the first key of the advisory locks. */
const LOCKS = 0x6361_7461;
/** Replicas that one server can tell apart, and the rows of each. */
export const REPLICAS = 64;

/**
 * Makes sure that only one gateway runs as a replica: a lock of the server's, held as long as the connection is.
 * @throws LedgerError `LEDGER_UNAVAILABLE` when another one does
 */
export const lockReplica = (connectionString: string, replica: number): Promise<AsyncDisposable> =>
  lockReplicas(connectionString, [replica], 'Another gateway runs as this replica.');

/** Keeps every gateway away. @throws LedgerError `LEDGER_UNAVAILABLE` while one runs */
export const lockAllReplicas = (connectionString: string): Promise<AsyncDisposable> =>
  lockReplicas(connectionString, [...Array(REPLICAS).keys()], 'A gateway runs on this database.');

async function lockReplicas(
  connectionString: string,
  replicas: readonly number[],
  taken: string,
): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const locks = 'select pg_try_advisory_lock($1, replica) as locked from unnest($2::int[]) as replica';
  const { rows } = await client.query<{ locked: boolean }>(locks, [LOCKS, replicas]);
  if (!rows.every(({ locked }) => locked)) {
    await client.end();
    throw new LedgerError('LEDGER_UNAVAILABLE', taken);
  }
  return { [Symbol.asyncDispose]: () => client.end() };
}

/** The replicas of this database that a gateway runs as at the moment. */
export async function runningReplicas<Schema>(db: Kysely<Schema>): Promise<ReadonlySet<number>> {
  const found = await sql<{ replica: number }>`
    select objid::int as replica from pg_locks
    where locktype = 'advisory' and granted and classid = ${LOCKS} and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  return new Set(found.rows.map(({ replica }) => replica));
}
