// SPDX-License-Identifier: Apache-2.0
/**
 * A table as an Excel workbook (ECMA-376), whose rows are written as they come: what is held is a piece of it, and nobody
 * else waits while it is made. What a sheet has no room for goes on in the next one, under the same headings.
 */
import { PassThrough, Readable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import type { Row } from './table.js';

/** A table whose rows come one by one. */
export interface LongTable {
  readonly headings: readonly string[];
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
}

/** As many as a sheet has by the format, headings included. */
const MOST_ROWS = 1_048_576;
const PIECE = 65_536;
const LETTERS = 26;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const sheetFile = (number: number): string => `xl/worksheets/sheet${number}.xml`;

/** By which programs find the workbook. */
const ENTRANCE: Readonly<Record<string, string>> = {
  '_rels/.rels': `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
};

/** What names the sheets, from 1. */
function contentsOf(sheets: readonly number[]): Readonly<Record<string, string>> {
  const each = (xml: (sheet: number) => string): string => sheets.map(xml).join('');
  const types = each(
    (sheet) => `<Override PartName="/${sheetFile(sheet)}" ContentType="${SHEET_TYPE}.worksheet+xml"/>`,
  );
  const names = each((sheet) => `<sheet name="Sheet${sheet}" sheetId="${sheet}" r:id="rId${sheet}"/>`);
  const targets = each(
    (sheet) =>
      `<Relationship Id="rId${sheet}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${sheet}.xml"/>`,
  );
  return {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${RELATIONS}">${targets}</Relationships>`,
    '[Content_Types].xml':
      `<Types xmlns="${TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
      `<Default Extension="xml" ContentType="application/xml"/>` +
      `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/>${types}</Types>`,
  };
}

/** The headings stay in sight. */
const BEFORE_ROWS =
  `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>';
const AFTER_ROWS = '</sheetData></worksheet>';

/** 0 → A, 25 → Z, 26 → AA */
function columnName(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % LETTERS));
  return index < LETTERS ? letter : columnName(Math.floor(index / LETTERS) - 1) + letter;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** What looks like the escape of a character (§22.9.2.19) is text here: its underscore is escaped. */
const literal = (text: string): string =>
  text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll(/[&<>]/g, (one) => ENTITIES[one] ?? one);

function cell(value: string | number, at: string): string {
  if (value === '') return '';
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${literal(value)}</t></is></c>`;
}

const rowText = (row: Row, number: number): string =>
  `<row r="${number}">${row.map((value, i) => cell(value, `${columnName(i)}${number}`)).join('')}</row>`;

/** The rows that no sheet has yet. */
class Remaining {
  private readonly rows: AsyncIterator<Row> | Iterator<Row>;
  private next: IteratorResult<Row> | undefined;

  constructor(private readonly table: LongTable) {
    const { rows } = table;
    this.rows = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
  }

  get isOver(): boolean {
    return this.next?.done === true;
  }

  /** Text of a sheet with as many of them as it has room for. */
  async *sheet(): AsyncGenerator<Buffer> {
    let text = BEFORE_ROWS + rowText(this.table.headings, 1);
    this.next ??= await this.rows.next();
    for (let number = 2; number <= MOST_ROWS && this.next.done !== true; number += 1) {
      text += rowText(this.next.value, number);
      this.next = await this.rows.next();
      if (text.length < PIECE) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text + AFTER_ROWS);
  }

  /** Lets go of where they come from. */
  async close(): Promise<void> {
    await this.rows.return?.();
  }
}

const SAME = { mtime: new Date(0), mode: 0o100644 } as const;

function add(archive: yazl.ZipFile, parts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(parts)) archive.addBuffer(Buffer.from(HEAD + text), name, SAME);
}

async function fill(archive: yazl.ZipFile, rows: Remaining, signal: AbortSignal): Promise<void> {
  const sheets: number[] = [];
  add(archive, ENTRANCE);
  do {
    const sheet = sheets.push(sheets.length + 1);
    const content = Readable.from(rows.sheet(), { signal });
    archive.addReadStream(content, sheetFile(sheet), SAME);
    await finished(content);
  } while (!rows.isOver);
  add(archive, contentsOf(sheets));
  archive.end();
}

/** The bytes of an `.xlsx` file. Where its rows fail, so does it: it never ends as if it were whole. */
export async function* workbook(table: LongTable): AsyncGenerator<Uint8Array> {
  const archive = new yazl.ZipFile();
  const bytes = new PassThrough();
  const leaving = new AbortController();
  const rows = new Remaining(table);
  const filled = fill(archive, rows, leaving.signal).catch((error: unknown) => {
    bytes.destroy(error as Error);
  });
  // Whoever reads learns of a failure from `bytes`.
  const written = pipeline(archive.outputStream, bytes).catch(() => undefined);
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } finally {
    leaving.abort();
    await Promise.all([filled, written]);
    await rows.close();
  }
}
