// SPDX-License-Identifier: Apache-2.0
/** What a cheating member tries over the API: early reports under another's grant, floods, ids taken first. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import type { ReconciliationPage } from '@catalog-chain/gateway/usecases/usage/reconciliations';
import { grant, publish, requestBody } from '../../support/api-flows.js';
import { openBody, post, SECOND, startCourt, take, use } from '../../support/dispute-flows.js';
import {
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const officer = [CONSUMER, 'officer'] as const;
const provider = [PROVIDER, 'officer'] as const;
const V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let gateway: TestGateway;
let resource: string;
/** How far the ledger's clock is ahead, milliseconds. */
let ahead = 0;

beforeAll(async () => {
  gateway = await startCourt(() => Date.now() + ahead);
  resource = await publish(gateway, 'WANTED', 'conditional');
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

/** An event by whoever says so, under an id that is no grant. */
async function early(by: string, side: 'claim' | 'attestation', grantId: string): Promise<string> {
  const id = uuid();
  const body = {
    id,
    kind: 'use',
    correlation: uuid(),
    grant: grantId,
    record: 'A'.repeat(43),
    action: 'query',
    system: `${by}:APP`,
    at: new Date().toISOString(),
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
  };
  const path = side === 'claim' ? '/v1/usage-events' : '/v1/attestations';
  const sent = await gateway.call<Reported>([by, 'submitter'], 'POST', path, {
    body,
    headers: { prefer: 'wait=20' },
  });
  assert.equal(sent.body.state, 'committed', sent.text);
  return id;
}

test('what was reported before there was the grant counts for neither side, and is not disputed as theirs', async () => {
  const planted = await early(OUTSIDER, 'claim', 'G-EARLY');
  await early(OUTSIDER, 'attestation', 'G-EARLY');
  await early(CONSUMER, 'claim', 'G-EARLY');
  await grant(gateway, 'G-EARLY', resource);
  await use(gateway, 'G-EARLY');
  const period = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const { body, text } = await gateway.call<ReconciliationPage>(
    provider,
    'GET',
    `/v1/reconciliations/G-EARLY/${period}`,
  );
  const { claims, attestations, unattested, unreported } = body.summary;
  assert.deepEqual([claims.stated, attestations.stated, unattested, unreported], [1, 0, 1, 0], text);
  const impact = await gateway.call<{ items: { grant: string; events: { count: number } }[] }>(
    provider,
    'GET',
    `/v1/impact/resource/${resource}`,
  );
  const counted = impact.body.items.find((one) => one.grant === 'G-EARLY')?.events.count;
  assert.equal(counted, 1, impact.text);
  for (const by of [provider, [MANAGER, 'officer'] as const]) {
    const opened = await post<{ code: string }>(
      gateway,
      by,
      '',
      openBody('D-EARLY', { kind: 'event', id: planted }),
    );
    assert.ok(['CONDITION_NOT_MET', 'NOT_FOUND'].includes(opened.body.code), opened.text);
  }
});

const asked = (body: object, key: string): Promise<Reply<AccessRequest & { code: string }>> =>
  gateway.call(officer, 'POST', '/v1/requests', { body, headers: { 'idempotency-key': key } });

test('a request without an id gets one that nobody can foresee, the same for the same key', async () => {
  const { id: none, ...body } = requestBody('', resource);
  assert.equal(none, '');
  const first = await asked(body, 'no-id');
  assert.equal(first.status, 201, first.text);
  assert.match(first.body.id, V4);
  assert.equal(first.headers.get('location'), `/v1/requests/${first.body.id}`);
  const again = await asked(body, 'no-id');
  assert.deepEqual([again.status, again.body], [201, first.body]);
  const other = await asked(body, 'no-id-2');
  assert.match(other.body.id, V4);
  assert.notEqual(other.body.id, first.body.id);
});

test('a dispute without an id gets one too', async () => {
  await grant(gateway, 'G-2', resource);
  const body = { kind: 'misuse', subject: { kind: 'grant', grant: 'G-2' }, statement: 'Not as agreed.' };
  const { status, body: dispute, text, headers } = await post(gateway, provider, '', body);
  assert.equal(status, 201, text);
  assert.match(dispute.id, V4);
  assert.equal(headers.get('location'), `/v1/disputes/${dispute.id}`);
});

test('a flood of requests, and of disputes, ends at the limit of the policy, which the manager sets', async () => {
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const body = { deadlines, calendar, reportWithinHours, limits: { openRequests: 5, openDisputes: 2 } };
  const set = await gateway.call<{ limits: object }>([MANAGER, 'officer'], 'POST', '/v1/policies', { body });
  assert.ok(set.status < 300, set.text);
  assert.deepEqual(set.body.limits, body.limits);
  const flooded = await publish(gateway, 'FLOODED', 'conditional');
  for (let n = 1; n <= 5; n += 1)
    assert.equal((await asked(requestBody(`F-${n}`, flooded), `f${n}`)).status, 201);
  const refused = await asked(requestBody('F-6', flooded), 'f6');
  assert.deepEqual([refused.status, refused.body.code], [409, 'LIMIT_REACHED']);
  await gateway.call(officer, 'POST', '/v1/requests/F-1/withdrawal');
  assert.equal((await asked(requestBody('F-6', flooded), 'f6')).status, 201);
  const subject = { kind: 'grant', grant: 'G-2' };
  const open = (n: number) => post<{ code: string }>(gateway, provider, '', openBody(`FD-${n}`, subject));
  const answers = [await open(1), await open(2)];
  assert.deepEqual(
    answers.map(({ status, body: answer }) => [status, answer.code]),
    [
      [201, undefined],
      [409, 'LIMIT_REACHED'],
    ],
    'one is open already',
  );
});

test('an appeal has a way on with one arbitrator: it lapses by rule, and not before', async () => {
  await post(gateway, provider, '/FD-1/withdrawal', { text: 'Taken back.' });
  await grant(gateway, 'G-3', resource);
  const misuse = await use(gateway, 'G-3', { purpose: 'marketing' });
  const opened = await post(gateway, provider, '', openBody('D-3', { kind: 'event', id: misuse.id }));
  assert.equal(opened.status, 201, opened.text);
  for (const step of ['answer', 'assignment'] as const) await take(gateway, 'D-3', step);
  await take(gateway, 'D-3', 'ruling', { grantAction: undefined });
  await take(gateway, 'D-3', 'appeal');
  await gateway.call([MANAGER, 'admin'], 'POST', `/v1/organisations/${SECOND}/suspension`);
  const lapse = (): Promise<Reply<Dispute & { code: string }>> =>
    post(gateway, provider, '/D-3/lapse', { text: 'Nobody is left to decide it.' });
  const tooEarly = await lapse();
  assert.deepEqual([tooEarly.status, tooEarly.body.code], [422, 'CONDITION_NOT_MET']);
  ahead = 30 * 86_400_000;
  const drawn = await post<{ code: string }>(gateway, provider, '/D-3/assignment', {});
  assert.deepEqual([drawn.status, drawn.body.code], [422, 'CONDITION_NOT_MET']);
  const ended = await lapse();
  assert.equal(ended.status, 200, ended.text);
  const { state, lapsed, rulings, changed } = ended.body;
  assert.deepEqual([state, rulings.length, lapsed], ['ruled', 1, changed]);
  await take(gateway, 'D-3', 'remedy');
  const closed = await take(gateway, 'D-3', 'closure');
  assert.deepEqual([closed.state, closed.outcome], ['closed', 'remedied']);
});
