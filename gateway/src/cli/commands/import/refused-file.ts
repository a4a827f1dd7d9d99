// SPDX-License-Identifier: Apache-2.0
/** `--refused FILE`: refused rows and notes as NDJSON, written as they are found. There may be millions: none is held. */
import { closeSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import { UsageError } from '@catalog-chain/verifier/command/terminal';
import type { RefusedRow } from '../../../import/faults.js';

const FLUSH = 64 * 1024;

function openedTo(path: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    throw new UsageError('The file that --refused names cannot be written.', { cause });
  }
}

function statesOf(file: number): { ino: number; dev: number; isFile: boolean } {
  const state = fstatSync(file);
  return { ino: state.ino, dev: state.dev, isFile: state.isFile() };
}

export class RefusedFile implements Disposable {
  private waiting = '';

  private constructor(private readonly file: number) {}

  /**
   * An empty file in the place of whatever was there.
   * @param input the file that is imported, which must be another one
   * @throws UsageError where it is the same, or cannot be written
   */
  static create(path: string, input: string): RefusedFile {
    const file = openedTo(path);
    const { ino, dev, isFile } = statesOf(file);
    const other = statSync(input, { throwIfNoEntry: false });
    if (other?.ino === ino && other.dev === dev) {
      closeSync(file);
      throw new UsageError('--refused names the file that is imported.');
    }
    if (isFile) ftruncateSync(file);
    return new RefusedFile(file);
  }

  /** @param taken whether the row is used all the same */
  write(row: RefusedRow, taken: boolean): void {
    this.waiting += `${JSON.stringify(taken ? { ...row, taken } : row)}\n`;
    if (this.waiting.length > FLUSH) this.flush();
  }

  flush(): void {
    writeSync(this.file, this.waiting);
    this.waiting = '';
  }

  [Symbol.dispose](): void {
    this.flush();
    closeSync(this.file);
  }
}
