// SPDX-License-Identifier: Apache-2.0
/**
 * Takes zip archives apart without trusting them: names, number and sizes of files are bounded before anything is
 * unpacked, and a file is unpacked when it is looked at. A bundle is one part, or an archive of parts.
 */
import { crc32, inflateRawSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { FILE_NAME, limitOf, LIMITS, PART_NAME, partFile } from '../format.js';
import { Unreadable } from '../verify/faults.js';
import type { Archive } from '../verify/archive.js';

const STORED = 0;
const DEFLATED = 8;
const RAW = { decodeFileData: false } as const;
const ASCII = /^[\x20-\x7e]*$/;

/** A zip archive whose entries have been looked at, and nothing else of it. */
interface Opened extends AsyncDisposable {
  readonly zip: yauzl.ZipFile;
  readonly entries: ReadonlyMap<string, yauzl.Entry>;
}

/** Where the bytes of a bundle are: in memory, or in a file, of which no more is read than is looked at. */
export type BundleSource = Buffer | { readonly file: string };

/** The parts of a bundle in their order, each opened when the one before is done with. @throws Unreadable */
export async function* partsOf(source: BundleSource): AsyncGenerator<Archive> {
  await using opened = await open(source);
  const { entries } = opened;
  if (![...entries.keys()].some((name) => PART_NAME.test(name))) {
    yield partOf(opened);
    return;
  }
  checkParts(entries);
  for (const entry of entries.values()) {
    await using part = await open(Buffer.from(await contentOf(opened.zip, entry)));
    yield partOf(part);
  }
}

/** Every file of a bundle of one part, unpacked. @throws Unreadable */
export async function openBundle(zip: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  await using opened = await open(zip);
  const part = partOf(opened);
  const files = new Map<string, Buffer>();
  for (const name of part.names) files.set(name, Buffer.from(await part.read(name)));
  return files;
}

async function open(source: BundleSource): Promise<Opened> {
  const zip = await openZip(source);
  try {
    const entries = new Map<string, yauzl.Entry>();
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new Unreadable(`The archive holds ${shown(entry)} twice.`);
      entries.set(entry.fileName, entry);
      if (entries.size > MAX_ENTRIES) throw new Unreadable('The archive holds too many files.');
    }
    checkApart(entries);
    const close = (): Promise<void> => {
      zip.close();
      return Promise.resolve();
    };
    return { zip, entries, [Symbol.asyncDispose]: close };
  } catch (error) {
    zip.close();
    throw error instanceof Unreadable ? error : damaged();
  }
}

/** Of a local header without the name: what lies before a file's bytes at least. */
const LOCAL_HEADER = 30;

/** No byte belongs to two files: one that many entries lead to would be unpacked as often, and cost far more than its length. */
function checkApart(entries: ReadonlyMap<string, yauzl.Entry>): void {
  const inOrder = [...entries.values()].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  let end = 0;
  for (const entry of inOrder) {
    const { relativeOffsetOfLocalHeader: from, compressedSize } = entry;
    if (from < end) throw new Unreadable('Two files of the archive lie in one another.');
    end = from + LOCAL_HEADER + compressedSize;
  }
}

const MAX_ENTRIES = 1_000_000;
const shown = ({ fileName }: yauzl.Entry): string => (ASCII.test(fileName) ? fileName : 'a file');
const damaged = (): Unreadable =>
  new Unreadable('The archive is damaged, or names a file as no bundle does.');

async function openZip(source: BundleSource): Promise<yauzl.ZipFile> {
  const options = { lazyEntries: true, strictFileNames: true, autoClose: false } as const;
  try {
    return Buffer.isBuffer(source)
      ? await yauzl.fromBufferPromise(source, options)
      : await yauzl.openPromise(source.file, options);
  } catch {
    throw new Unreadable('The file is not a zip archive.');
  }
}

/** Parts are stored as they are, follow one another by number, and nothing lies beside them. */
function checkParts(entries: ReadonlyMap<string, yauzl.Entry>): void {
  for (const [at, [name, entry]] of [...entries].entries()) {
    const fits = name === partFile(at + 1) && entry.compressionMethod === STORED && !entry.isEncrypted();
    if (!fits) throw new Unreadable('The archive of parts holds something else, or they are out of order.');
    if (entry.uncompressedSize > LIMITS.totalBytes) throw new Unreadable('A part is too large.');
  }
}

function partOf({ zip, entries }: Opened): Archive {
  let room: number = LIMITS.totalBytes;
  for (const [name, { uncompressedSize: size }] of entries) {
    if (!FILE_NAME.test(name)) throw new Unreadable('The archive holds a file whose name no bundle has.');
    if (size > limitOf(name) || size > room) throw new Unreadable('The archive is too large unpacked.');
    room -= size;
  }
  if (entries.size > LIMITS.files) throw new Unreadable('The archive holds too many files.');
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    read: (name) => {
      const entry = entries.get(name);
      if (!entry) throw new Unreadable('The archive lacks a file.');
      return contentOf(zip, entry);
    },
  };
}

/** Inflated in one piece, several times faster than by a stream; no further than the entry says that it goes. */
async function contentOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Uint8Array> {
  const { uncompressedSize: size } = entry;
  try {
    const isDeflated = entry.compressionMethod === DEFLATED && !entry.isEncrypted();
    const stored = await buffer(await zip.openReadStreamPromise(entry, isDeflated ? RAW : {}));
    const content = isDeflated ? inflateRawSync(stored, { maxOutputLength: Math.max(size, 1) }) : stored;
    if (content.length === size && crc32(content) === entry.crc32) return content;
  } catch {
    // Told below, as is what unpacked to something else.
  }
  throw new Unreadable(`${shown(entry)} is damaged.`);
}
