// SPDX-License-Identifier: Apache-2.0
import { month } from '@catalog-chain/chaincode/domain/calendar/month';
import { instant, mspId, sha256Hex, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import { SEAL_LIMITS, SEAL_STANDINGS } from '@catalog-chain/chaincode/domain/usage/seal';
import { SEAL_STATES, type Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import { SIDES } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { z } from 'zod';
import { anyInstant, OverseenQuery, WrittenView } from '../common.js';
import { Fits, Nested, OneOf, Optional } from '../rule.js';
import { stampShape } from '../shapes.js';

const EVENTS = { items: { $ref: '#/components/schemas/UsageEventInput' } };

export class SealingInput {
  @OneOf(SIDES)
  side!: 'claim' | 'attestation';

  @Fits(anyInstant, {
    format: 'date-time',
    description: 'Until when the uses are disclosed; no later than the policy allows.',
  })
  discloseBy!: string;

  @Fits(z.array(z.unknown()).min(1).max(SEAL_LIMITS.seals), {
    ...EVENTS,
    description:
      'The uses, as they will be disclosed: the same fields must be sent then. Nothing is kept of them here.',
  })
  events!: unknown[];
}

const sealShape: z.ZodType<Seal> = z.strictObject({
  type: z.literal('seal'),
  organisation: mspId,
  id: uuid,
  side: z.enum(SIDES),
  period: month,
  seal: sha256Hex,
  exchange: sha256Hex,
  discloseBy: instant,
  policyVersion: z.int().min(1),
  sealed: stampShape,
  state: z.enum(SEAL_STATES),
});

export class SealedView {
  @Fits(z.array(sealShape), { description: 'One per use, in order.' })
  seals!: object[];

  @Nested(WrittenView)
  written!: WrittenView;
}

export class SealQuery extends OverseenQuery {
  @Optional()
  @Fits(mspId, { description: 'Who sealed them.' })
  organisation?: string;

  @Optional()
  @Fits(month, { description: 'Local month of the uses.' })
  period?: string;

  @Optional()
  @OneOf(['sealed', 'disclosed', 'disclosed-late'])
  state?: string;
}

export class SealView {
  @OneOf(['seal'])
  type!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(uuid, { description: 'Of the event.' })
  id!: string;

  @OneOf(SIDES)
  side!: string;

  @Fits(month, { description: 'Local month of the use.' })
  period!: string;

  @Fits(sha256Hex, { description: 'Commits to every field of the use.' })
  seal!: string;

  @Fits(sha256Hex, { description: 'The same on both sides of an exchange.' })
  exchange!: string;

  @Fits(instant, { format: 'date-time' })
  discloseBy!: string;

  @Fits(z.int().min(1))
  policyVersion!: number;

  @Fits(stampShape)
  sealed!: object;

  @OneOf(SEAL_STATES)
  state!: string;

  @Optional()
  @Fits(
    z.strictObject({
      at: instant,
      tx: z.string(),
      by: mspId,
      journal: z.string(),
      sequence: z.int().min(1),
      late: z.boolean(),
    }),
    { description: 'Where it was disclosed.' },
  )
  disclosed?: object;

  @OneOf(SEAL_STANDINGS)
  standing!: string;

  @Optional()
  @Fits(z.strictObject({ organisation: mspId, state: z.enum(SEAL_STATES) }), {
    description: 'Who sealed the other side of the exchange; absent where nobody has.',
  })
  counterpart?: object;

  @Nested(WrittenView)
  written!: WrittenView;
}

const countShape = z.strictObject({
  organisation: mspId,
  side: z.enum(SIDES),
  sealed: z.int().min(0),
  undisclosed: z.int().min(0),
  overdue: z.int().min(0),
  late: z.int().min(0),
});

export class SealCountQuery {
  @Fits(month, { description: 'Local month of the uses.' })
  period!: string;
}

export class SealCountsView {
  @Fits(z.array(countShape), {
    description:
      'By organisation and side: all that were sealed; of these not disclosed; of these overdue; disclosed late.',
  })
  items!: object[];

  @Fits(z.int().min(0), { description: 'As things stood after this block.' })
  asOf!: number;
}
