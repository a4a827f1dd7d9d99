// SPDX-License-Identifier: Apache-2.0
/**
 * What a month's closing looks at. Uses of a month are reported in it or later; so journals that were closed before it
 * began need not be looked at, however many years there are.
 */
import { calendarMonth } from '../calendar/month';
import { DAY_MS, formatDay, formatInstant, parseDay, parseInstant } from '../calendar/time';

/**
 * Days before the first of the month (UTC) from which on reports count: enough for every offset of local time and for
 * clocks that differ. What is reported earlier still is dated in the future, which its verdict says.
 */
const DAYS_BEFORE = 3;

const firstDay = (period: string): number => parseDay(`${period}-01`);

/** The instant from which on a batch counts towards a month, milliseconds since 1970. */
export const countsFrom = (period: string): number => (firstDay(period) - DAYS_BEFORE) * DAY_MS;

/** Whether a batch's tally of a month counts towards its closing. @param at when the batch was committed */
export const countsTowards = (period: string, at: string): boolean => parseInstant(at) >= countsFrom(period);

/** The same for one batch and many months: the instant is read once, and each month. */
export function countingAt(at: string): (period: string) => boolean {
  const committed = parseInstant(at);
  const known = new Map<string, boolean>();
  return (period) => {
    const counts = known.get(period) ?? committed >= countsFrom(period);
    known.set(period, counts);
    return counts;
  };
}

/** Calendar months (UTC) in which a journal may have been closed that a month's closing looks at, oldest first. */
export function closingMonths(period: string, nowMs: number): string[] {
  const last = calendarMonth(formatInstant(nowMs + DAY_MS));
  const found: string[] = [];
  let month = calendarMonth(formatInstant(countsFrom(period)));
  for (; month <= last; month = formatDay(firstDay(month) + 31).slice(0, 7)) found.push(month);
  return found;
}
