// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { checkPrimeSync, hash } from 'node:crypto';
import fc from 'fast-check';
import {
  add,
  combine,
  decodeSet,
  emptySet,
  encodeSet,
  equal,
  MULTISET_MODULUS,
  type MultisetHash,
} from '@catalog-chain/chaincode/domain/encoding/multiset-hash';
import { test } from '../support/testing.js';

const digest = (member: string | number): string => hash('sha256', String(member));
const setOf = (members: readonly number[]): MultisetHash =>
  members.reduce((set, member) => add(set, digest(member)), emptySet());
const sorted = (members: readonly number[]): readonly number[] => [...members].sort((a, b) => a - b);
const members = fc.array(fc.nat(6), { maxLength: 12 });

test('equal multisets have equal hashes, different ones different, in any order and multiplicity', () => {
  fc.assert(
    fc.property(members, members, (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      assert.equal(equal(setOf(a), setOf(b)), same);
      assert.equal(encodeSet(setOf(a)) === encodeSet(setOf(b)), same);
      assert.ok(equal(setOf(a), setOf([...a].reverse())));
    }),
  );
});

test('the hash of a union is the combination of the parts', () => {
  fc.assert(
    fc.property(members, members, members, (a, b, c) => {
      const parts = combine(setOf(a), combine(setOf(b), setOf(c)));
      assert.ok(equal(parts, setOf([...c, ...a, ...b])));
      assert.ok(equal(combine(setOf(a), emptySet()), setOf(a)));
    }),
  );
});

test('many copies of one member do not vanish', () => {
  let copies = setOf([1]);
  for (let doubled = 0; doubled < 16; doubled += 1) copies = combine(copies, copies);
  assert.ok(!equal(copies, emptySet()));
  assert.ok(!equal(combine(copies, setOf([1])), copies));
});

test('the encoding is 512 characters of base64url and reads back', () => {
  assert.equal(encodeSet(emptySet()), `${'A'.repeat(511)}B`);
  fc.assert(
    fc.property(members, (list) => {
      const text = encodeSet(setOf(list));
      assert.match(text, /^[A-Za-z0-9_-]{512}$/);
      assert.ok(equal(decodeSet(text), setOf(list)));
      assert.equal(encodeSet(decodeSet(text)), text);
    }),
  );
});

test('an encoding that no set has is refused', () => {
  const modulus = Buffer.from(MULTISET_MODULUS.toString(16), 'hex').toString('base64url');
  for (const text of [
    '',
    'A'.repeat(512),
    'A'.repeat(511),
    `${'A'.repeat(511)}=`,
    modulus,
    '_'.repeat(512),
  ]) {
    assert.throws(() => decodeSet(text), /INVALID_ARGUMENT/);
  }
});

test('the hash is the plain definition: a product modulo p of SHAKE256 of the digests', () => {
  const list = Array.from({ length: 300 }, (_, i) => digest(i));
  const plain = list.reduce((product, member) => {
    const element = hash('shake256', member, { outputEncoding: 'hex', outputLength: 384 });
    return (product * BigInt(`0x${element}`)) % MULTISET_MODULUS;
  }, 1n);
  const set = list.reduce(add, emptySet());
  assert.equal(set % MULTISET_MODULUS, plain);
});

test('the modulus is a safe prime', () => {
  assert.ok(checkPrimeSync(MULTISET_MODULUS));
  assert.ok(checkPrimeSync((MULTISET_MODULUS - 1n) / 2n));
});

test('the set {1, 2, 2} hashes as an implementation in another language found', () => {
  const set = encodeSet(setOf([1, 2, 2]));
  assert.equal(hash('sha256', set), '22b82833afa54a775ebd44b743e3436debc0fae0318c86f03fee1139aaf842bc');
});
