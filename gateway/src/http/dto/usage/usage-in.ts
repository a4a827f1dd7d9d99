// SPDX-License-Identifier: Apache-2.0
import { SHARING_MODES } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { code, instant, mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { LEAF_FIELDS } from '@catalog-chain/chaincode/domain/usage/leaf';
import { LEAF_KINDS, OUTCOMES, VIOLATIONS } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { z } from 'zod';
import { RECEIPT_STATES } from '../../../usage/ports.js';
import { Fits, OneOf, Optional } from '../rule.js';

/** What an event may hold; its rules are checked row by row, so that a bad row never sinks the good ones. */
export class UsageEventInput {
  @Fits(LEAF_FIELDS.id.schema, { description: 'Chosen by the reporter: the idempotency key.' })
  id!: string;

  @OneOf(LEAF_KINDS)
  kind!: string;

  @Fits(LEAF_FIELDS.correlation.schema, { description: 'The same on both sides: the id of the exchange.' })
  correlation!: string;

  @Fits(LEAF_FIELDS.grant.schema)
  grant!: string;

  @Optional()
  @Fits(LEAF_FIELDS.record.schema, { description: 'Keyed commitment to the record.' })
  record?: string;

  @Optional()
  @Fits(z.string(), {
    description: 'In place of `record`: the plain identifier, committed here and forgotten.',
  })
  recordId?: string;

  @Optional()
  @Fits(LEAF_FIELDS.count.schema, { description: 'For bulk copies: how many records.' })
  count?: number;

  @OneOf(SHARING_MODES)
  action!: string;

  @Fits(z.string(), { format: 'date-time', description: 'RFC 3339: when the use happened.' })
  at!: string;

  @Fits(LEAF_FIELDS.system.schema)
  system!: string;

  @Optional()
  @Fits(LEAF_FIELDS.actor.schema, { description: 'Pseudonym of the person or job.' })
  actor?: string;

  @Optional()
  @Fits(z.string(), {
    description: "In place of `actor`: keyed here with the organisation's secret, and forgotten.",
  })
  actorId?: string;

  @Fits(LEAF_FIELDS.purpose.schema)
  purpose!: string;

  @Optional()
  @Fits(LEAF_FIELDS.case.schema)
  case?: string;

  @Optional()
  @Fits(z.array(code), { description: 'In any order.' })
  items?: string[];

  @OneOf(OUTCOMES)
  outcome!: string;

  @Optional()
  @Fits(LEAF_FIELDS.corrects.schema, {
    description:
      'Of a correction: the id of the own event that it takes back, and replaces by what it states.',
  })
  corrects?: string;

  @Optional()
  @Fits(LEAF_FIELDS.retracts.schema, {
    description:
      'Of a correction: the exchange digest of the event that it takes back. Needed only where that event is not ' +
      'known here.',
  })
  retracts?: string;
}

const rowShape = z.strictObject({
  row: z.int().min(0),
  id: z.string().exactOptional(),
  status: z.enum(['accepted', 'duplicate', 'refused']),
  code: z.string().exactOptional(),
  field: z.string().exactOptional(),
  message: z.string().exactOptional(),
});

const batchOfReceipt = z.strictObject({
  organisation: mspId,
  journal: z.string(),
  sequence: z.int().min(1),
  state: z.enum(RECEIPT_STATES),
  count: z.int().min(0),
  transactionId: z.string().exactOptional(),
  block: z.int().exactOptional(),
});

export class AcceptedView {
  @Optional()
  @Fits(z.string(), { description: 'To be asked for at /v1/receipts; absent when no row was accepted.' })
  receipt?: string;

  @Fits(z.int().min(0))
  accepted!: number;

  @Fits(z.int().min(0))
  duplicates!: number;

  @Fits(z.int().min(0))
  refused!: number;

  @Fits(z.array(rowShape), { description: 'One per row, in order.' })
  rows!: object[];

  @Optional()
  @OneOf(RECEIPT_STATES)
  state?: string;

  @Optional()
  @Fits(z.strictObject({ code: z.string(), since: instant }), {
    description: 'The rows are kept, and cannot go on to the ledger just now: why, and since when.',
  })
  held?: object;

  @Optional()
  @Fits(z.array(batchOfReceipt), { description: 'After waiting (`Prefer: wait`): where the rows lie.' })
  batches?: object[];
}

export class RequestReceiptView {
  @OneOf(['request'])
  of!: string;

  @Fits(z.string())
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @OneOf(RECEIPT_STATES)
  state!: string;

  @Fits(z.int().min(0))
  count!: number;

  @Fits(z.array(batchOfReceipt))
  batches!: object[];
}

export class EventReceiptView {
  @OneOf(['event'])
  of!: string;

  @Fits(z.string())
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @OneOf(RECEIPT_STATES)
  state!: string;

  @Optional()
  @Fits(z.strictObject({ organisation: mspId, journal: z.string(), sequence: z.int() }))
  batch?: object;

  @Optional()
  @Fits(z.int().min(0), { description: 'Index of the event in its batch.' })
  leaf?: number;

  @Optional()
  @Fits(z.string())
  transactionId?: string;

  @Optional()
  @Fits(z.int())
  block?: number;

  @Optional()
  @Fits(z.array(z.enum(VIOLATIONS)))
  violations?: string[];

  @Optional()
  @Fits(z.string())
  code?: string;

  @Optional()
  @Fits(z.string())
  message?: string;
}
