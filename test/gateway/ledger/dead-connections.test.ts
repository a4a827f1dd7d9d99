// SPDX-License-Identifier: Apache-2.0
/** Many calls under way when a connection dies: none may take from the others the connection that is opened instead. */
import assert from 'node:assert/strict';
import { GatewayTransport } from '@catalog-chain/gateway/ledger/fabric-gateway/gateway-transport';
import { NetworkTransport } from '@catalog-chain/gateway/ledger/fabric-network/network-transport';
import type { FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import type { FabricTransport } from '@catalog-chain/gateway/ledger/fabric/transport';
import { StandInPeer } from '../../support/stand-in-peer.js';
import { test } from '../../support/testing.js';

const READS = 20;
const READ = { chaincode: 'catalog', transaction: 'organisation:list', args: [] };

const TRANSPORTS: Readonly<Record<string, (profile: FabricProfile) => FabricTransport>> = {
  'fabric-gateway': (profile) => new GatewayTransport(profile),
  'fabric-network': (profile) => new NetworkTransport(profile),
};

for (const [kind, open] of Object.entries(TRANSPORTS))
  test(`reads that wait on a dead connection at once are all answered over the next one, through ${kind}`, async () => {
    await using peer = await StandInPeer.start();
    await using transport = open(peer.profile);
    const read = async (): Promise<string> =>
      Buffer.from(await transport.evaluate(peer.signatory, READ)).toString();
    assert.equal(await read(), 'answered');
    peer.proxy.deaden();
    const answers = await Promise.all(Array.from({ length: READS }, read));
    assert.deepEqual(new Set(answers), new Set(['answered']));
    assert.equal(peer.proxy.opened, 2, 'one connection, and one in its place');
    assert.equal(await read(), 'answered', 'and goes on');
  });
