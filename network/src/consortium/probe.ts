// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey } from 'node:crypto';
import { credentials, Client } from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import { eventually } from '../engine/wait.js';
import type { Identity } from './ca-client.js';
import { channelName, chaincodeName, type NodePlan } from './plan.js';

// Every contract package answers this one, whatever else it holds, and it touches no state.
const HARMLESS = 'org.hyperledger.fabric:GetMetadata';

/** A peer as a client sees it. */
export interface ProbeTarget {
  readonly mspId: string;
  readonly node: NodePlan;
  readonly caPem: string;
  readonly user: Identity;
}

/**
 * Waits until a call through this peer is endorsed by all the organisations named: the peer runs, has joined, has
 * its chaincode, and knows of the other organisations' peers and theirs.
 */
export async function endorses(
  target: ProbeTarget,
  byOrganisations: readonly string[],
  timeoutMs = 120_000,
): Promise<void> {
  const what = `endorsement by ${byOrganisations.join(', ')} through ${target.node.host}`;
  await eventually(what, () => endorseOnce(target, byOrganisations), { timeoutMs, everyMs: 300 });
}

/** One attempt of {@link endorses}, on a connection of its own. */
export async function endorseOnce(target: ProbeTarget, byOrganisations: readonly string[]): Promise<void> {
  const trust = credentials.createSsl(Buffer.from(target.caPem));
  const client = new Client(`127.0.0.1:${target.node.port}`, trust, {
    'grpc.ssl_target_name_override': target.node.host,
  });
  const gateway = connect({
    client,
    identity: { mspId: target.mspId, credentials: Buffer.from(target.user.certificatePem) },
    signer: signers.newPrivateKeySigner(createPrivateKey(target.user.privateKeyPem)),
    hash: hash.sha256,
    endorseOptions: () => ({ deadline: Date.now() + 10_000 }),
  });
  try {
    const contract = gateway.getNetwork(channelName).getContract(chaincodeName);
    await contract.newProposal(HARMLESS, { endorsingOrganizations: [...byOrganisations] }).endorse();
  } finally {
    gateway.close();
    client.close();
  }
}
