// SPDX-License-Identifier: Apache-2.0
import { SHARING_MODES } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { bytes32, code, identifier, mspId, ownedId, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import { LEAF_KINDS, OUTCOMES, VIOLATIONS } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { z } from 'zod';
import { RECEIPT_STATES } from '../../usage/ports.js';
import { Fits, OneOf, Optional } from './rule.js';

/** What an event may hold; its rules are checked row by row, so that a bad row never sinks the good ones. */
export class UsageEventInput {
  @Fits(uuid, { description: 'Chosen by the reporter: the idempotency key.' })
  id!: string;

  @OneOf(LEAF_KINDS)
  kind!: string;

  @Fits(z.string(), { description: 'The same on both sides: the id of the exchange.' })
  correlation!: string;

  @Fits(identifier)
  grant!: string;

  @Optional()
  @Fits(bytes32, { description: 'Keyed commitment to the record.' })
  record?: string;

  @Optional()
  @Fits(z.string(), {
    description: 'In place of `record`: the plain identifier, committed here and forgotten.',
  })
  recordId?: string;

  @Optional()
  @Fits(z.int().min(1), { description: 'For bulk copies: how many records.' })
  count?: number;

  @OneOf(SHARING_MODES)
  action!: string;

  @Fits(z.string(), { format: 'date-time', description: 'RFC 3339: when the use happened.' })
  at!: string;

  @Fits(ownedId)
  system!: string;

  @Optional()
  @Fits(bytes32, { description: 'Pseudonym of the person or job.' })
  actor?: string;

  @Optional()
  @Fits(z.string(), {
    description: "In place of `actor`: keyed here with the organisation's secret, and forgotten.",
  })
  actorId?: string;

  @Fits(code)
  purpose!: string;

  @Optional()
  @Fits(code)
  case?: string;

  @Optional()
  @Fits(z.array(code))
  items?: string[];

  @OneOf(OUTCOMES)
  outcome!: string;

  @Optional()
  @Fits(uuid)
  corrects?: string;
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
