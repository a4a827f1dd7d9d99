// SPDX-License-Identifier: Apache-2.0
/** What reconciliation will compare: per grant, side and local month, the exchanges of a batch. */
import { deviates, exchangeDigest } from './exchange';
import type { ReadLeaf } from './leaf-line';
import { months } from '../calendar/month';
import { add, combine, emptySet, encodeSet, type MultisetHash } from '../encoding/multiset-hash';
import type { Leaf, Tally, Violation } from './usage-records';

interface Exchanges {
  count: number;
  set: MultisetHash;
}

interface OpenTally {
  readonly leaf: Leaf;
  readonly period: string;
  readonly stated: Exchanges;
  readonly retracted: Exchanges;
  /** Of what is stated, the uses whose digest says that they were outside the grant. */
  readonly outside: Exchanges;
  /** The same uses in the older form. */
  readonly outsideOlder: Exchanges;
}

/** Codes of a leaf that go into its digest; see `verdictsInDigests`. */
export type VerdictOf<L extends ReadLeaf> = (read: L) => readonly Violation[];

/**
 * Counts and hashes the exchanges of a batch. Uses, denied attempts and corrections state one; `nil` states none
 * and opens its tally with 0; corrections also retract the one they name.
 * @param utcOffsetMinutes of the local time whose months are the periods
 * @returns in order of grant, side and period
 */
export function tallies<L extends ReadLeaf>(
  leaves: readonly L[],
  utcOffsetMinutes: number,
  verdictOf: VerdictOf<L>,
): Tally[] {
  const open = new Map<string, OpenTally>();
  const monthOf = months(utcOffsetMinutes);
  for (const read of leaves) {
    const { leaf, atMs } = read;
    const period = monthOf(atMs);
    const key = `${leaf.grant} ${leaf.side} ${period}`;
    const tally = open.get(key) ?? opened(leaf, period);
    open.set(key, tally);
    state(tally, leaf, verdictOf(read));
    enter(tally.retracted, leaf.retracts);
  }
  return [...open].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => closed(tally));
}

const none = (): Exchanges => ({ count: 0, set: emptySet() });

const opened = (leaf: Leaf, period: string): OpenTally => ({
  leaf,
  period,
  stated: none(),
  retracted: none(),
  outside: none(),
  outsideOlder: none(),
});

function state(tally: OpenTally, leaf: Leaf, verdict: readonly Violation[]): void {
  if (!deviates(verdict)) {
    enter(tally.stated, exchangeDigest(leaf));
    return;
  }
  enter(tally.outside, exchangeDigest(leaf, verdict));
  enter(tally.outsideOlder, exchangeDigest(leaf));
}

function enter(exchanges: Exchanges, digest: string | undefined): void {
  if (digest === undefined) return;
  exchanges.count += 1;
  exchanges.set = add(exchanges.set, digest);
}

const written = ({ count, set }: Exchanges): { count: number; exchanges: string } => ({
  count,
  exchanges: encodeSet(set),
});

const together = (a: Exchanges, b: Exchanges): Exchanges => ({
  count: a.count + b.count,
  set: combine(a.set, b.set),
});

function closed({ leaf, period, stated, retracted, outside, outsideOlder }: OpenTally): Tally {
  return {
    grant: leaf.grant,
    side: leaf.side,
    period,
    ...written(together(stated, outside)),
    ...(outside.count > 0 && { older: encodeSet(together(stated, outsideOlder).set) }),
    ...(retracted.count > 0 && { retracted: written(retracted) }),
  };
}
