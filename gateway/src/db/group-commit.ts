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
}

export class GroupCommit<Schema> {
  private queue: Waiting<Schema>[] = [];
  private running: Promise<void> | undefined;

  constructor(private readonly database: Database<Schema>) {}

  /**
   * Runs the work in a transaction shared with others, and returns once that is on the disk.
   * @throws whatever any work of the transaction throws: nothing of it was written then
   */
  async run<T>(work: (trx: Transaction<Schema>) => Promise<T>): Promise<T> {
    const result: T[] = [];
    await new Promise<void>((done, failed) => {
      const keep: Work<Schema> = async (trx) => {
        result[0] = await work(trx);
      };
      this.queue.push({ work: keep, done, failed });
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
      const group = this.queue;
      this.queue = [];
      await this.commit(group);
    }
    this.running = undefined;
  }

  private async commit(group: readonly Waiting<Schema>[]): Promise<void> {
    try {
      await this.database.db.transaction().execute(async (trx) => {
        for (const { work } of group) await work(trx);
      });
      for (const { done } of group) done();
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  }
}
