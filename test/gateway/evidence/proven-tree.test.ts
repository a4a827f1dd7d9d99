// SPDX-License-Identifier: Apache-2.0
/** The tree that remembers what it proved gives every answer that RFC 9162's own algorithm gives. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  inclusionFault,
  inclusionPath,
  leafHash,
  merkleRoot,
  type InclusionProof,
} from '@catalog-chain/chaincode/domain/encoding/merkle';
import { ProvenTree } from '@catalog-chain/verifier/verify/proof/proven-tree';
import { test } from '../../support/testing.js';

interface Offer extends Pick<InclusionProof, 'index' | 'path'> {
  readonly line: string;
}

const linesOf = (size: number): string[] => Array.from({ length: size }, (_, i) => `entry ${i}`);

/** Every leaf with its path, in order. */
function offersOf(lines: readonly string[]): Offer[] {
  const hashes = lines.map(leafHash);
  return lines.map((line, index) => ({ line, index, path: inclusionPath(index, hashes) }));
}

/** Puts the same to both, one after another. */
function agree(root: string, size: number, offers: readonly Offer[]): void {
  const tree = new ProvenTree(root, size);
  for (const offer of offers) {
    const plain = inclusionFault(offer.line, { ...offer, size, root });
    assert.equal(tree.fault(offer.line, offer.index, offer.path), plain, JSON.stringify(offer));
  }
}

test('every leaf of every tree to size 70 is proved, first to last and last to first', () => {
  for (let size = 1; size <= 70; size += 1) {
    const lines = linesOf(size);
    const [root, offers] = [merkleRoot(lines), offersOf(lines)];
    for (const order of [offers, offers.toReversed()]) {
      const tree = new ProvenTree(root, size);
      for (const { line, index, path } of order) assert.equal(tree.fault(line, index, path), undefined);
    }
  }
});

const other = (n: number): string => leafHash(`other ${n}`);

/** What can be done to a path, at a place in it, with a number. */
const ON_PATH: readonly ((path: string[], at: number, n: number) => unknown)[] = [
  (path, at, n) => path.splice(at, 1, other(n)),
  (path, at, n) => path.splice(at, 0, other(n)),
  (path, at) => path.splice(at, 1),
  (path, at) => path.splice(at, 1, (path[at] ?? '').toUpperCase()),
  (path, at) => path.splice(at, 1, (path[at] ?? '').slice(2)),
  (path, at, n) => path.splice(at, 1, path[n % path.length] ?? '', path[at] ?? ''),
  (path, at, n) => path.splice(at, 1, path[n % path.length] ?? ''),
];
const ON_OFFER: readonly ((offer: Offer, n: number) => Offer)[] = [
  (offer) => offer,
  (offer, n) => ({ ...offer, index: n - 5 }),
  (offer, n) => ({ ...offer, index: n / 2 }),
  (offer, n) => ({ ...offer, line: `entry ${n}` }),
];

const alteration = fc.record({
  how: fc.nat(ON_PATH.length + ON_OFFER.length - 1),
  at: fc.nat(8),
  n: fc.nat(90),
});

function altered(offer: Offer, { how, at, n }: { how: number; at: number; n: number }): Offer {
  const path = [...offer.path];
  ON_PATH[how]?.(path, at % (path.length || 1), n);
  return ON_OFFER[how - ON_PATH.length]?.(offer, n) ?? { ...offer, path };
}

test('it agrees with the plain algorithm on any leaves in any order, altered anywhere or not', () => {
  const offered = fc.array(fc.tuple(fc.nat(79), alteration, fc.boolean()), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 80 }), offered, (size, given) => {
      const lines = linesOf(size);
      const honest = offersOf(lines);
      const offers = given.flatMap(([at, one, first]) => {
        const offer = honest[at % size];
        if (!offer) return [];
        return first ? [altered(offer, one), offer] : [offer, altered(offer, one)];
      });
      agree(merkleRoot(lines), size, offers);
    }),
    { numRuns: 1_000 },
  );
});

test('it agrees where the header says another size or root than the tree has', () => {
  const lines = linesOf(13);
  const offers = offersOf(lines);
  const root = merkleRoot(lines);
  for (const size of [0, -1, 1, 6, 12, 14, 16, 40, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 13, 13.5, NaN])
    agree(root, size, [...offers, ...offers]);
  agree(merkleRoot(linesOf(14)), 13, [...offers, ...offers]);
  agree(root.toUpperCase(), 13, offers);
  agree('', 13, offers);
});

test('a node that was proved is not taken where another belongs', () => {
  const lines = linesOf(8);
  const tree = new ProvenTree(merkleRoot(lines), 8);
  const [first, second, third] = offersOf(lines);
  assert.ok(first && second && third);
  assert.equal(tree.fault(first.line, first.index, first.path), undefined);
  const sibling = [first.path[0] ?? '', ...second.path.slice(1)];
  assert.equal(tree.fault(second.line, second.index, sibling), 'root-mismatch');
  const upper = [...second.path.slice(0, 2), second.path[1] ?? ''];
  assert.equal(tree.fault(second.line, second.index, upper), 'root-mismatch');
  assert.equal(tree.fault(third.line, second.index, second.path), 'root-mismatch');
  assert.equal(tree.fault(second.line, second.index, second.path), undefined);
});
