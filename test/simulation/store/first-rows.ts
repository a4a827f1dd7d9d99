// SPDX-License-Identifier: Apache-2.0
/**
 * Notices statements that bring several rows of which the first alone is taken: such a one reads a whole table once
 * there is much in it. Loaded with the world, it sees every statement of the product that is built in a run.
 */
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';

interface Builder {
  execute(): Promise<unknown[]>;
  compile(): { readonly sql: string };
}

const builder: object = new Kysely<{ any: object }>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
}).selectFrom('any');

const greedy = new Set<string>();

async function firstAlone(this: Builder): Promise<unknown> {
  const rows = await this.execute();
  if (rows.length > 1) greedy.add(this.compile().sql);
  return rows[0];
}

Object.assign(Object.getPrototypeOf(builder) as object, { executeTakeFirst: firstAlone });

/** Those noticed since this was asked the last time. */
export function greedyStatements(): string[] {
  const noticed = [...greedy];
  greedy.clear();
  return noticed;
}
