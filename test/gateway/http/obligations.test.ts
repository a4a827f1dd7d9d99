// SPDX-License-Identifier: Apache-2.0
/** What is owed, at the user's door: lists by due date, answers, extensions, supplements, delivery, calendar, events. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { ObligationView } from '@catalog-chain/gateway/usecases/oversight/obligations';
import {
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
  SYSTEM,
} from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { EventReader } from '../../support/event-source.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;

let gateway: TestGateway;
let resource: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'OWED', 'conditional');
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

type As = Parameters<TestGateway['call']>[0];

async function got<T>(as: As, method: string, path: string, body?: object, status = 200): Promise<T> {
  const reply = await gateway.call<T>(as, method, path, body ? { body } : {});
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

async function refused(as: As, path: string, body: object, code: string): Promise<void> {
  const reply = await gateway.call(as, 'POST', path, { body });
  assert.equal(reply.body.code, code, reply.text);
}

const ask = (id: string, more: object = {}): Promise<AccessRequest> =>
  got(consumer, 'POST', '/v1/requests', { ...requestBody(id, resource), ...more }, 201);
const list = async (as: As, query: string): Promise<readonly ObligationView[]> =>
  (await got<Page<ObligationView>>(as, 'GET', `/v1/obligations?${query}`)).items;
const one = (as: As, id: string): Promise<ObligationView> => got(as, 'GET', `/v1/obligations/${id}`);
const idsOf = (owed: readonly ObligationView[]): string[] => owed.map(({ id }) => id);

test('a review is owed by any manager until one has done it', async () => {
  const [review] = await list(manager, 'kind=review-catalogue');
  assert.deepEqual(
    [review?.owedBy, review?.standing, review?.met?.basis, review?.article],
    [MANAGER, 'met', 'act', '17'],
  );
  assert.deepEqual(review?.title, { zh: '审核目录', en: 'Review a catalogue entry' });
});

test('a request opens what its provider owes; both sides and the manager see it, others do not', async () => {
  await ask('OWE-1');
  const id = 'answer-request~OWE-1';
  for (const as of [provider, consumer, manager]) assert.equal((await one(as, id)).standing, 'open');
  assert.equal((await gateway.call([AUDITOR, 'officer'], 'GET', `/v1/obligations/${id}`)).status, 404);
  assert.deepEqual(idsOf(await list(provider, `grant=OWE-1&owedBy=${PROVIDER}`)), [id]);
  assert.deepEqual(idsOf(await list(consumer, `grant=OWE-1&owedTo=${CONSUMER}&standing=open`)), [id]);
  assert.deepEqual(await list(consumer, `grant=OWE-1&owedBy=${CONSUMER}`), []);
  assert.deepEqual(await list([AUDITOR, 'officer'], 'grant=OWE-1'), []);
  const onRecord = await gateway.call<Page<ObligationView>>(
    [AUDITOR, 'auditor'],
    'GET',
    '/v1/obligations?grant=OWE-1&purpose=inspection',
  );
  assert.deepEqual(idsOf(onRecord.body.items), [id]);
});

test('more time is asked for and given once, and the request’s clock moves with it', async () => {
  const id = 'answer-request~OWE-1';
  const path = `/v1/obligations/${id}/extension`;
  const before = await one(provider, id);
  await refused(consumer, path, { days: 5, reason: 'We want it later' }, 'NOT_OWNER');
  await refused(provider, path, { days: 11, reason: 'Much to do' }, 'CONDITION_NOT_MET');
  await got(provider, 'POST', path, { days: 5, reason: 'Three registers to ask' });
  await refused(provider, path, { days: 5, reason: 'Again' }, 'INVALID_STATE');
  await refused(provider, `${path}/answer`, { approved: true }, 'ROLE_REQUIRED');
  const given = await got<ObligationView>(manager, 'POST', `${path}/answer`, { approved: true });
  assert.ok(given.dueAt > before.dueAt);
  const { pending } = await got<AccessRequest>(provider, 'GET', '/v1/requests/OWE-1');
  assert.equal(pending?.dueAt, given.dueAt);
  const { items } = await got<Page<ObligationView>>(provider, 'GET', '/v1/obligations?standing=open');
  const due = items.map(({ dueAt }) => dueAt);
  assert.deepEqual(due, due.toSorted(), 'in the order in which they are due');
});

test('what is missing is asked for once and given, and a refusal says on what it rests', async () => {
  const asked = await ask('OWE-2');
  assert.deepEqual(asked.lacks, ['scenario', 'posts']);
  const path = '/v1/requests/OWE-2';
  await got(provider, 'POST', `${path}/supplement/question`, { missing: ['场景 scenario', '同意的岗位'] });
  assert.equal((await one(provider, 'answer-request~OWE-2')).standing, 'paused');
  const no = { approved: false, reason: 'Papers are missing' };
  await refused(provider, `${path}/decision`, no, 'INVALID_STATE');
  const posts = { agreed: 'Head of data sharing', entered: 'Clerk' };
  const given = { scenario: 'Intake of applications', posts, documents: ['b'.repeat(64), 'a'.repeat(64)] };
  const complete = await got<AccessRequest>(consumer, 'POST', `${path}/supplement`, given);
  assert.deepEqual([complete.lacks, complete.terms.scenario], [undefined, given.scenario]);
  await refused(provider, `${path}/decision`, { ...no, ground: 'incomplete' }, 'INVALID_ARGUMENT');
  const invented = { ...no, ground: 'condition', condition: 'Pays a fee' };
  await refused(provider, `${path}/decision`, invented, 'CONDITION_NOT_MET');
  const stated = {
    approved: false,
    reason: 'Not a benefit',
    ground: 'condition',
    condition: 'For housing benefits',
  };
  const { decisions } = await got<AccessRequest>(provider, 'POST', `${path}/decision`, stated);
  assert.deepEqual([decisions[0]?.ground, decisions[0]?.condition], ['condition', 'For housing benefits']);
});

test('delivery is declared, contested, declared again and confirmed', async () => {
  await grant(gateway, 'OWE-3', resource);
  const { deliverBy } = await got<Grant>(consumer, 'GET', '/v1/grants/OWE-3');
  const id = 'deliver-data~OWE-3';
  assert.equal((await one(consumer, id)).dueAt, deliverBy);
  const path = '/v1/grants/OWE-3/delivery';
  await got(provider, 'POST', path);
  await got(consumer, 'POST', `${path}/objection`, { reason: 'The interface answers nothing' });
  assert.equal((await one(provider, id)).standing, 'open');
  await got(provider, 'POST', path);
  const done = await got<ObligationView>(consumer, 'POST', `${path}/confirmation`);
  assert.deepEqual([done.standing, done.met?.basis, done.contested?.length], ['met', 'confirmed', 1]);
});

const use = (grantId: string, more: object = {}): object => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: grantId,
  recordId: 'R-1',
  action: 'query',
  at: new Date().toISOString(),
  system: SYSTEM,
  actorId: 'job',
  purpose: 'housing',
  outcome: 'ok',
  ...more,
});

test('the first attested use shows that the data came; a claim or an error does not', async () => {
  await grant(gateway, 'OWE-4', resource);
  const id = 'deliver-data~OWE-4';
  const headers = { prefer: 'wait=20' };
  const send = (as: As, path: string, body: object) => gateway.call(as, 'POST', path, { body, headers });
  await send([CONSUMER, 'submitter'], '/v1/usage-events', use('OWE-4', { system: `${CONSUMER}:APP` }));
  await send([PROVIDER, 'submitter'], '/v1/attestations', use('OWE-4', { outcome: 'error' }));
  assert.equal((await one(consumer, id)).standing, 'open');
  for (let i = 0; i < 2; i += 1) await send([PROVIDER, 'submitter'], '/v1/attestations', use('OWE-4'));
  const { met, standing } = await one(consumer, id);
  assert.deepEqual([standing, met?.basis, met?.by], ['met', 'use', PROVIDER]);
});

test('who has used what was declared to be delivered does not say afterwards that nothing came', async () => {
  await grant(gateway, 'OWE-7', resource);
  const id = 'deliver-data~OWE-7';
  await got(provider, 'POST', '/v1/grants/OWE-7/delivery');
  const { met: declared } = await one(consumer, id);
  assert.equal(declared?.basis, 'declared');
  const headers = { prefer: 'wait=20' };
  await gateway.call([PROVIDER, 'submitter'], 'POST', '/v1/attestations', { body: use('OWE-7'), headers });
  const { met, standing } = await one(consumer, id);
  assert.deepEqual([standing, met], ['met', { ...declared, basis: 'use' }]);
  await refused(consumer, '/v1/grants/OWE-7/delivery/objection', { reason: 'Nothing came' }, 'INVALID_STATE');
});

test('pages of obligations go on where they ended, and a cursor of another question is refused', async () => {
  const all = await list(manager, 'limit=100');
  const paged: string[] = [];
  let cursor = '';
  do {
    const path = `/v1/obligations?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = await got<Page<ObligationView>>(manager, 'GET', path);
    paged.push(...idsOf(page.items));
    cursor = page.next ?? '';
  } while (cursor !== '');
  assert.deepEqual(paged, idsOf(all));
  const { next = '' } = await got<Page<ObligationView>>(manager, 'GET', '/v1/obligations?limit=2');
  const other = await gateway.call(
    manager,
    'GET',
    `/v1/obligations?limit=2&kind=deliver-data&cursor=${next}`,
  );
  assert.equal(other.body.code, 'CURSOR_INVALID');
});

test('what is owed is a calendar to subscribe to, and lines for a terminal', async () => {
  const { text, headers } = await gateway.call(provider, 'GET', '/v1/obligations/calendar');
  assert.match(headers.get('content-type') ?? '', /^text\/calendar/);
  assert.match(text, /^BEGIN:VCALENDAR\r\n/);
  assert.match(text, /UID:answer-request~OWE-1@ProviderMSP/);
  assert.doesNotMatch(text, /OWE-3/, 'what is done is in no calendar');
  assert.match(text, /DESCRIPTION:期限内 open · /, 'in both languages, as the title is');
  const lines = await commandLine(
    gateway,
    PROVIDER,
    'obligations',
    '--owed-by',
    PROVIDER,
    '--standing',
    'open',
  );
  assert.match(
    lines[0] ?? '',
    /open {6}answer-request {2}ProviderMSP → ConsumerMSP {2}answer-request~OWE-1 {2}Art\. 21/,
  );
  const ics = await commandLine(gateway, PROVIDER, 'obligations', '--ics');
  assert.match(ics.join('\n'), /BEGIN:VEVENT/);
  await ask('OWE-5');
  const asked = ['extension', 'answer-request~OWE-5', '--days', '3', '--reason', 'Holidays'];
  await commandLine(gateway, PROVIDER, ...asked);
  await commandLine(gateway, MANAGER, 'extension', 'answer-request~OWE-5', '--refuse', '--reason', 'No need');
  assert.equal((await one(provider, 'answer-request~OWE-5')).extension?.answer?.approved, false);
});

test('what begins and ends to be owed is told to both sides', async () => {
  const url = new URL('/v1/events/stream?type=obligation.*&from=0', gateway.url);
  await using reader = await EventReader.open(url, await gateway.token(CONSUMER, 'officer'));
  await ask('OWE-6');
  await got(consumer, 'POST', '/v1/requests/OWE-6/withdrawal');
  const names = new Set<string>();
  while (!names.has('obligation.voided'))
    for (const { type } of await reader.take(1)) names.add(type.replace('cn.catalog-chain.', ''));
  for (const name of ['obligation.opened', 'obligation.met', 'obligation.extended', 'obligation.voided'])
    assert.ok(names.has(name), `${name} in ${[...names].join()}`);
});
