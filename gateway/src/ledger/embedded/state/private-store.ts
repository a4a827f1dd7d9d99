// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HashedCollection, Version } from '@catalog-chain/verifier/wire/read-write-set';
import { keyBytes, prepare, RangeReader, versioned } from './rows.js';
import type { PrivateStateReader, PrivateWrite, RangeQuery, StateEntry, Versioned } from './state.js';

/** Private data in SQLite: hashes that all may see, values of collections, and values not yet committed. */
export class PrivateStore implements PrivateStateReader {
  readonly #hash: StatementSync;
  readonly #value: StatementSync;
  readonly #ranges: RangeReader;
  readonly #putHash: StatementSync;
  readonly #dropHash: StatementSync;
  readonly #putValue: StatementSync;
  readonly #dropValue: StatementSync;
  readonly #stage: StatementSync;
  readonly #staged: StatementSync;
  readonly #unstage: StatementSync;
  readonly #forget: StatementSync;

  constructor(private readonly db: DatabaseSync) {
    const where = 'WHERE collection = ? AND';
    this.#hash = prepare(db, `SELECT value_hash, block, tx FROM private_hashes ${where} key_hash = ?`);
    this.#value = prepare(db, `SELECT value, block, tx FROM private_values ${where} key = ?`);
    this.#ranges = new RangeReader(db, 'private_values', 'collection = ? AND');
    this.#putHash = prepare(db, 'INSERT OR REPLACE INTO private_hashes VALUES (?, ?, ?, ?, ?)');
    this.#dropHash = prepare(db, `DELETE FROM private_hashes ${where} key_hash = ?`);
    this.#putValue = prepare(db, 'INSERT INTO private_values VALUES (?, ?, ?, ?, ?, ?)');
    this.#dropValue = prepare(db, `DELETE FROM private_values ${where} key_hash = ?`);
    this.#stage = prepare(db, 'INSERT INTO transient VALUES (?, ?, ?, ?, ?)');
    this.#staged = prepare(db, 'SELECT collection, key, value FROM transient WHERE transaction_id = ?');
    this.#unstage = prepare(db, 'DELETE FROM transient WHERE transaction_id = ?');
    this.#forget = prepare(db, 'DELETE FROM transient WHERE timestamp < ?');
  }

  hash(collection: string, keyHash: Uint8Array): Versioned | undefined {
    return versioned(this.#hash.get(collection, keyHash));
  }

  value(collection: string, key: string): Versioned | undefined {
    return versioned(this.#value.get(collection, keyBytes(key)));
  }

  range(collection: string, query: RangeQuery): readonly StateEntry[] {
    return this.#ranges.read(query, collection);
  }

  /** Keeps private values until their transaction commits; inside a transaction of the caller's. */
  stage(transactionId: string, timestamp: number, writes: readonly PrivateWrite[]): void {
    for (const { collection, key, value } of writes)
      this.#stage.run(transactionId, collection, keyBytes(key), value, timestamp);
  }

  /** Drops values of transactions from before a time, which can no longer be ordered. */
  forgetStaged(before: number): void {
    this.#forget.run(before);
  }

  /** Writes the hashes of a valid transaction, and the values that were staged for it. */
  apply(transactionId: string, collections: readonly HashedCollection[], version: Version): void {
    this.applyHashes(collections, version);
    const rows = this.#staged.all(transactionId) as unknown as [string, Uint8Array, Uint8Array][];
    for (const [collection, key, value] of rows)
      this.#putValue.run(collection, key, hash('sha256', key, 'buffer'), value, version.block, version.tx);
  }

  /** Writes hashes; values that they replace or delete go. */
  applyHashes(collections: readonly HashedCollection[], version: Version): void {
    for (const { name, writes } of collections)
      for (const write of writes) this.#applyHash(name, write, version);
  }

  unstage(transactionId: string): void {
    this.#unstage.run(transactionId);
  }

  /** Empties the log of pages that still hold purged values. */
  eraseLog(): void {
    this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #applyHash(collection: string, { keyHash, valueHash }: HashedWrite, { block, tx }: Version): void {
    this.#dropValue.run(collection, keyHash);
    if (valueHash) this.#putHash.run(collection, keyHash, valueHash, block, tx);
    else this.#dropHash.run(collection, keyHash);
  }
}

type HashedWrite = HashedCollection['writes'][number];
