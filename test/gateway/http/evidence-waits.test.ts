// SPDX-License-Identifier: Apache-2.0
/** An order for evidence while the database of the index is silent: it waits, says for what, and is carried out afterwards. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { v7 as uuid } from 'uuid';
import type { DatabaseLocation } from '@catalog-chain/gateway/db/database';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { testBothDatabases } from '../../support/both-databases.js';
import { CONSUMER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { until } from '../../support/until.js';

const officer = [CONSUMER, 'officer'] as const;

async function reportUse(gateway: TestGateway): Promise<string> {
  const id = uuid();
  const body = {
    id,
    kind: 'use',
    correlation: uuid(),
    grant: await grant(gateway, 'G-WAITS', await publish(gateway, 'WAITS', 'conditional')),
    recordId: 'HR-1',
    action: 'query',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
  };
  const headers = { prefer: 'wait=20' };
  const as = [CONSUMER, 'submitter'] as const;
  const { body: sent, text } = await gateway.call<Reported>(as, 'POST', '/v1/usage-events', {
    body,
    headers,
  });
  assert.equal(sent.state, 'committed', text);
  return id;
}

/** Nobody else writes to the index until it is disposed: each statement is waited for in vain. */
async function silenced(index: DatabaseLocation): Promise<AsyncDisposableStack> {
  await using silence = new AsyncDisposableStack();
  if ('postgres' in index) {
    const client = new pg.Client({ connectionString: index.postgres });
    await client.connect();
    silence.defer(() => client.end());
    await client.query('begin');
    await client.query('lock table ix_block in exclusive mode');
  } else {
    assert.ok('sqlite' in index);
    const file = new DatabaseSync(index.sqlite);
    silence.defer(() => {
      file.close();
    });
    file.exec('begin immediate');
  }
  return silence.move();
}

testBothDatabases('an order for evidence outlasts a silence of the database', async (location) => {
  const database = 'postgres' in location ? { database: location } : {};
  await using gateway = await startTestGateway({ ...database, indexThread: true });
  await registerMembers(gateway);
  await registerSystems(gateway);
  const id = await reportUse(gateway);
  const file = { sqlite: path.join(gateway.config.stateDir, 'index.sqlite') };
  await using silence = await silenced('postgres' in location ? location : file);
  const asked = await gateway.call<Job>(officer, 'POST', '/v1/evidence', {
    body: { subject: { kind: 'event', id } },
  });
  assert.equal(asked.status, 202, asked.text);
  const at = asked.headers.get('location') ?? '';
  const found = async (): Promise<Job> => (await gateway.call<Job>(officer, 'GET', at)).body;
  await until('it says what it waits for', async () => {
    const { state, waiting } = await found();
    assert.equal(state, 'working');
    return waiting?.code === 'INDEX_BEHIND';
  });
  await silence.disposeAsync();
  await until('it is ready', async () => {
    const { state } = await found();
    assert.notEqual(state, 'failed');
    return state === 'ready';
  });
  assert.equal((await found()).waiting, undefined);
  const authorization = `Bearer ${await gateway.token(...officer)}`;
  const bundle = await fetch(new URL(`${at}/bundle`, gateway.url), { headers: { authorization } });
  assert.equal((await verifyBundle(Buffer.from(await bundle.arrayBuffer()))).valid, true);
  assert.deepEqual(gateway.departures, []);
});
