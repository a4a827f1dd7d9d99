// SPDX-License-Identifier: Apache-2.0
/** Closing of (grant, period): who may, when, and what the chain finds when both sides are closed. */
import { z } from 'zod';
import { ensure } from '../errors';
import { ensureGrows, MOST_ENTRIES } from '../growing-lists';
import type { Grant, Terms } from '../sharing/grant-records';
import { month, monthEnd } from '../calendar/month';
import type { Closure, CoveredJournal, Period, SideTotal } from './period-records';
import type { Deadline, Organisation, Policy, Stamp } from '../records';
import { identifier } from '../text/schema';
import { agree, type TallySum } from '../usage/tally-sum';
import { formatInstant, parseInstant } from '../calendar/time';
import { SIDES, type Side } from '../usage/usage-records';
import { closeDeadline, openDeadline } from '../calendar/working-days';

/** `period:close` */
export const periodClosing = z.strictObject({ grant: identifier, period: month, side: z.enum(SIDES) });
export type PeriodClosing = z.infer<typeof periodClosing>;

/** A side, as a parameter of a read. */
export const sideName = z.enum(SIDES);

/** The organisation whose side it is. */
export const organisationOf = (
  { consumer, provider }: Pick<Terms, 'consumer' | 'provider'>,
  side: Side,
): string => (side === 'claim' ? consumer : provider);

/**
 * The deadline that runs from the first moment after the month; of a month before the grant was recorded (it may
 * record an older agreement), from when it was recorded.
 * @param recordedMs when the grant was recorded, milliseconds since 1970
 */
export function closingDeadline(policy: Policy, recordedMs: number, period: string, stamp: Stamp): Deadline {
  const end = monthEnd(period, policy.calendar.utcOffsetMinutes);
  return openDeadline('close-period', policy, { ...stamp, at: formatInstant(Math.max(end, recordedMs)) });
}

/** When a side is to be closed, and whether there was anything to be closed. */
export interface ClosingTime {
  readonly deadline: Deadline;
  /** The grant stood in the month. */
  readonly stood: boolean;
  readonly nowMs: number;
}

/**
 * Its own organisation may close a side once the month is over; the other party and a manager when it has let the
 * deadline pass, and only months in which the grant stood.
 * @throws DomainError `NOT_PARTY`, `CONDITION_NOT_MET`
 */
export function ensureMayClose(
  { mspId, roles }: Pick<Organisation, 'mspId' | 'roles'>,
  { terms }: Pick<Grant, 'terms'>,
  side: Side,
  { deadline: { startedAt, dueAt }, stood, nowMs }: ClosingTime,
): void {
  const concerned = [terms.provider, terms.consumer].includes(mspId) || roles.includes('manager');
  ensure(concerned, 'NOT_PARTY', 'Only for the grant’s parties and a manager.');
  ensure(nowMs >= parseInstant(startedAt), 'CONDITION_NOT_MET', 'The period is not over.');
  if (mspId === organisationOf(terms, side)) return;
  ensure(
    stood,
    'CONDITION_NOT_MET',
    'The grant did not stand in the period: only the side itself closes it.',
  );
  ensure(nowMs > parseInstant(dueAt), 'CONDITION_NOT_MET', 'The side itself has time left to close.');
}

/** What the chain has found of a side. */
export interface Gathered {
  readonly sum: TallySum;
  readonly journals: readonly CoveredJournal[];
}

/** The same, and what is not to be seen yet. */
export interface GatheredToClose extends Gathered {
  /** Uses of the month that the side's organisation has sealed on it and not disclosed. */
  readonly sealed: number;
}

/**
 * The closure that follows from what was gathered.
 * @param former the revision before; it says whether the side met its deadline
 * @throws DomainError `INVALID_STATE` when nothing has arrived since the revision before
 */
export function closureOf(
  { grant, period, side }: PeriodClosing,
  organisation: string,
  gathered: GatheredToClose,
  former: Closure | undefined,
  deadline: Deadline,
  stamp: Stamp,
): Closure {
  const { batches, total } = gathered.sum.value;
  const isNews = former?.batches !== batches;
  ensure(isNews, 'INVALID_STATE', 'The side is closed, and nothing has arrived since.');
  ensureGrows(former?.revision ?? 0, MOST_ENTRIES.revisions);
  return {
    type: 'closure',
    grant,
    period,
    side,
    organisation,
    reported: reported(batches, total),
    total,
    batches,
    journals: gathered.journals,
    ...(gathered.sealed > 0 && { sealed: gathered.sealed }),
    deadline: former ? former.deadline : closeDeadline(deadline, stamp),
    revision: (former?.revision ?? 0) + 1,
    closed: stamp,
  };
}

function reported(batches: number, { count, retracted }: SideTotal): Closure['reported'] {
  if (batches === 0) return 'silent';
  return count === 0 && retracted === undefined ? 'nil' : 'uses';
}

/**
 * The period after one of its sides was closed.
 * @param former undefined where neither side was closed before
 * @param other the other side, where that is closed
 */
export function afterClosure(
  grant: Grant,
  former: Period | undefined,
  closure: Closure,
  other: Closure | undefined,
): Period {
  const { provider, consumer, resource } = grant.terms;
  const { period, side, closed: changed } = closure;
  const named = { type: 'period', grant: grant.id, period, provider, consumer, resource } as const;
  const verdicts = former?.verdicts ?? [];
  if (!other) return { ...named, state: 'closing', [side]: closure.revision, verdicts, changed };
  const compared = { [side]: closure.revision, [other.side]: other.revision } as Record<Side, number>;
  const state = agree(closure.total, other.total) ? 'matched' : 'differs';
  return {
    ...named,
    state,
    ...compared,
    verdicts: [...verdicts, { state, ...compared, stamp: changed }],
    changed,
  };
}
