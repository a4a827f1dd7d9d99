// SPDX-License-Identifier: Apache-2.0
/**
 * Exchanges as the index keeps them: 28 bytes each, one after another. The first 16 bytes of the exchange digest (nobody
 * can choose another exchange with the same), 6 bytes of the correlation key of the event that stated it, 2 bytes of
 * the leaf's place in the batch, 4 bytes of the event's time within its month; the numbers little-endian. They are read as seven
 * words of 32 bits.
 */
import { endianness } from 'node:os';

const DIGEST_BYTES = 16;
const KEY_BYTES = 6;
const PLACE_BYTES = 2;
const ENTRY_BYTES = 28;
export const ENTRY_WORDS = 7;

/** From here times are counted: a day before the month begins in UTC, whatever local time is. */
const monthBase = (month: number): number => Date.UTC(Math.floor(month / 100), (month % 100) - 1, 0);

export interface Entry {
  /** Exchange digest, lower-case hex. */
  readonly digest: string;
  readonly correlation: number;
  readonly leaf: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** @param month in which the times lie, locally: 202603 for March 2026 */
export function packed(entries: readonly Entry[], month: number): Buffer {
  const base = monthBase(month);
  const bytes = Buffer.alloc(entries.length * ENTRY_BYTES);
  entries.forEach(({ digest, correlation, leaf, atMs }, i) => {
    const at = i * ENTRY_BYTES;
    bytes.write(digest.slice(0, 2 * DIGEST_BYTES), at, 'hex');
    bytes.writeUIntLE(correlation, at + DIGEST_BYTES, KEY_BYTES);
    bytes.writeUInt16LE(leaf, at + DIGEST_BYTES + KEY_BYTES);
    bytes.writeUInt32LE(atMs - base, at + DIGEST_BYTES + KEY_BYTES + PLACE_BYTES);
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

/** Milliseconds since a day before the month began: to be compared with others of the same month. */
export const timeAt = (words: Uint32Array, at: number): number => words[at + 6] ?? 0;
