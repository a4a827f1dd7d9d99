// SPDX-License-Identifier: Apache-2.0
/**
 * A person's keys in this browser (IndexedDB). The private half of a browser key is made so that nothing can read it out,
 * this console included; an authenticator's never leaves the authenticator, and only its name is kept.
 */
import { toBase64url } from './bytes';

export interface PublicKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

interface Common {
  /** `MSPID:CODE`, as the ledger will know it. */
  readonly id: string;
  readonly organisation: string;
  readonly user: string;
  readonly code: string;
  readonly publicKey: PublicKey;
  readonly made: string;
}

export interface BrowserKey extends Common {
  readonly kind: 'browser';
  readonly privateKey: CryptoKey;
}

export interface AuthenticatorKey extends Common {
  readonly kind: 'webauthn';
  readonly relyingParty: {
    readonly id: string;
    readonly origins: readonly string[];
    readonly credential: string;
  };
}

export type OwnKey = BrowserKey | AuthenticatorKey;

/** Whose keys: another person at the same browser has his own. */
export interface Owner {
  readonly organisation: string;
  readonly user: string;
}

const DATABASE = 'catalog-chain-keys';
const STORE = 'keys';
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ES256 = -7;
const CODE_BYTES = 4;

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('The browser keeps no keys.'));
    };
  });

async function store(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(STORE, { keyPath: 'id' });
  };
  return (await settled(request)).transaction(STORE, mode).objectStore(STORE);
}

export async function keysOf({ organisation, user }: Owner): Promise<readonly OwnKey[]> {
  const all = (await settled((await store('readonly')).getAll())) as readonly OwnKey[];
  return all.filter((key) => key.organisation === organisation && key.user === user);
}

async function keep(key: OwnKey): Promise<OwnKey> {
  await settled((await store('readwrite')).put(key));
  return key;
}

export async function forget(id: string): Promise<void> {
  await settled((await store('readwrite')).delete(id));
}

function commonOf({ organisation, user }: Owner, role: string, publicKey: PublicKey): Common {
  const letters = crypto.getRandomValues(new Uint8Array(CODE_BYTES));
  const code = `${role}-${[...letters].map((one) => one.toString(16).padStart(2, '0')).join('')}`;
  return {
    id: `${organisation}:${code}`,
    organisation,
    user,
    code,
    publicKey,
    made: new Date().toISOString(),
  };
}

async function publicHalf(key: CryptoKey): Promise<PublicKey> {
  const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', key);
  return { kty: 'EC', crv: 'P-256', x, y };
}

/** A key that this browser holds and cannot give away. */
export async function makeBrowserKey(owner: Owner, role: string): Promise<OwnKey> {
  const pair = await crypto.subtle.generateKey(P256, false, ['sign', 'verify']);
  const common = commonOf(owner, role, await publicHalf(pair.publicKey));
  return keep({ ...common, kind: 'browser', privateKey: pair.privateKey });
}

/** Authenticators know pages by a name; an address in numbers is none. */
export const hasAuthenticators = (): boolean =>
  'PublicKeyCredential' in window && !/^[\d.]+$|:/.test(location.hostname);

/** A key in an authenticator that verifies its user (W3C Web Authentication). @throws DOMException when refused */
export async function makeAuthenticatorKey(owner: Owner, role: string): Promise<OwnKey> {
  const credential = (await navigator.credentials.create({
    publicKey: {
      rp: { id: location.hostname, name: 'Catalog Chain' },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name: role, displayName: role },
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
      authenticatorSelection: { userVerification: 'required' },
      attestation: 'none',
    },
  })) as PublicKeyCredential | null;
  const response = credential?.response as AuthenticatorAttestationResponse | undefined;
  const spki = response?.getPublicKey();
  if (!credential || !spki) throw new DOMException('The authenticator gave no key.', 'NotAllowedError');
  const key = await crypto.subtle.importKey('spki', spki, P256, true, ['verify']);
  const relyingParty = {
    id: location.hostname,
    origins: [location.origin],
    credential: toBase64url(credential.rawId),
  };
  return keep({ ...commonOf(owner, role, await publicHalf(key)), kind: 'webauthn', relyingParty });
}
