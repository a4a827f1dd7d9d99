// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { commit, pseudonym } from '@catalog-chain/chaincode/domain/encoding/commitment';
import { bytes32 } from '@catalog-chain/chaincode/domain/text/schema';
import { test } from '../support/testing.js';

const key = Buffer.alloc(32, 7);
const otherKey = Buffer.alloc(32, 8);

test('a commitment is HMAC-SHA-256 over the label and the identifier', () => {
  const expected = createHmac('sha256', key).update('catalog-chain/record/1\nREC-0001').digest('base64url');
  assert.equal(commit(key, 'REC-0001'), expected);
});

test('equal identifiers commit alike however they are written', () => {
  assert.equal(commit(key, 'caf\u00e9'), commit(key, 'cafe\u0301'));
  assert.equal(commit(key, ' A-1\n'), commit(key, 'A-1'));
  assert.notEqual(commit(key, 'a-1'), commit(key, 'A-1'));
});

test('keys, identifiers and uses do not mix', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z0-9]{1,20}$/), fc.stringMatching(/^[A-Z0-9]{1,20}$/), (a, b) => {
      assert.equal(commit(key, a) === commit(key, b), a === b);
      assert.notEqual(commit(key, a), commit(otherKey, a));
      assert.notEqual(commit(key, a), pseudonym(key, 'G-1', a));
      assert.notEqual(pseudonym(key, 'G-2', a), pseudonym(key, 'G-1', a));
      assert.ok(bytes32.safeParse(commit(key, a)).success);
      assert.ok(bytes32.safeParse(pseudonym(key, 'G-1', a)).success);
    }),
  );
});

test('what cannot be an identifier is refused, and not repeated in the message', () => {
  for (const plain of [
    '',
    ' \t',
    '\ud800',
    'secret\u0000',
    'secret\uffff',
    'secret\ufffd',
    'secret\ue000',
    'sec\u202eret',
    'secret\u200b',
    's'.repeat(513),
  ]) {
    assert.throws(
      () => commit(key, plain),
      (error: Error) =>
        error.message.startsWith('catalog-chain INVALID_ARGUMENT') && !error.message.includes('secret'),
    );
  }
});

test('a key of the wrong length is refused', () => {
  assert.throws(() => commit(Buffer.alloc(16), 'REC-0001'), /INVALID_ARGUMENT/);
});
