// SPDX-License-Identifier: Apache-2.0
import './silent-logs.js';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Gateway, type Network, type X509Identity } from 'fabric-network';
import type { FabricProfile } from '../fabric/profile.js';
import { LedgerError } from '../ledger-error.js';
import type { Signatory } from '../ledger.js';
import { signMessage } from '@catalog-chain/verifier/wire/ecdsa';
import { connectionProfile, nodeName, peersByMsp } from './connection-profile.js';

// fabric-common's types, as fabric-network hands them out.
export type Channel = ReturnType<Network['getChannel']>;
export type Endorser = ReturnType<Channel['getEndorsers']>[number];
export type Committer = ReturnType<Channel['getCommitters']>[number];
type IdentityContext = NonNullable<Gateway['identityContext']>;

/** What has a payload to be signed: a proposal, a query, the order of a block stream. */
interface Signable {
  sign(signature: Buffer): unknown;
}

/** A node that did not answer is not waited for again so soon: one that is down would hold up every call. */
const RECHECK_MS = 2_000;

/** One user's connections to the channel's peers and orderers. */
export class Session implements Disposable {
  readonly #peers = new Map<string, Endorser[]>();
  readonly #orderers: Committer[];
  readonly #checks = new Map<Endorser | Committer, Promise<boolean>>();
  readonly #failedAt = new Map<Endorser | Committer, number>();
  readonly #silent = new Set<Endorser | Committer>();
  readonly #renewedAt = new Map<Endorser | Committer, number>();
  #closed = false;

  private constructor(
    readonly mspId: string,
    readonly identity: IdentityContext,
    readonly channel: Channel,
    private readonly gateway: Gateway,
    private readonly key: KeyObject,
    profile: FabricProfile,
  ) {
    for (const [owner, nodes] of Object.entries(peersByMsp(profile)))
      this.#peers.set(
        owner,
        nodes.map((node) => channel.getEndorser(nodeName(node))),
      );
    this.#orderers = channel.getCommitters();
  }

  /** Connects; nodes that do not answer are tried again when they are needed. */
  static async open(profile: FabricProfile, { mspId, user }: Signatory): Promise<Session> {
    const held = profile.members.find((member) => member.mspId === mspId)?.users[user];
    if (!held) throw new LedgerError('IDENTITY_UNKNOWN', 'This gateway holds no such identity.');
    const { certificatePem: certificate, privateKeyPem: privateKey } = held;
    const identity: X509Identity = { type: 'X.509', mspId, credentials: { certificate, privateKey } };
    const gateway = new Gateway();
    await gateway.connect(connectionProfile(profile), {
      identity,
      discovery: { enabled: false, asLocalhost: false },
    });
    const channel = (await gateway.getNetwork(profile.channel)).getChannel();
    if (!gateway.identityContext) throw new LedgerError('LEDGER_FAILURE', 'The client took no identity.');
    const key = createPrivateKey(privateKey);
    return new Session(mspId, gateway.identityContext, channel, gateway, key, profile);
  }

  /** The channel's organisations, this one first, those of which a peer failed last at the end. */
  get organisations(): readonly string[] {
    return [this.mspId, ...Array.from(this.#peers.keys()).filter((mspId) => mspId !== this.mspId)];
  }

  /** An organisation's peers; those that failed last come last. */
  peersOf(mspId: string): readonly Endorser[] {
    return [...(this.#peers.get(mspId) ?? [])];
  }

  get orderers(): readonly Committer[] {
    return [...this.#orderers];
  }

  /** Puts a node that failed behind the others of its kind, and a peer's organisation behind the others. */
  demote(node: Endorser | Committer): void {
    const kinds: (Endorser | Committer)[][] = [this.#orderers, ...this.#peers.values()];
    for (const nodes of kinds) if (nodes.includes(node)) nodes.push(...nodes.splice(nodes.indexOf(node), 1));
    for (const [mspId, peers] of [...this.#peers]) {
      if (!peers.some((peer) => peer === node)) continue;
      this.#peers.delete(mspId);
      this.#peers.set(mspId, peers);
    }
  }

  /**
   * Gives up the connection that a call went through without an answer: it may be dead, and the next check opens another.
   * One that is newer than the call is kept, since others have calls on it. See docs/decisions/0182.
   * @param sentAt when the call was sent, as `performance.now()` tells it
   */
  leave(node: Endorser | Committer, sentAt: number): void {
    if (sentAt >= (this.#renewedAt.get(node) ?? 0)) this.#silent.add(node);
    this.demote(node);
  }

  /**
   * Whether the node answers; connects again where the connection was lost or given up. The library's own check replaces
   * a connection, also one that another call waits for: so there is never more than one check of a node.
   */
  async reachable(node: Endorser | Committer): Promise<boolean> {
    const failedAt = this.#failedAt.get(node) ?? -Infinity;
    if (this.#closed || performance.now() - failedAt < RECHECK_MS) return false;
    const check = this.#checks.get(node) ?? this.#check(node);
    this.#checks.set(node, check);
    try {
      const answers = await check;
      if (!answers) this.#failedAt.set(node, performance.now());
      return answers;
    } finally {
      this.#checks.delete(node);
    }
  }

  /**
   * A connection is closed here and nowhere else, between two checks: under a check that is under way, the library would
   * take the node for connected for ever, and have nothing to send by.
   */
  #check(node: Endorser | Committer): Promise<boolean> {
    if (this.#silent.delete(node)) {
      node.disconnect();
      this.#renewedAt.set(node, performance.now());
    }
    return node.checkConnection();
  }

  /** Signs with the machine's own ECDSA: the library's signer is plain JavaScript, and many times slower. */
  sign(action: Signable, payload: Uint8Array): void {
    action.sign(Buffer.from(signMessage(this.key, payload)));
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.gateway.disconnect();
  }
}
