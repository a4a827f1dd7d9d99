// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { CloudEvent } from 'cloudevents';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
} from '../../support/api-flows.js';
import { EventReader, type Told } from '../../support/event-source.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

type As = readonly [string, UserRole];
const provider: As = [PROVIDER, 'officer'];
const consumer: As = [CONSUMER, 'officer'];
const manager: As = [MANAGER, 'officer'];
const outsider: As = [OUTSIDER, 'officer'];

let gateway: TestGateway;
let resource: string;

beforeAll(async () => {
  gateway = await startTestGateway({
    env: { ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR, OUTSIDER].join() },
  });
  await registerMembers(gateway);
  const body = { organisation: OUTSIDER, code: 'TEST:5', roles: ['consumer'], names: { en: 'Tax office' } };
  assert.equal((await gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body })).status, 201);
  await registerSystems(gateway);
  resource = await publish(gateway, 'TOLD', 'conditional');
  await grant(gateway, 'G-TOLD', resource);
});

afterAll(() => gateway[Symbol.asyncDispose]());

async function listen(as: As, query = '', lastEventId?: string): Promise<EventReader> {
  const url = new URL(`/v1/events/stream${query}`, gateway.url);
  return EventReader.open(url, await gateway.token(...as), lastEventId);
}

const names = (told: readonly Told[]): string[] =>
  told.map(({ type }) => type.replace('cn.catalog-chain.', ''));

/** Suspends the grant, or lets it hold again. */
async function change(action: 'suspension' | 'resumption', id = 'G-TOLD'): Promise<void> {
  const body = { reason: 'To see who is told' };
  const { status, text } = await gateway.call(provider, 'POST', `/v1/grants/${id}/${action}`, { body });
  assert.equal(status, 200, text);
}

async function report(grantId: string): Promise<void> {
  const id = uuid();
  const body = {
    id,
    kind: 'use',
    correlation: id,
    grant: grantId,
    recordId: 'HR-1',
    action: 'query',
    outcome: 'ok',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
  };
  const sending = { body, headers: { prefer: 'wait=20' } };
  const { text } = await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', sending);
  assert.match(text, /committed/);
}

test('what happens is told once, in the order of the chain, as CloudEvents with ids of the chain', async () => {
  await using reader = await listen(consumer);
  await change('suspension');
  await change('resumption');
  const told = await reader.take(2);
  assert.deepEqual(names(told), ['grant.suspended', 'grant.resumed']);
  const { genesisHash, height } = await gateway.ledger.info();
  for (const [i, event] of told.entries()) {
    assert.ok(new CloudEvent({ ...event }).validate());
    assert.equal(event.source, `urn:catalog-chain:chain:${genesisHash}`);
    assert.deepEqual([event.subject, event.data.id], ['G-TOLD', 'G-TOLD']);
    assert.deepEqual(event.data.organisations, [PROVIDER, CONSUMER]);
    assert.equal(event.id, `${event.data.block}-0`);
    assert.equal(event.data.block, height - 2 + i);
  }
  assert.equal(reader.response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(reader.response.headers.get('content-encoding'), null);
});

test('a client that comes back with the last id misses nothing and gets nothing twice', async () => {
  await using whole = await listen(manager, '?from=0');
  const height = (await gateway.ledger.info()).height;
  const all: Told[] = [];
  while ((all.at(-1)?.data.block ?? 0) < height - 1) all.push(...(await whole.take(1)));
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  for (const cut of [0, 1, 5, all.length - 2]) {
    await using again = await listen(manager, '?from=0', all[cut]?.id);
    assert.deepEqual(await again.take(all.length - cut - 1), all.slice(cut + 1));
  }
  const from = all[4]?.data.block ?? 0;
  await using later = await listen(manager, `?from=${from}`);
  const expected = all.filter(({ data }) => data.block >= from);
  assert.deepEqual(await later.take(expected.length), expected);
});

test('a client that was cut off before its first event misses none either', async () => {
  const first = await listen(consumer, '?type=grant.*');
  await change('suspension');
  await first.take(1);
  await first[Symbol.asyncDispose]();
  await using fresh = await listen(consumer, '?type=grant.resumed');
  const pending = fresh.take(1);
  await change('resumption');
  const [resumed] = await pending;
  assert.match(resumed?.id ?? '', /^\d+-\d+$/);
  const idle = await listen(consumer);
  while (idle.lastEventId === '')
    await Promise.race([idle.take(1), new Promise((done) => setTimeout(done, 5))]);
  const place = idle.lastEventId;
  await idle[Symbol.asyncDispose]();
  assert.match(place, /^\d+-end$/);
  await change('suspension');
  await change('resumption');
  await using back = await listen(consumer, '', place);
  assert.deepEqual(names(await back.take(2)), ['grant.suspended', 'grant.resumed']);
});

test('an organisation is told what concerns it and nothing else; a manager is told all', async () => {
  const { height } = await gateway.ledger.info();
  await using theirs = await listen(outsider, '?from=0');
  await using all = await listen(manager, `?from=${height}`);
  await change('suspension');
  await change('resumption');
  await report('G-TOLD');
  const body = { code: 'OWN', names: { en: 'A duty' }, legalBasis: 'Some Act' };
  assert.equal((await gateway.call(outsider, 'POST', '/v1/duties', { body })).status, 201);
  const told = await theirs.take(2);
  assert.deepEqual(names(told), ['organisation.registered', 'duty.registered']);
  assert.ok(told.every(({ data }) => data.organisations.includes(OUTSIDER)));
  const seen = names(await all.take(5));
  assert.deepEqual(seen, [
    'grant.suspended',
    'grant.resumed',
    'journal.opened',
    'usage.committed',
    'duty.registered',
  ]);
});

test('uses are told to the parties of their grants, each its own', async () => {
  const other = `${OUTSIDER}:APP`;
  const duty = { code: 'D1', names: { en: 'A duty' }, legalBasis: 'Some Act, section 1' };
  assert.equal((await gateway.call(outsider, 'POST', '/v1/duties', { body: duty })).status, 201);
  const system = { code: 'APP', names: { en: 'A system' }, duties: [`${OUTSIDER}:D1`] };
  assert.equal((await gateway.call(outsider, 'POST', '/v1/systems', { body: system })).status, 201);
  const open = await publish(gateway, 'OPEN', 'unconditional');
  for (const [as, id, systems] of [
    [outsider, 'G-OTHER', [other]],
    [consumer, 'G-OPEN', [CONSUMER_SYSTEM]],
  ] as const) {
    const body = { ...requestBody(id, open), systems };
    const asked = await gateway.call(as, 'POST', '/v1/requests', { body });
    assert.equal(asked.status, 201, asked.text);
  }
  await using theirs = await listen(outsider, '?type=usage.committed');
  await using claims = await listen(provider, '?type=usage.committed&grant=G-OPEN');
  const id = (): string => uuid();
  const rows = ['G-TOLD', 'G-OPEN', 'G-OTHER', 'G-OPEN'].map((grantId) => ({
    id: id(),
    kind: 'use',
    correlation: id(),
    grant: grantId,
    action: 'query',
    outcome: 'ok',
    count: 1,
    at: new Date().toISOString(),
    system: `${PROVIDER}:REG`,
    actorId: 'job',
    purpose: 'housing',
  }));
  const sending = { body: rows, headers: { prefer: 'wait=20' } };
  const sent = await gateway.call([PROVIDER, 'submitter'], 'POST', '/v1/attestations', sending);
  assert.match(sent.text, /committed/);
  const [own] = await claims.take(1);
  assert.deepEqual(
    own?.data.uses?.map((use) => [use.grant, use.exchanges]),
    [
      ['G-OPEN', 2],
      ['G-OTHER', 1],
      ['G-TOLD', 1],
    ],
  );
  const [told] = await theirs.take(1);
  assert.deepEqual(
    told?.data.uses?.map(({ grant: one }) => one),
    ['G-OTHER'],
    'who shares a batch learns nothing of the others',
  );
  assert.deepEqual(told.data.organisations, [PROVIDER, OUTSIDER]);
});

test('filters by type, grant, resource and organisation', async () => {
  const count = async (query: string): Promise<string[]> => {
    await using reader = await listen(manager, `?from=0&type=${query}`);
    return [...new Set(names(await reader.take(2)))];
  };
  assert.deepEqual(await count('grant.resumed'), ['grant.resumed']);
  assert.deepEqual(await count('cn.catalog-chain.organisation.*'), ['organisation.registered']);
  await using byResource = await listen(manager, `?from=0&resource=${resource}`);
  assert.deepEqual(names(await byResource.take(7)), [
    'resource.drafted',
    'resource.submitted',
    'obligation.opened',
    'resource.published',
    'obligation.met',
    'request.submitted',
    'obligation.opened',
  ]);
  await using byGrant = await listen(manager, `?from=0&grant=G-TOLD&organisation=${CONSUMER}`);
  const told = await byGrant.take(9);
  const own = told.filter(({ subject }) => subject === 'G-TOLD');
  assert.deepEqual(names(own), ['request.submitted', 'key.deposited', 'request.decided', 'request.granted']);
  const owed = told.filter(({ subject }) => subject !== 'G-TOLD');
  assert.deepEqual(
    owed.map(({ type, subject }) => `${type.split('.').at(-1)} ${subject}`),
    [
      'opened answer-request~G-TOLD',
      'met answer-request~G-TOLD',
      'opened confirm-request~G-TOLD',
      'met confirm-request~G-TOLD',
      'opened deliver-data~G-TOLD',
    ],
  );
});

test('what no chain has is refused', async () => {
  const status = async (query: string, last?: string): Promise<number> => {
    await using reader = await listen(consumer, query, last);
    return reader.response.status;
  };
  assert.equal(await status('?type=nonsense'), 400);
  assert.equal(await status('?type=grant.nonsense'), 400);
  assert.equal(await status('?from=-1'), 400);
  assert.equal(await status('?from=999999'), 400);
  assert.equal(await status('', 'x'), 400);
  assert.equal(await status('', '1-999'), 400);
  const anonymous = await fetch(new URL('/v1/events/stream', gateway.url));
  assert.equal(anonymous.status, 401);
});

test('an auditor listens with a purpose, on record', async () => {
  const auditor: As = [AUDITOR, 'auditor'];
  const refused = await gateway.call(auditor, 'GET', '/v1/events/stream');
  assert.equal(refused.body.code, 'PURPOSE_REQUIRED');
  await using reader = await listen(auditor, '?from=0&purpose=routine-audit&grant=G-TOLD');
  await reader.take(1);
  const reads = await gateway.call<Page<AuditRead>>(consumer, 'GET', '/v1/audit-reads');
  assert.deepEqual(
    reads.body.items.map(({ kind, subjects }) => [kind, subjects]),
    [['events', ['G-TOLD']]],
  );
});
