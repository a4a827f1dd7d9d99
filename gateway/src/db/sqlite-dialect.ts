// SPDX-License-Identifier: Apache-2.0
import { SqliteAdapter, SqliteDialect } from 'kysely';

/** SQLite undoes changes of tables like any others. Kysely does not count on it, and would let a migration stop half done. */
export class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): true {
    return true;
  }
}

export class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): TransactionalSqliteAdapter {
    return new TransactionalSqliteAdapter();
  }
}
