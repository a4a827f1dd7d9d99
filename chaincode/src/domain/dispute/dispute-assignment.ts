// SPDX-License-Identifier: Apache-2.0
/** Who decides a dispute: named by a manager, or drawn when none named one in time; never a party, never twice. */
import { isOverdue, pendingOf, stepped } from './dispute';
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

function isImpartial({ parties, arbitrators }: Dispute, mspId: string): boolean {
  return !parties.includes(mspId) && !arbitrators.some(({ organisation }) => organisation === mspId);
}

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
 * did not rule in time or no longer can.
 * @param unfit whether who was assigned no longer arbitrates
 * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` while others still have time
 */
export function vacancy(dispute: Dispute, policy: Policy, stamp: Stamp, unfit: boolean): Vacancy {
  const { state } = dispute;
  const isOpen = ['opened', 'answered', 'appealed', 'assigned'].includes(state);
  ensure(isOpen, 'INVALID_STATE', 'The dispute is {state}.', { state });
  const pending = pendingOf(dispute);
  if (state === 'answered' || state === 'appealed') return { deadline: pending };
  const late = isOverdue(pending, stamp);
  if (state === 'opened') ensure(late, 'CONDITION_NOT_MET', 'The respondent has time to answer.');
  else ensure(late || unfit, 'CONDITION_NOT_MET', 'The arbitrator has time to rule.');
  const from = late ? { ...stamp, at: pending.dueAt } : stamp;
  const deadline = openDeadline('assign', policy, from);
  return state === 'opened' ? { deadline, unanswered: pending } : { deadline };
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
