// SPDX-License-Identifier: Apache-2.0
/**
 * The few things of `node:crypto` that the verifier and the rules of the domain ask for, for the browser. They ask and are
 * answered at once; Web Crypto answers later. So the mathematics comes from a library that was audited (noble), and what Node
 * does with certificates is done here on what `@peculiar/x509` has read.
 */
import 'reflect-metadata';
import { Buffer } from 'buffer';
import { p256 } from '@noble/curves/nist.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { shake256 } from '@noble/hashes/sha3.js';
import * as x509 from '@peculiar/x509';

type Bytes = string | Uint8Array;

const bytesOf = (data: Bytes): Uint8Array =>
  typeof data === 'string' ? new TextEncoder().encode(data) : Uint8Array.from(data);

function written(digest: Uint8Array, encoding: string | undefined): string | Uint8Array {
  const bytes = Buffer.from(digest);
  return encoding === undefined || encoding === 'buffer' ? bytes : bytes.toString(encoding);
}

interface Ongoing {
  update(data: Bytes): Ongoing;
  digest(encoding?: string): string | Uint8Array;
}

const only = (algorithm: string): void => {
  if (algorithm !== 'sha256') throw new Error(`There is no ${algorithm} here.`);
};

function ongoing(state: { update(data: Uint8Array): unknown; digest(): Uint8Array }): Ongoing {
  const self: Ongoing = {
    update: (data) => {
      state.update(bytesOf(data));
      return self;
    },
    digest: (encoding) => written(state.digest(), encoding),
  };
  return self;
}

export function createHash(algorithm: string): Ongoing {
  only(algorithm);
  return ongoing(sha256.create());
}

interface XofOptions {
  readonly outputLength?: number;
  readonly outputEncoding?: string;
}

/** As Node's: `hex` unless something else is said. */
export function hash(algorithm: string, data: Bytes, how: string | XofOptions = 'hex'): string | Uint8Array {
  const { outputLength, outputEncoding = 'hex' } = typeof how === 'string' ? { outputEncoding: how } : how;
  const encoding = outputEncoding === 'binary' ? 'latin1' : outputEncoding;
  if (algorithm === 'shake256')
    return written(shake256(bytesOf(data), { dkLen: outputLength ?? 32 }), encoding);
  only(algorithm);
  return written(sha256(bytesOf(data)), encoding);
}

export function createHmac(algorithm: string, key: Bytes | SecretKey): Ongoing {
  only(algorithm);
  return ongoing(hmac.create(sha256, key instanceof SecretKey ? key.bytes : bytesOf(key)));
}

class SecretKey {
  constructor(readonly bytes: Uint8Array) {}
}

export const createSecretKey = (bytes: Uint8Array): SecretKey => new SecretKey(bytes);

/** A public key of P-256; of any other kind nothing but that it is another. */
export class KeyObject {
  readonly asymmetricKeyType = 'ec';
  readonly asymmetricKeyDetails: { readonly namedCurve: string };

  /** @param point uncompressed; undefined: of another curve or kind */
  constructor(readonly point: Uint8Array | undefined) {
    this.asymmetricKeyDetails = { namedCurve: point ? 'prime256v1' : 'another' };
  }
}

interface Jwk {
  readonly key: { readonly x: string; readonly y: string };
  readonly format: 'jwk';
}

/** @throws Error where the coordinates are those of no point of the curve */
export function createPublicKey({ key: { x, y } }: Jwk): KeyObject {
  const halves = [x, y].map((one) => Buffer.from(one, 'base64url'));
  const point = Uint8Array.from(Buffer.concat([Buffer.from([4]), ...halves]));
  p256.Point.fromBytes(point).assertValidity();
  return new KeyObject(point);
}

interface Verifying {
  readonly key: KeyObject;
  readonly dsaEncoding?: 'der' | 'ieee-p1363';
}

export function verify(
  algorithm: string,
  message: Uint8Array,
  { key, dsaEncoding }: Verifying,
  signature: Uint8Array,
): boolean {
  only(algorithm);
  if (!key.point) return false;
  try {
    const format = dsaEncoding === 'ieee-p1363' ? 'compact' : 'der';
    return p256.verify(Uint8Array.from(signature), Uint8Array.from(message), key.point, {
      lowS: false,
      format,
    });
  } catch {
    return false;
  }
}

/** Nobody signs in the verifier. */
export function sign(): never {
  throw new Error('There is no private key here.');
}

export const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

const EC_POINT_BYTES = 65;
/** SubjectPublicKeyInfo of P-256, up to its point. */
const P256_HEAD = '3059301306072a8648ce3d020106082a8648ce3d030107034200';

function keyOf(certificate: x509.X509Certificate): KeyObject {
  const spki = Buffer.from(certificate.publicKey.rawData);
  const head = spki.toString('hex', 0, spki.length - EC_POINT_BYTES);
  return new KeyObject(head === P256_HEAD ? Uint8Array.from(spki.subarray(-EC_POINT_BYTES)) : undefined);
}

const sameBytes = (a: ArrayBuffer, b: ArrayBuffer): boolean => Buffer.from(a).equals(Buffer.from(b));

/** What is signed of a certificate; the library keeps it to itself. */
const signedPart = (certificate: x509.X509Certificate): ArrayBuffer =>
  (certificate as unknown as { readonly tbs: ArrayBuffer }).tbs;

export class X509Certificate {
  private readonly read: x509.X509Certificate;
  readonly publicKey: KeyObject;

  constructor(given: string | Uint8Array) {
    this.read = new x509.X509Certificate(typeof given === 'string' ? given : Uint8Array.from(given));
    this.publicKey = keyOf(this.read);
  }

  get ca(): boolean {
    return this.read.getExtension(x509.BasicConstraintsExtension)?.ca === true;
  }

  get validFromDate(): Date {
    return this.read.notBefore;
  }

  get validToDate(): Date {
    return this.read.notAfter;
  }

  /** Whether names, key identifiers and uses fit (RFC 5280 §6.1), without looking at the signature. */
  checkIssued(issuer: X509Certificate): boolean {
    const named = sameBytes(this.read.issuerName.toArrayBuffer(), issuer.read.subjectName.toArrayBuffer());
    const wanted = this.read.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId;
    const there = issuer.read.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
    const usage = issuer.read.getExtension(x509.KeyUsagesExtension);
    const maySign = usage === null || (usage.usages & x509.KeyUsageFlags.keyCertSign) !== 0;
    return named && maySign && (wanted === undefined || there === undefined || wanted === there);
  }

  verify(key: KeyObject): boolean {
    const { name, hash: digest } = this.read.signatureAlgorithm as { name: string; hash?: { name: string } };
    if (name !== 'ECDSA' || digest?.name !== 'SHA-256') return false;
    const signature = new Uint8Array(this.read.signature);
    return verify('sha256', new Uint8Array(signedPart(this.read)), { key, dsaEncoding: 'der' }, signature);
  }
}
