// SPDX-License-Identifier: Apache-2.0
/** The life of an access request: submitted → decided → granted, or refused or withdrawn on the way. */
import { ensure } from '../errors';
import type { AccessRequest, Decision, Terms } from './grant-records';
import type { Deadline, Stamp } from '../records';
import type { AnswerInput } from './request-input';
import type { ResourceContent } from '../catalogue/resource-records';
import { closeDeadline } from '../calendar/working-days';

type Sharing = ResourceContent['sharing'];

/**
 * A request as the sharing type has it: granted on the spot, waiting for the provider, or refused by law.
 * @param decide the provider's deadline, should it have to decide
 * @throws DomainError `CONDITION_NOT_MET` for an earlier agreement that nobody would confirm
 */
export function submitted(
  id: string,
  terms: Terms,
  sharing: Sharing,
  stamp: Stamp,
  decide: Deadline,
): AccessRequest {
  const { sharingType } = sharing;
  const base = {
    type: 'request',
    id,
    terms,
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

/** @throws DomainError `INVALID_STATE` unless the request waits for this step */
export function ensureAwaits(request: AccessRequest, step: Decision['step']): void {
  const awaited = step === 'decide' ? 'submitted' : 'decided';
  ensure(request.state === awaited, 'INVALID_STATE', `The request is ${request.state}.`);
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
  ensure(
    pending !== undefined && request.state !== 'withdrawn',
    'INVALID_STATE',
    `The request is ${request.state}.`,
  );
  return { ...request, state: 'withdrawn', pending: closeDeadline(pending, stamp), changed: stamp };
}

function withDecision(
  { pending, ...request }: AccessRequest,
  step: Decision['step'],
  { approved, reason }: AnswerInput,
  stamp: Stamp,
): AccessRequest {
  ensure(pending !== undefined, 'INVALID_STATE', 'The request has no open step.');
  const decision = {
    step,
    approved,
    ...(reason !== undefined && { reason }),
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
