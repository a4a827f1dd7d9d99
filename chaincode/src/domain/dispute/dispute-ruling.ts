// SPDX-License-Identifier: Apache-2.0
/** What an arbitrator decides, and what it does to the grant: docs/decisions/0152. */
import { ensureState, pendingOf, stepped } from './dispute';
import type { RulingInput } from './dispute-input';
import type { Dispute, DisputeStep, Ruling } from './dispute-records';
import { ensure } from '../errors';
import { resumed, revoked, ruledOn, suspended } from '../sharing/grant';
import type { Grant } from '../sharing/grant-records';
import type { Policy, Stamp } from '../records';
import { without } from '../without';
import { closeDeadline, openDeadline } from '../calendar/working-days';

/** The organisation that is to rule now. @throws DomainError `NOT_OWNER` for another, `INVALID_STATE` */
export function ensureRules(dispute: Dispute, mspId: string): void {
  const last = dispute.arbitrators.at(-1);
  ensure(last?.organisation === mspId, 'NOT_OWNER', 'The dispute is not with this arbitrator.');
  ensureState(dispute, 'assigned');
}

/** @throws DomainError `NOT_PARTY`, `INVALID_ARGUMENT`, `CONDITION_NOT_MET` */
export function ruled(
  dispute: Dispute,
  input: RulingInput,
  grantAction: Ruling['grantAction'],
  policy: Policy,
  stamp: Stamp,
): Dispute {
  ensureRules(dispute, stamp.by);
  ensureSound(dispute, input);
  ensureOutcome(dispute, input);
  const deadline = closeDeadline(pendingOf(dispute), stamp);
  const ruling: Ruling = {
    instance: dispute.rulings.length === 0 ? 1 : 2,
    arbitrator: stamp.by,
    ...without(input, 'id', 'grantAction'),
    ...(grantAction && { grantAction }),
    stamp,
    deadline,
    // A government decides for good.
    ...(dispute.rulings.length === 0 &&
      dispute.course === undefined && { appeal: openDeadline('appeal', policy, stamp) }),
    ...(input.remedy.action !== 'none' && { remedyDue: openDeadline('remedy', policy, stamp) }),
  };
  const step: DisputeStep = { action: 'rule', stamp, deadline };
  const next = stepped(dispute, 'ruled', ruling.remedyDue ?? ruling.appeal, step);
  return {
    ...next,
    rulings: [...dispute.rulings, ruling],
    arbitrators: [
      ...dispute.arbitrators.slice(0, -1),
      ...dispute.arbitrators.slice(-1).map((one) => ({ ...one, deadline })),
    ],
  };
}

/** The parts of a ruling agree with each other. */
function ensureSound(dispute: Dispute, { findings, responsible, remedy, grantAction }: RulingInput): void {
  const clear = findings.includes('no-breach');
  ensure(!clear || findings.length === 1, 'INVALID_ARGUMENT', 'findings: no-breach stands alone.');
  ensure(
    !clear || responsible === undefined,
    'INVALID_ARGUMENT',
    'responsible: nobody is, without a breach.',
  );
  const named = responsible === undefined || dispute.parties.includes(responsible);
  ensure(named, 'NOT_PARTY', 'responsible: must be a party of the dispute.');
  const demands = remedy.action !== 'none' || grantAction !== undefined;
  ensure(!demands || responsible !== undefined, 'INVALID_ARGUMENT', 'responsible: must be named.');
}

/** An appeal upholds what was found, or overturns it. */
function ensureOutcome({ rulings: [first] }: Dispute, { outcome, findings, responsible }: RulingInput): void {
  ensure(
    (outcome !== undefined) === (first !== undefined),
    'INVALID_ARGUMENT',
    'outcome: of an appeal, and of nothing else.',
  );
  if (!first || outcome !== 'upheld') return;
  const same = first.responsible === responsible && first.findings.join() === findings.join();
  ensure(same, 'INVALID_ARGUMENT', 'outcome: what is upheld has the same findings and responsible party.');
}

/**
 * The grant after a ruling: suspended or revoked, or a suspension by the first ruling taken back where that is
 * overturned. A revocation is never taken back: the consumer asks anew, as the ruling may help it to.
 * @returns undefined where the ruling leaves the grant alone
 * @throws DomainError `INVALID_STATE` where the grant cannot be so changed
 */
export function grantAfter(
  dispute: Dispute,
  grant: Grant,
  { outcome, grantAction }: RulingInput,
  stamp: Stamp,
): { readonly grant: Grant; readonly action: NonNullable<Ruling['grantAction']> } | undefined {
  const by = { dispute: dispute.id };
  if (grantAction === 'suspend') return { grant: suspended(grant, by, stamp), action: 'suspend' };
  if (grantAction === 'revoke') return { grant: revoked(grant, by, stamp), action: 'revoke' };
  const lifts = outcome === 'overturned' && ruledOn(grant, stamp) === dispute.id;
  return lifts ? { grant: resumed(grant, by, stamp, true), action: 'resume' } : undefined;
}

/** What a ruling held up until it was remedied goes on. @returns undefined where nothing was held up */
export function grantAfterClosure(dispute: Dispute, grant: Grant, stamp: Stamp): Grant | undefined {
  const lifts = dispute.outcome === 'remedied' && ruledOn(grant, stamp) === dispute.id;
  return lifts ? resumed(grant, { dispute: dispute.id }, stamp, true) : undefined;
}
