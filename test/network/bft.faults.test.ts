// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eventually } from '@catalog-chain/network/engine/wait';
import { Network } from '@catalog-chain/network/network';
import { removeEverything } from '@catalog-chain/network/remove';
import { deleteFolder } from '@catalog-chain/network/state';
import { found, readMember, writeMember } from '../support/fabric-client.js';

const name = 'catalog-test-bft';
after(async () => {
  await removeEverything(name);
  deleteFolder(name);
});

test('with Byzantine ordering, writes go on when the leading one of four orderers is killed', async () => {
  const network = await new Network({ name, portBase: 28_000, ordering: 'bft' }).start();
  assert.equal(network.orderers.length, 4);
  await found(network);
  await readMember(network, await writeMember(network), 'consumer');
  await (await network.leader()).kill();
  const member = await eventually('a write', () => writeMember(network), { timeoutMs: 120_000 });
  await readMember(network, member, 'provider');
});
