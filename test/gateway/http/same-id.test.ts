// SPDX-License-Identifier: Apache-2.0
/** Both parties report different uses under one id: neither hides, blocks or stands in for the other's. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { AnyReceipt, Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../../support/api-flows.js';
import type { As } from '../../support/dispute-flows.js';
import {
  AUDITOR,
  CONSUMER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
const ID = uuid();
const consumer = [CONSUMER, 'submitter'] as const;
const provider = [PROVIDER, 'submitter'] as const;
const auditor = [AUDITOR, 'auditor'] as const;

const event = (change: object): object => ({
  id: ID,
  kind: 'use',
  correlation: uuid(),
  grant: 'G-TWINS',
  count: 3,
  action: 'query',
  at: new Date().toISOString(),
  system: CONSUMER_SYSTEM,
  actorId: 'clerk 7',
  purpose: 'housing',
  outcome: 'ok',
  ...change,
});

const report = async (who: As, path: string, body: object): Promise<Reported> => {
  const answer = await gateway.call<Reported>(who, 'POST', path, { body, headers: { prefer: 'wait=20' } });
  assert.deepEqual([answer.status, answer.body.state], [200, 'committed'], answer.text);
  return answer.body;
};

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-TWINS', await publish(gateway, 'TWINS', 'conditional'));
  // The provider is first on the ledger with the id that the consumer takes, too.
  await report(provider, '/v1/attestations', event({ system: SYSTEM, count: 9 }));
  await report(consumer, '/v1/usage-events', event({}));
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const read = (who: As, query = ''): Promise<Reply<UsageEvent>> =>
  gateway.call<UsageEvent>(who, 'GET', `/v1/usage-events/${ID}${query}`);

test('each party sees its own under the id, and the other’s when it is named', async () => {
  for (const [who, count, other] of [
    [consumer, 3, 9],
    [provider, 9, 3],
  ] as const) {
    assert.equal((await read(who)).body.leaf.count, count);
    const named = await read(who, `?organisation=${who[0] === CONSUMER ? PROVIDER : CONSUMER}`);
    assert.equal(named.body.leaf.count, other, named.text);
    assert.equal(named.body.repeats, undefined, 'neither repeats the other');
    const receipt = await gateway.call<AnyReceipt>(who, 'GET', `/v1/receipts/${ID}`);
    assert.ok(receipt.body.of === 'event' && receipt.body.organisation === who[0], receipt.text);
  }
  assert.equal((await read(consumer, '?organisation=NobodyMSP')).status, 404);
});

test('who oversees must say whose is meant', async () => {
  const unclear = await read(auditor, '?purpose=audit');
  assert.deepEqual([unclear.status, unclear.body], [400, unclear.body], unclear.text);
  assert.match(unclear.text, /organisation/);
  const named = await read(auditor, `?purpose=audit&organisation=${CONSUMER}`);
  assert.equal(named.body.leaf.count, 3, named.text);
});

test('a correction takes back the reporter’s own event', async () => {
  const correction = { id: uuid(), kind: 'correction', corrects: ID, count: 4 };
  await report(consumer, '/v1/usage-events', event(correction));
  const { body } = await gateway.call<UsageEvent>(consumer, 'GET', `/v1/usage-events/${correction.id}`);
  const own = (await read(consumer)).body.leaf;
  assert.equal(body.leaf.retracts, exchangeDigest(own));
});

test('a use says what corrected it and when, to all who may read it, and one that only takes back says so', async () => {
  const correctedBy = async (id: string, who: As = consumer): Promise<UsageEvent['correctedBy']> => {
    const path = `/v1/usage-events/${id}?organisation=${CONSUMER}`;
    return (await gateway.call<UsageEvent>(who, 'GET', path)).body.correctedBy;
  };
  const [replacement] = (await correctedBy(ID)) ?? [];
  assert.ok(replacement);
  const { body: correction } = await gateway.call<UsageEvent>(
    consumer,
    'GET',
    `/v1/usage-events/${replacement.id}`,
  );
  assert.deepEqual(replacement, { id: correction.leaf.id, effect: 'replaced', written: correction.written });
  assert.equal(correction.leaf.corrects, ID);
  assert.deepEqual(await correctedBy(ID, provider), [replacement]);
  assert.equal(
    (await read(provider)).body.correctedBy,
    undefined,
    'what the provider attests is not corrected',
  );
  const withdrawal = { id: uuid(), kind: 'correction', corrects: correction.leaf.id, count: undefined };
  const stranger = { ...withdrawal, id: uuid(), retracts: '0'.repeat(64) };
  for (const one of [withdrawal, stranger]) await report(consumer, '/v1/usage-events', event(one));
  assert.deepEqual(
    (await correctedBy(correction.leaf.id))?.map(({ id, effect }) => [id, effect]),
    [
      [withdrawal.id, 'taken-back'],
      [stranger.id, 'none'],
    ],
  );
});

test('a dispute and evidence name the reporter’s event', async () => {
  const opened = await gateway.call<{ subject: { organisation: string } }>(
    [PROVIDER, 'officer'],
    'POST',
    '/v1/disputes',
    {
      body: {
        id: 'D-TWINS',
        kind: 'misuse',
        subject: { kind: 'event', id: ID, organisation: CONSUMER },
        statement: 'Three, of which we know nothing.',
      },
    },
  );
  assert.equal(opened.status, 201, opened.text);
  assert.equal(opened.body.subject.organisation, CONSUMER);
  for (const who of [CONSUMER, PROVIDER]) {
    const asked = await gateway.call<{ id: string; state: string }>(
      [who, 'officer'],
      'POST',
      '/v1/evidence',
      {
        body: { subject: { kind: 'event', id: ID } },
      },
    );
    assert.equal(asked.status, 202, asked.text);
  }
});
