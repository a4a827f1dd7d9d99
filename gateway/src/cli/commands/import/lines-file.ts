// SPDX-License-Identifier: Apache-2.0
/** `--refused FILE` and `--changes FILE`: rows and things as NDJSON, written as they are found. There may be millions: none is held. */
import { closeSync, fstatSync, ftruncateSync, openSync, statSync, writeSync } from 'node:fs';
import { said } from '../../wording/say.js';
import { UsageError } from '@catalog-chain/verifier/command/terminal';

const FLUSH = 64 * 1024;

function openedTo(option: string, path: string): number {
  try {
    return openSync(path, 'a');
  } catch (cause) {
    throw new UsageError(said('The file that {option} names cannot be written.', { option }), { cause });
  }
}

function statesOf(file: number): { ino: number; dev: number; isFile: boolean } {
  const state = fstatSync(file);
  return { ino: state.ino, dev: state.dev, isFile: state.isFile() };
}

export class LinesFile implements Disposable {
  private waiting = '';

  private constructor(private readonly file: number) {}

  /**
   * An empty file in the place of whatever was there.
   * @param option that names it
   * @param input the file that is imported, which must be another one
   * @param besides another such file
   * @throws UsageError where it is the same as one of them, or cannot be written
   */
  static create(option: string, path: string, input: string, besides?: LinesFile): LinesFile {
    const file = openedTo(option, path);
    const { ino, dev, isFile } = statesOf(file);
    const other = statSync(input, { throwIfNoEntry: false });
    if (other?.ino === ino && other.dev === dev) {
      closeSync(file);
      throw new UsageError(said('{option} names the file that is imported.', { option }));
    }
    if (isFile && besides?.isAt(ino, dev) === true) {
      closeSync(file);
      throw new UsageError(said('--refused and --changes name the same file.'));
    }
    if (isFile) ftruncateSync(file);
    return new LinesFile(file);
  }

  private isAt(ino: number, dev: number): boolean {
    const own = statesOf(this.file);
    return own.ino === ino && own.dev === dev;
  }

  write(value: object): void {
    this.waiting += `${JSON.stringify(value)}\n`;
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
