// SPDX-License-Identifier: Apache-2.0
/**
 * A mapping says what a file's columns and words are in the ledger's language. The command proposes one from headings
 * and values, a person decides what is open and confirms it, and it is kept as a file for the next edition.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FileFault, RowError, say, type Texts } from '../faults.js';
import { cellText, isShaped, text, wordIn, type JsonObject } from '../fields.js';
import { alike } from '../said-alike.js';
import { hasRepeatedMember } from '../source/json-keys.js';
import { fieldsOf, KINDS, type MappedKind } from './headings.js';
import type { Naming } from './naming.js';
import type { Vocabularies } from './vocabularies.js';

const FORMAT = 'catalog-chain-mapping/1';
/** Of what is open, in one sentence. */
const MOST_NAMED = 10;

const mappingShape = z.strictObject({
  format: z.literal(FORMAT),
  of: z.enum(KINDS),
  /** Whether a person has read it. */
  confirmed: z.boolean(),
  /** `item`: one row per data item, several rows to an entry. */
  rows: z.enum(['entry', 'item']),
  /** Column → field; null: not used. */
  columns: z.record(z.string(), z.string().nullable()),
  /** Field → what it is in every row; null: to be decided. */
  constants: z.record(z.string(), z.string().nullable()),
  /** Field → word of the file → word of the ledger; null: to be decided. */
  values: z.record(z.string(), z.record(z.string(), z.string().nullable())),
  /** Fields that together tell one entry from another, where no column is an identifier. */
  identity: z.array(z.string()),
});

export type Mapping = z.infer<typeof mappingShape>;

export const emptyMapping = (of: MappedKind): Mapping => ({
  format: FORMAT,
  of,
  confirmed: false,
  rows: 'entry',
  columns: {},
  constants: {},
  values: {},
  identity: [],
});

const wrong = (en: string, zh: string, cause?: unknown): FileFault =>
  new FileFault('FILE_MAP', { what: say(en, zh) }, {}, { cause });

/** @throws FileFault `FILE_MAP` */
async function documentAt(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw wrong('it cannot be read, check its path and rights', '无法读取，请检查路径和权限', cause);
  });
  const plain = text.replace(/^\ufeff/, '');
  let document: unknown;
  try {
    document = JSON.parse(plain);
  } catch (cause) {
    throw wrong('it cannot be read as JSON', '不能按 JSON 读取', cause);
  }
  if (hasRepeatedMember(plain, document))
    throw wrong('a member of one of its objects stands twice', '其中一个对象有重复的成员名');
  return document;
}

/**
 * @param vocabularies words of the fields that have a closed meaning
 * @throws FileFault `FILE_MAP`, also for a mapping of another kind of file
 */
export async function readMapping(
  path: string,
  kind: MappedKind,
  vocabularies: Vocabularies = {},
): Promise<Mapping> {
  const { data, error } = mappingShape.safeParse(await documentAt(path));
  if (!data) {
    const issue = error.issues[0];
    const place = issue?.path.map(String).join('.') || 'it';
    throw wrong(`${place}: ${issue?.message ?? ''}`, `${place} 的形式不对`);
  }
  if (data.of !== kind)
    throw wrong(`it is of ${data.of}, not of ${kind}`, `它属于 ${data.of}，而不是 ${kind}`);
  ensureKnown(data);
  ensureWords(data, vocabularies);
  return data;
}

/** A field that nobody reads would lose its column without a word. @throws FileFault `FILE_MAP` */
function ensureKnown({ of, rows, columns, constants, values, identity }: Mapping): void {
  const known = fieldsOf(of);
  const named = [...Object.values(columns), ...Object.keys(constants), ...Object.keys(values), ...identity];
  const stranger = named.find((field) => field !== null && !known.includes(field));
  if (stranger === undefined) {
    if (rows === 'item' && !named.includes('item'))
      throw wrong('rows is "item", and no column is item', 'rows 为 "item"，但没有列对应 item');
    return;
  }
  const fields = known.join(', ');
  throw wrong(`${stranger} is no field; fields are ${fields}`, `没有字段 ${stranger}；可用的字段：${fields}`);
}

/** Where in a mapping a word of the ledger stands. */
interface Meaning {
  readonly place: string;
  readonly field: string;
  readonly word: string | null;
}

const meaningsIn = ({ constants, values }: Mapping): Meaning[] => [
  ...Object.entries(constants).map(([field, word]) => ({ place: `constants.${field}`, field, word })),
  ...Object.entries(values).flatMap(([field, words]) =>
    Object.entries(words).map(([said, word]) => ({ place: `values.${field}.${said}`, field, word })),
  ),
];

/** A meaning that there is not would refuse every row that has the word. @throws FileFault `FILE_MAP` */
function ensureWords(mapping: Mapping, vocabularies: Vocabularies): void {
  for (const { place, field, word } of meaningsIn(mapping)) {
    const vocabulary = wordIn(vocabularies, field);
    if (word === null || !vocabulary || vocabulary.reads(word)) continue;
    const words = vocabulary.words.join(', ');
    throw wrong(
      `${place} is none of the words that may stand there: ${words}`,
      `${place} 不是可用的词：${words}`,
    );
  }
}

const NONE = say('none', '无');
const UNTITLED = (count: number): Texts =>
  say(
    `any of its ${count} columns (does it begin with headings?)`,
    `其全部 ${count} 列（文件是否以表头开始？）`,
  );

/**
 * What a file has beside the columns that the mapping names.
 * @param columns of the file
 * @throws FileFault `FILE_MAP_COLUMNS` where it lacks one that the mapping reads: it was made for another file
 */
export function ensureFits({ columns: mapped }: Mapping, columns: readonly string[]): RowError[] {
  const there = new Set(columns);
  const missing = Object.keys(mapped).filter((one) => mapped[one] !== null && !there.has(one));
  const strange = columns.filter((one) => !Object.hasOwn(mapped, one)).join(', ');
  if (missing.length > 0) {
    // A file without headings has a row in their place, which is not repeated.
    const isTitled = Object.keys(mapped).some((one) => there.has(one));
    const others = isTitled ? strange || NONE : UNTITLED(columns.length);
    throw new FileFault('FILE_MAP_COLUMNS', { missing: missing.join(', '), strange: others });
  }
  return strange === '' ? [] : [new RowError('MAP_NEW_COLUMNS', { strange })];
}

/** What nobody has decided yet; a constant that a column says is none of it. */
function openIn(mapping: Mapping): Meaning[] {
  const read = new Set(Object.values(mapping.columns));
  return meaningsIn(mapping).filter(
    ({ place, field, word }) => word === null && !(place === `constants.${field}` && read.has(field)),
  );
}

/** By name. */
export const openQuestions = (mapping: Mapping): string[] => openIn(mapping).map(({ place }) => place);

/** @throws FileFault `FILE_MAP_UNCONFIRMED`, `FILE_MAP` where something is left open */
export function ensureConfirmed(mapping: Mapping, vocabularies: Vocabularies = {}): void {
  if (!mapping.confirmed) throw new FileFault('FILE_MAP_UNCONFIRMED');
  const [open] = openIn(mapping);
  if (open === undefined) return;
  const words = wordIn(vocabularies, open.field)?.words.join(', ');
  throw wrong(
    `${open.place} is null and to be decided${words === undefined ? '' : `, one of: ${words}`}`,
    `${open.place} 为 null，须填写${words === undefined ? '' : `，可用：${words}`}`,
  );
}

/** What an import would end for, where a rehearsal goes on. */
export function unsettled(mapping: Mapping): RowError[] {
  const open = openQuestions(mapping);
  const first = open.slice(0, MOST_NAMED).join(', ');
  return [
    ...(mapping.confirmed ? [] : [new RowError('MAP_UNCONFIRMED')]),
    ...(open.length === 0 ? [] : [new RowError('MAP_OPEN', { count: open.length, open: first })]),
  ];
}

interface FieldCell {
  readonly field: string;
  readonly cell: unknown;
}

/** Cells of a row that the mapping reads. */
function* cellsOf(row: JsonObject, { columns }: Mapping): Generator<FieldCell> {
  for (const [column, cell] of Object.entries(row)) {
    const field = wordIn(columns, column);
    if (field !== undefined && field !== null) yield { field, cell };
  }
}

function constantsOf({ constants }: Mapping): Record<string, string> {
  const decided = Object.entries(constants).flatMap(([field, value]) =>
    value === null ? [] : [[field, value] as const],
  );
  return Object.fromEntries(decided);
}

/** What a word of a field stands for: two words of one meaning do not contradict each other. */
export type MeaningOf = (field: string, word: string) => unknown;

const itself: MeaningOf = (_, word) => word;

/**
 * A row under the ledger's names, its words replaced.
 * @throws RowError `READ_VALUE` for a word that is not named, `READ_CONTRADICTION` where two columns of a field differ,
 *   `READ_FIELD_MISSING` for a value that is no cell's
 */
export function mapped(
  row: JsonObject,
  mapping: Mapping,
  meaningOf: MeaningOf = itself,
): Record<string, string> {
  const said = new Map<string, string[]>();
  for (const { field, cell } of cellsOf(row, mapping)) {
    if (isShaped(cell)) throw new RowError('READ_FIELD_MISSING', { field });
    const value = text(cellText(cell));
    if (value === undefined) continue;
    said.set(field, [...(said.get(field) ?? []), wordOf(field, value, wordIn(mapping.values, field))]);
  }
  const result = constantsOf(mapping);
  for (const [field, words] of said) {
    alike(
      words.map((word) => meaningOf(field, word)),
      field,
    );
    result[field] = words[0] ?? '';
  }
  return result;
}

/** By the column under which the file has a field. */
export const namingOf =
  ({ columns }: Mapping): Naming =>
  (field) =>
    Object.keys(columns).find((column) => columns[column] === field);

/** What can be read of a row that is refused: all but the words that the mapping does not name. */
export function legible(row: JsonObject, mapping: Mapping): Record<string, string> {
  const result = constantsOf(mapping);
  for (const { field, cell } of cellsOf(row, mapping)) {
    const value = isShaped(cell) ? undefined : text(cellText(cell));
    if (value === undefined) continue;
    const words = wordIn(mapping.values, field);
    const meaning = words ? wordIn(words, value) : value;
    if (meaning !== undefined && meaning !== null) result[field] = meaning;
  }
  return result;
}

function wordOf(field: string, value: string, words: Mapping['values'][string] | undefined): string {
  if (!words) return value;
  const meaning = wordIn(words, value);
  if (meaning === undefined || meaning === null) throw new RowError('READ_VALUE', { field });
  return meaning;
}
