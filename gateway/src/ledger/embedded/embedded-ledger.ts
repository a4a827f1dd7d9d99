// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { LedgerError } from '../ledger-error.js';
import type {
  Call,
  ChainInfo,
  EndorsedRead,
  Ledger,
  LedgerBlock,
  Outcome,
  PreparedTransaction,
  Signatory,
} from '../ledger.js';
import { decodeBlock } from './chain/block-codec.js';
import type { Core } from './core.js';
import type { ChainReport } from './chain/verify-chain.js';

/**
 * A ledger in this process. It runs the contracts a Fabric peer runs, validates as a peer does and keeps signed,
 * chained blocks; but **one operator holds every key and there is no consensus**. It shows that a history has not
 * been altered since its blocks were handed out, not that several organisations agreed on it.
 */
export class EmbeddedLedger implements Ledger {
  readonly kind = 'embedded';
  #closed = false;
  readonly #running = new Set<Promise<unknown>>();

  constructor(private readonly core: Core) {}

  async evaluate(signatory: Signatory, call: Call): Promise<Uint8Array> {
    return this.#run((core) => core.evaluate(signatory, call));
  }

  async prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction> {
    return this.#run((core) => core.prepare(signatory, call));
  }

  async submit(
    { transactionId, bytes }: PreparedTransaction,
    { timeoutMs }: { readonly timeoutMs?: number } = {},
  ): Promise<Outcome> {
    const unknown = (message: string): Outcome => ({ status: 'unknown', transactionId, message });
    if (this.#closed) return unknown('The ledger is closed.');
    const outcome = this.#run((core) => core.submit(bytes, transactionId)).catch(() =>
      unknown('The ledger did not answer.'),
    );
    if (timeoutMs === undefined) return outcome;
    const timer = new AbortController();
    const late = delay(timeoutMs, unknown('The block was not written in time.'), { signal: timer.signal });
    late.catch(() => undefined);
    return Promise.race([outcome, late]).finally(() => {
      timer.abort();
    });
  }

  async outcome(transactionId: string): Promise<Outcome> {
    const message = 'The ledger has not recorded this transaction.';
    return (
      (await this.#run((core) => core.outcome(transactionId))) ?? {
        status: 'unknown',
        transactionId,
        message,
      }
    );
  }

  async info(): Promise<ChainInfo> {
    return this.#run((core) => core.info());
  }

  async *blocks({ from, signal }: { from: number; signal: AbortSignal }): AsyncGenerator<LedgerBlock> {
    const isOver = (): boolean => signal.aborted || this.#closed;
    let next = from;
    while (!isOver()) {
      for (const block of await this.core.read(next)) {
        yield decodeBlock(block);
        if (isOver()) return;
        next = block.number + 1;
      }
      await this.core.reached(next, signal);
    }
  }

  async endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead> {
    return this.#run((core) => core.endorsedRead(signatory, call));
  }

  async rootCertificates(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.#run((core) => core.rootCertificates());
  }

  async ready(): Promise<void> {
    return this.#run((core) => core.ready());
  }

  /**
   * Checks every block, signature and verdict from the first on, and that the state is what they make.
   * @throws LedgerError `LEDGER_FAILURE` naming the block and what is wrong with it
   */
  async verifyChain(): Promise<ChainReport> {
    return this.#run((core) => core.verifyChain());
  }

  /** Lets what is under way come to its end, then releases the directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#running);
    await this.core.close();
  }

  async #run<T>(work: (core: Core) => Promise<T>): Promise<T> {
    if (this.#closed) throw new LedgerError('LEDGER_UNAVAILABLE', 'The ledger is closed.');
    const running = work(this.core);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}
