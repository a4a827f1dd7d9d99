// SPDX-License-Identifier: Apache-2.0
/** `catalog-chain index`, as an operator runs it beside a stopped gateway, over both databases. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, truncate } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { locate } from '@catalog-chain/gateway/db/database';
import { lockReplica } from '@catalog-chain/gateway/db/replica-lock';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import pg from 'pg';
import { openMarket } from '../../support/embedded-market.js';
import { emptyDatabase } from '../../support/postgres.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const CLI = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/cli/main'));
const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

let state: string;

beforeAll(async () => {
  state = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
});
afterAll(() => rm(state, { recursive: true, force: true, maxRetries: 5 }));

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const index = (verb: string, env: NodeJS.ProcessEnv = {}): Ran =>
  spawnSync(process.execPath, [CLI, 'index', verb], {
    env: { PATH: process.env['PATH'], STATE_DIR: state, DEMO: 'true', ORGANISATIONS: '*', ...env },
    encoding: 'utf8',
    timeout: 60_000,
  });

/** Lets an index follow a market to its end, as a gateway does. */
async function follow(urlOrPath: string): Promise<void> {
  await using ledger = await openMarket(path.join(state, 'ledger'));
  await using following = await openIndex({ ledger, location: locate(urlOrPath), log: quiet });
  await following.reached((await ledger.info()).height - 1);
}

const digest = ({ stdout }: Ran): string => /digest ([0-9a-f]{64})/.exec(stdout)?.[1] ?? '';
const ALTER = `update ix_record set state = 'revoked' where type = 'grant' and id = 'G-1'`;

/** What holds over either database, once an index has followed. */
function alteredAndRebuilt(alter: () => void | Promise<void>, env?: NodeJS.ProcessEnv): Promise<void> {
  const work = async (): Promise<void> => {
    const good = index('verify', env);
    assert.equal(good.status, 0, good.stderr);
    assert.match(good.stdout, /SAME\n$/);
    assert.match(good.stderr, /blocks read \(\d+\)[\s\S]*done/);
    await alter();
    const bad = index('verify', env);
    assert.equal(bad.status, 1, bad.stderr);
    assert.match(bad.stdout, /FAULT {5}ix_record pos=\d+: altered \(state\), of transaction [0-9a-f]{64}\n/);
    const rebuilt = index('rebuild', env);
    assert.equal(rebuilt.status, 0, rebuilt.stderr);
    assert.equal(digest(rebuilt), digest(good));
    assert.equal(index('verify', env).status, 0);
  };
  return work();
}

test('where there is no ledger, or a fault in the settings, it says so and founds none', () => {
  const none = index('verify', { STATE_DIR: path.join(state, 'elsewhere') });
  assert.deepEqual([none.status, none.stderr], [2, 'There is no embedded ledger in STATE_DIR.\n']);
  const unset = index('verify', { ORGANISATIONS: '' });
  assert.equal(unset.status, 2);
  assert.match(unset.stderr, /- ORGANISATIONS: /);
});

test('SQLite: an altered row is named, and a rebuilt index has the digest of one that followed', async () => {
  const file = path.join(state, 'index.sqlite');
  await follow(file);
  await alteredAndRebuilt(() => {
    const database = new DatabaseSync(file);
    database.exec(ALTER);
    database.close();
  });
  await truncate(file, 30_000);
  const torn = index('verify');
  assert.deepEqual([torn.status, torn.stdout], [2, '']);
  assert.equal(index('rebuild').status, 0);
});

test('SQLite: an index that somebody has open is not replaced', async () => {
  const file = path.join(state, 'index.sqlite');
  await follow(file);
  const open = new DatabaseSync(file);
  open.exec('begin; select count(*) from ix_block');
  const refused = index('rebuild');
  open.close();
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /LEDGER_UNAVAILABLE: A gateway has the database open/);
});

test('PostgreSQL: the same, and not while a gateway runs on it', async (t) => {
  const postgres = await emptyDatabase(t);
  await follow(postgres);
  const env = { DATABASE_URL: postgres };
  const alter = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: postgres });
    await client.connect();
    await client.query(ALTER);
    await client.end();
  };
  await alteredAndRebuilt(alter, env);
  await using gateway = new AsyncDisposableStack();
  gateway.use(await lockReplica(postgres, 7));
  const refused = index('rebuild', env);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /LEDGER_UNAVAILABLE: A gateway runs on this database/);
});
