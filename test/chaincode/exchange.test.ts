// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { exchangeDigest, exchangeText } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
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
