// SPDX-License-Identifier: Apache-2.0
/** What arrives for a month that its side has closed already. It commits, is marked, and lets the side close again. */
import type { ReadLeaf } from '../usage/leaf-line';
import { monthEnd, months } from '../calendar/month';
import type { AfterClosing, Closure } from './period-records';
import type { Stamp } from '../records';
import type { TallyOf } from '../usage/tally-sum';
import { DAY_MS } from '../calendar/time';
import type { Leaf } from '../usage/usage-records';

/**
 * A closure can lie in the state before a batch's own time says that the month is over: by the clocks of two clients
 * (15 minutes each), and by an offset that a later policy changed (26 hours). So much earlier a batch looks for one.
 */
export const LOOKS_AHEAD_MS = 2 * DAY_MS;

const nameOf = ({ grant, side, period }: TallyOf): string => `${grant} ${side} ${period}`;

/**
 * The (grant, side, period) of a batch that may be closed: those of months that are over, or nearly. None for most
 * batches, which report the month they are made in.
 */
export function closable(leaves: readonly ReadLeaf[], nowMs: number, utcOffsetMinutes: number): TallyOf[] {
  const isPast = pastMonths(nowMs, utcOffsetMinutes);
  const earliest = leaves.reduce((least, { atMs }) => (atMs < least ? atMs : least), Infinity);
  if (leaves.length === 0 || isPast(earliest) === undefined) return [];
  const found = new Map<string, TallyOf>();
  for (const { leaf, atMs } of leaves) {
    const period = isPast(atMs);
    if (period === undefined) continue;
    const of = { grant: leaf.grant, side: leaf.side, period };
    found.set(nameOf(of), of);
  }
  return [...found.values()];
}

/** The month of an instant when it is over, or nearly; undefined when not. */
function pastMonths(nowMs: number, utcOffsetMinutes: number): (atMs: number) => string | undefined {
  const monthOf = months(utcOffsetMinutes);
  const over = new Map<string, boolean>();
  return (atMs) => {
    const period = monthOf(atMs);
    let isOver = over.get(period);
    if (isOver === undefined) {
      isOver = monthEnd(period, utcOffsetMinutes) <= nowMs + LOOKS_AHEAD_MS;
      over.set(period, isOver);
    }
    return isOver ? period : undefined;
  };
}

/** A side that was closed, and when it was for the first time, milliseconds since 1970. */
export interface ClosedSide extends TallyOf {
  readonly sinceMs: number;
}

/** Says of a leaf whether its side had closed its month by an instant, that one included: a client chooses its transaction's time. */
export function closedTest(
  closed: readonly ClosedSide[],
  utcOffsetMinutes: number,
): (leaf: Leaf, atMs: number, asOfMs: number) => boolean {
  if (closed.length === 0) return () => false;
  const since = new Map(closed.map((one) => [nameOf(one), one.sinceMs]));
  const monthOf = months(utcOffsetMinutes);
  return ({ grant, side }, atMs, asOfMs) => {
    const sinceMs = since.get(nameOf({ grant, side, period: monthOf(atMs) }));
    return sinceMs !== undefined && sinceMs <= asOfMs;
  };
}

/** The mark of a batch that brought something for a closed (grant, side, period). */
export function afterClosing(
  { organisation, journal, sequence }: Pick<AfterClosing, 'organisation' | 'journal' | 'sequence'>,
  { grant, period, side }: TallyOf,
  stamp: Stamp,
): AfterClosing {
  return { type: 'after-closing', grant, period, side, organisation, journal, sequence, arrived: stamp };
}

/** Whether any of the marks is of a batch that the closure does not cover. @param marks of its grant, month and side */
export function arrivedSince(
  { journals }: Pick<Closure, 'journals'>,
  marks: readonly Pick<AfterClosing, 'journal' | 'sequence'>[],
): boolean {
  const covered = new Map(journals.map(({ id, batches }) => [id, batches]));
  return marks.some(({ journal, sequence }) => sequence > (covered.get(journal) ?? 0));
}
