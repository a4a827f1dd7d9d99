// SPDX-License-Identifier: Apache-2.0
/** Takes a zip apart without trusting it: names, number and sizes of files are bounded before anything is kept. */
import { crc32, inflateRawSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { FILE_NAME, LIMITS } from '../format.js';
import { Unreadable } from './faults.js';

const DEFLATED = 8;
const RAW = { decodeFileData: false } as const;

type Files = ReadonlyMap<string, Buffer>;

/** @returns the files by name. @throws Unreadable */
export async function openBundle(zip: Buffer): Promise<Files> {
  const archive = await open(zip);
  const files = new Map<string, Buffer>();
  let room: number = LIMITS.totalBytes;
  try {
    for await (const entry of archive.eachEntry()) {
      checkEntry(entry, files, room);
      room -= entry.uncompressedSize;
      files.set(entry.fileName, await contentOf(archive, entry));
    }
    return files;
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('The archive is damaged, or names a file as no bundle does.');
  } finally {
    archive.close();
  }
}

async function open(zip: Buffer): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.fromBufferPromise(zip, { lazyEntries: true, strictFileNames: true });
  } catch {
    throw new Unreadable('The file is not a zip archive.');
  }
}

function checkEntry(
  { fileName: name, uncompressedSize: size }: yauzl.Entry,
  files: Files,
  room: number,
): void {
  if (!FILE_NAME.test(name)) throw new Unreadable('The archive holds a file whose name no bundle has.');
  if (files.has(name)) throw new Unreadable(`The archive holds ${name} twice.`);
  if (files.size >= LIMITS.files) throw new Unreadable('The archive holds too many files.');
  if (size > LIMITS.fileBytes || size > room) throw new Unreadable('The archive is too large unpacked.');
}

/** Inflated in one piece, several times faster than by a stream; no further than the entry says that it goes. */
async function contentOf(archive: yauzl.ZipFile, entry: yauzl.Entry): Promise<Buffer> {
  const { uncompressedSize: size } = entry;
  const isDeflated = entry.compressionMethod === DEFLATED && !entry.isEncrypted();
  const stored = await buffer(await archive.openReadStreamPromise(entry, isDeflated ? RAW : {}));
  const content = isDeflated ? inflateRawSync(stored, { maxOutputLength: Math.max(size, 1) }) : stored;
  if (content.length !== size || crc32(content) !== entry.crc32)
    throw new Unreadable(`${entry.fileName} is damaged.`);
  return content;
}
