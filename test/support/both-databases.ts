// SPDX-License-Identifier: Apache-2.0
/** The same test over SQLite and over PostgreSQL, each time in an empty database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test, type TestContext } from 'node:test';
import pg from 'pg';
import type { DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { startPostgres } from './postgres.js';

type Check<L> = (location: L, t: TestContext) => Promise<void>;

function emptyFile(t: TestContext): DatabaseLocation {
  const folder = mkdtempSync(path.join(tmpdir(), 'database-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return { sqlite: path.join(folder, 'test.sqlite') };
}

/** Of a test file: one server for all its tests. */
export class BothDatabases {
  private readonly server = startPostgres({ skip: () => undefined, after });
  private databases = 0;

  test(name: string, check: Check<DatabaseLocation>): void {
    test(`SQLite: ${name}`, (t) => check(emptyFile(t), t));
    this.testPostgres(name, check);
  }

  /** Over PostgreSQL alone; skipped, after saying so, where it is not installed. */
  testPostgres(name: string, check: Check<{ readonly postgres: string }>): void {
    test(`PostgreSQL: ${name}`, async (t) => {
      if (this.server === undefined) t.skip('PostgreSQL is not installed');
      else await check({ postgres: await this.emptyDatabase(this.server) }, t);
    });
  }

  private async emptyDatabase(server: string): Promise<string> {
    const name = `test_${(this.databases += 1)}`;
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return server.replace('/postgres?', `/${name}?`);
  }
}
