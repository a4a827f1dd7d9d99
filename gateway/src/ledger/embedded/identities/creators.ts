// SPDX-License-Identifier: Apache-2.0
import { X509Certificate, type KeyObject } from 'node:crypto';
import { LedgerError } from '../../ledger-error.js';
import { verifyMessage } from '@catalog-chain/verifier/wire/ecdsa';
import { readIdentity } from '@catalog-chain/verifier/wire/envelope';

/** Whose signatures count: identities that chain to the root of their organisation, while they are valid. */
export class Creators {
  readonly #roots = new Map<string, X509Certificate>();
  readonly #known = new Map<string, Creator>();

  trust(mspId: string, rootPem: string): void {
    this.#roots.set(mspId, new X509Certificate(rootPem));
  }

  /** Root certificates by MSP, PEM. */
  get roots(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries([...this.#roots].map(([mspId, root]) => [mspId, [root.toString()]]));
  }

  trusts(mspId: string): boolean {
    return this.#roots.has(mspId);
  }

  /**
   * Checks a signature and its signer's certificate.
   * @param identity `SerializedIdentity`
   * @param at when the certificate must be valid, milliseconds since 1970
   * @throws LedgerError `IDENTITY_REFUSED`
   */
  verify(identity: Uint8Array, message: Uint8Array, signature: Uint8Array, at: number): void {
    const publicKey = this.checkValid(identity, at);
    if (!verifyMessage(publicKey, message, signature)) throw refused('did not make this signature');
  }

  /** Checks the certificate alone. @returns its key. @throws LedgerError `IDENTITY_REFUSED` */
  checkValid(identity: Uint8Array, at: number): KeyObject {
    const { publicKey, notBefore, notAfter } = this.#creator(identity);
    if (at < notBefore || at > notAfter) throw refused('has expired or is not yet valid');
    return publicKey;
  }

  #creator(identity: Uint8Array): Creator {
    const key = Buffer.from(identity.buffer, identity.byteOffset, identity.length).toString('latin1');
    const known = this.#known.get(key);
    if (known) return known;
    const fresh = this.#read(identity);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(key, fresh);
    return fresh;
  }

  #read(identity: Uint8Array): Creator {
    const { mspId, certificatePem } = readIdentity(identity);
    const root = this.#roots.get(mspId);
    if (!root) throw refused('is of an organisation that this ledger does not know');
    const certificate = parse(certificatePem);
    if (certificate.ca || !certificate.checkIssued(root) || !certificate.verify(root.publicKey))
      throw refused('was not issued by its organisation');
    return {
      publicKey: certificate.publicKey,
      notBefore: Math.max(certificate.validFromDate.getTime(), root.validFromDate.getTime()),
      notAfter: Math.min(certificate.validToDate.getTime(), root.validToDate.getTime()),
    };
  }
}

interface Creator {
  readonly publicKey: KeyObject;
  readonly notBefore: number;
  readonly notAfter: number;
}

const MAX_KNOWN = 1000;

function parse(certificatePem: string): X509Certificate {
  try {
    return new X509Certificate(certificatePem);
  } catch (cause) {
    throw refused('cannot be read', cause);
  }
}

const refused = (why: string, cause?: unknown): LedgerError =>
  new LedgerError('IDENTITY_REFUSED', `The signatory's certificate ${why}.`, { cause });
