// SPDX-License-Identifier: Apache-2.0
/** Months of local time, and working days between two instants. */
import type { WorkingCalendar } from '@catalog-chain/chaincode/domain/records';
import { monthEnd, monthStart } from '@catalog-chain/chaincode/domain/calendar/month';
import { formatDay, localDay } from '@catalog-chain/chaincode/domain/calendar/time';
import { isWeekend } from '@catalog-chain/chaincode/domain/calendar/working-days';

/** First millisecond, and the first one after, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const isIn = ({ from, to }: Span, at: number): boolean => at >= from && at < to;

/** The month after `YYYY-MM`. */
export function monthAfter(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  const next = number === 12 ? [year + 1, 1] : [year, number + 1];
  return next.map((part, i) => String(part).padStart(i === 0 ? 4 : 2, '0')).join('-');
}

/** @param months first and last, `YYYY-MM`, both included */
export function spanOf(
  months: { readonly from: string; readonly to: string },
  utcOffsetMinutes: number,
): Span {
  return { from: monthStart(months.from, utcOffsetMinutes), to: monthEnd(months.to, utcOffsetMinutes) };
}

/** Working days after the local day of the start, up to and including that of the end. */
export function workingDaysBetween(startMs: number, endMs: number, calendar: WorkingCalendar): number {
  const dayOf = (ms: number): number => localDay(ms, calendar.utcOffsetMinutes);
  const isWorkday = (day: number): boolean =>
    isWeekend(day) ? calendar.workdays.includes(formatDay(day)) : !calendar.holidays.includes(formatDay(day));
  let count = 0;
  for (let day = dayOf(startMs) + 1; day <= dayOf(endMs); day += 1) count += isWorkday(day) ? 1 : 0;
  return count;
}
