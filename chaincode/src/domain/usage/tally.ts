// SPDX-License-Identifier: Apache-2.0
/** What reconciliation will compare: per grant, side and local month, the exchanges of a batch. */
import { exchangeDigest } from './exchange';
import type { ReadLeaf } from './leaf-line';
import { months } from '../calendar/month';
import { add, emptySet, encodeSet, type MultisetHash } from '../encoding/multiset-hash';
import type { Leaf, Tally } from './usage-records';

interface Exchanges {
  count: number;
  set: MultisetHash;
}

interface OpenTally {
  readonly leaf: Leaf;
  readonly period: string;
  readonly stated: Exchanges;
  readonly retracted: Exchanges;
}

/**
 * Counts and hashes the exchanges of a batch. Uses, denied attempts and corrections state one; `nil` states none
 * and opens its tally with 0; corrections also retract the one they name.
 * @param utcOffsetMinutes of the local time whose months are the periods
 * @returns in order of grant, side and period
 */
export function tallies(leaves: readonly ReadLeaf[], utcOffsetMinutes: number): Tally[] {
  const open = new Map<string, OpenTally>();
  const monthOf = months(utcOffsetMinutes);
  for (const { leaf, atMs } of leaves) {
    const period = monthOf(atMs);
    const key = `${leaf.grant} ${leaf.side} ${period}`;
    let tally = open.get(key);
    if (!tally) open.set(key, (tally = { leaf, period, stated: none(), retracted: none() }));
    enter(tally.stated, exchangeDigest(leaf));
    enter(tally.retracted, leaf.retracts);
  }
  return [...open].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => closed(tally));
}

const none = (): Exchanges => ({ count: 0, set: emptySet() });

function enter(exchanges: Exchanges, digest: string | undefined): void {
  if (digest === undefined) return;
  exchanges.count += 1;
  exchanges.set = add(exchanges.set, digest);
}

const written = ({ count, set }: Exchanges): { count: number; exchanges: string } => ({
  count,
  exchanges: encodeSet(set),
});

function closed({ leaf, period, stated, retracted }: OpenTally): Tally {
  const tally = { grant: leaf.grant, side: leaf.side, period, ...written(stated) };
  return retracted.count === 0 ? tally : { ...tally, retracted: written(retracted) };
}
