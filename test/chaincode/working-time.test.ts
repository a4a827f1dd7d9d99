// SPDX-License-Identifier: Apache-2.0
/** Clocks that are moved: extended across holidays, stopped and started, on make-up days. */
import assert from 'node:assert/strict';
import {
  extendedTo,
  resumedDue,
  workingDaysUntil,
} from '@catalog-chain/chaincode/domain/calendar/working-days';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { test } from '../support/testing.js';

/** National Day of 2026: seven days free, and two days worked for them. */
const calendar = {
  utcOffsetMinutes: 480,
  holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
  workdays: ['2026-09-20', '2026-10-10'],
};
const endOf = (day: string): string => `${day}T15:59:59.999Z`;
const noon = (day: string): string => `${day}T04:00:00.000Z`;

test('an extension skips holidays and counts days that are worked for them', () => {
  assert.equal(extendedTo(endOf('2026-09-30'), 1, calendar), endOf('2026-10-08'));
  assert.equal(extendedTo(endOf('2026-09-30'), 3, calendar), endOf('2026-10-10'));
});

test('working days between two instants are counted by local day', () => {
  const until = (from: string, to: string) =>
    workingDaysUntil(parseInstant(from), parseInstant(to), calendar);
  assert.equal(until(noon('2026-09-29'), endOf('2026-10-10')), 4);
  assert.equal(until(noon('2026-09-30'), endOf('2026-09-30')), 0);
});

test('where the clock stood still, as many working days are left as before', () => {
  const due = endOf('2026-09-30');
  assert.equal(resumedDue(due, noon('2026-09-28'), noon('2026-10-08'), calendar), endOf('2026-10-10'));
  assert.equal(resumedDue(due, noon('2026-09-30'), noon('2026-10-09'), calendar), endOf('2026-10-09'));
});

test('what goes on the same day is due as it was, and what was overdue stays so', () => {
  const due = endOf('2026-09-30');
  assert.equal(resumedDue(due, noon('2026-09-28'), noon('2026-09-28'), calendar), due);
  assert.equal(resumedDue(due, noon('2026-10-08'), noon('2026-10-12'), calendar), due);
});

test('what stood still on its last day and goes on when nobody works is due on the next working day', () => {
  const due = endOf('2026-09-30');
  assert.equal(resumedDue(due, noon('2026-09-30'), noon('2026-10-03'), calendar), endOf('2026-10-08'));
  assert.equal(resumedDue(due, noon('2026-09-30'), noon('2026-10-11'), calendar), endOf('2026-10-12'));
  assert.equal(resumedDue(due, noon('2026-09-30'), noon('2026-10-10'), calendar), endOf('2026-10-10'));
});
