// SPDX-License-Identifier: Apache-2.0
import type { StartedNetwork } from './started-network.js';
import type { StartedPeer } from './started-node.js';

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

/** The profile of a gateway on this machine that serves the organisations named, all of them when none is. Holds private keys. */
export function profileOf(network: StartedNetwork, ...names: readonly string[]): NetworkProfile {
  return profile(network, names, ({ endpoint }) => endpoint);
}

/** The profile of a gateway in a container on the consortium's network. Holds private keys. */
export function containerProfileOf(network: StartedNetwork, ...names: readonly string[]): NetworkProfile {
  return profile(network, names, ({ internalEndpoint }) => internalEndpoint);
}

type Address = (node: StartedPeer) => string;

function profile(network: StartedNetwork, names: readonly string[], address: Address): NetworkProfile {
  const all = network.organisations;
  const served = all.filter(({ name }) => names.length === 0 || names.includes(name));
  const nodes = (started: readonly StartedPeer[]): readonly ProfileNode[] =>
    started.map((node) => ({
      endpoint: address(node),
      tlsHostName: node.tlsHostName,
      tlsCaPem: node.tlsCaPem,
    }));
  return {
    channel: network.channel,
    chaincode: network.chaincodeName,
    members: served.map(({ mspId, peers, users }) => ({ mspId, peers: nodes(peers), users })),
    endorsers: Object.fromEntries(all.map(({ mspId, peers }) => [mspId, nodes(peers)])),
    orderers: all.flatMap(({ orderers }) => nodes(orderers)),
  };
}
