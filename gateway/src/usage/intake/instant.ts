// SPDX-License-Identifier: Apache-2.0
/** When a reported use happened, as the ledger keeps it. */
import { utcOf } from '../../support/rfc3339.js';
import { RowFault } from './row-fault.js';

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * @returns the instant as RFC 3339 UTC with milliseconds, cut off, not rounded
 * @throws RowFault for anything that is not an RFC 3339 date and time with an offset
 */
export function instantOf(text: string): string {
  // The ledger's own form is judged by the ledger's own rule, with everything else of the row.
  if (UTC.test(text)) return text;
  const utc = utcOf(text);
  if (utc !== undefined) return utc;
  const rule = 'must be an RFC 3339 time with an offset, e.g. 2026-11-28T09:30:00+08:00';
  throw new RowFault('INVALID_ARGUMENT', rule, 'at');
}
