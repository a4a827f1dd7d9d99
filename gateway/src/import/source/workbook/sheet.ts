// SPDX-License-Identifier: Apache-2.0
/**
 * The first sheet of an Excel workbook as rows of a table, and what there is besides. It is read as it is unpacked, row by
 * row: of the workbook only the strings are held that cells share.
 */
import { FileFault, RowError } from '../../faults.js';
import { prose } from '../../prose.js';
import { headerOf, rowOf, type TableRow } from '../table.js';
import { Archive } from './archive.js';
import { contentsOf, pathsOf, type SheetName } from './parts.js';
import { dateFormatsOf, stringsOf } from './shared.js';
import { SheetRows, type Oddities, type SheetCell, type SheetRow } from './sheet-rows.js';
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

/** The first sheet of a workbook; may be read once. */
export class FirstSheet {
  private readonly said: RowError[] = [];
  /** Values that stand beside the table, under no heading. */
  private beyond = 0;

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
    let header: string[] | undefined;
    for await (const { line, cells } of this.sheetRows()) {
      if (header) {
        const { length } = header;
        this.beyond += cells.filter(({ column }) => column >= length).length;
        const row = rowOf(header, inColumns(cells, length), line);
        if (row) yield { line, cells: row };
      } else if (cells.length > 0) {
        header = headerOf(inColumns(cells, widthOf(cells)));
        yield { line, cells: Object.fromEntries(header.map((name) => [name, name])) };
      }
    }
    if (this.beyond > 0) this.said.push(new RowError('SHEET_BEYOND', { count: this.beyond }));
  }

  private async *sheetRows(): AsyncGenerator<SheetRow> {
    using archive = await Archive.open(this.path);
    const { sheets, isFrom1904 } = await contentsOf(archive);
    const [first, ...others] = sheets;
    const paths = await pathsOf(archive, first?.relation);
    if (paths.sheet === undefined) throw new Error('The workbook has no sheet.');
    const strings = await stringsOf(archive, paths.strings);
    const dates = await dateFormatsOf(archive, paths.styles);
    const rows = new SheetRows({ strings, dates, isFrom1904 });
    for await (const heardSoFar of heard(archive.text(paths.sheet), rows)) yield* heardSoFar.take();
    this.said.push(...othersIn(others));
    if (first?.isHidden) this.said.push(new RowError('SHEET_HIDDEN', { what: 'sheet', count: 1 }));
    this.said.push(...oddIn(rows.odd));
  }
}

/** No table is as wide: each of its rows takes as much. */
const MOST_HEADINGS = 2_000;

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
