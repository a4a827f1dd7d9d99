// SPDX-License-Identifier: Apache-2.0
/**
 * ECDSA over P-256 and SHA-256 as Fabric accepts it: DER, with the smaller of the two possible `s` values, and
 * nothing after the sequence. One signature thus has one spelling, and nobody can alter it without the key.
 */
import { sign, verify, type KeyObject } from 'node:crypto';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = bytes32(ORDER >> 1n);

function bytes32(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
}

/** @returns the DER signature of the message's SHA-256, low-S. */
export function signMessage(key: KeyObject, message: Uint8Array): Uint8Array {
  const raw = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
  const s = raw.subarray(32);
  const low = s.compare(HALF_ORDER) <= 0 ? s : bytes32(ORDER - BigInt(`0x${s.toString('hex')}`));
  const body = Buffer.concat([derInteger(raw.subarray(0, 32)), derInteger(low)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

/** @returns whether the signature is the key's, low-S and strictly DER. */
export function verifyMessage(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const raw = plainOf(Buffer.from(signature.buffer, signature.byteOffset, signature.length));
  if (!raw || raw.subarray(32).compare(HALF_ORDER) > 0) return false;
  return verify('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, raw);
}

/** DER INTEGER of an unsigned big-endian number. */
function derInteger(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const trimmed = bytes.subarray(start);
  const padding = (trimmed[0] ?? 0) & 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([0x02, trimmed.length + padding.length, ...padding]), trimmed]);
}

/** r and s of a DER signature as 64 bytes; undefined unless the encoding is the only right one. */
export function plainOf(der: Buffer): Buffer | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = readInteger(der, 2);
  const s = r && readInteger(der, r.next);
  if (!s || s.next !== der.length) return undefined;
  return Buffer.concat([r.value, s.value]);
}

function readInteger(der: Buffer, at: number): { value: Buffer; next: number } | undefined {
  const length = der[at + 1] ?? 0;
  const content = der.subarray(at + 2, at + 2 + length);
  const digits = content[0] === 0 ? content.subarray(1) : content;
  if (der[at] !== 0x02 || content.length !== length || digits.length > 32) return undefined;
  const value = Buffer.concat([Buffer.alloc(32 - digits.length), digits]);
  return derInteger(value).equals(der.subarray(at, at + 2 + length))
    ? { value, next: at + 2 + length }
    : undefined;
}
