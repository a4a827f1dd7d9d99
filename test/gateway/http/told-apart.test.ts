// SPDX-License-Identifier: Apache-2.0
/** Through the API: a side that tells another time or purpose than the other gains nothing, and the honest one loses nothing. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Appraisal } from '@catalog-chain/gateway/appraisal/report';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import type { ReconciliationPage } from '@catalog-chain/gateway/usecases/usage/reconciliations';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let resource: string;
const consumer = [CONSUMER, 'submitter'] as const;
const provider = [PROVIDER, 'submitter'] as const;

const monthOf = (time: number): string => new Date(time + 8 * 3_600_000).toISOString().slice(0, 7);
const PAST_DAY = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 15));
const PAST = PAST_DAY.toISOString().slice(0, 7);

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'APART', 'conditional');
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

/** @returns the event's id */
async function report(as: typeof consumer | typeof provider, of: object): Promise<string> {
  const claims = as === consumer;
  const id = uuid();
  const body = {
    id,
    kind: 'use',
    recordId: 'R-1',
    action: 'query',
    system: claims ? CONSUMER_SYSTEM : SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
    ...of,
  };
  const path = claims ? '/v1/usage-events' : '/v1/attestations';
  const { status, text } = await gateway.call(as, 'POST', path, { body, headers: { prefer: 'wait=20' } });
  assert.ok(status === 200 || status === 201, text);
  return id;
}

const event = async (as: typeof consumer | typeof provider, id: string): Promise<UsageEvent> =>
  (await gateway.call<UsageEvent>(as, 'GET', `/v1/usage-events/${id}`)).body;

const reconciled = async (of: string, month: string): Promise<ReconciliationPage> =>
  (await gateway.call<ReconciliationPage>(consumer, 'GET', `/v1/reconciliations/${of}/${month}`)).body;

async function rateOf(organisation: string, figure: string, month: string, of: string): Promise<unknown> {
  const path = `/v1/kpis?period=${month}&grant=${of}`;
  const { body, text } = await gateway.call<Appraisal>([organisation, 'officer'], 'GET', path);
  const found = body.figures.find((one) => one.figure === figure);
  assert.ok(found, text);
  return found.rate && [found.rate.numerator, found.rate.denominator];
}

test('a use dated before the suspension is contradicted, and the side that attests it is not the worse for it', async () => {
  const id = await grant(gateway, 'G-SUSPENDED', resource);
  const before = Date.now();
  await delay(20);
  const body = { reason: 'Under review' };
  const path = `/v1/grants/${id}/suspension`;
  assert.equal((await gateway.call([PROVIDER, 'officer'], 'POST', path, { body })).status, 200);
  await delay(20);
  const after = Date.now();
  const of = { grant: id, correlation: 'used-while-suspended' };
  const claim = await report(consumer, { ...of, at: new Date(before).toISOString() });
  const attestation = await report(provider, { ...of, at: new Date(after).toISOString() });
  assert.deepEqual((await event(consumer, claim)).violations, []);
  assert.deepEqual((await event(provider, attestation)).violations, ['suspended']);
  const month = monthOf(after);
  const { summary, items } = await reconciled(id, month);
  assert.deepEqual([summary.matched, summary.contradicted], [0, 1]);
  assert.deepEqual(
    items.map(({ verdict, fields }) => [verdict, fields]),
    [['contradicted', ['verdict']]],
  );
  assert.deepEqual(
    [items[0]?.claim?.exchange?.verdict, items[0]?.attestation?.exchange?.verdict],
    [undefined, ['suspended']],
  );
  assert.deepEqual(await rateOf(PROVIDER, 'violations-suspended', month, id), [0, 1]);
  assert.deepEqual(await rateOf(PROVIDER, 'attestations-within-grant', month, id), [1, 1]);
  // Both tell another use alike: it counts for both.
  const at = new Date(Date.now()).toISOString();
  for (const as of [consumer, provider] as const)
    await report(as, { grant: id, correlation: 'admitted', recordId: 'R-2', at });
  assert.equal((await reconciled(id, month)).summary.matched, 1);
  assert.deepEqual(await rateOf(PROVIDER, 'violations-suspended', month, id), [1, 2]);
  assert.deepEqual(await rateOf(CONSUMER, 'violations-suspended', month, id), [1, 2]);
});

test('a purpose that the other side denies makes a closed month differ; the corrected one matches', async () => {
  const id = await grant(gateway, 'G-PURPOSE', resource);
  const of = { grant: id, correlation: 'for-what', at: PAST_DAY.toISOString() };
  const claim = await report(consumer, { ...of, purpose: 'marketing' });
  const attestation = await report(provider, of);
  const close = (as: typeof consumer | typeof provider, side: string) =>
    gateway.call<Period>(as, 'POST', `/v1/periods/${id}/${PAST}/closing`, { body: { side } });
  await close(consumer, 'claim');
  const closed = await close(provider, 'attestation');
  assert.equal(closed.body.state, 'differs', closed.text);
  const { items } = await reconciled(id, PAST);
  assert.deepEqual(
    items.map(({ verdict, fields, claim: own, attestation: other }) => [
      ...[verdict, fields, own?.exchange?.purpose, other?.exchange?.purpose],
    ]),
    [['contradicted', ['purpose', 'verdict'], 'marketing', 'housing']],
  );
  assert.deepEqual(await rateOf(CONSUMER, 'violations-wrong-purpose', PAST, id), [0, 1]);
  assert.deepEqual((await event(provider, attestation)).violations, ['before-grant', 'reported-late']);
  // What is taken back is what the ledger counted: the gateway knows its digest.
  const correction = await report(consumer, { ...of, kind: 'correction', corrects: claim });
  assert.equal((await event(consumer, correction)).leaf.purpose, 'housing');
  assert.equal((await close(consumer, 'claim')).body.state, 'matched');
  const { summary } = await reconciled(id, PAST);
  assert.deepEqual([summary.matched, summary.contradicted], [1, 0]);
  const { batch } = await event(consumer, claim);
  const header = `/v1/batches/${CONSUMER}/${batch.journal}/${batch.sequence}`;
  const { tallies, exchangeForm } = (await gateway.call<BatchHeader>(consumer, 'GET', header)).body;
  assert.equal(exchangeForm, 2);
  assert.ok(tallies.every(({ older }) => older !== undefined));
});

test('times further apart than the policy allows are contradicted by name, nearer ones are not', async () => {
  const id = await grant(gateway, 'G-TIMES', resource);
  const now = Date.now();
  const both = async (correlation: string, seconds: number): Promise<void> => {
    const of = { grant: id, correlation };
    await report(consumer, { ...of, at: new Date(now).toISOString() });
    await report(provider, { ...of, at: new Date(now + seconds * 1000).toISOString() });
  };
  await both('near', 2);
  await both('far', 5);
  const month = monthOf(now);
  assert.equal((await reconciled(id, month)).summary.matched, 2, 'an hour unless the policy says otherwise');
  const policy = (await gateway.call<Policy>(consumer, 'GET', '/v1/policies/current')).body;
  assert.equal(policy.timeToleranceSeconds, undefined);
  const { deadlines, calendar, reportWithinHours } = policy;
  const body = { deadlines, calendar, reportWithinHours, timeToleranceSeconds: 3 };
  const set = (input: object) =>
    gateway.call<Policy>([MANAGER, 'officer'], 'POST', '/v1/policies', { body: input });
  assert.equal((await set({ ...body, timeToleranceSeconds: 0 })).status, 400);
  assert.equal((await set(body)).body.timeToleranceSeconds, 3);
  const { summary, items } = await reconciled(id, month);
  assert.deepEqual([summary.matched, summary.contradicted], [1, 1]);
  assert.deepEqual(
    items.map(({ correlation, fields }) => [correlation, fields]),
    [['far', ['at']]],
  );
});
