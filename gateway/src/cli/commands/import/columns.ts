// SPDX-License-Identifier: Apache-2.0
/** The columns that a file has, whatever it is. */
import { RowError } from '../../../import/faults.js';
import { cellText, isObject } from '../../../import/fields.js';
import { composed } from '../../../import/prose.js';
import type { Source } from '../../../import/source/open-source.js';
import type { Cells } from '../../../import/source/table.js';

/** Rows of JSON may lack columns that others have: so many are looked at for their names. */
const ROWS_FOR_NAMES = 1_000;

export const cellsOf = (value: unknown): Cells | undefined =>
  isObject(value) && !(value instanceof RowError)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [composed(name).trim(), cellText(one)]))
    : undefined;

/** Names of the columns of a table; of JSON, those of its first rows. */
export async function columnsOf(open: () => Promise<Source>): Promise<readonly string[]> {
  const source = await open();
  if (source.columns.length > 0) return source.columns;
  const names = new Set<string>();
  let rows = 0;
  for await (const { value } of source.rows()) {
    for (const name of Object.keys(cellsOf(value) ?? {})) names.add(name);
    rows += 1;
    if (rows >= ROWS_FOR_NAMES) break;
  }
  return [...names];
}
