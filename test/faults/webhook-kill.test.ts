// SPDX-License-Identifier: Apache-2.0
/** A gateway that is killed between a receiver's answer and its own record of it, again and again. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import type { WebhookCreatedView } from '@catalog-chain/gateway/http/dto/service/webhooks';
import { openMarket } from '../support/embedded-market.js';
import { EventReader } from '../support/event-source.js';
import { test } from '../support/testing.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const MAIN = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/main'));
const KILLS = [1, 4];
/** More events than are sent before the last start. */
const GRANTS = Array.from({ length: 8 }, (_, i) => `G-${i + 1}`);

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<unknown>;
}

async function start(stateDir: string, failpoint: string): Promise<Started> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      STATE_DIR: stateDir,
      DEMO: 'true',
      ORGANISATIONS: 'ConsumerMSP,ProviderMSP',
      CATALOG_CHAIN_FAILPOINT: failpoint,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stderr })) {
    const { message, address } = JSON.parse(line) as { message: string; address: string };
    if (message === 'listening') return { child, url: address, ended };
  }
  return { child, url: '', ended };
}

test('killed after each answer, a gateway leaves no event out and keeps their order', async (t) => {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'webhook-kill-'));
  t.after(() => rm(stateDir, { recursive: true, force: true, maxRetries: 5 }));
  {
    await using market = await openMarket(path.join(stateDir, 'ledger'), GRANTS);
    assert.ok((await market.info()).height > 20);
  }
  await using receiver = await WebhookReceiver.start();
  const tokens = await DemoTokens.open(stateDir);
  const token = await tokens.issue({ organisation: 'ConsumerMSP', role: 'officer', user: 'officer-1' });

  const first = await start(stateDir, 'deliver:3');
  const body = JSON.stringify({ id: 'KILLED', url: receiver.url, from: 0 });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const created = await fetch(`${first.url}/v1/webhooks`, { method: 'POST', headers, body });
  assert.equal(created.status, 201);
  const { secret } = (await created.json()) as WebhookCreatedView;
  await first.ended;
  for (const kill of KILLS) await (await start(stateDir, `deliver:${kill}`)).ended;

  const last = await start(stateDir, '');
  await using stream = await EventReader.open(new URL('/v1/events/stream?from=0', last.url), token);
  const told = await stream.take(14);
  await receiver.until(told.length + 1 + KILLS.length);
  const ids = receiver.received.map(({ event }) => event.id);
  const distinct = [...new Set(ids)];
  assert.deepEqual(
    distinct.slice(0, told.length),
    told.map(({ id }) => id),
  );
  assert.equal(ids.length - distinct.length, 1 + KILLS.length, 'one message per kill was sent twice');
  for (const [i, id] of ids.slice(1).entries())
    assert.ok(distinct.indexOf(id) >= distinct.indexOf(ids[i] ?? ''));
  for (const got of receiver.received) new Webhook(secret).verify(got.body, got.headers);
  last.child.kill('SIGTERM');
  assert.deepEqual(await last.ended, [0, null]);
});
