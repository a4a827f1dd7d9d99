// SPDX-License-Identifier: Apache-2.0
/**
 * Exchanges as the index keeps them: 24 bytes each, one after another. The first 16 bytes of the exchange digest (nobody
 * can choose another exchange with the same), 6 bytes of the correlation key of the event that stated it, 2 bytes of
 * the leaf's place in the batch; both numbers little-endian. They are read as six words of 32 bits.
 */
import { endianness } from 'node:os';

const DIGEST_BYTES = 16;
const KEY_BYTES = 6;
const ENTRY_BYTES = 24;
export const ENTRY_WORDS = 6;

export interface Entry {
  /** Exchange digest, lower-case hex. */
  readonly digest: string;
  readonly correlation: number;
  readonly leaf: number;
}

export function packed(entries: readonly Entry[]): Buffer {
  const bytes = Buffer.alloc(entries.length * ENTRY_BYTES);
  entries.forEach(({ digest, correlation, leaf }, i) => {
    const at = i * ENTRY_BYTES;
    bytes.write(digest.slice(0, 2 * DIGEST_BYTES), at, 'hex');
    bytes.writeUIntLE(correlation, at + DIGEST_BYTES, KEY_BYTES);
    bytes.writeUInt16LE(leaf, at + DIGEST_BYTES + KEY_BYTES);
  });
  return bytes;
}

/** The words of packed exchanges; copied, since a database's bytes may lie anywhere. */
export function wordsOf(bytes: Uint8Array): Uint32Array {
  const copy = new Uint8Array(bytes);
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap32();
  return new Uint32Array(copy.buffer);
}

/** Of the entry that begins at a word. */
export const correlationAt = (words: Uint32Array, at: number): number =>
  ((words[at + 5] ?? 0) & 0xffff) * 2 ** 32 + (words[at + 4] ?? 0);

export const leafAt = (words: Uint32Array, at: number): number => (words[at + 5] ?? 0) >>> 16;
