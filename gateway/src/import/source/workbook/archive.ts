// SPDX-License-Identifier: Apache-2.0
/**
 * The files of a workbook, unpacked as they are read: none is held. Checksums are compared, for one byte that changed on
 * the way would be read as another word.
 */
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { FileFault } from '../../faults.js';

/** No workbook consists of as many files. */
const MOST_FILES = 10_000;
/** Characters of all that the archive says of its files: it is held. */
const MOST_SAID = 8 * 1024 * 1024;
/** Of one file unpacked: what can be read in a few minutes. */
const MOST_UNPACKED = 1024 * 1024 * 1024;

export class Archive implements Disposable {
  private constructor(
    private readonly zip: yauzl.ZipFile,
    private readonly entries: ReadonlyMap<string, yauzl.Entry>,
  ) {}

  /** @throws Error where the archive is damaged; FileFault `FILE_SHEET_SIZE` */
  static async open(path: string): Promise<Archive> {
    const zip = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false });
    using opened = new DisposableStack();
    opened.defer(() => {
      zip.close();
    });
    const entries = new Map<string, yauzl.Entry>();
    let said = 0;
    for await (const entry of zip.eachEntry()) {
      said += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength;
      if (entries.size >= MOST_FILES || said > MOST_SAID) throw new FileFault('FILE_SHEET_SIZE');
      if (entries.has(entry.fileName)) throw new Error('Two files of the archive have one name.');
      entries.set(entry.fileName, entry);
    }
    opened.move();
    return new Archive(zip, entries);
  }

  /**
   * Text of a file, piece by piece; nothing where there is none of the name. To be read to its end: that is where damage
   * shows.
   * @throws Error where it is damaged or no UTF-8; FileFault `FILE_SHEET_SIZE`
   */
  async *text(name: string): AsyncGenerator<string> {
    const entry = this.entries.get(name);
    if (!entry) return;
    if (entry.uncompressedSize > MOST_UNPACKED) throw new FileFault('FILE_SHEET_SIZE');
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let sum = 0;
    for await (const piece of (await this.zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      sum = crc32(piece, sum);
      yield decoder.decode(piece, { stream: true });
    }
    if (sum !== entry.crc32) throw new Error('A file of the archive is damaged.');
    yield decoder.decode();
  }

  [Symbol.dispose](): void {
    this.zip.close();
  }
}
