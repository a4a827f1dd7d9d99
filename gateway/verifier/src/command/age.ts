// SPDX-License-Identifier: Apache-2.0
/** `--not-older-than`: a day, a time, or an age. */
import { UsageError } from './terminal.js';

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
const AGE = /^(\d{1,6})([dhm])$/;
const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{3})?)?Z)?$/;

/** @param now milliseconds since 1970. @returns the earliest time that will do. @throws UsageError */
export function earliest(text: string, now: number): number {
  const [, count, unit] = AGE.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * UNITS[unit as keyof typeof UNITS];
  const at = TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(
      '--not-older-than wants a day (2026-11-01), a time in UTC, or an age (30d, 12h, 90m).',
    );
  return at;
}
