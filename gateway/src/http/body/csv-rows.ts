// SPDX-License-Identifier: Apache-2.0
/** Usage rows in CSV (RFC 4180): a header line with field names; lists are separated by `;` within a field. */
import { parse, type CsvError } from 'csv-parse/sync';
import { HttpError } from '../problems/problem.js';
import type { Rows } from './row-results.js';

const FIELDS: ReadonlySet<string> = new Set([
  'id',
  'kind',
  'correlation',
  'grant',
  'record',
  'recordId',
  'count',
  'action',
  'at',
  'system',
  'actor',
  'actorId',
  'purpose',
  'case',
  'items',
  'outcome',
  'corrects',
]);

const MAX_RECORD = 65_536;

function headerOf(names: readonly string[]): string[] {
  const header = names.map((name) => name.trim());
  const known = header.every((name) => FIELDS.has(name));
  if (!known || new Set(header).size !== header.length) {
    throw new HttpError('INVALID_ARGUMENT', {
      errors: [{ field: 'header', rule: `must name each of these once at most: ${[...FIELDS].join(', ')}` }],
    });
  }
  return header;
}

/** A whole number as such; anything else stays text and is refused by the row's rules. */
const numberOf = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text);

function rowOf(record: Readonly<Record<string, string>>): object {
  const filled = Object.entries(record).filter(([, text]) => text !== '');
  const typed = filled.map(([name, text]) => {
    if (name === 'count') return [name, numberOf(text)];
    return name === 'items' ? [name, text.split(';').map((item) => item.trim())] : [name, text];
  });
  return Object.fromEntries(typed) as object;
}

/** @throws HttpError `INVALID_ARGUMENT` when the header names other fields */
export function csvRows(text: string): Rows {
  const rows: unknown[] = [];
  const faults = new Map<number, { code: 'INVALID_ARGUMENT'; message: string }>();
  parse(text, {
    columns: headerOf,
    bom: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
    skip_records_with_error: true,
    on_record: (record: Readonly<Record<string, string>>) => {
      rows.push(rowOf(record));
      return null;
    },
    on_skip: (error: CsvError | undefined) => {
      faults.set(rows.length, {
        code: 'INVALID_ARGUMENT',
        message: `The line is no CSV (${error?.code ?? ''}).`,
      });
      rows.push(null);
      return undefined;
    },
  });
  return { rows, faults, single: false };
}
