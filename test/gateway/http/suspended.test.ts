// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { WebhookView } from '@catalog-chain/gateway/http/dto/service/webhooks';
import { grant, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
import { EventReader } from '../../support/event-source.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway } from '../../support/gateway.js';
import { test } from '../../support/testing.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const ID = '01890a5d-ac96-774b-bcce-b302a9138001';
const OWN = `/v1/organisations/${CONSUMER}`;

test('a suspended organisation neither reads, nor has evidence made, nor sets webhooks, until it is active again', async () => {
  await using gateway = await startTestGateway();
  await registerMembers(gateway);
  const consumer = [CONSUMER, 'officer'] as const;
  const manager = [MANAGER, 'admin'] as const;
  const stand = async (act: 'suspension' | 'resumption'): Promise<void> => {
    const { status, text } = await gateway.call(manager, 'POST', `${OWN}/${act}`, { body: {} });
    assert.equal(status, 200, text);
  };
  await stand('suspension');
  const asked = [
    ['GET', '/v1/duties', undefined],
    ['GET', OWN, undefined],
    ['GET', '/v1/grants', undefined],
    ['GET', '/v1/events/stream', undefined],
    ['GET', `/v1/trails/grant/g1`, undefined],
    ['POST', '/v1/evidence', { subject: { kind: 'event', id: ID } }],
    ['POST', '/v1/webhooks', { id: 'W1', url: 'https://hooks.example/x' }],
    ['POST', '/v1/duties', { code: 'X', names: { en: 'x' }, legalBasis: 'x' }],
  ] as const;
  for (const [method, path, body] of asked) {
    const answer = await gateway.call(consumer, method, path, body === undefined ? {} : { body });
    assert.deepEqual([answer.status, answer.body.code], [403, 'ORGANISATION_SUSPENDED'], `${method} ${path}`);
  }
  assert.equal((await gateway.call([PROVIDER, 'officer'], 'GET', '/v1/duties')).status, 200);
  await stand('resumption');
  assert.equal((await gateway.call(consumer, 'GET', '/v1/duties')).status, 200);
  assert.deepEqual(gateway.departures, []);
});

test('an open stream of a suspended organisation ends, its webhooks rest, and both go on where they stopped', async () => {
  await using gateway = await startTestGateway({ retries: { tries: 3, baseMs: 20, capMs: 50 } });
  await using receiver = await WebhookReceiver.start();
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-TOLD', await publish(gateway, 'TOLD', 'conditional'));
  const consumer = [CONSUMER, 'officer'] as const;
  const provider = [PROVIDER, 'officer'] as const;
  const stand = async (act: 'suspension' | 'resumption'): Promise<void> => {
    const { status, text } = await gateway.call([MANAGER, 'admin'], 'POST', `${OWN}/${act}`, { body: {} });
    assert.equal(status, 200, text);
  };
  const change = async (act: 'suspension' | 'resumption'): Promise<void> => {
    const body = { reason: 'To see who is told' };
    const { status, text } = await gateway.call(provider, 'POST', `/v1/grants/G-TOLD/${act}`, { body });
    assert.equal(status, 200, text);
  };
  const listen = async (as: readonly [string, UserRole], after?: string): Promise<EventReader> =>
    EventReader.open(
      new URL('/v1/events/stream?type=grant.*', gateway.url),
      await gateway.token(...as),
      after,
    );
  const hook = { id: 'HOOK', url: receiver.url, type: 'grant.*' };
  const made = await gateway.call<WebhookView>(consumer, 'POST', '/v1/webhooks', { body: hook });
  assert.equal(made.status, 201, made.text);
  const stream = await listen(consumer);
  const others = await listen(provider);
  await change('suspension');
  assert.equal((await stream.take(1))[0]?.type, 'cn.catalog-chain.grant.suspended');
  await receiver.until(1);
  const last = stream.lastEventId;
  await stand('suspension');
  await change('resumption');
  // It ends without the event that came meanwhile; others are told.
  assert.deepEqual(await stream.rest(), []);
  assert.equal((await others.take(2))[1]?.type, 'cn.catalog-chain.grant.resumed');
  assert.equal(receiver.received.length, 1);
  await others[Symbol.asyncDispose]();
  await stand('resumption');
  await receiver.until(2);
  assert.deepEqual(receiver.names, ['grant.suspended', 'grant.resumed']);
  await using again = await listen(consumer, last);
  assert.equal((await again.take(1))[0]?.type, 'cn.catalog-chain.grant.resumed');
});
