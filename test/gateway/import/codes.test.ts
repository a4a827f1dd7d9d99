// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { check, code, mspId, organisationCode, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import fc from 'fast-check';
import { codeOf, mspIdOf, organisationCodeOf, rowId } from '@catalog-chain/gateway/import/codes';
import { test } from '../../support/testing.js';

test('a foreign identifier that is a code stays as it is', () => {
  assert.equal(codeOf('OPM-HI-0041'), 'OPM-HI-0041');
  assert.equal(codeOf('BP/Fraud Waste'), 'BP-Fraud-Waste');
});

test('every name gives codes that the chain accepts', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }), (name) => {
      check(code, codeOf(name));
      check(mspId, mspIdOf(name));
      check(organisationCode, organisationCodeOf('DUR', name));
    }),
  );
});

test('names that differ only where letters are dropped have different codes', () => {
  assert.notEqual(codeOf('市人社局'), codeOf('市公安局'));
  assert.notEqual(mspIdOf('市人社局'), mspIdOf('市公安局'));
  assert.equal(mspIdOf("KING'S COLLEGE LONDON"), 'KingsCollegeLondonMSP');
});

test('a row has one id, a UUIDv7 with its own time; another row another', () => {
  const at = Date.UTC(2020, 10, 3, 9, 25);
  const id = rowId(at, { a: 1, b: 2 });
  assert.equal(check(uuid, id), id);
  assert.equal(parseInt(id.slice(0, 13).replace('-', ''), 16), at);
  assert.equal(rowId(at, { b: 2, a: 1 }), id);
  assert.notEqual(rowId(at, { a: 1, b: 3 }), id);
});
