// SPDX-License-Identifier: Apache-2.0
/** Bodies that have a row on each line: read a few at a time, so that others are served while a long one is read. */
import { setImmediate as turn } from 'node:timers/promises';
import { HttpError } from '../problems/problem.js';
import type { RowFault, Rows } from './row-results.js';

/** More rows than this are too many for one request. */
const MAX_ROWS = 50_000;

/** Lines read before others get their turn. */
const SLICE = 250;

/** @throws HttpError `BODY_TOO_LARGE`, before anything is read of them */
export function ensureNotTooMany(rows: number): void {
  if (rows > MAX_ROWS)
    throw new HttpError('BODY_TOO_LARGE', { detail: `A request holds ${MAX_ROWS} rows at most.` });
}

/**
 * @param read gives the row, or why the line is none
 * @throws HttpError `BODY_TOO_LARGE`
 */
export async function lineRows(
  lines: readonly string[],
  read: (line: string) => { readonly row: unknown } | { readonly fault: RowFault },
): Promise<Rows> {
  ensureNotTooMany(lines.length);
  const faults = new Map<number, RowFault>();
  const rows: unknown[] = [];
  for (const line of lines) {
    if (rows.length > 0 && rows.length % SLICE === 0) await turn();
    const found = read(line);
    if ('fault' in found) faults.set(rows.length, found.fault);
    rows.push('row' in found ? found.row : null);
  }
  return { rows, faults, single: false };
}
