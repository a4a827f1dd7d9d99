// SPDX-License-Identifier: Apache-2.0
/** Local months, `YYYY-MM`: the periods of reconciliation. Local is a fixed offset from UTC, as the policy sets it. */
import { z } from 'zod';
import { formatDay, localDay, localDayStart, parseDay } from './time';

/** A period, in the years in which a use may lie. */
export const month = z.string().regex(/^(?:19[7-9]\d|2\d{3})-(?:0[1-9]|1[0-2])$/, 'must be a month, YYYY-MM');

/** The local month of an instant; the function that is returned remembers days. */
export function months(utcOffsetMinutes: number): (atMs: number) => string {
  const known = new Map<number, string>();
  return (atMs) => {
    const day = localDay(atMs, utcOffsetMinutes);
    let found = known.get(day);
    if (found === undefined) known.set(day, (found = formatDay(day).slice(0, 7)));
    return found;
  };
}

/** @returns the first millisecond of the local month, milliseconds since 1970 */
export const monthStart = (period: string, utcOffsetMinutes: number): number =>
  localDayStart(parseDay(`${period}-01`), utcOffsetMinutes);

/** @returns the first millisecond after the local month, milliseconds since 1970 */
export function monthEnd(period: string, utcOffsetMinutes: number): number {
  const next = formatDay(parseDay(`${period}-01`) + 31).slice(0, 7);
  return monthStart(next, utcOffsetMinutes);
}

/** The calendar month (UTC) of an instant. */
export const calendarMonth = (at: string): string => at.slice(0, 7);
