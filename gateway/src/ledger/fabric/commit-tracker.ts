// SPDX-License-Identifier: Apache-2.0
import type { Outcome, Signatory } from '../ledger.js';
import type { ChannelQueries } from './channel-queries.js';
import { outcomeOf } from './fabric-errors.js';
import { resumed } from './resumed.js';
import type { CommittedBlock, FabricTransport } from './transport.js';

/**
 * Learns the fate of transactions from one stream of committed blocks, instead of asking a peer for each. When
 * the stream is cut it goes on from the block after the last one seen, so nothing is missed.
 */
export class CommitTracker implements AsyncDisposable {
  readonly #waiting = new Map<string, Set<(outcome: Outcome) => void>>();
  readonly #stop = new AbortController();
  #following: Promise<void> | undefined;
  #started: Promise<void> | undefined;

  constructor(
    private readonly transport: FabricTransport,
    private readonly queries: ChannelQueries,
    private readonly signatory: Signatory,
  ) {}

  /** Resolves once every later block will be seen. @throws LedgerError when no peer answers */
  async follow(): Promise<void> {
    this.#started ??= this.#start();
    try {
      await this.#started;
    } catch (error) {
      this.#started = undefined;
      throw error;
    }
  }

  /**
   * The transaction's fate as soon as it is in a block; `unknown` when the time is over or the signal aborts.
   * Call `follow` before submitting.
   */
  async settled(transactionId: string, timeoutMs: number, signal: AbortSignal): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const waiters = this.#waiting.get(transactionId) ?? new Set();
    this.#waiting.set(transactionId, waiters.add(resolve));
    const giveUp = (): void => {
      resolve({ status: 'unknown', transactionId, message: 'No block has held it so far.' });
    };
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      waiters.delete(resolve);
      if (waiters.size === 0) this.#waiting.delete(transactionId);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#following;
  }

  async #start(): Promise<void> {
    const { height } = await this.queries.info(this.signatory);
    this.#following = this.#run(height);
  }

  async #run(from: number): Promise<void> {
    const { signal } = this.#stop;
    const open = (next: number, ends: AbortSignal): AsyncIterable<CommittedBlock> =>
      this.transport.committed(this.signatory, next, ends);
    const height = async (): Promise<number> => (await this.queries.info(this.signatory)).height;
    for await (const { number, transactions } of resumed(open, from, signal, height))
      for (const { id, code } of transactions) void this.#settle(id, code, number);
  }

  async #settle(id: string, code: string, block: number): Promise<void> {
    const waiters = this.#waiting.get(id);
    if (!waiters) return;
    // A duplicate says nothing of the first one's fate: that is asked for.
    const duplicate = code === 'DUPLICATE_TXID';
    const outcome = duplicate ? await this.queries.outcome(this.signatory, id) : outcomeOf(id, block, code);
    for (const settle of waiters) settle(outcome);
  }
}
