// SPDX-License-Identifier: Apache-2.0
/** UUIDs of version 7 (RFC 9562): a time and random bits. */

const BYTES = 16;
const TIME_BYTES = 6;
const GROUPS = [8, 4, 4, 4, 12] as const;

/** @param now milliseconds since 1970 */
export function uuidV7(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  let rest = now;
  for (let i = TIME_BYTES - 1; i >= 0; i -= 1) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  let at = 0;
  return GROUPS.map((length) => hex.slice(at, (at += length))).join('-');
}
