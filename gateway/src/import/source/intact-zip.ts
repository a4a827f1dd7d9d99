// SPDX-License-Identifier: Apache-2.0
/**
 * Whether a ZIP archive holds what was packed into it. Readers of workbooks do not compare checksums, and one byte that
 * changed on the way would be read as another word.
 */
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';

/** Of all files of a workbook unpacked: what a reader may have in memory at most. */
const MOST_UNPACKED = 256 * 1024 * 1024;

async function isIntact(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<boolean> {
  let sum = 0;
  for await (const piece of await zip.openReadStreamPromise(entry)) sum = crc32(piece as Buffer, sum);
  return sum === entry.crc32;
}

const opened = (archive: Buffer): Promise<yauzl.ZipFile> =>
  yauzl.fromBufferPromise(archive, { lazyEntries: true, autoClose: false });

/** Text of one file of an archive; undefined where there is none of the name. */
export async function partOf(archive: Buffer, name: string): Promise<AsyncIterable<string> | undefined> {
  const zip = await opened(archive);
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== name) continue;
    const stream = await zip.openReadStreamPromise(entry);
    return stream.setEncoding('utf8') as AsyncIterable<string>;
  }
  return undefined;
}

/** @throws Error where the archive is damaged, or larger than an import may be */
export async function requireIntact(archive: Buffer): Promise<void> {
  const zip = await opened(archive);
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize;
    if (unpacked > MOST_UNPACKED) throw new Error('The archive is too large unpacked.');
    if (!(await isIntact(zip, entry))) throw new Error('A file of the archive is damaged.');
  }
}
