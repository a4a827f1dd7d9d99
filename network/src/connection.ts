// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivate } from './consortium/files.js';
import type { Identity } from './consortium/ca-client.js';
import { channelName, chaincodeName, type UserName } from './consortium/plan.js';
import type { StartedOrganisation } from './started-organisation.js';

/**
 * All that one organisation's gateway needs to reach the ledger, in one file, keys included: as secret as the keys.
 * It names nothing of other organisations, whose peers are found through the organisation's own.
 */
export interface Connection {
  readonly mspId: string;
  readonly channel: string;
  readonly chaincode: string;
  /** The organisation's own peers, best first. */
  readonly peers: readonly PeerConnection[];
  readonly users: Readonly<Record<UserName, Identity>>;
}

/** One peer: host:port, the name in its TLS certificate, and the PEM of the authority that must have issued it. */
export interface PeerConnection {
  readonly endpoint: string;
  readonly tlsHostName: string;
  readonly tlsCaPem: string;
}

/** The connection as seen from this machine, or from a container on the consortium's network. */
export function connectionOf(organisation: StartedOrganisation, from: 'host' | 'container'): Connection {
  const { mspId, peers, users } = organisation;
  return {
    mspId,
    channel: channelName,
    chaincode: chaincodeName,
    peers: peers.map(({ endpoint, internalEndpoint, tlsHostName, tlsCaPem }) => ({
      endpoint: from === 'host' ? endpoint : internalEndpoint,
      tlsHostName,
      tlsCaPem,
    })),
    users,
  };
}

/** Writes ORGANISATION/connection.json for programs on this machine and ORGANISATION/gateway/connection.json for containers. */
export function writeConnections(organisation: StartedOrganisation): void {
  const { root } = organisation.material;
  const text = (from: 'host' | 'container'): string =>
    `${JSON.stringify(connectionOf(organisation, from), null, 2)}\n`;
  writePrivate(join(root, 'connection.json'), text('host'));
  writePrivate(join(root, 'gateway/connection.json'), text('container'));
}

/** Reads a file that {@link writeConnections} wrote. Throws when it is not there. */
export function readConnection(file: string): Connection {
  return JSON.parse(readFileSync(file, 'utf8')) as Connection;
}
