// SPDX-License-Identifier: Apache-2.0
/** What the cells of a workbook share: strings, which they name by number, and formats, which tell a date from a number. */
import { FileFault } from '../../faults.js';
import { MOST_CHARACTERS } from '../lines.js';
import type { Archive } from './archive.js';
import type { CellFormat } from './cell.js';
import { hear, nothing, type Attributes } from './xml.js';

/** `_x000D_` stands for a character that XML has no room for. */
export const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Text in runs, one after the other; how it is pronounced stands among them and is left out. */
export class Runs {
  private said = '';
  private isRun = false;
  private isAside = false;

  open(name: string): void {
    if (name === 'rPh') this.isAside = true;
    if (name === 't') this.isRun = true;
  }

  /** @throws FileFault `FILE_SHEET_SIZE` for a text that does not end */
  text(said: string): void {
    if (!this.isRun || this.isAside) return;
    this.said += said;
    if (this.said.length > MOST_CHARACTERS) throw new FileFault('FILE_SHEET_SIZE');
  }

  close(name: string): void {
    if (name === 'rPh') this.isAside = false;
    if (name === 't') this.isRun = false;
  }

  /** What was said since the last time. */
  take(): string {
    const { said } = this;
    this.said = '';
    return unescaped(said);
  }
}

/** Strings are held: of their characters and of what each of them takes besides. */
const MOST_HELD = 64 * 1024 * 1024;
const EACH = 32;

/** @throws FileFault `FILE_SHEET_SIZE` */
export async function stringsOf(archive: Archive, path: string): Promise<readonly string[]> {
  const strings: string[] = [];
  const runs = new Runs();
  let held = 0;
  const close = (name: string): void => {
    runs.close(name);
    if (name !== 'si') return;
    const said = runs.take();
    strings.push(said);
    held += said.length + EACH;
    if (held > MOST_HELD) throw new FileFault('FILE_SHEET_SIZE');
  };
  const open = (name: string): void => {
    runs.open(name);
  };
  const text = (said: string): void => {
    runs.text(said);
  };
  await hear(archive.text(path), { open, text, close });
  return strings;
}

/** Formats that every workbook has, by number: from 27 on those of East Asian and Thai editions. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) ||
  (id >= 27 && id <= 36) ||
  (id >= 45 && id <= 47) ||
  (id >= 50 && id <= 58) ||
  (id >= 71 && id <= 81);

const MOST_CODE = 255;
/** Words in quotes, escaped characters, widths, and brackets other than those of hours, minutes or seconds gone by. */
const NO_FIELD = /"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi;

/** Whether a format code shows a day or a time. */
export const isDateCode = (code: string): boolean =>
  code.length <= MOST_CODE && /[ymdhs]/i.test((code.split(';')[0] ?? '').replace(NO_FIELD, ''));

const ownFormat = (code: string): CellFormat => ({
  isDate: isDateCode(code),
  ...(code.length <= MOST_CODE && { code }),
});

const MOST_FORMATS = 65_536;
const MOST_ID = 10;

/** Formats of cells, by number. @throws FileFault `FILE_SHEET_SIZE` */
export async function formatsOf(archive: Archive, path: string): Promise<readonly CellFormat[]> {
  const own = new Map<string, CellFormat>();
  const formats: CellFormat[] = [];
  let isOfCells = false;
  const open = (name: string, attributes: Attributes): void => {
    if (own.size + formats.length > MOST_FORMATS) throw new FileFault('FILE_SHEET_SIZE');
    const id = attributes['numFmtId'] ?? '0';
    if (id.length > MOST_ID) throw new FileFault('FILE_SHEET_SIZE');
    if (name === 'cellXfs') isOfCells = true;
    if (name === 'numFmt') own.set(id, ownFormat(attributes['formatCode'] ?? ''));
    if (name === 'xf' && isOfCells) formats.push(own.get(id) ?? { isDate: isBuiltInDate(Number(id)) });
  };
  const close = (name: string): void => {
    if (name === 'cellXfs') isOfCells = false;
  };
  await hear(archive.text(path), { open, text: nothing, close });
  return formats;
}
