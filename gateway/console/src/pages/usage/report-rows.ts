// SPDX-License-Identifier: Apache-2.0
/** A file of uses, read and checked row by row before anything is sent (RFC 4180, or a JSON object a line). */

export interface CheckedRow {
  /** As the file counts it, from 1. */
  readonly row: number;
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
  action: /^(?:copy|query|verify)$/,
  outcome: /^(?:ok|empty|error)$/,
  at: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/,
};

/** Fields of a CSV text; a quoted one may hold commas, quotes and line breaks. */
export function csvRows(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let isQuoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
  };
  const endRow = (): void => {
    endField();
    if (row.length > 1 || row[0] !== '') rows.push(row);
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

function fromLines(text: string): readonly CheckedRow[] {
  return text
    .split('\n')
    .map((line, i) => ({ line: line.trim(), row: i + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, row }) => {
      try {
        const value = JSON.parse(line) as Readonly<Record<string, unknown>>;
        return { row, value, faults: faultsOf(value) };
      } catch {
        return { row, value: {}, faults: [{ kind: 'notJson', name: '' }] };
      }
    });
}

export interface ReadFile {
  readonly rows: readonly CheckedRow[];
  readonly missing: readonly string[];
}

export function readRows(text: string): ReadFile {
  const plain = text.replace(/^\u{feff}/u, '');
  if (plain.trimStart().startsWith('{')) return { rows: fromLines(plain), missing: [] };
  const [head = [], ...body] = csvRows(plain);
  const names = head.map((name) => name.trim());
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) return { rows: [], missing };
  const rows = body.map((fields, i) => {
    const pairs = names
      .map((name, at) => [name, (fields[at] ?? '').trim()] as const)
      .filter(([, field]) => field !== '')
      .map(([name, field]) => [name, valueOf(name, field)] as const);
    const value = Object.fromEntries(pairs);
    return { row: i + 2, value, faults: faultsOf(value) };
  });
  return { rows, missing: [] };
}
