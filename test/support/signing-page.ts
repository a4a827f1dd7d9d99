// SPDX-License-Identifier: Apache-2.0
/**
 * What a page of a gateway does for a person who signs: passkeys through Web Authentication, keys that the browser keeps
 * (Web Cryptography, IndexedDB), and requests in the person's session. It runs in the page, where there is nothing of
 * Node; it is given as text, so that neither compiler nor policy of contents meets it elsewhere.
 */
import type { Page } from 'playwright-core';
import type { ActSignature } from '@catalog-chain/chaincode/domain/acts/signed-act';
import type { PublicKey } from '@catalog-chain/chaincode/domain/members/signer-records';

/** Algorithm of COSE (RFC 9053 §2.1): ECDSA with P-256 and SHA-256. */
const SCRIPT = String.raw`(() => {
  const ES256 = -7;
  const EC = { name: 'ECDSA', namedCurve: 'P-256' };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const bytes = (words) =>
    Uint8Array.from(atob(words.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
  /** The end of a public key on P-256 in SPKI is the uncompressed point: 4, x, y. */
  const jwkOf = (spki) => {
    const point = new Uint8Array(spki).slice(-64);
    return { kty: 'EC', crv: 'P-256', x: text(point.slice(0, 32)), y: text(point.slice(32)) };
  };
  const answered = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const store = async (mode) => {
    const opening = indexedDB.open('signer', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
    return (await answered(opening)).transaction('keys', mode).objectStore('keys');
  };
  const keptKey = async () => answered((await store('readonly')).get('own'));
  return {
    async makePasskey({ relyingParty }) {
      const made = await navigator.credentials.create({
        publicKey: {
          challenge: crypto.getRandomValues(new Uint8Array(32)),
          rp: { id: relyingParty, name: 'Catalog Chain' },
          user: { id: crypto.getRandomValues(new Uint8Array(16)), name: 'signer', displayName: 'signer' },
          pubKeyCredParams: [{ type: 'public-key', alg: ES256 }],
          authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        },
      });
      return { credential: made.id, key: jwkOf(made.response.getPublicKey()) };
    },
    async assert({ digest, relyingParty, credential, verification }) {
      const { response } = await navigator.credentials.get({
        publicKey: {
          challenge: bytes(digest),
          rpId: relyingParty,
          allowCredentials: [{ type: 'public-key', id: bytes(credential) }],
          userVerification: verification,
        },
      });
      const authenticator = { clientData: text(response.clientDataJSON), data: text(response.authenticatorData) };
      return { signature: text(response.signature), authenticator };
    },
    async makeKey() {
      const { privateKey, publicKey } = await crypto.subtle.generateKey(EC, false, ['sign', 'verify']);
      await answered((await store('readwrite')).put(privateKey, 'own'));
      return jwkOf(await crypto.subtle.exportKey('spki', publicKey));
    },
    async sign({ message }) {
      const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, await keptKey(), bytes(message));
      return { signature: text(signature) };
    },
    async exportOf({ format }) {
      return crypto.subtle.exportKey(format, await keptKey()).then(() => 'given away', ({ name }) => name);
    },
    async ask({ method, path, body, signature }) {
      const headers = { accept: 'application/json' };
      if (body !== undefined) headers['content-type'] = 'application/json';
      if (signature !== undefined) headers['act-signature'] = text(new TextEncoder().encode(JSON.stringify(signature)));
      const sent = body === undefined ? undefined : JSON.stringify(body);
      const answer = await fetch(path, { method, headers, body: sent });
      return { status: answer.status, text: await answer.text() };
    },
  };
})()`;

export interface Asking {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly signature?: ActSignature | undefined;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly text: string;
}

/** What a signature consists of, apart from what is stated of the act. */
export type Signed = Pick<ActSignature, 'signature' | 'authenticator'>;

export class SigningPage {
  constructor(readonly page: Page) {}

  /** @param relyingParty name of the host that the page is of, or of one above it */
  makePasskey(relyingParty: string): Promise<{ readonly credential: string; readonly key: PublicKey }> {
    return this.run('makePasskey', { relyingParty });
  }

  /** @param digest base64url. @param verification `discouraged`: as a page that asks for less than is needed */
  assert(
    digest: string,
    passkey: { readonly relyingParty: string; readonly credential: string },
    verification: 'required' | 'discouraged' = 'required',
  ): Promise<Signed> {
    return this.run('assert', { digest, ...passkey, verification });
  }

  /** Makes a key that stays in this browser, for this origin. */
  makeKey(): Promise<PublicKey> {
    return this.run('makeKey', {});
  }

  /** @param message base64url */
  sign(message: string): Promise<Signed> {
    return this.run('sign', { message });
  }

  /** What becomes of giving the private key away: the name of the error. */
  exportOf(format: 'jwk' | 'pkcs8'): Promise<string> {
    return this.run('exportOf', { format });
  }

  /** A request of the page, with the person's session. */
  async ask<T = { readonly code: string }>(asking: Asking): Promise<Answered<T>> {
    const { status, text } = await this.run<{ status: number; text: string }>('ask', asking);
    return { status, text, body: JSON.parse(text === '' ? 'null' : text) as T };
  }

  private async run<T>(name: string, argument: object): Promise<T> {
    return this.page.evaluate<T>(`${SCRIPT}.${name}(${JSON.stringify(argument)})`);
  }
}
