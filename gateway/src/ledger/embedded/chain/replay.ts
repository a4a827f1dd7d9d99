// SPDX-License-Identifier: Apache-2.0
import { createHash, hash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { ReadWriteSet, Version } from '@catalog-chain/verifier/wire/read-write-set';
import type { ValidationCode } from './block-codec.js';
import { openDatabase } from '../state/database.js';
import { PrivateStore } from '../state/private-store.js';
import { prepare } from '../state/rows.js';
import { StateStore } from '../state/state-store.js';
import { validate } from './validation.js';

/** State made again from blocks, in memory, to compare with the state on disk. */
export class Replay implements Disposable {
  readonly #db = openDatabase(':memory:');
  readonly #state = new StateStore(this.#db);
  readonly #privateState = new PrivateStore(this.#db);

  /** Validates as the ledger did, and applies what is valid. */
  apply(set: ReadWriteSet, version: Version): ValidationCode {
    const verdict = validate(set, this.#state, this.#privateState);
    if (verdict !== 'VALID') return verdict;
    for (const write of set.writes) this.#state.apply(write, version);
    this.#privateState.applyHashes(set.collections, version);
    return verdict;
  }

  /** @returns what of the state on disk is not what the blocks make; undefined when all is. */
  difference(db: DatabaseSync): string | undefined {
    for (const table of ['state', 'history', 'private_hashes'])
      if (digest(this.#db, table) !== digest(db, table)) return table.replace('_', ' ');
    return hasForeignValue(db) ? 'private values' : undefined;
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

const COLUMNS: Record<string, string> = {
  state: 'key, value, block, tx',
  history: 'key, block, tx',
  private_hashes: 'collection, key_hash, value_hash, block, tx',
};

/** SHA-256 over a table's rows in key order. */
function digest(db: DatabaseSync, table: string): string {
  const columns = COLUMNS[table] ?? '*';
  const sum = createHash('sha256');
  const rows = prepare(db, `SELECT ${columns} FROM ${table} ORDER BY ${columns}`).iterate();
  for (const row of rows as unknown as Iterable<(Uint8Array | string | number)[]>) {
    for (const cell of row) {
      const bytes = typeof cell === 'object' ? cell : Buffer.from(String(cell), 'utf8');
      sum.update(`${bytes.length}:`).update(bytes);
    }
  }
  return sum.digest('hex');
}

/** A plain value whose hash is not on the chain. */
function hasForeignValue(db: DatabaseSync): boolean {
  const rows = prepare(
    db,
    `SELECT v.key, v.key_hash, v.value, h.value_hash FROM private_values v
     LEFT JOIN private_hashes h ON h.collection = v.collection AND h.key_hash = v.key_hash
       AND h.block = v.block AND h.tx = v.tx`,
  ).iterate();
  for (const row of rows as unknown as Iterable<[Uint8Array, Uint8Array, Uint8Array, Uint8Array | null]>) {
    const [key, keyHash, value, valueHash] = row;
    if (!isHashOf(keyHash, key) || !isHashOf(valueHash, value)) return true;
  }
  return false;
}

const isHashOf = (expected: Uint8Array | null, bytes: Uint8Array): boolean =>
  expected !== null && hash('sha256', bytes, 'buffer').equals(expected);
