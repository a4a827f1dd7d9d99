// SPDX-License-Identifier: Apache-2.0
import { CONFLICT_REASONS } from '@catalog-chain/chaincode/domain/dispute/dispute-conflicts';
import {
  answerInput,
  closeInput,
  openInput,
  proposalInput,
  rulingInput,
  statementInput,
} from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import {
  CLOSURE_OUTCOMES,
  DISPUTE_KINDS,
  DISPUTE_STATES,
  FINDINGS,
  type ClosureOutcome,
  type Correction,
  type DisputeKind,
  type Finding,
  type Remedy,
} from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { month } from '@catalog-chain/chaincode/domain/calendar/month';
import {
  code,
  identifier,
  mspId,
  ownedId,
  sha256Hex,
  uuid,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import type { DisputeOpening } from '../../../usecases/oversight/disputes.js';
import { OrderedQuery, RecordView } from '../common.js';
import {
  assignmentsShape,
  coordinationShape,
  frozenShape,
  rulingsShape,
  stepsShape,
  subjectShape,
} from './dispute-shapes.js';
import { Fits, ListOf, OneOf, Optional, SomeOf } from '../rule.js';
import { deadlineShape, stampShape } from '../shapes.js';

const place = { organisation: mspId, journal: code, sequence: z.int().min(1) };

/** What the domain takes, but that an event is named and not proved. */
const subject = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resource'), resource: ownedId, grant: identifier.exactOptional() }),
  z.strictObject({ kind: z.literal('request'), request: identifier }),
  z.strictObject({ kind: z.literal('grant'), grant: identifier }),
  z.strictObject({ kind: z.literal('period'), grant: identifier, period: month }),
  z.strictObject({ kind: z.literal('batch'), grant: identifier, ...place }),
  z.strictObject({ kind: z.literal('event'), id: uuid, organisation: mspId.exactOptional() }),
  z.strictObject({ kind: z.literal('exchange'), grant: identifier, correlation: z.string().min(1).max(128) }),
]) satisfies z.ZodType<DisputeOpening['subject']>;

const DOCUMENTS = 64;
const { statement } = openInput.shape;
const { text, correction } = answerInput.shape;

export class DisputeOpeningBody {
  @Optional()
  @Fits(identifier, { description: 'Left out, it is one that nobody can foresee: the better choice.' })
  id?: string;

  @OneOf(DISPUTE_KINDS)
  kind!: DisputeKind;

  @Fits(subject, {
    description:
      'What it is about. A use is named by its id, or by grant and correlation (the claim, else the attestation); ' +
      'the proof that it lies in its batch is made here and checked on the chain. A consumer names the grant under which it has a resource.',
  })
  subject!: DisputeOpening['subject'];

  @Optional()
  @Fits(mspId, { description: 'Only where it does not follow from kind and opener: see decision 0150.' })
  respondent?: string;

  @Fits(statement)
  statement!: string;

  @Optional()
  @ListOf(sha256Hex, DOCUMENTS)
  evidence?: string[];
}

/** What a party says, with digests of documents that it keeps. */
export class DisputeStatement {
  @Fits(statementInput.shape.text)
  text!: string;

  @Optional()
  @ListOf(sha256Hex, DOCUMENTS)
  evidence?: string[];
}

export class DisputeAnswer extends DisputeStatement {
  @Optional()
  @Fits(correction.unwrap(), {
    description:
      'Of a quality dispute: a newer version of the resource, or SHA-256 of a record of the correction.',
  })
  correction?: Correction;
}

export class DisputeAssignment {
  @Optional()
  @Fits(mspId, {
    description: 'Named by a manager. A party names none: one is drawn when no manager did in time.',
  })
  arbitrator?: string;
}

export class DisputeRuling {
  @ListOf(z.enum(FINDINGS), FINDINGS.length)
  findings!: Finding[];

  @Optional()
  @Fits(mspId, { description: 'The party that answers for it.' })
  responsible?: string;

  @Optional()
  @OneOf(['upheld', 'overturned'])
  outcome?: 'upheld' | 'overturned';

  @Fits(rulingInput.shape.remedy)
  remedy!: Remedy;

  @Optional()
  @OneOf(['suspend', 'revoke'])
  grantAction?: 'suspend' | 'revoke';

  @Fits(rulingInput.shape.reasons)
  reasons!: string;

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of the reasons in full.' })
  document?: string;
}

export class DisputeProposal {
  @Fits(proposalInput.shape.text, { description: 'The settlement that is proposed.' })
  text!: string;

  @Optional()
  @Fits(sha256Hex, { description: 'SHA-256 of it in full.' })
  document?: string;
}

export class DisputeClosure {
  @OneOf(CLOSURE_OUTCOMES)
  outcome!: ClosureOutcome;

  @Optional()
  @Fits(closeInput.shape.text.unwrap(), { description: 'Must say what a remedy is wanting.' })
  text?: string;
}

export class DisputeQuery extends OrderedQuery {
  @Optional()
  @SomeOf(DISPUTE_STATES)
  state?: string;

  @Optional()
  @OneOf(DISPUTE_KINDS)
  kind?: string;

  @Optional()
  @Fits(mspId)
  opener?: string;

  @Optional()
  @Fits(mspId)
  respondent?: string;

  @Optional()
  @Fits(mspId, { description: 'Who is or was to decide it.' })
  arbitrator?: string;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;
}

const conflictShape = z.strictObject({
  reason: z.enum(CONFLICT_REASONS),
  organisation: mspId.exactOptional(),
  dispute: identifier.exactOptional(),
});

export class DisputeView extends RecordView {
  @OneOf(['dispute'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @OneOf(DISPUTE_KINDS)
  kind!: string;

  @Fits(subjectShape)
  subject!: object;

  @Fits(mspId)
  opener!: string;

  @Fits(mspId)
  respondent!: string;

  @Fits(z.array(mspId), { description: 'None of them decides.' })
  parties!: string[];

  @Fits(mspId)
  provider!: string;

  @Optional()
  @Fits(mspId)
  consumer?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;

  @Optional()
  @Fits(z.int(), { description: 'Newest version of the resource when it was opened.' })
  resourceVersion?: number;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(z.string())
  case?: string;

  @Fits(text)
  statement!: string;

  @OneOf(DISPUTE_STATES)
  state!: string;

  @Fits(z.int(), { description: 'The policy that measures every step.' })
  policyVersion!: number;

  @Optional()
  @Fits(deadlineShape)
  pending?: object;

  @Fits(frozenShape, { description: 'The records it rests on, as they stood when it was opened.' })
  frozen!: object[];

  @Fits(sha256Hex, { description: 'SHA-256 of the canonical JSON of `frozen`.' })
  evidenceDigest!: string;

  @Fits(stepsShape)
  steps!: object[];

  @Optional()
  @Fits(z.literal('coordination'), {
    description:
      'Negotiated, coordinated by the authority over both sides, decided by its government; absent: arbitration.',
  })
  course?: string;

  @Optional()
  @Fits(coordinationShape)
  coordination?: object;

  @Fits(assignmentsShape, { description: 'Who decides: arbitrators, or the government.' })
  arbitrators!: object[];

  @Optional()
  @Fits(z.array(conflictShape), {
    description:
      'Only where it is read, while somebody is to decide it: what the ledger knows that may keep it from deciding. `same-superior`: it and ' +
      'a party are of one administrative division; `ruled-on-grant`: it ruled in another dispute about the same grant.',
  })
  conflicts?: object[];

  @Fits(rulingsShape)
  rulings!: object[];

  @Optional()
  @Fits(stampShape, {
    description:
      'When the appeal ended, since nobody was free to decide it: the first ruling stands and is final.',
  })
  lapsed?: object;

  @Optional()
  @Fits(correction.unwrap())
  correction?: object;

  @Optional()
  @OneOf(CLOSURE_OUTCOMES)
  outcome?: string;

  @Fits(stampShape)
  opened!: object;
}
