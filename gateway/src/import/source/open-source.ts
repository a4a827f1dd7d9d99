// SPDX-License-Identifier: Apache-2.0
/**
 * A file → rows with their places. What the file is, is found from its first bytes and said; what is not understood is
 * refused by name, so that no import ends with nothing read and no fault.
 */
import { FileFault, RowError } from '../faults.js';
import { isObject, type JsonObject } from '../fields.js';
import { bytesOf, digestOfFile, HEAD_BYTES, headOf, isGzip, isOldWorkbook, isZip } from './bytes.js';
import { hasRepeatedMember, isDeep } from './json-keys.js';
import { JsonReader, type JsonFrame } from './json.js';
import { linesIn } from './lines.js';
import { pageOf } from './page.js';
import { rdfXmlNodes, turtleNodes } from './rdf.js';
import { tableRows, type Cells, type TableOptions } from './table.js';
import { markOf, textOf, type Encoding } from './text.js';
import { FirstSheet } from './workbook/sheet.js';

export const SYNTAXES = ['json', 'ndjson', 'csv', 'xlsx', 'turtle', 'rdf-xml'] as const;
export type Syntax = (typeof SYNTAXES)[number];

/** A row where it stood, or why it could not be read. */
export interface SourceRow {
  /** Position among the rows, from 1. */
  readonly row: number;
  readonly line: number;
  readonly value: unknown;
}

export interface Source {
  readonly path: string;
  readonly syntax: Syntax;
  readonly encoding: Encoding;
  readonly gzip: boolean;
  /** Column names of a table; empty for anything else. */
  readonly columns: readonly string[];
  /** Of JSON: what stands beside the rows; complete once they have been read. */
  readonly frame: JsonFrame;
  /** What is to be said of the file besides its rows: that it is a part, what is left aside. Complete once they have been read. */
  besides(): readonly RowError[];
  /** Names of the columns; of JSON the members of any row, for which the whole file is read by itself. @throws FileFault */
  names(): Promise<readonly string[]>;
  /** Rows in order; may be read once. */
  rows(): AsyncIterable<SourceRow>;
  /** SHA-256 of the file. */
  digest(): Promise<string>;
}

export interface SourceOptions extends TableOptions {
  readonly encoding?: Encoding;
}

const HTML = /^\s*(?:<!doctype html|<html|<head|<body)/i;
const XML = /^\s*<(?:\?xml|[A-Za-z_])/;
const TURTLE =
  /^\s*(?:#[^\n]*\n\s*)*(?:@prefix|@base|prefix\s+[\w-]*:\s*<|base\s+<|<[^>\s]+>\s+(?:a\s|<|[\w-]+:))/i;

/** The first bytes as they will be read. A few bytes of gzip may be a thousand times as many. */
async function unzippedHead(path: string): Promise<Buffer> {
  for await (const bytes of bytesOf(path, true)) return bytes.subarray(0, HEAD_BYTES);
  throw new FileFault('FILE_EMPTY');
}

function isObjectLine(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Two lines at least that are an object each, or a name that says so. */
function isLines(path: string, text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  if (/\.(?:ndjson|jsonl)(?:\.gz)?$/i.test(path)) return true;
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.slice(0, 10).filter(isObjectLine).length >= 2;
}

function syntaxOf(path: string, text: string): Syntax {
  if (text.trim() === '') throw new FileFault('FILE_EMPTY');
  if (text.startsWith('%PDF-'))
    throw new FileFault('FILE_FORMAT', { found: 'a PDF document', wanted: 'a table or JSON' });
  if (HTML.test(text)) throw new FileFault('FILE_HTML');
  if (/^\s*[[{]/.test(text)) return isLines(path, text) ? 'ndjson' : 'json';
  if (TURTLE.test(text)) return 'turtle';
  if (!XML.test(text)) return 'csv';
  if (/<(?:\w+:)?RDF[\s>]/.test(text)) return 'rdf-xml';
  throw new FileFault(/<html[\s>]/i.test(text) ? 'FILE_HTML' : 'FILE_XML');
}

const noFrame = (): JsonFrame => ({ members: {} });

async function* numbered(rows: AsyncIterable<{ line: number; value: unknown }>): AsyncGenerator<SourceRow> {
  let row = 0;
  for await (const { line, value } of rows) yield { row: (row += 1), line, value };
}

function objectOf(line: string): JsonObject | RowError {
  if (!isObjectLine(line) || isDeep(line)) return new RowError('READ_JSON');
  const value = JSON.parse(line) as JsonObject;
  return hasRepeatedMember(line, value) ? new RowError('READ_KEYS') : value;
}

async function* parsedLines(pieces: AsyncIterable<string>): AsyncGenerator<{ line: number; value: unknown }> {
  for await (const { line, text } of linesIn(pieces)) {
    if (text.trim() === '') continue;
    yield { line, value: objectOf(text) };
  }
}

/** Column names and the rows after them. */
async function tableOf(
  rows: AsyncIterable<{ line: number; cells: Cells | RowError }>,
): Promise<{ columns: string[]; rest: AsyncGenerator<{ line: number; value: unknown }> }> {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) throw new FileFault('FILE_EMPTY');
  async function* rest(): AsyncGenerator<{ line: number; value: unknown }> {
    for (let next = await iterator.next(); !next.done; next = await iterator.next())
      yield { line: next.value.line, value: next.value.cells };
  }
  return { columns: Object.keys(first.value.cells), rest: rest() };
}

async function* graph(nodes: Promise<JsonObject[]>): AsyncGenerator<{ line: number; value: unknown }> {
  for (const value of await nodes) yield { line: 0, value };
}

type Said = Omit<Source, 'rows' | 'frame' | 'columns' | 'names' | 'besides'>;

const nothing = (): readonly RowError[] => [];
const noNames = (): Promise<readonly string[]> => Promise.resolve([]);

/** Of all rows together; no table is as wide. */
const MOST_NAMES = 2_000;

/** @throws FileFault `FILE_TOO_LARGE` */
async function namesIn(rows: AsyncIterable<{ value: unknown }>): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const { value } of rows) {
    if (value instanceof RowError || !isObject(value)) continue;
    for (const name of Object.keys(value)) names.add(name);
    if (names.size > MOST_NAMES) throw new FileFault('FILE_TOO_LARGE');
  }
  return [...names];
}

/** A JSON document: its rows, and whether they are all that there are. */
function documentOf(
  text: () => AsyncGenerator<string>,
): Pick<Source, 'frame' | 'names' | 'rows' | 'besides'> {
  const reader = new JsonReader();
  const { frame } = reader;
  let held = 0;
  async function* rows(): AsyncGenerator<SourceRow> {
    for await (const row of numbered(reader.rows(text()))) {
      held = row.row;
      yield row;
    }
  }
  const names = (): Promise<readonly string[]> => namesIn(new JsonReader().rows(text()));
  return {
    frame,
    names,
    rows,
    besides: () => (frame.rowsAt === undefined ? [] : pageOf(frame.members, held)),
  };
}

/** What is to be said of values under no heading. */
const besideTable = (count: number): readonly RowError[] =>
  count > 0 ? [new RowError('SHEET_BEYOND', { count })] : [];

async function tableIn(
  plain: Omit<Source, 'rows'>,
  text: () => AsyncGenerator<string>,
  options: SourceOptions,
): Promise<Source> {
  let stray = 0;
  const strayed = (count: number): void => {
    stray += count;
  };
  const { columns, rest } = await tableOf(tableRows(linesIn(text()), options, strayed));
  return {
    ...plain,
    columns,
    names: () => Promise.resolve(columns),
    rows: () => numbered(rest),
    besides: () => besideTable(stray),
  };
}

/** Rows of text, by its syntax. */
async function readText(
  said: Said,
  text: () => AsyncGenerator<string>,
  options: SourceOptions,
): Promise<Source> {
  const { syntax } = said;
  const plain = { ...said, frame: noFrame(), columns: [], names: noNames, besides: nothing };
  if (syntax === 'json') return { ...plain, ...documentOf(text) };
  if (syntax === 'csv') return tableIn(plain, text, options);
  const lines = (): ReturnType<typeof parsedLines> => parsedLines(text());
  if (syntax === 'ndjson') return { ...plain, names: () => namesIn(lines()), rows: () => numbered(lines()) };
  const nodes = syntax === 'turtle' ? turtleNodes : rdfXmlNodes;
  return { ...plain, rows: () => numbered(graph(nodes(text()))) };
}

async function readSheet(path: string): Promise<Source> {
  const sheet = new FirstSheet(path);
  const { columns, rest } = await tableOf(sheet.rows());
  return {
    path,
    syntax: 'xlsx',
    encoding: 'utf-8',
    gzip: false,
    columns,
    names: () => Promise.resolve(columns),
    frame: noFrame(),
    besides: () => sheet.besides(),
    rows: () => numbered(rest),
    digest: () => digestOfFile(path),
  };
}

/** @throws FileFault */
export async function openSource(path: string, options: SourceOptions): Promise<Source> {
  const head = await headOf(path);
  if (head.length === 0) throw new FileFault('FILE_EMPTY');
  if (isOldWorkbook(head)) throw new FileFault('FILE_SHEET');
  if (isZip(head)) return readSheet(path);
  const gzip = isGzip(head);
  const first = gzip ? await unzippedHead(path) : head;
  const encoding = markOf(first) ?? options.encoding ?? 'utf-8';
  const syntax = syntaxOf(path, new TextDecoder(encoding).decode(first, { stream: true }));
  const said = { path, syntax, encoding, gzip, digest: () => digestOfFile(path) };
  return readText(said, () => textOf(bytesOf(path, gzip), encoding), options);
}
