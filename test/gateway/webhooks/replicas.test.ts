// SPDX-License-Identifier: Apache-2.0
/** Webhooks kept in PostgreSQL, with two gateways that could send. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MessageFeed } from '@catalog-chain/gateway/events/message-feed';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Index } from '@catalog-chain/gateway/index/model/reader';
import { openWebhooks, type RunningWebhooks } from '@catalog-chain/gateway/webhooks/open-webhooks';
import { grantAccess, openMarket } from '../../support/embedded-market.js';
import { emptyDatabase } from '../../support/postgres.js';
import { test, type TestContext } from '../../support/testing.js';
import { WebhookReceiver } from '../../support/webhook-receiver.js';

const log = { info: () => 0, warn: () => 0, error: () => 0 };
const officer = { organisation: 'ConsumerMSP', role: 'officer', user: 'officer-1' } as const;

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'webhooks-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

test('of two gateways on one PostgreSQL one sends; when it ends the other goes on', async (t) => {
  const postgres = await emptyDatabase(t);
  const keyFile = path.join(folderOf(t), 'key');
  const location = { postgres };
  await using ledger = await openMarket();
  await using index = await openIndex({ ledger, location, log });
  await index.reached((await ledger.info()).height - 1);
  using feed = new MessageFeed(index);
  await using receiver = await WebhookReceiver.start();
  const open = (over: Index = index): Promise<RunningWebhooks> =>
    openWebhooks({
      index: over,
      feed,
      location,
      log,
      now: Date.now,
      random: () => 0.5,
      settings: { allowPrivate: false, allowLoopback: true, timeoutMs: 5_000, tries: 3, keyFile },
    });
  const one = await open();
  await using two = await open();
  await two.webhooks.create(officer, { id: 'SHARED', url: receiver.url, filter: { grant: 'G-1' }, from: 0 });
  const granting = ['request.granted', 'obligation.opened', 'obligation.opened', 'key.deposited'];
  const before = (await receiver.until(granting.length)).length;
  assert.deepEqual(receiver.names, granting);
  await assert.rejects(one.webhooks.create(officer, { id: 'SHARED', url: receiver.url, filter: {} }), {
    code: 'ALREADY_EXISTS',
  });
  await delay(1_500); // Time in which a second sender would have sent the same.
  assert.equal(receiver.received.length, before);
  await one[Symbol.asyncDispose]();
  await two.webhooks.create(officer, { id: 'MORE', url: receiver.url, filter: { grant: 'G-NEW' } });
  await grantAccess(ledger, ['G-NEW']);
  await receiver.until(before + granting.length);
  assert.deepEqual(receiver.names.slice(before), granting);
  const { items } = await two.webhooks.deliveries(officer, 'SHARED', undefined, { limit: 1 });
  assert.deepEqual(
    items.map(({ name, state }) => [name, state]),
    [['key.deposited', 'delivered']],
  );
});
