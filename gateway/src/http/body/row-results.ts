// SPDX-License-Identifier: Apache-2.0
/** What a body of rows was read as, whatever its format. */

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
