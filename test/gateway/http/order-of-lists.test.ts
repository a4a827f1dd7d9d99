// SPDX-License-Identifier: Apache-2.0
/** Requests, grants, disputes and corrections stand by id, or by when each was begun, page by page, whatever changed since. */
import assert from 'node:assert/strict';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import {
  content,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { testBothDatabases } from '../../support/both-databases.js';

const consumer = [CONSUMER, 'officer'] as const;

/** As they were begun: by id they stand otherwise. */
const BEGUN = ['M-2', 'Z-1', 'A-3'] as const;
const BY_ID = BEGUN.toSorted();

let gateway: TestGateway;

async function post(as: readonly [string, 'officer'], at: string, body: object): Promise<void> {
  const { status, text } = await gateway.call(as, 'POST', at, { body });
  assert.ok(status < 300, text);
}

/** Three of each, and then changes of what was begun first. */
async function begin(): Promise<void> {
  await registerMembers(gateway);
  await registerSystems(gateway);
  for (const id of BEGUN) {
    await grant(gateway, id, await publish(gateway, `OF-${id}`, 'conditional'));
    const subject = { kind: 'grant', grant: id };
    await post(consumer, '/v1/disputes', { id, kind: 'other', subject, statement: 'It is never answered.' });
    const wrong = {
      id,
      grant: id,
      subject: { kind: 'item', item: 'since' },
      statement: 'The date is wrong.',
    };
    await post(consumer, '/v1/corrections', wrong);
  }
  // What was begun first changes last, and keeps its place.
  const [first] = BEGUN;
  await post([MANAGER, 'officer'], `/v1/grants/${first}/suspension`, { reason: 'It is looked into.' });
  await post([PROVIDER, 'officer'], `/v1/disputes/${first}/answer`, { text: 'It is.' });
  await post([PROVIDER, 'officer'], `/v1/corrections/${first}/answer`, {
    outcome: 'not-wrong',
    text: 'It is right.',
  });
}

const read = (address: string) =>
  gateway.call<Page<{ id: string }> & { code?: string }>(consumer, 'GET', address);

/** All pages, one thing on each. */
async function turned(address: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const { body, text } = await read(`${address}&limit=1${cursor && `&cursor=${cursor}`}`);
    assert.equal(body.items.length, 1, text);
    ids.push(...body.items.map(({ id }) => id));
    cursor = body.next;
  }
  return ids;
}

async function standsInOrder(noun: string): Promise<void> {
  const orders = { id: BY_ID, oldest: BEGUN, newest: BEGUN.toReversed() } as const;
  for (const [order, expected] of Object.entries(orders)) {
    assert.deepEqual(await turned(`/v1/${noun}?order=${order}`), expected, order);
  }
  const without = await read(`/v1/${noun}`);
  assert.deepEqual(
    without.body.items.map(({ id }) => id),
    BY_ID,
    'by id without one',
  );
  const { body } = await read(`/v1/${noun}?order=newest&limit=1`);
  const other = await read(`/v1/${noun}?order=oldest&cursor=${body.next ?? ''}`);
  assert.deepEqual([other.status, other.body.code], [400, 'CURSOR_INVALID'], other.text);
  const unknown = await read(`/v1/${noun}?order=random`);
  assert.deepEqual([unknown.status, unknown.body.code], [400, 'INVALID_ARGUMENT'], unknown.text);
}

async function isFoundByStateAndDuty(): Promise<void> {
  const draft = { code: 'DRAFT_1', content: content('conditional') };
  await post([PROVIDER, 'officer'], '/v1/resources', draft);
  const idsOf = async (address: string, as: readonly [string, 'officer'] = [MANAGER, 'officer']) => {
    const { body, status, text } = await gateway.call<Page<{ id: string }>>(as, 'GET', address);
    assert.equal(status, 200, text);
    return body.items.map(({ id }) => id);
  };
  const [first] = BEGUN;
  assert.deepEqual(await idsOf('/v1/grants?state=suspended'), [first]);
  assert.deepEqual(await idsOf('/v1/grants?state=active,suspended'), BY_ID);
  assert.deepEqual(await idsOf('/v1/disputes?state=answered,appealed,recused'), [first]);
  assert.deepEqual(await idsOf('/v1/requests?state=submitted,decided'), []);
  for (const wrong of ['active,', 'active,gone', ',active']) {
    const { status, body } = await read(`/v1/grants?state=${wrong}`);
    assert.deepEqual([status, body.code], [400, 'INVALID_ARGUMENT'], wrong);
  }
  const duty = encodeURIComponent(`${PROVIDER}:D1`);
  const listed = BY_ID.map((id) => `${PROVIDER}:OF-${id}`);
  assert.deepEqual(await idsOf(`/v1/resources?duty=${duty}&state=published`), listed);
  assert.deepEqual(await idsOf(`/v1/resources?duty=${duty}&state=draft,submitted`), [`${PROVIDER}:DRAFT_1`]);
  assert.deepEqual(await idsOf(`/v1/resources?duty=${encodeURIComponent(`${CONSUMER}:D1`)}`), []);
  assert.deepEqual(await idsOf(`/v1/systems?duty=${duty}`), [SYSTEM]);
  assert.deepEqual(await idsOf(`/v1/catalogue-changes?duty=${duty}`), []);
}

testBothDatabases(
  'lists stand in the order that is asked for; several states, and entries and systems of a duty are found at once',
  async (location) => {
    await using started = await startTestGateway('postgres' in location ? { database: location } : {});
    gateway = started;
    await begin();
    for (const noun of ['requests', 'grants', 'disputes', 'corrections']) await standsInOrder(noun);
    await isFoundByStateAndDuty();
    assert.deepEqual(started.departures, []);
  },
);
