// SPDX-License-Identifier: Apache-2.0
/** The columns that a file has, whatever it is. */
import { RowError } from '../../../import/faults.js';
import { cellText, isObject } from '../../../import/fields.js';
import { composed } from '../../../import/prose.js';
import type { Source } from '../../../import/source/open-source.js';
import type { Cells } from '../../../import/source/table.js';

export const cellsOf = (value: unknown): Cells | undefined =>
  isObject(value) && !(value instanceof RowError)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [composed(name).trim(), cellText(one)]))
    : undefined;

/** Names of the columns that a file has. */
export async function columnsOf(open: () => Promise<Source>): Promise<readonly string[]> {
  const source = await open();
  const names = await source.names();
  return [...new Set(names.map((name) => composed(name).trim()))];
}
