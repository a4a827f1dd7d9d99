// SPDX-License-Identifier: Apache-2.0
/** A network of its own, with Byzantine ordering: what would spoil the shared one for others is tried here too. */
import assert from 'node:assert/strict';
import { eventually } from '@catalog-chain/network/engine/wait';
import { Network } from '@catalog-chain/network/network';
import { removeEverything } from '@catalog-chain/network/remove';
import { renewCertificates } from '@catalog-chain/network/commands/renew-certificates';
import { revokeUser } from '@catalog-chain/network/commands/revoke-user';
import { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { deleteFolder } from '@catalog-chain/network/state';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { FabricClient, found, readMember, writeMember } from '../support/fabric-client.js';
import { name as sharedName, portBase } from '../support/fabric-network.js';
import { afterAll, test } from '../support/testing.js';

const name = `${sharedName}-bft`;
afterAll(async () => {
  await removeEverything(name);
  deleteFolder(name);
});

const network = await new Network({ name, portBase: portBase + 1_000, ordering: 'bft' }).start();

test('four orderers order for three organisations, and every peer reads what one wrote', async () => {
  assert.equal(network.orderers.length, 4);
  await found(network);
  const member = await writeMember(network);
  for (const organisation of network.organisations) await readMember(network, member, organisation.name);
});

test('an organisation renews its certificates while the channel goes on; keys and roles stay', async () => {
  const before = network.organisation('consumer').users.officer;
  await renewCertificates(network, 'consumer');
  const renewed = StartedNetwork.attach(name);
  const now = renewed.organisation('consumer').users.officer;
  assert.notEqual(now.certificatePem, before.certificatePem);
  assert.equal(now.privateKeyPem, before.privateKeyPem);
  await readMember(renewed, await writeMember(renewed), 'consumer');
});

test('a revoked user is refused by its own peer and by the others', async () => {
  using client = new FabricClient(network, 'provider', 'submitter');
  await client.contract.evaluateTransaction('org.hyperledger.fabric:GetMetadata');
  await revokeUser(network, 'provider', 'submitter');
  const refused = (error: unknown): boolean =>
    error instanceof GatewayError && error.details.some(({ message }) => message.includes('access denied'));
  const ask = (mspId: string): Promise<unknown> =>
    client.contract
      .newProposal('org.hyperledger.fabric:GetMetadata', { endorsingOrganizations: [mspId] })
      .endorse();
  for (const { mspId } of network.organisations) await assert.rejects(ask(mspId), refused, mspId);
});

test('when the leading one of four orderers is killed, another leads and writes go on', async () => {
  await (await network.leader()).kill();
  const member = await eventually('a write', () => writeMember(network), { timeoutMs: 180_000 });
  await readMember(network, member, 'provider');
});
