// SPDX-License-Identifier: Apache-2.0
/** Article 28 at the user's door: referred, coordinated, accepted or decided; divisions of members; data that flow back. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Correction } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { ObligationView } from '@catalog-chain/gateway/usecases/oversight/obligations';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
} from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { SecondVerifier } from '../../support/second-verifier.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const GOVERNMENT = 'GovernmentMSP';
const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const government = [GOVERNMENT, 'officer'] as const;
const said = { text: 'This is what we say.' };

let gateway: TestGateway;
let resource: string;

type As = Parameters<TestGateway['call']>[0];

async function got<T>(as: As, method: string, at: string, body?: object, status = 200): Promise<T> {
  const reply = await gateway.call<T>(as, method, at, body ? { body } : {});
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

const post = <T>(as: As, at: string, body?: object, status = 200): Promise<T> =>
  got(as, 'POST', at, body, status);

async function refused(as: As, at: string, body: object, code: string): Promise<void> {
  const reply = await gateway.call(as, 'POST', at, { body });
  assert.equal(reply.body.code, code, reply.text);
}

beforeAll(async () => {
  gateway = await startTestGateway({
    env: { ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR, GOVERNMENT].join(',') },
  });
  await registerMembers(gateway);
  const member = {
    organisation: GOVERNMENT,
    code: 'TEST:9',
    names: { en: 'City hall' },
    roles: ['government'],
  };
  await post([MANAGER, 'admin'], '/v1/organisations', { ...member, region: '310000' }, 201);
  await registerSystems(gateway);
  resource = await publish(gateway, 'SHARED', 'conditional');
  await grant(gateway, 'G-1', resource);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function answered(id: string): Promise<void> {
  const opening = {
    id,
    kind: 'misuse',
    subject: { kind: 'grant', grant: 'G-1' },
    statement: 'Looked up too much',
  };
  const { course } = await post<Dispute>(provider, '/v1/disputes', opening, 201);
  assert.equal(course, 'coordination');
  await post(consumer, `/v1/disputes/${id}/answer`, said);
}

async function bundleOf(id: string): Promise<Buffer> {
  const asked = await gateway.call<Job>(provider, 'POST', '/v1/evidence', {
    body: { subject: { kind: 'dispute', id } },
  });
  const location = asked.headers.get('location') ?? '';
  for (;;) {
    const job = await got<Job>(provider, 'GET', location);
    assert.notEqual(job.state, 'failed', JSON.stringify(job));
    if (job.state === 'ready') break;
    await delay(50);
  }
  const authorization = `Bearer ${await gateway.token(...provider)}`;
  const response = await fetch(new URL(`${location}/bundle`, gateway.url), { headers: { authorization } });
  return Buffer.from(await response.arrayBuffer());
}

async function proves(id: string, pattern: RegExp): Promise<void> {
  const bundle = await bundleOf(id);
  const { valid, faults, claims } = await verifyBundle(bundle);
  assert.deepEqual([valid, faults], [true, []]);
  assert.match(claims.map(({ statement }) => statement).join('\n'), pattern);
  using python = new SecondVerifier();
  const { status, text } = python.verify(bundle);
  assert.ok(status === null || status === 0, text);
}

test('members have a division, and the level that follows from it', async () => {
  const change = { names: { en: 'Civil affairs' }, roles: ['provider'] };
  const put = (region: string, status: number) =>
    got<{ region?: string; level?: string; code?: string }>(
      [MANAGER, 'admin'],
      'PUT',
      `/v1/organisations/${PROVIDER}`,
      { ...change, region },
      status,
    );
  assert.equal((await put('310015', 400)).code, 'INVALID_ARGUMENT');
  const { region, level } = await put('310000', 200);
  assert.deepEqual([region, level], ['310000', 'provincial']);
  const kept = await got<{ region?: string }>(
    [MANAGER, 'admin'],
    'PUT',
    `/v1/organisations/${PROVIDER}`,
    change,
  );
  assert.equal(kept.region, '310000');
  const housing = { names: { en: 'Housing' }, roles: ['consumer'], region: '310115' };
  await got([MANAGER, 'admin'], 'PUT', `/v1/organisations/${CONSUMER}`, housing);
  const bureau = { names: { en: 'Data bureau' }, roles: ['manager'], region: '310000' };
  await got([MANAGER, 'admin'], 'PUT', `/v1/organisations/${MANAGER}`, bureau);
});

test('a dispute is referred, a settlement proposed and accepted by both', async () => {
  await answered('D-1');
  await refused(manager, '/v1/disputes/D-1/assignment', { arbitrator: AUDITOR }, 'CONDITION_NOT_MET');
  const referred = await post<Dispute>(provider, '/v1/disputes/D-1/referral', said);
  assert.deepEqual([referred.state, referred.coordination?.organisation], ['referred', MANAGER]);
  const owed = await got<ObligationView>(manager, 'GET', '/v1/obligations/coordinate-dispute~D-1');
  assert.deepEqual([owed.owedBy, owed.liability], [MANAGER, '41-2']);
  await refused(provider, '/v1/disputes/D-1/coordination', said, 'ROLE_REQUIRED');
  await refused(consumer, '/v1/disputes/D-1/escalation', said, 'CONDITION_NOT_MET');
  await post(manager, '/v1/disputes/D-1/coordination', { text: 'Access by night ends' });
  const half = await post<Dispute>(provider, '/v1/disputes/D-1/acceptance', said);
  assert.equal(half.state, 'coordinated');
  const done = await post<Dispute>(consumer, '/v1/disputes/D-1/acceptance', said);
  assert.deepEqual([done.state, done.outcome], ['closed', 'settled']);
  await proves(
    'D-1',
    /refer by ProviderMSP, coordinate by ManagerMSP, accept by ProviderMSP, accept by ConsumerMSP/,
  );
});

test('what is not accepted is decided by the government of that level, by command too, and proved by a bundle', async () => {
  await answered('D-2');
  const say = ['--text', 'As we said'];
  await commandLine(gateway, PROVIDER, 'dispute', 'refer', 'D-2', ...say);
  await commandLine(gateway, MANAGER, 'dispute', 'coordinate', 'D-2', ...say);
  assert.equal((await gateway.call(government, 'GET', '/v1/disputes/D-2')).status, 404);
  await commandLine(gateway, CONSUMER, 'dispute', 'escalate', 'D-2', ...say);
  assert.equal((await got<Dispute>(government, 'GET', '/v1/disputes/D-2')).state, 'assigned');
  await refused(
    manager,
    '/v1/disputes/D-2/decision',
    { findings: ['no-breach'], remedy: { action: 'none' }, reasons: 'x' },
    'ROLE_REQUIRED',
  );
  const words = ['--finding', 'breach-of-terms', '--responsible', CONSUMER, '--remedy', 'report-measures'];
  await commandLine(
    gateway,
    GOVERNMENT,
    'dispute',
    'decide',
    'D-2',
    '--role',
    'officer',
    '--reasons',
    'Too much',
    ...words,
  );
  const decided = await got<Dispute>(consumer, 'GET', '/v1/disputes/D-2');
  assert.deepEqual([decided.state, decided.rulings[0]?.arbitrator], ['ruled', GOVERNMENT]);
  await refused(consumer, '/v1/disputes/D-2/appeal', said, 'INVALID_STATE');
  const { items } = await got<Page<Dispute>>(government, 'GET', `/v1/disputes?arbitrator=${GOVERNMENT}`);
  assert.deepEqual(
    items.map(({ id }) => id),
    ['D-2'],
  );
  await proves(
    'D-2',
    /escalate by ConsumerMSP, rule by GovernmentMSP; .*GovernmentMSP ruled: breach-of-terms/,
  );
});

test('a dispute that a report of wrong data became is proved as well', async () => {
  const report = {
    id: 'C-1',
    grant: 'G-1',
    subject: { kind: 'resource' },
    statement: 'All dates are a day off',
  };
  await post(consumer, '/v1/corrections', report, 201);
  await post(provider, '/v1/corrections/C-1/answer', { outcome: 'not-wrong', text: 'They are right' });
  const made = await post<Correction>(consumer, '/v1/corrections/C-1/dispute', {
    dispute: 'D-3',
    statement: 'No',
  });
  assert.equal(made.dispute, 'D-3');
  await proves('D-3', /quality \(grant\), opened by ConsumerMSP/);
});

test('a policy chooses the arbitrator’s course', async () => {
  const { deadlines, calendar, reportWithinHours } = await got<Record<string, unknown>>(
    consumer,
    'GET',
    '/v1/policies/current',
  );
  const rules = { deadlines, calendar, reportWithinHours, profile: 'cn-809', disputeCourse: 'arbitration' };
  await post(manager, '/v1/policies', rules, 201);
  const opening = { id: 'D-4', kind: 'misuse', subject: { kind: 'grant', grant: 'G-1' }, statement: 'Again' };
  assert.equal((await post<Dispute>(provider, '/v1/disputes', opening, 201)).course, undefined);
  await refused(provider, '/v1/disputes/D-4/referral', said, 'CONDITION_NOT_MET');
});

test('data of a lower division flow back to it without a request, and the superior owes them', async () => {
  const { period, purpose, legalBasis, items, standing } = requestBody('R-1', resource);
  const given = { id: 'R-1', resource, to: CONSUMER, mode: 'query', systems: [CONSUMER_SYSTEM] };
  const body = { ...given, period, purpose, legalBasis, items, standing };
  await refused(consumer, '/v1/data-returns', body, 'ROLE_REQUIRED');
  const made = await gateway.call<Grant>(provider, 'POST', '/v1/data-returns', { body });
  assert.deepEqual([made.status, made.body.terms.flow], [201, 'return'], made.text);
  assert.equal(made.headers.get('location'), '/v1/grants/R-1');
  const owed = await got<ObligationView>(consumer, 'GET', '/v1/obligations/return-data~R-1');
  assert.deepEqual([owed.article, owed.liability, owed.standing], ['24', '39-5', 'open']);
  await post(provider, '/v1/grants/R-1/key');
  await post(provider, '/v1/grants/R-1/delivery');
  const done = await post<ObligationView>(consumer, '/v1/grants/R-1/delivery/confirmation');
  assert.equal(done.met?.basis, 'confirmed');
});
