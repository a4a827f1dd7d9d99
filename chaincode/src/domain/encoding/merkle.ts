// SPDX-License-Identifier: Apache-2.0
/**
 * Merkle trees of RFC 9162 §2.1 with SHA-256: a leaf is hashed with the prefix 0x00, a node with 0x01.
 * Hashes cross this module's border as lower-case hex. An entry given as text is hashed as its UTF-8 bytes.
 */
import { hash } from 'node:crypto';

/** What a proof can fail on; the reason is part of the answer. */
export type ProofFault =
  | 'size-out-of-range'
  | 'index-out-of-range'
  | 'malformed-hash'
  | 'path-too-short'
  | 'path-too-long'
  | 'root-mismatch';

export interface InclusionProof {
  /** Position of the entry, from 0. */
  readonly index: number;
  /** Number of entries in the tree. */
  readonly size: number;
  readonly root: string;
  /** Sibling hashes from the leaf upwards. */
  readonly path: readonly string[];
}

export interface ConsistencyProof {
  readonly firstSize: number;
  readonly firstRoot: string;
  readonly secondSize: number;
  readonly secondRoot: string;
  readonly path: readonly string[];
}

/** A hash as a string of 32 one-byte characters: several times cheaper to join and hash than buffers or hex. */
type Raw = string;
type Tree = readonly Raw[];

const MAX_SIZE = 2 ** 31 - 1;
const SHA256_HEX = /^[0-9a-f]{64}$/;
const EMPTY_ROOT = hash('sha256', '');
/** A node as it is hashed: its prefix and two hashes. */
const pair = Buffer.alloc(65, 1);

const toHex = (raw: Raw): string => Buffer.from(raw, 'latin1').toString('hex');
const toRaw = (hex: string): Raw => Buffer.from(hex, 'hex').toString('latin1');

function rawLeaf(entry: string | Uint8Array): Raw {
  const prefixed = typeof entry === 'string' ? `\0${entry}` : Buffer.concat([Buffer.alloc(1), entry]);
  return hash('sha256', prefixed, 'binary');
}

function rawNode(left: Raw, right: Raw): Raw {
  pair.write(left + right, 1, 'latin1');
  return hash('sha256', pair, 'binary');
}

/** The level above; a last node without sibling rises as it is, which yields RFC 9162's split. */
function parents(level: Tree): Raw[] {
  const above: Raw[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const left = level[i] ?? '';
    const right = level[i + 1];
    above.push(right === undefined ? left : rawNode(left, right));
  }
  return above;
}

function rawRoot(leaves: Tree): Raw {
  let level = leaves;
  while (level.length > 1) level = parents(level);
  return level[0] ?? toRaw(EMPTY_ROOT);
}

/** @returns the leaf hash of one entry. */
export function leafHash(entry: string | Uint8Array): string {
  return toHex(rawLeaf(entry));
}

/** @returns the hash of a node, from those of its children. */
export function nodeHash(left: string, right: string): string {
  pair.write(left, 1, 'hex');
  pair.write(right, 33, 'hex');
  return hash('sha256', pair);
}

/** @returns MTH(entries), the root of the tree over the entries in their order. */
export function merkleRoot(entries: readonly (string | Uint8Array)[]): string {
  return toHex(rawRoot(entries.map(rawLeaf)));
}

/** The same for entries of which only the leaf hashes are at hand. */
export function merkleRootOfHashes(leafHashes: readonly string[]): string {
  return toHex(rawRoot(leafHashes.map(toRaw)));
}

/** PATH(index, entries), RFC 9162 §2.1.3.1, from the leaf hashes. @throws RangeError for an index outside the tree */
export function inclusionPath(index: number, leafHashes: readonly string[]): string[] {
  if (!Number.isInteger(index) || index < 0 || index >= leafHashes.length) throw new RangeError('index');
  const path: string[] = [];
  let level: Tree = leafHashes.map(toRaw);
  for (let at = index; level.length > 1; at >>= 1, level = parents(level)) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) path.push(toHex(sibling));
  }
  return path;
}

/** PROOF(firstSize, entries), RFC 9162 §2.1.4.1, from the leaf hashes. @throws RangeError unless 0 < firstSize ≤ size */
export function consistencyPath(firstSize: number, leafHashes: readonly string[]): string[] {
  const size = leafHashes.length;
  if (!Number.isInteger(firstSize) || firstSize < 1 || firstSize > size) throw new RangeError('firstSize');
  return subProof(firstSize, leafHashes.map(toRaw), true).map(toHex);
}

function subProof(first: number, leaves: Tree, whole: boolean): Raw[] {
  if (first === leaves.length) return whole ? [] : [rawRoot(leaves)];
  const split = largestPowerBelow(leaves.length);
  return first <= split
    ? [...subProof(first, leaves.slice(0, split), whole), rawRoot(leaves.slice(split))]
    : [...subProof(first - split, leaves.slice(split), false), rawRoot(leaves.slice(0, split))];
}

/** The largest power of two smaller than n, for n ≥ 2. */
const largestPowerBelow = (n: number): number => 2 ** (31 - Math.clz32(n - 1));

/** Verifies that the tree holds the entry (RFC 9162 §2.1.3.2). @returns undefined when it does, else why not. */
export function inclusionFault(entry: string | Uint8Array, proof: InclusionProof): ProofFault | undefined {
  const { index, size } = proof;
  if (!isSize(size)) return 'size-out-of-range';
  if (!Number.isInteger(index) || index < 0 || index >= size) return 'index-out-of-range';
  if (![proof.root, ...proof.path].every((text) => SHA256_HEX.test(text))) return 'malformed-hash';
  let result = rawLeaf(entry);
  const walk = climb(index, size - 1, proof.path, (side, sibling) => {
    result = side === 'left' ? rawNode(sibling, result) : rawNode(result, sibling);
  });
  return walk ?? (toHex(result) === proof.root ? undefined : 'root-mismatch');
}

/**
 * Verifies that the second tree only appends to the first (RFC 9162 §2.1.4.2).
 * @returns undefined when it does, else why not.
 */
export function consistencyFault(proof: ConsistencyProof): ProofFault | undefined {
  const { firstSize, secondSize, firstRoot, secondRoot } = proof;
  if (!isSize(firstSize) || !isSize(secondSize) || firstSize > secondSize) return 'size-out-of-range';
  if (![firstRoot, secondRoot, ...proof.path].every((text) => SHA256_HEX.test(text))) return 'malformed-hash';
  if (firstSize === secondSize) return sameTree(proof);
  return appends(proof);
}

function appends({
  firstSize,
  secondSize,
  firstRoot,
  secondRoot,
  path,
}: ConsistencyProof): ProofFault | undefined {
  const isPower = (firstSize & (firstSize - 1)) === 0;
  const [start, ...rest] = isPower ? [firstRoot, ...path] : path;
  if (start === undefined) return 'path-too-short';
  const shift = trailingOnes(firstSize - 1);
  let first = toRaw(start);
  let second = first;
  const walk = climb((firstSize - 1) >> shift, (secondSize - 1) >> shift, rest, (side, sibling) => {
    if (side === 'left') first = rawNode(sibling, first);
    second = side === 'left' ? rawNode(sibling, second) : rawNode(second, sibling);
  });
  const holds = toHex(first) === firstRoot && toHex(second) === secondRoot;
  return walk ?? (holds ? undefined : 'root-mismatch');
}

function sameTree({ firstRoot, secondRoot, path }: ConsistencyProof): ProofFault | undefined {
  if (path.length > 0) return 'path-too-long';
  return firstRoot === secondRoot ? undefined : 'root-mismatch';
}

/** Walks from a node to the root, telling on which side each hash of the path stands. */
function climb(
  from: number,
  last: number,
  path: readonly string[],
  join: (side: 'left' | 'right', sibling: Raw) => void,
): ProofFault | undefined {
  let [fn, sn] = [from, last];
  for (const sibling of path) {
    if (sn === 0) return 'path-too-long';
    if (fn % 2 === 1 || fn === sn) {
      join('left', toRaw(sibling));
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else {
      join('right', toRaw(sibling));
    }
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  return sn === 0 ? undefined : 'path-too-short';
}

const isSize = (size: number): boolean => Number.isInteger(size) && size >= 1 && size <= MAX_SIZE;
const trailingOnes = (n: number): number => 31 - Math.clz32(~n & (n + 1));
