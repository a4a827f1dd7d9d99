// SPDX-License-Identifier: Apache-2.0
/** A PostgreSQL that is there and says nothing any more, as when a network drops what is sent: nobody waits for ever. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { openDatabase } from '@catalog-chain/gateway/db/database';
import { ImpatientClient, patientConfig } from '@catalog-chain/gateway/db/postgres-client';
import { CommitProxy } from '../support/commit-proxy.js';
import { emptyDatabase } from '../support/postgres.js';
import { test } from '../support/testing.js';

test('a query that is not answered fails in time and takes its connection with it', async (t) => {
  await using proxy = await CommitProxy.before(await emptyDatabase(t));
  const client = new ImpatientClient({ ...patientConfig(proxy.url), query_timeout: 300 });
  client.on('error', () => undefined);
  const ended = new Promise((resolve) => client.once('end', resolve));
  await client.connect();
  await client.query('select 1');
  proxy.fallSilent();
  await assert.rejects(client.query('select 1'), /timeout/);
  await ended;
  await assert.rejects(client.query('rollback'), 'nothing waits behind it');
});

test('the server is told how long a statement and a transaction may take, and the network that somebody is there', async (t) => {
  const url = await emptyDatabase(t);
  await using database = openDatabase<object>({ postgres: url });
  const shown = async (name: string): Promise<unknown> => {
    const { rows } = await sql<Record<string, unknown>>`show ${sql.raw(name)}`.execute(database.db);
    return rows[0]?.[name];
  };
  assert.equal(await shown('statement_timeout'), '1min');
  assert.equal(await shown('idle_in_transaction_session_timeout'), '1min');
  const { connectionTimeoutMillis, keepAlive, query_timeout, statement_timeout } = patientConfig(url);
  assert.ok(keepAlive && (connectionTimeoutMillis ?? 0) > 0);
  assert.ok(Number(query_timeout) > Number(statement_timeout), 'the server has the first word');
});
