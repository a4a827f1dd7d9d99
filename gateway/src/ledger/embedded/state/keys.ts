// SPDX-License-Identifier: Apache-2.0
/** State keys: text in contracts, ordered by their UTF-8 bytes as Fabric's LevelDB orders them. */

/** UTF-16 order differs from byte order above U+FFFF, so text is never compared as text. */
export function compareKeys(a: string, b: string): number {
  return a === b ? 0 : Buffer.from(a, 'utf8').compare(Buffer.from(b, 'utf8'));
}

/** @throws Error for a key that has no UTF-8 form or is empty: a peer would refuse it. */
export function checkKey(key: string): string {
  if (key === '') throw new Error('The key must not be empty.');
  if (!key.isWellFormed()) throw new Error('The key must be valid UTF-8.');
  return key;
}

const IMPLICIT = /^_implicit_org_([A-Za-z][A-Za-z0-9.-]{0,47})$/;

/** MSP id of an implicit private data collection's organisation; undefined for any other name. */
export function collectionOwner(collection: string): string | undefined {
  return IMPLICIT.exec(collection)?.[1];
}
