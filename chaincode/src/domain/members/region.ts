// SPDX-License-Identifier: Apache-2.0
/** Administrative divisions (GB/T 2260): the level of one, and the nearest division above several. */
import { z } from 'zod';

/** The whole country, which the standard gives no code. */
const COUNTRY = '000000';

/** Province, prefecture, county: two digits each, zeros where it is no narrower. */
const PROVINCE = '[1-9]\\d0000';
const PREFECTURE = '[1-9]\\d(?!00)\\d{2}00';
const COUNTY = '[1-9]\\d(?!00)\\d{2}(?!00)\\d{2}';

export const region = z
  .string()
  .regex(new RegExp(`^(?:${COUNTRY}|${PROVINCE}|${PREFECTURE}|${COUNTY})$`), 'must be a code of GB/T 2260');

export const LEVELS = ['national', 'provincial', 'prefectural', 'county'] as const;
export type Level = (typeof LEVELS)[number];

/** @param of six digits */
export function levelOf(of: string): Level {
  if (of === COUNTRY) return 'national';
  if (of.endsWith('0000')) return 'provincial';
  return of.endsWith('00') ? 'prefectural' : 'county';
}

/** The division itself and those above it, nearest first: `310115` → `310115 310100 310000 000000`. */
export function upwards(of: string): readonly string[] {
  const all = [of, `${of.slice(0, 4)}00`, `${of.slice(0, 2)}0000`, COUNTRY];
  return [...new Set(all)];
}

/** Whether one division lies in another and is not the same. */
export const isBelow = (lower: string, upper: string): boolean =>
  lower !== upper && upwards(lower).includes(upper);

/** The nearest division that holds all of them, and those above it. */
export function commonUpwards(regions: readonly string[]): readonly string[] {
  const [first = COUNTRY, ...others] = regions;
  return upwards(first).filter((one) => others.every((other) => upwards(other).includes(one)));
}
