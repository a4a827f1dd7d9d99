// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { PreparedTransaction } from '../ledger/ledger.js';
import type { AttemptKey, AttemptStore, Known, StoredAnswer } from './idempotency.js';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS attempt (
    organisation TEXT NOT NULL,
    key TEXT NOT NULL,
    digest TEXT NOT NULL,
    begun INTEGER NOT NULL,
    -- Which run of the gateway works on it; null when none does.
    runner TEXT,
    pending TEXT,
    answer TEXT,
    PRIMARY KEY (organisation, key)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS attempt_begun ON attempt (begun);
`;

/** How long an answer can be had again. */
export const KEEP_MS = 7 * 86_400_000;

interface Row {
  readonly digest: string;
  readonly runner: string | null;
  readonly pending: string | null;
  readonly answer: string | null;
}

/** Attempts in SQLite. A row of an earlier run of the gateway counts as interrupted. */
export class SqliteAttempts implements AttemptStore, Disposable {
  private readonly database: DatabaseSync;
  private readonly runner = randomUUID();
  private readonly statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.database = new DatabaseSync(file, { timeout: 5_000 });
    this.database.exec(SCHEMA);
  }

  begin(key: AttemptKey, digest: string, now: number): Known {
    this.run(
      'DELETE FROM attempt WHERE begun < ? AND (answer IS NOT NULL OR pending IS NULL)',
      now - KEEP_MS,
    );
    const inserted = this.run(
      'INSERT INTO attempt (organisation, key, digest, begun, runner) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ...[key.organisation, key.key, digest, now, this.runner],
    );
    return inserted > 0 ? { state: 'new' } : this.resume(key, digest);
  }

  prepared(key: AttemptKey, transaction: PreparedTransaction): void {
    this.update('pending = ?', key, encodePending(transaction));
  }

  answered(key: AttemptKey, answer: StoredAnswer): void {
    this.update('runner = NULL, pending = NULL, answer = ?', key, JSON.stringify(answer));
  }

  interrupted(key: AttemptKey): void {
    this.update('runner = NULL', key);
  }

  forget(key: AttemptKey): void {
    this.run('DELETE FROM attempt WHERE organisation = ? AND key = ?', key.organisation, key.key);
  }

  [Symbol.dispose](): void {
    this.database.close();
  }

  private resume(key: AttemptKey, digest: string): Known {
    const row = this.statement(
      'SELECT digest, runner, pending, answer FROM attempt WHERE organisation = ? AND key = ?',
    ).get(key.organisation, key.key) as unknown as Row;
    if (row.digest !== digest) return { state: 'mismatch' };
    if (row.answer !== null) return { state: 'answered', answer: JSON.parse(row.answer) as StoredAnswer };
    if (row.runner === this.runner) return { state: 'running' };
    this.update('runner = ?', key, this.runner);
    return { state: 'interrupted', ...(row.pending !== null && { pending: decodePending(row.pending) }) };
  }

  private update(set: string, key: AttemptKey, ...values: string[]): void {
    const sql = `UPDATE attempt SET ${set} WHERE organisation = ? AND key = ?`;
    this.run(sql, ...values, key.organisation, key.key);
  }

  private run(sql: string, ...values: (string | number)[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }

  private statement(sql: string): StatementSync {
    const known = this.statements.get(sql) ?? this.database.prepare(sql);
    this.statements.set(sql, known);
    return known;
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function encodePending({ transactionId, signatory, bytes, result }: PreparedTransaction): string {
  return JSON.stringify({ transactionId, signatory, bytes: base64(bytes), result: base64(result) });
}

function decodePending(text: string): PreparedTransaction {
  const stored = JSON.parse(text) as Omit<PreparedTransaction, 'bytes' | 'result'> & {
    bytes: string;
    result: string;
  };
  const { bytes, result, ...rest } = stored;
  return { ...rest, bytes: Buffer.from(bytes, 'base64'), result: Buffer.from(result, 'base64') };
}
