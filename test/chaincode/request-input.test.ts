// SPDX-License-Identifier: Apache-2.0
/** The edges of what may be asked for, each with the value beside it that may not. */
import assert from 'node:assert/strict';
import type { Period } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { ensurePeriod, MAX_PERIOD_MS, termsOf } from '@catalog-chain/chaincode/domain/sharing/request-input';
import type { ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { DAY_MS, formatInstant, parseDay } from '@catalog-chain/chaincode/domain/calendar/time';
import { START } from '../support/chaincode-harness.js';
import { asking, content, sharing } from '../support/sharing.js';
import { test } from '../support/testing.js';

const period = (from: number, to: number): Period => ({ from: formatInstant(from), to: formatInstant(to) });
const allows = (from: number, to: number, agreedOn?: string): boolean => {
  try {
    ensurePeriod({ period: period(from, to), ...(agreedOn !== undefined && { agreedOn }) }, START);
    return true;
  } catch (error) {
    assert.match(String(error), /INVALID_ARGUMENT/);
    return false;
  }
};

test('a period lasts from a millisecond to ten years', () => {
  assert.deepEqual([allows(START, START), allows(START, START + 1)], [false, true]);
  assert.deepEqual(
    [0, 1].map((more) => allows(START, START + MAX_PERIOD_MS + more)),
    [true, false],
  );
});

test('a period starts one day before it is asked for at the earliest, and is not over', () => {
  assert.deepEqual(
    [0, 1].map((more) => allows(START - DAY_MS - more, START + DAY_MS)),
    [true, false],
  );
  assert.deepEqual(
    [0, 1].map((more) => allows(START - DAY_MS, START + more)),
    [false, true],
  );
});

test('an earlier agreement was made by now, and before its period ended', () => {
  const midnight = parseDay('2026-03-02') * DAY_MS;
  assert.ok(midnight < START && midnight + DAY_MS > START, 'the day of the start');
  const longAgo = START - 700 * DAY_MS;
  assert.deepEqual(
    ['2026-03-02', '2026-03-03'].map((day) => allows(longAgo, START + DAY_MS, day)),
    [true, false],
  );
  const ended = parseDay('2025-06-01') * DAY_MS;
  assert.deepEqual(
    ['2025-05-31', '2025-06-01'].map((day) => allows(longAgo, ended, day)),
    [true, false],
  );
});

test('an agreement of this very moment has been made', () => {
  const midnight = parseDay('2026-03-02') * DAY_MS;
  const input = { period: period(midnight, midnight + DAY_MS), agreedOn: '2026-03-02' };
  ensurePeriod(input, midnight);
  assert.throws(() => {
    ensurePeriod(input, midnight - 1);
  }, /INVALID_ARGUMENT/);
});

test('terms are what was asked, with the parties and the version, and absent fields stay absent', () => {
  const version = { version: 3, content: content(sharing('conditional')) } as ResourceVersion;
  const input = asking({ agreedOn: '2026-01-01', agreement: 'DSA 17/2' });
  const added = { provider: 'ProviderMSP', consumer: 'ConsumerMSP', resourceVersion: 3 };
  const terms = termsOf(input, version, 'ConsumerMSP');
  assert.deepEqual({ id: input.id, ...terms }, { ...input, ...added });
  const bare = termsOf(asking(), version, 'ConsumerMSP');
  assert.ok(!('agreedOn' in bare) && !('agreement' in bare));
});
