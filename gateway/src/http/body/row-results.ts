// SPDX-License-Identifier: Apache-2.0
/** What a body of rows was read as, whatever its format. */
import { HttpError } from '../problems/problem.js';

/** More rows than this are too many for one request. */
const MAX_ROWS = 50_000;

/** Why a row could not even be read. */
export interface RowFault {
  readonly code: 'INVALID_ARGUMENT' | 'JSON_MALFORMED' | 'JSON_UNSAFE';
  readonly message: string;
}

export interface Rows {
  /** One per row, in order; null where there is a fault. */
  readonly rows: readonly unknown[];
  readonly faults: ReadonlyMap<number, RowFault>;
  /** One event was sent by itself, not in a list. */
  readonly single: boolean;
}

/** Rows while they are read, no more of them than a request may hold. */
export class RowsRead implements Rows {
  readonly rows: unknown[] = [];
  readonly faults = new Map<number, RowFault>();
  single = false;

  /** @throws HttpError `BODY_TOO_LARGE` */
  add(row: unknown): void {
    this.checkNumber(this.rows.push(row));
  }

  /** @throws HttpError `BODY_TOO_LARGE` */
  addFault(fault: RowFault): void {
    this.faults.set(this.rows.length, fault);
    this.add(null);
  }

  /** @throws HttpError `BODY_TOO_LARGE`: of rows, or of blank lines, which cost as well */
  checkNumber(number: number): void {
    if (number > MAX_ROWS)
      throw new HttpError('BODY_TOO_LARGE', { detail: `A request holds ${MAX_ROWS} rows at most.` });
  }
}
