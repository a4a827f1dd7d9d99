// SPDX-License-Identifier: Apache-2.0
import type { CreateTableBuilder, Kysely } from 'kysely';
import type { ColumnTypes } from './migrate.js';

/** A table of required columns, those of `nullable` apart; the first ones named by `key` are its primary key. */
export function table(
  db: Kysely<unknown>,
  name: string,
  columns: Readonly<Record<string, 'int' | 'text' | 'bytes'>>,
  { key, nullable = [] }: { readonly key: readonly string[]; readonly nullable?: readonly string[] },
  types: ColumnTypes,
): CreateTableBuilder<string, string> {
  const sqlType = { int: types.int, text: 'text', bytes: types.bytes } as const;
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name);
  for (const [column, type] of Object.entries(columns)) {
    builder = builder.addColumn(column, sqlType[type], (c) => {
      const required = nullable.includes(column) ? c : c.notNull();
      return key.length === 1 && key[0] === column ? required.primaryKey() : required;
    });
  }
  return key.length > 1 ? builder.addPrimaryKeyConstraint(`${name}_key`, key as string[]) : builder;
}
