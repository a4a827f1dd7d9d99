// SPDX-License-Identifier: Apache-2.0
/** Whose lateness a clock of the law shows, at the user's door: nobody answers for another's, and nobody's is hidden. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { ServiceChange } from '@catalog-chain/chaincode/domain/stewardship/service-change';
import type { Complaint } from '@catalog-chain/chaincode/domain/supervision/incident';
import type { SupervisionReport } from '@catalog-chain/gateway/supervision/report';
import type { ObligationView } from '@catalog-chain/gateway/usecases/oversight/obligations';
import { publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const digest = 'd'.repeat(64);
type As = typeof provider | typeof consumer | typeof manager;

const DAY_MS = 86_400_000;
/** Monday 2 March 2026, 09:00 in Beijing. */
const MONDAY = Date.UTC(2026, 2, 2, 1);

/** A consortium whose clock a test sets. */
class Clocked implements AsyncDisposable {
  private constructor(
    readonly gateway: TestGateway,
    readonly set: (at: number) => void,
    readonly resource: string,
  ) {}

  static async begin(start: number): Promise<Clocked> {
    let [at, since] = [start, performance.now()];
    const now = (): number => Math.floor(at + performance.now() - since);
    const set = (next: number): void => {
      [at, since] = [next, performance.now()];
    };
    const gateway = await startTestGateway({ clock: now, now, parts: (base) => ({ ...base, now }) });
    await registerMembers(gateway);
    await registerSystems(gateway);
    return new Clocked(gateway, set, await publish(gateway, 'CLOCKED', 'conditional'));
  }

  async got<R>(as: As, method: string, at: string, body?: object, status = 200): Promise<R> {
    const reply = await this.gateway.call<R>(as, method, at, body ? { body } : {});
    assert.equal(reply.status, status, reply.text);
    return reply.body;
  }

  post<R>(as: As, at: string, body?: object, status = 200): Promise<R> {
    return this.got(as, 'POST', at, body, status);
  }

  async refused(as: As, at: string, body: object, code: string): Promise<void> {
    const reply = await this.gateway.call(as, 'POST', at, { body });
    assert.equal(reply.body.code, code, reply.text);
  }

  owed(id: string): Promise<ObligationView> {
    return this.got(manager, 'GET', `/v1/obligations/${id}`);
  }

  ask(id: string, from: number, days = 60): Promise<AccessRequest> {
    const period = { from: new Date(from).toISOString(), to: new Date(from + days * DAY_MS).toISOString() };
    return this.post(consumer, '/v1/requests', { ...requestBody(id, this.resource), period }, 201);
  }

  approve(id: string): Promise<AccessRequest> {
    return this.post(provider, `/v1/requests/${id}/decision`, { approved: true });
  }

  confirm(id: string): Promise<AccessRequest> {
    return this.post(manager, `/v1/requests/${id}/confirmation`, { approved: true });
  }

  /** How often a member failed an item in a month. */
  async failed(organisation: string, period: string, item: string): Promise<number | undefined> {
    const at = `/v1/supervision?organisation=${organisation}&period=${period}`;
    const { members } = await this.got<SupervisionReport>(manager, 'GET', at);
    return members[0]?.items.find((one) => one.item === item)?.count;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    assert.deepEqual(this.gateway.departures, []);
    await this.gateway[Symbol.asyncDispose]();
  }
}

/** Of a month that is over. */
const IN_APRIL = Date.UTC(2026, 3, 2, 1);

test('a provider that answers late is blamed alone: the manager has days of its own to confirm', async () => {
  await using on = await Clocked.begin(MONDAY);
  const { pending } = await on.ask('R-LATE', MONDAY);
  assert.equal(pending?.dueAt, '2026-03-16T15:59:59.999Z');
  on.set(Date.UTC(2026, 2, 18, 1));
  const decided = await on.approve('R-LATE');
  const open = await on.owed('confirm-request~R-LATE');
  assert.equal(open.dueAt, '2026-03-25T15:59:59.999Z', 'five working days, as the policy says');
  assert.equal(decided.pending?.dueAt, open.dueAt);
  assert.equal(open.standing, 'open');
  on.set(Date.UTC(2026, 2, 19, 1));
  const { decisions } = await on.confirm('R-LATE');
  assert.deepEqual(
    decisions.map(({ deadline }) => deadline.late),
    [true, false],
  );
  assert.equal((await on.owed('answer-request~R-LATE')).standing, 'met-late');
  assert.equal((await on.owed('confirm-request~R-LATE')).standing, 'met');
  on.set(IN_APRIL);
  assert.equal(await on.failed(PROVIDER, '2026-03', '39-4'), 1);
  assert.equal(await on.failed(MANAGER, '2026-03', '41-3'), 0);
});

test('a manager that lets the one clock run out is blamed alone, whatever policy it sets meanwhile', async () => {
  await using on = await Clocked.begin(MONDAY);
  await on.ask('R-ONE', MONDAY);
  await on.ask('R-TWO', MONDAY);
  on.set(Date.UTC(2026, 2, 12, 1));
  await on.approve('R-ONE');
  const policy = await on.got<Record<string, unknown>>(manager, 'GET', '/v1/policies/current');
  const { deadlines, calendar, reportWithinHours } = policy;
  const generic = { deadlines, calendar, reportWithinHours, profile: 'generic' };
  await on.post(manager, '/v1/policies', generic, 201);
  await on.approve('R-TWO');
  for (const id of ['R-ONE', 'R-TWO']) {
    const { dueAt, article, liability } = await on.owed(`confirm-request~${id}`);
    assert.deepEqual([dueAt, article, liability], ['2026-03-16T15:59:59.999Z', '21', '41-3'], id);
  }
  on.set(Date.UTC(2026, 2, 17, 1));
  for (const id of ['R-ONE', 'R-TWO']) {
    await on.confirm(id);
    assert.equal((await on.owed(`answer-request~${id}`)).standing, 'met', id);
    assert.equal((await on.owed(`confirm-request~${id}`)).standing, 'met-late', id);
  }
  await on.post(manager, '/v1/policies', { ...generic, profile: 'cn-809' }, 201);
  on.set(IN_APRIL);
  assert.equal(await on.failed(PROVIDER, '2026-03', '39-4'), 0);
  assert.equal(await on.failed(MANAGER, '2026-03', '41-3'), 2);
});

test('a complaint’s answer is owed since it came in, and not since somebody recorded it', async () => {
  await using on = await Clocked.begin(MONDAY);
  const came = { kind: 'other', digest, receivedOn: '2026-03-02' };
  on.set(Date.UTC(2026, 2, 25, 1));
  const complaint = await on.post<Complaint>(provider, '/v1/complaints', { ...came, id: 'P-LATE' }, 201);
  assert.equal(complaint.dueAt, '2026-03-23T15:59:59.999Z', 'fifteen working days after it came in');
  const owed = await on.owed('answer-complaint~P-LATE');
  assert.deepEqual([owed.dueAt, owed.standing], [complaint.dueAt, 'overdue']);
  await on.post(provider, '/v1/complaints/P-LATE/answer', { outcome: 'rejected', digest });
  assert.equal((await on.owed('answer-complaint~P-LATE')).standing, 'met-late');
  on.set(IN_APRIL);
  assert.equal(await on.failed(PROVIDER, '2026-03', '39-9'), 1);
});

test('a complaint comes in on no day to come, and is measured as it was when it came in', async () => {
  // Half past eleven at night in Beijing.
  const start = Date.UTC(2026, 2, 2, 15, 30);
  await using on = await Clocked.begin(start);
  const came = { kind: 'other', digest };
  const receive = (id: string, receivedOn: string): Promise<Complaint> =>
    on.post(provider, '/v1/complaints', { ...came, id, receivedOn }, 201);
  await on.refused(
    provider,
    '/v1/complaints',
    { ...came, id: 'P-1', receivedOn: '2026-03-03' },
    'INVALID_ARGUMENT',
  );
  const today = await receive('P-1', '2026-03-02');
  assert.equal(today.dueAt, '2026-03-23T15:59:59.999Z');
  assert.equal((await on.owed('answer-complaint~P-1')).startedAt, today.registered.at);
  on.set(Date.UTC(2026, 2, 5, 1));
  const policy = await on.got<Record<string, unknown>>(manager, 'GET', '/v1/policies/current');
  const { deadlines, calendar, reportWithinHours } = policy;
  const longer = { deadlines, calendar, reportWithinHours, profile: 'cn-809' };
  const days = { obligationDays: { 'answer-complaint': 200 } };
  await on.post(manager, '/v1/policies', { ...longer, ...days }, 201);
  on.set(Date.UTC(2026, 2, 6, 1));
  assert.equal((await receive('P-2', '2026-03-03')).dueAt, '2026-03-24T15:59:59.999Z', 'as before');
  // Before it was a member nobody counted its days.
  assert.equal((await receive('P-3', '2019-01-02')).dueAt, '2026-03-23T15:59:59.999Z');
  const { startedAt } = await on.owed('answer-complaint~P-3');
  assert.equal(startedAt.slice(0, 10), '2026-03-02');
  assert.match((await receive('P-4', '2026-03-06')).dueAt ?? '', /^2026-12-/, 'by the new policy');
});

test('the end of a service is filed after the consumer was consulted, or has let its time pass', async () => {
  await using on = await Clocked.begin(MONDAY);
  const grants = ['R-HEARD', 'R-SILENT'];
  for (const id of grants) {
    await on.ask(id, MONDAY);
    await on.approve(id);
    await on.confirm(id);
    const effectiveAt = new Date(MONDAY + 30 * DAY_MS).toISOString();
    const notice = { id: `S-${id}`, grant: id, action: 'end', reason: 'The register moves', effectiveAt };
    const { consultUntil } = await on.post<ServiceChange>(provider, '/v1/service-changes', notice, 201);
    assert.equal(consultUntil, '2026-03-16T15:59:59.999Z', 'ten working days');
    await on.refused(
      provider,
      `/v1/service-changes/S-${id}/filing`,
      { document: digest },
      'CONDITION_NOT_MET',
    );
    assert.equal((await on.owed(`file-service-change~${id}~S-${id}`)).standing, 'open');
  }
  const file = (id: string): Promise<ServiceChange> =>
    on.post(provider, `/v1/service-changes/S-${id}/filing`, { document: digest });
  await on.post(consumer, '/v1/service-changes/S-R-HEARD/consultation', { agreed: false, text: 'Not yet' });
  await file('R-HEARD');
  const silent = '/v1/service-changes/S-R-SILENT/filing';
  on.set(Date.parse('2026-03-16T15:59:59.000Z'));
  await on.refused(provider, silent, { document: digest }, 'CONDITION_NOT_MET');
  on.set(Date.parse('2026-03-16T16:00:00.000Z'));
  await file('R-SILENT');
  for (const id of grants)
    assert.equal((await on.owed(`file-service-change~${id}~S-${id}`)).standing, 'met', id);
  on.set(MONDAY + 30 * DAY_MS);
  const { effect } = await on.post<ServiceChange>(provider, '/v1/service-changes/S-R-SILENT/effect');
  assert.deepEqual([effect?.filed, effect?.consulted], [true, false], 'that nobody spoke is said');
});

const usedIn = (grant: string, year: number): object => ({
  grant,
  year: String(year),
  scenario: 'Intake',
  course: 'Once for each application',
  effect: { text: 'Fewer visits', figures: [] },
  storage: { place: 'Government cloud', copies: 0 },
});

test('a year’s report is owed until one is made of the whole year, and each year once', async () => {
  const december = Date.UTC(2026, 11, 28, 1);
  await using on = await Clocked.begin(december);
  await on.ask('R-YEARS', december, 40);
  await on.approve('R-YEARS');
  await on.confirm('R-YEARS');
  const first = 'report-use~R-YEARS~2026';
  await on.post(consumer, '/v1/use-reports', usedIn('R-YEARS', 2026), 201);
  assert.equal((await on.owed(first)).standing, 'open', 'three days are left of the year');
  on.set(Date.UTC(2027, 0, 4, 1));
  await on.post(consumer, '/v1/use-reports', usedIn('R-YEARS', 2026), 201);
  assert.equal((await on.owed(first)).standing, 'met');
  const next = 'report-use~R-YEARS~2027';
  const { startedAt, dueAt, standing } = await on.owed(next);
  assert.ok(startedAt < dueAt && standing === 'open');
  on.set(Date.UTC(2027, 0, 5, 1));
  await on.post(consumer, '/v1/grants/R-YEARS/revocation', { reason: 'Done' });
  await on.post(consumer, '/v1/use-reports', usedIn('R-YEARS', 2027), 201);
  assert.equal((await on.owed(next)).standing, 'met', 'the grant is over');
});

test('a declaration that waits for the other side’s word makes nobody late, whenever that word comes', async () => {
  await using on = await Clocked.begin(MONDAY);
  for (const id of ['R-CALM', 'R-LATE']) {
    await on.ask(id, MONDAY, 400);
    await on.approve(id);
    await on.confirm(id);
  }
  const [calm, late] = ['deliver-data~R-CALM', 'deliver-data~R-LATE'];
  assert.equal((await on.owed(calm)).dueAt, '2026-03-30T15:59:59.999Z');
  on.set(Date.UTC(2026, 2, 25, 1));
  await on.post(provider, '/v1/grants/R-CALM/delivery');
  on.set(Date.UTC(2026, 2, 31, 1));
  await on.post(provider, '/v1/grants/R-LATE/delivery');
  // Friday 8 May: five weeks after it was due.
  on.set(Date.UTC(2026, 4, 8, 1));
  for (const id of ['R-CALM', 'R-LATE'])
    await on.post(consumer, `/v1/grants/${id}/delivery/objection`, {
      reason: 'The interface answers nothing',
    });
  const again = await on.owed(calm);
  assert.deepEqual(
    [again.standing, again.dueAt],
    ['open', '2026-05-13T15:59:59.999Z'],
    'the three days left',
  );
  assert.equal((await on.owed(late)).standing, 'overdue', 'it was late before anybody waited');
  on.set(Date.UTC(2026, 4, 13, 15, 59));
  await on.post(provider, '/v1/grants/R-CALM/delivery');
  on.set(Date.UTC(2026, 6, 1, 1));
  await on.post(consumer, '/v1/grants/R-CALM/delivery/confirmation');
  const { standing, met } = await on.owed(calm);
  assert.deepEqual([standing, met?.basis], ['met', 'confirmed']);
  assert.equal(await on.failed(PROVIDER, '2026-05', '39-4'), 0);
  assert.equal(await on.failed(PROVIDER, '2026-03', '39-4'), 1, 'the late one');
});

test('what is contested when its grant is over is owed no more, and the objection is kept', async () => {
  await using on = await Clocked.begin(MONDAY);
  await on.ask('R-OVER', MONDAY, 400);
  await on.approve('R-OVER');
  await on.confirm('R-OVER');
  await on.post(provider, '/v1/grants/R-OVER/delivery');
  await on.post(consumer, '/v1/grants/R-OVER/revocation', { reason: 'Done' });
  await on.post(consumer, '/v1/grants/R-OVER/delivery/objection', { reason: 'Nothing came' });
  const { standing, ended, contested } = await on.owed('deliver-data~R-OVER');
  assert.deepEqual([standing, ended?.reason, contested?.length], ['void', 'grant-ended', 1]);
});

test('no policy gives more days than the decree: it is refused in the reader’s language', async () => {
  await using on = await Clocked.begin(MONDAY);
  const policy = await on.got<Record<string, unknown>>(manager, 'GET', '/v1/policies/current');
  const { deadlines, calendar, reportWithinHours } = policy;
  const cn = { deadlines, calendar, reportWithinHours, profile: 'cn-809' };
  const longer = { ...cn, obligationDays: { 'deliver-data': 21 } };
  const told = async (language: string): Promise<readonly unknown[]> => {
    const headers = { 'accept-language': language };
    const reply = await on.gateway.call(manager, 'POST', '/v1/policies', { body: longer, headers });
    return [reply.status, reply.body.code, reply.body.detail];
  };
  const refusal = [422, 'CONDITION_NOT_MET'];
  assert.deepEqual(await told('en'), [
    ...refusal,
    'obligationDays.deliver-data: at most 20, as the law of the profile gives.',
  ]);
  assert.deepEqual(await told('zh-CN'), [
    ...refusal,
    'obligationDays.deliver-data: 最多 20，不得超过所依法规规定的天数。',
  ]);
  const slow = { ...cn, deadlines: { ...(deadlines as object), decide: 11 } };
  await on.refused(manager, '/v1/policies', slow, 'CONDITION_NOT_MET');
  await on.post(manager, '/v1/policies', { ...slow, profile: 'generic' }, 201);
  await on.post(manager, '/v1/policies', { ...cn, obligationDays: { 'deliver-data': 5 } }, 201);
});

test('an incident that is told a day late counts against who told it, in every form of the report', async () => {
  await using on = await Clocked.begin(MONDAY);
  const leak = { kind: 'leak', text: 'A list was seen', digest };
  const noticed = (hours: number): string => new Date(MONDAY - hours * 3_600_000).toISOString();
  await on.post(consumer, '/v1/incidents', { ...leak, id: 'I-LATE', noticedAt: noticed(25) }, 201);
  await on.post(consumer, '/v1/incidents', { ...leak, id: 'I-SOON', noticedAt: noticed(23) }, 201);
  for (const id of ['I-LATE', 'I-SOON'])
    await on.post(consumer, `/v1/incidents/${id}/closing`, { text: 'Mended', digest });
  on.set(IN_APRIL);
  assert.equal(await on.failed(CONSUMER, '2026-03', '40-6'), 1);
  const span = ['--period', '2026-03', '--member', CONSUMER];
  const line = (...more: string[]): Promise<readonly string[]> =>
    commandLine(on.gateway, MANAGER, 'supervision', ...span, ...more);
  assert.match((await line('--csv')).join('\n'), /,Art\. 40 \(6\),[^\n]*,partly,1,/);
  const html = await on.gateway.call(
    manager,
    'GET',
    `/v1/supervision?period=2026-03&organisation=${CONSUMER}&format=html&language=zh`,
  );
  assert.match(html.text, /第四十条第（六）项<\/td><td>[^<]*<\/td><td class="count">1</);
  const folder = mkdtempSync(path.join(tmpdir(), 'late-incident-'));
  const proved = (await line('--prove', folder)).join('\n');
  assert.match(proved, /beyond {3}40-6: not compared/);
  const report = path.join(folder, `${CONSUMER}-2026-03.json`);
  assert.match(
    (await commandLine(on.gateway, MANAGER, 'supervision', '--verify', report)).join('\n'),
    /^SAME/,
  );
});

test('a bundle of what was due in a month in which nothing was is refused at once, and proving a span goes on', async () => {
  await using on = await Clocked.begin(MONDAY);
  const body = { subject: { kind: 'obligations', id: CONSUMER, period: '2026-03' } };
  const reply = await on.gateway.call(consumer, 'POST', '/v1/evidence', { body });
  assert.deepEqual([reply.status, reply.body.code], [422, 'CONDITION_NOT_MET'], reply.text);
  assert.match(reply.text, /Nothing was due/);
  const folder = mkdtempSync(path.join(tmpdir(), 'nothing-due-'));
  const span = ['--period', '2026-01', '--until', '2026-02', '--member', PROVIDER, '--prove', folder];
  const lines = await commandLine(on.gateway, MANAGER, 'supervision', ...span);
  assert.ok(lines.includes('2026-02  nothing was due: there is no bundle'), lines.join('\n'));
  assert.deepEqual(readdirSync(folder).sort(), [`${PROVIDER}-2026-01.json`, `${PROVIDER}-2026-02.json`]);
});
