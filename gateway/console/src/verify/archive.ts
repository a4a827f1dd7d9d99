// SPDX-License-Identifier: Apache-2.0
/** Takes a bundle apart in memory, within the bounds that the command line keeps: names, number and sizes, before anything is unpacked. */
import { FILE_NAME, limitOf, LIMITS, PART_NAME, partFile } from '@catalog-chain/verifier/format';
import type { Archive } from '@catalog-chain/verifier/verify/archive';
import { archiveOf } from '@catalog-chain/verifier/verify/archive';
import { Unreadable } from '@catalog-chain/verifier/verify/faults';
import { unzipSync, type UnzipFileInfo } from 'fflate';

/** A bundle of many parts is for the command line, which reads a file as it goes. */
const MOST_BYTES = 512 * 1024 * 1024;

/** No deflate of so many bytes takes more room (zlib's own bound for any of its settings): more would unpack to more than is stated. */
const mostDeflated = (bytes: number): number => bytes + Math.ceil(bytes / 8) + 64;

class Bounds {
  private readonly names = new Set<string>();
  private room: number = LIMITS.totalBytes;

  /** @throws Unreadable */
  admit({ name, originalSize }: UnzipFileInfo): boolean {
    if (this.names.has(name)) throw new Unreadable('The archive holds a file twice.');
    if (!FILE_NAME.test(name)) throw new Unreadable('The archive holds a file whose name no bundle has.');
    if (originalSize > limitOf(name) || originalSize > this.room)
      throw new Unreadable('The archive is too large unpacked.');
    this.names.add(name);
    this.room -= originalSize;
    if (this.names.size > LIMITS.files) throw new Unreadable('The archive holds too many files.');
    return true;
  }
}

/** @throws Unreadable, also where a file that is admitted would unpack to more than it states */
function unpacked(
  zip: Uint8Array,
  admits: (file: UnzipFileInfo) => boolean,
): ReadonlyMap<string, Uint8Array> {
  const filter = (file: UnzipFileInfo): boolean => {
    if (!admits(file)) return false;
    if (file.size > mostDeflated(file.originalSize))
      throw new Unreadable('The archive understates how large a file is unpacked.');
    return true;
  };
  try {
    return new Map(Object.entries(unzipSync(zip, { filter })));
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('The file is not a zip archive, or damaged.');
  }
}

function partOf(zip: Uint8Array): Archive {
  const bounds = new Bounds();
  return archiveOf(unpacked(zip, (file) => bounds.admit(file)));
}

function namesIn(zip: Uint8Array): readonly string[] {
  const names: string[] = [];
  let held = 0;
  unpacked(zip, ({ name, size }) => {
    names.push(name);
    held += size;
    if (held > zip.length) throw new Unreadable('Two files of the archive lie in one another.');
    return false;
  });
  return names;
}

/** The parts of a bundle in their order. @throws Unreadable */
export async function* partsOf(zip: Uint8Array): AsyncGenerator<Archive> {
  if (zip.length > MOST_BYTES)
    throw new Unreadable('The file is too large for a browser; use the command line.');
  const names = namesIn(zip);
  await Promise.resolve();
  if (!names.some((name) => PART_NAME.test(name))) {
    yield partOf(zip);
    return;
  }
  for (const [at, name] of names.entries()) {
    if (name !== partFile(at + 1))
      throw new Unreadable('The archive of parts holds something else, or they are out of order.');
    const [part] = unpacked(
      zip,
      (file) => file.name === name && file.originalSize <= LIMITS.totalBytes,
    ).values();
    if (!part) throw new Unreadable('A part is too large.');
    yield partOf(part);
  }
}
