// SPDX-License-Identifier: Apache-2.0
/**
 * An incremental hash of a multiset: MuHash (Bellare and Micciancio 1997) in the integers modulo the safe prime
 * 2^3072 − 1103717. The hash of a multiset is the product of its members' elements, so order does not matter,
 * multiplicity does, and hashes of parts combine. A member, given by its SHA-256 digest, is mapped to
 * SHAKE256(digest in 64 lower-case hex characters), 384 bytes, big-endian. See docs/decisions/0060.
 */
import { hash } from 'node:crypto';
import { DomainError } from '../errors';

/** A residue; compare only with `equal`, since the same one may be held reduced or not. */
export type MultisetHash = bigint & { readonly multiset: unique symbol };

const BITS = 3072n;
const GAP = 1_103_717n;
export const MULTISET_MODULUS = (1n << BITS) - GAP;
const XOF = { outputEncoding: 'hex', outputLength: 384 } as const;
if (hash('shake256', '', XOF).length !== 768)
  throw new Error('Node 24.4 or newer is needed: crypto.hash ignores outputLength.');
const ENCODED = /^[A-Za-z0-9_-]{512}$/;

/**
 * 2^3072 ≡ GAP: folds a product back to hardly more than 3072 bits, several times cheaper than a division. The first
 * fold leaves at most 23 bits above, the second next to nothing, so that factors never grow.
 */
function fold(product: bigint): bigint {
  const once = BigInt.asUintN(3072, product) + (product >> BITS) * GAP;
  return BigInt.asUintN(3072, once) + (once >> BITS) * GAP;
}

/** The hash of no members. */
export function emptySet(): MultisetHash {
  return 1n as MultisetHash;
}

/** Adds one member, by the lower-case hex SHA-256 digest that names it. */
export function add(set: MultisetHash, digest: string): MultisetHash {
  return fold(set * BigInt(`0x${hash('shake256', digest, XOF)}`)) as MultisetHash;
}

/** @returns the hash of the union in which multiplicities add up. */
export function combine(a: MultisetHash, b: MultisetHash): MultisetHash {
  return fold(a * b) as MultisetHash;
}

export function equal(a: MultisetHash, b: MultisetHash): boolean {
  return a % MULTISET_MODULUS === b % MULTISET_MODULUS;
}

/** @returns 384 bytes, big-endian, base64url: 512 characters. */
export function encodeSet(set: MultisetHash): string {
  const hex = (set % MULTISET_MODULUS).toString(16).padStart(768, '0');
  return Buffer.from(hex, 'hex').toString('base64url');
}

/** @throws DomainError `INVALID_ARGUMENT` for anything `encodeSet` does not write. */
export function decodeSet(text: string): MultisetHash {
  const value = ENCODED.test(text) ? BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`) : 0n;
  if (value === 0n || value >= MULTISET_MODULUS) {
    throw new DomainError(
      'INVALID_ARGUMENT',
      'A multiset hash is 384 bytes in base64url, below the modulus.',
    );
  }
  return value as MultisetHash;
}
