// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { LedgerError } from '../../ledger-error.js';
import type { Signatory } from '../../ledger.js';
import { createRoot, issue, type KeyPair, type Validity } from './certificates.js';
import { Identity } from './identity.js';
import type { KeyStore } from './key-store.js';

/** The node is an organisation of its own: what it signs is not to be taken for a member's word. */
export const NODE_MSP = 'EmbeddedNode';

const DAY = 86_400_000;
const ROOT_LIFETIME = 20 * 365 * DAY;
const MSP_ID = /^[A-Za-z][A-Za-z0-9.-]{0,47}$/;

export interface RegistrarOptions {
  readonly keys: KeyStore;
  readonly clock: () => number;
  /** Closed list of organisations; absent: any, on first use. */
  readonly organisations?: readonly string[] | undefined;
  /** How long a user's certificate is valid, milliseconds. */
  readonly userLifetimeMs: number;
  /** Makes an organisation's root known to the ledger; does nothing when it is. */
  readonly admit: (mspId: string, rootPem: string) => Promise<void>;
}

interface Enrolled {
  readonly identity: Identity;
  readonly notAfter: number;
}

/** The organisations' certificate authorities: enrols users when they are first needed, renews before expiry. */
export class Registrar {
  readonly #enrolled = new Map<string, Promise<Enrolled>>();
  readonly #roots = new Map<string, Promise<KeyPair>>();

  constructor(private readonly options: RegistrarOptions) {}

  /** @throws LedgerError `IDENTITY_UNKNOWN` for an organisation or user that cannot be enrolled here. */
  async identity({ mspId, user }: Signatory): Promise<Identity> {
    if (!this.isMember(mspId) || !USER_ROLES.some((role) => role === user))
      throw new LedgerError('IDENTITY_UNKNOWN', 'The ledger enrols no such user of no such organisation.');
    const name = `${mspId}/${user}`;
    const enrolled = await remember(this.#enrolled, name, () => this.#enrol(mspId, user));
    if (enrolled.notAfter - this.options.clock() > this.#margin) return enrolled.identity;
    this.#enrolled.delete(name);
    return (await remember(this.#enrolled, name, () => this.#renew(mspId, user))).identity;
  }

  /** @returns whether the organisation is, or may become, a member of this ledger. */
  isMember(mspId: string): boolean {
    const { organisations } = this.options;
    return mspId !== NODE_MSP && MSP_ID.test(mspId) && (organisations?.includes(mspId) ?? true);
  }

  get #margin(): number {
    return Math.min(DAY, this.options.userLifetimeMs / 10);
  }

  async #enrol(mspId: string, user: string): Promise<Enrolled> {
    await this.#admitted(mspId);
    const stored = this.options.keys.read(mspId, user);
    return stored ? enrolledAs(mspId, stored) : this.#renew(mspId, user);
  }

  async #renew(mspId: string, user: string): Promise<Enrolled> {
    const root = await this.#admitted(mspId);
    const subject = { name: user, organisation: mspId, role: user };
    const pair = await issue(root, subject, lifetime(this.options.clock(), this.options.userLifetimeMs));
    this.options.keys.write(mspId, user, pair);
    return enrolledAs(mspId, pair);
  }

  #admitted(mspId: string): Promise<KeyPair> {
    return remember(this.#roots, mspId, async () => {
      const root = await rootOf(mspId, this.options.keys, this.options.clock());
      await this.options.admit(mspId, root.certificatePem);
      return root;
    });
  }
}

/** The node's identity and its root, made on first use. */
export async function nodeIdentity(
  keys: KeyStore,
  now: number,
): Promise<{ identity: Identity; rootPem: string }> {
  const root = await rootOf(NODE_MSP, keys, now);
  const stored = keys.read(NODE_MSP, 'node');
  const pair =
    stored ?? (await issue(root, { name: 'node', organisation: NODE_MSP }, lifetime(now, ROOT_LIFETIME)));
  if (!stored) keys.write(NODE_MSP, 'node', pair);
  return { identity: Identity.of(NODE_MSP, pair), rootPem: root.certificatePem };
}

async function rootOf(mspId: string, keys: KeyStore, now: number): Promise<KeyPair> {
  const stored = keys.read(mspId, 'ca');
  if (stored) return stored;
  const root = await createRoot(mspId, lifetime(now, ROOT_LIFETIME));
  keys.write(mspId, 'ca', root);
  return root;
}

/** Begins a day early, so that clocks need not agree to the second. */
const lifetime = (now: number, ms: number): Validity => ({ notBefore: now - DAY, notAfter: now + ms });

function enrolledAs(mspId: string, pair: KeyPair): Enrolled {
  const notAfter = new X509Certificate(pair.certificatePem).validToDate.getTime();
  return { identity: Identity.of(mspId, pair), notAfter };
}

/** One making per key at a time; a failure is not remembered. */
function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key);
  if (known) return known;
  const fresh = make();
  memory.set(key, fresh);
  fresh.catch(() => memory.delete(key));
  return fresh;
}
