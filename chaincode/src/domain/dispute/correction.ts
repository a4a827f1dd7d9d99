// SPDX-License-Identifier: Apache-2.0
/** The life of a correction: opened → corrected or not wrong, perhaps handed over once; withdrawn, or disputed. */
import { z } from 'zod';
import { ensure } from '../errors';
import type { Stamp } from '../records';
import type { Grant } from '../sharing/grant-records';
import { bytes32, code, identifier, mspId, newIdentifier, prose, sha256Hex, sortedSet } from '../text/schema';
import { parseInstant } from '../calendar/time';
import type { Correction } from './correction-records';
import type { OpenInput } from './dispute-input';

const MAX_DOCUMENTS = 64;
const MAX_ITEMS = 500;
const documents = sortedSet(sha256Hex, MAX_DOCUMENTS).exactOptional();

const subject = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('record'),
    record: bytes32,
    items: sortedSet(code, MAX_ITEMS).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('item'), item: code }),
  z.strictObject({ kind: z.literal('resource') }),
]);

/** `correction:open` */
export const correctionInput = z.strictObject({
  id: newIdentifier,
  grant: identifier,
  subject,
  statement: prose(1000),
  evidence: documents,
});
export type CorrectionInput = z.infer<typeof correctionInput>;

const said = { id: identifier, text: prose(1000), evidence: documents };

/** `correction:answer` */
export const correctionAnswer = z.discriminatedUnion('outcome', [
  z.strictObject({ ...said, outcome: z.literal('corrected') }),
  z.strictObject({ ...said, outcome: z.literal('not-wrong') }),
  z.strictObject({ ...said, outcome: z.literal('handed-over'), to: mspId }),
]);
export type CorrectionAnswerInput = z.infer<typeof correctionAnswer>;

/** `correction:dispute`: the id that the dispute gets. */
export const correctionDispute = z.strictObject({
  id: identifier,
  dispute: identifier,
  statement: prose(1000),
});

/** @throws DomainError `CONDITION_NOT_MET` for items that the grant does not give */
export function opened(input: CorrectionInput, { terms }: Grant, stamp: Stamp): Correction {
  const { resource, provider, consumer } = terms;
  const items = itemsOf(input.subject);
  const holds = items.every((item) => terms.items.includes(item));
  ensure(holds, 'CONDITION_NOT_MET', 'subject: the grant does not give all of the items.');
  return {
    type: 'correction',
    ...input,
    resource,
    provider,
    consumer,
    state: 'opened',
    answering: provider,
    answers: [],
    opened: stamp,
    changed: stamp,
  };
}

function itemsOf(about: CorrectionInput['subject']): readonly string[] {
  if (about.kind === 'item') return [about.item];
  return about.kind === 'record' ? (about.items ?? []) : [];
}

/**
 * @throws DomainError `NOT_OWNER` for another than who has to answer; `INVALID_STATE`; `CONDITION_NOT_MET` for what is
 *   handed over a second time or to a party
 */
export function answered(correction: Correction, answer: CorrectionAnswerInput, stamp: Stamp): Correction {
  const { state, answering, answers, provider, consumer } = correction;
  ensure(answering === stamp.by, 'NOT_OWNER', 'Another organisation has to answer.');
  ensure(state === 'opened', 'INVALID_STATE', 'The correction is {state}.', { state });
  const { outcome, text, evidence } = answer;
  const given = { outcome, text, ...(evidence && { evidence }), stamp };
  if (answer.outcome !== 'handed-over')
    return { ...correction, state: answer.outcome, answers: [...answers, given], changed: stamp };
  const { to } = answer;
  ensure(answers.length === 0, 'CONDITION_NOT_MET', 'It was handed over before.');
  ensure(to !== provider && to !== consumer, 'CONDITION_NOT_MET', 'to: is a party already.');
  return { ...correction, answering: to, answers: [{ ...given, to }], changed: stamp };
}

/** @throws DomainError `NOT_OWNER`, `INVALID_STATE` */
export function withdrawn(correction: Correction, stamp: Stamp): Correction {
  ensure(correction.consumer === stamp.by, 'NOT_OWNER', 'Another consumer opened it.');
  ensure(correction.state === 'opened', 'INVALID_STATE', 'The correction is {state}.', {
    state: correction.state,
  });
  return { ...correction, state: 'withdrawn', changed: stamp };
}

/**
 * Unanswered in time, or answered otherwise than the consumer accepts.
 * @throws DomainError `NOT_OWNER`, `INVALID_STATE`, `CONDITION_NOT_MET` while there is time to answer
 */
export function disputed(correction: Correction, dispute: string, stamp: Stamp): Correction {
  const { consumer, state, dueAt } = correction;
  ensure(consumer === stamp.by, 'NOT_OWNER', 'Another consumer opened it.');
  const isOver = state === 'withdrawn' || state === 'disputed';
  ensure(!isOver, 'INVALID_STATE', 'The correction is {state}.', { state });
  const waits = state === 'opened' && dueAt !== undefined && parseInstant(stamp.at) <= parseInstant(dueAt);
  ensure(!waits, 'CONDITION_NOT_MET', 'There is time to answer.');
  return { ...correction, state: 'disputed', dispute, changed: stamp };
}

/** The dispute that a correction becomes: about the quality of what the grant gives. */
export const disputeOf = ({ grant, evidence }: Correction, id: string, statement: string): OpenInput => ({
  id,
  kind: 'quality',
  subject: { kind: 'grant', grant },
  statement,
  ...(evidence && { evidence: [...evidence] }),
});
