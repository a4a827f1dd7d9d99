// SPDX-License-Identifier: Apache-2.0
/** The rows of a request for usage: one event, an array, NDJSON or CSV. */
import type { InTurns } from '../../support/fair-turns.js';
import { HttpError } from '../problems/problem.js';
import { csvRows } from './csv-rows.js';
import { jsonLines, jsonRows } from './json-rows.js';
import { RowsRead, type Rows } from './row-results.js';
import { decodeUtf8 } from './strict-json.js';

export const ROW_TYPES = ['application/json', 'application/x-ndjson', 'text/csv'] as const;

const READERS: Readonly<Record<string, (text: string, into: RowsRead) => Generator<void>>> = {
  'application/json': jsonRows,
  'text/csv': csvRows,
};

/**
 * A fault in a line of NDJSON or CSV is that row's alone; a fault in a JSON array is the whole body's.
 * @throws HttpError `JSON_MALFORMED`, `JSON_UNSAFE`, `INVALID_ARGUMENT`, `BODY_TOO_LARGE` for too many rows
 */
export async function rowsOf(mediaType: string, bytes: Uint8Array, inTurns: InTurns): Promise<Rows> {
  const read = new RowsRead();
  const reader = READERS[mediaType] ?? jsonLines;
  await inTurns(reader(decodeUtf8(bytes), read));
  if (read.rows.length === 0) {
    throw new HttpError('INVALID_ARGUMENT', {
      errors: [{ field: 'body', rule: 'must hold a row at least' }],
    });
  }
  return read;
}
