// SPDX-License-Identifier: Apache-2.0
/** A file's bytes as they come: gzip is undone, the digest is of the file as it lies there. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { FileFault } from '../faults.js';

/** As many are looked at to see what a file is. */
export const HEAD_BYTES = 64 * 1024;
const CHUNK = 256 * 1024;

/** First bytes of a file, to see what it is. It is read more than once, and a pipe may wait for ever. @throws FileFault */
export async function headOf(path: string): Promise<Buffer> {
  try {
    if (!(await stat(path)).isFile()) throw new Error('It is no file.');
    await using file = await open(path);
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw new FileFault('FILE_UNREADABLE', {}, {}, { cause });
  }
}

/** By which it shows that a file is no longer what it was. @returns undefined where there is none any more */
export async function stateOf(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && [found.dev, found.ino, found.size, found.mtimeNs].join(' ');
}

export const isGzip = (head: Buffer): boolean => head.length > 2 && head[0] === 0x1f && head[1] === 0x8b;
/** A ZIP archive, which an Excel workbook is; an empty one too. */
export const isZip = (head: Buffer): boolean =>
  ['PK\u0003\u0004', 'PK\u0005\u0006'].some((mark) => head.subarray(0, 4).equals(Buffer.from(mark)));
/** An Excel workbook of before 2007. */
export const isOldWorkbook = (head: Buffer): boolean =>
  head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]));

/** SHA-256 of the file, lower-case hex. */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** What follows the last member of gzip may be zeros, as tapes are filled up. Whatever else it is was lost. @throws Error */
async function ensureNothingAfter(path: string, end: number): Promise<void> {
  for await (const bytes of createReadStream(path, { start: end }) as AsyncIterable<Buffer>)
    if (bytes.some((byte) => byte !== 0)) throw new Error('More follows than was unpacked.');
}

/** @throws FileFault where the file cannot be read, or is damaged gzip */
export async function* bytesOf(path: string, gzip: boolean): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: CHUNK });
  if (!gzip) {
    yield* file as AsyncIterable<Buffer>;
    return;
  }
  const unzipped = createGunzip({ chunkSize: CHUNK });
  file.on('error', (error) => unzipped.destroy(error));
  file.pipe(unzipped);
  try {
    yield* unzipped as AsyncIterable<Buffer>;
    await ensureNothingAfter(path, unzipped.bytesWritten);
  } catch (cause) {
    throw new FileFault('FILE_GZIP', {}, {}, { cause });
  } finally {
    file.destroy();
  }
}
