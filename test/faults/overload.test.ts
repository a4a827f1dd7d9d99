// SPDX-License-Identifier: Apache-2.0
/** A real gateway that is offered ten times what it can commit, and bodies that do not end. */
import assert from 'node:assert/strict';
import { Agent, request, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import { openMarket } from '../support/embedded-market.js';
import { GatewayHome, type WatchedGateway } from '../support/gateway-home.js';
import { drained, overload, type Overloaded } from '../support/overload.js';
import { assertGapless } from '../support/pipeline-bench.js';
import { residentMiB } from '../support/process-memory.js';
import { test } from '../support/testing.js';
import { UsageLoad } from '../support/usage-load.js';
import { until } from '../support/until.js';

/** What a gateway on its default limits may come to take (docs/operations.md), MiB. */
const BOUND_MIB = 1_536;
/** Tables still come into SQLite's caches in the later half. */
const CACHES_MIB = 256;
const TIMES = 10;
const quiet = { info: () => 0, warn: () => 0, error: () => 0 };

/** Events on the ledger of a gateway that has ended, each of them there once. */
async function committedOnce({ folder }: GatewayHome): Promise<number> {
  await using ledger = await openMarket(path.join(folder, 'ledger'));
  const location = { sqlite: path.join(folder, 'index.sqlite') };
  await using index = await openIndex({ ledger, location, log: quiet });
  await index.reached((await ledger.info()).height - 1);
  return await assertGapless(index);
}

function assertPutOff({ rates, offered }: Overloaded): void {
  assert.ok(offered.perSecond > rates.before * TIMES * 0.8, 'the load was not offered');
  assert.deepEqual([...offered.refused.keys()], ['503 LEDGER_OVERLOADED']);
  assert.equal(offered.untold, 0);
  // Beside the load itself, on a machine that may have other work: starved, it was an eighth.
  const alone = Math.min(rates.before, rates.after);
  assert.ok(offered.accepted > 0 && rates.during > alone / 4, 'committing was starved');
}

function assertAnswered({ asked }: Overloaded): void {
  for (const { path: asking, p95Ms, statuses } of asked) {
    // While there is no room for more, the gateway says that it is not ready, which is so.
    const others = [...statuses].filter((status) => asking !== '/readyz' || status !== 503);
    assert.deepEqual([asking, ...others], [asking, 200]);
    assert.ok(p95Ms < 2_000, `${asking}: ${p95Ms} ms`);
  }
}

function assertBounded({ halves: [earlier, later] }: Overloaded, { pid }: WatchedGateway): void {
  const peak = residentMiB(pid, 'VmHWM');
  assert.ok(peak < BOUND_MIB, `${peak} MiB`);
  assert.ok(later < earlier + CACHES_MIB, `${earlier}, then ${later} MiB`);
}

test('ten times what can be committed: memory is bounded, the rest is put off, what was accepted is committed once', async (t) => {
  await using home = await GatewayHome.found();
  const withstand = async (): Promise<number> => {
    await using gateway = await home.start({ LIMIT_WAITING_EVENTS: '20000' });
    assert.ok(gateway);
    const plan = { measureMs: 2_000, overloadMs: 6_000, times: TIMES, connections: 100, rows: 5_000 };
    const withstood = await overload(home, gateway, plan);
    const { rates, offered, halves, asked } = withstood;
    const p95Ms = asked.map((one) => one.p95Ms);
    t.note(JSON.stringify({ ...rates, offered: offered.perSecond, halves, p95Ms }));
    assertPutOff(withstood);
    assertAnswered(withstood);
    assertBounded(withstood, gateway);
    return withstood.accepted;
  };
  const accepted = await withstand();
  assert.equal(await committedOnce(home), accepted);
});

const BODIES = 200;
const BODY = Buffer.alloc(16 * 1024 * 1024, ' ');

/** Status, code and seconds to wait. */
async function codeOf(response: IncomingMessage): Promise<string> {
  const text = Buffer.concat(await response.toArray()).toString();
  const code = /"code":"(\w+)"/.exec(text)?.[1];
  return `${response.statusCode} ${code} ${response.headers['retry-after']}`;
}

test('bodies that one user sends and does not end are held up to half of the limit, and no further', async () => {
  await using home = await GatewayHome.found();
  await using gateway = await home.start();
  assert.ok(gateway);
  const token = await home.token('ConsumerMSP', 'submitter');
  const agent = new Agent({ keepAlive: true, maxSockets: BODIES });
  const codes: string[] = [];
  const bodies = Array.from({ length: BODIES }, () => {
    const headers = { authorization: `Bearer ${token}`, 'content-length': BODY.length };
    const sending = request(`${gateway.url}/v1/usage-events`, { agent, method: 'POST', headers });
    sending.on('error', () => undefined);
    sending.on('response', (response) => {
      void codeOf(response).then((code) => codes.push(code));
    });
    sending.write(BODY.subarray(1));
    return sending;
  });
  const fitting = (256 * 1024 * 1024) / BODY.length;
  // A holder may have as much as stays free for others.
  await until('no more than half are held', () => BODIES - codes.length <= fitting / 2 + 1);
  assert.equal((await fetch(`${gateway.url}/v1/ledger`)).status, 401, 'it answers others');
  assert.deepEqual(new Set(codes), new Set(['503 OVERLOADED 1']));
  assert.ok(BODIES - codes.length >= fitting / 2, `only ${BODIES - codes.length} bodies are held`);
  assert.equal((await fetch(`${gateway.url}/readyz`)).status, 200);
  const peak = residentMiB(gateway.pid, 'VmHWM');
  assert.ok(peak < BOUND_MIB, `${peak} MiB`);
  for (const body of bodies) body.destroy();
  const load = new UsageLoad({ url: gateway.url, token });
  const again = () => load.offer({ connections: 1, rows: 10, ms: 50 });
  await until('it takes bodies again', async () => (await again()).accepted > 0);
  await drained(gateway);
});
