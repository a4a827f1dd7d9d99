// SPDX-License-Identifier: Apache-2.0
/**
 * Usage rows in CSV (RFC 4180): a header line with field names; lists are separated by `;` within a field. No field of
 * a use holds a line break, so a line is a row, and a stray quote cannot take the rows that follow it into one field.
 */
import { cellsOf } from '../../support/csv-lines.js';
import { LEAF_FIELDS, type LeafField } from '@catalog-chain/chaincode/domain/usage/leaf';
import { ROW_FIELDS } from '../../usage/ports.js';
import { HttpError } from '../problems/problem.js';
import { lineRows, type ReadLine } from './line-rows.js';
import { linesOf } from './lines.js';
import type { RowFault, RowsRead } from './row-results.js';

const FIELDS: ReadonlySet<string> = new Set(ROW_FIELDS);

function headerOf(line: string): string[] {
  const header = cellsOf(line, ',')?.map((name) => name.trim());
  const known = header?.every((name) => FIELDS.has(name)) === true;
  if (!header || !known || new Set(header).size !== header.length) {
    throw new HttpError('INVALID_ARGUMENT', {
      errors: [{ field: 'header', rule: `must name each of these once at most: ${[...FIELDS].join(', ')}` }],
    });
  }
  return header;
}

/** A whole number as such; anything else stays text and is refused by the row's rules. */
const numberOf = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text);

function rowOf(header: readonly string[], cells: readonly string[]): object {
  const filled = header.map((name, i) => [name, cells[i] ?? ''] as const).filter(([, text]) => text !== '');
  return Object.fromEntries(filled.map(([name, text]) => [name, valueOf(FORMS.get(name), text)]));
}

const FORMS: ReadonlyMap<string, LeafField['form']> = new Map(
  Object.entries(LEAF_FIELDS).map(([name, { form }]) => [name, form]),
);

function valueOf(form: LeafField['form'] | undefined, text: string): unknown {
  if (form === 'number') return numberOf(text);
  return form === 'list' ? text.split(';').map((item) => item.trim()) : text;
}

const fault = (message: string): RowFault => ({ code: 'INVALID_ARGUMENT', message });

function readLine(header: readonly string[], line: string): ReturnType<ReadLine> {
  const cells = cellsOf(line, ',');
  if (!cells) return { fault: fault('A quote in the line is never closed, or stands within a field.') };
  if (cells.length !== header.length)
    return { fault: fault(`The line has ${cells.length} fields, the header ${header.length}.`) };
  return { row: rowOf(header, cells) };
}

/**
 * Reads a line at each step. The first that is not blank is the header.
 * @throws HttpError `INVALID_ARGUMENT` when the header names other fields, or there is none; `BODY_TOO_LARGE`
 */
export function* csvRows(text: string, into: RowsRead): Generator<void> {
  let header: readonly string[] | undefined;
  const read: ReadLine = (line) => {
    if (header) return readLine(header, line);
    header = headerOf(line);
    return undefined;
  };
  yield* lineRows(linesOf(text.replace(/^\ufeff/, ''), 'crlf'), read, into);
  header ??= headerOf('');
}
