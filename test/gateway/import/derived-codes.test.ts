// SPDX-License-Identifier: Apache-2.0
/** Codes that an import derives hold parts of digests, whose digits mean nothing and must never look like a person's number. */
import assert from 'node:assert/strict';
import { isPersonal } from '@catalog-chain/chaincode/domain/text/raw-data';
import { codeOf, codeWithDigest, mspIdOf } from '@catalog-chain/gateway/import/codes';
import { test } from '../../support/testing.js';

const MANY = 20_000;

test('of many names none gets a code that the screen of personal numbers refuses, and all differ', () => {
  const codes = new Set<string>();
  let written = 0;
  for (let i = 0; i < MANY; i += 1) {
    const code = codeWithDigest(`名称 ${i}`, 16, (digest) => `E-${digest}`);
    assert.ok(!isPersonal(code), `名称 ${i}`);
    if (!/\d/.test(code)) written += 1;
    codes.add(code);
  }
  assert.equal(codes.size, MANY);
  assert.ok(written > 0, 'some digests do look like a number');
});

test('names with digits of their own keep them, and what is added does not make a number of them', () => {
  for (let i = 0; i < 2_000; i += 1) {
    assert.ok(!isPersonal(codeOf(`数据2021年_${i}`)), String(i));
    assert.ok(!isPersonal(mspIdOf(`第${i}局`)), String(i));
  }
});
