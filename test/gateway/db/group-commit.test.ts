// SPDX-License-Identifier: Apache-2.0
/** Nobody is told that something is kept before the disk has been waited for, nor after the disk has failed to say so. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { openDatabase, type Database } from '@catalog-chain/gateway/db/database';
import { GroupCommit } from '@catalog-chain/gateway/db/group-commit';
import { openNodeSqlite } from '@catalog-chain/gateway/db/node-sqlite';
import { test, type TestContext } from '../../support/testing.js';

interface Schema {
  readonly kept: { readonly id: number };
}

async function folderOf(t: TestContext): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'catalog-chain-commit-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function opened(file: string): Promise<Database<Schema>> {
  const database = openDatabase<Schema>({ sqlite: file }, { synchronous: 'flushed' });
  await database.db.schema
    .createTable('kept')
    .ifNotExists()
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .execute();
  return database;
}

const insert = (commits: GroupCommit<Schema>, id: number): Promise<unknown> =>
  commits.run((trx) => trx.insertInto('kept').values({ id }).execute());

/** A disk that answers when it is told to. */
class SlowDisk {
  private readonly asked = new EventTarget();
  private answer: PromiseWithResolvers<void> | undefined;

  readonly flush = (): Promise<void> => {
    this.answer = Promise.withResolvers();
    this.asked.dispatchEvent(new Event('asked'));
    return this.answer.promise;
  };

  async waitedFor(): Promise<PromiseWithResolvers<void>> {
    if (!this.answer) await once(this.asked, 'asked');
    const { answer } = this;
    this.answer = undefined;
    assert.ok(answer);
    return answer;
  }
}

test('what is committed is told when the disk has it, and the thread goes on meanwhile', async (t) => {
  const disk = new SlowDisk();
  await using database = await opened(path.join(await folderOf(t), 'a.sqlite'));
  const commits = new GroupCommit({ ...database, flush: disk.flush });
  let told = false;
  const kept = insert(commits, 1).then(() => (told = true));
  const first = await disk.waitedFor();
  for (let i = 0; i < 10; i += 1) await turn();
  assert.equal(told, false, 'the disk has not answered');
  const next = insert(commits, 2);
  first.resolve();
  await kept;
  (await disk.waitedFor()).resolve();
  await next;
});

test('when the disk fails to answer nobody is told "kept", then or later', async (t) => {
  const disk = new SlowDisk();
  await using database = await opened(path.join(await folderOf(t), 'b.sqlite'));
  const commits = new GroupCommit({ ...database, flush: disk.flush });
  const both = Promise.allSettled([insert(commits, 1), insert(commits, 2)]);
  const failure = new Error('EIO');
  (await disk.waitedFor()).reject(failure);
  assert.deepEqual(
    (await both).map((one) => one.status === 'rejected' && (one.reason as Error).cause),
    [failure, failure],
  );
  await assert.rejects(insert(commits, 3), { cause: failure });
  assert.throws(
    () => {
      commits.ensureSound();
    },
    { cause: failure },
  );
  assert.deepEqual(await database.db.selectFrom('kept').select('id').where('id', '=', 3).execute(), []);
});

test('what was flushed is in the file and its log, whoever reads them', async (t) => {
  const folder = await folderOf(t);
  const [file, copy] = [path.join(folder, 'c.sqlite'), path.join(folder, 'copy.sqlite')];
  await using database = await opened(file);
  await insert(new GroupCommit(database), 7);
  for (const end of ['', '-wal']) await copyFile(file + end, copy + end);
  const read = openNodeSqlite(copy);
  assert.deepEqual(
    read
      .prepare('select id from kept')
      .all([])
      .map((row) => (row as { id: number }).id),
    [7],
  );
  read.close();
});
