// SPDX-License-Identifier: Apache-2.0
/** Sums of tallies: what many headers state of one (grant, side, period). */
import { combine, decodeSet, emptySet, encodeSet, type MultisetHash } from '../encoding/multiset-hash';
import type { SideTotal } from '../period/period-records';
import { EXCHANGE_FORM } from './exchange';
import type { BatchHeader, RunningTally, Side, Tally } from './usage-records';

/** What is summed up: the part of a tally, of a running tally and of a closure that adds. */
export interface Summand extends Pick<Tally, 'count' | 'exchanges' | 'older' | 'retracted'> {
  /** Of the header or sum that it comes from. */
  readonly exchangeForm?: 2 | undefined;
  /** Absent: one. */
  readonly batches?: number;
}

interface Part {
  count: number;
  set: MultisetHash;
}

export class TallySum {
  private batches = 0;
  private readonly stated: Part = { count: 0, set: emptySet() };
  private readonly older: Part = { count: 0, set: emptySet() };
  private readonly retracted: Part = { count: 0, set: emptySet() };
  private hasOlderForm = false;

  add({ batches = 1, count, exchanges, older = exchanges, retracted, exchangeForm }: Summand): void {
    this.batches += batches;
    this.hasOlderForm ||= batches > 0 && exchangeForm === undefined;
    enter(this.stated, { count, exchanges });
    enter(this.older, { count, exchanges: older });
    if (retracted) enter(this.retracted, retracted);
  }

  /** How many batches went in, and what they state together. */
  get value(): { readonly batches: number; readonly total: SideTotal } {
    const older = encodeSet(this.older.set);
    const stated = written(this.stated);
    const isOneForm = this.batches > 0 && !this.hasOlderForm;
    return {
      batches: this.batches,
      total: {
        ...stated,
        ...(older !== stated.exchanges && { older }),
        ...(isOneForm && { exchangeForm: EXCHANGE_FORM }),
        ...(this.retracted.count > 0 && { retracted: written(this.retracted) }),
      },
    };
  }
}

function enter(part: Part, { count, exchanges }: { count: number; exchanges: string }): void {
  part.count += count;
  if (count > 0) part.set = combine(part.set, decodeSet(exchanges));
}

const written = ({ count, set }: Part): { count: number; exchanges: string } => ({
  count,
  exchanges: encodeSet(set),
});

/** Names what a tally is of, within a journal. */
export type TallyOf = Pick<Tally, 'grant' | 'side' | 'period'>;

export const isOf = (tally: TallyOf, { grant, side, period }: TallyOf): boolean =>
  tally.grant === grant && tally.side === side && tally.period === period;

/** Sums of a journal's headers, each (grant, side, period) apart. */
export class TallySums {
  private readonly sums = new Map<string, { readonly of: TallyOf; readonly sum: TallySum }>();

  get size(): number {
    return this.sums.size;
  }

  /** @param exchangeForm of the header that has the tallies */
  add(tallies: readonly Tally[], exchangeForm: BatchHeader['exchangeForm']): void {
    for (const tally of tallies) this.sumOf(tally).add({ ...tally, exchangeForm });
  }

  /** In order of appearance, the same on every peer. */
  entries(): { readonly of: TallyOf; readonly sum: TallySum }[] {
    return [...this.sums.values()];
  }

  private sumOf({ grant, side, period }: TallyOf): TallySum {
    const key = `${grant} ${side} ${period}`;
    const known = this.sums.get(key) ?? { of: { grant, side, period }, sum: new TallySum() };
    this.sums.set(key, known);
    return known.sum;
  }
}

/** The record that keeps a sum up to a journal's checkpoint. */
export function runningTally(
  place: { readonly organisation: string; readonly id: string },
  of: TallyOf,
  sum: TallySum,
): RunningTally {
  const { batches, total } = sum.value;
  return { type: 'tally', organisation: place.organisation, journal: place.id, ...of, batches, ...total };
}

type FormOf = (total: SideTotal) => string;

/**
 * Both sides state the same exchanges, what was taken back apart. Where a side has headers in the older form, it is enough
 * that they do in that form: those cannot be told in the other.
 */
export function agree(a: SideTotal, b: SideTotal): boolean {
  if (agreeIn(a, b, ({ exchanges }) => exchanges)) return true;
  const hasOlderForm = a.exchangeForm === undefined || b.exchangeForm === undefined;
  return hasOlderForm && agreeIn(a, b, ({ exchanges, older = exchanges }) => older);
}

function agreeIn(a: SideTotal, b: SideTotal, form: FormOf): boolean {
  const crossed = (stated: SideTotal, other: SideTotal): Part => ({
    count: stated.count + (other.retracted?.count ?? 0),
    set: combine(
      decodeSet(form(stated)),
      other.retracted ? decodeSet(other.retracted.exchanges) : emptySet(),
    ),
  });
  const [left, right] = [crossed(a, b), crossed(b, a)];
  return left.count === right.count && encodeSet(left.set) === encodeSet(right.set);
}

/** The order of keys of a running tally, after organisation and journal. */
export const tallyKey = ({ period, grant, side }: TallyOf): [period: string, grant: string, side: Side] => [
  period,
  grant,
  side,
];
