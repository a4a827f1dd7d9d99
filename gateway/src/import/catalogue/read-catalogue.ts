// SPDX-License-Identifier: Apache-2.0
/** Reads a catalogue file of any known format, entry by entry. */
import { FileFault, RowError } from '../faults.js';
import { isObject, isShaped, present, type JsonObject } from '../fields.js';
import { Held } from '../held.js';
import { fieldsFor, firstOf, missingStandards, STANDARD } from '../mapping/headings.js';
import { emptyMapping, legible, mapped, namingOf, type Mapping } from '../mapping/mapping.js';
import { headed, namingIn, type Naming } from '../mapping/naming.js';
import { composed } from '../prose.js';
import type { JsonFrame } from '../source/json.js';
import type { Source, SourceRow } from '../source/open-source.js';
import { pageOfNodes } from '../source/page.js';
import { readCkan } from './ckan.js';
import { DcatGraph, nodesOf, readDcat } from './dcat.js';
import { ENTRY_COLUMNS, languageOfColumns, missingHeadings } from '../../tables/entry-columns.js';
import type { TableLanguage } from '../../tables/words.js';
import type { CatalogueEntry, EntryFault, Likeness } from './entry.js';
import { ownEntries, type OwnEntry } from './own-table.js';
import { readProjectOpenData } from './project-open-data.js';
import { joinItems, likenessOf, readMapped, type LinedEntry } from './table.js';
import { meaningOf } from './vocabulary.js';

export const CATALOGUE_FORMATS = ['project-open-data', 'ckan', 'dcat', 'table', 'export'] as const;
export type CatalogueFormat = (typeof CATALOGUE_FORMATS)[number];

/** An entry, in foreign words or as the ledger has it, or why a row is none. */
export type EntryRead = CatalogueEntry | OwnEntry | EntryFault;

export interface CatalogueReading {
  readonly format: CatalogueFormat;
  readonly entries: AsyncIterable<EntryRead>;
  /** How the file calls what the fields of an entry are made of. */
  readonly naming: Naming;
  /** What linked data says of itself; other files say it beside their rows. Complete once the entries have been read. */
  readonly besides?: () => readonly RowError[];
}

/** @throws FileFault `FILE_HEADER`, `FILE_HEADER_LACKS`, `FILE_MEMBERS` */
function ensureStandard(columns: readonly string[], { syntax }: Source): void {
  const missing = missingStandards(columns);
  if (missing.length === 0) return;
  // Headings that are known well enough to be proposed say what the file is.
  if (
    missing.length < Object.keys(STANDARD).length ||
    [...fieldsFor('catalogue', columns).values()].includes('title')
  ) {
    const named = missing.map((field) => `${field} (${STANDARD[field]?.join(', ') ?? ''})`);
    throw new FileFault('FILE_HEADER_LACKS', { missing: named.join('; ') });
  }
  if (syntax === 'json' || syntax === 'ndjson')
    throw new FileFault('FILE_MEMBERS', { wanted: 'a catalogue' });
  const hint = columns.length === 1 ? ' (one column only: another separator?)' : '';
  throw new FileFault('FILE_HEADER', { hint });
}

/** The mapping that a table with standard headings needs none besides. @throws FileFault `FILE_HEADER`, `FILE_HEADER_LACKS` */
function standardMapping(columns: readonly string[], source: Source): Mapping {
  ensureStandard(columns, source);
  const fields = fieldsFor('catalogue', columns);
  // A column of names of items says that every row is one.
  const rows = [...fields.values()].includes('item') ? 'item' : 'entry';
  return { ...emptyMapping('catalogue'), rows, columns: Object.fromEntries(fields) };
}

/** A table whose headings are known; those that are not are named. @throws FileFault `FILE_HEADER`, `FILE_HEADER_LACKS` */
function standardReading(
  source: Source,
  rows: AsyncIterable<SourceRow>,
  columns: readonly string[],
): CatalogueReading {
  const mapping = standardMapping(columns, source);
  const strange = columns.filter((column) => column !== '' && !Object.hasOwn(mapping.columns, column));
  const left = strange.length > 0 ? [new RowError('FILE_COLUMNS_LEFT', { strange: strange.join(', ') })] : [];
  return { ...tableReading(rows, mapping), besides: () => [...source.besides(), ...left] };
}

const attempt = (row: number, read: () => CatalogueEntry): CatalogueEntry | EntryFault => {
  try {
    return read();
  } catch (error) {
    if (error instanceof RowError) return { row, error };
    throw error;
  }
};

const columnName = (name: string): string => composed(name).trim();

/** A row of cells, whatever it came from. */
function cellsOf(value: unknown): JsonObject {
  if (value instanceof RowError) throw value;
  if (!isObject(value)) throw new RowError('READ_JSON');
  const pairs = Object.entries(value).map(([name, one]) => [columnName(name), one] as const);
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new RowError('READ_KEYS');
  return Object.fromEntries(pairs);
}

/** Of which entry a refused row speaks; undefined where not even that can be read. */
function likenessIn(value: unknown, mapping: Mapping): Likeness | undefined {
  try {
    return likenessOf(legible(cellsOf(value), mapping), mapping);
  } catch (error) {
    if (error instanceof RowError) return undefined;
    throw error;
  }
}

/** In the words of whoever has the table before them. */
const faultOf = ({ row, error }: EntryFault, value: unknown, mapping: Mapping): EntryFault => ({
  row,
  error: headed(error, namingOf(mapping)),
  ...present({ likeness: likenessIn(value, mapping) }),
});

async function* tableEntries(rows: AsyncIterable<SourceRow>, mapping: Mapping): AsyncGenerator<LinedEntry> {
  for await (const { row, line, value } of rows) {
    const read = attempt(row, () => readMapped(mapped(cellsOf(value), mapping, meaningOf), row, mapping));
    if ('error' in read) yield { line, read: faultOf(read, value, mapping) };
    else yield { line, read };
  }
}

/** A table that an export wrote. @throws FileFault `FILE_HEADER` where a column of it is gone or stands twice: what it said would be lost */
function exportReading(source: Source, language: TableLanguage): CatalogueReading {
  const { columns } = source;
  const twice = columns.filter((column) => firstOf(columns, column) !== column);
  const wrong = [...missingHeadings(columns, language), ...twice];
  if (wrong.length > 0) throw new FileFault('FILE_HEADER', { hint: ` (${wrong.join(', ')}?)` });
  return { format: 'export', entries: ownEntries(source.rows(), language), naming: namingOfExport(language) };
}

/** Each cell is judged by its own column when it is read; what is left is whose entry it is, under which code. */
const namingOfExport = (language: TableLanguage): Naming =>
  namingIn({ identifier: ENTRY_COLUMNS.id[language], publisher: ENTRY_COLUMNS.id[language] });

async function* each(entries: AsyncIterable<LinedEntry>): AsyncGenerator<CatalogueEntry | EntryFault> {
  for await (const { read } of entries) yield read;
}

const tableReading = (rows: AsyncIterable<SourceRow>, mapping: Mapping): CatalogueReading => {
  const entries = tableEntries(rows, mapping);
  return {
    format: 'table',
    entries: mapping.rows === 'item' ? joinItems(entries, mapping) : each(entries),
    naming: namingOf(mapping),
  };
};

const toldBy = (one: CatalogueEntry | EntryFault, naming: Naming): CatalogueEntry | EntryFault =>
  'error' in one ? { ...one, error: headed(one.error, naming) } : one;

async function* objectEntries(
  rows: AsyncIterable<SourceRow>,
  read: (entry: JsonObject, row: number) => CatalogueEntry,
  naming: Naming,
): AsyncGenerator<EntryRead> {
  for await (const { row, value } of rows) {
    const one = attempt(row, () => {
      if (value instanceof RowError) throw value;
      if (!isObject(value)) throw new RowError('READ_JSON');
      return read(value, row);
    });
    yield toldBy(one, naming);
  }
}

const OF_POD = namingIn({
  summary: 'description',
  terms: 'rights',
  sharing: 'accessLevel',
  cycle: 'accrualPeriodicity',
  programme: 'programCode',
  unit: 'identifier',
});
const OF_CKAN = namingIn({ summary: 'notes', publisher: 'organization', terms: 'rights', items: 'fields' });
const OF_DCAT = namingIn({
  identifier: 'dct:identifier',
  title: 'dct:title',
  summary: 'dct:description',
  publisher: 'dct:publisher',
  terms: 'dct:rights',
});

const podReading = (rows: AsyncIterable<SourceRow>): CatalogueReading => ({
  format: 'project-open-data',
  entries: objectEntries(rows, readProjectOpenData, OF_POD),
  naming: OF_POD,
});

const ckanReading = (rows: AsyncIterable<SourceRow>): CatalogueReading => ({
  format: 'ckan',
  entries: objectEntries(rows, readCkan, OF_CKAN),
  naming: OF_CKAN,
});

function dcatReading(nodes: readonly unknown[]): CatalogueReading {
  const graph = new DcatGraph(nodes);
  if (graph.datasets.length === 0) throw new FileFault('FILE_NO_ROWS', { what: 'data sets' });
  const besides = (): RowError[] => pageOfNodes(nodesOf(nodes), graph.datasets.length);
  return { format: 'dcat', entries: dcatEntries(graph), naming: OF_DCAT, besides };
}

async function* dcatEntries(graph: DcatGraph): AsyncGenerator<EntryRead> {
  await Promise.resolve();
  for (const [i, dataset] of graph.datasets.entries())
    yield toldBy(
      attempt(i + 1, () => readDcat(dataset, i + 1, graph)),
      OF_DCAT,
    );
}

/** The first row, and all of them. */
async function peeked(
  rows: AsyncIterable<SourceRow>,
): Promise<{ first: SourceRow | undefined; all: AsyncGenerator<SourceRow> }> {
  const iterator = rows[Symbol.asyncIterator]();
  const first = await iterator.next();
  async function* all(): AsyncGenerator<SourceRow> {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  }
  return { first: first.done ? undefined : first.value, all: all() };
}

/** Where rows stand for each other, one that cannot be read is a fault of the file. @throws FileFault */
function ensureReadable(value: unknown, line: number): void {
  if (!(value instanceof RowError)) return;
  throw new FileFault(value.code === 'READ_KEYS' ? 'FILE_JSON_KEY' : 'FILE_JSON', {}, { line });
}

/** Of linked data, whose nodes are joined: about 200,000 entries of a few words. */
const MOST_LINKED = 32 * 1024 * 1024;

/** @throws FileFault `FILE_TOO_LARGE` */
async function collected(rows: AsyncIterable<SourceRow>): Promise<unknown[]> {
  const found: unknown[] = [];
  const held = new Held(MOST_LINKED);
  for await (const { value, line } of rows) {
    ensureReadable(value, line);
    held.add(value);
    found.push(value);
  }
  return found;
}

/** What an answer of CKAN's action API says besides packages. @throws FileFault */
function refuseOtherAnswers({ members }: JsonFrame, first: SourceRow | undefined): void {
  if (members['success'] === false || (isObject(members['error']) && 'success' in members))
    throw new FileFault('FILE_ERROR_ANSWER');
  if ('help' in members && typeof first?.value === 'string') throw new FileFault('FILE_NAMES_ONLY');
  if (typeof members['resourceType'] === 'string')
    throw new FileFault('FILE_FORMAT', { found: 'FHIR', wanted: 'a catalogue' });
}

const isPackage = (value: unknown): boolean => isObject(value) && 'name' in value && 'title' in value;
const isLinked = (value: unknown): boolean =>
  isObject(value) && Object.keys(value).some((key) => /^@(?:id|type|graph|context)$/.test(key));
const isPod = (value: unknown): boolean =>
  isObject(value) && ('accessLevel' in value || ('identifier' in value && 'publisher' in value));

/** Whether an entry of Project Open Data stands where rows of a table may: its publisher, contact or files have parts. */
const isPodRow = (value: unknown): boolean =>
  isObject(value) &&
  isPod(value) &&
  ['publisher', 'contactPoint', 'distribution'].some((name) => isShaped(value[name]));

/** The one entry of `package_show`, or the document itself. */
async function* alone(value: unknown): AsyncGenerator<SourceRow> {
  await Promise.resolve();
  yield { row: 1, line: 1, value };
}

function singleReading({ members }: JsonFrame): CatalogueReading {
  const { result } = members;
  if (isPackage(result)) return ckanReading(alone(result));
  if (isLinked(members)) return dcatReading([members]);
  if (isPackage(members)) return ckanReading(alone(members));
  throw new FileFault('FILE_NO_ROWS', { what: 'catalogue entries' });
}

const isPodFrame = ({ rowsAt, members }: JsonFrame, first: unknown): boolean =>
  rowsAt === 'dataset' && (isPod(first) || !isLinked(members));

/** Rows of a document of which nobody has said what they mean. */
async function knownReading(
  source: Source,
  { value, line }: SourceRow,
  all: AsyncIterable<SourceRow>,
): Promise<CatalogueReading> {
  const { frame } = source;
  if (isPodFrame(frame, value)) return podReading(all);
  // What the others are is told by the first row alone.
  ensureReadable(value, line);
  if (isPackage(value)) return ckanReading(all);
  if (isLinked(value) || isLinked(frame.members)) {
    const rows = await collected(all);
    return dcatReading([frame.members, ...rows]);
  }
  if (typeof value === 'string') throw new FileFault('FILE_NAMES_ONLY');
  if (isPodRow(value)) return podReading(all);
  const columns = new Set((await source.names()).map(columnName));
  return standardReading(source, all, [...columns]);
}

async function jsonReading(source: Source, mapping: Mapping | undefined): Promise<CatalogueReading> {
  const { first, all } = await peeked(source.rows());
  const { frame } = source;
  refuseOtherAnswers(frame, first);
  if (first) return mapping ? tableReading(all, mapping) : knownReading(source, first, all);
  if (frame.rowsAt === undefined) return singleReading(frame);
  throw new FileFault('FILE_NO_ROWS', { what: 'catalogue entries' });
}

/** @throws FileFault `FILE_NO_ROWS` */
async function* some<T>(entries: AsyncIterable<T>): AsyncGenerator<T> {
  let isEmpty = true;
  for await (const entry of entries) {
    isEmpty = false;
    yield entry;
  }
  if (isEmpty) throw new FileFault('FILE_NO_ROWS', { what: 'catalogue entries' });
}

/** @throws FileFault where the file is no catalogue that is known, also while its entries are read */
export async function readCatalogue(source: Source, mapping?: Mapping): Promise<CatalogueReading> {
  const reading = await readingOf(source, mapping);
  return { ...reading, entries: some(reading.entries) };
}

async function readingOf(source: Source, mapping?: Mapping): Promise<CatalogueReading> {
  if (source.syntax === 'json' || source.syntax === 'ndjson') return jsonReading(source, mapping);
  if (source.syntax === 'turtle' || source.syntax === 'rdf-xml')
    return dcatReading(await collected(source.rows()));
  const language = mapping ? undefined : languageOfColumns(source.columns);
  if (language !== undefined) return exportReading(source, language);
  return mapping
    ? tableReading(source.rows(), mapping)
    : standardReading(source, source.rows(), source.columns);
}
