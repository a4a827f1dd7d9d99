// SPDX-License-Identifier: Apache-2.0
/** How the index names things: state keys as ids, long random strings as 48-bit numbers, ids as bytes. */

/** Splits a composite state key into its object type and the record's id; undefined for any other key. */
export function parseStateKey(key: string): { type: string; id: string } | undefined {
  if (!key.startsWith('\0') || !key.endsWith('\0')) return undefined;
  const [type, ...parts] = key.slice(1, -1).split('\0');
  return type === undefined || parts.length === 0 ? undefined : { type, id: parts.join('/') };
}

/** The first 48 bits of 32 bytes in base64url (a commitment or pseudonym). */
export function key48(base64url: string): number {
  return Buffer.from(base64url.slice(0, 8), 'base64url').readUIntBE(0, 6);
}

const FNV_PRIME = 0x0100_0193;

/** 48 bits of any text: FNV-1a twice. Finds candidates only; the answer is compared with the text itself. */
export function textKey48(text: string): number {
  let low = 0x811c_9dc5;
  let high = 0x0b5e_74a1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, FNV_PRIME);
    high = Math.imul(high ^ (unit + i), FNV_PRIME);
  }
  return ((high >>> 0) & 0xffff) * 2 ** 32 + (low >>> 0);
}

/** 16 bytes of a UUID. */
export function uuidBytes(uuid: string): Uint8Array {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

/** Milliseconds of a time as RFC 3339 UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** March 2026 as 202603. */
export const monthNumber = (period: string): number => Number(period.replace('-', ''));
