// SPDX-License-Identifier: Apache-2.0
/**
 * What the checks need of each record: its fields with their types. A record may have others; one that lacks any of
 * these, or has it in another type, proves nothing.
 */
import type { JournalHead, JournalList } from '@catalog-chain/chaincode/domain/audit';
import { month } from '@catalog-chain/chaincode/domain/calendar/month';
import type { ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  DISPUTE_ACTIONS,
  DISPUTE_STATES,
  type Dispute,
} from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { EvidenceRequest } from '@catalog-chain/chaincode/domain/evidence';
import { signerInput } from '@catalog-chain/chaincode/domain/members/signer';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { MembershipHistory } from '@catalog-chain/chaincode/domain/members/membership';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import {
  PERIOD_STATES,
  type Closure,
  type PeriodAnswer,
} from '@catalog-chain/chaincode/domain/period/period-records';
import type { Organisation, Policy } from '@catalog-chain/chaincode/domain/records';
import { OBLIGATION_STATES, type Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { instant, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { SEAL_STATES, type Seal, type SealedMonth } from '@catalog-chain/chaincode/domain/usage/seal-records';
import { SIDES, type BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { z } from 'zod';

/** Records by type. */
export interface ProvedRecords {
  readonly batch: BatchHeader;
  readonly request: AccessRequest;
  readonly grant: Grant;
  readonly obligation: Obligation;
  readonly dispute: Dispute;
  readonly seal: Seal;
  readonly 'sealed-month': SealedMonth;
  readonly closure: Closure;
  readonly period: PeriodAnswer;
  readonly 'resource-version': ResourceVersion;
  readonly policy: Policy;
  readonly organisation: Organisation;
  readonly signer: Signer;
  readonly 'evidence-request': EvidenceRequest;
  readonly 'membership-history': MembershipHistory;
  readonly 'journal-list': JournalList;
  readonly 'journal-head': JournalHead;
}
export type RecordType = keyof ProvedRecords;
export type AnyRecord = ProvedRecords[RecordType];

/** Parts of keys hold no U+0000, which would end them. */
const name = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\0]*$/);
const number = z.int().min(0);
const stamp = z.looseObject({ at: instant, tx: sha256Hex, by: name });
const exchanges = z.looseObject({ count: number, exchanges: z.string() });
const counted = exchanges.extend({ retracted: exchanges.optional(), older: z.string().optional() });
const form = z.literal(2).optional();
const total = counted.extend({ exchangeForm: form });
const terms = z.looseObject({
  consumer: name,
  provider: name,
  resource: name,
  resourceVersion: number,
});

const SHAPES: { readonly [T in RecordType]: z.ZodType } = {
  batch: z.looseObject({
    organisation: name,
    journal: name,
    sequence: z.int().min(1),
    root: sha256Hex,
    previousRoot: sha256Hex,
    count: number,
    missing: z.literal(true).optional(),
    exchangeForm: form,
    tallies: z.array(
      counted.extend({ purpose: name.optional(), grant: name, side: z.enum(SIDES), period: month }),
    ),
    violations: z.array(z.looseObject({ leaf: number, codes: z.array(name).min(1) })),
    policyVersion: number,
    committed: stamp,
  }),
  request: z.looseObject({ id: name, terms, state: name }),
  grant: z.looseObject({ id: name, terms, hash: sha256Hex, state: name }),
  obligation: z.looseObject({
    id: name,
    kind: name,
    dueAt: instant,
    state: z.enum(OBLIGATION_STATES),
    owedBy: name.optional(),
    owedTo: name.optional(),
    article: name.optional(),
    met: z.looseObject({ at: instant, by: name, late: z.boolean(), basis: name }).optional(),
    changed: stamp,
  }),
  dispute: z.looseObject({
    id: name,
    kind: name,
    subject: z.looseObject({ kind: name }),
    opener: name,
    respondent: name,
    state: z.enum(DISPUTE_STATES),
    frozen: z.array(z.looseObject({ type: name, id: name, digest: sha256Hex })),
    evidenceDigest: sha256Hex,
    steps: z.array(z.looseObject({ action: z.enum(DISPUTE_ACTIONS), stamp })),
    rulings: z.array(
      z.looseObject({
        arbitrator: name,
        findings: z.array(name),
        responsible: name.optional(),
        outcome: name.optional(),
        remedy: z.looseObject({ action: name }),
      }),
    ),
    opened: stamp,
  }),
  seal: z.looseObject({
    organisation: name,
    id: name,
    side: z.enum(SIDES),
    period: month,
    seal: sha256Hex,
    exchange: sha256Hex,
    discloseBy: instant,
    sealed: stamp,
    state: z.enum(SEAL_STATES),
    disclosed: stamp.extend({ journal: name, sequence: number, late: z.boolean() }).optional(),
  }),
  'sealed-month': z.looseObject({
    organisation: name,
    period: month,
    side: z.enum(SIDES),
    ids: z.array(name),
  }),
  closure: z.looseObject({
    grant: name,
    period: month,
    side: z.enum(SIDES),
    organisation: name,
    revision: z.int().min(1),
    total,
    journals: z.array(
      z.looseObject({
        id: name,
        batches: number,
        root: sha256Hex,
        broken: z.looseObject({ sequence: number, places: number }).optional(),
      }),
    ),
    batches: number,
    sealed: number.optional(),
  }),
  period: z.looseObject({
    grant: name,
    period: month,
    state: z.enum(PERIOD_STATES),
    claim: z.int().min(1).optional(),
    attestation: z.int().min(1).optional(),
    verdicts: z.array(z.looseObject({ state: name, claim: number, attestation: number })),
    reopened: z.array(z.enum(SIDES)).optional(),
  }),
  'resource-version': z.looseObject({ id: name, version: z.int().min(1) }),
  policy: z.looseObject({
    version: number,
    calendar: z.looseObject({ utcOffsetMinutes: z.int().min(-1440).max(1440) }),
  }),
  organisation: z.looseObject({ mspId: name }),
  signer: z.looseObject({
    id: name,
    organisation: name,
    roles: z.array(name),
    kind: name,
    algorithm: z.literal('ES256'),
    key: signerInput.shape.key,
    from: instant,
    until: instant,
    relyingParty: z.looseObject({ id: name, origins: z.array(name) }).optional(),
    status: z.enum(['active', 'revoked']),
    registered: stamp,
    revoked: z.looseObject({ stamp }).optional(),
  }),
  'evidence-request': z.looseObject({ organisation: name, id: name, recorded: stamp }),
  'membership-history': z.looseObject({
    versions: z.array(
      z.looseObject({
        version: z.int().min(1),
        members: z.array(z.looseObject({ mspId: name, roots: z.array(z.base64()).min(1) })).min(1),
        set: stamp,
      }),
    ),
  }),
  'journal-list': z.looseObject({ organisation: name, journals: z.array(name) }),
  'journal-head': z.looseObject({ organisation: name, journal: name, batches: number, root: sha256Hex }),
};

/** @throws Error for what is no record of a known type, or lacks something */
export function readRecord(value: unknown): AnyRecord {
  const { type } = z.looseObject({ type: z.string() }).parse(value);
  if (!Object.hasOwn(SHAPES, type)) throw new Error('The record is of no known type.');
  SHAPES[type as RecordType].parse(value);
  return value as AnyRecord;
}

/** What follows the type in the key of a record. */
const KEY_PARTS: { readonly [T in RecordType]: (record: ProvedRecords[T]) => readonly string[] } = {
  batch: ({ organisation, journal, sequence }) => [organisation, journal, tenDigits(sequence)],
  request: ({ id }) => [id],
  grant: ({ id }) => [id],
  obligation: ({ id }) => [id],
  dispute: ({ id }) => [id],
  seal: ({ organisation, id }) => [organisation, id],
  'sealed-month': (month) => [month.organisation, month.period, month.side],
  closure: (closure) => [closure.grant, closure.period, closure.side],
  period: (answer) => [answer.grant, answer.period],
  'resource-version': ({ id, version }) => [id, tenDigits(version)],
  policy: ({ version }) => [tenDigits(version)],
  organisation: ({ mspId }) => [mspId],
  signer: ({ id }) => [id],
  'evidence-request': ({ organisation, id }) => [organisation, id],
  'membership-history': () => [],
  'journal-list': ({ organisation }) => [organisation],
  'journal-head': ({ organisation, journal }) => [organisation, journal],
};

/** The key that a record says it has. */
export function keyOf(record: AnyRecord): readonly string[] {
  const parts = KEY_PARTS[record.type] as (one: AnyRecord) => readonly string[];
  return [record.type, ...parts(record)];
}
