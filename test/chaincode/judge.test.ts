// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SHARING_MODES, type SharingMode } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Grant, GrantChange } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { standingAt } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { isParty, judgeOf, type Measure } from '@catalog-chain/chaincode/domain/usage/judge';
import { formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  LEAF_KINDS,
  SIDES,
  VIOLATIONS,
  type Leaf,
  type Violation,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import { test } from '../support/testing.js';
import { leaf as claim } from '../support/usage.js';

const T = Date.UTC(2026, 2, 1);
const stamp = { at: formatInstant(T), tx: '0'.repeat(64), by: 'ProviderMSP' };
const PROVIDER_SYSTEMS = ['ProviderMSP:REGISTER'];

function grantOf(changes: readonly GrantChange[] = [], mode: SharingMode = 'query'): Grant {
  const period = { from: formatInstant(T), to: formatInstant(T + 100 * HOUR_MS) };
  return {
    type: 'grant',
    id: 'G-1',
    hash: '',
    state: 'active',
    changed: stamp,
    terms: {
      resource: 'ProviderMSP:R',
      resourceVersion: 1,
      provider: 'ProviderMSP',
      consumer: 'ConsumerMSP',
      purpose: { code: 'audit', text: 'Audit' },
      legalBasis: 'Law',
      mode,
      standing: false,
      period,
      items: ['a', 'b'],
      systems: ['ConsumerMSP:S1', 'ConsumerMSP:S2'],
    },
    history: [
      { action: 'granted', resourceVersion: 1, period, hash: '', effective: formatInstant(T), stamp },
      ...changes,
    ],
  };
}

const status = (action: 'suspended' | 'resumed' | 'revoked', hour: number): GrantChange => ({
  action,
  effective: formatInstant(T + hour * HOUR_MS),
  stamp,
});

/** The rules, one by one, as a clerk would check them. */
const RULES: Record<Violation, (grant: Grant | undefined, leaf: Leaf, at: number, m: Measure) => boolean> = {
  'no-grant': (grant) => grant === undefined,
  'before-grant': (grant, leaf, at) => stands(grant, leaf, at, 'before-grant'),
  suspended: (grant, leaf, at) => stands(grant, leaf, at, 'suspended'),
  revoked: (grant, leaf, at) => stands(grant, leaf, at, 'revoked'),
  expired: (grant, leaf, at) => stands(grant, leaf, at, 'expired'),
  'outside-period': (grant, leaf, at) => stands(grant, leaf, at, 'outside-period'),
  'wrong-mode': (grant, leaf) =>
    isUse(grant, leaf) && !ALLOWED[grant?.terms.mode ?? 'query'].includes(leaf.action),
  'wrong-purpose': (grant, leaf) => isUse(grant, leaf) && leaf.purpose !== 'audit',
  'wrong-system': (grant, leaf) =>
    isUse(grant, leaf) &&
    !(leaf.side === 'claim' ? ['ConsumerMSP:S1', 'ConsumerMSP:S2'] : PROVIDER_SYSTEMS).includes(leaf.system),
  'wrong-item': (grant, leaf) =>
    isUse(grant, leaf) && (leaf.items ?? []).filter((item) => !['a', 'b'].includes(item)).length > 0,
  'reported-late': (_, leaf, at, m) =>
    leaf.kind !== 'nil' && leaf.kind !== 'correction' && at + m.reportWithinHours * HOUR_MS < m.nowMs,
  'future-time': (_, __, at, m) => at > m.nowMs + 5 * 60_000,
  'after-closing': (_, leaf, at, m) => m.isClosed?.(leaf, at, Infinity) === true,
  'disclosed-late': () => false,
  'told-openly': () => false,
};
const isUse = (grant: Grant | undefined, leaf: Leaf): boolean => grant !== undefined && leaf.kind !== 'nil';
const stands = (grant: Grant | undefined, leaf: Leaf, at: number, standing: Violation): boolean =>
  grant !== undefined && leaf.kind !== 'nil' && standingAt(grant, at) === standing;

/** What a grant of each mode allows. */
const ALLOWED: Readonly<Record<SharingMode, readonly SharingMode[]>> = {
  query: ['query'],
  verify: ['verify'],
  batch: ['batch'],
  file: ['file'],
  copy: ['copy', 'batch', 'file'],
};

const hours = fc.integer({ min: -10, max: 120 });
const anyLeaf = fc.record({
  kind: fc.constantFrom(...LEAF_KINDS),
  side: fc.constantFrom(...SIDES),
  action: fc.constantFrom(...SHARING_MODES),
  purpose: fc.constantFrom('audit', 'marketing'),
  system: fc.constantFrom('ConsumerMSP:S1', 'ConsumerMSP:S3', 'ProviderMSP:REGISTER'),
  items: fc.constantFrom(undefined, ['a'], ['a', 'b'], ['c'], ['a', 'z']),
});
const changes = fc.constantFrom(
  [],
  [status('suspended', 10)],
  [status('suspended', 10), status('resumed', 20)],
  [status('revoked', 30)],
  [status('suspended', 10), status('revoked', 30)],
);

test('verdicts are those of the rules taken one by one', () => {
  fc.assert(
    fc.property(
      anyLeaf,
      hours,
      hours,
      fc.option(changes),
      fc.nat(600_000),
      fc.constantFrom(...SHARING_MODES),
      (part, at, now, history, extra, mode) => {
        const grant = history === null ? undefined : grantOf(history, mode);
        const atMs = T + at * HOUR_MS + extra - 300_000;
        const isClosed = (one: Leaf, when: number): boolean => one.side === 'claim' && when < T;
        const measure = { nowMs: T + now * HOUR_MS, reportWithinHours: 72, isClosed };
        const leaf: Leaf = { ...claim(1), ...part, at: formatInstant(atMs) };
        const judge = judgeOf(grant && { grant, providerSystems: PROVIDER_SYSTEMS }, measure);
        const expected = VIOLATIONS.filter((violation) => RULES[violation](grant, leaf, atMs, measure));
        assert.deepEqual(judge(leaf, atMs), expected);
      },
    ),
    { numRuns: 5_000 },
  );
});

test('five minutes ahead are tolerated, a millisecond more is not', () => {
  const judge = judgeOf({ grant: grantOf(), providerSystems: [] }, { nowMs: T, reportWithinHours: 72 });
  const leaf: Leaf = { ...claim(1), purpose: 'audit', system: 'ConsumerMSP:S1' };
  assert.deepEqual(judge(leaf, T + 300_000), []);
  assert.deepEqual(judge(leaf, T + 300_001), ['future-time']);
});

test('a report is late one millisecond after the time that the policy gives', () => {
  const nowMs = T + 80 * HOUR_MS;
  const judge = judgeOf({ grant: grantOf(), providerSystems: [] }, { nowMs, reportWithinHours: 72 });
  const leaf: Leaf = { ...claim(1), purpose: 'audit', system: 'ConsumerMSP:S1' };
  assert.deepEqual(judge(leaf, T + 8 * HOUR_MS), []);
  assert.deepEqual(judge(leaf, T + 8 * HOUR_MS - 1), ['reported-late']);
});

test('the consumer claims and the provider attests, nobody else', () => {
  const parties = ['ProviderMSP', 'ConsumerMSP', 'OtherMSP'];
  assert.deepEqual(
    parties.map((mspId) => isParty(grantOf(), 'claim', mspId)),
    [false, true, false],
  );
  assert.deepEqual(
    parties.map((mspId) => isParty(grantOf(), 'attestation', mspId)),
    [true, false, false],
  );
});
