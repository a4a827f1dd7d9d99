// SPDX-License-Identifier: Apache-2.0
/** SQL behind kysely: one schema, two dialects. */
import { CompiledQuery, Kysely, PostgresDialect, SqliteDialect, type Transaction } from 'kysely';
import pg from 'pg';
import { openNodeSqlite, RowSet, type SqliteOptions, type SqlValue } from './node-sqlite.js';

/** A file path (or `:memory:`), or a PostgreSQL URL. */
export type DatabaseLocation = { readonly sqlite: string } | { readonly postgres: string };

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
  const database = openNodeSqlite(location.sqlite, options);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  return {
    ...{ kind: 'sqlite', db },
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
  return new PostgresDialect({ pool: new pg.Pool({ connectionString, types, max: 4 }) });
}

/**
 * Inserts many rows inside a transaction; on SQLite by one prepared statement, which is several times faster
 * than long VALUES lists. With `ignore`, rows whose key exists are left out.
 * @returns for each row whether it was inserted
 */
export async function insertRows<Schema>(
  trx: Transaction<Schema>,
  kind: Database<Schema>['kind'],
  into: { readonly table: string; readonly columns: readonly string[]; readonly ignore?: boolean },
  rows: readonly (readonly SqlValue[])[],
): Promise<readonly boolean[]> {
  if (rows.length === 0) return [];
  const head = `insert into "${into.table}" (${into.columns.map((name) => `"${name}"`).join(', ')}) values `;
  const tail = into.ignore === true ? ' on conflict do nothing' : '';
  if (kind === 'sqlite') {
    const set = new RowSet(rows);
    const places = `(${into.columns.map(() => '?').join(', ')})`;
    await trx.executeQuery(CompiledQuery.raw(head + places + tail, [set]));
    return set.changed;
  }
  return insertIntoPostgres(trx, head, tail, rows);
}

/** PostgreSQL takes at most 65,535 parameters in one statement. */
async function insertIntoPostgres<Schema>(
  trx: Transaction<Schema>,
  head: string,
  tail: string,
  rows: readonly (readonly SqlValue[])[],
): Promise<boolean[]> {
  const inserted: boolean[] = [];
  const step = tail === '' ? Math.floor(60_000 / (rows[0]?.length ?? 1)) : 1;
  for (let from = 0; from < rows.length; from += step) {
    const part = rows.slice(from, from + step);
    let parameter = 0;
    const places = part.map((row) => `(${row.map(() => `$${++parameter}`).join(', ')})`).join(', ');
    const { numAffectedRows } = await trx.executeQuery(CompiledQuery.raw(head + places + tail, part.flat()));
    for (const [i] of part.entries()) inserted.push(BigInt(i) < (numAffectedRows ?? 0n));
  }
  return inserted;
}
