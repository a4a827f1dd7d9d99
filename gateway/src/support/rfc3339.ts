// SPDX-License-Identifier: Apache-2.0
/** Reads an instant in any form that RFC 3339 §5.6 allows, and writes it the one way in which the ledger keeps it. */

const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const RFC3339 =
  /^(\d{4}-\d\d-(\d\d))[Tt]((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(\.\d{1,9})?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DAY_MS = 86_400_000;

/** Date.parse takes 30 February for 2 March. */
const isRealDay = (date: string, day: string): boolean =>
  new Date(`${date}T00:00:00Z`).getUTCDate() === Number(day);

/** The ledger counts no leap seconds: one is the first moment of the day that follows, and may stand nowhere else. */
function afterLeapSecond(date: string, minute: string, offset: string): number | undefined {
  const next = Date.parse(`${date}T${minute}:59${offset}`) + 1_000;
  return next % DAY_MS === 0 ? next : undefined;
}

/** @returns RFC 3339 UTC with milliseconds, cut off and not rounded; undefined for anything but a date and time with an offset */
export function utcOf(text: string): string | undefined {
  const parts = RFC3339.exec(text);
  if (!parts) return undefined;
  const [date = '', day = '', , second = ''] = parts.slice(1);
  if (!isRealDay(date, day)) return undefined;
  if (UTC.test(text) && second !== '60') return text;
  const ms = momentOf(parts);
  return ms === undefined || Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** Milliseconds since 1970 of what the expression found. */
function momentOf([, date = '', , minute = '', second = '', fraction = '', zone = '']: RegExpExecArray):
  number | undefined {
  const offset = zone.toUpperCase();
  if (second === '60') return afterLeapSecond(date, minute, offset);
  return Date.parse(`${date}T${minute}:${second}${fraction.slice(0, 4)}${offset}`);
}
