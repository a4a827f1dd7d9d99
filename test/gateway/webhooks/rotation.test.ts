// SPDX-License-Identifier: Apache-2.0
/** A webhook's secret is replaced while events go out: receivers that have either one go on. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Webhook } from 'standardwebhooks';
import { MessageFeed } from '@catalog-chain/gateway/events/message-feed';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { openWebhooks } from '@catalog-chain/gateway/webhooks/open-webhooks';
import type { WithSecret } from '@catalog-chain/gateway/webhooks/webhooks';
import { openMarket } from '../../support/embedded-market.js';
import { testBothDatabases } from '../../support/both-databases.js';
import { WebhookReceiver, type Received } from '../../support/webhook-receiver.js';

const log = { info: () => 0, warn: () => 0, error: () => 0 };
const officer = { organisation: 'ConsumerMSP', role: 'officer', user: 'officer-1' } as const;
const HOUR = 3_600_000;

/** Which of the secrets signed it, by their place, and how many signatures there are. */
function signers({ headers, body }: Received, secrets: readonly string[]): { by: number[]; of: number } {
  const signatures = (headers['webhook-signature'] ?? '').split(' ');
  const at = new Date(Number(headers['webhook-timestamp']) * 1_000);
  const made = secrets.map((secret) => new Webhook(secret).sign(headers['webhook-id'] ?? '', at, body));
  const by = made.flatMap((signature, i) => (signatures.includes(signature) ? [i] : []));
  return { by, of: signatures.length };
}

testBothDatabases(
  'former secrets sign beside the new one until their time is over, or at once no more',
  async (location, t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rotation-'));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    await using ledger = await openMarket();
    await using index = await openIndex({ ledger, location: { sqlite: path.join(folder, 'index') }, log });
    await index.reached((await ledger.info()).height - 1);
    using feed = new MessageFeed(index);
    await using receiver = await WebhookReceiver.start();
    let clock = Date.now();
    const keyFile = path.join(folder, 'key');
    await using running = await openWebhooks({
      index,
      feed,
      location,
      log,
      now: () => clock,
      random: () => 0.5,
      settings: { allowPrivate: false, allowLoopback: true, timeoutMs: 5_000, tries: 3, keyFile },
    });
    const { webhooks } = running;
    const secrets: string[] = [];
    const keep = <T extends { secret: string }>(answer: T): T => {
      secrets.push(answer.secret);
      return answer;
    };
    /** Who signs what is sent now. */
    const now = async (): Promise<ReturnType<typeof signers>> => {
      await webhooks.test(officer, 'W');
      const last = receiver.received.at(-1);
      assert.ok(last);
      return signers(last, secrets);
    };
    keep(await webhooks.create(officer, { id: 'W', url: receiver.url, filter: {} }));
    assert.deepEqual(await now(), { by: [0], of: 1 });
    const first = keep(await webhooks.rotate(officer, 'W', 2));
    assert.equal(first.formerUntil, clock + 2 * HOUR);
    assert.deepEqual(await now(), { by: [0, 1], of: 2 });
    keep(await webhooks.rotate(officer, 'W'));
    assert.deepEqual(
      await now(),
      { by: [0, 1, 2], of: 3 },
      'an answer that was lost costs no receiver its secret',
    );
    clock += 2 * HOUR;
    assert.deepEqual(await now(), { by: [1, 2], of: 2 });
    clock += 22 * HOUR;
    assert.deepEqual(await now(), { by: [2], of: 1 });
    assert.equal((await webhooks.get(officer, 'W')).formerUntil, undefined);
    for (let n = 0; n < 4; n += 1) keep(await webhooks.rotate(officer, 'W'));
    await assert.rejects(webhooks.rotate(officer, 'W'), { code: 'CONDITION_NOT_MET' });
    keep(await webhooks.rotate(officer, 'W', 0));
    assert.deepEqual(await now(), { by: [7], of: 1 }, 'after a leak none but the new one');
    if (!('sqlite' in location)) return;
    const files = readdirSync(path.dirname(location.sqlite)).map((name) =>
      path.join(path.dirname(location.sqlite), name),
    );
    const raw = secrets.map((secret) => Buffer.from(secret.slice('whsec_'.length), 'base64'));
    for (const file of files) assert.ok(!raw.some((key) => readFileSync(file).includes(key)), file);
  },
);

testBothDatabases(
  'what is sent after a rotation is signed by the new secret, also what waited',
  async (location, t) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'rotation-'));
    t.after(() => {
      rmSync(folder, { recursive: true });
    });
    await using ledger = await openMarket(undefined, ['G-1', 'G-2', 'G-3', 'G-4', 'G-5']);
    await using index = await openIndex({ ledger, location: { sqlite: path.join(folder, 'index') }, log });
    await index.reached((await ledger.info()).height - 1);
    using feed = new MessageFeed(index);
    await using receiver = await WebhookReceiver.start();
    await using running = await openWebhooks({
      index,
      feed,
      location,
      log,
      now: Date.now,
      random: () => 0.5,
      settings: {
        allowPrivate: false,
        allowLoopback: true,
        timeoutMs: 5_000,
        tries: 3,
        keyFile: path.join(folder, 'key'),
      },
    });
    const { webhooks } = running;
    const rotated = Promise.withResolvers<string>();
    const toRotated = ({ secret }: WithSecret): void => {
      rotated.resolve(secret);
    };
    // The rest of a page that is being sent waits for the first answer.
    receiver.answer = (n) => {
      if (n === 0) webhooks.rotate(officer, 'W', 0).then(toRotated, rotated.reject);
      return 204;
    };
    const { secret: old } = await webhooks.create(officer, {
      id: 'W',
      url: receiver.url,
      filter: {},
      from: 0,
    });
    const secrets = [old, await rotated.promise];
    const all = await receiver.until(8);
    assert.deepEqual(signers(all[0] as Received, secrets).by, [0]);
    assert.deepEqual(signers(all.at(-1) as Received, secrets).by, [1]);
  },
);
