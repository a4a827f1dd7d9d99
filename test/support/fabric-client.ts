// SPDX-License-Identifier: Apache-2.0
/** The stock Fabric client, for tests of the network itself. */
import { createPrivateKey, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, type Contract, type Gateway, hash, signers } from '@hyperledger/fabric-gateway';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { UserName } from '@catalog-chain/network/consortium/plan';
import { eventually } from '@catalog-chain/network/engine/wait';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';

/** A connection of one user to one peer; closed at the end of its scope. */
export class FabricClient implements Disposable {
  readonly contract: Contract;
  readonly #client: Client;
  readonly #gateway: Gateway;

  constructor(network: StartedNetwork, organisation: string, user: UserName, peer = 0) {
    const { mspId, caPem, users, peers } = network.organisation(organisation);
    const chosen = peers[peer];
    if (chosen === undefined) throw new Error(`${organisation} has no peer ${peer}`);
    this.#client = new Client(chosen.endpoint, credentials.createSsl(Buffer.from(caPem)), {
      'grpc.ssl_target_name_override': chosen.tlsHostName,
    });
    const { certificatePem, privateKeyPem } = users[user];
    const patience = (seconds: number) => () => ({ deadline: Date.now() + seconds * 1_000 });
    this.#gateway = connect({
      client: this.#client,
      identity: { mspId, credentials: Buffer.from(certificatePem) },
      signer: signers.newPrivateKeySigner(createPrivateKey(privateKeyPem)),
      hash: hash.sha256,
      evaluateOptions: patience(15),
      endorseOptions: patience(15),
      submitOptions: patience(10),
      commitStatusOptions: patience(10),
    });
    this.contract = this.#gateway.getNetwork(network.channel).getContract(network.chaincodeName);
  }

  [Symbol.dispose](): void {
    this.#gateway.close();
    this.#client.close();
  }
}

/** How often a write is endorsed anew while peers are a block apart: the next second finds them at one. */
const ENDORSEMENTS = 10;

/** Registers a member that does not exist yet, and gives its MSP id: a write that leaves something to read. */
export async function writeMember(network: StartedNetwork, through = 'manager', peer = 0): Promise<string> {
  const mspId = `Test${randomInt(1e9)}MSP`;
  using client = new FabricClient(network, through, 'admin', peer);
  const input = { mspId, code: `TEST:${mspId}`, names: { en: 'A test' }, roles: ['consumer'] };
  for (let left = ENDORSEMENTS; ; left -= 1)
    try {
      await client.contract.submitTransaction('organisation:register', encode(input));
      return mspId;
    } catch (error) {
      if (left === 1 || !differ(error)) throw error;
      await delay(1_000);
    }
}

/** Whether peers endorsed different results: nothing was ordered then. */
const differ = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('ProposalResponsePayloads do not match');

/**
 * Reads a member through an organisation's peer, which may learn of it later than others: a peer whose orderer was just
 * restarted waits for it up to half a minute before it turns to another. Throws when the member stays unknown.
 */
export async function readMember(network: StartedNetwork, mspId: string, through: string): Promise<void> {
  const read = (): Promise<void> => readMemberOnce(network, mspId, through);
  await eventually(`the member at ${through}`, read, { timeoutMs: 60_000 });
}

/** The same at once. Throws when the peer does not have it now. */
export async function readMemberOnce(network: StartedNetwork, mspId: string, through: string): Promise<void> {
  using client = new FabricClient(network, through, 'officer');
  await client.contract.evaluateTransaction('organisation:read', mspId);
}

/**
 * Registers the manager and names the organisations that run peers, unless another test did. Peers that are a block apart
 * endorse differently what follows on the block: it is tried again, and each step looks first whether it was done.
 */
export async function found(network: StartedNetwork): Promise<void> {
  const steps = async (): Promise<void> => {
    await register(network);
    await nameEndorsers(network);
  };
  await eventually('the founding', steps, { timeoutMs: 60_000 });
}

async function nameEndorsers(network: StartedNetwork): Promise<void> {
  using client = new FabricClient(network, 'manager', 'admin');
  const read = async (): Promise<Policy> =>
    JSON.parse(
      Buffer.from(await client.contract.evaluateTransaction('policy:read', 'current')).toString(),
    ) as Policy;
  const { deadlines, calendar, reportWithinHours, endorsers: known } = await read();
  if (known) return;
  const endorsers = network.organisations.map(({ mspId }) => mspId).sort();
  try {
    const policy = { deadlines, calendar, reportWithinHours, endorsers };
    await client.contract.submitTransaction('policy:set', encode(policy));
  } catch (error) {
    if (!(await read()).endorsers) throw error;
  }
}

async function register(network: StartedNetwork): Promise<void> {
  using client = new FabricClient(network, 'manager', 'admin');
  const known = Buffer.from(await client.contract.evaluateTransaction('organisation:list')).toString();
  if (known.includes('"ManagerMSP"')) return;
  const input = { mspId: 'ManagerMSP', code: 'TEST:1', names: { en: 'Bureau' }, roles: ['manager'] };
  try {
    await client.contract.submitTransaction('organisation:register', encode(input));
  } catch (error) {
    // Another file of the run may have been first.
    const after = Buffer.from(await client.contract.evaluateTransaction('organisation:list')).toString();
    if (!after.includes('"ManagerMSP"')) throw error;
  }
}
