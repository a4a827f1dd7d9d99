// SPDX-License-Identifier: Apache-2.0
/** A gateway that is killed when a bundle is made and not yet kept, and again when it is kept. */
import assert from 'node:assert/strict';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { eventually } from '@catalog-chain/network/engine/wait';
import { eventId, usage } from '../support/embedded-market.js';
import { GatewayHome, type WatchedGateway } from '../support/gateway-home.js';
import { test } from '../support/testing.js';

const PATIENCE = { timeoutMs: 180_000, everyMs: 20 };
const AT = '/v1/evidence';

test('a bundle asked for before a kill is made after the start, and outlives the next kill', async () => {
  await using home = await GatewayHome.found();
  const call = async (to: WatchedGateway, role: 'officer' | 'submitter', at: string, body?: object) => {
    const headers = {
      authorization: `Bearer ${await home.token('ConsumerMSP', role)}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    };
    const sending = body && { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${to.url}${at}`, { headers, ...sending });
    assert.ok(response.ok, `${at}: ${response.status}`);
    return response;
  };
  const start = async (failpoint = ''): Promise<WatchedGateway> => {
    const gateway = await home.start({ CATALOG_CHAIN_FAILPOINT: failpoint });
    assert.ok(gateway);
    return gateway;
  };
  const download = async (from: WatchedGateway, id: string): Promise<Buffer> =>
    Buffer.from(await (await call(from, 'officer', `${AT}/${id}/bundle`)).arrayBuffer());

  await using first = await start('evidence:1');
  await call(first, 'submitter', '/v1/usage-events', [usage(0)]);
  await eventually(
    'the use in the index',
    () => call(first, 'officer', `/v1/usage-events/${eventId(0)}`),
    PATIENCE,
  );
  const subject = { kind: 'event', id: eventId(0) };
  const { id } = (await (await call(first, 'officer', AT, { subject })).json()) as Job;
  await first.ended;

  await using second = await start();
  await eventually(
    'the bundle',
    async () => {
      const job = (await (await call(second, 'officer', `${AT}/${id}`)).json()) as Job;
      assert.equal(job.state, 'ready');
    },
    PATIENCE,
  );
  const bundle = await download(second, id);
  assert.equal((await verifyBundle(bundle)).valid, true);
  await second.kill();

  await using third = await start();
  assert.ok((await download(third, id)).equals(bundle));
});
