// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { BATCH_LIMITS, readBatch } from '@catalog-chain/chaincode/domain/usage/batch';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { test } from '../support/testing.js';
import { deflate, leaf, leaves, linesOf } from '../support/usage.js';

function refusal(bytes: Uint8Array): string {
  try {
    readBatch(bytes);
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    return `${error.code}: ${error.detail}`;
  }
  return 'accepted';
}

const refuses = (bytes: Uint8Array, expected: RegExp): void => {
  assert.match(refusal(bytes), expected);
};
const good = linesOf(leaves(3));

test('a batch is its lines: their number, their leaves, their root', () => {
  const list = leaves(5, (n) => ({ grant: `G-${n % 2}` }));
  const read = readBatch(deflate(linesOf(list)));
  assert.deepEqual(
    read.leaves.map(({ leaf: one }) => encode(one)),
    linesOf(list),
  );
  assert.equal(read.root, merkleRoot(linesOf(list)));
  assert.deepEqual(read.grants, ['G-0', 'G-1']);
});

test('how hard it was deflated does not matter', () => {
  const text = good.join('\n');
  const roots = [0, 1, 6, 9].map((level) => readBatch(deflateSync(text, { level })).root);
  assert.equal(new Set(roots).size, 1);
});

test('one leaf and 4,096 leaves are a batch; none and 4,097 are not', () => {
  assert.equal(readBatch(deflate(linesOf(leaves(1)))).leaves.length, 1);
  assert.equal(readBatch(deflate(linesOf(leaves(BATCH_LIMITS.leaves)))).leaves.length, BATCH_LIMITS.leaves);
  refuses(new Uint8Array(), /^BATCH_MALFORMED/);
  refuses(deflate([]), /^BATCH_MALFORMED/);
  refuses(deflate(linesOf(leaves(BATCH_LIMITS.leaves + 1))), /^BATCH_TOO_LARGE/);
});

test('what would inflate beyond the limit is refused before it has', () => {
  const { inflatedBytes } = BATCH_LIMITS;
  refuses(deflateSync(Buffer.alloc(inflatedBytes + 1, 'a')), /^BATCH_TOO_LARGE/);
  refuses(deflateSync(Buffer.alloc(200 * inflatedBytes)), /^BATCH_TOO_LARGE/);
  refuses(deflateSync(Buffer.alloc(inflatedBytes, 'a')), /^INVALID_ARGUMENT: leaf 0/);
  refuses(new Uint8Array(BATCH_LIMITS.deflatedBytes + 1), /^BATCH_TOO_LARGE/);
});

test('anything but one whole zlib stream is refused', () => {
  const bytes = deflate(good);
  refuses(bytes.subarray(0, -1), /^BATCH_MALFORMED/);
  refuses(Buffer.concat([bytes, Buffer.alloc(1)]), /^BATCH_MALFORMED/);
  refuses(Buffer.concat([bytes, bytes]), /^BATCH_MALFORMED/);
  refuses(gzipSync(good.join('\n')), /^BATCH_MALFORMED/);
  refuses(deflateRawSync(good.join('\n')), /^BATCH_MALFORMED/);
  refuses(Buffer.from(good.join('\n')), /^BATCH_MALFORMED/);
  refuses(deflateSync(good.join('\n'), { dictionary: Buffer.from('use') }), /^BATCH_MALFORMED/);
  const corrupted = Buffer.from(bytes);
  corrupted[corrupted.length - 1] = (corrupted.at(-1) ?? 0) ^ 1;
  refuses(corrupted, /^BATCH_MALFORMED/);
});

test('a malformed line is refused by its number and its fault', () => {
  const [first = '', second = '', third = ''] = good;
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [[first, second, third, ''], /^NOT_CANONICAL: leaf 3/],
    [['', first], /^NOT_CANONICAL: leaf 0/],
    [[first, `${second}\r`, third], /^NOT_CANONICAL: leaf 1/],
    [[`\ufeff${first}`], /^NOT_CANONICAL: leaf 0/],
    [[first, second.slice(0, -1)], /^NOT_CANONICAL: leaf 1/],
    [[first, encode({ ...leaf(1), extra: 1 })], /^INVALID_ARGUMENT: leaf 1/],
    [[encode({ ...leaf(1), side: 'both' })], /^INVALID_ARGUMENT: leaf 0: side/],
    [[encode({ ...leaf(1), case: '13812345678' })], /^RAW_DATA: leaf 0: case/],
    [[first, 'null'], /^INVALID_ARGUMENT: leaf 1/],
  ];
  for (const [lines, expected] of cases) refuses(deflate(lines), expected);
});

test('bytes that are not UTF-8, and surrogates on their own, are refused', () => {
  const [line = ''] = good;
  const broken = Buffer.from(line.replace('"use"', '"us?"'), 'utf8');
  broken[broken.indexOf('?')] = 0xff;
  refuses(deflateSync(broken), /^INVALID_ARGUMENT: leaf 0: kind/);
  refuses(deflate([line.replace('"use"', '"\\ud800"')]), /^NOT_CANONICAL: leaf 0/);
});

test('an id that occurs twice is refused', () => {
  refuses(deflate(linesOf([leaf(1), leaf(2), { ...leaf(3), id: leaf(1).id }])), /^DUPLICATE_ID: leaf 2/);
});

test('64 grants fit in a batch, 65 do not', () => {
  const spread = (grants: number): Uint8Array =>
    deflate(linesOf(leaves(200, (n) => ({ grant: `G-${n % grants}` }))));
  assert.equal(readBatch(spread(64)).grants.length, 64);
  refuses(spread(65), /^BATCH_TOO_LARGE/);
});
