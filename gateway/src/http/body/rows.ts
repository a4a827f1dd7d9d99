// SPDX-License-Identifier: Apache-2.0
/** The rows of a request for usage: one event, an array, NDJSON or CSV. */
import { HttpError } from '../problems/problem.js';
import { csvRows } from './csv-rows.js';
import { ensureNotTooMany, lineRows } from './line-rows.js';
import type { RowFault, Rows } from './row-results.js';
import { decodeUtf8, parseStrictJson } from './strict-json.js';

export const ROW_TYPES = ['application/json', 'application/x-ndjson', 'text/csv'] as const;

const NO_FAULTS: ReadonlyMap<number, RowFault> = new Map();

function jsonRows(text: string): Rows {
  const value = parseStrictJson(text);
  const single = !Array.isArray(value);
  const rows = single ? [value] : (value as unknown[]);
  ensureNotTooMany(rows.length);
  return { rows, faults: NO_FAULTS, single };
}

function jsonRow(line: string): { readonly row: unknown } | { readonly fault: RowFault } {
  try {
    return { row: parseStrictJson(line) };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    const code = error.code === 'JSON_UNSAFE' ? 'JSON_UNSAFE' : 'JSON_MALFORMED';
    return { fault: { code, message: error.message } };
  }
}

const jsonLines = (text: string): Promise<Rows> =>
  lineRows(
    text.split('\n').filter((line) => line.trim() !== ''),
    jsonRow,
  );

/**
 * A fault in a line of NDJSON or CSV is that row's alone; a fault in a JSON array is the whole body's.
 * @throws HttpError `JSON_MALFORMED`, `JSON_UNSAFE`, `INVALID_ARGUMENT`, `BODY_TOO_LARGE` for too many rows
 */
export async function rowsOf(mediaType: string, bytes: Uint8Array): Promise<Rows> {
  const text = decodeUtf8(bytes);
  const read = await (mediaType === 'text/csv'
    ? csvRows(text)
    : mediaType === 'application/json'
      ? jsonRows(text)
      : jsonLines(text));
  if (read.rows.length === 0) {
    throw new HttpError('INVALID_ARGUMENT', {
      errors: [{ field: 'body', rule: 'must hold a row at least' }],
    });
  }
  return read;
}
