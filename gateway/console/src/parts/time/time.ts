// SPDX-License-Identifier: Apache-2.0
/** Instants in the consortium's own local time, whatever clock the machine has, and how much of a deadline is left. */
import { workingDaysUntil } from '@catalog-chain/chaincode/domain/calendar/working-days';
import type { Me } from '../../api/me';

type Calendar = Me['calendar'];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** `2026-11-28 23:15` */
export function localTime(instant: string, calendar: Pick<Calendar, 'utcOffsetMinutes'>): string {
  const shifted = new Date(Date.parse(instant) + calendar.utcOffsetMinutes * MINUTE_MS).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 16)}`;
}

/** An instant with its zone, as files give it: `2026-11-28 23:15:04 +08:00`. */
export function localStamp(instant: string, calendar: Pick<Calendar, 'utcOffsetMinutes'>): string {
  const shifted = new Date(Date.parse(instant) + calendar.utcOffsetMinutes * MINUTE_MS).toISOString();
  return `${shifted.slice(0, 10)} ${shifted.slice(11, 19)} ${zoneOf(calendar).replace('UTC', '')}`;
}

const INSTANTS =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z(?: \d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)*$/;

/** What is nothing but instants, in local time; every other text as it is. */
export const instantsIn = (text: string, calendar: Pick<Calendar, 'utcOffsetMinutes'>): string =>
  INSTANTS.test(text)
    ? text
        .split(' ')
        .map((one) => localStamp(one, calendar))
        .join(' – ')
    : text;

/** @param local as a form has it: `2026-11-28T23:15`, or with seconds. What is no time stays as it is, to be refused. */
export function instantOf(local: string, calendar: Pick<Calendar, 'utcOffsetMinutes'>): string {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) return local;
  return new Date(asUtc - calendar.utcOffsetMinutes * MINUTE_MS).toISOString();
}

/** When a day begins. */
export const startOfDay = (day: string, calendar: Pick<Calendar, 'utcOffsetMinutes'>): string =>
  instantOf(`${day}T00:00`, calendar);

/** `UTC+08:00` */
export function zoneOf({ utcOffsetMinutes }: Pick<Calendar, 'utcOffsetMinutes'>): string {
  const minutes = Math.abs(utcOffsetMinutes);
  const two = (part: number): string => String(Math.floor(part)).padStart(2, '0');
  return `UTC${utcOffsetMinutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** `2026-11-28` */
export const localDay = (instant: string, calendar: Pick<Calendar, 'utcOffsetMinutes'>): string =>
  localTime(instant, calendar).slice(0, 10);

export type Urgency = 'early' | 'half' | 'fifth' | 'over';

const HALF = 0.5;
const FIFTH = 0.2;

/** At half, at a fifth and at zero of the time that there was. */
export function urgencyOf(startedAt: string, dueAt: string, now: number): Urgency {
  const due = Date.parse(dueAt);
  const left = (due - now) / Math.max(1, due - Date.parse(startedAt));
  if (left <= 0) return 'over';
  if (left <= FIFTH) return 'fifth';
  return left <= HALF ? 'half' : 'early';
}

/** Working days from today to the due day, or since it; today does not count. */
export function workingDaysLeft(dueAt: string, now: number, calendar: Calendar): number {
  const due = Date.parse(dueAt);
  return due >= now ? workingDaysUntil(now, due, calendar) : -workingDaysUntil(due, now, calendar);
}

/** Calendar days, for what no law counts in working days. */
export const daysUntil = (instant: string, now: number): number =>
  Math.ceil((Date.parse(instant) - now) / DAY_MS);

/** The first instant of a month of local time, `YYYY-MM`, and the last millisecond of it. */
export function monthBounds(
  month: string,
  utcOffsetMinutes: number,
): { readonly from: string; readonly to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const start = (at: number): number => Date.UTC(year, at) - utcOffsetMinutes * 60_000;
  return { from: new Date(start(number - 1)).toISOString(), to: new Date(start(number) - 1).toISOString() };
}
