// SPDX-License-Identifier: Apache-2.0
/** Times that are typed into forms are the consortium's, as those that pages show, wherever the machine is. */
import path from 'node:path';
import { expect, test } from '../../support/testing.js';

interface Calendar {
  readonly utcOffsetMinutes: number;
}

interface Times {
  readonly instantOf: (local: string, calendar: Calendar) => string;
  readonly localTime: (instant: string, calendar: Calendar) => string;
  readonly startOfDay: (day: string, calendar: Calendar) => string;
  readonly instantsIn: (text: string, calendar: Calendar) => string;
  readonly zoneOf: (calendar: Calendar) => string;
}

test('a time is read from a form as pages show it', async () => {
  const file = path.resolve(import.meta.dirname, '../../../../gateway/console/src/parts/time/time.ts');
  const { instantOf, localTime, startOfDay, zoneOf } = (await import(file)) as Times;
  for (const [utcOffsetMinutes, zone, instant] of [
    [480, 'UTC+08:00', '2026-12-01T01:00:00.000Z'],
    [0, 'UTC+00:00', '2026-12-01T09:00:00.000Z'],
    [-210, 'UTC-03:30', '2026-12-01T12:30:00.000Z'],
  ] as const) {
    const calendar = { utcOffsetMinutes };
    expect(zoneOf(calendar)).toBe(zone);
    expect(instantOf('2026-12-01T09:00', calendar)).toBe(instant);
    expect(localTime(instant, calendar)).toBe('2026-12-01 09:00');
  }
  expect(startOfDay('2026-12-01', { utcOffsetMinutes: 480 })).toBe('2026-11-30T16:00:00.000Z');
});

test('a file gives times as pages show them, with their zone, and leaves every other text as it is', async () => {
  const file = path.resolve(import.meta.dirname, '../../../../gateway/console/src/parts/time/time.ts');
  const { instantsIn } = (await import(file)) as Times;
  const calendar = { utcOffsetMinutes: 480 };
  for (const [text, shown] of [
    ['2026-11-29T19:49:51.521Z', '2026-11-30 03:49:51 +08:00'],
    ['2026-11-29T19:49:51Z 2026-11-30T00:00:00Z', '2026-11-30 03:49:51 +08:00 – 2026-11-30 08:00:00 +08:00'],
    ['said at 2026-11-29T19:49:51Z', 'said at 2026-11-29T19:49:51Z'],
    ['2026-11', '2026-11'],
    ['', ''],
  ] as const)
    expect(instantsIn(text, calendar)).toBe(shown);
});

test('places in a batch are read as reports name them', async () => {
  const file = path.resolve(import.meta.dirname, '../../../../gateway/console/src/pages/oversight/places.ts');
  const { placesIn } = (await import(file)) as { readonly placesIn: (part: string) => readonly number[] };
  expect(placesIn('48-51,54,56,60')).toEqual([48, 49, 50, 51, 54, 56, 60]);
  expect(placesIn('7,7,6')).toEqual([6, 7]);
  expect(placesIn('ruling 1')).toEqual([]);
});
