// SPDX-License-Identifier: Apache-2.0
/**
 * The state of a gateway from before there were obligations (commit a4007dd), as that gateway left it: today's reads all of it,
 * and goes on from there. `test/fixtures/before-the-law.mjs` made it.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import { rulesOf, type PolicyInput } from '@catalog-chain/chaincode/domain/members/policy';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { digestOf } from '@catalog-chain/gateway/index/upkeep/digest';
import { rebuildIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { CONSUMER_SYSTEM } from '../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.js';
import { afterAll, beforeAll, test } from '../support/testing.js';
import { until } from '../support/until.js';

const FIXTURE = path.resolve(import.meta.dirname, '../../fixtures/before-the-law.tar.gz');
const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
type As = Parameters<TestGateway['call']>[0];

const run = promisify(execFile);
let gateway: TestGateway;
/** A week after the last thing that happened there. */
let at = Date.parse('2026-02-17T01:00:00Z');
const clock = (): number => (at += 1_000);

beforeAll(async () => {
  gateway = await startTestGateway({
    restore: (folder) => run('tar', ['-xzf', FIXTURE, '-C', folder]),
    clock,
    env: { ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR, 'ArbiterMSP'].join() },
  });
  // The index takes in again what it was made anew for.
  const { height } = await gateway.ledger.info();
  await until('the index has caught up', async () => {
    const { body } = await gateway.call<{ asOf: number }>(manager, 'GET', '/v1/requests');
    return body.asOf === height - 1;
  });
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function get<T>(as: As, where: string): Promise<T> {
  const { status, text, body } = await gateway.call<T>(as, 'GET', where);
  assert.equal(status, 200, `${where}: ${text}`);
  return body;
}

async function post<T>(as: As, where: string, body: object = {}, status?: number): Promise<T> {
  const answer = await gateway.call<T>(as, 'POST', where, { body });
  assert.ok(
    status === undefined ? answer.status < 300 : answer.status === status,
    `${where}: ${answer.text}`,
  );
  return answer.body;
}

const READS = [
  '/v1/requests',
  '/v1/grants',
  '/v1/resources',
  `/v1/resources/${PROVIDER}:ASK/versions`,
  '/v1/policies/current',
  '/v1/disputes',
  '/v1/obligations',
  '/v1/duties',
  '/v1/systems',
  '/v1/organisations',
  '/v1/usage-events?grant=G-ACTIVE',
  '/v1/trails/grant/G-ACTIVE',
  `/v1/trails/resource/${PROVIDER}:ASK`,
  `/v1/trails/organisation/${CONSUMER}`,
  '/v1/trails/dispute/D-MISUSE',
  '/v1/lists/responsibility',
  '/v1/lists/negative',
  '/v1/lists/demand',
  '/v1/duties-overview',
  '/v1/catalogue-table',
  '/v1/supervision?period=2026-02',
  `/v1/kpis?period=2026-02&organisation=${PROVIDER}`,
];

test('every read answers, as the API describes it, and an index that is built anew says the same', async () => {
  const before = await Promise.all(READS.map((where) => gateway.call(manager, 'GET', where)));
  for (const [i, { status, text }] of before.entries()) assert.equal(status, 200, `${READS[i]}: ${text}`);
  const kept = { sqlite: path.join(gateway.config.stateDir, 'index.sqlite') };
  const anew = { sqlite: path.join(gateway.config.stateDir, 'anew.sqlite') };
  await using database = openIndexDatabase(kept, true);
  assert.deepEqual(await rebuildIndex(gateway.ledger, anew), await digestOf(database));
});

const owedUnder = async (grant: string): Promise<string[]> => {
  const { items } = await get<{ items: Obligation[] }>(manager, `/v1/obligations?grant=${grant}`);
  return items.map(({ kind }) => kind).sort();
};

test('a request that waited is decided and confirmed under the deadlines that it began with', async () => {
  await post(provider, '/v1/requests/R-SUBMITTED/decision', { approved: true });
  await post(manager, '/v1/requests/R-SUBMITTED/confirmation', { approved: true });
  await post(manager, '/v1/requests/R-DECIDED/confirmation', { approved: true });
  for (const id of ['R-SUBMITTED', 'R-DECIDED']) {
    const { state, decisions } = await get<AccessRequest>(consumer, `/v1/requests/${id}`);
    assert.equal(state, 'granted');
    assert.deepEqual(
      decisions.map(({ deadline }) => [deadline.policyVersion, deadline.late]),
      [
        [1, false],
        [1, false],
      ],
    );
  }
});

test('a grant from before is suspended, resumed, renewed and ended', async () => {
  await post(provider, '/v1/grants/G-SUSPENDED/resumption', { reason: 'It is answered' });
  await post(provider, '/v1/grants/G-SUSPENDED/suspension', { reason: 'Another question' });
  const renewed = await post<Grant>(provider, '/v1/grants/G-RENEWED/renewal', {
    to: '2026-06-10T00:00:00.000Z',
  });
  assert.equal(renewed.terms.period.to, '2026-06-10T00:00:00.000Z');
  const ended = await post<Grant>(provider, '/v1/grants/G-SUSPENDED/revocation', { reason: 'Misuse' });
  assert.equal(ended.state, 'revoked');
});

test('uses go on under a grant from before, and its month is closed by both sides', async () => {
  for (const [as, where, i] of [
    [[CONSUMER, 'submitter'], '/v1/usage-events', 4],
    [[PROVIDER, 'submitter'], '/v1/attestations', 104],
  ] as const) {
    const body = {
      id: `019c4500-0000-7000-8000-${String(i).padStart(12, '0')}`,
      kind: 'use',
      correlation: 'exchange-4',
      grant: 'G-ACTIVE',
      recordId: 'HR-1',
      action: 'query',
      system: CONSUMER_SYSTEM,
      at: new Date(at - 60_000).toISOString(),
      actorId: 'clerk 7',
      purpose: 'housing',
      outcome: 'ok',
    };
    const sent = await gateway.call<{ state: string }>(as, 'POST', where, {
      body,
      headers: { prefer: 'wait=20' },
    });
    assert.equal(sent.body.state, 'committed', sent.text);
  }
  at = Date.parse('2026-03-02T01:00:00Z');
  const month = '/v1/periods/G-ACTIVE/2026-02';
  await post(consumer, `${month}/closing`, { side: 'claim' });
  await post(provider, `${month}/closing`, { side: 'attestation' });
  const { verdicts } = await get<Period>(consumer, month);
  assert.deepEqual(
    verdicts.map(({ state }) => state),
    ['matched'],
  );
});

test('disputes from before go on, and what was reported as one is answered as one', async () => {
  await post(provider, '/v1/disputes/D-QUALITY/answer', { text: 'We look into it' });
  const { state } = await post<Dispute>(manager, '/v1/disputes/D-MISUSE/assignment', {
    arbitrator: 'ArbiterMSP',
  });
  assert.equal(state, 'assigned');
});

test('an entry from before is reviewed, says what it lacks on its next version, and is complete with it', async () => {
  const waits = await get<Resource>(manager, `/v1/resources/${PROVIDER}:REVIEW`);
  await post(manager, `/v1/resources/${PROVIDER}:REVIEW/review`, {
    approved: true,
    digest: waits.pending?.digest,
  });
  const draft = await get<Resource>(provider, `/v1/resources/${PROVIDER}:OPEN`);
  assert.equal(draft.pending?.content.contactRole, 'Another desk');
  await post(provider, `/v1/resources/${PROVIDER}:OPEN/submission`);
  await post(manager, `/v1/resources/${PROVIDER}:OPEN/review`, {
    approved: true,
    digest: draft.pending.digest,
  });
  const { version } = await get<Resource>(manager, `/v1/resources/${PROVIDER}:OPEN`);
  assert.equal(version, 2);
});

const rules = async (): Promise<PolicyInput> =>
  rulesOf(await get<Policy & { written: object }>(manager, '/v1/policies/current'));

test('from the policy on that names the law its clocks run, also for what stands since before', async () => {
  const before = await rules();
  const named = { ...before, profile: 'cn-809' };
  // What was set before gives more days than the law: it stays in force until it is shortened.
  const reply = await gateway.call(manager, 'POST', '/v1/policies', { body: named });
  assert.deepEqual([reply.status, reply.body.code], [422, 'CONDITION_NOT_MET'], reply.text);
  assert.deepEqual(await rules(), before);
  const deadlines = { ...before.deadlines, decide: 10, review: 2 };
  await post(manager, '/v1/policies', { ...named, deadlines });
  await post(consumer, '/v1/requests', {
    id: 'R-LAW',
    resource: `${PROVIDER}:ASK`,
    purpose: { code: 'housing', text: 'To decide on a housing benefit' },
    legalBasis: 'Housing Act, section 9',
    mode: 'query',
    items: ['status'],
    systems: [CONSUMER_SYSTEM],
    period: { from: '2026-03-02T00:00:00.000Z', to: '2027-02-10T00:00:00.000Z' },
    standing: true,
  });
  assert.deepEqual(await owedUnder('R-LAW'), ['answer-request']);
  await post(provider, '/v1/requests/R-LAW/decision', { approved: true });
  await post(manager, '/v1/requests/R-LAW/confirmation', { approved: true });
  assert.deepEqual(await owedUnder('R-LAW'), [
    'answer-request',
    'confirm-request',
    'deliver-data',
    'report-use',
  ]);
  // Copies that were granted before are disposed of; a year under a grant from before is reported.
  assert.deepEqual(await owedUnder('G-COPIES'), []);
  await post(provider, '/v1/grants/G-COPIES/revocation', { reason: 'The purpose is gone' });
  assert.ok((await owedUnder('G-COPIES')).includes('dispose-data'));
  await post(consumer, '/v1/corrections', {
    id: 'C-1',
    grant: 'G-ACTIVE',
    subject: { kind: 'resource' },
    statement: 'A status is out of date',
  });
  assert.ok((await owedUnder('G-ACTIVE')).includes('correct-data'));
});

test('what happened before is proved by a bundle of today', async () => {
  const subjects = [
    { kind: 'event', id: '019c4500-0000-7000-8000-000000000001' },
    { kind: 'grant', id: 'G-ACTIVE', period: '2026-02' },
    { kind: 'dispute', id: 'D-MISUSE' },
  ];
  for (const subject of subjects) {
    const { id } = await post<Job>(consumer, '/v1/evidence', { subject });
    const where = `/v1/evidence/${id}`;
    await until('the bundle is made', async () => (await get<Job>(consumer, where)).state !== 'working');
    const authorization = `Bearer ${await gateway.token(...consumer)}`;
    const answer = await fetch(new URL(`${where}/bundle`, gateway.url), { headers: { authorization } });
    const { valid, faults } = await verifyBundle(Buffer.from(await answer.arrayBuffer()));
    assert.deepEqual([valid, faults], [true, []], subject.kind);
  }
});
