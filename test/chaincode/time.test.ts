// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatInstant, parseDay, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { test } from '../support/testing.js';

test('an instant is written as Date writes it, and read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (ms) => {
      assert.equal(formatInstant(ms), new Date(ms).toISOString());
      assert.equal(parseInstant(formatInstant(ms)), ms);
    }),
  );
});

test('a day that does not exist is refused', () => {
  for (const day of ['2025-02-29', '2026-13-01', '2026-00-10', '2026-1-1']) {
    assert.throws(() => parseDay(day), /INVALID_ARGUMENT/);
  }
});
