// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { sql, type Kysely } from 'kysely';
import { LedgerError } from '../ledger/ledger-error.js';
import { ImpatientClient, patientConfig } from './postgres-client.js';

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
  const lock = new ReplicaLock(connectionString, replicas, taken);
  await lock.take();
  return lock;
}

const RETAKE_MS = 500;

/** Held by a connection; one that breaks is opened again, and what it held is taken again. */
class ReplicaLock implements AsyncDisposable {
  private readonly stop = new AbortController();
  private client: ImpatientClient | undefined;

  constructor(
    private readonly connectionString: string,
    private readonly replicas: readonly number[],
    private readonly taken: string,
  ) {}

  async take(): Promise<void> {
    const client = new ImpatientClient(patientConfig(this.connectionString));
    // A connection that breaks also ends; unheard, the error would end the process.
    client.on('error', () => undefined);
    await client.connect();
    const locks = 'select pg_try_advisory_lock($1, replica) as locked from unnest($2::int[]) as replica';
    const { rows } = await client.query<{ locked: boolean }>(locks, [LOCKS, this.replicas]);
    if (!rows.every(({ locked }) => locked)) {
      await client.end();
      throw new LedgerError('LEDGER_UNAVAILABLE', this.taken);
    }
    this.client = client;
    client.once('end', () => void this.retake());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort();
    await this.client?.end();
  }

  /** Unless another has what was lost: then this rejects unheard, and ends the process, which must not go on beside it. */
  private async retake(): Promise<void> {
    const { signal } = this.stop;
    for (;;) {
      const waited = await delay(RETAKE_MS, true, { signal }).catch(() => false);
      if (!waited) return;
      try {
        await this.take();
        return;
      } catch (error) {
        if (error instanceof LedgerError) throw error;
      }
    }
  }
}

/** The replicas of this database that a gateway runs as at the moment. */
export async function runningReplicas<Schema>(db: Kysely<Schema>): Promise<ReadonlySet<number>> {
  const found = await sql<{ replica: number }>`
    select objid::int as replica from pg_locks
    where locktype = 'advisory' and granted and classid = ${LOCKS} and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  return new Set(found.rows.map(({ replica }) => replica));
}
