// SPDX-License-Identifier: Apache-2.0
/** Parts of a dispute, as schemas. Each is checked to be the record's own type. */
import { rulingInput } from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import {
  DISPUTE_ACTIONS,
  type Assignment,
  type Coordination,
  type DisputeStep,
  type DisputeSubject,
  type FrozenRecord,
  type Ruling,
} from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { OBJECT_TYPES } from '@catalog-chain/chaincode/domain/names';
import {
  code,
  identifier,
  mspId,
  ownedId,
  sha256Hex,
  uuid,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { deadlineShape, stampShape } from '../shapes.js';

const place = { organisation: mspId, journal: code, sequence: z.int() };

export const subjectShape: z.ZodType<DisputeSubject> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('resource'), resource: ownedId, grant: identifier.exactOptional() }),
  z.strictObject({ kind: z.literal('request'), request: identifier }),
  z.strictObject({ kind: z.literal('grant'), grant: identifier }),
  z.strictObject({ kind: z.literal('period'), grant: identifier, period: z.string() }),
  z.strictObject({ kind: z.literal('batch'), grant: identifier, ...place }),
  z.strictObject({ kind: z.literal('event'), ...place, leaf: z.int(), id: uuid }),
]);

export const frozenShape: z.ZodType<readonly FrozenRecord[]> = z.array(
  z.strictObject({ type: z.enum(OBJECT_TYPES), id: z.string(), digest: sha256Hex }),
);

export const stepsShape: z.ZodType<readonly DisputeStep[]> = z.array(
  z.strictObject({
    action: z.enum(DISPUTE_ACTIONS),
    stamp: stampShape,
    deadline: deadlineShape.exactOptional(),
    text: z.string().exactOptional(),
    evidence: z.array(sha256Hex).exactOptional(),
  }),
);

const instance = z.union([z.literal(1), z.literal(2)]);

export const assignmentsShape: z.ZodType<readonly Assignment[]> = z.array(
  z.strictObject({
    organisation: mspId,
    instance,
    drawn: z.boolean().exactOptional(),
    recused: z.boolean().exactOptional(),
    stamp: stampShape,
    deadline: deadlineShape,
  }),
);

export const coordinationShape: z.ZodType<Coordination> = z.strictObject({
  organisation: mspId,
  region: z.string().exactOptional(),
  stamp: stampShape,
  deadline: deadlineShape,
  proposal: z
    .strictObject({ text: z.string(), document: sha256Hex.exactOptional(), stamp: stampShape })
    .exactOptional(),
});

const { findings, remedy } = rulingInput.shape;

export const rulingsShape: z.ZodType<readonly Ruling[]> = z.array(
  z.strictObject({
    instance,
    arbitrator: mspId,
    findings,
    responsible: mspId.exactOptional(),
    outcome: z.enum(['upheld', 'overturned']).exactOptional(),
    remedy,
    grantAction: z.enum(['suspend', 'revoke', 'resume']).exactOptional(),
    reasons: z.string(),
    document: sha256Hex.exactOptional(),
    stamp: stampShape,
    deadline: deadlineShape,
    appeal: deadlineShape.exactOptional(),
    remedyDue: deadlineShape.exactOptional(),
  }),
);
