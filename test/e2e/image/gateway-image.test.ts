// SPDX-License-Identifier: Apache-2.0
/** What is delivered as an image keeps the main promise by itself: a use is recorded, told, and there after a stop. */
import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import { v7 as uuid } from 'uuid';
import type { WebhookCreatedView } from '@catalog-chain/gateway/http/dto/service/webhooks';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { engineMissing } from '../../support/containers.js';
import type { Told } from '../../support/event-source.js';
import { CONSUMER, PROVIDER } from '../../support/gateway.js';
import { type GatewayInContainer, Surroundings } from '../../support/gateway-in-container.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

/** The first time the images have to be made. */
const IMAGES_MS = 1_200_000;
const GRANT = 'G-IMAGE';
const RECORD = 'HR-2026-17';
/** Prints as whom it runs, and what comes of a write outside the volume. */
const WRITES = `
  let code = 'written';
  try { require('node:fs').writeFileSync('/app/file', ''); } catch (error) { ({ code } = error); }
  console.log(process.getuid(), code);`;

/** @returns the id under which it is on the ledger */
async function reportUse(gateway: GatewayInContainer): Promise<string> {
  const id = uuid();
  const body = {
    id,
    kind: 'use',
    correlation: uuid(),
    grant: GRANT,
    recordId: RECORD,
    action: 'query',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
  };
  const reported = await gateway.call<{ state: string }>(
    [CONSUMER, 'submitter'],
    'POST',
    '/v1/usage-events',
    { body },
  );
  assert.equal(reported.body.state, 'committed', reported.text);
  return id;
}

/** The ids of the uses in the grant's trail, as the provider reads it. */
async function usesIn(gateway: GatewayInContainer): Promise<readonly string[]> {
  const at = `/v1/trails/grant/${GRANT}?limit=200`;
  const { body } = await gateway.call<Page<TrailEntry>>([PROVIDER, 'officer'], 'GET', at);
  return body.items.flatMap((item) => (item.entry === 'usage' ? [item.event.leaf.id] : []));
}

let missing: string | undefined;
let surroundings: Surroundings;

beforeAll(async () => {
  missing = await engineMissing();
  if (missing === undefined) surroundings = await Surroundings.start();
}, IMAGES_MS);

afterAll(() => missing ?? surroundings[Symbol.asyncDispose]());

test('the image serves from a first start on, tells by webhooks, and after a stop and a start has lost nothing', async (t) => {
  if (missing !== undefined) t.skip(missing);
  const first = await surroundings.startGateway();
  assert.equal(await first.inside(WRITES), '1000 EROFS');

  await registerMembers(first);
  await registerSystems(first);
  await grant(first, GRANT, await publish(first, 'PEOPLE', 'conditional'));
  const hook = { id: 'HOOK', url: surroundings.hook, type: 'usage.*' };
  const { body } = await first.call<WebhookCreatedView>([CONSUMER, 'officer'], 'POST', '/v1/webhooks', {
    body: hook,
  });
  /** Waits for the message of one more batch, and holds that the webhook's key has signed it. */
  const told = async (count: number): Promise<void> => {
    await until(`message ${count} is received`, () => surroundings.received.length >= count);
    const { headers, body: message } = surroundings.received[count - 1] ?? { headers: {}, body: '' };
    new Webhook(body.secret).verify(message, headers);
    assert.equal((JSON.parse(message) as Told).type, 'cn.catalog-chain.usage.committed');
    assert.ok(!message.includes(RECORD));
  };
  const used = [await reportUse(first)];
  await told(1);
  const chain = await first.call<{ genesisHash: string }>([CONSUMER, 'officer'], 'GET', '/v1/ledger');
  await first.stop();

  const second = await surroundings.startGateway();
  assert.deepEqual(await usesIn(second), used);
  const again = await second.call<{ genesisHash: string }>([CONSUMER, 'officer'], 'GET', '/v1/ledger');
  assert.equal(again.body.genesisHash, chain.body.genesisHash);
  used.push(await reportUse(second));
  await told(2);
  assert.deepEqual([...(await usesIn(second))].sort(), [...used].sort());
  assert.equal(surroundings.received.length, 2, 'and nothing is told twice');
  await second.stop();
});
