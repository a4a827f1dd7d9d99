// SPDX-License-Identifier: Apache-2.0
import { setImmediate as turn } from 'node:timers/promises';
import { LedgerError } from '../../ledger-error.js';
import type { Outcome } from '../../ledger.js';
import { checkTime, checkTransaction, readTransaction, type CheckedTransaction } from './admission-check.js';
import { codeName, type ValidationCode } from './block-codec.js';
import type { Chain } from './chain.js';
import type { Creators } from '../identities/creators.js';
import type { Exclusion } from '../exclusion.js';
import type { OwnTransactions } from './own-transactions.js';

export interface OrdererOptions {
  readonly chain: Chain;
  readonly creators: Creators;
  readonly exclusion: Exclusion;
  readonly own: OwnTransactions;
  /** `SerializedIdentity` of the node. */
  readonly node: Uint8Array;
  readonly clock: () => number;
}

interface Waiting {
  readonly transaction: CheckedTransaction;
  readonly settle: (outcome: Outcome) => void;
}

const BLOCK_TRANSACTIONS = 500;
const BLOCK_BYTES = 8 * 1024 * 1024;

/** Puts transactions in order: whatever has come in while the disk was busy goes into the next block. */
export class Orderer {
  readonly #queue: Waiting[] = [];
  readonly #pending = new Map<string, Promise<Outcome>>();
  #running: Promise<void> | undefined;
  #failure: unknown;

  constructor(private readonly options: OrdererOptions) {}

  /** Why the last block could not be written; undefined when it was. */
  get failure(): unknown {
    return this.#failure;
  }

  /**
   * Orders a transaction once, however often it is submitted. Never throws.
   * @param id where the caller knows it: saves the reading of a transaction that was made here
   */
  async submit(envelope: Uint8Array, id: string): Promise<Outcome> {
    try {
      return await this.#order(envelope, id);
    } catch (error) {
      if (error instanceof LedgerError) return rejected(id, error.code, error.message);
      return rejected(id, 'LEDGER_FAILURE', 'The bytes are not a transaction of this ledger.');
    }
  }

  /** What became of a recorded transaction. */
  outcome(transactionId: string): Outcome | undefined {
    const found = this.options.chain.blocks.recorded(transactionId);
    return found && outcomeOf(transactionId, found.block, codeName(found.code));
  }

  /** Resolves when everything queued has its outcome. */
  async drained(): Promise<void> {
    await this.#running;
  }

  /** Nothing is awaited between looking for the id and queueing it, so that it is never queued twice. */
  #order(envelope: Uint8Array, hint: string): Promise<Outcome> | Outcome {
    const { own, creators, clock } = this.options;
    const at = clock();
    const made = own.take(hint, envelope);
    if (made) {
      creators.checkValid(made.creator, at);
      return this.#known(made.id) ?? this.#enqueue(made, at);
    }
    const header = readTransaction(envelope);
    const known = this.#known(header.transactionId);
    return known ?? this.#enqueue(checkTransaction(header, envelope, { ...this.options, at }), at);
  }

  #known(id: string): Promise<Outcome> | Outcome | undefined {
    return this.outcome(id) ?? this.#pending.get(id);
  }

  #enqueue(transaction: CheckedTransaction, at: number): Promise<Outcome> {
    checkTime(transaction.timestamp, at);
    const outcome = new Promise<Outcome>((settle) => this.#queue.push({ transaction, settle }));
    this.#pending.set(transaction.id, outcome);
    this.#running ??= this.#run();
    return outcome;
  }

  async #run(): Promise<void> {
    await turn();
    while (this.#queue.length > 0) {
      const batch = this.#take();
      await this.options.exclusion.exclusive(() => {
        this.#write(batch);
      });
      await turn();
    }
    this.#running = undefined;
  }

  #take(): readonly Waiting[] {
    let size = 0;
    let count = 0;
    for (const { transaction } of this.#queue) {
      if (count === BLOCK_TRANSACTIONS || (count > 0 && size + transaction.envelope.length > BLOCK_BYTES))
        break;
      size += transaction.envelope.length;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  #write(batch: readonly Waiting[]): void {
    const outcomes = this.#commit(batch.map(({ transaction }) => transaction));
    batch.forEach(({ transaction, settle }, i) => {
      this.#pending.delete(transaction.id);
      settle(outcomes[i] ?? unknown(transaction.id));
    });
  }

  #commit(transactions: readonly CheckedTransaction[]): readonly Outcome[] {
    try {
      const { block, codes } = this.options.chain.commit(transactions);
      this.#failure = undefined;
      return codes.map((code, i) => outcomeOf(transactions[i]?.id ?? '', block, code));
    } catch (error) {
      this.#failure = error;
      return [];
    }
  }
}

const EXPLANATIONS: Record<Exclude<ValidationCode, 'VALID'>, string> = {
  MVCC_READ_CONFLICT: 'Another transaction changed what this one had read (MVCC_READ_CONFLICT).',
  PHANTOM_READ_CONFLICT: 'Another transaction changed a range this one had read (PHANTOM_READ_CONFLICT).',
};

function outcomeOf(transactionId: string, block: number, code: ValidationCode): Outcome {
  if (code === 'VALID') return { status: 'committed', transactionId, block };
  return rejected(transactionId, 'LEDGER_CONFLICT', EXPLANATIONS[code]);
}

const rejected = (transactionId: string, code: string, message: string): Outcome => ({
  status: 'rejected',
  transactionId,
  code,
  message,
});

/** The disk refused. Whether the block is there after all is seen when the ledger is asked again. */
const unknown = (transactionId: string): Outcome => ({
  status: 'unknown',
  transactionId,
  message: 'The block could not be written.',
});
