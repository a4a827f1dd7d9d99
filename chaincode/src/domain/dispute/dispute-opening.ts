// SPDX-License-Identifier: Apache-2.0
/** Who may open a dispute about what, and who answers: docs/decisions/0150. */
import { digestOf } from '../encoding/digest';
import type { OpenInput } from './dispute-input';
import type { Dispute, DisputeKind, DisputeSubject, FrozenRecord } from './dispute-records';
import { DomainError, ensure } from '../errors';
import type { AccessRequest } from '../sharing/grant-records';
import { tenDigits, type ObjectType } from '../names';
import type { DisputeCourse, Organisation, Policy, Stamp } from '../records';
import { parseInstant } from '../calendar/time';
import { without } from '../without';
import { openDeadline } from '../calendar/working-days';

/** What the ledger says of what a dispute is about. */
export interface SubjectFacts {
  readonly subject: DisputeSubject;
  readonly provider: string;
  readonly consumer?: string;
  readonly resource?: string;
  /** Newest published version of the resource. */
  readonly resourceVersion?: number;
  readonly grant?: string;
  readonly case?: string;
  /** Who reported the batch or event. */
  readonly reporter?: string;
  /** Who refused the request, or let its time to decide pass. */
  readonly refuser?: string;
  readonly frozen: readonly FrozenRecord[];
}

/** A record as it stands now. @param parts of its key */
export function freeze(
  record: { readonly type: ObjectType },
  ...parts: readonly (string | number)[]
): FrozenRecord {
  const id = parts.map((part) => (typeof part === 'number' ? tenDigits(part) : part));
  return { type: record.type, id: id.join('/'), digest: digestOf(record) };
}

/** @returns the organisation that refused, or is silent beyond its time; undefined where neither is so */
export function refuserOf(request: AccessRequest, nowMs: number): string | undefined {
  const { state, decisions, pending, terms } = request;
  if (state === 'refused') return decisions.at(-1)?.stamp.by ?? terms.provider;
  const isOverdue = pending !== undefined && nowMs > parseInstant(pending.dueAt);
  return state === 'submitted' && isOverdue ? terms.provider : undefined;
}

/**
 * @throws DomainError `NOT_PARTY` for an opener that is neither a party nor a manager nor an auditor,
 *   `CONFLICT_OF_INTEREST` where it would dispute with itself, `CONDITION_NOT_MET`, `INVALID_ARGUMENT`
 */
export function opened(
  input: OpenInput,
  facts: SubjectFacts,
  { mspId: opener, roles }: Organisation,
  policy: Policy,
  stamp: Stamp,
  course: DisputeCourse = 'arbitration',
): Dispute {
  const isParty = [facts.provider, facts.consumer, facts.refuser].includes(opener);
  const oversees = roles.includes('manager') || roles.includes('auditor');
  ensure(isParty || oversees, 'NOT_PARTY', 'Only for a party of what it is about, a manager or an auditor.');
  const respondent = respondentOf(input, facts, opener);
  ensure(respondent !== opener, 'CONFLICT_OF_INTEREST', 'Nobody disputes with itself.');
  const set = [...facts.frozen].sort(byTypeAndId);
  const about = without(facts, 'reporter', 'refuser', 'frozen');
  return {
    type: 'dispute',
    id: input.id,
    kind: input.kind,
    ...about,
    opener,
    respondent,
    parties: partiesOf(facts, opener, respondent),
    statement: input.statement,
    state: 'opened',
    policyVersion: policy.version,
    pending: openDeadline('answer', policy, stamp),
    frozen: set,
    evidenceDigest: digestOf(set),
    steps: [{ action: 'open', stamp, ...(input.evidence && { evidence: input.evidence }) }],
    ...(course === 'coordination' && { course }),
    arbitrators: [],
    rulings: [],
    opened: stamp,
    changed: stamp,
  };
}

function respondentOf({ kind, respondent: named }: OpenInput, facts: SubjectFacts, opener: string): string {
  const { provider, consumer } = facts;
  const follows = accused(kind, facts) ?? counterpart(facts, opener);
  if (follows !== undefined) {
    const agrees = named === undefined || named === follows;
    ensure(agrees, 'INVALID_ARGUMENT', 'respondent: follows from who opens it and what it is about.');
    return follows;
  }
  const respondent = named ?? facts.reporter ?? (consumer === undefined ? provider : undefined);
  if (respondent === undefined) throw new DomainError('INVALID_ARGUMENT', 'respondent: must be named.');
  const isSide = respondent === provider || respondent === consumer;
  ensure(isSide, 'INVALID_ARGUMENT', 'respondent: must be the provider or the consumer.');
  return respondent;
}

/** Whom a dispute of the kind is against, whoever opens it; undefined where both sides can be. */
function accused(kind: DisputeKind, { provider, consumer, refuser }: SubjectFacts): string | undefined {
  if (kind === 'misuse') return consumer;
  if (kind === 'quality') return provider;
  if (kind !== 'refusal') return undefined;
  ensure(refuser !== undefined, 'CONDITION_NOT_MET', 'The request is neither refused nor overdue.');
  return refuser;
}

/** The other side, for an opener that is on one. */
function counterpart({ provider, consumer }: SubjectFacts, opener: string): string | undefined {
  if (opener === consumer) return provider;
  return opener === provider ? (consumer ?? provider) : undefined;
}

function partiesOf({ provider, consumer }: SubjectFacts, opener: string, respondent: string): string[] {
  const all = [opener, respondent, provider, ...(consumer === undefined ? [] : [consumer])];
  return [...new Set(all)].sort();
}

const byTypeAndId = (a: FrozenRecord, b: FrozenRecord): number => {
  const [left, right] = [`${a.type}/${a.id}`, `${b.type}/${b.id}`];
  return left < right ? -1 : Number(left > right);
};
