// SPDX-License-Identifier: Apache-2.0
/** Whoever is killed while it makes its tables starts again, with the tables of one that was not. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { AccountLog } from '@catalog-chain/gateway/accounts/account-log';
import { SqlAttempts } from '@catalog-chain/gateway/attempts/sql-attempts';
import { openDatabase, type DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { openNodeSqlite } from '@catalog-chain/gateway/db/node-sqlite';
import { TransactionalSqliteDialect } from '@catalog-chain/gateway/db/sqlite-dialect';
import { JobStore } from '@catalog-chain/gateway/evidence/jobs/job-store';
import { ImportRecords } from '@catalog-chain/gateway/import/record/import-records';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { SessionStore } from '@catalog-chain/gateway/sessions/session-store';
import { Outbox } from '@catalog-chain/gateway/usage/outbox/outbox';
import { WebhookStore } from '@catalog-chain/gateway/webhooks/webhook-store';
import { test } from '../../support/testing.js';

const GENESIS = '0'.repeat(64);

const STORES: Readonly<Record<string, (location: DatabaseLocation) => Promise<AsyncDisposable>>> = {
  accounts: (location) => AccountLog.open(location, Date.now),
  attempts: (location) => SqlAttempts.open(location, GENESIS),
  evidence: (location) => JobStore.open(location, GENESIS),
  imports: (location) => ImportRecords.open(location, Date.now),
  index: async (location) => {
    const database = openIndexDatabase(location);
    await bindToChain(database, GENESIS);
    return database;
  },
  outbox: (location) => Outbox.open(location, 0),
  sessions: (location) => SessionStore.open(location),
  webhooks: (location) => WebhookStore.open(location),
};

/** A database of a process that is killed behind so many statements: none comes through after that, no rollback either. */
class DyingDatabase implements SqliteDatabase {
  private readonly inner: SqliteDatabase;

  constructor(
    file: string,
    private left: number,
  ) {
    this.inner = openNodeSqlite(file);
  }

  prepare(sql: string): SqliteStatement {
    const statement = this.inner.prepare(sql);
    const live = <T>(work: () => T): T => {
      if (this.left === 0) throw new Error('The process is dead.');
      this.left -= 1;
      return work();
    };
    return {
      reader: statement.reader,
      all: (parameters) => live(() => statement.all(parameters)),
      run: (parameters) => live(() => statement.run(parameters)),
      iterate: (parameters) => live(() => statement.iterate(parameters)),
    };
  }

  close(): void {
    // The process itself closes nothing.
  }

  /** What its process held goes with it. */
  bury(): void {
    this.inner.close();
  }
}

/** What the file holds of tables and indices, and the steps that it says were taken. */
function tablesIn(file: string): unknown {
  const database = openNodeSqlite(file, { readOnly: true });
  const all = (sql: string): unknown[] => database.prepare(sql).all([]);
  const tables = all('select name, sql from sqlite_master order by name');
  const steps = (tables as { name: string }[])
    .filter(({ name }) => name.endsWith('_migration'))
    .map(({ name }) => all(`select name from "${name}" order by name`));
  database.close();
  return { tables, steps };
}

for (const [name, open] of Object.entries(STORES))
  test(`${name}: killed at any statement while it makes its tables, it starts again`, async (t) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
    t.after(() => rm(folder, { recursive: true }));
    const whole = path.join(folder, 'whole.sqlite');
    await (await open({ sqlite: whole }))[Symbol.asyncDispose]();
    const wanted = tablesIn(whole);
    let statements = 0;
    for (let isOver = false; !isOver; statements += 1) {
      const file = path.join(folder, `${statements}.sqlite`);
      const dying = new DyingDatabase(file, statements);
      isOver = await open({ dialect: () => new TransactionalSqliteDialect({ database: dying }) }).then(
        () => true,
        () => false,
      );
      dying.bury();
      await (await open({ sqlite: file }))[Symbol.asyncDispose]();
      assert.deepEqual(tablesIn(file), wanted, `killed behind ${statements} statements`);
    }
    assert.ok(statements > 5, `only ${statements} statements`);
  });

test('a file’s tables are changed in a transaction', async () => {
  await using database = openDatabase({ sqlite: ':memory:' });
  assert.equal(database.db.getExecutor().adapter.supportsTransactionalDdl, true);
});
