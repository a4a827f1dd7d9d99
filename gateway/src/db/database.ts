// SPDX-License-Identifier: Apache-2.0
/** SQL behind kysely: one schema, two dialects. */
import { CompiledQuery, Kysely, PostgresDialect, type Dialect, type Transaction } from 'kysely';
import pg from 'pg';
import { ImpatientClient, patientConfig } from './postgres-client.js';
import { openNodeSqlite, RowSet, type SqliteOptions, type SqlValue } from './node-sqlite.js';
import { TransactionalSqliteDialect } from './sqlite-dialect.js';

/** A file path (or `:memory:`), a PostgreSQL URL, or a database that speaks SQLite and is opened by somebody else. */
export type DatabaseLocation =
  { readonly sqlite: string } | { readonly postgres: string } | { readonly dialect: () => Dialect };

export interface Database<Schema> extends AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres';
  readonly db: Kysely<Schema>;
}

/** `postgres://…` and `postgresql://…` name a server; anything else a SQLite file. */
export function locate(urlOrPath: string): DatabaseLocation {
  return /^postgres(ql)?:\/\//.test(urlOrPath) ? { postgres: urlOrPath } : { sqlite: urlOrPath };
}

/** Opens, without creating tables: see `migrate`. */
export function openDatabase<Schema>(
  location: DatabaseLocation,
  options: SqliteOptions = {},
): Database<Schema> {
  if ('postgres' in location) {
    const db = new Kysely<Schema>({ dialect: postgres(location.postgres) });
    return { kind: 'postgres', db, [Symbol.asyncDispose]: () => db.destroy() };
  }
  if ('dialect' in location) {
    const db = new Kysely<Schema>({ dialect: location.dialect() });
    return { kind: 'sqlite', db, [Symbol.asyncDispose]: () => db.destroy() };
  }
  const database = openNodeSqlite(location.sqlite, options);
  const db = new Kysely<Schema>({ dialect: new TransactionalSqliteDialect({ database }) });
  return {
    kind: 'sqlite',
    db,
    // Kysely closes what it has used; a database that was never asked anything stays open without this.
    [Symbol.asyncDispose]: async () => {
      await db.destroy();
      database.close();
    },
  };
}

/** 64-bit integers come back as numbers: none of ours exceeds 2^53. */
function postgres(connectionString: string): PostgresDialect {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  // The driver's own parser reads each digit in JavaScript.
  types.setTypeParser(pg.types.builtins.BYTEA, (text) => Buffer.from(text.slice(2), 'hex'));
  const pool = new pg.Pool({ ...patientConfig(connectionString), types, max: 4, Client: ImpatientClient });
  // A connection that breaks while nobody uses it is replaced; unheard, the event would end the process.
  pool.on('error', () => undefined);
  // The pool hears only those: one that breaks between two statements of a transaction fails at the next.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}

export interface InsertTarget {
  readonly table: string;
  /** With `ignore`, the first one is the key. */
  readonly columns: readonly string[];
  /** Rows whose key exists are left out. */
  readonly ignore?: boolean;
}

const headOf = ({ table, columns }: InsertTarget): string =>
  `insert into "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) values `;

/**
 * Inserts many rows inside a transaction; on SQLite by one prepared statement, which is several times faster
 * than long VALUES lists.
 * @returns for each row whether it was inserted
 */
export async function insertRows<Schema>(
  trx: Transaction<Schema>,
  kind: Database<Schema>['kind'],
  into: InsertTarget,
  rows: readonly (readonly SqlValue[])[],
): Promise<readonly boolean[]> {
  if (rows.length === 0) return [];
  if (kind === 'postgres') return insertIntoPostgres(trx, into, rows);
  const set = new RowSet(rows);
  const places = `(${into.columns.map(() => '?').join(', ')})`;
  const tail = into.ignore === true ? ' on conflict do nothing' : '';
  await trx.executeQuery(CompiledQuery.raw(headOf(into) + places + tail, [set]));
  return set.changed;
}

/** PostgreSQL takes at most 65,535 parameters in one statement. */
async function insertIntoPostgres<Schema>(
  trx: Transaction<Schema>,
  into: InsertTarget,
  rows: readonly (readonly SqlValue[])[],
): Promise<boolean[]> {
  const inserted: boolean[] = [];
  const [head, key = ''] = [headOf(into), into.columns[0]];
  const tail = into.ignore === true ? ` on conflict do nothing returning "${key}" as key` : '';
  const step = Math.floor(60_000 / into.columns.length);
  for (let from = 0; from < rows.length; from += step) {
    const part = rows.slice(from, from + step);
    let parameter = 0;
    const places = part.map((row) => `(${row.map(() => `$${++parameter}`).join(', ')})`).join(', ');
    const query = CompiledQuery.raw(head + places + tail, part.flat());
    const done = await trx.executeQuery<{ key: SqlValue }>(query);
    const keys = new Set(done.rows.map((row) => plain(row.key)));
    for (const row of part) inserted.push(tail === '' || keys.has(plain(row[0] ?? null)));
  }
  return inserted;
}

const plain = (value: SqlValue): SqlValue =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
