// SPDX-License-Identifier: Apache-2.0
/** ECDSA with P-256 and SHA-256 (FIPS 186-5, RFC 7518 §3.4). Verifying is a function of its input and nothing else. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { PublicKey } from '../members/signer-records';

/** `raw`: r and s, 32 bytes each, as WebCrypto and JOSE write them. `der`: as authenticators write them. */
export type SignatureForm = 'raw' | 'der';

const RAW_BYTES = 64;
const ENCODING = { raw: 'ieee-p1363', der: 'der' } as const satisfies Record<SignatureForm, string>;

const keyObject = ({ kty, crv, x, y }: PublicKey): KeyObject =>
  createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });

/** Whether the coordinates are those of a point of the curve. */
export function isPublicKey(key: PublicKey): boolean {
  try {
    keyObject(key);
    return true;
  } catch {
    return false;
  }
}

/** An s in either half of its range counts, as the standard says: a nonce keeps the other one from being used again. */
export function verifies(
  key: PublicKey,
  message: Uint8Array,
  signature: Uint8Array,
  form: SignatureForm,
): boolean {
  if (form === 'raw' && signature.length !== RAW_BYTES) return false;
  return verify('sha256', message, { key: keyObject(key), dsaEncoding: ENCODING[form] }, signature);
}
