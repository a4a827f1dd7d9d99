// SPDX-License-Identifier: Apache-2.0
/** Bodies that have a row on each line. */
import type { RowFault, RowsRead } from './row-results.js';

/** No row needs more; what is longer is not looked at. */
export const MAX_ROW_LENGTH = 65_536;

const TOO_LONG: RowFault = {
  code: 'INVALID_ARGUMENT',
  message: `The line is longer than ${MAX_ROW_LENGTH} characters.`,
};

/** @returns undefined for a line that is no row, but says something about them */
export type ReadLine = (line: string) => { readonly row: unknown } | { readonly fault: RowFault } | undefined;

/**
 * Reads a line at each step; blank ones are left out.
 * @throws HttpError `BODY_TOO_LARGE`
 */
export function* lineRows(lines: Iterable<string>, read: ReadLine, into: RowsRead): Generator<void> {
  let blank = 0;
  for (const line of lines) {
    if (line.length > MAX_ROW_LENGTH) into.addFault(TOO_LONG);
    else if (line.trim() === '') into.checkNumber((blank += 1));
    else keep(read(line), into);
    yield;
  }
}

function keep(found: ReturnType<ReadLine>, into: RowsRead): void {
  if (!found) return;
  if ('fault' in found) into.addFault(found.fault);
  else into.add(found.row);
}
