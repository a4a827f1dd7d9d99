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

/**
 * @param startMs when the step starts, milliseconds since 1970
 * @param workingDays at least 1
 * @returns the last millisecond of the N-th working day after the start's local day, milliseconds since 1970
 */
export function dueAt(startMs: number, workingDays: number, calendar: WorkingCalendar): number {
  const offset = calendar.utcOffsetMinutes * MINUTE_MS;
  const holidays = new Set(calendar.holidays);
  const workdays = new Set(calendar.workdays);
  const isWorkday = (day: number): boolean =>
    isWeekend(day) ? workdays.has(formatDay(day)) : !holidays.has(formatDay(day));
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
  return { ...deadline, doneAt: stamp.at, late: parseInstant(stamp.at) > parseInstant(deadline.dueAt) };
}
