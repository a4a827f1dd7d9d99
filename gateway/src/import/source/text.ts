// SPDX-License-Identifier: Apache-2.0
/**
 * Bytes → text, strictly: what does not fit the encoding is a fault of the file, and never a replacement character.
 * UTF-8 unless a byte-order mark or the caller says otherwise. No other encoding is guessed: a guess that is wrong
 * makes true characters of false bytes, and the ledger keeps them. The message says what the bytes look like.
 */
import { FileFault } from '../faults.js';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'gb18030', 'big5', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** What people call them, and their programs. GB 18030 holds all of GBK and GB 2312. */
const ALSO_CALLED: Readonly<Record<string, Encoding>> = {
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  utf8: 'utf-8',
  cp1252: 'windows-1252',
};

/** @returns undefined for one that is not read */
export function encodingNamed(name: string): Encoding | undefined {
  const plain = name.trim().toLowerCase();
  const also = Object.hasOwn(ALSO_CALLED, plain) ? ALSO_CALLED[plain] : undefined;
  return also ?? ENCODINGS.find((one) => one === plain);
}

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** What a byte-order mark says; undefined where there is none. */
export const markOf = (head: Buffer): Encoding | undefined =>
  MARKS.find(([, bytes]) => bytes.every((byte, i) => head[i] === byte))?.[0];

type Decoder = InstanceType<typeof TextDecoder>;

const strict = (encoding: Encoding): Decoder => new TextDecoder(encoding, { fatal: true });

function decodes(encoding: Encoding, bytes: Buffer): string | undefined {
  try {
    return strict(encoding).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

/** Chinese text in GB 18030 is mostly of its commonest 3,755 characters, whose first byte is 0xB0 to 0xD7. */
function looksLikeGb18030(bytes: Buffer): boolean {
  const text = decodes('gb18030', bytes);
  if (text === undefined) return false;
  const high = bytes.filter((byte) => byte >= 0x80).length;
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han * 2 > high * 0.6;
}

function lineFeeds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) count += 1;
  return count;
}

/** How many of the bytes are read before the first that does not fit. */
function goodBytes(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (decodes('utf-8', bytes.subarray(0, middle)) === undefined) high = middle - 1;
    else low = middle;
  }
  return low;
}

/** In UTF-16 without a mark one byte of each Latin letter, separator and line end is zero, always the same one of the pair. */
function utf16Like(bytes: Buffer): Encoding | undefined {
  let odd = 0;
  let even = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, at + 1)) {
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  if (odd + even === 0) return undefined;
  if (odd > even * 9) return 'utf-16le';
  return even > odd * 9 ? 'utf-16be' : undefined;
}

function guessOf(bytes: Buffer): string {
  const wide = utf16Like(bytes);
  if (wide !== undefined) return ` (UTF-16? --encoding ${wide})`;
  return looksLikeGb18030(bytes) ? ' (GB 18030? --encoding gb18030)' : '';
}

function misfit(encoding: Encoding, bytes: Buffer, line: number, cause: unknown): FileFault {
  if (encoding !== 'utf-8') return new FileFault('FILE_ENCODING', { encoding }, { line }, { cause });
  const place = { line: line + lineFeeds(bytes.subarray(0, goodBytes(bytes))) };
  return new FileFault('FILE_NOT_UTF8', { guess: guessOf(bytes) }, place, { cause });
}

/** Encodings in which bytes of UTF-8 make text as well, of other characters. */
const LENIENT: readonly Encoding[] = ['gb18030', 'big5', 'windows-1252'];
/** In so many characters beyond ASCII, those of three bytes and more counting twice, no other text is UTF-8 by chance. */
const CERTAIN = 8;

/** Looks whether bytes are UTF-8, though they were said to be something else. */
class Utf8Watch {
  private readonly decoder = strict('utf-8');
  private isPossible = true;
  private weight = 0;

  take(chunk?: Buffer): void {
    if (!this.isPossible) return;
    try {
      const text = chunk === undefined ? this.decoder.decode() : this.decoder.decode(chunk, { stream: true });
      for (const [character] of text.matchAll(/\P{ASCII}/gu)) {
        this.weight += character > '\u07ff' ? 2 : 1;
        if (this.weight >= CERTAIN) break;
      }
    } catch {
      this.isPossible = false;
    }
  }

  get isUtf8(): boolean {
    return this.isPossible && this.weight >= CERTAIN;
  }
}

/** Bytes carried over, so that a chunk never ends within a character when it is looked at again. */
const MAX_CHARACTER = 4;

/** @throws FileFault `FILE_NOT_UTF8`, `FILE_ENCODING`, `FILE_CHARACTERS` with the line where it is; at the end `FILE_IS_UTF8` */
export async function* textOf(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  if (!LENIENT.includes(encoding)) {
    yield* decoded(bytes, encoding);
    return;
  }
  const watch = new Utf8Watch();
  yield* decoded(watched(bytes, watch), encoding);
  watch.take();
  if (watch.isUtf8) throw new FileFault('FILE_IS_UTF8', { encoding });
}

async function* watched(bytes: AsyncIterable<Buffer>, watch: Utf8Watch): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    watch.take(chunk);
    yield chunk;
  }
}

async function* decoded(bytes: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = strict(encoding);
  let line = 1;
  let tail = Buffer.alloc(0);
  for await (const chunk of bytes) {
    const text = decodeChunk(decoder, chunk, () =>
      misfit(encoding, Buffer.concat([tail, chunk]), line, undefined),
    );
    const nul = text.indexOf('\u0000');
    if (nul >= 0)
      throw new FileFault('FILE_CHARACTERS', {}, { line: line + text.slice(0, nul).split('\n').length - 1 });
    if (text !== '') yield text;
    line += lineFeeds(chunk);
    tail = Buffer.from(chunk.subarray(-MAX_CHARACTER));
    tail = (tail.at(-1) ?? 0) < 0x80 ? Buffer.alloc(0) : tail.subarray(startOfCharacter(tail));
  }
  const rest = decodeChunk(decoder, undefined, () => misfit(encoding, tail, line, undefined));
  if (rest !== '') yield rest;
}

/** Index of the last byte that begins a character of UTF-8: what stands before it was decoded. */
function startOfCharacter(tail: Buffer): number {
  for (let i = tail.length - 1; i >= 0; i -= 1) if (((tail[i] ?? 0) & 0xc0) !== 0x80) return i;
  return 0;
}

function decodeChunk(decoder: Decoder, chunk: Buffer | undefined, fault: () => FileFault): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw fault();
  }
}
