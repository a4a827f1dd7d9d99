// SPDX-License-Identifier: Apache-2.0
import type { StartedNetwork } from './started-network.js';

/** A node as a gateway's profile names it. */
interface ProfileNode {
  readonly endpoint: string;
  readonly tlsHostName: string;
  readonly tlsCaPem: string;
}

/** What a gateway of this network needs to know: how to reach it, and the identities of those it serves. */
export interface NetworkProfile {
  readonly channel: string;
  readonly chaincode: string;
  readonly members: readonly {
    readonly mspId: string;
    readonly peers: readonly ProfileNode[];
    readonly users: Readonly<
      Record<string, { readonly certificatePem: string; readonly privateKeyPem: string }>
    >;
  }[];
  readonly endorsers: Readonly<Record<string, readonly ProfileNode[]>>;
  readonly orderers: readonly ProfileNode[];
}

/** The profile of a gateway that serves the organisations named, all of them when none is. Holds private keys. */
export function profileOf(network: StartedNetwork, ...names: readonly string[]): NetworkProfile {
  const all = network.organisations;
  const served = all.filter(({ name }) => names.length === 0 || names.includes(name));
  return {
    channel: network.channel,
    chaincode: network.chaincodeName,
    members: served.map(({ mspId, caPem, peers, users }) => ({ mspId, peers: nodes(peers, caPem), users })),
    endorsers: Object.fromEntries(all.map(({ mspId, caPem, peers }) => [mspId, nodes(peers, caPem)])),
    orderers: all.flatMap(({ caPem, orderers }) => nodes(orderers, caPem)),
  };
}

const nodes = (
  started: readonly Pick<ProfileNode, 'endpoint' | 'tlsHostName'>[],
  tlsCaPem: string,
): readonly ProfileNode[] =>
  started.map(({ endpoint, tlsHostName }) => ({ endpoint, tlsHostName, tlsCaPem }));
