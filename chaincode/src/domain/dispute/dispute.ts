// SPDX-License-Identifier: Apache-2.0
/**
 * The life of a dispute: opened → answered → assigned → ruled → remedied or appealed → closed; withdrawn until it is
 * ruled; recused, where who was assigned withdrew, until another is assigned. Each function gives the next record or
 * refuses. Time that runs out never decides by itself: it opens a way on to those who wait (docs/decisions/0151).
 */
import type { AnswerInput, CloseInput, StatementInput } from './dispute-input';
import type { Correction, Dispute, DisputeState, DisputeStep, Ruling } from './dispute-records';
import { DomainError, ensure } from '../errors';
import type { Deadline, Policy, Stamp } from '../records';
import { parseInstant } from '../calendar/time';
import { without } from '../without';
import { closeDeadline, openDeadline } from '../calendar/working-days';

/** @throws DomainError `INVALID_STATE` unless the dispute is in one of the states */
export function ensureState({ state }: Dispute, ...states: readonly DisputeState[]): void {
  ensure(states.includes(state), 'INVALID_STATE', 'The dispute is {state}.', { state });
}

/** @throws DomainError `NOT_PARTY` */
export function ensureParty({ parties }: Dispute, mspId: string): void {
  ensure(parties.includes(mspId), 'NOT_PARTY', 'Only for a party of the dispute.');
}

export const isOverdue = ({ dueAt }: Deadline, { at }: Stamp): boolean =>
  parseInstant(at) > parseInstant(dueAt);

/** The deadline of the step that is awaited. */
export function pendingOf({ pending }: Dispute): Deadline {
  if (!pending) throw new DomainError('INVALID_STATE', 'The dispute has no open step.');
  return pending;
}

/** @returns the ruling by which somebody answers: the last one, unless it is appealed against and that is not decided */
export function rulingInForce({ rulings, steps }: Pick<Dispute, 'rulings' | 'steps'>): Ruling | undefined {
  const last = steps.findLast(({ action }) => action === 'rule' || action === 'appeal' || action === 'lapse');
  return last?.action === 'appeal' ? undefined : rulings.at(-1);
}

/** The last ruling. @throws DomainError `INVALID_STATE` where there is none */
export function rulingOf({ rulings }: Dispute): Ruling {
  const last = rulings.at(-1);
  if (!last) throw new DomainError('INVALID_STATE', 'The dispute is not ruled.');
  return last;
}

/** The dispute after a step; `pending` says what is awaited next, undefined for nothing. */
export function stepped(
  dispute: Dispute,
  state: DisputeState,
  pending: Deadline | undefined,
  ...steps: readonly DisputeStep[]
): Dispute {
  const changed = steps.at(-1)?.stamp ?? dispute.changed;
  const all = [...dispute.steps, ...steps];
  return { ...without(dispute, 'pending'), state, ...(pending && { pending }), steps: all, changed };
}

export const said = ({
  text,
  evidence,
}: Partial<StatementInput>): Pick<DisputeStep, 'text' | 'evidence'> => ({
  ...(text !== undefined && { text }),
  ...(evidence !== undefined && { evidence }),
});

/**
 * By the respondent, late ones too while no arbitrator is assigned. Of a quality dispute it may name what mended
 * the data, so that the opener can close it without an arbitrator.
 */
export function answered(dispute: Dispute, input: AnswerInput, policy: Policy, stamp: Stamp): Dispute {
  ensure(dispute.respondent === stamp.by, 'NOT_PARTY', 'Only for the respondent.');
  ensureState(dispute, 'opened');
  const deadline = closeDeadline(pendingOf(dispute), stamp);
  const step: DisputeStep = { action: 'answer', stamp, deadline, ...said(input) };
  const next = stepped(dispute, 'answered', openDeadline('assign', policy, stamp), step);
  return corrected(next, input.correction);
}

/** By a party that has not accepted the first ruling, while its appeal runs: another arbitrator decides. */
export function appealed(dispute: Dispute, input: StatementInput, policy: Policy, stamp: Stamp): Dispute {
  ensureParty(dispute, stamp.by);
  ensureState(dispute, 'ruled', 'remedied');
  const first = rulingOf(dispute);
  const { appeal } = first;
  if (!appeal || dispute.lapsed)
    throw new DomainError('INVALID_STATE', 'The ruling is final: there is one appeal.');
  ensure(!hasAccepted(dispute, stamp.by), 'INVALID_STATE', 'The party has accepted the ruling.');
  ensure(!isOverdue(appeal, stamp), 'CONDITION_NOT_MET', 'The time to appeal is over.');
  const deadline = closeDeadline(appeal, stamp);
  const step: DisputeStep = { action: 'appeal', stamp, deadline, ...said(input) };
  const next = stepped(dispute, 'appealed', openDeadline('assign', policy, stamp), step);
  return { ...next, rulings: [{ ...first, appeal: deadline }] };
}

/** By a party: it will not appeal. Changes no state. */
export function accepted(dispute: Dispute, input: StatementInput, stamp: Stamp): Dispute {
  ensureParty(dispute, stamp.by);
  ensureState(dispute, 'ruled', 'remedied');
  const { instance, appeal } = rulingOf(dispute);
  const isOpen = instance === 1 && appeal !== undefined && dispute.lapsed === undefined;
  ensure(isOpen, 'INVALID_STATE', 'The ruling is final.');
  ensure(!hasAccepted(dispute, stamp.by), 'INVALID_STATE', 'The party has accepted the ruling.');
  return stepped(dispute, dispute.state, dispute.pending, { action: 'accept', stamp, ...said(input) });
}

/**
 * An appeal that nobody is free to decide ends: the first ruling stands, is final and is marked so. An appeal stays the
 * remedy, so that its time, or the time to object to one that is done, runs anew.
 * @param unassigned the time to assign somebody, which must be over
 * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET` while a manager has time to name somebody
 */
export function lapsed(
  dispute: Dispute,
  input: StatementInput,
  unassigned: Deadline,
  policy: Policy,
  stamp: Stamp,
): Dispute {
  ensureAppealed(dispute);
  ensure(isOverdue(unassigned, stamp), 'CONDITION_NOT_MET', 'A manager has time to name who decides.');
  const first = rulingOf(dispute);
  const isDone = first.remedyDue?.doneAt !== undefined;
  const remedyDue = first.remedyDue && (isDone ? first.remedyDue : openDeadline('remedy', policy, stamp));
  const pending = isDone ? openDeadline('appeal', policy, stamp) : remedyDue;
  const deadline = closeDeadline(unassigned, stamp);
  const step: DisputeStep = { action: 'lapse', stamp, deadline, ...said(input) };
  const next = stepped(dispute, isDone ? 'remedied' : 'ruled', pending, step);
  const standing = remedyDue ? withRuling(next, { ...first, remedyDue }) : next;
  return { ...standing, lapsed: stamp };
}

/** @throws DomainError `INVALID_STATE` unless an appeal waits for its ruling */
export function ensureAppealed(dispute: Dispute): void {
  ensureState(dispute, 'appealed', 'assigned', 'recused');
  ensure(dispute.rulings.length === 1, 'INVALID_STATE', 'There is no appeal.');
}

/** By the party that answers for it: what the ruling asks is done. It accepts the ruling thereby. */
export function remedied(dispute: Dispute, input: AnswerInput, policy: Policy, stamp: Stamp): Dispute {
  ensureParty(dispute, stamp.by);
  ensureState(dispute, 'ruled');
  const ruling = rulingOf(dispute);
  ensure(ruling.responsible === stamp.by, 'NOT_PARTY', 'Only for the party that answers for it.');
  const { remedyDue } = ruling;
  if (!remedyDue) throw new DomainError('INVALID_STATE', 'The ruling asks for no remedy.');
  const deadline = closeDeadline(remedyDue, stamp);
  const step: DisputeStep = { action: 'remedy', stamp, deadline, ...said(input) };
  const next = stepped(dispute, 'remedied', openDeadline('appeal', policy, stamp), step);
  const done = corrected(withRuling(next, { ...ruling, remedyDue: deadline }), input.correction);
  const mends = dispute.kind !== 'quality' || ruling.remedy.action !== 'correct-data';
  ensure(mends || done.correction !== undefined, 'CONDITION_NOT_MET', 'correction: must be named.');
  return done;
}

/** By the opener, until it is ruled. */
export function withdrawn(dispute: Dispute, input: StatementInput, stamp: Stamp): Dispute {
  ensure(dispute.opener === stamp.by, 'NOT_PARTY', 'Only for the opener.');
  ensureState(dispute, 'opened', 'answered', 'referred', 'coordinated', 'assigned', 'recused');
  ensure(dispute.rulings.length === 0, 'INVALID_STATE', 'The dispute is ruled.');
  return stepped(dispute, 'withdrawn', undefined, { action: 'withdraw', stamp, ...said(input) });
}

/**
 * Ends it. `settled`: by a party or a manager, where nothing is to be remedied. `remedied`: by another party than the
 * one that answers for it or by a manager, and by that one itself once the others had time to object; or by the opener
 * that is content with the answer's correction. `unremedied`: once the time for it is over, or by a manager that finds
 * a remedy wanting. A ruling must be final.
 * @param asManager by a manager that is no party
 */
export function closed(dispute: Dispute, input: CloseInput, stamp: Stamp, asManager: boolean): Dispute {
  if (!asManager) ensureParty(dispute, stamp.by);
  ensureState(dispute, 'answered', 'ruled', 'remedied');
  if (dispute.state === 'answered') ensureContent(dispute, input, stamp);
  else ensureEnds(dispute, input, stamp, asManager);
  const { outcome } = input;
  const step: DisputeStep = { action: 'close', stamp, ...said(input) };
  return { ...stepped(unremedied(dispute, stamp), 'closed', undefined, step), outcome };
}

function ensureContent(dispute: Dispute, { outcome }: CloseInput, { by }: Stamp): void {
  const mended = dispute.correction !== undefined && outcome === 'remedied';
  ensure(mended, 'INVALID_STATE', 'The dispute is not ruled.');
  ensure(dispute.opener === by, 'NOT_PARTY', 'Only the opener is content with the answer.');
}

function ensureEnds(dispute: Dispute, { outcome, text }: CloseInput, stamp: Stamp, asManager: boolean): void {
  const ruling = rulingOf(dispute);
  ensure(outcomeFits(dispute, outcome), 'CONDITION_NOT_MET', 'outcome: is not how it stands.');
  ensure(isFinal(dispute, stamp), 'CONDITION_NOT_MET', 'The time to appeal is not over.');
  if (outcome === 'settled') return;
  const waits = pendingOf(dispute);
  const objectors = asManager || ruling.responsible !== stamp.by;
  if (outcome === 'remedied') {
    ensure(objectors || isOverdue(waits, stamp), 'CONFLICT_OF_INTEREST', 'Others say that it is remedied.');
  } else if (dispute.state === 'ruled') {
    ensure(objectors, 'CONFLICT_OF_INTEREST', 'Others say that it is not remedied.');
    ensure(isOverdue(waits, stamp), 'CONDITION_NOT_MET', 'The time to remedy it is not over.');
  } else {
    ensure(asManager, 'CONFLICT_OF_INTEREST', 'A manager judges a remedy.');
    ensure(text !== undefined, 'INVALID_ARGUMENT', 'text: what is wanting must be said.');
  }
}

function outcomeFits(dispute: Dispute, outcome: CloseInput['outcome']): boolean {
  if (dispute.state === 'remedied') return outcome !== 'settled';
  return outcome === (rulingOf(dispute).remedyDue ? 'unremedied' : 'settled');
}

/** Whether nobody can appeal any more: who closes a dispute accepts its ruling. */
function isFinal(dispute: Dispute, stamp: Stamp): boolean {
  const { appeal } = rulingOf(dispute);
  if (!appeal || dispute.lapsed || isOverdue(appeal, stamp)) return true;
  return dispute.parties.every((party) => party === stamp.by || hasAccepted(dispute, party));
}

function hasAccepted({ steps }: Dispute, party: string): boolean {
  return steps.some(
    ({ action, stamp }) => stamp.by === party && (action === 'accept' || action === 'remedy'),
  );
}

/** A remedy that was asked for and not reported stays late for ever. */
function unremedied(dispute: Dispute, stamp: Stamp): Dispute {
  const last = dispute.rulings.at(-1);
  if (dispute.state !== 'ruled' || !last?.remedyDue) return dispute;
  return withRuling(dispute, { ...last, remedyDue: closeDeadline(last.remedyDue, stamp) });
}

const withRuling = (dispute: Dispute, ruling: Ruling): Dispute => ({
  ...dispute,
  rulings: [...dispute.rulings.slice(0, -1), ruling],
});

function corrected(dispute: Dispute, correction: Correction | undefined): Dispute {
  if (correction === undefined) return dispute;
  const { kind, resourceVersion: old = 0 } = dispute;
  ensure(kind === 'quality', 'INVALID_ARGUMENT', 'correction: only of a quality dispute.');
  const isNewer = !('resourceVersion' in correction) || correction.resourceVersion > old;
  ensure(isNewer, 'CONDITION_NOT_MET', 'correction: the version must be newer than the dispute.');
  return { ...dispute, correction };
}
