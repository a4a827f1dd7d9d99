// SPDX-License-Identifier: Apache-2.0
/** What reconciliation will compare: per grant, side and local month, the exchanges of a batch. */
import { exchangeDigest, statesExchange, type Deviation } from './exchange';
import type { ReadLeaf } from './leaf-line';
import { months } from '../calendar/month';
import { add, combine, emptySet, encodeSet, type MultisetHash } from '../encoding/multiset-hash';
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
  /** Of what is stated, the uses that are not as the grant was given. */
  readonly deviating: Exchanges;
  /** The same uses in the older form. */
  readonly older: Exchanges;
  /** Whether one of them has another purpose than the grant's own. */
  otherPurpose: boolean;
}

/** What goes into the digests of leaves beside the leaves themselves; absent: the older form. */
export interface Telling<L extends ReadLeaf> {
  readonly deviationOf: (read: L) => Deviation | undefined;
  /** The own purpose of the leaf's grant. */
  readonly grantedTo: (leaf: Leaf) => string | undefined;
}

/**
 * Counts and hashes the exchanges of a batch. Uses, denied attempts and corrections state one; `nil` states none
 * and opens its tally with 0; corrections also retract the one they name.
 * @param utcOffsetMinutes of the local time whose months are the periods
 * @returns in order of grant, side and period
 */
export function tallies<L extends ReadLeaf>(
  leaves: readonly L[],
  utcOffsetMinutes: number,
  telling?: Telling<L>,
): Tally[] {
  const open = new Map<string, OpenTally>();
  const monthOf = months(utcOffsetMinutes);
  let tally: OpenTally | undefined;
  for (const read of leaves) {
    const { leaf, atMs } = read;
    const period = monthOf(atMs);
    // Most leaves go where the one before went.
    if (!tally || !isOf(tally, leaf, period)) tally = tallyOf(open, leaf, period);
    state(tally, leaf, telling?.deviationOf(read));
    enter(tally.retracted, leaf.retracts);
  }
  return [...open]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, tally]) => closed(tally, telling?.grantedTo(tally.leaf)));
}

const isOf = ({ leaf: first, period: its }: OpenTally, { grant, side }: Leaf, period: string): boolean =>
  first.grant === grant && first.side === side && its === period;

function tallyOf(open: Map<string, OpenTally>, leaf: Leaf, period: string): OpenTally {
  const key = `${leaf.grant} ${leaf.side} ${period}`;
  const tally = open.get(key) ?? opened(leaf, period);
  open.set(key, tally);
  return tally;
}

const none = (): Exchanges => ({ count: 0, set: emptySet() });

const opened = (leaf: Leaf, period: string): OpenTally => ({
  leaf,
  period,
  stated: none(),
  retracted: none(),
  deviating: none(),
  older: none(),
  otherPurpose: false,
});

function state(tally: OpenTally, leaf: Leaf, deviation: Deviation | undefined): void {
  if (!deviation || !statesExchange(leaf)) {
    enter(tally.stated, exchangeDigest(leaf));
    return;
  }
  enter(tally.deviating, exchangeDigest(leaf, deviation));
  enter(tally.older, exchangeDigest(leaf));
  tally.otherPurpose ||= deviation.purpose !== undefined;
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

function closed(
  { leaf, period, stated, retracted, deviating, older, otherPurpose }: OpenTally,
  granted: string | undefined,
): Tally {
  return {
    grant: leaf.grant,
    side: leaf.side,
    period,
    ...written(together(stated, deviating)),
    ...(deviating.count > 0 && { older: encodeSet(together(stated, older).set) }),
    ...(otherPurpose && { purpose: granted }),
    ...(retracted.count > 0 && { retracted: written(retracted) }),
  };
}
