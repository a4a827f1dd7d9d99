// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { RFC9162 } from '@transmute/rfc9162';
import fc from 'fast-check';
import {
  consistencyFault,
  consistencyPath,
  inclusionFault,
  inclusionPath,
  leafHash,
  merkleRoot,
  merkleRootOfHashes,
  type ConsistencyProof,
  type InclusionProof,
} from '@catalog-chain/chaincode/domain/encoding/merkle';
import { test } from '../support/testing.js';
import { readVectors } from '../support/vectors.js';

interface Vectors {
  readonly entries: readonly string[];
  readonly leafHashes: readonly string[];
  readonly roots: readonly string[];
  readonly inclusion: readonly { index: number; size: number; path: readonly string[] }[];
  readonly consistency: readonly { firstSize: number; secondSize: number; path: readonly string[] }[];
}

const vectors = readVectors<Vectors>('rfc9162/classic.json');
const classic = vectors.entries.map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));
const entriesOf = (size: number): string[] => Array.from({ length: size }, (_, i) => `entry ${i}`);

function inclusionOf(entries: readonly string[], index: number): InclusionProof {
  const path = inclusionPath(index, entries.map(leafHash));
  return { index, size: entries.length, root: merkleRoot(entries), path };
}

function consistencyOf(entries: readonly string[], firstSize: number): ConsistencyProof {
  return {
    firstSize,
    secondSize: entries.length,
    firstRoot: merkleRoot(entries.slice(0, firstSize)),
    secondRoot: merkleRoot(entries),
    path: consistencyPath(firstSize, entries.map(leafHash)),
  };
}

test('roots and leaf hashes are the published ones', () => {
  assert.deepEqual(classic.map(leafHash), vectors.leafHashes);
  vectors.roots.forEach((root, size) => {
    assert.equal(merkleRoot(classic.slice(0, size)), root);
    assert.equal(merkleRootOfHashes(vectors.leafHashes.slice(0, size)), root);
  });
});

test('proofs are the published ones, and hold', () => {
  for (const { index, size, path } of vectors.inclusion) {
    assert.deepEqual(inclusionPath(index, vectors.leafHashes.slice(0, size)), path);
    const root = vectors.roots[size] ?? '';
    assert.equal(inclusionFault(classic[index] ?? '', { index, size, root, path }), undefined);
  }
  for (const { firstSize, secondSize, path } of vectors.consistency) {
    assert.deepEqual(consistencyPath(firstSize, vectors.leafHashes.slice(0, secondSize)), path);
    const [firstRoot, secondRoot] = [vectors.roots[firstSize] ?? '', vectors.roots[secondSize] ?? ''];
    assert.equal(consistencyFault({ firstSize, secondSize, firstRoot, secondRoot, path }), undefined);
  }
});

test('another implementation finds the same roots and paths, for every size to 33', async () => {
  for (let size = 1; size <= 33; size += 1) {
    const entries = entriesOf(size);
    const raw = entries.map(bytes);
    assert.equal(merkleRoot(entries), hex(await RFC9162.treeHead(raw)));
    for (let index = 0; index < size; index += 5) {
      const path = await RFC9162.PATH(index, raw);
      assert.deepEqual(inclusionPath(index, entries.map(leafHash)), path.map(hex));
    }
  }
});

test('text is hashed as UTF-8, like its bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), (entries) => {
      assert.equal(merkleRoot(entries), merkleRoot(entries.map(bytes)));
    }),
  );
});

test('every entry is proved, in every tree to size 70', () => {
  for (let size = 1; size <= 70; size += 1) {
    const entries = entriesOf(size);
    for (let index = 0; index < size; index += 1) {
      assert.equal(inclusionFault(`entry ${index}`, inclusionOf(entries, index)), undefined);
    }
  }
});

test('every tree extends each that it grew from, to size 70', () => {
  for (let size = 1; size <= 70; size += 1) {
    for (let first = 1; first <= size; first += 1) {
      assert.equal(consistencyFault(consistencyOf(entriesOf(size), first)), undefined, `${first} in ${size}`);
    }
  }
});

test('an inclusion proof altered anywhere fails and says why', () => {
  const entries = entriesOf(13);
  const other = merkleRoot(entriesOf(14));
  const proof = inclusionOf(entries, 5);
  const [first = '', second = '', ...rest] = proof.path;
  const cases: readonly (readonly [string, Partial<InclusionProof>])[] = [
    ['path-too-short', { path: proof.path.slice(1) }],
    ['path-too-short', { path: [] }],
    ['path-too-long', { path: [...proof.path, first] }],
    ['root-mismatch', { path: [second, first, ...rest] }],
    ['root-mismatch', { index: 4 }],
    ['root-mismatch', { root: other }],
    ['path-too-long', { size: 6 }],
    ['path-too-short', { size: 40 }],
    ['index-out-of-range', { index: 13 }],
    ['index-out-of-range', { index: -1 }],
    ['index-out-of-range', { index: 1.5 }],
    ['size-out-of-range', { size: 0 }],
    ['size-out-of-range', { size: 2 ** 32 }],
    ['malformed-hash', { path: [first.toUpperCase(), second, ...rest] }],
    ['malformed-hash', { path: [first.slice(2), second, ...rest] }],
    ['malformed-hash', { root: `${proof.root}00` }],
  ];
  for (const [reason, change] of cases) {
    assert.equal(inclusionFault('entry 5', { ...proof, ...change }), reason, JSON.stringify(change));
  }
  assert.equal(inclusionFault('entry 6', proof), 'root-mismatch');
});

test('a node is not accepted as a leaf', () => {
  const entries = entriesOf(4);
  const [left = '', right = ''] = entries.map(leafHash);
  const node = new Uint8Array(Buffer.from(`01${left}${right}`, 'hex'));
  const path = inclusionPath(0, entries.map(leafHash)).slice(1);
  const proof = { index: 0, root: merkleRoot(entries), path };
  assert.equal(inclusionFault(node, { ...proof, size: 2 }), 'root-mismatch');
  assert.equal(inclusionFault(node.subarray(1), { ...proof, size: 2 }), 'root-mismatch');
});

test('a consistency proof altered anywhere fails and says why', () => {
  const proof = consistencyOf(entriesOf(13), 6);
  const [first = '', ...rest] = proof.path;
  const cases: readonly (readonly [string, Partial<ConsistencyProof>])[] = [
    ['path-too-short', { path: [] }],
    ['path-too-short', { path: proof.path.slice(0, -1) }],
    ['path-too-long', { path: [...proof.path, first] }],
    ['root-mismatch', { path: [...rest, first] }],
    ['root-mismatch', { firstRoot: merkleRoot(entriesOf(5)) }],
    ['root-mismatch', { secondRoot: merkleRoot(entriesOf(12)) }],
    ['size-out-of-range', { firstSize: 14 }],
    ['size-out-of-range', { firstSize: 0 }],
    ['malformed-hash', { path: ['', ...rest] }],
    ['path-too-long', { firstSize: 13, firstRoot: proof.secondRoot }],
  ];
  for (const [reason, change] of cases) {
    assert.equal(consistencyFault({ ...proof, ...change }), reason, JSON.stringify(change));
  }
});

test('any flipped bit in a proof is noticed', () => {
  const entries = entriesOf(37);
  fc.assert(
    fc.property(fc.nat(36), fc.nat(5), fc.nat(255), (index, at, bit) => {
      const proof = inclusionOf(entries, index);
      const flipped = Buffer.from(proof.path[at % proof.path.length] ?? '', 'hex');
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const path = proof.path.map((text, i) =>
        i === at % proof.path.length ? flipped.toString('hex') : text,
      );
      assert.equal(inclusionFault(`entry ${index}`, { ...proof, path }), 'root-mismatch');
    }),
  );
});
