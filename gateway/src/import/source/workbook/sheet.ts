// SPDX-License-Identifier: Apache-2.0
/**
 * The first sheet of an Excel workbook as rows of a table, the sheets that go on where a full one ends, and what there is
 * besides. It is read as it is unpacked, row by row: of the workbook only the strings are held that cells share.
 */
import { isDeepStrictEqual } from 'node:util';
import { FileFault, RowError } from '../../faults.js';
import { prose } from '../../prose.js';
import { headerOf, MOST_HEADINGS, rowOf, type TableRow } from '../table.js';
import { Archive } from './archive.js';
import type { Shared } from './cell.js';
import { contentsOf, pathsOf, type SheetName } from './parts.js';
import { mergesOf, type Merges } from './merges.js';
import { formatsOf, stringsOf } from './shared.js';
import { MOST_ROWS, SheetRows, type Oddities, type SheetCell, type SheetRow } from './sheet-rows.js';
import { heard } from './xml.js';

const MOST_NAMED = 10;
const MOST_NAME = 60;

function othersIn(others: readonly SheetName[]): RowError[] {
  if (others.length === 0) return [];
  const names = others
    .slice(0, MOST_NAMED)
    .map(({ name, isHidden }) => `${prose(name, MOST_NAME)}${isHidden ? ' (hidden)' : ''}`);
  const sheets = names.join(', ') + (others.length > MOST_NAMED ? ', …' : '');
  return [new RowError('FILE_SHEETS', { count: others.length, sheets })];
}

function oddIn({ hidden, merged, unsolved }: Oddities): RowError[] {
  const said: RowError[] = [];
  if (hidden > 0) said.push(new RowError('SHEET_HIDDEN', { what: 'rows or columns', count: hidden }));
  if (merged > 0) said.push(new RowError('SHEET_MERGED', { count: merged }));
  if (unsolved > 0) said.push(new RowError('SHEET_FORMULAS', { count: unsolved }));
  return said;
}

/** The table that begins in the first sheet of a workbook; may be read once. */
export class FirstSheet {
  private readonly said: RowError[] = [];
  /** Values that stand under no heading, beside the table or within it. */
  private beyond = 0;
  private header: readonly string[] = [];
  /** Whether the sheet that was read last has no room for another row. */
  private isFull = false;

  constructor(private readonly path: string) {}

  /** What is to be said of the workbook. Complete once the rows have been read. */
  besides(): readonly RowError[] {
    return this.said;
  }

  /** The header, then each row that holds something. @throws FileFault `FILE_SHEET`, `FILE_SHEET_SIZE`, `FILE_ROW_LENGTH` */
  async *rows(): AsyncGenerator<TableRow> {
    try {
      yield* this.tableRows();
    } catch (cause) {
      throw cause instanceof FileFault ? cause : new FileFault('FILE_SHEET', {}, {}, { cause });
    }
  }

  private async *tableRows(): AsyncGenerator<TableRow> {
    using archive = await Archive.open(this.path);
    const { sheets, isFrom1904 } = await contentsOf(archive);
    const shared = await sharedOf(archive, sheets[0], isFrom1904);
    const odd: RowError[] = [];
    let read = 0;
    for (const { relation, isHidden } of sheets) {
      const { sheet = '' } = await pathsOf(archive, relation);
      const rows = new SheetRows(shared);
      const merges = await mergesOf(archive.text(sheet));
      const ended = asTheyEnd(heard(archive.text(sheet), rows));
      const isOfTable = yield* this.rowsOf(ended, merges, read * MOST_ROWS);
      if (!isOfTable) break;
      read += 1;
      if (isHidden) odd.push(new RowError('SHEET_HIDDEN', { what: 'sheet', count: 1 }));
      odd.push(...oddIn(rows.odd));
      if (!this.isFull) break;
    }
    this.said.push(...othersIn(sheets.slice(read)), ...odd);
    if (this.beyond > 0) this.said.push(new RowError('SHEET_BEYOND', { count: this.beyond }));
  }

  /**
   * @param merges cells of the sheet that span several of its rows
   * @param before as many rows as there are in the sheets that it goes on from
   * @returns whether it is of the table: a sheet under another header goes on from none
   */
  private async *rowsOf(
    rows: AsyncIterable<SheetRow>,
    merges: Merges,
    before: number,
  ): AsyncGenerator<TableRow, boolean> {
    let isBegun = false;
    this.isFull = false;
    for await (const row of rows) {
      const { line, cells } = row;
      this.isFull = line === MOST_ROWS;
      if (isBegun) yield* this.rowOf(merges.filled(row), before + line);
      else if (cells.length > 0) {
        const header = headerOf(inColumns(cells, widthOf(cells)));
        if (before > 0 && !isDeepStrictEqual(header, this.header)) return false;
        if (before === 0) yield { line, cells: Object.fromEntries(header.map((name) => [name, name])) };
        this.header = header;
        isBegun = true;
      }
    }
    return true;
  }

  private *rowOf(cells: readonly SheetCell[], line: number): Generator<TableRow> {
    const { length } = this.header;
    this.beyond += cells.filter(({ column }) => (this.header[column] ?? '') === '').length;
    const row = rowOf(this.header, inColumns(cells, length), line);
    if (row) yield { line, cells: row };
  }
}

async function* asTheyEnd(pieces: AsyncIterable<SheetRows>): AsyncGenerator<SheetRow> {
  for await (const piece of pieces) yield* piece.take();
}

/** What the cells of its sheets share. */
async function sharedOf(
  archive: Archive,
  first: SheetName | undefined,
  isFrom1904: boolean,
): Promise<Shared> {
  const { sheet, strings, styles } = await pathsOf(archive, first?.relation);
  if (sheet === undefined) throw new Error('The workbook has no sheet.');
  return {
    strings: await stringsOf(archive, strings),
    formats: await formatsOf(archive, styles),
    isFrom1904,
  };
}

/** @throws FileFault `FILE_SHEET_SIZE` */
function widthOf(header: readonly SheetCell[]): number {
  const width = (header.at(-1)?.column ?? 0) + 1;
  if (width > MOST_HEADINGS) throw new FileFault('FILE_SHEET_SIZE');
  return width;
}

/** One text per column; empty where the sheet has nothing. */
function inColumns(cells: readonly SheetCell[], width: number): string[] {
  const texts = Array<string>(width).fill('');
  for (const { column, text } of cells) if (column < width) texts[column] = text;
  return texts;
}
