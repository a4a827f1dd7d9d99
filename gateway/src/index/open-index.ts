// SPDX-License-Identifier: Apache-2.0
import type { DatabaseLocation } from '../db/database.js';
import type { BlockSource, Ledger } from '../ledger/ledger.js';
import { LedgerError } from '../ledger/ledger-error.js';
import type { Log } from '../support/log-port.js';
import { follow } from './write/follower.js';
import { SqlIndexReader } from './read/index-reader.js';
import { bindToChain, checkHead, openIndexDatabase } from './tables/open-tables.js';
import type { Index } from './model/reader.js';
import { startThreadedComparer, type ThreadedComparer } from './compare/threaded-comparer.js';
import { startThreadedWriter, type BlockWriter } from './write/threaded-writer.js';

export interface IndexOptions {
  readonly ledger: BlockSource & Partial<Pick<Ledger, 'kind'>>;
  readonly location: DatabaseLocation;
  readonly log: Log;
  /** Who writes blocks and compares months; absent: threads of their own. */
  readonly workers?: IndexWorkers;
}

export interface IndexWorkers {
  readonly writer: BlockWriter;
  readonly comparer: ThreadedComparer;
}

const threads = (location: DatabaseLocation): IndexWorkers => ({
  writer: startThreadedWriter(location),
  comparer: startThreadedComparer(location),
});

const DEFAULT_WAIT_MS = 30_000;

/**
 * Opens the index and starts following the ledger.
 * @throws LedgerError `LEDGER_OTHER_CHAIN` when the tables hold another chain than the ledger's, or blocks that it lost
 */
export async function openIndex(options: IndexOptions): Promise<Index> {
  const block = await newestBlock(options);
  return new FollowingIndex(options, block, options.workers ?? threads(options.location));
}

async function newestBlock({ ledger, location }: IndexOptions): Promise<number> {
  const info = await ledger.info();
  await using writable = openIndexDatabase(location);
  const block = await bindToChain(writable, info.genesisHash);
  await checkHead(writable, info, { block, alone: ledger.kind === 'embedded' });
  return block;
}

interface Waiter {
  readonly block: number;
  readonly done: (error?: Error) => void;
}

class FollowingIndex extends SqlIndexReader implements Index {
  private readonly stop = new AbortController();
  private readonly listeners = new Set<(block: number) => void>();
  private readonly waiters = new Set<Waiter>();
  private readonly running: Promise<void>;
  private readonly tables;
  private failure: Error | undefined;

  constructor(
    { ledger, location, log }: IndexOptions,
    private block: number,
    private readonly workers: IndexWorkers,
  ) {
    const tables = openIndexDatabase(location, true);
    super(tables, workers.comparer.compare);
    this.tables = tables;
    const { writer } = workers;
    const onIndexed = (at: number): void => {
      this.indexed(at);
    };
    this.running = follow({ source: ledger, writer, block, log, onIndexed }, this.stop.signal).catch(
      (error: unknown) => {
        log.error('The index has stopped following the ledger.', { error });
        this.failure =
          error instanceof Error ? error : new LedgerError('LEDGER_FAILURE', 'The index failed.');
        for (const { done } of this.waiters) done(this.failure);
      },
    );
  }

  onBlock(listener: (block: number) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async reached(block: number, timeoutMs = DEFAULT_WAIT_MS): Promise<void> {
    if (this.block >= block) return;
    if (this.failure !== undefined) throw this.failure;
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        waiter.done(new LedgerError('LEDGER_TIMEOUT', 'The index has not reached the block in time.'));
      }, timeoutMs);
      const waiter: Waiter = {
        block,
        done: (error) => {
          clearTimeout(late);
          this.waiters.delete(waiter);
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      this.waiters.add(waiter);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort();
    await this.running;
    // The writer last: only it can write the log back into the file, so that the file alone is a copy.
    await this.workers.comparer[Symbol.asyncDispose]();
    await this.tables[Symbol.asyncDispose]();
    await this.workers.writer[Symbol.asyncDispose]();
    for (const { done } of this.waiters) done(new LedgerError('LEDGER_UNAVAILABLE', 'The index is closed.'));
  }

  private indexed(block: number): void {
    this.block = Math.max(this.block, block);
    for (const waiter of this.waiters) if (waiter.block <= this.block) waiter.done();
    for (const listener of this.listeners) listener(this.block);
  }
}
