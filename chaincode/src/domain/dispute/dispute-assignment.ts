// SPDX-License-Identifier: Apache-2.0
/** Who decides a dispute: named by a manager, or drawn when none named one in time; never a party, never twice. */
import { barsOf } from './dispute-conflicts';
import { isOverdue, pendingOf, said, stepped } from './dispute';
import type { StatementInput } from './dispute-input';
import { ensureRules } from './dispute-ruling';
import type { Dispute, DisputeStep, Instance } from './dispute-records';
import { ensure } from '../errors';
import type { Deadline, Organisation, Policy, Stamp } from '../records';
import { closeDeadline, openDeadline } from '../calendar/working-days';

/** Whether an organisation can decide disputes at all. */
export const arbitrates = ({ roles, status }: Organisation): boolean =>
  status === 'active' && roles.includes('arbitrator');

/** @throws DomainError `CONFLICT_OF_INTEREST` where it is a party, or was to decide this dispute before */
export function ensureImpartial(dispute: Dispute, arbitrator: string): void {
  ensure(
    isImpartial(dispute, arbitrator),
    'CONFLICT_OF_INTEREST',
    'An arbitrator is no party and has not decided it before.',
  );
}

const isImpartial = (dispute: Dispute, mspId: string): boolean =>
  barsOf(dispute, mspId, dispute.arbitrators).length === 0;

/** The MSP ids of those that can still be assigned, in order. */
export function free(dispute: Dispute, organisations: readonly Organisation[]): string[] {
  return organisations
    .filter((one) => arbitrates(one) && isImpartial(dispute, one.mspId))
    .map(({ mspId }) => mspId)
    .sort();
}

/**
 * Whoever has a draw made cannot choose: it is the first free organisation in the order of MSP ids.
 * @throws DomainError `CONDITION_NOT_MET` where none is free
 */
export function drawn(dispute: Dispute, organisations: readonly Organisation[]): string {
  const [first] = free(dispute, organisations);
  ensure(first !== undefined, 'CONDITION_NOT_MET', 'No organisation is free to decide it.');
  return first;
}

/** What stands before an assignment. */
export interface Vacancy {
  /** Until when a manager names somebody; after it a party may have one drawn. */
  readonly deadline: Deadline;
  /** The time to answer that ran out. */
  readonly unanswered?: Deadline;
}

/**
 * An arbitrator is due once the dispute is answered or the time for it is over, on appeal, and in place of one that
 * recused itself, did not rule in time or no longer can.
 * @param unfit whether who was assigned no longer arbitrates
 * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` while others still have time
 */
export function vacancy(dispute: Dispute, policy: Policy, stamp: Stamp, unfit: boolean): Vacancy {
  const { state } = dispute;
  const isOpen = ['opened', 'answered', 'appealed', 'assigned', 'recused'].includes(state);
  ensure(isOpen, 'INVALID_STATE', 'The dispute is {state}.', { state });
  const pending = pendingOf(dispute);
  if (state === 'answered' || state === 'appealed' || state === 'recused') return { deadline: pending };
  const late = isOverdue(pending, stamp);
  if (state === 'opened') ensure(late, 'CONDITION_NOT_MET', 'The respondent has time to answer.');
  else ensure(late || unfit, 'CONDITION_NOT_MET', 'The arbitrator has time to rule.');
  const deadline = vacatedBy(pending, policy, stamp);
  return state === 'opened' ? { deadline, unanswered: pending } : { deadline };
}

/** The time to name somebody in place of who let its own time pass runs from the end of that: being late gains none. */
const vacatedBy = (pending: Deadline, policy: Policy, stamp: Stamp): Deadline =>
  openDeadline('assign', policy, isOverdue(pending, stamp) ? { ...stamp, at: pending.dueAt } : stamp);

/**
 * By who is to rule, until it has, late too: it withdraws with its reason, and another one is assigned.
 * @throws DomainError `NOT_OWNER` for another arbitrator, `INVALID_STATE`
 */
export function recused(dispute: Dispute, input: StatementInput, policy: Policy, stamp: Stamp): Dispute {
  ensureRules(dispute, stamp.by);
  const pending = pendingOf(dispute);
  const step: DisputeStep = {
    action: 'recuse',
    stamp,
    deadline: closeDeadline(pending, stamp),
    ...said(input),
  };
  const next = stepped(dispute, 'recused', vacatedBy(pending, policy, stamp), step);
  const arbitrators = released(dispute, stamp).map((one, i, all) =>
    i === all.length - 1 ? { ...one, recused: true } : one,
  );
  return { ...next, arbitrators };
}

export function assigned(
  dispute: Dispute,
  organisation: string,
  { deadline, unanswered }: Vacancy,
  policy: Policy,
  stamp: Stamp,
  byDraw: boolean,
): Dispute {
  const instance: Instance = dispute.rulings.length === 0 ? 1 : 2;
  const rule = openDeadline('rule', policy, stamp);
  const steps: DisputeStep[] = unanswered
    ? [{ action: 'default', stamp, deadline: closeDeadline(unanswered, stamp) }]
    : [];
  steps.push({ action: 'assign', stamp, deadline: closeDeadline(deadline, stamp) });
  const next = stepped(dispute, 'assigned', rule, ...steps);
  const one = { organisation, instance, ...(byDraw && { drawn: true }), stamp, deadline: rule };
  return { ...next, arbitrators: [...released(dispute, stamp), one] };
}

/** Who had been assigned in this state is so no longer; how late it was stays. */
export function released({ state, arbitrators }: Dispute, stamp: Stamp): Dispute['arbitrators'] {
  const last = arbitrators.at(-1);
  if (state !== 'assigned' || !last) return arbitrators;
  return [...arbitrators.slice(0, -1), { ...last, deadline: closeDeadline(last.deadline, stamp) }];
}
