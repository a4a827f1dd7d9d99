// SPDX-License-Identifier: Apache-2.0
/** The life of an access request: submitted → decided → granted, or refused or withdrawn on the way. */
import { ensure } from '../errors';
import {
  UNMET_CONDITIONS,
  type AccessRequest,
  type Decision,
  type Posts,
  type Terms,
  type UnmetCondition,
} from './grant-records';
import type { RequestNeed } from '../law/rule';
import { profileNamed } from '../law/profile';
import type { Deadline, Policy, ProfileName, Stamp, WorkingCalendar } from '../records';
import type { AnswerInput, SupplementInput } from './request-input';
import type { ResourceContent } from '../catalogue/resource-records';
import { closeDeadline, openDeadline, resumedDue } from '../calendar/working-days';
import { without } from '../without';

type Sharing = ResourceContent['sharing'];

/** What is asked, by whom it was agreed, and whose course it takes. */
export interface Asking {
  readonly id: string;
  readonly terms: Terms;
  readonly posts?: Posts;
  readonly profile: ProfileName;
  /** Stated conditions that it does not meet. */
  readonly unmet?: readonly UnmetCondition[];
}

/** What the profile asks of a request and this one lacks. An agreement made before is taken as it was made. */
function lacking({ terms, posts, profile }: Asking): RequestNeed[] {
  if (terms.agreedOn !== undefined) return [];
  const given = { scenario: terms.scenario !== undefined, posts: posts !== undefined };
  return profileNamed(profile).requestNeeds.filter((need) => !given[need]);
}

/** The parts of a request that say how complete it is. */
function asked(asking: Asking): Pick<AccessRequest, 'terms' | 'profile' | 'posts' | 'lacks'> {
  const { terms, posts, profile } = asking;
  const lacks = lacking(asking);
  return {
    terms,
    profile,
    ...(posts && { posts }),
    ...(lacks.length > 0 && { lacks }),
  };
}

/**
 * A request as the sharing type has it: granted on the spot, waiting for the provider, or refused by law.
 * @param decide the provider's deadline, should it have to decide
 * @throws DomainError `CONDITION_NOT_MET` for an earlier agreement that nobody would confirm
 */
export function submitted(asking: Asking, sharing: Sharing, stamp: Stamp, decide: Deadline): AccessRequest {
  const { sharingType } = sharing;
  const { id, terms, unmet = [] } = asking;
  const base = {
    type: 'request',
    id,
    ...asked(asking),
    ...(unmet.length > 0 && { unmet }),
    sharingType,
    submitted: stamp,
    decisions: [],
    changed: stamp,
  } as const;
  if (sharingType === 'conditional') return { ...base, state: 'submitted', pending: decide };
  ensure(
    terms.agreedOn === undefined,
    'CONDITION_NOT_MET',
    'agreedOn: only where the provider and a manager confirm it.',
  );
  if (sharingType === 'unconditional') return { ...base, state: 'granted' };
  return { ...base, state: 'refused', refusal: sharing.legalBasis ?? '' };
}

/** What a superior gives back of itself: nobody asks, decides or confirms. */
export const returned = (
  { id, terms, profile }: Omit<Asking, 'posts'>,
  sharingType: Sharing['sharingType'],
  stamp: Stamp,
): AccessRequest => ({
  type: 'request',
  id,
  terms: { ...terms, flow: 'return' },
  profile,
  sharingType,
  state: 'granted',
  submitted: stamp,
  decisions: [],
  changed: stamp,
});

/** @throws DomainError `INVALID_STATE` unless the request waits for this step */
export function ensureAwaits(request: AccessRequest, step: Decision['step']): void {
  const awaited = step === 'decide' ? 'submitted' : 'decided';
  ensure(request.state === awaited, 'INVALID_STATE', 'The request is {state}.', { state: request.state });
  const waits = request.pending?.pausedAt !== undefined;
  ensure(!waits, 'INVALID_STATE', 'The consumer was asked for what is missing, and has not given it.');
}

/**
 * The provider tells once all that is missing; the clock stands still until it is given.
 * @throws DomainError `INVALID_STATE`; `CONDITION_NOT_MET` where the profile has no such step, or the time is over
 */
export function supplementAsked(
  request: AccessRequest,
  missing: readonly string[],
  stamp: Stamp,
): AccessRequest {
  ensure(request.supplement === undefined, 'INVALID_STATE', 'What is missing was told before: once only.');
  ensureAwaits(request, 'decide');
  const { pending } = request;
  ensure(pending !== undefined, 'INVALID_STATE', 'The request has no open step.');
  ensure(
    profileNamed(request.profile).hasSupplement,
    'CONDITION_NOT_MET',
    'The profile of the request has no such step.',
  );
  const overdue = closeDeadline(pending, stamp).late === true;
  ensure(!overdue, 'CONDITION_NOT_MET', 'The time to answer is over.');
  const supplement = { missing, asked: stamp };
  return { ...request, supplement, pending: { ...pending, pausedAt: stamp.at }, changed: stamp };
}

const papersIn = ({ text, documents }: Pick<SupplementInput, 'text' | 'documents'>) => ({
  ...(text !== undefined && { text }),
  ...(documents && { documents }),
});

/** The consumer gives what was missing; the clock goes on. @throws DomainError `INVALID_STATE` */
export function supplemented(
  request: AccessRequest,
  { scenario, posts = request.posts, ...papers }: SupplementInput,
  calendar: WorkingCalendar,
  stamp: Stamp,
): AccessRequest {
  const { supplement, pending, state } = request;
  ensure(
    state === 'submitted' && supplement !== undefined && pending?.pausedAt !== undefined,
    'INVALID_STATE',
    'Nothing that is missing is waited for.',
  );
  const { pausedAt, ...running } = pending;
  const given = { ...papersIn(papers), stamp };
  const terms = { ...request.terms, ...(scenario !== undefined && { scenario }) };
  const profile = request.profile ?? 'generic';
  const dueAt = resumedDue(running.dueAt, pausedAt, stamp.at, calendar);
  return {
    ...without(request, 'lacks'),
    ...asked({ id: request.id, terms, profile, ...(posts && { posts }) }),
    supplement: { ...supplement, given },
    pending: { ...running, dueAt },
    changed: stamp,
  };
}

/** The time to answer was moved. */
export function extended(request: AccessRequest, dueAt: string, stamp: Stamp): AccessRequest {
  const { pending } = request;
  return pending ? { ...request, pending: { ...pending, dueAt }, changed: stamp } : request;
}

/**
 * A refusal that names a condition names one that the catalogue states, and none that the ledger knows to be met.
 * @throws DomainError `CONDITION_NOT_MET`
 */
export function ensureStated(
  answer: AnswerInput,
  stated: readonly string[],
  unmet: readonly UnmetCondition[] = [],
): void {
  const { condition } = answer;
  if (condition === undefined) return;
  ensure(
    stated.includes(condition),
    'CONDITION_NOT_MET',
    'condition: the catalogue states no such condition.',
  );
  const judged = UNMET_CONDITIONS.find((one) => one === condition);
  const holds = judged === undefined || unmet.includes(judged);
  ensure(holds, 'CONDITION_NOT_MET', 'condition: the request meets it.');
}

/**
 * Until when the manager confirms what the provider approves now. Where there is one clock it has what the provider left of
 * it; a provider that was late left nothing, and answers for that alone: the manager then has days of its own.
 * @param policy under which it is measured
 */
export function confirmDeadline(
  { profile, pending }: Pick<AccessRequest, 'profile' | 'pending'>,
  policy: Policy,
  stamp: Stamp,
): Deadline {
  const own = openDeadline('confirm', policy, stamp);
  const isLeft = pending !== undefined && closeDeadline(pending, stamp).late === false;
  return profileNamed(profile).hasOneClock && isLeft ? { ...own, dueAt: pending.dueAt } : own;
}

/**
 * The provider's answer. An approval waits for the manager until `confirm`.
 * @param keyHash of the record key that both parties hold; nothing is approved without one
 * @throws DomainError `INVALID_STATE`, `CONDITION_NOT_MET`
 */
export function decided(
  request: AccessRequest,
  answer: AnswerInput,
  stamp: Stamp,
  confirm: Deadline,
  keyHash: string | undefined,
): AccessRequest {
  ensureAwaits(request, 'decide');
  const answered = withDecision(request, 'decide', answer, stamp);
  if (!answer.approved) return refused(answered, answer.reason);
  ensure(
    keyHash !== undefined,
    'CONDITION_NOT_MET',
    'Both parties must hold the record key: deposit it first.',
  );
  return { ...answered, state: 'decided', pending: confirm, recordKeyHash: keyHash };
}

/** The manager's answer to an approval. @throws DomainError `INVALID_STATE` */
export function confirmed(request: AccessRequest, answer: AnswerInput, stamp: Stamp): AccessRequest {
  ensureAwaits(request, 'confirm');
  const answered = withDecision(request, 'confirm', answer, stamp);
  return answer.approved ? { ...answered, state: 'granted' } : refused(answered, answer.reason);
}

/** The consumer asks no longer. The step that was left keeps its deadline. @throws DomainError `INVALID_STATE` */
export function withdrawn(request: AccessRequest, stamp: Stamp): AccessRequest {
  const { pending } = request;
  ensure(pending !== undefined && request.state !== 'withdrawn', 'INVALID_STATE', 'The request is {state}.', {
    state: request.state,
  });
  return { ...request, state: 'withdrawn', pending: closeDeadline(pending, stamp), changed: stamp };
}

function withDecision(
  { pending, ...request }: AccessRequest,
  step: Decision['step'],
  answer: AnswerInput,
  stamp: Stamp,
): AccessRequest {
  ensure(pending !== undefined, 'INVALID_STATE', 'The request has no open step.');
  const { approved, reason, posts } = answer;
  const decision = {
    step,
    approved,
    ...(reason !== undefined && { reason }),
    ...(!answer.approved && { ground: answer.ground ?? 'none' }),
    ...(answer.condition !== undefined && { condition: answer.condition }),
    ...(posts && { posts }),
    stamp,
    deadline: closeDeadline(pending, stamp),
  };
  return { ...request, decisions: [...request.decisions, decision], changed: stamp };
}

const refused = (request: AccessRequest, reason = ''): AccessRequest => ({
  ...request,
  state: 'refused',
  refusal: reason,
});
