// SPDX-License-Identifier: Apache-2.0
/** Group commit: what several callers want to write at about the same time is one transaction and one fsync. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Transaction } from 'kysely';
import type { Database } from './database.js';

type Work<Schema> = (trx: Transaction<Schema>) => Promise<void>;

interface Waiting<Schema> {
  readonly work: Work<Schema>;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
  /** How often it may still be undone for somebody else's locks. */
  undone: number;
}

/** So often it is run again when another gateway and this one held what the other wanted (PostgreSQL undid this one's). */
const MOST_UNDONE = 5;
/** What PostgreSQL says then: `deadlock_detected`. */
const DEADLOCK = '40P01';

const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && (error as Error & { readonly code?: unknown }).code === DEADLOCK;

export class GroupCommit<Schema> {
  private queue: Waiting<Schema>[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly database: Database<Schema>) {}

  /**
   * Runs the work in a transaction shared with others, and returns once that is on the disk. Work may be run again, when
   * the transaction that it shared was undone for another's failure, or for the locks of another gateway.
   * @throws what the work throws, and nothing of it was written then; or what beginning or committing throws, and then
   *   nobody knows: the answer to a COMMIT can be lost
   */
  async run<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
    const result: T[] = [];
    await new Promise<void>((done, failed) => {
      const keep: Work<Schema> = async (trx) => {
        result[0] = await work(trx);
      };
      this.queue.push({ work: keep, done, failed, undone: MOST_UNDONE });
      this.running ??= this.drain();
    });
    return result[0] as T;
  }

  /** Resolves when nothing waits. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      await turn();
      let group: readonly Waiting<Schema>[] = this.queue;
      this.queue = [];
      while (group.length > 0) group = await this.commit(group);
    }
    this.running = undefined;
  }

  /** Each takes its locks in one order; together they may not, and would hold another gateway up again. */
  private async oneByOne(group: readonly Waiting<Schema>[]): Promise<readonly Waiting<Schema>[]> {
    const left: Waiting<Schema>[] = [];
    for (const one of group) left.push(...(await this.commit([one])));
    return left;
  }

  /** @returns those whose work was undone because another's failed, to be committed without that one */
  private async commit(group: readonly Waiting<Schema>[]): Promise<readonly Waiting<Schema>[]> {
    let culprit: Waiting<Schema> | undefined;
    try {
      await this.database.db.transaction().execute(async (trx) => {
        for (const one of group) {
          culprit = one;
          await one.work(trx);
        }
        culprit = undefined;
      });
      for (const { done } of group) done();
      return [];
    } catch (error) {
      if (isDeadlock(error) && group.every((one) => one.undone-- > 0)) return this.oneByOne(group);
      if (culprit === undefined) {
        for (const { failed } of group) failed(error);
        return [];
      }
      culprit.failed(error);
      return group.filter((one) => one !== culprit);
    }
  }
}
