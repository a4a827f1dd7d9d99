// SPDX-License-Identifier: Apache-2.0
import { caseForm, correlationForm } from '@catalog-chain/chaincode/domain/usage/leaf';
import { SHARING_MODES } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import {
  bytes32,
  code,
  identifier,
  instant,
  mspId,
  ownedId,
  sha256Hex,
  uuid,
} from '@catalog-chain/chaincode/domain/text/schema';
import { EXCHANGE_FORM } from '@catalog-chain/chaincode/domain/usage/exchange';
import { leafShape } from '@catalog-chain/chaincode/domain/usage/leaf';
import { LEAF_KINDS, OUTCOMES, SIDES, VIOLATIONS } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { z } from 'zod';
import { CORRECTION_EFFECTS } from '../../../index/model/usage-events.js';
import { anyInstant, OverseenQuery, PageQuery, Reading, WrittenView } from '../common.js';
import { Fits, Nested, OneOf, Optional } from '../rule.js';
import { stampShape } from '../shapes.js';

const correction = z.strictObject({
  id: uuid,
  effect: z.enum(CORRECTION_EFFECTS),
  written: z.strictObject({ block: z.int().min(0), transactionId: z.string(), time: instant }),
});

/** A usage event in the chain. */
export class UsageEventView {
  @Fits(z.strictObject(leafShape), { description: 'As it was reported.' })
  leaf!: object;

  @Fits(mspId, { description: 'Who reported it.' })
  organisation!: string;

  @Optional()
  @Fits(z.string())
  resource?: string;

  @Fits(z.array(z.enum(VIOLATIONS)))
  violations!: string[];

  @Fits(z.strictObject({ journal: z.string(), sequence: z.int(), leaf: z.int() }))
  batch!: object;

  @Nested(WrittenView)
  written!: WrittenView;

  @Optional()
  @Fits(z.strictObject({ at: instant, discloseBy: instant, late: z.boolean() }), {
    description: 'It was sealed then, to be disclosed by that time; and whether it was disclosed late.',
  })
  sealed?: object;

  @Optional()
  @Fits(z.array(correction), {
    description:
      'Only where one event is read: corrections by its reporter that name it, oldest first. `replaced`: it is taken back and the ' +
      'correction states another in its place; `taken-back`: nothing stands in its place; `none`: the correction takes back ' +
      'another exchange than the one that this event states. What a correction itself corrects is `corrects` in its leaf.',
  })
  correctedBy?: object[];

  @Optional()
  @Fits(z.strictObject({ block: z.int(), transactionId: z.string() }), {
    description: 'The id appeared before, there.',
  })
  repeats?: object;
}

export class UsageEventQuery extends Reading {
  @Optional()
  @Fits(mspId, { description: 'Who reported it.' })
  organisation?: string;
}

export class UsageQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Who reported.' })
  organisation?: string;

  @Optional()
  @OneOf(SIDES)
  side?: 'claim' | 'attestation';

  @Optional()
  @OneOf(LEAF_KINDS)
  kind?: (typeof LEAF_KINDS)[number];

  @Optional()
  @OneOf(SHARING_MODES)
  action?: (typeof SHARING_MODES)[number];

  @Optional()
  @OneOf(OUTCOMES)
  outcome?: (typeof OUTCOMES)[number];

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;

  @Optional()
  @Fits(ownedId, { description: 'The duty that the system serves which holds the data.' })
  duty?: string;

  @Optional()
  @Fits(bytes32, { description: 'A commitment; never a plain identifier.' })
  record?: string;

  @Optional()
  @Fits(bytes32)
  actor?: string;

  @Optional()
  @Fits(ownedId)
  system?: string;

  @Optional()
  @Fits(correlationForm)
  correlation?: string;

  @Optional()
  @Fits(caseForm, { description: 'The case that the reporter names in the use.' })
  businessCase?: string;

  @Optional()
  @OneOf([...VIOLATIONS, 'any', 'none'])
  violation?: (typeof VIOLATIONS)[number] | 'any' | 'none';

  @Optional()
  @Fits(anyInstant, { format: 'date-time', description: 'Uses at that time or later.' })
  from?: string;

  @Optional()
  @Fits(anyInstant, { format: 'date-time', description: 'Uses before that time.' })
  to?: string;

  @Optional()
  @OneOf(['oldest', 'newest'])
  order?: 'oldest' | 'newest';

  @Optional()
  @Fits(code, { description: 'Why an auditor or arbitrator looks: a code, which is recorded.' })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is looked at for: recorded, and no filter.' })
  case?: string;
}

const stated = { count: z.int().min(0), exchanges: z.string() };
const tallyShape = z.strictObject({
  grant: z.string(),
  side: z.enum(SIDES),
  period: z.string(),
  ...stated,
  older: z.string().exactOptional(),
  purpose: z.string().exactOptional(),
  retracted: z.strictObject(stated).exactOptional(),
});

/** A batch's header as it lies on the ledger. */
export class BatchView {
  @OneOf(['batch'])
  type!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(z.string())
  journal!: string;

  @Fits(z.int().min(1))
  sequence!: number;

  @Fits(sha256Hex)
  root!: string;

  @Fits(sha256Hex)
  previousRoot!: string;

  @Fits(z.int().min(0), { description: '0 where `missing`.' })
  count!: number;

  @Fits(instant)
  from!: string;

  @Fits(instant)
  to!: string;

  @Fits(z.array(tallyShape))
  tallies!: object[];

  @Fits(z.array(z.strictObject({ leaf: z.int(), codes: z.array(z.enum(VIOLATIONS)) })), {
    description: 'Of uses under the asker’s own grants, for who neither reported the batch nor oversees.',
  })
  violations!: object[];

  @Optional()
  @Fits(z.literal(EXCHANGE_FORM), {
    description:
      'The tallies tell other purposes, and uses outside the grant by time, purpose or items, from others; absent in older headers.',
  })
  exchangeForm?: number;

  @Fits(z.int().min(0))
  policyVersion!: number;

  @Fits(stampShape)
  committed!: object;

  @Optional()
  @Fits(z.literal(true), { description: 'There is no such batch and there never will be: it was given up.' })
  missing?: true;

  @Nested(WrittenView)
  written!: WrittenView;
}

export class BatchQuery extends OverseenQuery {
  @Optional()
  @Fits(mspId)
  organisation?: string;
}
