// SPDX-License-Identifier: Apache-2.0
import type { CheckedTransaction } from './admission-check.js';

/** A transaction that this process has just endorsed and signed. */
export interface OwnTransaction extends CheckedTransaction {
  /** `SerializedIdentity` of its signer. */
  readonly creator: Uint8Array;
}

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Transactions that were made here a moment ago. To find the very same bytes again proves as much as to check the
 * two signatures again, at a tenth of the cost. Bounded: what was pushed out is checked like a stranger's.
 */
export class OwnTransactions {
  readonly #kept = new Map<string, OwnTransaction>();
  #bytes = 0;

  /** Keeps bytes of its own: those of the envelope may go to another thread, and are then gone from here. */
  keep(transaction: OwnTransaction): void {
    const kept = { ...transaction, envelope: Uint8Array.from(transaction.envelope) };
    this.#kept.set(transaction.id, kept);
    this.#bytes += kept.envelope.length;
    for (const [id, oldest] of this.#kept) {
      if (this.#bytes <= MAX_BYTES) return;
      this.#drop(id, oldest);
    }
  }

  /** @returns the transaction, once, when the bytes are those that were kept */
  take(id: string, envelope: Uint8Array): OwnTransaction | undefined {
    const own = this.#kept.get(id);
    if (!own || Buffer.compare(own.envelope, envelope) !== 0) return undefined;
    this.#drop(id, own);
    return own;
  }

  #drop(id: string, { envelope }: OwnTransaction): void {
    this.#kept.delete(id);
    this.#bytes -= envelope.length;
  }
}
