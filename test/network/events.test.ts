// SPDX-License-Identifier: Apache-2.0
/**
 * Events on a real Fabric network: a provider follows the stream and has them posted, while the consumer's gateway,
 * another process's ledger client, commits uses.
 */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import { v7 as uuid } from 'uuid';
import type { Gateway } from '@catalog-chain/gateway/compose';
import type { WebhookCreatedView } from '@catalog-chain/gateway/http/dto/service/webhooks';
import { unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { EventReader, type Told } from '../support/event-source.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { scratch } from '../support/probe.js';
import { afterAll, beforeAll, test } from '../support/testing.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const network = await sharedNetwork();
const grant = unique('G-');
const resource = unique('R');
const hook = unique('H');
const folder = scratch();
const opened = new AsyncDisposableStack();
const officer = ['ProviderMSP', 'officer'] as const;
let provider: Gateway;
let consumer: Gateway;
let receiver: WebhookReceiver;
let stream: EventReader;
let secret: string;
/** What the stream told, over all its connections. */
const told: Told[] = [];

beforeAll(async () => {
  await layCatalogue(network, resource);
  provider = opened.use(await attachGateway(network, 'provider', 'fabric-gateway', folder.path));
  consumer = opened.use(await attachGateway(network, 'consumer', 'fabric-gateway', folder.path));
  receiver = opened.use(await WebhookReceiver.start());
});

afterAll(async () => {
  await stream[Symbol.asyncDispose]();
  await opened.disposeAsync();
  folder[Symbol.dispose]();
});

async function follow(lastEventId?: string): Promise<EventReader> {
  const url = new URL(`/v1/events/stream?grant=${grant}`, provider.url);
  const [organisation, role] = officer;
  const token = await provider.demoTokens?.issue({ organisation, role, user: 'officer-1' });
  return EventReader.open(url, token ?? '', lastEventId);
}

/** The consumer reports; each call is a batch of its own. */
async function use(times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const { state } = await call<{ state: string }>(
      consumer,
      ['ConsumerMSP', 'submitter'],
      '/v1/usage-events',
      {
        id: uuid(),
        kind: 'use',
        correlation: uuid(),
        grant,
        recordId: `HR-${n}`,
        action: 'query',
        at: new Date().toISOString(),
        system: 'ConsumerMSP:SYS',
        actorId: 'clerk 7',
        purpose: 'AID',
        outcome: 'ok',
      },
    );
    assert.equal(state, 'committed');
  }
}

const short = ({ type }: Told): string => type.replace('cn.catalog-chain.', '');

test('a grant and uses of another organisation’s gateway are told once each, in order, by stream and post', async () => {
  stream = await follow();
  const body = { id: hook, url: receiver.url, grant };
  ({ secret } = await call<WebhookCreatedView>(provider, officer, '/v1/webhooks', body));
  await call(consumer, ['ConsumerMSP', 'officer'], '/v1/requests', requestFor(grant, resource));
  await use(3);
  while (told.filter((one) => short(one) === 'usage.committed').length < 3)
    told.push(...(await stream.take(1)));
  assert.equal(short(told[0] as Told), 'request.granted');
  const received = await receiver.until(told.length);
  assert.deepEqual(
    received.map(({ event }) => event),
    told,
  );
  for (const { body: text, headers } of received) new Webhook(secret).verify(text, headers);
});

test('a stream that was cut and a receiver that was away miss nothing and are told nothing twice', async () => {
  const { lastEventId } = stream;
  const count = receiver.received.length;
  await stream[Symbol.asyncDispose]();
  receiver.answer = (n) => (n === count ? 503 : 204);
  await use(3);
  stream = await follow(lastEventId);
  told.push(...(await stream.take(3)));
  const received = await receiver.until(count + 4);
  const [failed, ...taken] = received.slice(count).map(({ event }) => event);
  assert.deepEqual(failed, taken[0], 'the one that was refused comes first again');
  assert.deepEqual(taken, told.slice(-3));
  assert.equal(new Set(told.map(({ id }) => id)).size, told.length);
  const blocks = told.map(({ data }) => data.block);
  assert.deepEqual(
    blocks,
    blocks.toSorted((a, b) => a - b),
  );
});

test('a replay from a block sends the same bytes again', async () => {
  const from = told.at(-2)?.data.block ?? 0;
  const expected = told.filter(({ data }) => data.block >= from);
  const before = receiver.received.length;
  await call(provider, officer, `/v1/webhooks/${hook}/replay`, { from });
  const again = (await receiver.until(before + expected.length)).slice(before);
  assert.deepEqual(
    again.map(({ event }) => event),
    expected,
  );
  const first = new Map(receiver.received.map(({ event, body }) => [event.id, body]));
  for (const { event, body } of again) assert.equal(body, first.get(event.id));
});
