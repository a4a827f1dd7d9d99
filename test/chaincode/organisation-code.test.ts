// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isOrganisationCode,
  isUnifiedCode,
  unifiedCheckCharacter,
} from '@catalog-chain/chaincode/domain/text/organisation-code';
import { test } from '../support/testing.js';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

test('the example that goes with GB 32100-2015 has the check character 3', () => {
  assert.equal(unifiedCheckCharacter('91350100M000100Y4'), '3');
  assert.ok(isUnifiedCode('91350100M000100Y43'));
  assert.equal(isUnifiedCode('91350100M000100Y4Z'), false);
});

test('codes of well-known organisations are accepted', () => {
  for (const code of [
    '914403001922038216',
    '91440300708461136T',
    '91330100799655058B',
    '91110108551385082Q',
    '12100000400000624D',
    '11100000MB0143028R',
  ]) {
    assert.ok(isUnifiedCode(code), code);
  }
});

const character = fc.constantFrom(...Array.from(ALPHABET));
const code = fc
  .tuple(
    fc.string({ unit: character, minLength: 2, maxLength: 2 }),
    fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: 6, maxLength: 6 }),
    fc.string({ unit: character, minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.join(''))
  .map((first17) => first17 + unifiedCheckCharacter(first17));

test('one wrong character is always noticed', () => {
  fc.assert(
    fc.property(code, fc.nat({ max: 17 }), character, (right, at, other) => {
      assert.ok(isUnifiedCode(right));
      if (right[at] === other) return;
      assert.equal(isUnifiedCode(right.slice(0, at) + other + right.slice(at + 1)), false);
    }),
  );
});

test('two neighbours that changed places are always noticed', () => {
  fc.assert(
    fc.property(code, fc.nat({ max: 16 }), (right, at) => {
      const swapped = `${right.slice(0, at)}${right.charAt(at + 1)}${right.charAt(at)}${right.slice(at + 2)}`;
      assert.equal(isUnifiedCode(swapped), swapped === right);
    }),
  );
});

test('a national equivalent names its scheme', () => {
  for (const ok of ['TEST:1', 'EE:70000562', 'US-OMB:027-00', 'GB-NHS:RX1']) {
    assert.ok(isOrganisationCode(ok), ok);
  }
  for (const bad of [
    '',
    'TEST',
    ':1',
    'TEST:',
    'test:1',
    'T:1',
    'TEST:a b',
    'TEST:1:2',
    `TEST:${'1'.repeat(41)}`,
  ]) {
    assert.equal(isOrganisationCode(bad), false, bad);
  }
  for (const bad of [
    '91350100m000100y43',
    '91350100M000100Y4',
    '91350100M000100Y433',
    '91350100I000100Y43',
  ]) {
    assert.equal(isOrganisationCode(bad), false, bad);
  }
});
