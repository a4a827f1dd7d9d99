// SPDX-License-Identifier: Apache-2.0
/** What parties, managers and arbitrators say in a dispute, as closed schemas. */
import { z } from 'zod';
import { BATCH_LIMITS } from '../usage/batch';
import {
  CLOSURE_OUTCOMES,
  DISPUTE_KINDS,
  FINDINGS,
  REMEDY_ACTIONS,
  type DisputeKind,
  type DisputeSubject,
} from './dispute-records';
import { MAX_LEAF_LINE } from '../usage/leaf-line';
import { month } from '../calendar/month';
import { code, identifier, mspId, newIdentifier, ownedId, prose, sha256Hex, sortedSet } from '../text/schema';

const MAX_DOCUMENTS = 64;
const MAX_RESOURCE_VERSION = 999_999_999;

const text = prose(1000);
const documents = sortedSet(sha256Hex, MAX_DOCUMENTS);
const batchPlace = {
  organisation: mspId,
  journal: code,
  sequence: z.int().min(1).max(9_999_999_999),
};

/** The leaf as it lies in the batch, and its audit path (RFC 9162 §2.1.3) from the leaf upwards. */
const eventSubject = z.strictObject({
  kind: z.literal('event'),
  ...batchPlace,
  leaf: z
    .int()
    .min(0)
    .max(BATCH_LIMITS.leaves - 1),
  line: z.string().min(2).max(MAX_LEAF_LINE),
  path: z.array(sha256Hex).max(Math.ceil(Math.log2(BATCH_LIMITS.leaves))),
});

const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resource'), resource: ownedId, grant: identifier.exactOptional() }),
  z.strictObject({ kind: z.literal('request'), request: identifier }),
  z.strictObject({ kind: z.literal('grant'), grant: identifier }),
  z.strictObject({ kind: z.literal('period'), grant: identifier, period: month }),
  z.strictObject({ kind: z.literal('batch'), grant: identifier, ...batchPlace }),
  eventSubject,
]);
export type SubjectInput = z.infer<typeof subject>;

/** What each kind of dispute can be about. */
export const KIND_SUBJECTS = {
  misuse: ['grant', 'period', 'batch', 'event'],
  quality: ['resource', 'grant', 'event'],
  omission: ['grant', 'period', 'batch', 'event'],
  refusal: ['request'],
  other: ['resource', 'request', 'grant', 'period', 'batch', 'event'],
} as const satisfies Record<DisputeKind, readonly DisputeSubject['kind'][]>;

/** `dispute:open`. `respondent`: only where it does not follow from kind and opener; see `dispute-opening.ts`. */
export const openInput = z
  .strictObject({
    id: newIdentifier,
    kind: z.enum(DISPUTE_KINDS),
    subject,
    respondent: mspId.exactOptional(),
    statement: text,
    evidence: documents.exactOptional(),
  })
  .refine(
    ({ kind, subject: { kind: about } }) =>
      (KIND_SUBJECTS[kind] as readonly DisputeSubject['kind'][]).includes(about),
    { path: ['subject', 'kind'], message: 'is not what a dispute of this kind is about' },
  );
export type OpenInput = z.infer<typeof openInput>;

const correction = z.union([
  z.strictObject({ resourceVersion: z.int().min(1).max(MAX_RESOURCE_VERSION) }),
  z.strictObject({ document: sha256Hex }),
]);

/** `dispute:answer`, `dispute:remedy`. `correction`: of a quality dispute. */
export const answerInput = z.strictObject({
  id: identifier,
  text,
  evidence: documents.exactOptional(),
  correction: correction.exactOptional(),
});
export type AnswerInput = z.infer<typeof answerInput>;

/** `dispute:recuse`, `dispute:appeal`, `dispute:accept`, `dispute:lapse`, `dispute:withdraw` */
export const statementInput = z.strictObject({
  id: identifier,
  text,
  evidence: documents.exactOptional(),
});
export type StatementInput = z.infer<typeof statementInput>;

/** `dispute:coordinate`: the settlement that is proposed. */
export const proposalInput = z.strictObject({ id: identifier, text, document: sha256Hex.exactOptional() });
export type ProposalInput = z.infer<typeof proposalInput>;

/** `dispute:assign`. A manager names the arbitrator; where none did in time, a party has one drawn and names none. */
export const assignInput = z.strictObject({ id: identifier, arbitrator: mspId.exactOptional() });

/** `dispute:close` */
export const closeInput = z.strictObject({
  id: identifier,
  outcome: z.enum(CLOSURE_OUTCOMES),
  text: text.exactOptional(),
});
export type CloseInput = z.infer<typeof closeInput>;

/** `dispute:rule` */
export const rulingInput = z.strictObject({
  id: identifier,
  findings: sortedSet(z.enum(FINDINGS), FINDINGS.length),
  responsible: mspId.exactOptional(),
  outcome: z.enum(['upheld', 'overturned']).exactOptional(),
  remedy: z.strictObject({ action: z.enum(REMEDY_ACTIONS), text: text.exactOptional() }),
  grantAction: z.enum(['suspend', 'revoke']).exactOptional(),
  reasons: prose(2000),
  document: sha256Hex.exactOptional(),
});
export type RulingInput = z.infer<typeof rulingInput>;
