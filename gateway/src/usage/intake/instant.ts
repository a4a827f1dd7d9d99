// SPDX-License-Identifier: Apache-2.0
import { RowFault } from './row-fault.js';

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** RFC 3339 §5.6, with `T` and `Z` in upper case; a leap second cannot be told from the next second. */
const RFC3339 =
  /^\d{4}-\d\d-(\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * @returns the instant as RFC 3339 UTC with milliseconds, cut off, not rounded
 * @throws RowFault for anything that is not an RFC 3339 date and time with an offset
 */
export function instantOf(text: string): string {
  if (UTC.test(text)) return text;
  const day = RFC3339.exec(text)?.[1];
  const local = text.slice(0, 10);
  const real = day !== undefined && new Date(`${local}T00:00:00Z`).getUTCDate() === Number(day);
  const ms = real ? Date.parse(text) : NaN;
  if (Number.isNaN(ms))
    throw new RowFault('INVALID_ARGUMENT', 'must be an RFC 3339 time with an offset', 'at');
  return new Date(ms).toISOString();
}
