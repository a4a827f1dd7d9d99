// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import {
  deviationOf,
  deviationsIn,
  exchangeDigest,
  exchangeText,
  isShared,
  SHARED_VERDICTS,
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

test('another purpose than the grant’s own, and verdicts that both sides share, are part of it', () => {
  const { action, correlation, outcome, record, purpose } = leaf(1);
  const known = { action, correlation, outcome, record };
  const found: readonly Violation[] = [
    'suspended',
    'wrong-mode',
    'wrong-purpose',
    'wrong-item',
    'reported-late',
  ];
  const text = (verdict: readonly Violation[], granted?: string): string | undefined =>
    exchangeText(leaf(1), deviationOf(leaf(1), verdict, granted));
  assert.equal(
    text(found, 'other'),
    encode({ ...known, purpose, verdict: ['suspended', 'wrong-purpose', 'wrong-item'] }),
  );
  assert.equal(text([], 'other'), encode({ ...known, purpose }));
  assert.equal(text(['wrong-purpose']), encode({ ...known, verdict: ['wrong-purpose'] }));
  for (const code of VIOLATIONS.filter((one) => !isShared(one)))
    assert.equal(text([code], purpose), text([]));
  for (const code of SHARED_VERDICTS)
    assert.equal(text([code], purpose), encode({ ...known, verdict: [code] }));
  assert.equal(deviationOf(leaf(1), ['wrong-system'], purpose), undefined);
});

test('of a header of the older form nothing is part of it', () => {
  const violations = [{ leaf: 3, codes: ['expired'] }] as const;
  assert.deepEqual(deviationsIn({ exchangeForm: 2, violations })(leaf(1), 3, undefined), {
    verdict: ['expired'],
  });
  assert.equal(deviationsIn({ exchangeForm: 2, violations })(leaf(1), 2, leaf(1).purpose), undefined);
  assert.equal(deviationsIn({ violations })(leaf(1), 3, 'other'), undefined);
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
