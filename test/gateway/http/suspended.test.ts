// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { registerMembers } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway } from '../../support/gateway.js';
import { test } from '../../support/testing.js';

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
