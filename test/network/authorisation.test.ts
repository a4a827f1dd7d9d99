// SPDX-License-Identifier: Apache-2.0
/** A client that calls a peer directly, past every gateway, is refused as the contracts refuse it anywhere else. */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError, parseDomainError } from '@catalog-chain/chaincode/domain/errors';
import { USER_ROLES, type TransactionName, type UserRole } from '@catalog-chain/chaincode/domain/names';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { EndorseError, type Contract } from '@hyperledger/fabric-gateway';
import { Steps } from '../contracts/ledger-harness.js';
import { ARGUMENTS, guarded } from '../support/authorisation-table.js';
import { caller, consortium, type Argument } from '../support/chaincode-harness.js';
import { FabricClient, found } from '../support/fabric-client.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { beforeAll, test } from '../support/testing.js';

const network = await sharedNetwork();
const chain = await consortium();
const organisations = [
  ['provider', 'ProviderMSP'],
  ['consumer', 'ConsumerMSP'],
  ['manager', 'ManagerMSP'],
] as const;

beforeAll(async () => {
  await found(network);
  await using ledger = openFabricGateway(fabricProfile(network));
  await new Steps(ledger).member('ManagerMSP', 'ProviderMSP', ['provider']);
  await new Steps(ledger).member('ManagerMSP', 'ConsumerMSP', ['consumer']);
});

const argumentsOf = (name: TransactionName): readonly Argument[] => ARGUMENTS[name] ?? ['{}'];

async function inMemory(mspId: string, role: UserRole, name: TransactionName): Promise<string> {
  try {
    await chain.evaluate(caller(mspId, role), name, argumentsOf(name));
    return 'endorsed';
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    return error.code;
  }
}

async function onPeer(contract: Contract, name: TransactionName): Promise<string> {
  const args = argumentsOf(name).map((one) =>
    typeof one === 'string' || one instanceof Uint8Array ? one : encode(one),
  );
  try {
    await contract.newProposal(name, { arguments: args }).endorse();
    return 'endorsed';
  } catch (error) {
    assert.ok(error instanceof EndorseError, String(error));
    const [detail] = error.details;
    return parseDomainError(detail?.message ?? '')?.code ?? error.message;
  }
}

for (const [name, mspId] of organisations) {
  for (const role of USER_ROLES) {
    test(`a ${role} of the ${name} is answered by a peer as by the contracts alone`, async () => {
      using client = new FabricClient(network, name, role);
      const answers = await Promise.all(
        guarded.map(async (what) => [what, await onPeer(client.contract, what)] as const),
      );
      const refused = answers.filter(([, answer]) => answer === 'ROLE_REQUIRED');
      assert.ok(refused.length > 0, 'some are closed to everyone but others');
      for (const [what, answer] of answers) assert.equal(answer, await inMemory(mspId, role, what), what);
    });
  }
}
