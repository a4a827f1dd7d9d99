// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import {
  exchangeDigest,
  exchangeText,
  verdictsInDigests,
} from '@catalog-chain/chaincode/domain/usage/exchange';
import { VIOLATIONS, type Leaf, type Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { test } from '../support/testing.js';
import { bytes32, leaf, uuid7 } from '../support/usage.js';

test('the digest is that of the canonical JSON of what both sides must agree on', () => {
  const one = leaf(1, { items: ['a', 'b'] });
  const { action, correlation, items, outcome, record } = one;
  assert.equal(exchangeText(one), encode({ action, correlation, items, outcome, record }));
  assert.equal(exchangeDigest(one), hash('sha256', encode({ action, correlation, items, outcome, record })));
  const bulk = leaf(1, { record: undefined, count: 12 });
  assert.equal(exchangeText(bulk), encode({ action, correlation, count: 12, outcome }));
});

test('what is each side’s own does not change it, what they share does', () => {
  const own: readonly Partial<Leaf>[] = [
    { side: 'attestation', system: 'ProviderMSP:S', actor: bytes32(9), id: uuid7(9) },
    { at: '2026-01-01T00:00:00.000Z', purpose: 'other', case: 'C-1', grant: 'G-9' },
    { kind: 'correction', corrects: uuid7(8), retracts: '0'.repeat(64) },
  ];
  const shared: readonly Partial<Leaf>[] = [
    { correlation: 'other' },
    { record: bytes32(9) },
    { record: undefined, count: 1 },
    { action: 'verify' },
    { items: ['a'] },
    { outcome: 'empty' },
    { kind: 'denied' },
  ];
  const digest = exchangeDigest(leaf(1));
  for (const change of own) assert.equal(exchangeDigest(leaf(1, change)), digest);
  const others = shared.map((change) => exchangeDigest(leaf(1, change)));
  assert.equal(new Set([...others, digest]).size, shared.length + 1);
});

test('a verdict on time or purpose is part of it, every other verdict is not', () => {
  const { action, correlation, outcome, record, purpose } = leaf(1);
  const known = { action, correlation, outcome, record };
  const found: readonly Violation[] = ['suspended', 'wrong-mode', 'wrong-purpose', 'reported-late'];
  assert.equal(exchangeText(leaf(1), found), encode({ ...known, purpose, standing: 'suspended' }));
  assert.equal(exchangeText(leaf(1), ['wrong-purpose']), encode({ ...known, purpose }));
  const standings = ['before-grant', 'suspended', 'revoked', 'expired', 'outside-period'] as const;
  const texts = standings.map((standing) => exchangeText(leaf(1), [standing]));
  assert.deepEqual(
    texts,
    standings.map((standing) => encode({ ...known, standing })),
  );
  const others = VIOLATIONS.filter(
    (code) => code !== 'wrong-purpose' && !standings.some((one) => one === code),
  );
  assert.equal(exchangeText(leaf(1), others), exchangeText(leaf(1)));
});

test('the verdicts of a header are part of its digests unless it is of the older form', () => {
  const violations = [{ leaf: 3, codes: ['expired'] }] as const;
  assert.deepEqual(verdictsInDigests({ exchangeForm: 2, violations })(3), ['expired']);
  assert.deepEqual(verdictsInDigests({ exchangeForm: 2, violations })(2), []);
  assert.deepEqual(verdictsInDigests({ violations })(3), []);
});

test('a denied attempt is the same exchange whatever outcome its reporter wrote', () => {
  const denied = (outcome: Leaf['outcome']): string | undefined =>
    exchangeDigest(leaf(1, { kind: 'denied', outcome }));
  assert.equal(denied('error'), denied('empty'));
});

test('a period without use and a withdrawal state no exchange', () => {
  assert.equal(exchangeDigest(leaf(1, { kind: 'nil', record: undefined })), undefined);
  const withdrawal = {
    kind: 'correction',
    record: undefined,
    corrects: uuid7(8),
    retracts: '0'.repeat(64),
  } as const;
  assert.equal(exchangeDigest(leaf(1, withdrawal)), undefined);
});
