// SPDX-License-Identifier: Apache-2.0
/**
 * A mapping says what a file's columns and words are in the ledger's language. The command proposes one from headings
 * and values, a person decides what is open and confirms it, and it is kept as a file for the next edition.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FileFault, RowError } from '../faults.js';
import { text, wordIn } from '../fields.js';
import type { Cells } from '../source/table.js';
import { fieldsOf, KINDS, type MappedKind } from './headings.js';

const FORMAT = 'catalog-chain-mapping/1';

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

/** @throws FileFault `FILE_MAP`, also for a mapping of another kind of file */
export async function readMapping(path: string, kind: MappedKind): Promise<Mapping> {
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new FileFault('FILE_MAP', { what: 'it cannot be read as JSON' }, {}, { cause });
  }
  const { data, error } = mappingShape.safeParse(document);
  if (!data) {
    const issue = error.issues[0];
    const what = `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`;
    throw new FileFault('FILE_MAP', { what });
  }
  if (data.of !== kind) throw new FileFault('FILE_MAP', { what: `it is of ${data.of}, not of ${kind}` });
  ensureKnown(data);
  return data;
}

/** A field that nobody reads would lose its column without a word. @throws FileFault `FILE_MAP` */
function ensureKnown({ of, columns, constants, values, identity }: Mapping): void {
  const known = fieldsOf(of);
  const named = [...Object.values(columns), ...Object.keys(constants), ...Object.keys(values), ...identity];
  const stranger = named.find((field) => field !== null && !known.includes(field));
  if (stranger === undefined) return;
  throw new FileFault('FILE_MAP', { what: `${stranger} is no field; fields are ${known.join(', ')}` });
}

/** What nobody has decided yet, by name. */
export const openQuestions = ({ constants, values }: Mapping): string[] => [
  ...Object.entries(constants).flatMap(([field, value]) => (value === null ? [`constants.${field}`] : [])),
  ...Object.entries(values).flatMap(([field, words]) =>
    Object.entries(words).flatMap(([word, meaning]) => (meaning === null ? [`values.${field}.${word}`] : [])),
  ),
];

/** @throws FileFault `FILE_MAP_UNCONFIRMED`, `FILE_MAP` where something is left open */
export function ensureConfirmed(mapping: Mapping): void {
  if (!mapping.confirmed) throw new FileFault('FILE_MAP_UNCONFIRMED');
  const [open] = openQuestions(mapping);
  if (open !== undefined) throw new FileFault('FILE_MAP', { what: `${open} is null` });
}

/** A row under the ledger's names, its words replaced. @throws RowError `READ_VALUE` for a word that is not named */
export function mapped(row: Cells, { columns, constants, values }: Mapping): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [field, value] of Object.entries(constants)) if (value !== null) result[field] = value;
  for (const [column, cell] of Object.entries(row)) {
    const field = wordIn(columns, column);
    const value = text(cell);
    if (field === undefined || field === null || value === undefined) continue;
    result[field] = wordOf(field, value, wordIn(values, field));
  }
  return result;
}

function wordOf(field: string, value: string, words: Mapping['values'][string] | undefined): string {
  if (!words) return value;
  const meaning = wordIn(words, value);
  if (meaning === undefined || meaning === null) throw new RowError('READ_VALUE', { field });
  return meaning;
}
