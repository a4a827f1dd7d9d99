// SPDX-License-Identifier: Apache-2.0
/** Two organisations join the run's network to arbitrate; it stays well, and larger. */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import type { Gateway } from '@catalog-chain/gateway/compose';
import { addOrganisation } from '@catalog-chain/network/commands/add-organisation';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { attachGateway } from '../../support/attached-gateway.js';
import { found } from '../../support/fabric-client.js';
import { sharedNetwork } from '../../support/fabric-network.js';
import { scratch } from '../../support/probe.js';
import { assertProved } from '../../support/proved-case.js';
import { ScriptedCase } from '../../support/scripted-case.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

/** `ArbiterMSP` and `CourtMSP`. */
const ARBITRATORS = ['arbiter', 'court'];

let network = await sharedNetwork();
const folder = scratch();
const opened = new AsyncDisposableStack();
const gateways = new Map<string, Gateway>();

async function withMember(running: StartedNetwork, name: string): Promise<StartedNetwork> {
  if (running.organisations.some((member) => member.name === name)) return running;
  return addOrganisation(running, name);
}

beforeAll(async () => {
  await found(network);
  for (const name of ARBITRATORS) network = await withMember(network, name);
  for (const name of ['manager', 'provider', 'consumer', ...ARBITRATORS]) {
    // One organisation uses the older client: which one each uses is its own affair.
    const kind = name === 'consumer' ? 'fabric-network' : 'fabric-gateway';
    const gateway = opened.use(await attachGateway(network, name, kind, folder.path));
    gateways.set(network.organisation(name).mspId, gateway);
  }
});

afterAll(async () => {
  await opened.disposeAsync();
  folder[Symbol.dispose]();
});

const of = (organisation: string): Gateway => gateways.get(organisation) ?? assert.fail(organisation);

test('a case goes from its uses to a proof of its ruling, between gateways on Fabric', async () => {
  const all = [...gateways.values()];
  const scripted = new ScriptedCase(all, of);
  const decided = await scripted.run();
  assert.match(decided.period, /^\d{4}-\d{2}$/);
  await assertProved(scripted, decided, all);
});
