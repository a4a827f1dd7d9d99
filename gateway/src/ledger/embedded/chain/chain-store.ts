// SPDX-License-Identifier: Apache-2.0
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoredBlock } from './block-codec.js';
import { prepare } from '../state/rows.js';

export interface Head {
  /** Number of the newest block; -1 before the first. */
  readonly number: number;
  readonly hash: string;
}

export interface Recorded {
  readonly block: number;
  readonly code: number;
}

export interface NewTransaction {
  readonly id: string;
  readonly timestamp: number;
  readonly envelope: Uint8Array;
}

/** Blocks and their transactions in SQLite. */
export class ChainStore {
  readonly #head: StatementSync;
  readonly #hash: StatementSync;
  readonly #recorded: StatementSync;
  readonly #block: StatementSync;
  readonly #transactions: StatementSync;
  readonly #addBlock: StatementSync;
  readonly #addTransaction: StatementSync;

  constructor(db: DatabaseSync) {
    this.#head = prepare(db, 'SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1');
    this.#hash = prepare(db, 'SELECT hash FROM blocks WHERE number = ?');
    this.#recorded = prepare(db, 'SELECT block, code FROM transactions WHERE id = ?');
    this.#block = prepare(
      db,
      'SELECT number, hash, previous_hash, data_hash, signature FROM blocks WHERE number = ?',
    );
    this.#transactions = prepare(db, 'SELECT code, envelope FROM transactions WHERE block = ? ORDER BY tx');
    this.#addBlock = prepare(db, 'INSERT INTO blocks VALUES (?, ?, ?, ?, ?)');
    this.#addTransaction = prepare(db, 'INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?)');
  }

  head(): Head {
    const row = this.#head.get() as unknown as [number, string] | undefined;
    return row ? { number: row[0], hash: row[1] } : { number: -1, hash: '' };
  }

  hashOf(number: number): string | undefined {
    return (this.#hash.get(number) as unknown as [string] | undefined)?.[0];
  }

  /** Where a transaction was recorded, and with which validation code. */
  recorded(transactionId: string): Recorded | undefined {
    const row = this.#recorded.get(transactionId) as unknown as [number, number] | undefined;
    return row && { block: row[0], code: row[1] };
  }

  /** Whole blocks from a number on: at least one where there is one, then as many as fit. */
  read(from: number, maxBytes: number): readonly StoredBlock[] {
    const blocks: StoredBlock[] = [];
    let size = 0;
    for (let number = from; size < maxBytes; number += 1) {
      const block = this.#read(number);
      if (!block) break;
      blocks.push(block);
      size += block.transactions.reduce((sum, { envelope }) => sum + envelope.length, 0);
    }
    return blocks;
  }

  addTransaction(block: number, tx: number, code: number, transaction: NewTransaction): void {
    const { id, timestamp, envelope } = transaction;
    this.#addTransaction.run(block, tx, id, code, timestamp, envelope);
  }

  addBlock({ number, hash, previousHash, dataHash, signature }: Omit<StoredBlock, 'transactions'>): void {
    this.#addBlock.run(number, hash, previousHash, dataHash, signature);
  }

  #read(number: number): StoredBlock | undefined {
    const row = this.#block.get(number);
    if (!row) return undefined;
    const [, hash, previousHash, dataHash, signature] = row as unknown as BlockRow;
    const rows = this.#transactions.all(number) as unknown as [number, Uint8Array][];
    const transactions = rows.map(([code, envelope]) => ({ code, envelope }));
    return { number, hash, previousHash, dataHash, signature, transactions };
  }
}

type BlockRow = [number, string, Uint8Array, Uint8Array, Uint8Array];
