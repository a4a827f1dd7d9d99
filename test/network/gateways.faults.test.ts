// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { eventually } from '@catalog-chain/network/engine/wait';
import { v7 as uuid } from 'uuid';
import { Steps, unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { scratch } from '../support/probe.js';
import { test } from '../support/testing.js';

const network = await sharedNetwork();

/** Under a grant that does not exist: such a use is recorded with its verdict, and needs no catalogue. */
const use = (): object => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: unique('G-'),
  count: 1,
  action: 'query',
  at: new Date().toISOString(),
  system: 'ConsumerMSP:SYS',
  actorId: 'clerk 7',
  purpose: 'AID',
  outcome: 'ok',
});

test('a use reported while the gateway’s only peer restarts is committed, and the gateway goes on', async () => {
  using folder = scratch();
  await found(network);
  {
    await using ledger = openFabricGateway(fabricProfile(network));
    await new Steps(ledger).member('ManagerMSP', 'ConsumerMSP', ['consumer']);
  }
  await using gateway = await attachGateway(network, 'consumer', 'fabric-gateway', folder.path);
  const report = (): Promise<{ state: string; receipt: string }> =>
    call(gateway, ['ConsumerMSP', 'submitter'], '/v1/usage-events', use());
  assert.equal((await report()).state, 'committed');
  const [peer] = network.organisation('consumer').peers;
  assert.ok(peer);
  const restarted = peer.restart();
  const { receipt } = await report();
  await restarted;
  const committed = async (): Promise<void> => {
    const found = await call<{ state: string }>(
      gateway,
      ['ConsumerMSP', 'submitter'],
      `/v1/receipts/${receipt}`,
    );
    assert.equal(found.state, 'committed');
  };
  await eventually('the use to be committed', committed, { timeoutMs: 180_000 });
  const ready = async (): Promise<void> => {
    assert.equal((await fetch(new URL('/readyz', gateway.url))).status, 200);
  };
  await eventually('the gateway to be ready', ready, { timeoutMs: 180_000 });
});
