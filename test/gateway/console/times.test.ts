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
