// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import {
  AUDITOR,
  CONSUMER,
  type ChaincodeHarness,
  consortium,
  MANAGER,
  PROVIDER,
} from '../support/chaincode-harness.js';
import { beforeAll, describe, test } from '../support/testing.js';

const { deadlines, calendar } = BUILT_IN_POLICY;
const input = { deadlines, calendar, reportWithinHours: 24 };
const holidays = ['2026-10-01', '2026-10-02'];

test('until a manager sets one, the built-in policy is in force', async () => {
  const chain = await consortium();
  const current = await chain.evaluate<Policy>(CONSUMER, 'policy:read', ['current']);
  assert.deepEqual(current, BUILT_IN_POLICY);
  assert.deepEqual(await chain.evaluate(CONSUMER, 'policy:read', ['0']), BUILT_IN_POLICY);
  await chain.refuses('NOT_FOUND', CONSUMER, 'policy:read', ['1']);
});

test('each policy is a version of its own, and the newest is current', async () => {
  const chain = await consortium();
  const first = await chain.submit<Policy>(MANAGER, 'policy:set', [input]);
  assert.equal(first.version, 1);
  assert.equal(first.set.by, 'ManagerMSP');
  const next = { ...input, calendar: { ...calendar, holidays } };
  const second = await chain.submit<Policy>(MANAGER, 'policy:set', [next]);
  assert.equal(second.version, 2);
  assert.deepEqual(await chain.evaluate(CONSUMER, 'policy:read', ['1']), first);
  assert.deepEqual(await chain.evaluate(CONSUMER, 'policy:read', ['2']), second);
  assert.deepEqual(await chain.evaluate(CONSUMER, 'policy:read', ['current']), second);
});

test('only a manager sets the policy', async () => {
  const chain = await consortium();
  for (const by of [PROVIDER, CONSUMER, AUDITOR, { ...MANAGER, role: 'submitter' as const }]) {
    await chain.refuses('ROLE_REQUIRED', by, 'policy:set', [input]);
  }
});

const bad: readonly (readonly [string, object])[] = [
  ['no working day', { deadlines: { ...deadlines, review: 0 } }],
  ['a fraction of a day', { deadlines: { ...deadlines, review: 1.5 } }],
  ['more than a working year', { deadlines: { ...deadlines, review: 251 } }],
  ['a step that is missing', { deadlines: { review: 1 } }],
  ['a step that does not exist', { deadlines: { ...deadlines, other: 1 } }],
  ['holidays out of order', { calendar: { ...calendar, holidays: holidays.toReversed() } }],
  ['a repeated holiday', { calendar: { ...calendar, holidays: ['2026-10-01', '2026-10-01'] } }],
  ['a day that does not exist', { calendar: { ...calendar, holidays: ['2026-02-30'] } }],
  ['a make-up day in the week', { calendar: { ...calendar, workdays: ['2026-10-07'] } }],
  [
    'a day both free and worked',
    { calendar: { ...calendar, holidays: ['2026-10-10'], workdays: ['2026-10-10'] } },
  ],
  ['an offset no country has', { calendar: { ...calendar, utcOffsetMinutes: 841 } }],
  ['no time to report', { reportWithinHours: 0 }],
  ['more than ten years to report', { reportWithinHours: 87_601 }],
  ['a field of its own', { version: 7 }],
];

describe('a policy that means nothing is refused and writes nothing', () => {
  let chain: ChaincodeHarness;
  beforeAll(async () => {
    chain = await consortium();
  });
  for (const [name, change] of bad) {
    test(name, () => chain.refuses('INVALID_ARGUMENT', MANAGER, 'policy:set', [{ ...input, ...change }]));
  }
  test('a version that is not a number', async () => {
    for (const version of ['', '01', '-1', '1.0', 'newest']) {
      await chain.refuses('INVALID_ARGUMENT', CONSUMER, 'policy:read', [version]);
    }
  });
});
