// SPDX-License-Identifier: Apache-2.0
/**
 * Instants without a clock: RFC 3339 UTC with milliseconds ↔ milliseconds since 1970-01-01, and civil days.
 * `Date` is kept out of the chaincode so that no code path can read a clock or a locale.
 */
import { DomainError } from '../errors';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)\.(\d{3})Z$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Days since 1970-01-01 of a proleptic Gregorian date (Hinnant's `days_from_civil`). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day number, `YYYY-MM-DD` (Hinnant's `civil_from_days`). */
export function formatDay(days: number): string {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const doe = z - era * 146_097;
  const yoe = Math.floor(
    (doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365,
  );
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const day = doy - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp + (mp < 10 ? 3 : -9);
  return `${pad(yoe + era * 400 + (month <= 2 ? 1 : 0), 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** Day number of `YYYY-MM-DD`. @throws DomainError `INVALID_ARGUMENT` for anything that is not a date. */
export function parseDay(text: string): number {
  const match = DAY.exec(text);
  const days = match ? daysFromCivil(Number(match[1]), Number(match[2]), Number(match[3])) : NaN;
  if (!match || formatDay(days) !== text)
    throw new DomainError('INVALID_ARGUMENT', 'A date must be YYYY-MM-DD.');
  return days;
}

/** The day on which it is then where the clock is so many minutes ahead of UTC, as a day number. */
export const localDay = (ms: number, utcOffsetMinutes: number): number =>
  Math.floor((ms + utcOffsetMinutes * 60_000) / DAY_MS);

/** @returns the first millisecond of the local day, milliseconds since 1970 */
export const localDayStart = (day: number, utcOffsetMinutes: number): number =>
  day * DAY_MS - utcOffsetMinutes * 60_000;

/** @returns `YYYY-MM-DDTHH:MM:SS.mmmZ` */
export function formatInstant(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  const rest = ms - days * DAY_MS;
  const time = [Math.floor(rest / HOUR_MS), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  return `${formatDay(days)}T${time.map((part) => pad(part, 2)).join(':')}.${pad(rest % 1000, 3)}Z`;
}

/** Milliseconds since 1970 of `YYYY-MM-DDTHH:MM:SS.mmmZ`. @throws DomainError `INVALID_ARGUMENT` */
export function parseInstant(text: string): number {
  const match = INSTANT.exec(text);
  if (!match) throw new DomainError('INVALID_ARGUMENT', 'A time must be RFC 3339 UTC with milliseconds.');
  const [hours, minutes, seconds, millis] = match.slice(4).map(Number) as [number, number, number, number];
  return parseDay(text.slice(0, 10)) * DAY_MS + hours * HOUR_MS + minutes * 60_000 + seconds * 1000 + millis;
}
