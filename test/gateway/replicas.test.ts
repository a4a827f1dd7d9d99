// SPDX-License-Identifier: Apache-2.0
/** Two replicas of one gateway on one PostgreSQL: what is sent to both at once is done once, and told alike. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Problem } from '@catalog-chain/gateway/http/problems/problem';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { WebhookReceiver } from '../support/webhook-receiver.js';
import type { AcceptedRows } from '@catalog-chain/gateway/usage/ports';
import { grant, publish, registerMembers, registerSystems, requestBody } from '../support/api-flows.js';
import { eventually } from '@catalog-chain/network/engine/wait';
import { CONSUMER, PROVIDER, type Reply, type TestGateway } from '../support/gateway.js';
import { emptyDatabase } from '../support/postgres.js';
import { openReplicas, type Replicas } from '../support/replicas.js';
import { afterAll, beforeAll, test } from '../support/testing.js';
import { until } from '../support/until.js';

let opened: AsyncDisposableStack;
let replicas: Replicas;
let one: TestGateway;
let two: TestGateway;

beforeAll(async () => {
  await using opening = new AsyncDisposableStack();
  const postgres = await emptyDatabase({
    skip: (reason) => {
      throw new Error(reason);
    },
  });
  replicas = opening.use(await openReplicas(postgres));
  const began = await Promise.all([replicas.start(0), replicas.start(1)]);
  [one, two] = began;
  for (const gateway of began) opening.use(gateway);
  opened = opening.move();
  await registerMembers(one);
  await registerSystems(one);
  const id = await publish(one, 'SHARED', 'conditional');
  await grant(one, 'G-SHARED', id);
});

afterAll(async () => {
  assert.deepEqual([one.departures, two.departures], [[], []]);
  await opened.disposeAsync();
});

const use = (id: string): Record<string, unknown> => ({
  id,
  kind: 'use',
  correlation: id,
  grant: 'G-SHARED',
  record: 'A'.repeat(43),
  action: 'query',
  system: `${CONSUMER}:APP`,
  at: new Date().toISOString(),
  actorId: 'clerk 7',
  purpose: 'housing',
  outcome: 'ok',
});

const WAIT = { timeoutMs: 180_000, everyMs: 50 };
const submitter = [CONSUMER, 'submitter'] as const;
const officer = [CONSUMER, 'officer'] as const;

type Reported = Pick<AcceptedRows, 'accepted' | 'duplicates' | 'refused'>;

const report = (gateway: TestGateway, body: unknown): Promise<Reply<Reported>> =>
  gateway.call<Reported>(submitter, 'POST', '/v1/usage-events', { body, headers: { prefer: 'wait=20' } });

/** How many uses of the grant the index has. */
async function counted(gateway: TestGateway): Promise<number> {
  let found = 0;
  let next: string | undefined;
  do {
    const cursor = next === undefined ? '' : `&cursor=${next}`;
    const page = await gateway.call<Page<unknown>>(
      officer,
      'GET',
      `/v1/usage-events?grant=G-SHARED&limit=1000${cursor}`,
    );
    found += page.body.items.length;
    next = page.body.next;
  } while (next !== undefined);
  return found;
}

test('the same rows, sent to both at once in opposite orders, are taken once each', async () => {
  const before = await counted(one);
  const rows = Array.from({ length: 2_000 }, () => use(uuid()));
  const sent = await Promise.all([
    report(one, rows),
    report(two, rows.toReversed()),
    report(two, rows),
    report(one, rows.toReversed()),
  ]);
  for (const { status, text } of sent) assert.equal(status, 200, text);
  const sum = (field: keyof Reported): number => sent.reduce((all, { body }) => all + body[field], 0);
  assert.deepEqual([sum('accepted'), sum('duplicates'), sum('refused')], [2_000, 6_000, 0]);
  assert.deepEqual([await counted(one), await counted(two)], [before + 2_000, before + 2_000]);
});

test('rows of one and the same id, sent one by one to both in opposite orders, are taken once each', async () => {
  const before = await counted(one);
  const rows = Array.from({ length: 60 }, () => use(uuid()));
  const sent = await Promise.all([
    ...rows.map((row) => report(one, row)),
    ...rows.toReversed().map((row) => report(two, row)),
  ]);
  for (const { status, text } of sent) assert.equal(status, 200, text);
  assert.equal(
    sent.reduce((all, { body }) => all + body.accepted, 0),
    60,
  );
  assert.equal(await counted(two), before + 60);
});

const BUSY = ['IDEMPOTENCY_IN_PROGRESS', 'ALREADY_EXISTS'];
const withoutId = (body: object): object =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'id'));
const asked = (gateway: TestGateway, body: object, key: string): Promise<Reply<AccessRequest & Problem>> =>
  gateway.call(officer, 'POST', '/v1/requests', { body, headers: { 'idempotency-key': key } });

test('the same request at both, under one key or under several, is one request, and told alike afterwards', async () => {
  const body = withoutId(requestBody('', `${PROVIDER}:SHARED`));
  const gateways = [one, two, two, one];
  for (let round = 0; round < 3; round += 1) {
    const id = `R-${round}`;
    const attempts = [
      gateways.map((gateway) => asked(gateway, body, `same-${round}`)),
      gateways.map((gateway) => asked(gateway, { ...body, id: `${id}-S` }, `id-${round}`)),
      gateways.map((gateway, i) => asked(gateway, { ...body, id: `${id}-O` }, `other-${round}-${i}`)),
    ];
    for (const attempt of attempts) {
      const told = await Promise.all(attempt);
      const made = told.filter(({ status }) => status === 201);
      assert.equal(new Set(made.map((reply) => reply.body.id)).size, 1);
      for (const { status, body: problem } of told)
        assert.ok(status === 201 || BUSY.includes(problem.code), problem.code);
    }
    const [again, elsewhere] = [
      await asked(one, body, `same-${round}`),
      await asked(two, body, `same-${round}`),
    ];
    assert.deepEqual([again.status, again.body], [201, elsewhere.body]);
  }
});

test('a list begun at one is read on at the other', async () => {
  const whole = await one.call<Page<{ id: string }>>(officer, 'GET', '/v1/requests?limit=1000');
  const ids: string[] = [];
  let next: string | undefined;
  for (let turn = 0; ; turn += 1) {
    const cursor = next === undefined ? '' : `&cursor=${next}`;
    const gateway = turn % 2 === 0 ? one : two;
    const page = await gateway.call<Page<{ id: string }>>(officer, 'GET', `/v1/requests?limit=3${cursor}`);
    assert.equal(page.status, 200, page.text);
    ids.push(...page.body.items.map(({ id }) => id));
    next = page.body.next;
    if (next === undefined) break;
  }
  assert.deepEqual(
    ids,
    whole.body.items.map(({ id }) => id),
  );
  assert.ok(ids.length > 6);
});

test('evidence that is asked for at one is had from both, and is the same', async () => {
  const month = new Date().toISOString().slice(0, 7);
  const body = { subject: { kind: 'grant', id: 'G-SHARED', period: month } };
  const order = await one.call<Job>(officer, 'POST', '/v1/evidence', { body });
  assert.equal(order.status, 202, order.text);
  const at = `/v1/evidence/${order.body.id}`;
  await eventually(
    'the bundle',
    async () => {
      for (const gateway of [one, two])
        assert.equal((await gateway.call<Job>(officer, 'GET', at)).body.state, 'ready');
    },
    WAIT,
  );
  const bundles = [];
  for (const gateway of [one, two]) bundles.push(await gateway.call(officer, 'GET', `${at}/bundle`));
  for (const { status } of bundles) assert.equal(status, 200);
  assert.equal(bundles[0]?.text, bundles[1]?.text);
});

test('a webhook that both know of is told once of everything, also when the gateway that told it goes', async () => {
  await using receiver = await WebhookReceiver.start();
  const hook = { id: 'H', url: receiver.url, type: 'request.*' };
  const made = await two.call([PROVIDER, 'officer'], 'POST', '/v1/webhooks', { body: hook });
  assert.equal(made.status, 201, made.text);
  const body = withoutId(requestBody('', `${PROVIDER}:SHARED`));
  const ids: string[] = [];
  for (const gateway of [one, two, one]) ids.push((await asked(gateway, body, uuid())).body.id);
  const received = (count: number): Promise<void> =>
    until(`${count} messages`, () => receiver.received.length >= count);
  await received(3);
  await one[Symbol.asyncDispose]();
  ids.push((await asked(two, body, uuid())).body.id);
  await received(4);
  assert.deepEqual(
    receiver.received.map(({ event }) => event.subject),
    ids,
  );
});
