// SPDX-License-Identifier: Apache-2.0
/** The course of negotiation: referred to the authority, which proposes a settlement; accepted, or put to its government. */
import { closeDeadline, openDeadline } from '../calendar/working-days';
import { ensure } from '../errors';
import { commonUpwards } from '../members/region';
import type { OrganisationRole } from '../names';
import type { Deadline, Organisation, Policy, Stamp } from '../records';
import { ensureParty, ensureState, isOverdue, pendingOf, said, stepped } from './dispute';
import type { ProposalInput, StatementInput } from './dispute-input';
import type { Coordination, Dispute, DisputeStep } from './dispute-records';

/** @throws DomainError `CONDITION_NOT_MET` where an arbitrator decides */
export function ensureCoordinates({ course }: Dispute): void {
  ensure(course === 'coordination', 'CONDITION_NOT_MET', 'An arbitrator decides the dispute.');
}

/** @throws DomainError `CONDITION_NOT_MET` where a government decides */
export function ensureArbitrates({ course }: Dispute): void {
  ensure(
    course === undefined,
    'CONDITION_NOT_MET',
    'The dispute is coordinated, and decided by a government.',
  );
}

/**
 * Who has the role for all of them: of their common division, else of the nearest above it, no party, the first in the
 * order of MSP ids. Where one of them has no division, any will do.
 * @param regions of those that differ. @returns undefined where nobody can
 */
export function responsibleFor(
  role: OrganisationRole,
  regions: readonly (string | undefined)[],
  parties: readonly string[],
  organisations: readonly Organisation[],
): Organisation | undefined {
  const fit = organisations
    .filter(
      ({ mspId, roles, status }) => status === 'active' && roles.includes(role) && !parties.includes(mspId),
    )
    .sort((a, b) => (a.mspId < b.mspId ? -1 : 1));
  const known = regions.filter((one) => one !== undefined);
  if (known.length < regions.length) return fit[0];
  for (const one of commonUpwards(known)) {
    const found = fit.find(({ region }) => region === one);
    if (found) return found;
  }
  return undefined;
}

/** What a party has waited for before it refers: an answer, or the end of the time for one. */
function negotiated(dispute: Dispute, stamp: Stamp): readonly DisputeStep[] {
  if (dispute.state === 'answered') return [];
  const pending = pendingOf(dispute);
  ensure(isOverdue(pending, stamp), 'CONDITION_NOT_MET', 'The respondent has time to answer.');
  return [{ action: 'default', stamp, deadline: closeDeadline(pending, stamp) }];
}

/** By a party, once the other has answered or its time is over. @throws DomainError `NOT_PARTY`, `INVALID_STATE`, `CONDITION_NOT_MET` */
export function referred(
  dispute: Dispute,
  input: StatementInput,
  { mspId, region }: Organisation,
  policy: Policy,
  stamp: Stamp,
): Dispute {
  ensureReferable(dispute, stamp);
  const deadline = openDeadline('rule', policy, stamp);
  const steps = [...negotiated(dispute, stamp), { action: 'refer', stamp, ...said(input) } as const];
  const coordination = { organisation: mspId, ...(region !== undefined && { region }), stamp, deadline };
  return { ...stepped(dispute, 'referred', deadline, ...steps), coordination };
}

/** @throws DomainError `NOT_PARTY`, `INVALID_STATE`, `CONDITION_NOT_MET` */
export function ensureReferable(dispute: Dispute, stamp: Stamp): void {
  ensureParty(dispute, stamp.by);
  ensureCoordinates(dispute);
  ensureState(dispute, 'opened', 'answered');
  negotiated(dispute, stamp);
}

function ensureCoordination({ coordination }: Dispute): Coordination {
  ensure(coordination !== undefined, 'INVALID_STATE', 'The dispute is with nobody to coordinate it.');
  return coordination;
}

/** By the manager that it is with, late ones too. @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function proposed(
  dispute: Dispute,
  { text, document }: Omit<ProposalInput, 'id'>,
  policy: Policy,
  stamp: Stamp,
): Dispute {
  ensureCoordinates(dispute);
  ensureState(dispute, 'referred');
  const coordination = ensureCoordination(dispute);
  ensure(coordination.organisation === stamp.by, 'NOT_OWNER', 'The dispute is with another authority.');
  const deadline = closeDeadline(coordination.deadline, stamp);
  const step: DisputeStep = { action: 'coordinate', stamp, deadline, text };
  const proposal = { text, ...(document !== undefined && { document }), stamp };
  const next = stepped(dispute, 'coordinated', openDeadline('appeal', policy, stamp), step);
  return { ...next, coordination: { ...coordination, deadline, proposal } };
}

/** What a party accepts; when all have, the dispute is settled. @throws DomainError `NOT_PARTY`, `INVALID_STATE` */
export function settled(dispute: Dispute, input: StatementInput, stamp: Stamp): Dispute {
  ensureParty(dispute, stamp.by);
  ensureState(dispute, 'coordinated');
  ensure(!accepts(dispute, stamp.by), 'INVALID_STATE', 'The party has accepted the proposal.');
  const step: DisputeStep = { action: 'accept', stamp, ...said(input) };
  const others = dispute.parties.filter((party) => party !== stamp.by);
  if (!others.every((party) => accepts(dispute, party)))
    return stepped(dispute, 'coordinated', dispute.pending, step);
  return { ...stepped(dispute, 'closed', undefined, step), outcome: 'settled' };
}

const accepts = ({ steps }: Dispute, party: string): boolean =>
  steps.some(({ action, stamp }) => action === 'accept' && stamp.by === party);

/**
 * By a party that does not accept, or the manager that it is with: the government of that level decides. Before there is
 * a proposal only once the time for one is over.
 * @throws DomainError `NOT_PARTY`, `INVALID_STATE`, `CONDITION_NOT_MET`
 */
export function ensureEscalates(dispute: Dispute, stamp: Stamp): Coordination {
  ensureCoordinates(dispute);
  ensureState(dispute, 'referred', 'coordinated');
  const coordination = ensureCoordination(dispute);
  if (coordination.organisation !== stamp.by) ensureParty(dispute, stamp.by);
  ensure(!accepts(dispute, stamp.by), 'INVALID_STATE', 'The party has accepted the proposal.');
  const waits = dispute.state === 'referred' && !isOverdue(coordination.deadline, stamp);
  ensure(!waits, 'CONDITION_NOT_MET', 'The authority has time to propose a settlement.');
  return coordination;
}

export function escalated(
  dispute: Dispute,
  input: StatementInput,
  { mspId }: Organisation,
  policy: Policy,
  stamp: Stamp,
): Dispute {
  const { deadline: proposing, ...coordination } = ensureEscalates(dispute, stamp);
  const rule = openDeadline('rule', policy, stamp);
  const step: DisputeStep = { action: 'escalate', stamp, ...said(input) };
  const one = { organisation: mspId, instance: 1, stamp, deadline: rule } as const;
  const deadline: Deadline = proposing.doneAt === undefined ? closeDeadline(proposing, stamp) : proposing;
  const next = stepped(dispute, 'assigned', rule, step);
  return { ...next, coordination: { ...coordination, deadline }, arbitrators: [one] };
}
