// SPDX-License-Identifier: Apache-2.0
/**
 * Deadlines in working days, the same on every peer: civil days counted in the policy's local time, without a
 * clock, a locale or a time-zone database. The day on which a step starts does not count.
 */
import type { Deadline, DeadlineStep, Policy, Stamp, WorkingCalendar } from '../records';
import { DAY_MS, formatDay, formatInstant, parseInstant } from './time';

const MINUTE_MS = 60_000;

/** Saturday or Sunday; `day` counts from 1970-01-01, a Thursday. */
export const isWeekend = (day: number): boolean => (((day + 5) % 7) + 7) % 7 < 2;

function workdaysOf(calendar: WorkingCalendar): (day: number) => boolean {
  const holidays = new Set(calendar.holidays);
  const workdays = new Set(calendar.workdays);
  return (day) => (isWeekend(day) ? workdays.has(formatDay(day)) : !holidays.has(formatDay(day)));
}

/** @returns how many working days follow the local day of one instant, up to that of another, which counts too */
export function workingDaysUntil(fromMs: number, toMs: number, calendar: WorkingCalendar): number {
  const offset = calendar.utcOffsetMinutes * MINUTE_MS;
  const isWorkday = workdaysOf(calendar);
  const last = Math.floor((toMs + offset) / DAY_MS);
  let count = 0;
  for (let day = Math.floor((fromMs + offset) / DAY_MS) + 1; day <= last; day += 1)
    count += isWorkday(day) ? 1 : 0;
  return count;
}

/**
 * @param startMs when the step starts, milliseconds since 1970
 * @param workingDays at least 1
 * @returns the last millisecond of the N-th working day after the start's local day, milliseconds since 1970
 */
export function dueAt(startMs: number, workingDays: number, calendar: WorkingCalendar): number {
  const offset = calendar.utcOffsetMinutes * MINUTE_MS;
  const isWorkday = workdaysOf(calendar);
  let day = Math.floor((startMs + offset) / DAY_MS);
  for (let left = workingDays; left > 0; left -= isWorkday(day) ? 1 : 0) day += 1;
  return (day + 1) * DAY_MS - 1 - offset;
}

/** The deadline of a step that starts now, measured by the policy in force now, whatever comes later. */
export function openDeadline(
  step: DeadlineStep,
  policy: Pick<Policy, 'version' | 'deadlines' | 'calendar'>,
  stamp: Stamp,
): Deadline {
  const due = dueAt(parseInstant(stamp.at), policy.deadlines[step], policy.calendar);
  return { step, policyVersion: policy.version, startedAt: stamp.at, dueAt: formatInstant(due) };
}

/** The same deadline, answered: late when after its due time, and so for ever. */
export function closeDeadline(deadline: Deadline, stamp: Stamp): Deadline {
  const measured = parseInstant(deadline.pausedAt ?? stamp.at);
  return { ...deadline, doneAt: stamp.at, late: measured > parseInstant(deadline.dueAt) };
}

/** So many more working days. */
export function extendedTo(due: string, days: number, calendar: WorkingCalendar): string {
  return formatInstant(dueAt(parseInstant(due), days, calendar));
}

/**
 * Where the clock stood still, as many working days are left afterwards as were left before. What was overdue by then
 * stays so.
 */
export function resumedDue(
  due: string,
  pausedAt: string,
  resumedAt: string,
  calendar: WorkingCalendar,
): string {
  const left = workingDaysUntil(parseInstant(pausedAt), parseInstant(due), calendar);
  if (parseInstant(pausedAt) > parseInstant(due)) return due;
  if (left > 0)
    return formatInstant(Math.max(parseInstant(due), dueAt(parseInstant(resumedAt), left, calendar)));
  return formatInstant(Math.max(parseInstant(due), endOfDay(parseInstant(resumedAt), calendar)));
}

/** What was stopped on its last day ends with the day on which it goes on; where nobody works on that one, with the next working day. */
function endOfDay(atMs: number, calendar: WorkingCalendar): number {
  const offset = calendar.utcOffsetMinutes * MINUTE_MS;
  const isWorkday = workdaysOf(calendar);
  let day = Math.floor((atMs + offset) / DAY_MS);
  while (!isWorkday(day)) day += 1;
  return (day + 1) * DAY_MS - 1 - offset;
}
