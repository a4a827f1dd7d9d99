// SPDX-License-Identifier: Apache-2.0
/** The same test over SQLite and over PostgreSQL, each time in an empty database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { emptyDatabase } from './postgres.js';
import { test, type TestContext } from './testing.js';

type Check<L> = (location: L, t: TestContext) => Promise<void>;

function emptyFile(t: TestContext): DatabaseLocation {
  const folder = mkdtempSync(path.join(tmpdir(), 'database-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return { sqlite: path.join(folder, 'test.sqlite') };
}

/** Declares one test for each database. */
export function testBothDatabases(name: string, check: Check<DatabaseLocation>): void {
  test(`SQLite: ${name}`, (t) => check(emptyFile(t), t));
  testPostgres(name, check);
}

/** Over PostgreSQL alone; skipped, with the reason, where no container can run. */
export function testPostgres(name: string, check: Check<{ readonly postgres: string }>): void {
  test(`PostgreSQL: ${name}`, async (t) => check({ postgres: await emptyDatabase(t) }, t));
}
