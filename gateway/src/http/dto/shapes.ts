// SPDX-License-Identifier: Apache-2.0
/** Parts of records, as schemas: what answers are described with. Each is checked to be the record's own type. */
import { SIGNABLE, type SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';
import { SIGNER_KINDS, type SignaturePolicy } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import { posts } from '@catalog-chain/chaincode/domain/sharing/request-input';
import {
  REFUSAL_GROUNDS,
  type Decision,
  type Declaration,
  type GrantChange,
  type Period,
  type Rectification,
  type Supplement,
  type Terms,
  type Widening,
} from '@catalog-chain/chaincode/domain/sharing/grant-records';
import {
  DEADLINE_STEPS,
  type Deadline,
  type Names,
  type Policy,
  type Stamp,
} from '@catalog-chain/chaincode/domain/records';
import {
  assessments,
  dataItems,
  entrySource,
  guideCode,
  openness,
  sharingBasis,
  sharingConditions,
} from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import { ENTRY_NEEDS } from '@catalog-chain/chaincode/domain/law/rule';
import {
  DATA_FORMATS,
  SHARING_MODES,
  SHARING_TYPES,
  UPDATE_CYCLES,
  type PendingContent,
  type ResourceContent,
  type Review,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  code,
  day,
  instant,
  mspId,
  names,
  ownedId,
  prose,
  sha256Hex,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';

export const namesShape: z.ZodType<Names> = names(4_000);

export const stampShape: z.ZodType<Stamp> = z.strictObject({
  at: instant,
  tx: z.string(),
  by: z.string(),
  signer: ownedId.exactOptional(),
  agreed: ownedId.exactOptional(),
});

export const deadlineShape: z.ZodType<Deadline> = z.strictObject({
  step: z.enum(DEADLINE_STEPS),
  policyVersion: z.int().min(0),
  startedAt: instant,
  dueAt: instant,
  pausedAt: instant.exactOptional(),
  doneAt: instant.exactOptional(),
  late: z.boolean().exactOptional(),
});

export const sharingShape = z.strictObject({
  sharingType: z.enum(SHARING_TYPES),
  condition: prose(1_000).exactOptional(),
  conditions: sharingConditions.exactOptional(),
  legalBasis: prose(1_000).exactOptional(),
  reason: prose(1_000).exactOptional(),
  basis: sharingBasis.exactOptional(),
  modes: z.array(z.enum(SHARING_MODES)).max(SHARING_MODES.length),
});

export const contentShape: z.ZodType<ResourceContent> = z.strictObject({
  names: names(300),
  summary: names(4_000),
  system: ownedId,
  items: dataItems,
  schemaDigest: sha256Hex.exactOptional(),
  updateCycle: z.enum(UPDATE_CYCLES),
  formats: z.array(z.enum(DATA_FORMATS)).min(1).max(DATA_FORMATS.length).exactOptional(),
  sharing: sharingShape,
  openness: openness.exactOptional(),
  guideCode: guideCode.exactOptional(),
  assessments: assessments.exactOptional(),
  contactRole: prose(100),
  source: entrySource.exactOptional(),
});

export const reviewsShape: z.ZodType<readonly Review[]> = z.array(
  z.strictObject({
    approved: z.boolean(),
    reasons: z.string().exactOptional(),
    stamp: stampShape,
    deadline: deadlineShape,
  }),
);

export const pendingShape: z.ZodType<PendingContent> = z.strictObject({
  state: z.enum(['draft', 'submitted', 'returned']),
  content: contentShape,
  digest: sha256Hex,
  lacks: z.array(z.enum(ENTRY_NEEDS)).exactOptional(),
  deadline: deadlineShape.exactOptional(),
  reviews: reviewsShape,
});

export const reasonShape: z.ZodType<{ readonly reason: string; readonly stamp: Stamp }> = z.strictObject({
  reason: z.string(),
  stamp: stampShape,
});

export const purposeShape = z.strictObject({ code, text: prose(300) });

export const wideningShape: z.ZodType<Widening> = z.strictObject({
  items: z.array(code).exactOptional(),
  systems: z.array(ownedId).exactOptional(),
  purposes: z.array(purposeShape).exactOptional(),
  thirdParties: z.array(z.string()).exactOptional(),
});

const declarationShape: z.ZodType<Declaration> = z.strictObject({
  text: z.string(),
  evidence: z.array(sha256Hex).exactOptional(),
  stamp: stampShape,
});

export const rectificationShape: z.ZodType<Rectification> = z.strictObject({
  reason: z.string(),
  number: z.int().min(1),
  asked: stampShape,
  dueAt: instant,
  declared: declarationShape.exactOptional(),
  contested: z
    .array(z.strictObject({ declared: declarationShape, reason: z.string(), stamp: stampShape }))
    .exactOptional(),
  outcome: z.enum(['mended', 'failed', 'ended']).exactOptional(),
});

export const periodShape: z.ZodType<Period> = z.strictObject({ from: instant, to: instant });

export const termsShape: z.ZodType<Terms> = z.strictObject({
  resource: ownedId,
  resourceVersion: z.int().min(1),
  provider: mspId,
  consumer: mspId,
  purpose: purposeShape,
  purposes: z.array(purposeShape).exactOptional(),
  thirdParties: z.array(z.string()).exactOptional(),
  legalBasis: z.string(),
  scenario: z.string().exactOptional(),
  mode: z.enum(SHARING_MODES),
  items: z.array(code),
  systems: z.array(ownedId),
  period: periodShape,
  standing: z.boolean(),
  agreedOn: day.exactOptional(),
  agreement: z.string().exactOptional(),
  flow: z.literal('return').exactOptional(),
});

export const decisionsShape: z.ZodType<readonly Decision[]> = z.array(
  z.strictObject({
    step: z.enum(['decide', 'confirm']),
    approved: z.boolean(),
    reason: z.string().exactOptional(),
    ground: z.enum(REFUSAL_GROUNDS).exactOptional(),
    condition: z.string().exactOptional(),
    posts: posts.exactOptional(),
    stamp: stampShape,
    deadline: deadlineShape,
  }),
);

export const supplementShape: z.ZodType<Supplement> = z.strictObject({
  missing: z.array(z.string()),
  asked: stampShape,
  given: z
    .strictObject({
      text: z.string().exactOptional(),
      documents: z.array(sha256Hex).exactOptional(),
      stamp: stampShape,
    })
    .exactOptional(),
});

export const changesShape: z.ZodType<readonly GrantChange[]> = z.array(
  z.union([
    z.strictObject({
      action: z.enum(['granted', 'renewed', 'varied']),
      resourceVersion: z.int(),
      period: periodShape,
      hash: sha256Hex,
      variation: z.string().exactOptional(),
      added: wideningShape.exactOptional(),
      effective: instant,
      stamp: stampShape,
    }),
    z.strictObject({
      action: z.enum(['suspended', 'resumed', 'revoked', 'expired']),
      reason: z.string().exactOptional(),
      dispute: z.string().exactOptional(),
      notice: z.string().exactOptional(),
      unfiled: z.literal(true).exactOptional(),
      effective: instant,
      stamp: stampShape,
    }),
  ]),
);

const kindsShape = z.array(z.enum(SIGNER_KINDS)).min(1).max(SIGNER_KINDS.length).exactOptional();

export const signaturesShape: z.ZodType<SignaturePolicy> = z.strictObject({
  chain: sha256Hex.exactOptional(),
  acts: z.strictObject(
    Object.fromEntries(SIGNABLE.map((name) => [name, kindsShape])) as Record<
      SignableTransaction,
      typeof kindsShape
    >,
  ),
  twoPersons: z.array(z.enum(SIGNABLE)).max(SIGNABLE.length).exactOptional(),
});

const workingDays = z.int().min(1);

export const deadlinesShape = z.strictObject(
  Object.fromEntries(DEADLINE_STEPS.map((step) => [step, workingDays])) as Record<
    (typeof DEADLINE_STEPS)[number],
    z.ZodInt
  >,
);

export const calendarShape: z.ZodType<Policy['calendar']> = z.strictObject({
  utcOffsetMinutes: z.int(),
  holidays: z.array(day),
  workdays: z.array(day),
});
