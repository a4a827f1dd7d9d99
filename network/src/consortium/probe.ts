// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey } from 'node:crypto';
import { credentials, Client } from '@grpc/grpc-js';
import { connect, GatewayError, hash, signers } from '@hyperledger/fabric-gateway';
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
  /** Users of the organisation, any of whom may ask: one that was revoked is passed over. */
  readonly users: readonly Identity[];
}

/** What peers answer to someone who may not ask. */
const REFUSED = /access denied/;

/** As many organisations as the channel's policy wants, whichever the peer chooses. */
export const ENOUGH: readonly string[] = [];

/**
 * Waits until a call through this peer is endorsed by all the organisations named, or by {@link ENOUGH}: the peer runs, has joined, has
 * its chaincode, and knows of the other organisations' peers and theirs.
 */
export async function endorses(
  target: ProbeTarget,
  byOrganisations: readonly string[],
  timeoutMs = 120_000,
): Promise<void> {
  const whom = byOrganisations === ENOUGH ? 'as many as it takes' : byOrganisations.join(', ');
  const what = `endorsement by ${whom} through ${target.node.host}`;
  await eventually(what, () => endorseOnce(target, byOrganisations), { timeoutMs, everyMs: 300 });
}

/** One attempt of {@link endorses}, on a connection of its own. */
export async function endorseOnce(target: ProbeTarget, byOrganisations: readonly string[]): Promise<void> {
  let refusal: unknown = new Error(`${target.mspId} has no user`);
  for (const user of target.users) {
    try {
      await endorseAs(user, target, byOrganisations);
      return;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

const isRefusal = (error: unknown): boolean =>
  error instanceof GatewayError &&
  [error.message, ...error.details.map(({ message }) => message)].some((text) => REFUSED.test(text));

async function endorseAs(
  user: Identity,
  { mspId, node, caPem }: ProbeTarget,
  byOrganisations: readonly string[],
): Promise<void> {
  const trust = credentials.createSsl(Buffer.from(caPem));
  const client = new Client(`127.0.0.1:${node.port}`, trust, {
    'grpc.ssl_target_name_override': node.host,
  });
  const gateway = connect({
    client,
    identity: { mspId, credentials: Buffer.from(user.certificatePem) },
    signer: signers.newPrivateKeySigner(createPrivateKey(user.privateKeyPem)),
    hash: hash.sha256,
    endorseOptions: () => ({ deadline: Date.now() + 10_000 }),
  });
  try {
    const contract = gateway.getNetwork(channelName).getContract(chaincodeName);
    const named = byOrganisations === ENOUGH ? {} : { endorsingOrganizations: [...byOrganisations] };
    await contract.newProposal(HARMLESS, named).endorse();
  } finally {
    gateway.close();
    client.close();
  }
}
