// SPDX-License-Identifier: Apache-2.0
/** PostgreSQL goes away under clients that repeat what was not answered, and comes back. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lockReplica } from '@catalog-chain/gateway/db/replica-lock';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { verifyIndex } from '@catalog-chain/gateway/index/upkeep/rebuild';
import { openMarket, usages } from '../support/embedded-market.js';
import { GatewayHome } from '../support/gateway-home.js';
import { drained } from '../support/overload.js';
import { assertGapless } from '../support/pipeline-bench.js';
import { startPostgresServer } from '../support/postgres.js';
import { test } from '../support/testing.js';
import { until } from '../support/until.js';

const SIZES = [1, 40, 600, 7, 1, 90];
const LANES = 4;
const CRASHES = 3;
const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

interface Load {
  readonly url: string;
  readonly token: string;
  acknowledged: number;
  /** Statuses and codes other than success. */
  readonly refusals: Set<string>;
  stopped: boolean;
}

/** Sends a body until it is answered with success. */
async function send(load: Load, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${load.token}`, 'content-type': 'application/json' };
  for (;;) {
    const response = await fetch(`${load.url}/v1/usage-events`, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.ok) return;
    load.refusals.add(`${response.status} ${/"code":"(\w+)"/.exec(text)?.[1]}`);
    await delay(50);
  }
}

async function client(load: Load, lane: number): Promise<void> {
  for (let n = 0; !load.stopped; n += 1) {
    const rows = usages(SIZES[n % SIZES.length] ?? 1, 0, `${lane}-${n}-`);
    await send(load, JSON.stringify(rows));
    load.acknowledged += rows.length;
    await delay(5);
  }
}

test('PostgreSQL goes and comes back: 503 meanwhile, nothing acknowledged is lost or doubled, the gateway lives', async (t) => {
  const server = await startPostgresServer(t);
  await using home = await GatewayHome.found();
  const token = await home.token('ConsumerMSP', 'submitter');
  let acknowledged: number;
  {
    await using gateway = await home.start({ DATABASE_URL: server.url });
    assert.ok(gateway);
    const load: Load = { url: gateway.url, token, acknowledged: 0, refusals: new Set(), stopped: false };
    const clients = Promise.all(Array.from({ length: LANES }, (_, lane) => client(load, lane)));
    for (let i = 0; i < CRASHES; i += 1) {
      const before = load.acknowledged;
      await until('500 more are acknowledged', () => load.acknowledged >= before + 500);
      await server.crash();
      await delay(700);
      assert.equal((await fetch(`${gateway.url}/healthz`)).status, 200);
      await server.start();
    }
    const before = load.acknowledged;
    await until('500 more are acknowledged', () => load.acknowledged >= before + 500);
    load.stopped = true;
    await clients;
    await drained(gateway);
    assert.deepEqual([...load.refusals], ['503 STORAGE_UNAVAILABLE']);
    await assert.rejects(
      lockReplica(server.url, 0),
      { code: 'LEDGER_UNAVAILABLE' },
      'it is its replica again',
    );
    acknowledged = load.acknowledged;
  }
  await using ledger = await openMarket(path.join(home.folder, 'ledger'));
  const location = { postgres: server.url };
  {
    await using index = await openIndex({ ledger, location, log: quiet });
    await index.reached((await ledger.info()).height - 1);
    assert.equal(await assertGapless(index), acknowledged);
  }
  assert.equal((await verifyIndex(ledger, location)).same, true);
  t.note(`${CRASHES} crashes, ${acknowledged} events acknowledged, 0 lost, 0 doubled`);
});
