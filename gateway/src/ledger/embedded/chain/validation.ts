// SPDX-License-Identifier: Apache-2.0
import type {
  HashedCollection,
  RangeRead,
  ReadWriteSet,
  Version,
} from '@catalog-chain/verifier/wire/read-write-set';
import type { ValidationCode } from './block-codec.js';
import type { PrivateStateReader, StateReader } from '../state/state.js';

const same = (a: Version | undefined, b: Version | undefined): boolean =>
  a?.block === b?.block && a?.tx === b?.tx;

/**
 * Multi-version concurrency control, as a peer does it: what a simulation read must still be the newest, and
 * ranges must hold the same keys.
 */
export function validate(
  set: ReadWriteSet,
  state: StateReader,
  privateState: PrivateStateReader,
): ValidationCode {
  const current =
    set.reads.every(({ key, version }) => same(state.get(key)?.version, version)) &&
    set.collections.every((collection) => isCurrent(collection, privateState));
  if (!current) return 'MVCC_READ_CONFLICT';
  return set.ranges.every((range) => isUnchanged(range, state)) ? 'VALID' : 'PHANTOM_READ_CONFLICT';
}

function isCurrent({ name, reads }: HashedCollection, state: PrivateStateReader): boolean {
  return reads.every(({ keyHash, version }) => same(state.hash(name, keyHash)?.version, version));
}

/** A range that was left before its end is compared up to and with the last key read. */
function isUnchanged({ start, end, exhausted, reads }: RangeRead, state: StateReader): boolean {
  const limit = exhausted ? reads.length + 1 : reads.length;
  const now = state.range({ start, end: exhausted ? end : '', limit });
  return (
    now.length === reads.length &&
    reads.every((read, i) => now[i]?.key === read.key && same(now[i].version, read.version))
  );
}
