// SPDX-License-Identifier: Apache-2.0
import type { FabricNode, FabricProfile } from '../fabric/profile.js';

/** How long a node is tried before another one is. */
const CONNECT_MS = 2_000;
const REQUEST_MS = 20_000;

/** Peers by MSP: an organisation served here in its own order of preference. */
export const peersByMsp = ({
  members,
  endorsers,
}: FabricProfile): Readonly<Record<string, FabricNode[]>> => ({
  ...endorsers,
  ...Object.fromEntries(members.map(({ mspId, peers }) => [mspId, peers])),
});

/** A node's name in the profile: several may share an address behind a proxy that goes by the TLS name. */
export const nodeName = ({ endpoint, tlsHostName }: FabricNode): string => `${tlsHostName}@${endpoint}`;

/** Fabric's common connection profile, in memory: every peer and orderer is named, so discovery is not needed. */
export function connectionProfile(profile: FabricProfile): Record<string, unknown> {
  const peers = Object.entries(peersByMsp(profile)).map(([mspId, nodes]) => ({ mspId, ...settings(nodes) }));
  const orderers = settings(profile.orderers);
  return {
    name: profile.channel,
    version: '1.0.0',
    organizations: Object.fromEntries(
      peers.map(({ mspId, names }) => [mspId, { mspid: mspId, peers: names }]),
    ),
    peers: Object.assign({}, ...peers.map(({ byName }) => byName)) as Record<string, unknown>,
    orderers: orderers.byName,
    channels: {
      [profile.channel]: { peers: peers.flatMap(({ names }) => names), orderers: orderers.names },
    },
  };
}

function settings(nodes: readonly FabricNode[]): { names: string[]; byName: Record<string, unknown> } {
  const names = nodes.map(nodeName);
  return { names, byName: Object.fromEntries(nodes.map((node) => [nodeName(node), setting(node)])) };
}

const setting = ({ endpoint, tlsHostName, tlsCaPem }: FabricNode): unknown => ({
  url: `grpcs://${endpoint}`,
  tlsCACerts: { pem: tlsCaPem },
  grpcOptions: {
    'ssl-target-name-override': tlsHostName,
    'grpc-wait-for-ready-timeout': CONNECT_MS,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2_000,
    requestTimeout: REQUEST_MS,
  },
});
