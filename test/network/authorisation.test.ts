// SPDX-License-Identifier: Apache-2.0
/** A client that calls a peer directly, past every gateway, is refused as the contracts refuse it anywhere else. */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError, parseDomainError } from '@catalog-chain/chaincode/domain/errors';
import { USER_ROLES, type TransactionName, type UserRole } from '@catalog-chain/chaincode/domain/names';
import { openFabricGateway } from '@catalog-chain/gateway/ledger/fabric-gateway/open';
import { Limiter } from '@catalog-chain/gateway/support/limiter';
import { eventually } from '@catalog-chain/network/engine/wait';
import { status } from '@grpc/grpc-js';
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

/** So many calls keep the peers busy, and leave the gateway service's limits alone. */
const AT_ONCE = 8;

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

/** What came of a call that no contract has answered: the peer was too busy, or could not be reached. */
const UNANSWERED: readonly number[] = [status.DEADLINE_EXCEEDED, status.UNAVAILABLE];

/** The contracts' answer through a peer; asked again where the peer gave none of theirs. */
function onPeer(contract: Contract, name: TransactionName): Promise<string> {
  return eventually(`an answer to ${name}`, () => askPeer(contract, name), { timeoutMs: 180_000 });
}

async function askPeer(contract: Contract, name: TransactionName): Promise<string> {
  const args = argumentsOf(name).map((one) =>
    typeof one === 'string' || one instanceof Uint8Array ? one : encode(one),
  );
  try {
    await contract.newProposal(name, { arguments: args }).endorse();
    return 'endorsed';
  } catch (error) {
    assert.ok(error instanceof EndorseError, String(error));
    if (UNANSWERED.includes(error.code)) throw error;
    const [detail] = error.details;
    return parseDomainError(detail?.message ?? '')?.code ?? error.message;
  }
}

for (const [name, mspId] of organisations) {
  for (const role of USER_ROLES) {
    test(`a ${role} of the ${name} is answered by a peer as by the contracts alone`, async () => {
      using client = new FabricClient(network, name, role);
      const limiter = new Limiter(AT_ONCE);
      const answers = await Promise.all(
        guarded.map(async (what) => {
          const answer = await limiter.run(() => onPeer(client.contract, what));
          return [what, answer] as const;
        }),
      );
      const refused = answers.filter(([, answer]) => answer === 'ROLE_REQUIRED');
      assert.ok(refused.length > 0, 'some are closed to everyone but others');
      for (const [what, answer] of answers) assert.equal(answer, await inMemory(mspId, role, what), what);
    });
  }
}
