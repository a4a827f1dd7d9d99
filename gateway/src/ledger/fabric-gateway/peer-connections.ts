// SPDX-License-Identifier: Apache-2.0
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, type Gateway } from '@hyperledger/fabric-gateway';
import { createPrivateKey } from 'node:crypto';
import type { FabricMember, FabricNode } from '../fabric/profile.js';
import { signMessage } from '@catalog-chain/verifier/wire/ecdsa';

const GRPC_OPTIONS = {
  'grpc.keepalive_time_ms': 60_000,
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': 128 * 1024 * 1024,
  'grpc.max_send_message_length': 128 * 1024 * 1024,
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 2_000,
};

/** One gRPC channel to one peer, shared by all users of its organisation. */
export class PeerConnection implements Disposable {
  #client: Client;
  readonly #gateways = new Map<string, Gateway>();

  constructor(
    private readonly member: FabricMember,
    private readonly peer: FabricNode,
  ) {
    this.#client = openChannel(peer);
  }

  /** This peer's gateway service, as one user calls it. */
  as(user: string): Gateway {
    const gateway = this.#gateways.get(user) ?? this.#connect(user);
    this.#gateways.set(user, gateway);
    return gateway;
  }

  /**
   * Leaves the channel of that gateway for a new one, unless that was done already. A connection can be dead without
   * its ends being told, and gRPC then waits for its next keepalive: docs/decisions/0182.
   */
  renew(silent: Gateway): void {
    if (![...this.#gateways.values()].includes(silent)) return;
    this[Symbol.dispose]();
    this.#gateways.clear();
    this.#client = openChannel(this.peer);
  }

  [Symbol.dispose](): void {
    for (const gateway of this.#gateways.values()) gateway.close();
    this.#client.close();
  }

  /** Signs with the machine's own ECDSA over the whole message: the library's signer is sixteen times slower. */
  #connect(user: string): Gateway {
    const identity = this.member.users[user];
    if (!identity) throw new Error('No such user in the profile.');
    const key = createPrivateKey(identity.privateKeyPem);
    return connect({
      client: this.#client,
      identity: { mspId: this.member.mspId, credentials: Buffer.from(identity.certificatePem) },
      signer: (message) => Promise.resolve(signMessage(key, message)),
      hash: hash.none,
    });
  }
}

function openChannel({ endpoint, tlsHostName, tlsCaPem }: FabricNode): Client {
  return new Client(endpoint, credentials.createSsl(Buffer.from(tlsCaPem)), {
    ...GRPC_OPTIONS,
    'grpc.ssl_target_name_override': tlsHostName,
    'grpc.default_authority': tlsHostName,
  });
}
