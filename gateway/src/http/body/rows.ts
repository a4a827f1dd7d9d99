// SPDX-License-Identifier: Apache-2.0
/** The rows of a request for usage: one event, an array, NDJSON or CSV. */
import { HttpError } from '../problems/problem.js';
import { csvRows } from './csv-rows.js';
import type { RowFault, Rows } from './row-results.js';
import { decodeUtf8, parseStrictJson } from './strict-json.js';

export const ROW_TYPES = ['application/json', 'application/x-ndjson', 'text/csv'] as const;

/** More rows than this are too many for one request. */
export const MAX_ROWS = 50_000;

const NO_FAULTS: ReadonlyMap<number, RowFault> = new Map();

function jsonRows(text: string): Rows {
  const value = parseStrictJson(text);
  const single = !Array.isArray(value);
  return { rows: single ? [value] : (value as unknown[]), faults: NO_FAULTS, single };
}

function lineRows(text: string): Rows {
  const faults = new Map<number, RowFault>();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const rows = lines.map((line, row) => {
    try {
      return parseStrictJson(line);
    } catch (error) {
      if (!(error instanceof HttpError)) throw error;
      const code = error.code === 'JSON_UNSAFE' ? 'JSON_UNSAFE' : 'JSON_MALFORMED';
      faults.set(row, { code, message: error.message });
      return null;
    }
  });
  return { rows, faults, single: false };
}

/**
 * A fault in a line of NDJSON or CSV is that row's alone; a fault in a JSON array is the whole body's.
 * @throws HttpError `JSON_MALFORMED`, `JSON_UNSAFE`, `INVALID_ARGUMENT`, `BODY_TOO_LARGE` for too many rows
 */
export function rowsOf(mediaType: string, bytes: Uint8Array): Rows {
  const text = decodeUtf8(bytes);
  const read =
    mediaType === 'text/csv'
      ? csvRows(text)
      : mediaType === 'application/json'
        ? jsonRows(text)
        : lineRows(text);
  if (read.rows.length > MAX_ROWS) {
    throw new HttpError('BODY_TOO_LARGE', { detail: `A request holds ${MAX_ROWS} rows at most.` });
  }
  if (read.rows.length === 0) {
    throw new HttpError('INVALID_ARGUMENT', {
      errors: [{ field: 'body', rule: 'must hold a row at least' }],
    });
  }
  return read;
}
