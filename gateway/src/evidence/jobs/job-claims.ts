// SPDX-License-Identifier: Apache-2.0
/** Which gateway makes which bundle: each takes the oldest that nobody has in hand, also what a dead one had. */
import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import { runningReplicas } from '../../db/replica-lock.js';
import type { Subject } from '../make/make-bundle.js';
import type { Order } from './job.js';
import { available, type JobStore, type Maker } from './job-store.js';
import type { JobTable } from './schema.js';

/** What ends the process each time it is made is not made for ever. */
export const MAX_TRIES = 3;

/** Which replicas run at the moment. */
export type RunningReplicas = () => Promise<ReadonlySet<number>>;

/** A job in hand. */
export interface Taken {
  readonly id: string;
  readonly order: Order;
  /** Milliseconds since 1970. */
  readonly requested: number;
  /** How often it has waited for what hindered it. */
  readonly waits: number;
}

/**
 * On PostgreSQL a gateway runs as long as it holds its replica's lock, which must be taken before the first call. A
 * run makes one bundle at a time: what is down as its own when it takes the next one was not finished.
 */
export class JobClaims {
  readonly maker: Maker;

  /** @param others the replicas beside which this one runs; absent: those that PostgreSQL knows, on SQLite none */
  constructor(
    private readonly store: JobStore,
    replica: number,
    private readonly others: RunningReplicas | undefined = replicasOf(store),
  ) {
    this.maker = { runner: randomUUID(), replica };
  }

  /**
   * @param now milliseconds since 1970: what was put off until later is left
   * @returns undefined when nothing is to be made. @throws LedgerError `STORAGE_UNAVAILABLE`
   */
  async take(now: number): Promise<Taken | undefined> {
    return available(async () => {
      for (const row of await this.free(now)) {
        if (!(await this.claim(row, row.tries + 1))) continue;
        if (row.tries < MAX_TRIES) return takenOf(row);
        await this.store.fail(row.id, this.maker, 'INTERNAL');
      }
      return undefined;
    });
  }

  /** What was broken off waits again, as if it had not been begun. @throws LedgerError `STORAGE_UNAVAILABLE` */
  async release(): Promise<void> {
    const own = this.store.database.db
      .updateTable('ev_job')
      .set(({ eb }) => ({ runner: null, tries: eb('tries', '-', 1) }))
      .where('runner', '=', this.maker.runner);
    await available(() => own.execute());
  }

  /** Oldest first. */
  private async free(now: number): Promise<Selectable<JobTable>[]> {
    const { database, chain } = this.store;
    const working = database.db
      .selectFrom('ev_job')
      .selectAll()
      .where('state', '=', 'working')
      .where('due', '<=', now);
    const rows = await working.where('chain', '=', chain).orderBy('requested').orderBy('id').execute();
    const others = rows.some((row) => this.isOthers(row));
    const running = others && this.others ? await this.others() : new Set<number>();
    return rows.filter((row) => !this.isOthers(row) || !running.has(row.replica));
  }

  /** Whether another replica has it in hand, should it run. A SQLite file has no other. */
  private isOthers({ runner, replica }: Selectable<JobTable>): boolean {
    return runner !== null && replica !== this.maker.replica && this.others !== undefined;
  }

  /** @returns false when another gateway was faster */
  private async claim({ id, runner: seen }: Selectable<JobTable>, tries: number): Promise<boolean> {
    const taken = await this.store.database.db
      .updateTable('ev_job')
      .set({ ...this.maker, tries })
      .where('id', '=', id)
      .where('state', '=', 'working')
      .where('runner', seen === null ? 'is' : '=', seen)
      .executeTakeFirst();
    return taken.numUpdatedRows > 0n;
  }
}

const replicasOf = ({ database }: JobStore): RunningReplicas | undefined =>
  database.kind === 'postgres' ? () => runningReplicas(database.db) : undefined;

const takenOf = (row: Selectable<JobTable>): Taken => ({
  id: row.id,
  order: orderOf(row),
  requested: row.requested,
  waits: row.waits,
});

const orderOf = ({ organisation, role, party, subject }: Selectable<JobTable>): Order => ({
  organisation,
  role: role as UserRole,
  ...(party !== null && { party }),
  subject: JSON.parse(subject) as Subject,
});
