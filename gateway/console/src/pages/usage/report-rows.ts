// SPDX-License-Identifier: Apache-2.0
/** A file of uses, read and checked row by row before anything is sent (RFC 4180, or a JSON object a line). */

export interface CheckedRow {
  /** As a spreadsheet counts the rows of the file, from 1 and with empty ones. */
  readonly row: number;
  /** As it stands in the file: field by field, or a whole line of JSON. */
  readonly written: readonly string[];
  readonly value: Readonly<Record<string, unknown>>;
  readonly faults: readonly { readonly kind: 'emptyField' | 'badField' | 'notJson'; readonly name: string }[];
}

export const COLUMNS = [
  'id',
  'kind',
  'correlation',
  'grant',
  'action',
  'at',
  'system',
  'purpose',
  'outcome',
] as const;

const FORMS: Readonly<Record<string, RegExp>> = {
  id: /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  kind: /^(?:use|denied|nil|correction)$/,
  action: /^(?:copy|batch|file|query|verify)$/,
  outcome: /^(?:ok|empty|error)$/,
  at: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/,
};

/** What a file of faulty rows says beside them; left out where such a file is given again. */
const NOTES = ['row', 'fault'] as const;

const isNote = (name: string): boolean => (NOTES as readonly string[]).includes(name);

/** Before what spreadsheets would take for a formula, in files that the console saved. */
const GUARD = /^'(?=[=+\-@\t\r\n＝＋－＠])/;

interface CsvRow {
  readonly row: number;
  readonly fields: readonly string[];
}

/** Fields of a CSV text; a quoted one may hold commas, quotes and line breaks. */
function csvRows(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let number = 0;
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  const endRow = (): void => {
    endField();
    number += 1;
    if (row.length > 1 || row[0] !== '') rows.push({ row: number, fields: row });
    row = [];
  };
  for (let i = 0; i < text.length; i += 1) {
    const sign = text[i] ?? '';
    if (isQuoted && sign === '"' && text[i + 1] === '"') {
      field += '"';
      i += 1;
    } else if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && sign === ',') endField();
    else if (!isQuoted && sign === '\n') endRow();
    else if (isQuoted || sign !== '\r') field += sign;
  }
  if (field !== '' || row.length > 0) endRow();
  return rows;
}

/** Columns whose values are no texts. */
const NUMBERS = ['count'];
const LISTS = ['items'];

function valueOf(name: string, text: string): unknown {
  if (NUMBERS.includes(name)) return Number(text);
  if (LISTS.includes(name)) return text.split(/[;|]/).map((one) => one.trim());
  return text;
}

function faultsOf(value: Readonly<Record<string, unknown>>): CheckedRow['faults'] {
  return COLUMNS.flatMap((name): CheckedRow['faults'] => {
    const given = value[name];
    if (given === undefined || given === '') return [{ kind: 'emptyField', name }];
    const form = FORMS[name];
    const isFit = form === undefined || (typeof given === 'string' && form.test(given));
    return !isFit ? [{ kind: 'badField', name }] : [];
  });
}

const withoutNotes = (value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !isNote(name)));

function fromLines(text: string): readonly CheckedRow[] {
  return text
    .split('\n')
    .map((line, i) => ({ line: line.trim(), row: i + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, row }) => {
      const written = [line];
      try {
        const value = withoutNotes(JSON.parse(line) as Readonly<Record<string, unknown>>);
        return { row, written, value, faults: faultsOf(value) };
      } catch {
        return { row, written, value: {}, faults: [{ kind: 'notJson', name: '' }] };
      }
    });
}

export interface ReadFile {
  readonly rows: readonly CheckedRow[];
  readonly missing: readonly string[];
  /** Heads of the columns; none where every line is JSON. */
  readonly names?: readonly string[];
}

export function readRows(text: string): ReadFile {
  const plain = text.replace(/^\u{feff}/u, '');
  if (plain.trimStart().startsWith('{')) return { rows: fromLines(plain), missing: [] };
  const [head, ...body] = csvRows(plain);
  const names = head?.fields.map((name) => name.trim()) ?? [];
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) return { rows: [], missing, names };
  const rows = body.map(({ row, fields }) => {
    const written = fields.map((field) => field.replace(GUARD, ''));
    const pairs = names
      .map((name, at) => [name, (written[at] ?? '').trim()] as const)
      .filter(([, field]) => field !== '')
      .map(([name, field]) => [name, valueOf(name, field)] as const);
    const value = withoutNotes(Object.fromEntries(pairs));
    return { row, written, value, faults: faultsOf(value) };
  });
  return { rows, missing: [], names };
}

/** A row that cannot be sent, or was refused, and why. */
export interface FaultyRow {
  readonly row: CheckedRow;
  readonly why: string;
}

/** The rows themselves, each with its number and its fault, as a table that can be mended and given again. */
export function faultyTable(
  names: readonly string[],
  faulty: readonly FaultyRow[],
): readonly (readonly string[])[] {
  const kept = names.map((name, at) => ({ name, at })).filter(({ name }) => !isNote(name));
  const told = faulty.map(({ row, why }) => [
    ...kept.map(({ at }) => row.written[at] ?? ''),
    String(row.row),
    why,
  ]);
  return [[...kept.map(({ name }) => name), ...NOTES], ...told];
}

function noted({ row, why }: FaultyRow): string {
  const [line = ''] = row.written;
  const [number, fault] = NOTES;
  if (row.faults.some(({ kind }) => kind === 'notJson')) return line;
  return JSON.stringify({ ...row.value, [number]: row.row, [fault]: why });
}

/** The same of a file of JSON; what is no JSON stays the line that it was. */
export const faultyLines = (faulty: readonly FaultyRow[]): string =>
  faulty.map((one) => `${noted(one)}\n`).join('');
