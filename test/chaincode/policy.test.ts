// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { CN_809 } from '@catalog-chain/chaincode/domain/law/cn-809';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { DeadlineStep, Policy } from '@catalog-chain/chaincode/domain/records';
import {
  AUDITOR,
  CONSUMER,
  type ChaincodeHarness,
  consortium,
  MANAGER,
  PROVIDER,
} from '../support/chaincode-harness.js';
import { seed } from '../support/sharing.js';
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

/** What the decree says in numbers: where a policy sets it, and how many days that is. */
const DECREED: readonly (readonly [article: string, most: number, set: (days: number) => object])[] = [
  ['21', 10, (decide) => ({ deadlines: { ...deadlines, decide } })],
  ['17', 2, (review) => ({ deadlines: { ...deadlines, review } })],
  ['21', 10, (days) => ({ extensionDays: { 'answer-request': days } })],
  ['22', 20, (days) => ({ obligationDays: { 'deliver-data': days } })],
  ['26', 10, (days) => ({ obligationDays: { 'correct-data': days } })],
  ['25', 10, (days) => ({ obligationDays: { 'answer-variation': days } })],
  ['25', 10, (days) => ({ extensionDays: { 'answer-variation': days } })],
  ['17', 10, (days) => ({ obligationDays: { 'update-catalogue': days } })],
  ['17', 5, (days) => ({ extensionDays: { 'update-catalogue': days } })],
];

test('a policy that goes by the decree gives as much time as the decree, or less, and not more', async () => {
  const chain = await consortium();
  const cn = { ...input, profile: 'cn-809' };
  for (const [article, most, set] of DECREED) {
    await chain.refuses('CONDITION_NOT_MET', MANAGER, 'policy:set', [{ ...cn, ...set(most + 1) }]);
    await chain.submit(MANAGER, 'policy:set', [{ ...cn, ...set(most) }]);
    await chain.submit(MANAGER, 'policy:set', [{ ...cn, ...set(1) }]);
    // Under no law, a consortium gives what it likes.
    for (const free of [input, { ...input, profile: 'generic' }])
      assert.ok(await chain.submit(MANAGER, 'policy:set', [{ ...free, ...set(200) }]), article);
  }
});

test('where the decree names no number, a policy sets its own, longer ones too', async () => {
  const chain = await consortium();
  const decreed = Object.entries(CN_809.rules).flatMap(([kind, rule]) =>
    rule.decreed === undefined ? [] : [kind],
  );
  assert.deepEqual(decreed, [
    ...['answer-request', 'confirm-request', 'deliver-data', 'review-catalogue', 'correct-data'],
    ...['answer-variation', 'update-catalogue'],
  ]);
  const own = Object.entries(CN_809.rules).filter(
    ([, { days, decreed: given }]) => typeof days === 'number' && given === undefined,
  );
  const obligationDays = Object.fromEntries(own.map(([kind]) => [kind, 200]));
  const longer = { ...deadlines, confirm: 200, rule: 200, 'close-period': 200 };
  const policy = { ...input, profile: 'cn-809', obligationDays, deadlines: longer };
  assert.ok(await chain.submit(MANAGER, 'policy:set', [policy]));
});

test('the table’s own numbers are what the decree gives', () => {
  for (const [kind, { days, decreed }] of Object.entries(CN_809.rules)) {
    if (decreed === undefined) continue;
    const own = typeof days === 'number' ? days : deadlines[days as DeadlineStep];
    assert.equal(own, decreed, kind);
  }
});

test('a policy of before that gives more stays readable and in force, until the next one', async () => {
  const chain = await consortium();
  const before: Policy = {
    ...BUILT_IN_POLICY,
    version: 1,
    deadlines: { ...deadlines, review: 30 },
    obligationDays: { 'deliver-data': 90 },
  };
  seed(chain, before, '0000000001');
  seed(chain, before, 'current');
  for (const version of ['1', 'current'])
    assert.deepEqual(await chain.evaluate(CONSUMER, 'policy:read', [version]), before);
  await chain.refuses('CONDITION_NOT_MET', MANAGER, 'policy:set', [rulesOf(before)]);
  const { version } = await chain.submit<Policy>(MANAGER, 'policy:set', [rulesOf(BUILT_IN_POLICY)]);
  assert.equal(version, 2);
});
