// SPDX-License-Identifier: Apache-2.0
/** `inflateSync` of `node:zlib` as the rules of a batch use it: one whole zlib stream, no longer than it may be. */
import { Buffer } from 'buffer';
import { Inflate, inflateSync as inflateRaw } from 'fflate';

const HEAD = 2;
const TAIL = 4;
const ADLER = 65_521;

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % ADLER;
    b = (b + a) % ADLER;
  }
  return ((b << 16) | a) >>> 0;
}

function bounded(deflated: Uint8Array, most: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const inflating = new Inflate((piece) => {
    length += piece.length;
    if (length > most) throw new RangeError('The stream holds more than it may.');
    pieces.push(piece);
  });
  inflating.push(deflated, true);
  return Buffer.concat(pieces);
}

/** Whether the stream goes on to its last byte: without it, it must be incomplete. */
function endsThere(deflated: Uint8Array): boolean {
  try {
    inflateRaw(deflated.subarray(0, -1));
    return false;
  } catch {
    return true;
  }
}

interface Options {
  readonly maxOutputLength: number;
}

/** @throws RangeError for what is too long, Error for what is no zlib stream (RFC 1950) */
export function inflateSync(
  input: Uint8Array,
  { maxOutputLength }: Options,
): { readonly buffer: Uint8Array; readonly engine: { readonly bytesWritten: number } } {
  const [cmf = 0, flags = 0] = input;
  const isZlib = (cmf & 0x0f) === 8 && ((cmf << 8) | flags) % 31 === 0 && (flags & 0x20) === 0;
  if (!isZlib || input.length < HEAD + TAIL) throw new Error('This is no zlib stream.');
  const deflated = input.subarray(HEAD, -TAIL);
  const buffer = bounded(deflated, maxOutputLength);
  const tail = Buffer.from(input.subarray(-TAIL)).readUInt32BE(0);
  if (tail !== adler32(buffer)) throw new Error('The checksum of the stream does not fit.');
  return { buffer, engine: { bytesWritten: endsThere(deflated) ? input.length : -1 } };
}
