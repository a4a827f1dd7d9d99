// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { WebhookView } from '@catalog-chain/gateway/http/dto/service/webhooks';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import {
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

type As = readonly [string, UserRole];
const provider: As = [PROVIDER, 'officer'];
const consumer: As = [CONSUMER, 'officer'];
const URL_ = 'https://hooks.example.org/catalog';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const call = <T>(as: As, method: string, at: string, body?: object): Promise<Reply<T>> =>
  gateway.call<T>(as, method, `/v1/webhooks${at}`, body ? { body } : {});

const create = async (id: string): Promise<void> => {
  assert.equal((await call(consumer, 'POST', '', { id, url: URL_ })).status, 201);
};

test('webhooks are their organisation’s own, and of those who decide in it', async () => {
  await create('OWN');
  for (const [method, at] of [
    ['GET', '/OWN'],
    ['DELETE', '/OWN'],
    ['GET', '/OWN/deliveries'],
    ['POST', '/OWN/test'],
    ['POST', '/OWN/pause'],
  ] as const)
    assert.equal((await call(provider, method, at)).status, 404, at);
  assert.equal((await call([CONSUMER, 'submitter'], 'GET', '')).status, 403);
  const list = await call<Page<WebhookView>>(provider, 'GET', '');
  assert.deepEqual(list.body.items, []);
  assert.equal((await call(consumer, 'DELETE', '/OWN')).status, 204);
  assert.equal((await call(consumer, 'GET', '/OWN')).status, 404);
});

test('what cannot be, is refused', async () => {
  const refusal = async (body: object): Promise<number> => (await call(consumer, 'POST', '', body)).status;
  await create('TWICE');
  assert.equal(await refusal({ id: 'TWICE', url: URL_ }), 409);
  for (const url of [
    'http://example.org/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest',
    'ftp://x',
    '',
  ])
    assert.equal(await refusal({ id: 'BAD', url }), 400, url);
  assert.equal(await refusal({ id: 'BAD', url: URL_, type: 'nonsense' }), 400);
  assert.equal(await refusal({ id: 'BAD', url: URL_, from: 999_999 }), 400);
  const { body } = await call<{ code: string }>([MANAGER, 'officer'], 'POST', '/NONE/test');
  assert.equal(body.code, 'NOT_FOUND');
});

test('so many webhooks and no more', async () => {
  const { body } = await call<Page<WebhookView>>(consumer, 'GET', '');
  for (let n = body.items.length; n < 20; n += 1) await create(`N-${n}`);
  const more = await call<{ code: string }>(consumer, 'POST', '', { id: 'MORE', url: URL_ });
  assert.equal(more.body.code, 'CONDITION_NOT_MET');
});
