// SPDX-License-Identifier: Apache-2.0
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Database } from './database.js';

/** What a migration needs to know of the dialect: how it writes bytes and 64-bit integers. */
export interface ColumnTypes {
  readonly bytes: 'blob' | 'bytea';
  readonly int: 'integer' | 'bigint';
}

export type MigrationSet = (types: ColumnTypes) => Readonly<Record<string, Migration>>;

/** Brings the tables up to date; safe to run by several processes at once. Each set has its own ledger of steps. */
export async function migrate<Schema>(
  { kind, db }: Database<Schema>,
  set: MigrationSet,
  name: string,
): Promise<void> {
  const types: ColumnTypes =
    kind === 'sqlite' ? { bytes: 'blob', int: 'integer' } : { bytes: 'bytea', int: 'bigint' };
  const migrations = set(types);
  const table = `${name}_migration`;
  if (await areDone(db as Kysely<unknown>, table, Object.keys(migrations))) return;
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: table,
    migrationLockTableName: `${name}_migration_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('The database could not be brought up to date.', { cause: error });
}

/** One statement, where the library's way to find that there is nothing to do takes a dozen and describes every table. */
async function areDone(db: Kysely<unknown>, table: string, steps: readonly string[]): Promise<boolean> {
  try {
    const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(db);
    const done = new Set(rows.map((row) => row.name));
    return done.size === steps.length && steps.every((step) => done.has(step));
  } catch {
    // Nothing was ever done here; or the database fails, which the library will find too.
    return false;
  }
}
