// SPDX-License-Identifier: Apache-2.0
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { AffectedGrant } from '@catalog-chain/gateway/usecases/catalogue/impact';
import {
  CONSUMER_SYSTEM,
  content,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
  SYSTEM,
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
let guarded: string;
let open: string;

async function post<T>(as: As, path: string, body?: object, status = 200): Promise<T> {
  const answer = await gateway.call<T>(as, 'POST', path, body ? { body } : {});
  assert.equal(answer.status, status, answer.text);
  return answer.body;
}

/** Three grants: the consumer's of both resources, and the outsider's of the open one. */
beforeAll(async () => {
  gateway = await startTestGateway({
    env: { ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR, OUTSIDER].join() },
  });
  await registerMembers(gateway);
  const office = { organisation: OUTSIDER, code: 'TEST:5', roles: ['consumer'], names: { en: 'Tax office' } };
  await post([MANAGER, 'admin'], '/v1/organisations', office, 201);
  await registerSystems(gateway);
  const duty = { code: 'D9', names: { en: 'Taxes' }, legalBasis: 'Tax Act, section 1' };
  await post(outsider, '/v1/duties', duty, 201);
  const system = { code: 'TAX', names: { en: 'Tax system' }, duties: [`${OUTSIDER}:D9`] };
  await post(outsider, '/v1/systems', system, 201);
  guarded = await publish(gateway, 'GUARDED', 'conditional');
  open = await publish(gateway, 'OPEN', 'unconditional');
  await grant(gateway, 'G-1', guarded);
  await post(consumer, '/v1/requests', requestBody('G-2', open), 201);
  await post(outsider, '/v1/requests', { ...requestBody('G-3', open), systems: [`${OUTSIDER}:TAX`] }, 201);
  await post(consumer, '/v1/requests', requestBody('G-OVER', open), 201);
  await post(consumer, '/v1/grants/G-OVER/revocation', { reason: 'No longer needed' });
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function impact(as: As, subject: string, query = ''): Promise<readonly AffectedGrant[]> {
  const { body, status, text } = await gateway.call<Page<AffectedGrant>>(
    as,
    'GET',
    `/v1/impact/${subject}${query}`,
  );
  assert.equal(status, 200, text);
  return body.items;
}

const ways = (items: readonly AffectedGrant[]): unknown[] =>
  items.map((one) => [one.grant, one.dependences.map(({ side, path }) => [side, ...path].join(' '))]);

/** Notices since a block; a resumed grant afterwards shows that there are no more. */
async function noticesFrom(block: number, as: As = manager): Promise<Told[]> {
  await post(provider, '/v1/grants/G-1/suspension', { reason: 'The end of the notices' });
  await post(provider, '/v1/grants/G-1/resumption', { reason: 'It goes on' });
  const last = (await height()) - 1;
  const url = new URL(`/v1/events/stream?from=${block}&type=notice.*,grant.resumed`, gateway.url);
  await using reader = await EventReader.open(url, await gateway.token(...as));
  const told: Told[] = [];
  for (;;) {
    const [next] = await reader.take(1);
    if (!next || next.data.block >= last) return told;
    if (!next.type.endsWith('grant.resumed')) told.push(next);
  }
}

const height = async (): Promise<number> => (await gateway.ledger.info()).height;

/** What a change is told to touch, by grant. */
async function touchedBy(as: As, path: string, body?: object): Promise<string[]> {
  const from = await height();
  await post(as, path, body);
  return (await noticesFrom(from)).map(({ subject }) => subject);
}

test('a duty, a system, a resource and an organisation each lead to their grants, and say how', async () => {
  const reg = [`provider ${SYSTEM} ${guarded}`];
  const regOpen = [`provider ${SYSTEM} ${open}`];
  assert.deepEqual(ways(await impact(manager, `system/${SYSTEM}`)), [
    ['G-1', reg],
    ['G-2', regOpen],
    ['G-3', regOpen],
  ]);
  assert.deepEqual(ways(await impact(manager, `duty/${PROVIDER}:D1`)), [
    ['G-1', [`provider ${PROVIDER}:D1 ${SYSTEM} ${guarded}`]],
    ['G-2', [`provider ${PROVIDER}:D1 ${SYSTEM} ${open}`]],
    ['G-3', [`provider ${PROVIDER}:D1 ${SYSTEM} ${open}`]],
  ]);
  const taxes = [['G-3', [`consumer ${OUTSIDER}:D9 ${OUTSIDER}:TAX`]]];
  assert.deepEqual(ways(await impact(manager, `duty/${OUTSIDER}:D9`)), taxes);
  const app = [`consumer ${CONSUMER_SYSTEM}`];
  assert.deepEqual(ways(await impact(manager, `system/${CONSUMER_SYSTEM}`)), [
    ['G-1', app],
    ['G-2', app],
  ]);
  assert.deepEqual(ways(await impact(manager, `resource/${guarded}`)), [['G-1', [`provider ${guarded}`]]]);
  assert.deepEqual(ways(await impact(manager, `organisation/${OUTSIDER}`)), [
    ['G-3', [`consumer ${OUTSIDER}`]],
  ]);
});

test('a party sees its own grants only, and what is not there is not found', async () => {
  assert.deepEqual(
    (await impact(consumer, `system/${SYSTEM}`)).map((one) => one.grant),
    ['G-1', 'G-2'],
  );
  assert.deepEqual(
    (await impact(outsider, `system/${SYSTEM}`)).map((one) => one.grant),
    ['G-3'],
  );
  assert.deepEqual(
    (await impact(provider, `organisation/${OUTSIDER}`)).map((one) => one.grant),
    ['G-3'],
  );
  assert.deepEqual(await impact(consumer, `organisation/${OUTSIDER}`), []);
  for (const path of [`system/${PROVIDER}:NONE`, `organisation/NoneMSP`])
    assert.equal((await gateway.call(manager, 'GET', `/v1/impact/${path}`)).body.code, 'NOT_FOUND');
  assert.equal((await gateway.call(manager, 'GET', '/v1/impact/policy/1')).status, 400);
});

test('pages join, and events under each grant are counted', async () => {
  const id = uuid();
  const use = {
    id,
    kind: 'use',
    correlation: id,
    grant: 'G-2',
    recordId: 'HR-1',
    action: 'query',
    outcome: 'ok',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
  };
  const sending = { body: use, headers: { prefer: 'wait=20' } };
  assert.match(
    (await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', sending)).text,
    /committed/,
  );
  const seen: AffectedGrant[] = [];
  for (let query = '?limit=1'; query !== '';) {
    const { body } = await gateway.call<Page<AffectedGrant>>(
      manager,
      'GET',
      `/v1/impact/system/${SYSTEM}${query}`,
    );
    seen.push(...body.items);
    query = body.next === undefined ? '' : `?limit=1&cursor=${body.next}`;
  }
  assert.deepEqual(
    seen.map((one) => [one.grant, one.events.count, one.running]),
    [
      ['G-1', 0, true],
      ['G-2', 1, true],
      ['G-3', 0, true],
    ],
  );
  const listed = await gateway.call<Page<object>>(manager, 'GET', seen[1]?.events.href ?? '');
  assert.equal(listed.body.items.length, 1);
  const before = await impact(manager, `system/${SYSTEM}`, `?asOf=${(await height()) - 2}`);
  assert.deepEqual(
    before.map((one) => one.events.count),
    [0, 0, 0],
  );
});

/** A next version of the guarded resource. */
async function republish(change: object): Promise<object> {
  const body = { code: 'GUARDED', content: { ...content('conditional'), ...change } };
  await post(provider, '/v1/resources', body, 201);
  const { pending } = await post<Resource>(provider, `/v1/resources/${guarded}/submission`);
  return { approved: true, digest: pending?.digest };
}

test('a version that is shared otherwise touches the grants of the former; one that is not touches none', async () => {
  const reworded = await republish({ summary: { en: 'Said in other words' } });
  assert.deepEqual(await touchedBy(manager, `/v1/resources/${guarded}/review`, reworded), []);
  const sharing = { sharingType: 'conditional', condition: 'For hardship only', modes: ['query', 'verify'] };
  const approval = await republish({ sharing });
  const from = await height();
  await post(manager, `/v1/resources/${guarded}/review`, approval);
  const [notice, ...more] = await noticesFrom(from);
  assert.deepEqual(more, []);
  assert.deepEqual(notice?.data, {
    id: 'G-1',
    organisations: [PROVIDER, CONSUMER],
    block: from,
    transaction: notice?.data.transaction,
    resource: guarded,
    versions: { pinned: 1, current: 3 },
    cause: { type: 'cn.catalog-chain.resource.published', subject: guarded, event: `${from}-0` },
  });
  assert.equal(notice.id, `${from}-0-1`);
  const [affected] = await impact(consumer, `resource/${guarded}`);
  assert.deepEqual(affected?.current, { version: 3, state: 'published', sharing });
  assert.deepEqual([affected.sharingChanged, affected.pinned.version], [true, 1]);
});

test('suspension and return of a resource, a system’s end, an organisation’s suspension, a repealed duty', async () => {
  const reason = { reason: 'Under review' };
  assert.deepEqual(await touchedBy(provider, `/v1/resources/${open}/suspension`, reason), ['G-2', 'G-3']);
  assert.deepEqual(await touchedBy(provider, `/v1/resources/${open}/resumption`), ['G-2', 'G-3']);
  assert.deepEqual(await touchedBy(manager, `/v1/organisations/${OUTSIDER}/suspension`), ['G-3']);
  assert.deepEqual(await touchedBy(manager, `/v1/organisations/${OUTSIDER}/resumption`), ['G-3']);
  assert.deepEqual(await touchedBy(outsider, `/v1/systems/${OUTSIDER}:TAX/retirement`), ['G-3']);
  assert.deepEqual(await touchedBy(provider, `/v1/duties/${PROVIDER}:D1/repeal`), ['G-1', 'G-2', 'G-3']);
  assert.deepEqual(await touchedBy(provider, `/v1/resources/${open}/retirement`, reason), ['G-2', 'G-3']);
});

test('notices reach the parties of their grant and nobody else', async () => {
  const all = await noticesFrom(0);
  const theirs = await noticesFrom(0, consumer);
  const own = all.filter(({ data }) => data.organisations.includes(CONSUMER));
  assert.ok(own.length > 5 && own.length < all.length);
  assert.deepEqual(theirs, own);
});

test('another index of the same chain tells the same, by the same ids', async () => {
  const all = await noticesFrom(0);
  const log = { info: () => 0, warn: () => 0, error: () => 0 };
  await using index = await openIndex({
    ledger: gateway.ledger,
    location: { sqlite: `${gateway.config.stateDir}/again.sqlite` },
    log,
  });
  await index.reached((await height()) - 1);
  const names = ['notice.grant-affected'] as const;
  const again = await index.messages({ names }, { tx: 0, part: 0 }, 1_000);
  assert.deepEqual(
    again.map(({ id, subject }) => [id, subject]),
    all.map(({ id, subject }) => [id, subject]),
  );
});
