// SPDX-License-Identifier: Apache-2.0
/** What an authority does, at the user's door: orders, criticism; what members report: incidents, complaints; by command too. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Complaint, Incident } from '@catalog-chain/chaincode/domain/supervision/incident';
import type { Criticism, Order } from '@catalog-chain/chaincode/domain/supervision/order';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { SupervisionReport } from '@catalog-chain/gateway/supervision/report';
import type { ObligationView } from '@catalog-chain/gateway/usecases/oversight/obligations';
import { publish, registerMembers, registerSystems } from '../../support/api-flows.js';
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
const auditor = [AUDITOR, 'auditor'] as const;
const digest = 'd'.repeat(64);

let gateway: TestGateway;
let document: string;
type As = Parameters<TestGateway['call']>[0];

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  document = path.join(gateway.config.stateDir, 'document.txt');
  writeFileSync(document, 'what happened');
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

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

test('an order is issued, complied with and concluded; others see none of it', async () => {
  const body = {
    id: 'O-1',
    organisation: PROVIDER,
    items: ['39-4'],
    text: 'Answer in time',
    within: 5,
    report: digest,
  };
  await refused(provider, '/v1/orders', body, 'ROLE_REQUIRED');
  await refused(manager, '/v1/orders', { ...body, organisation: MANAGER }, 'CONFLICT_OF_INTEREST');
  const issued = await gateway.call<Order>(manager, 'POST', '/v1/orders', { body });
  assert.deepEqual([issued.status, issued.headers.get('location')], [201, '/v1/orders/O-1'], issued.text);
  assert.equal((await gateway.call(consumer, 'GET', '/v1/orders/O-1')).status, 404);
  await refused(consumer, '/v1/orders/O-1/compliance', { text: 'We?' }, 'NOT_FOUND');
  const { standing } = await got<ObligationView>(provider, 'GET', '/v1/obligations/comply-order~O-1');
  assert.equal(standing, 'open');
  await post(provider, '/v1/orders/O-1/compliance', {
    text: 'Two clerks more',
    evidence: [digest, 'a'.repeat(64)],
  });
  const done = await post<Order>(manager, '/v1/orders/O-1/conclusion', { complied: true, text: 'So it is' });
  assert.equal(done.state, 'complied');
  const { items } = await got<Page<Order>>(provider, 'GET', '/v1/orders?state=complied');
  assert.deepEqual(
    items.map(({ id }) => id),
    ['O-1'],
  );
  assert.deepEqual((await got<Page<Order>>(consumer, 'GET', '/v1/orders')).items, []);
});

test('a member is charged with what it is or was, and is told in words what it never was', async () => {
  const charged = { id: 'O-SIDE', organisation: PROVIDER, text: 'Dispose of the copies', within: 5 };
  const reply = await gateway.call(manager, 'POST', '/v1/orders', {
    body: { ...charged, items: ['40-4'] },
    headers: { 'accept-language': 'zh-CN' },
  });
  assert.deepEqual(
    [reply.status, reply.body.code, reply.body.detail],
    [422, 'CONDITION_NOT_MET', 'items: 其中有针对使用方的情形，而该成员从未是使用方。'],
  );
  const notice = { id: 'N-SIDE', organisation: PROVIDER, text: 'It coordinated nothing', items: ['41-2'] };
  await refused(manager, '/v1/criticisms', notice, 'CONDITION_NOT_MET');
  const where = `/v1/organisations/${PROVIDER}`;
  const { names } = await got<{ names: object }>(manager, 'GET', where);
  await got(manager, 'PUT', where, { names, roles: ['consumer', 'provider'] });
  await got(manager, 'PUT', where, { names, roles: ['provider'] });
  const { formerRoles } = await got<{ formerRoles: string[] }>(consumer, 'GET', where);
  assert.deepEqual(formerRoles, ['consumer']);
  await post(manager, '/v1/orders', { ...charged, items: ['40-4'] }, 201);
  await refused(manager, '/v1/criticisms', notice, 'CONDITION_NOT_MET');
  await post(manager, '/v1/orders/O-SIDE/withdrawal');
});

test('commands order, report, find wanting and criticise; every member reads the criticism', async () => {
  const words = ['--item', '39-7', '39-4', '--text', 'File before you end'];
  const rests = ['--report', document, '--document', document];
  const digestOfIt = createHash('sha256').update('what happened').digest('hex');
  await commandLine(
    gateway,
    MANAGER,
    'order',
    'issue',
    PROVIDER,
    '--id',
    'O-2',
    '--within',
    '3',
    ...words,
    ...rests,
  );
  await commandLine(gateway, PROVIDER, 'order', 'report', 'O-2', '--text', 'We did', '--evidence', document);
  const [line] = await commandLine(
    gateway,
    MANAGER,
    'order',
    'conclude',
    'O-2',
    '--failed',
    '--text',
    'Not so',
  );
  assert.match(line ?? '', /^order O-2 {2}failed/);
  await commandLine(
    gateway,
    MANAGER,
    'criticise',
    PROVIDER,
    '--id',
    'N-1',
    '--order',
    'O-2',
    ...words,
    ...rests,
  );
  for (const where of ['/v1/orders/O-2', '/v1/criticisms/N-1']) {
    const { report, document: paper } = await got<Order | Criticism>(manager, 'GET', where);
    assert.deepEqual([report, paper], [digestOfIt, digestOfIt], where);
  }
  for (const as of [provider, consumer, manager]) {
    const { items } = await got<Page<Criticism>>(as, 'GET', `/v1/criticisms?organisation=${PROVIDER}`);
    assert.deepEqual(items[0]?.items, ['39-4', '39-7']);
    assert.equal((await got<Criticism>(as, 'GET', '/v1/criticisms/N-1')).order, 'O-2');
  }
  await commandLine(
    gateway,
    MANAGER,
    'order',
    'issue',
    CONSUMER,
    '--id',
    'O-3',
    '--within',
    '3',
    '--item',
    '40-5',
    '--text',
    'x',
  );
  await commandLine(gateway, MANAGER, 'order', 'withdraw', 'O-3');
});

test('an incident is reported and closed by its member; the manager sees it, others do not', async () => {
  const body = {
    id: 'I-1',
    kind: 'leak',
    noticedAt: new Date(Date.now() - 60_000).toISOString(),
    text: 'A disc was lost',
    digest,
  };
  const reported = await post<Incident>(consumer, '/v1/incidents', body, 201);
  assert.deepEqual([reported.late, reported.organisation], [false, CONSUMER]);
  assert.equal((await gateway.call(provider, 'GET', '/v1/incidents/I-1')).status, 404);
  assert.equal((await gateway.call(auditor, 'GET', '/v1/incidents/I-1')).body.code, 'PURPOSE_REQUIRED');
  assert.equal((await got<Incident>(auditor, 'GET', '/v1/incidents/I-1?purpose=inspection')).id, 'I-1');
  await commandLine(
    gateway,
    CONSUMER,
    'incident',
    'close',
    'I-1',
    '--text',
    'It was found',
    '--document',
    document,
  );
  const { items } = await got<Page<Incident>>(manager, 'GET', `/v1/incidents?organisation=${CONSUMER}`);
  assert.equal(items[0]?.state, 'closed');
  const noticed = new Date(Date.now() - 30 * 3_600_000).toISOString();
  const late = ['--noticed', noticed, '--text', 'Nobody looked', '--document', document, '--id', 'I-2'];
  const about = ['--about-member', CONSUMER];
  const [line] = await commandLine(gateway, PROVIDER, 'incident', 'report', 'other', ...late, ...about);
  assert.match(line ?? '', /^incident I-2 {2}reported {2}late {2}due /);
  const told = await got<Incident>(provider, 'GET', '/v1/incidents/I-2');
  assert.deepEqual([told.late, told.about], [true, { organisation: CONSUMER }]);
});

test('a complaint is recorded and answered by digest', async () => {
  const on = new Date().toISOString().slice(0, 10);
  const words = ['--on', on, '--document', document, '--id', 'P-1'];
  const concerns = [
    '--about-member',
    CONSUMER,
    '--about-grant',
    'G-ANY',
    '--about-resource',
    `${PROVIDER}:ANY`,
  ];
  await commandLine(gateway, PROVIDER, 'complaint', 'receive', 'personal-information', ...words, ...concerns);
  const { about: concerned } = await got<Complaint>(provider, 'GET', '/v1/complaints/P-1');
  assert.deepEqual(concerned, { organisation: CONSUMER, grant: 'G-ANY', resource: `${PROVIDER}:ANY` });
  await refused(
    provider,
    '/v1/complaints/P-1/answer',
    { outcome: 'upheld', digest, dispute: 'D-9' },
    'NOT_FOUND',
  );
  await commandLine(
    gateway,
    PROVIDER,
    'complaint',
    'answer',
    'P-1',
    '--outcome',
    'rejected',
    '--document',
    document,
  );
  const answered = await got<Complaint>(manager, 'GET', '/v1/complaints/P-1');
  assert.deepEqual([answered.state, answered.answer?.outcome], ['answered', 'rejected']);
  const about = { kind: 'wrong-data', digest, receivedOn: on, about: { organisation: PROVIDER } };
  await post(consumer, '/v1/complaints', about, 201);
  assert.deepEqual((await got<Page<Complaint>>(provider, 'GET', '/v1/complaints')).items.length, 1);
});

test('a second collection is found by an authority, told to who collected, and counted', async () => {
  await registerSystems(gateway);
  const resource = await publish(gateway, 'MARRIAGES', 'conditional');
  const on = new Date().toISOString().slice(0, 10);
  const received = ['--on', on, '--document', document, '--id', 'P-2'];
  await commandLine(gateway, MANAGER, 'complaint', 'receive', 'duplicate-collection', ...received);
  const bare = { outcome: 'upheld', digest };
  await refused(manager, '/v1/complaints/P-2/answer', bare, 'INVALID_ARGUMENT');
  const found = ['--collector', CONSUMER, '--entry', resource, '--outcome', 'upheld'];
  await commandLine(gateway, MANAGER, 'complaint', 'answer', 'P-2', '--document', document, ...found);
  const { answer } = await got<Complaint>(consumer, 'GET', '/v1/complaints/P-2');
  assert.deepEqual(answer?.collected, { organisation: CONSUMER, resource });
  await got(provider, 'GET', '/v1/complaints/P-2', undefined, 404);
  const local = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const { members } = await got<SupervisionReport>(consumer, 'GET', `/v1/supervision?period=${local}`);
  const again = members[0]?.items.find(({ item }) => item === '40-1');
  assert.deepEqual([again?.count, again?.entries[0]?.slice(0, 2)], [1, ['complaint', 'P-2']]);
});

test('lists are narrowed to the months of a report, by when something was begun, and count what it counts', async () => {
  const month = (days: number): string =>
    new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 7);
  const [before, now, after] = [month(-40), month(0), month(40)];
  const { members } = await got<SupervisionReport>(manager, 'GET', `/v1/supervision?period=${now}`);
  interface Listed {
    readonly items: readonly { readonly id: string }[];
    readonly next?: string;
  }
  const listed = (list: string, query: string): Promise<Listed> =>
    got<Listed>(manager, 'GET', `/v1/${list}?${query}`);
  for (const { organisation, measures } of members)
    for (const list of ['orders', 'criticisms', 'incidents', 'complaints'] as const) {
      const of = `organisation=${organisation}&limit=1000`;
      const { items } = await listed(list, `${of}&period=${now}`);
      assert.equal(items.length, measures[list].count, `${list} of ${organisation}`);
      assert.deepEqual((await listed(list, `${of}&period=${before}&until=${after}`)).items, items);
      for (const other of [before, after])
        assert.deepEqual((await listed(list, `${of}&period=${other}`)).items, [], other);
    }
  const first = await listed('orders', `period=${now}&limit=1`);
  const second = await listed('orders', `period=${now}&limit=1&cursor=${first.next ?? ''}`);
  assert.notEqual(first.items[0]?.id, second.items[0]?.id);
  for (const [query, field] of [
    [`until=${now}`, 'period'],
    [`period=${now}&until=${before}`, 'until'],
    ['period=2026-13', 'period'],
  ] as const) {
    const at = `/v1/complaints?${query}`;
    const { errors } = await got<{ errors: { field: string }[] }>(manager, 'GET', at, undefined, 400);
    assert.deepEqual(
      errors.map((one) => one.field),
      [field],
    );
  }
});

test('the supervision report counts them, and streams tell of criticism to all', async () => {
  const local = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const { members } = await got<SupervisionReport>(manager, 'GET', `/v1/supervision?period=${local}`);
  const of = (msp: string) => members.find(({ organisation }) => organisation === msp)?.measures;
  const [one, two] = [of(PROVIDER), of(CONSUMER)];
  assert.deepEqual(
    [one?.orders.count, one?.criticisms.count, one?.incidents.count, one?.complaints.count],
    [3, 1, 1, 1],
  );
  assert.deepEqual([two?.orders.count, two?.incidents.count, two?.complaints.count], [1, 1, 1]);
  const url = new URL('/v1/events/stream?type=criticism.*&from=0', gateway.url);
  await using reader = await EventReader.open(url, await gateway.token(CONSUMER, 'officer'));
  const [told] = await reader.take(1);
  assert.equal(told?.type, 'cn.catalog-chain.criticism.issued');
});
