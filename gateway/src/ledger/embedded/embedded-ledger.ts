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
import { decodeBlock } from './block-codec.js';
import { atomically } from './database.js';
import type { Node } from './node.js';
import { verifyChain, type ChainReport } from './verify-chain.js';

const READ_BYTES = 4 * 1024 * 1024;

/**
 * A ledger in this process. It runs the contracts a Fabric peer runs, validates as a peer does and keeps signed,
 * chained blocks; but **one operator holds every key and there is no consensus**. It shows that a history has not
 * been altered since its blocks were handed out, not that several organisations agreed on it.
 */
export class EmbeddedLedger implements Ledger {
  readonly kind = 'embedded';
  #closed = false;

  constructor(private readonly node: Node) {}

  async evaluate(signatory: Signatory, call: Call): Promise<Uint8Array> {
    this.#checkOpen();
    return this.node.endorser.evaluate(signatory, call);
  }

  async prepare(signatory: Signatory, call: Call): Promise<PreparedTransaction> {
    this.#checkOpen();
    return this.node.endorser.prepare(signatory, call);
  }

  async submit(
    { transactionId, bytes }: PreparedTransaction,
    options?: { readonly timeoutMs?: number },
  ): Promise<Outcome> {
    if (this.#closed) return { status: 'unknown', transactionId, message: 'The ledger is closed.' };
    const outcome = this.node.orderer.submit(bytes);
    if (options?.timeoutMs === undefined) return outcome;
    const timer = new AbortController();
    const late = delay(options.timeoutMs, undefined, { signal: timer.signal }).then((): Outcome => ({
      status: 'unknown',
      transactionId,
      message: 'The block was not written in time.',
    }));
    late.catch(() => undefined);
    return Promise.race([outcome, late]).finally(() => {
      timer.abort();
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  async outcome(transactionId: string): Promise<Outcome> {
    this.#checkOpen();
    const message = 'The ledger has not recorded this transaction.';
    return this.node.orderer.outcome(transactionId) ?? { status: 'unknown', transactionId, message };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  async info(): Promise<ChainInfo> {
    this.#checkOpen();
    const { head, blocks } = this.node.chain;
    return { height: head.number + 1, genesisHash: blocks.hashOf(0) ?? '', currentHash: head.hash };
  }

  async *blocks({ from, signal }: { from: number; signal: AbortSignal }): AsyncGenerator<LedgerBlock> {
    const isOver = (): boolean => signal.aborted || this.#closed;
    let next = from;
    while (!isOver()) {
      for (const block of this.node.chain.blocks.read(next, READ_BYTES)) {
        yield decodeBlock(block);
        if (isOver()) return;
        next = block.number + 1;
      }
      await this.node.chain.reached(next, signal);
    }
  }

  async endorsedRead(signatory: Signatory, call: Call): Promise<EndorsedRead> {
    this.#checkOpen();
    return this.node.endorser.endorsedRead(signatory, call);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  async rootCertificates(): Promise<Readonly<Record<string, readonly string[]>>> {
    return this.node.creators.roots;
  }

  /** After a block could not be written, tries whether the disk takes one again. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
  async ready(): Promise<void> {
    this.#checkOpen();
    const { failure } = this.node.orderer;
    if (failure === undefined) return;
    try {
      atomically(this.node.db, () => {
        this.node.db.exec('PRAGMA user_version = 1');
      });
    } catch (cause) {
      throw new LedgerError('LEDGER_UNAVAILABLE', 'The ledger cannot write blocks.', { cause });
    }
  }

  /** Checks every block, signature and verdict from the first on, and that the state is what they make. */
  verifyChain(): ChainReport {
    this.#checkOpen();
    return verifyChain(this.node);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.node.orderer.drained();
    this.node.chain.close();
    this.node.db.close();
  }

  #checkOpen(): void {
    if (this.#closed) throw new LedgerError('LEDGER_UNAVAILABLE', 'The ledger is closed.');
  }
}
