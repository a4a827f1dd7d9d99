// SPDX-License-Identifier: Apache-2.0
/**
 * A table as an Excel workbook (ECMA-376) of one sheet, whose rows are written as they come: what is held is a piece of it,
 * and nobody else waits while it is made.
 */
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import type { Row } from './table.js';

/** A table whose rows come one by one. */
export interface LongTable {
  readonly headings: readonly string[];
  readonly rows: AsyncIterable<Row> | Iterable<Row>;
}

/** As many as a sheet has, headings included. */
const MOST_ROWS = 1_048_576;
const PIECE = 65_536;
const LETTERS = 26;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml':
    `<Types xmlns="${TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/>` +
    `<Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}.sheet.main+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${SHEET_TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

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

async function* sheet({ headings, rows }: LongTable): AsyncGenerator<Buffer> {
  let number = 1;
  let text = BEFORE_ROWS + rowText(headings, number);
  for await (const row of rows) {
    number += 1;
    if (number > MOST_ROWS) throw new Error('A sheet holds no more rows.');
    text += rowText(row, number);
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text + AFTER_ROWS);
}

const SAME = { mtime: new Date(0), mode: 0o100644 } as const;

/** The bytes of an `.xlsx` file. Where its rows fail, so does it: it never ends as if it were whole. */
export async function* workbook(table: LongTable): AsyncGenerator<Uint8Array> {
  const archive = new yazl.ZipFile();
  const bytes = new PassThrough();
  const content = Readable.from(sheet(table));
  content.once('error', (error) => bytes.destroy(error));
  for (const [name, text] of Object.entries(PARTS)) archive.addBuffer(Buffer.from(HEAD + text), name, SAME);
  archive.addReadStream(content, 'xl/worksheets/sheet1.xml', SAME);
  archive.end();
  // Whoever reads learns of a failure from `bytes`.
  const written = pipeline(archive.outputStream, bytes).catch(() => undefined);
  try {
    yield* bytes as AsyncIterable<Buffer>;
  } finally {
    content.destroy();
    await written;
  }
}
