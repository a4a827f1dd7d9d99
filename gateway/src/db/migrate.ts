// SPDX-License-Identifier: Apache-2.0
import type { Kysely } from 'kysely';
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
  const migrator = new Migrator({
    db: db as Kysely<unknown>,
    provider: { getMigrations: () => Promise.resolve(set(types)) },
    migrationTableName: `${name}_migration`,
    migrationLockTableName: `${name}_migration_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('The database could not be brought up to date.', { cause: error });
}
