// SPDX-License-Identifier: Apache-2.0
/** A row that could not be used: where it stood and why. Never the row itself: it may name a record. */
export interface RefusedRow {
  /** Position in the file, from 1. */
  readonly row: number;
  /** `READ_*` for what the importer refuses, else the gateway's code. */
  readonly code: string;
  readonly message: string;
}

/** What was read from a file. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly refused: readonly RefusedRow[];
}

/** Thrown by a reader for one row; the message names fields and rules, not values. */
export class RowError extends Error {
  override readonly name = 'RowError';

  constructor(
    readonly code: `READ_${string}`,
    message: string,
  ) {
    super(message);
  }
}

/** Reads each row by itself: one that cannot be read does not stop the others. */
export function readRows<In, Out>(input: readonly In[], read: (row: In, position: number) => Out): Rows<Out> {
  const rows: Out[] = [];
  const refused: RefusedRow[] = [];
  input.forEach((row, i) => {
    try {
      rows.push(read(row, i + 1));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      refused.push({ row: i + 1, code: error.code, message: error.message });
    }
  });
  return { rows, refused };
}
