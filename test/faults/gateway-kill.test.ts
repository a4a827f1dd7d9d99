// SPDX-License-Identifier: Apache-2.0
/** Kills a whole gateway under clients that repeat what was not answered. `KILLS=100` for the long run. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { verifyIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import { openMarket, usages } from '../support/embedded-market.js';
import { GatewayHome, type WatchedGateway } from '../support/gateway-home.js';
import { assertGapless } from '../support/pipeline-bench.js';
import { test } from '../support/testing.js';
import { until } from '../support/until.js';

const KILLS = Number(process.env['KILLS'] ?? 3);
/** In the middle of what the index writes, and between commit and receipt. */
const STEPS = ['index:2', 'commit:2', 'index:4'];
const SIZES = [1, 40, 7, 600, 1, 90];
const LANES = 4;
const TIMEOUT_MS = 240_000 + KILLS * 20_000;
const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

/** Where clients find the gateway now; while none runs, they wait. */
class Front {
  private current = Promise.withResolvers<string>();

  get url(): Promise<string> {
    return this.current.promise;
  }

  up(url: string): void {
    this.current.resolve(url);
  }

  down(): void {
    this.current = Promise.withResolvers<string>();
  }
}

interface Load {
  readonly front: Front;
  readonly token: string;
  readonly acknowledged: Set<string>;
  stopped: boolean;
}

/** Sends a body until it is answered, whatever happens meanwhile. */
async function send({ front, token }: Load, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (;;) {
    const url = `${await front.url}/v1/usage-events`;
    const response = await fetch(url, { method: 'POST', headers, body }).catch(() => undefined);
    const text = await response?.text().catch(() => undefined);
    if (response?.ok === true && text !== undefined) return;
    assert.ok(!response || response.ok || response.status >= 429, `${response?.status} ${text}`);
    await delay(20);
  }
}

async function client(load: Load, lane: number): Promise<void> {
  for (let n = 0; !load.stopped; n += 1) {
    const rows = usages(SIZES[n % SIZES.length] ?? 1, 0, `${lane}-${n}-`);
    await send(load, JSON.stringify(rows));
    for (const { id } of rows) load.acknowledged.add(id);
  }
}

async function startOn(home: GatewayHome, front: Front): Promise<WatchedGateway> {
  const gateway = await home.start();
  assert.ok(gateway, 'The gateway did not come up.');
  front.up(gateway.url);
  return gateway;
}

test(
  'a gateway killed under its clients: what was acknowledged is on the ledger once, and in the index',
  async (t) => {
    await using home = await GatewayHome.found();
    const front = new Front();
    const token = await home.token('ConsumerMSP', 'submitter');
    const load: Load = { front, token, acknowledged: new Set(), stopped: false };
    const clients = Promise.all(Array.from({ length: LANES }, (_, lane) => client(load, lane)));
    for (const step of STEPS) {
      const gateway = await home.start({ CATALOG_CHAIN_FAILPOINT: step });
      // What the index has to catch up with may reach the step before anybody can be let in.
      if (!gateway) continue;
      front.up(gateway.url);
      await gateway.ended;
      front.down();
    }
    for (let i = 0; i < KILLS; i += 1) {
      const gateway = await startOn(home, front);
      const before = load.acknowledged.size;
      await until('one more is acknowledged', () => load.acknowledged.size > before);
      await delay((i * 37) % 250);
      await gateway.kill();
      front.down();
    }
    {
      await using gateway = await startOn(home, front);
      load.stopped = true;
      await clients;
      await until(
        'nothing is pending',
        async () => (await gateway.gauge('catalog_chain_usage_pending')) === 0,
      );
    }
    await using ledger = await openMarket(path.join(home.folder, 'ledger'));
    const location = { sqlite: path.join(home.folder, 'index.sqlite') };
    {
      await using index = await openIndex({ ledger, location, log: quiet });
      await index.reached((await ledger.info()).height - 1);
      assert.equal(await assertGapless(index), load.acknowledged.size);
      for (const id of load.acknowledged)
        assert.ok(await index.usageEvent('ConsumerMSP', id), 'an event was lost');
    }
    assert.equal((await verifyIndex(ledger, location)).same, true);
    const kills = KILLS + STEPS.length;
    t.note(`${kills} kills, ${load.acknowledged.size} events acknowledged, 0 lost, 0 doubled`);
  },
  TIMEOUT_MS,
);
