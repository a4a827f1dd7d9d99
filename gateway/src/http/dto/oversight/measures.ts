// SPDX-License-Identifier: Apache-2.0
/** Orders to correct, notices of criticism, incidents, complaints. */
import {
  COMPLAINT_KINDS,
  COMPLAINT_OUTCOMES,
  COMPLAINT_STATES,
  collected,
  INCIDENT_KINDS,
  INCIDENT_STATES,
  incidentInput,
  type About,
  type Complaint,
  type ComplaintAnswer,
  type Incident,
} from '@catalog-chain/chaincode/domain/supervision/incident';
import { ORDER_STATES, orderInput, type Order } from '@catalog-chain/chaincode/domain/supervision/order';
import {
  count,
  day,
  identifier,
  instant,
  mspId,
  prose,
  sha256Hex,
} from '@catalog-chain/chaincode/domain/text/schema';
import { month } from '@catalog-chain/verifier/format';
import { z } from 'zod';
import { anyInstant, OverseenQuery, PageQuery, RecordView } from '../common.js';
import { Fits, ListOf, OneOf, Optional } from '../rule.js';
import { stampShape } from '../shapes.js';
import { LAST_MONTH } from './span.js';

const { items } = orderInput.shape;
const about = incidentInput.shape.about.unwrap();
const WHAT_ITEMS = 'Items of the law, as `39-4`, sorted.';
const WHICH_REPORT = 'Digest of the supervision report that it rests on.';

const complianceShape: z.ZodType<NonNullable<Order['compliance']>> = z.strictObject({
  text: z.string(),
  evidence: z.array(sha256Hex).exactOptional(),
  stamp: stampShape,
});
const conclusionShape: z.ZodType<NonNullable<Order['conclusion']>> = z.strictObject({
  complied: z.boolean(),
  text: z.string(),
  stamp: stampShape,
});
const closingShape: z.ZodType<NonNullable<Incident['closing']>> = z.strictObject({
  text: z.string(),
  digest: sha256Hex,
  stamp: stampShape,
});
const answerShape: z.ZodType<NonNullable<Complaint['answer']>> = z.strictObject({
  outcome: z.enum(COMPLAINT_OUTCOMES),
  digest: sha256Hex,
  correction: z.string().exactOptional(),
  dispute: z.string().exactOptional(),
  collected: collected.exactOptional(),
  stamp: stampShape,
});

const FIRST_MONTH = 'Begun in that month of local time; with `until`, the first of several.';

class MemberQuery extends OverseenQuery {
  @Optional()
  @Fits(mspId)
  organisation?: string;

  @Optional()
  @Fits(month, { description: FIRST_MONTH })
  period?: string;

  @Optional()
  @Fits(month, { description: LAST_MONTH })
  until?: string;
}

export class OrderQuery extends MemberQuery {
  @Optional()
  @OneOf(ORDER_STATES)
  state?: string;
}

export class IncidentQuery extends MemberQuery {
  @Optional()
  @OneOf(INCIDENT_STATES)
  state?: string;
}

export class ComplaintQuery extends MemberQuery {
  @Optional()
  @OneOf(COMPLAINT_STATES)
  state?: string;
}

export class CriticismQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Who is criticised.' })
  organisation?: string;

  @Optional()
  @Fits(month, { description: FIRST_MONTH })
  period?: string;

  @Optional()
  @Fits(month, { description: LAST_MONTH })
  until?: string;
}

/** What an order and a criticism say. */
class Charge {
  @Optional()
  @Fits(identifier)
  id?: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(items, { description: WHAT_ITEMS })
  items!: string[];

  @Fits(prose(1000))
  text!: string;

  @Optional()
  @Fits(sha256Hex, { description: WHICH_REPORT })
  report?: string;

  @Optional()
  @Fits(sha256Hex)
  document?: string;
}

export class OrderIssuing extends Charge {
  @Fits(count(250), { description: 'Working days.' })
  within!: number;
}

export class CriticismIssuing extends Charge {
  @Optional()
  @Fits(identifier, { description: 'An order that was not complied with.' })
  order?: string;
}

export class OrderCompliance {
  @Fits(prose(1000))
  text!: string;

  @Optional()
  @ListOf(sha256Hex, 64)
  evidence?: string[];
}

export class OrderConclusion {
  @Fits(z.boolean())
  complied!: boolean;

  @Fits(prose(1000))
  text!: string;
}

class ChargeView extends RecordView {
  @Fits(identifier)
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @Fits(mspId, { description: 'The authority.' })
  issuer!: string;

  @Fits(items)
  items!: string[];

  @Fits(z.string())
  text!: string;

  @Optional()
  @Fits(sha256Hex, { description: WHICH_REPORT })
  report?: string;

  @Optional()
  @Fits(sha256Hex)
  document?: string;
}

export class OrderView extends ChargeView {
  @OneOf(['order'])
  type!: string;

  @OneOf(ORDER_STATES)
  state!: string;

  @Fits(instant, { format: 'date-time' })
  dueAt!: string;

  @Optional()
  @Fits(complianceShape)
  compliance?: object;

  @Optional()
  @Fits(conclusionShape)
  conclusion?: object;

  @Fits(stampShape)
  issued!: object;
}

export class CriticismView extends ChargeView {
  @OneOf(['criticism'])
  type!: string;

  @Optional()
  @Fits(identifier)
  order?: string;
}

export class IncidentReporting {
  @Optional()
  @Fits(identifier)
  id?: string;

  @OneOf(INCIDENT_KINDS)
  kind!: string;

  @Fits(anyInstant, { format: 'date-time', description: 'When it was noticed.' })
  noticedAt!: string;

  @Fits(prose(500), { description: 'What it is, without persons and data.' })
  text!: string;

  @Fits(sha256Hex, { description: 'Of the report, which goes to the authorities by their own ways.' })
  digest!: string;

  @Optional()
  @Fits(about)
  about?: NonNullable<About>;
}

export class IncidentOutcome {
  @Fits(prose(500))
  text!: string;

  @Fits(sha256Hex, { description: 'Of the report on its outcome.' })
  digest!: string;
}

export class IncidentView extends RecordView {
  @OneOf(['incident'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(mspId)
  organisation!: string;

  @OneOf(INCIDENT_KINDS)
  kind!: string;

  @Fits(instant, { format: 'date-time' })
  noticedAt!: string;

  @Fits(z.string())
  text!: string;

  @Fits(sha256Hex)
  digest!: string;

  @Optional()
  @Fits(about)
  about?: object;

  @OneOf(INCIDENT_STATES)
  state!: string;

  @Fits(z.boolean(), { description: 'Reported later than the law of the profile allows.' })
  late!: boolean;

  @Optional()
  @Fits(instant, { format: 'date-time', description: 'Until when its outcome is to be reported.' })
  dueAt?: string;

  @Optional()
  @Fits(closingShape)
  closing?: object;

  @Fits(stampShape)
  reported!: object;
}

export class ComplaintReceiving {
  @Optional()
  @Fits(identifier)
  id?: string;

  @OneOf(COMPLAINT_KINDS)
  kind!: string;

  @Fits(sha256Hex, { description: 'Of the complaint, which stays where it came in.' })
  digest!: string;

  @Fits(day, { format: 'date' })
  receivedOn!: string;

  @Optional()
  @Fits(about)
  about?: NonNullable<About>;
}

export class ComplaintAnswering {
  @OneOf(COMPLAINT_OUTCOMES)
  outcome!: string;

  @Fits(sha256Hex, { description: 'Of the answer.' })
  digest!: string;

  @Optional()
  @Fits(identifier, { description: 'A report of wrong data that was opened on account of it.' })
  correction?: string;

  @Optional()
  @Fits(identifier, { description: 'A dispute that was opened on account of it.' })
  dispute?: string;

  @Optional()
  @Fits(collected, {
    description:
      'Of an upheld complaint of duplicate collection: who collected, and the published entry by which it could have had the data.',
  })
  collected?: NonNullable<ComplaintAnswer['collected']>;
}

export class ComplaintView extends RecordView {
  @OneOf(['complaint'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(mspId, { description: 'Who received it.' })
  organisation!: string;

  @OneOf(COMPLAINT_KINDS)
  kind!: string;

  @Fits(sha256Hex)
  digest!: string;

  @Fits(day)
  receivedOn!: string;

  @Optional()
  @Fits(about)
  about?: object;

  @OneOf(COMPLAINT_STATES)
  state!: string;

  @Optional()
  @Fits(instant, { format: 'date-time' })
  dueAt?: string;

  @Optional()
  @Fits(answerShape)
  answer?: object;

  @Fits(stampShape)
  registered!: object;
}
