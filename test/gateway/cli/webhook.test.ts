// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { Webhook } from 'standardwebhooks';
import type { WebhookView } from '@catalog-chain/gateway/http/dto/service/webhooks';
import { registerMembers } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { CONSUMER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

let gateway: TestGateway;
let receiver: WebhookReceiver;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  receiver = await WebhookReceiver.start();
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await receiver[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
});

const webhook = (organisation: string, ...words: readonly string[]): Promise<readonly string[]> =>
  commandLine(gateway, organisation, 'webhook', ...words);

const secretIn = (lines: readonly string[]): string =>
  /^secret (whsec_\S+)$/m.exec(lines.join('\n'))?.[1] ?? '';

test('a webhook is added, listed, rotated, replayed and removed by command', async () => {
  const added = await webhook(
    CONSUMER,
    'add',
    'DESK',
    receiver.url,
    '--type',
    'organisation.*',
    '--from',
    '0',
  );
  assert.match(added[0] ?? '', /^DESK {2}active {2}http:\S+ {2}organisation\./);
  const sent = [...(await receiver.until(1))];
  for (const { body, headers } of sent) new Webhook(secretIn(added)).verify(body, headers);

  const rotated = await webhook(CONSUMER, 'rotate', 'DESK', '--grace-hours', '2');
  assert.match(rotated[0] ?? '', / {2}former secret until 20/);
  assert.notEqual(secretIn(rotated), secretIn(added));
  assert.match((await webhook(CONSUMER, 'replay', 'DESK', '--from', '0'))[0] ?? '', /^DESK {2}active/);
  const again = (await receiver.until(sent.length + 1)).slice(sent.length);
  for (const { body, headers } of again)
    for (const lines of [added, rotated]) new Webhook(secretIn(lines)).verify(body, headers);

  const [json] = await webhook(CONSUMER, 'list', '--json');
  const hook = JSON.parse(json ?? '') as WebhookView;
  assert.deepEqual([hook.id, hook.url, 'secret' in hook], ['DESK', receiver.url, false]);
  assert.deepEqual(await webhook(PROVIDER, 'list'), []);
  assert.deepEqual(await webhook(CONSUMER, 'remove', 'DESK'), ['DESK is removed.']);
  assert.deepEqual(await webhook(CONSUMER, 'list'), []);
});

test('what there is not is no success', async () => {
  await assert.rejects(webhook(CONSUMER, 'remove', 'NONE'), { code: 'NOT_FOUND' });
  await assert.rejects(webhook(CONSUMER, 'rotate', 'NONE'), { code: 'NOT_FOUND' });
});
