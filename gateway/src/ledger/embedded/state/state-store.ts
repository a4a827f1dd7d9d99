// SPDX-License-Identifier: Apache-2.0
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeyWrite, Version } from '@catalog-chain/verifier/wire/read-write-set';
import { writesOf } from '../chain/block-codec.js';
import { keyBytes, prepare, RangeReader, versioned } from './rows.js';
import type { HistoryEntry, RangeQuery, StateEntry, StateReader, Versioned } from './state.js';

/** Public state in SQLite: what a peer keeps in its state and history databases. */
export class StateStore implements StateReader {
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;
  readonly #note: StatementSync;
  readonly #history: StatementSync;
  readonly #ranges: RangeReader;

  constructor(db: DatabaseSync) {
    this.#get = prepare(db, 'SELECT value, block, tx FROM state WHERE key = ?');
    this.#put = prepare(db, 'INSERT OR REPLACE INTO state (key, value, block, tx) VALUES (?, ?, ?, ?)');
    this.#delete = prepare(db, 'DELETE FROM state WHERE key = ?');
    this.#note = prepare(db, 'INSERT INTO history (key, block, tx) VALUES (?, ?, ?)');
    this.#history = prepare(
      db,
      `SELECT t.id, t.timestamp, t.envelope FROM history h JOIN transactions t USING (block, tx)
       WHERE h.key = ? ORDER BY h.block DESC, h.tx DESC`,
    );
    this.#ranges = new RangeReader(db, 'state');
  }

  get(key: string): Versioned | undefined {
    return versioned(this.#get.get(keyBytes(key)));
  }

  range(query: RangeQuery): readonly StateEntry[] {
    return this.#ranges.read(query);
  }

  history(key: string): readonly HistoryEntry[] {
    const rows = this.#history.all(keyBytes(key)) as unknown as [string, number, Uint8Array][];
    return rows.map(([transactionId, timestamp, envelope]) => ({
      transactionId,
      timestamp,
      value: writesOf(envelope).find((write) => write.key === key)?.value ?? null,
    }));
  }

  apply(write: KeyWrite, { block, tx }: Version): void {
    const key = keyBytes(write.key);
    if (write.value) this.#put.run(key, write.value, block, tx);
    else this.#delete.run(key);
    this.#note.run(key, block, tx);
  }
}
