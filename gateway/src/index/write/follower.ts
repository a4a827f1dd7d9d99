// SPDX-License-Identifier: Apache-2.0
/** Follows the ledger's blocks into the index: while some are being written, the next ones gather. */
import { setTimeout as delay } from 'node:timers/promises';
import type { BlockSource, LedgerBlock } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { Log } from '../../support/log-port.js';
import type { IndexedBlock } from './index-writer.js';
import type { BlockWriter } from './threaded-writer.js';

const MAX_BYTES = 8 * 1024 * 1024;
const MAX_BLOCKS = 64;
const FIRST_RETRY_MS = 250;
/** A block that cannot be written, again and again, is not asked for all the time. */
const LONGEST_RETRY_MS = 30_000;

export interface FollowerOptions {
  readonly source: BlockSource;
  readonly writer: BlockWriter;
  /** Newest block already indexed. */
  readonly block: number;
  readonly log: Log;
  readonly onIndexed: (block: number) => void;
}

/** Runs until the signal ends it; a cut stream is opened again where the index stands. */
export async function follow(options: FollowerOptions, signal: AbortSignal): Promise<void> {
  const run = new Run(options, signal);
  let [failures, reached] = [0, options.block];
  while (!signal.aborted) {
    try {
      await run.stream();
    } catch (error) {
      if (isAborted(signal)) return;
      if (error instanceof LedgerError && error.code === 'LEDGER_OTHER_CHAIN') throw error;
      failures = run.indexed > reached ? 0 : failures + 1;
      reached = run.indexed;
      const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
      options.log.warn('The block stream broke off and will be opened again.', {
        error,
        block: reached + 1,
        failures,
        pauseMs,
      });
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

const isAborted = (signal: AbortSignal): boolean => signal.aborted;

class Run {
  /** Newest block written. */
  indexed: number;
  private gathered: IndexedBlock[] = [];
  private bytes = 0;
  private writing: Promise<void> | undefined;
  private failure: unknown;
  /** Ends the stream when a write fails: no block may come for a long time that would show it. */
  private broken = new AbortController();

  constructor(
    private readonly options: FollowerOptions,
    private readonly signal: AbortSignal,
  ) {
    this.indexed = options.block;
  }

  /** Ends when the stream does, with everything that it gave written; throws what broke it. */
  async stream(): Promise<void> {
    [this.gathered, this.bytes, this.failure, this.broken] = [[], 0, undefined, new AbortController()];
    const signal = AbortSignal.any([this.signal, this.broken.signal]);
    const blocks = this.options.source.blocks({ from: this.indexed + 1, signal });
    try {
      for await (const block of blocks) await this.take(block);
    } finally {
      await this.settled();
    }
    if (this.failure !== undefined) throw this.failure as Error;
    if (!this.signal.aborted) throw new LedgerError('LEDGER_UNAVAILABLE', 'The block stream ended.');
  }

  private async take(block: LedgerBlock): Promise<void> {
    this.gathered.push(slim(block));
    this.bytes += sizeOf(block);
    // Not in `write` itself: it may end before its promise is kept here, and would be waited for for ever.
    this.writing ??= this.write().finally(() => {
      this.writing = undefined;
    });
    const full = this.bytes >= MAX_BYTES || this.gathered.length >= MAX_BLOCKS;
    if (full) await this.writing;
    if (this.failure !== undefined) throw this.failure as Error;
  }

  /** Writes what has gathered until there is nothing left. */
  private async write(): Promise<void> {
    try {
      while (this.gathered.length > 0 && this.failure === undefined) {
        const blocks = this.gathered;
        [this.gathered, this.bytes] = [[], 0];
        this.indexed = await this.options.writer.apply(blocks);
        this.options.onIndexed(this.indexed);
      }
    } catch (error) {
      this.failure = error;
      this.broken.abort();
    }
  }

  private async settled(): Promise<void> {
    while (this.writing) await this.writing;
  }
}

/** Only what the index keeps, as plain data. */
function slim({ number, hash, previousHash, transactions }: LedgerBlock): IndexedBlock {
  return {
    number,
    hash,
    previousHash,
    transactions: transactions.map(
      ({ id, index, valid, validationCode, timestamp, creator, transaction, args, writes, events }) => ({
        id,
        index,
        valid,
        validationCode,
        timestamp,
        transaction,
        args,
        writes,
        events,
        creator: { mspId: creator.mspId, certificatePem: '' },
      }),
    ),
  };
}

function sizeOf({ transactions }: LedgerBlock): number {
  let bytes = 0;
  for (const { args, writes } of transactions) {
    for (const arg of args) bytes += arg.length;
    for (const { value } of writes) bytes += value?.length ?? 0;
  }
  return bytes;
}
