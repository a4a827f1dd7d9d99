// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Stamp, WorkingCalendar } from '@catalog-chain/chaincode/domain/records';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { closeDeadline, dueAt, openDeadline } from '@catalog-chain/chaincode/domain/calendar/working-days';
import { test } from '../support/testing.js';

const stamp = (at: string): Stamp => ({ at, tx: '0', by: 'ManagerMSP' });

/** Spring Festival 2026 as announced: free 15–23 February, worked on Saturday 14 and Saturday 28 February. */
const springFestival: WorkingCalendar = {
  utcOffsetMinutes: 480,
  holidays: ['16', '17', '18', '19', '20', '23'].map((day) => `2026-02-${day}`),
  workdays: ['2026-02-14', '2026-02-28'],
};
const plain: WorkingCalendar = { utcOffsetMinutes: 480, holidays: [], workdays: [] };

const due = (at: string, days: number, calendar: WorkingCalendar): string =>
  formatInstant(dueAt(Date.parse(at), days, calendar));

test('a step that starts on Friday with one working day is due at the end of Monday, local time', () => {
  assert.equal(due('2026-03-06T02:00:00.000Z', 1, plain), '2026-03-09T15:59:59.999Z');
});

test('the day is the local one: an evening in UTC is already tomorrow in China', () => {
  assert.equal(due('2026-03-04T15:59:59.999Z', 1, plain), '2026-03-05T15:59:59.999Z');
  assert.equal(due('2026-03-04T16:00:00.000Z', 1, plain), '2026-03-06T15:59:59.999Z');
});

test('a step that starts at a weekend counts from Monday', () => {
  assert.equal(due('2026-03-07T04:00:00.000Z', 1, plain), '2026-03-09T15:59:59.999Z');
  assert.equal(due('2026-03-07T04:00:00.000Z', 5, plain), '2026-03-13T15:59:59.999Z');
});

test('holidays are free and make-up days are worked', () => {
  assert.equal(due('2026-02-13T01:00:00.000Z', 1, springFestival), '2026-02-14T15:59:59.999Z');
  assert.equal(due('2026-02-13T01:00:00.000Z', 2, springFestival), '2026-02-24T15:59:59.999Z');
  assert.equal(due('2026-02-13T01:00:00.000Z', 6, springFestival), '2026-02-28T15:59:59.999Z');
});

test('a deadline met in its last millisecond is in time; one later is late', () => {
  const open = openDeadline('confirm', BUILT_IN_POLICY, stamp('2026-03-02T01:00:00.000Z'));
  assert.deepEqual(open, {
    step: 'confirm',
    policyVersion: 0,
    startedAt: '2026-03-02T01:00:00.000Z',
    dueAt: '2026-03-09T15:59:59.999Z',
  });
  assert.equal(closeDeadline(open, stamp('2026-03-09T15:59:59.999Z')).late, false);
  assert.equal(closeDeadline(open, stamp('2026-03-09T16:00:00.000Z')).late, true);
});

const DAY = 86_400_000;
const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The slow way: walk through the local days with the host's calendar. */
function slowDueAt(startMs: number, days: number, calendar: WorkingCalendar): number {
  let local = startMs + calendar.utcOffsetMinutes * 60_000;
  let left = days;
  while (left > 0) {
    local += DAY;
    const date = isoDay(local);
    const weekend = [0, 6].includes(new Date(local).getUTCDay());
    const works = calendar.workdays.includes(date) || (!weekend && !calendar.holidays.includes(date));
    if (works) left -= 1;
  }
  return Date.parse(`${isoDay(local)}T23:59:59.999Z`) - calendar.utcOffsetMinutes * 60_000;
}

const start = Date.UTC(2026, 0, 1);
const someDays = fc
  .uniqueArray(fc.integer({ min: 0, max: 120 }), { maxLength: 40 })
  .map((days) => days.map((day) => isoDay(start + day * DAY)));

test('any start, count and calendar give what a walk through the days gives', () => {
  const calendars = fc
    .record({
      utcOffsetMinutes: fc.integer({ min: -48, max: 56 }).map((quarters) => quarters * 15),
      holidays: someDays,
      workdays: someDays,
    })
    .map((calendar) => ({
      ...calendar,
      workdays: calendar.workdays.filter(
        (day) => [0, 6].includes(new Date(day).getUTCDay()) && !calendar.holidays.includes(day),
      ),
    }));
  fc.assert(
    fc.property(
      fc.integer({ min: start - 40 * DAY, max: start + 100 * DAY }),
      fc.integer({ min: 1, max: 60 }),
      calendars,
      (at, days, calendar) => {
        assert.equal(dueAt(at, days, calendar), slowDueAt(at, days, calendar));
      },
    ),
    { numRuns: 500 },
  );
});
