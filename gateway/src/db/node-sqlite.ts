// SPDX-License-Identifier: Apache-2.0
/** `node:sqlite` behind the interface that kysely's SQLite dialect asks for, with a cache of statements. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Many rows for one statement: passed as the statement's only parameter, run one by one. */
export class RowSet {
  /** Which rows changed the table, once run. */
  readonly changed: boolean[] = [];

  constructor(readonly rows: readonly (readonly SqlValue[])[]) {}
}

export type SqlValue = string | number | Uint8Array | null;

const MAX_STATEMENTS = 200;
const MIB = 1024 * 1024;

/**
 * A transaction that reads first and writes then finds the file locked at once, however long it would wait, when
 * another connection has written in between. Taking the write lock at the start waits instead.
 */
const begun = (sql: string, readOnly: boolean): string =>
  sql === 'begin' && !readOnly ? 'begin immediate' : sql;

/** A transaction that the disk refused is rolled back by SQLite itself: saying so again would hide why. */
const isUndone = (sql: string, { isTransaction }: DatabaseSync): boolean =>
  sql === 'rollback' && !isTransaction;

const NOTHING = { changes: 0, lastInsertRowid: 0 };

class Statement implements SqliteStatement {
  readonly reader: boolean;

  constructor(
    private readonly statement: StatementSync,
    private readonly isNeedless: () => boolean,
  ) {
    this.reader = statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.statement.all(...(parameters as SQLInputValue[]));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    const [first] = parameters;
    if (this.isNeedless()) return NOTHING;
    if (!(first instanceof RowSet)) return this.statement.run(...(parameters as SQLInputValue[]));
    let changes = 0;
    for (const row of first.rows) {
      const done = Number(this.statement.run(...row).changes);
      first.changed.push(done > 0);
      changes += done;
    }
    return { changes, lastInsertRowid: 0 };
  }

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.statement.iterate(...(parameters as SQLInputValue[]));
  }
}

export interface SqliteOptions {
  readonly readOnly?: boolean;
  /** `full`: a commit is on the disk before it returns. `normal`: a power cut may undo the newest commits. */
  readonly synchronous?: 'full' | 'normal';
  readonly cacheMiB?: number;
  /** How much of the file is read through the address space instead of by calls. */
  readonly mapMiB?: number;
  /** Size the write-ahead log reaches before it is written back: larger means that pages are written back less often. */
  readonly logMiB?: number;
  /** No other process may have the file open; opening waits for one up to 10 s, then fails. */
  readonly exclusive?: boolean;
  /** Size of the pages of a file that is new, where many rows are written at a time; absent: SQLite's own, 4 KiB. */
  readonly pageKiB?: number;
}

/** Waits up to 10 s for another process's write. A file that cannot be used is let go of. */
function openFile(path: string, options: SqliteOptions): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: options.readOnly ?? false, timeout: 10_000 });
  try {
    configure(database, options);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function configure(database: DatabaseSync, options: SqliteOptions): void {
  if (options.exclusive === true) database.exec('PRAGMA locking_mode = EXCLUSIVE');
  if (options.pageKiB !== undefined) database.exec(`PRAGMA page_size = ${options.pageKiB * 1024}`);
  if (options.readOnly !== true) database.exec('PRAGMA journal_mode = WAL');
  database.exec(`PRAGMA synchronous = ${options.synchronous ?? 'full'}`);
  database.exec(`PRAGMA cache_size = -${(options.cacheMiB ?? 16) * 1024}`);
  database.exec(`PRAGMA mmap_size = ${(options.mapMiB ?? 0) * MIB}`);
  database.exec(`PRAGMA wal_autocheckpoint = ${((options.logMiB ?? 4) * MIB) / pageOf(database)}`);
  if (options.exclusive === true) database.exec('BEGIN IMMEDIATE; COMMIT');
}

/** Bytes; of a file that there was before, those with which it was made. */
const pageOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA page_size').get()?.['page_size']);

/** Opens a file in WAL mode. */
export function openNodeSqlite(path: string, options: SqliteOptions = {}): SqliteDatabase {
  const database = openFile(path, options);
  const cache = new Map<string, Statement>();
  return {
    close: () => {
      cache.clear();
      if (database.isOpen) database.close();
    },
    prepare: (sql) => {
      const known = cache.get(sql);
      if (known) return known;
      const prepared = database.prepare(begun(sql, options.readOnly ?? false));
      const statement = new Statement(prepared, () => isUndone(sql, database));
      if (cache.size >= MAX_STATEMENTS) cache.clear();
      cache.set(sql, statement);
      return statement;
    },
  };
}
