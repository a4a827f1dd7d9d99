// SPDX-License-Identifier: Apache-2.0
/** Rows of a table in text: separator found, Excel's `sep=` line heeded, quotes checked, blank rows skipped. */
import { cellsOf } from '../../support/csv-lines.js';
import { FileFault, RowError } from '../faults.js';
import { composed } from '../prose.js';
import type { Line } from './lines.js';

export type Cells = Readonly<Record<string, string>>;

/** A row, or why it could not be read. */
export interface TableRow {
  readonly line: number;
  readonly cells: Cells | RowError;
}

export interface TableOptions {
  /** A quoted field may hold line breaks, as prose does; a row of uses holds none. */
  readonly multiline: boolean;
}

const SEPARATORS = [',', ';', '\t', '|'] as const;
const MAX_RECORD = 1_000_000;
/** No table is as wide: what is asked of a column is asked of all others, and each row takes as much. */
export const MOST_HEADINGS = 2_000;

const separatorOf = (header: string): string =>
  SEPARATORS.map((separator) => ({ separator, cells: cellsOf(header, separator)?.length ?? 0 })).reduce(
    (best, one) => (one.cells > best.cells ? one : best),
  ).separator;

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Column names as they stand; the second of one name is told apart, and nameless ones are left out. */
export function headerOf(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell) => {
    const name = composed(cell)
      .replace(/^\ufeff/, '')
      .trim();
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 || name === '' ? name : `${name} (${times})`;
  });
}

/** Values that stand under no heading: nobody can say what they are. */
export const strayIn = (header: readonly string[], cells: readonly string[]): number =>
  cells.filter((cell, i) => cell.trim() !== '' && (header[i] ?? '') === '').length;

/** @returns undefined for a row without any value */
export function rowOf(
  header: readonly string[],
  cells: readonly string[],
  line: number,
): Cells | RowError | undefined {
  if (isBlank(cells)) return undefined;
  const surplus = cells.slice(header.length);
  const short = cells.length < header.length;
  if (short || !isBlank(surplus))
    return new RowError('READ_COLUMNS', { line, found: cells.length, wanted: header.length });
  const named = header.map((name, i) => [name, cells[i] ?? ''] as const).filter(([name]) => name !== '');
  return Object.fromEntries(named);
}

interface TextRecord {
  readonly line: number;
  readonly texts: readonly string[];
  readonly separator: string;
  readonly cells: readonly string[] | undefined;
}

const hasOddQuotes = (text: string): boolean => (text.split('"').length - 1) % 2 === 1;

/**
 * Lines of a record that a quote may hold together. Its cells are looked for only where its quotes are even and have not
 * been found wrong before: looked for at every line, an open quote would take the square of the file in time.
 */
class OpenRecord {
  readonly texts: string[] = [];
  private length = 0;
  private isOdd = false;
  private isWrong = false;

  constructor(readonly line: number) {}

  /** @returns the cells, once every quote is closed */
  add(text: string, separator: string): string[] | undefined {
    this.texts.push(text);
    this.length += text.length + 1;
    this.isOdd = this.isOdd !== hasOddQuotes(text);
    if (this.isOdd || this.isWrong) return undefined;
    const cells = cellsOf(this.texts.join('\n'), separator);
    this.isWrong = cells === undefined;
    return cells;
  }

  get isTooLong(): boolean {
    return this.length >= MAX_RECORD;
  }
}

const isOpen = (record: OpenRecord, cells: readonly string[] | undefined, multiline: boolean): boolean =>
  cells === undefined && multiline && !record.isTooLong;

/** Lines joined as long as a quote is open. */
async function* recordsIn(
  lines: AsyncIterable<Line>,
  separatorFor: (header: string) => string,
  { multiline }: TableOptions,
): AsyncGenerator<TextRecord> {
  let separator: string | undefined;
  let open: OpenRecord | undefined;
  for await (const { line, text } of lines) {
    if (open === undefined && text.trim() === '') continue;
    separator ??= separatorFor(text);
    const record: OpenRecord = open ?? new OpenRecord(line);
    const cells = record.add(text, separator);
    open = isOpen(record, cells, multiline) ? record : undefined;
    if (!open) yield { line: record.line, texts: record.texts, separator, cells };
  }
  if (open) throw new FileFault('FILE_QUOTE', {}, { line: open.line });
}

/** Without Excel's `sep=` line. @returns what it says */
async function* withoutSep(
  lines: AsyncIterable<Line>,
  told: (separator: string) => void,
): AsyncGenerator<Line> {
  let first = true;
  for await (const line of lines) {
    const text = first ? line.text.replace(/^\ufeff/, '') : line.text;
    const separator = first ? /^"?sep=(.)"? *$/i.exec(text)?.[1] : undefined;
    if (separator !== undefined) told(separator);
    else if (!first || text.trim() !== '') {
      first = false;
      yield { line: line.line, text };
    }
  }
}

/**
 * @param strayed told how many values of a row stand under no heading
 * @throws FileFault `FILE_QUOTE`, `FILE_TOO_LARGE` for more headings than any table has
 */
export async function* tableRows(
  lines: AsyncIterable<Line>,
  options: TableOptions,
  strayed: (count: number) => void = () => undefined,
): AsyncGenerator<TableRow> {
  let told: string | undefined;
  const content = withoutSep(lines, (separator) => (told = separator));
  let header: string[] | undefined;
  for await (const record of recordsIn(content, (text) => told ?? separatorOf(text), options)) {
    if (!header) {
      if (!record.cells) throw new FileFault('FILE_QUOTE', {}, { line: record.line });
      header = headerOf(record.cells);
      if (header.length > MOST_HEADINGS) throw new FileFault('FILE_TOO_LARGE', {}, { line: record.line });
      yield { line: record.line, cells: Object.fromEntries(header.map((name) => [name, name])) };
      continue;
    }
    const row = readRecord(header, record);
    if (row && !(row instanceof RowError)) strayed(strayIn(header, record.cells ?? []));
    if (row) yield { line: record.line, cells: row };
  }
}

/** Prose has a blank after its commas; the fields of rows have none. */
const isRowAlone = (text: string, separator: string, width: number): boolean => {
  const cells = text.split(separator);
  return cells.length === width && cells.every((cell) => !/^\s/.test(cell));
};

function readRecord(
  header: readonly string[],
  { cells, line, texts, separator }: TextRecord,
): Cells | RowError | undefined {
  const row = cells ? rowOf(header, cells, line) : new RowError('READ_QUOTE', { line });
  if (texts.length === 1) return row;
  // Several lines in one row that is none, or lines that are a row each: a stray quote took in the rows between.
  const isTakenIn = texts.every((text) => isRowAlone(text, separator, header.length));
  if (row instanceof RowError || isTakenIn) throw new FileFault('FILE_QUOTE', {}, { line });
  return row;
}
