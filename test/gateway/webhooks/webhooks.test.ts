// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type {
  DeliveryView,
  TryView,
  WebhookCreatedView,
  WebhookView,
} from '@catalog-chain/gateway/http/dto/service/webhooks';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { grant, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
import { EventReader } from '../../support/event-source.js';
import { CONSUMER, PROVIDER, startTestGateway, type Reply, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, beforeEach, test } from '../../support/testing.js';
import { until } from '../../support/until.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

type As = readonly [string, UserRole];
const provider: As = [PROVIDER, 'officer'];
const consumer: As = [CONSUMER, 'officer'];

let gateway: TestGateway;
let receiver: WebhookReceiver;

beforeAll(async () => {
  gateway = await startTestGateway({ retries: { tries: 3, baseMs: 20, capMs: 50 } });
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-TOLD', await publish(gateway, 'TOLD', 'conditional'));
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

beforeEach(async (t) => {
  receiver = await WebhookReceiver.start();
  if ('after' in t) t.after(() => receiver[Symbol.asyncDispose]());
});

const call = <T>(as: As, method: string, at: string, body?: object): Promise<Reply<T>> =>
  gateway.call<T>(as, method, `/v1/webhooks${at}`, body ? { body } : {});

async function create(id: string, rest: object = {}, as = consumer): Promise<WebhookCreatedView> {
  const { status, body, text } = await call<WebhookCreatedView>(as, 'POST', '', {
    id,
    url: receiver.url,
    ...rest,
  });
  assert.equal(status, 201, text);
  return body;
}

async function change(action: 'suspension' | 'resumption'): Promise<void> {
  const body = { reason: 'To see who is told' };
  const { status, text } = await gateway.call(provider, 'POST', `/v1/grants/G-TOLD/${action}`, { body });
  assert.equal(status, 200, text);
}

async function both(): Promise<void> {
  await change('suspension');
  await change('resumption');
}

/** Until the view is as wanted. */
async function seen<T>(as: As, at: string, wanted: (body: T) => boolean): Promise<T> {
  for (const deadline = Date.now() + 180_000; ;) {
    const { body, text } = await call<T>(as, 'GET', at);
    if (wanted(body)) return body;
    assert.ok(Date.now() < deadline, text);
    await delay(20);
  }
}

test('events are posted in order, as CloudEvents, with signatures that the library accepts', async () => {
  const { secret, state } = await create('SIGNED', { type: 'grant.*' });
  assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.equal(state, 'active');
  await both();
  const received = await receiver.until(2);
  assert.deepEqual(receiver.names, ['grant.suspended', 'grant.resumed']);
  for (const { headers, body, event } of received) {
    new Webhook(secret).verify(body, headers);
    assert.equal(headers['webhook-id'], event.id);
    assert.equal(headers['content-type'], 'application/cloudevents+json; charset=utf-8');
    assert.throws(() => new Webhook(secret).verify(`${body} `, headers));
    assert.throws(() => new Webhook(`whsec_${Buffer.alloc(32).toString('base64')}`).verify(body, headers));
  }
  const { items } = await seen<Page<DeliveryView>>(
    consumer,
    '/SIGNED/deliveries',
    ({ items }) => items.length === 2,
  );
  assert.deepEqual(
    items.map(({ state: one, tries, status }) => [one, tries, status]),
    [
      ['delivered', 1, 204],
      ['delivered', 1, 204],
    ],
  );
});

test('from a block on, exactly what the organisation may see, as the stream tells it', async () => {
  await create('ALL', { from: 0 });
  const { height } = await gateway.ledger.info();
  const url = new URL('/v1/events/stream?from=0', gateway.url);
  await using stream = await EventReader.open(url, await gateway.token(...consumer));
  const told = await stream.take(1);
  while ((told.at(-1)?.data.block ?? 0) < height - 1) told.push(...(await stream.take(1)));
  const received = await receiver.until(told.length);
  assert.deepEqual(
    received.map(({ event }) => event),
    told,
  );
  assert.ok(
    told.every(({ data }) => data.organisations.length === 0 || data.organisations.includes(CONSUMER)),
  );
  await call(consumer, 'DELETE', '/ALL');
});

test('the secret is shown once, and lies encrypted in the database', async () => {
  const { secret } = await create('SECRET');
  const again = await call<WebhookView>(consumer, 'GET', '/SECRET');
  const list = await call<Page<WebhookView>>(consumer, 'GET', '');
  const raw = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const key = secret.slice('whsec_'.length);
  assert.ok(![again.text, list.text].some((text) => text.includes(key)));
  for (const suffix of ['', '-wal']) {
    const file = await readFile(path.join(gateway.config.stateDir, `webhooks.sqlite${suffix}`));
    assert.ok(!file.includes(raw) && !file.includes(key));
  }
  assert.ok(gateway.log.every((line) => !line.includes(key)));
});

test('a receiver that fails is tried again, and order is kept meanwhile', async () => {
  receiver.answer = (n) => (n < 2 ? 500 : 200);
  await create('AGAIN', { type: 'grant.*' });
  await both();
  await receiver.until(4);
  assert.deepEqual(receiver.names, [
    'grant.suspended',
    'grant.suspended',
    'grant.suspended',
    'grant.resumed',
  ]);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  assert.equal(new Set(ids).size, 2);
  const { items } = await seen<Page<DeliveryView>>(
    consumer,
    '/AGAIN/deliveries',
    ({ items }) => items.length === 2,
  );
  assert.deepEqual(
    items.map(({ tries }) => tries),
    [1, 3],
  );
});

test('after the last try a message is a dead letter, the rest goes on, and it can be sent again', async () => {
  receiver.answer = (_n, event) => (event.type.endsWith('grant.suspended') ? 503 : 200);
  await create('DEAD', { type: 'grant.*' });
  await both();
  await receiver.until(4);
  assert.deepEqual(receiver.names, [...Array<string>(3).fill('grant.suspended'), 'grant.resumed']);
  const dead = await call<Page<DeliveryView>>(consumer, 'GET', '/DEAD/dead-letters');
  assert.deepEqual(
    dead.body.items.map(({ type, status, tries }) => [type, status, tries]),
    [['cn.catalog-chain.grant.suspended', 503, 3]],
  );
  const [letter] = dead.body.items;
  const path_ = `/DEAD/dead-letters/${letter?.message ?? ''}/redelivery`;
  assert.deepEqual((await call<TryView>(consumer, 'POST', path_)).body.result, { status: 503 });
  assert.equal((await call<WebhookView>(consumer, 'GET', '/DEAD')).body.deadLetters, 1);
  receiver.answer = () => 200;
  assert.deepEqual((await call<TryView>(consumer, 'POST', path_)).body.result, { status: 200 });
  assert.equal((await call<WebhookView>(consumer, 'GET', '/DEAD')).body.deadLetters, 0);
  assert.equal((await call(consumer, 'POST', path_)).status, 404);
});

test('a message that is refused does not hold back those behind it for as long as one that fails', async () => {
  await using patient = await startTestGateway({ retries: { tries: 1_000, baseMs: 20, capMs: 50 } });
  await registerMembers(patient);
  receiver.answer = (_n, { type }) => (type.endsWith('duty.registered') ? 400 : 200);
  const hook = { id: 'FUSSY', url: receiver.url, type: 'duty.*,system.*', from: 0 };
  assert.equal((await patient.call(provider, 'POST', '/v1/webhooks', { body: hook })).status, 201);
  await registerSystems(patient);
  await receiver.until(4);
  assert.deepEqual(receiver.names, [...Array<string>(3).fill('duty.registered'), 'system.registered']);
  assert.deepEqual(patient.departures, []);
});

test('one that takes nothing any more is switched off, says why, and goes on where it stopped', async () => {
  await using hasty = await startTestGateway({ retries: { tries: 1 } });
  await registerMembers(hasty);
  receiver.answer = () => 400;
  const hook = { id: 'NOBODY', url: receiver.url, type: 'duty.*', from: 0 };
  assert.equal((await hasty.call(provider, 'POST', '/v1/webhooks', { body: hook })).status, 201);
  for (let n = 0; n < 22; n += 1) {
    const body = { code: `D-${n}`, names: { en: 'A duty' }, legalBasis: 'Some Act' };
    assert.equal((await hasty.call(provider, 'POST', '/v1/duties', { body })).status, 201);
  }
  const view = async (): Promise<WebhookView> =>
    (await hasty.call<WebhookView>(provider, 'GET', '/v1/webhooks/NOBODY')).body;
  await until('it is off', async () => (await view()).state === 'disabled');
  const { reason, deadLetters } = await view();
  assert.deepEqual([reason, deadLetters, receiver.received.length], ['dead-letters', 20, 20]);
  receiver.answer = () => 200;
  assert.equal((await hasty.call(provider, 'POST', '/v1/webhooks/NOBODY/resumption')).status, 200);
  await receiver.until(22);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  assert.equal(new Set(ids).size, 22, 'what was given up is not sent again, and nothing is left out');
});

test('410 ends it until it is resumed, and nothing is lost', async () => {
  receiver.answer = (n) => (n === 0 ? 410 : 200);
  await create('GONE', { type: 'grant.*' });
  await both();
  const gone = await seen<WebhookView>(consumer, '/GONE', ({ state }) => state === 'disabled');
  assert.equal(gone.reason, 'gone');
  assert.equal(receiver.received.length, 1);
  assert.equal((await call<WebhookView>(consumer, 'POST', '/GONE/resumption')).body.state, 'active');
  await receiver.until(3);
  assert.deepEqual(receiver.names, ['grant.suspended', 'grant.suspended', 'grant.resumed']);
});

test('a pause holds everything back, and a replay sends what was sent', async () => {
  await create('HELD', { type: 'grant.*' });
  assert.equal((await call<WebhookView>(consumer, 'POST', '/HELD/pause')).body.state, 'paused');
  assert.equal((await call(consumer, 'POST', '/HELD/pause')).status, 409);
  const { height } = await gateway.ledger.info();
  await both();
  await create('SENTINEL', { from: height, type: 'grant.resumed' });
  await receiver.until(1);
  assert.deepEqual(receiver.names, ['grant.resumed'], 'only what the other webhook is told');
  await call(consumer, 'DELETE', '/SENTINEL');
  await call(consumer, 'POST', '/HELD/resumption');
  await receiver.until(3);
  assert.deepEqual(receiver.names.slice(1), ['grant.suspended', 'grant.resumed']);
  assert.equal((await call(consumer, 'POST', '/HELD/replay', { from: height })).status, 200);
  await receiver.until(5);
  assert.deepEqual(receiver.names.slice(3), ['grant.suspended', 'grant.resumed']);
  assert.deepEqual(receiver.received[3]?.body, receiver.received[1]?.body);
  assert.equal((await call(consumer, 'POST', '/HELD/replay', { from: 999_999 })).status, 400);
});

test('a redirection is not followed, and counts as a failure', async () => {
  await using elsewhere = await WebhookReceiver.start();
  receiver.answer = () => 302;
  receiver.headers = { location: elsewhere.url };
  await create('MOVED', { type: 'grant.*' });
  const { body } = await call<TryView>(consumer, 'POST', '/MOVED/test');
  assert.deepEqual(body.result, { status: 302 });
  await change('suspension');
  await receiver.until(4);
  await change('resumption');
  await receiver.until(7);
  assert.equal(elsewhere.received.length, 0);
  assert.equal(
    (await seen<WebhookView>(consumer, '/MOVED', ({ deadLetters }) => deadLetters === 2)).state,
    'active',
  );
});

test('a test is sent at once, signed like the rest, and is on no record', async () => {
  const { secret } = await create('TRIED');
  const { body } = await call<TryView>(consumer, 'POST', '/TRIED/test');
  const [got] = await receiver.until(1);
  assert.ok(got);
  new Webhook(secret).verify(got.body, got.headers);
  assert.deepEqual([got.event.type, got.event.subject], ['cn.catalog-chain.webhook.test', 'TRIED']);
  assert.equal(got.headers['webhook-id'], body.message);
  assert.deepEqual((await call<Page<DeliveryView>>(consumer, 'GET', '/TRIED/deliveries')).body.items, []);
});
