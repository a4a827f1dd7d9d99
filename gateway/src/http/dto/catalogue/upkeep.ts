// SPDX-License-Identifier: Apache-2.0
/** What keeps a catalogue up to date: changes that it follows, source agencies, demand for what it does not list. */
import {
  CHANGE_KINDS,
  CHANGE_STATES,
  DECLARED_KINDS,
  changeInput,
  type CatalogueChange,
  type CatalogueUpdate,
} from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import {
  DEMAND_REFUSALS,
  DEMAND_STATES,
  demandInput,
  type Demand,
} from '@catalog-chain/chaincode/domain/upkeep/demand';
import {
  SOURCE_STATES,
  SOURCE_UPDATE_STATES,
  sourceItems,
  type SourceAgency,
  type SourceUpdate,
} from '@catalog-chain/chaincode/domain/upkeep/source-agency';
import {
  identifier,
  instant,
  mspId,
  names,
  ownedId,
  prose,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { PageQuery, RecordView } from '../common.js';
import { Fits, ListOf, OneOf, Optional, OptionalUnless } from '../rule.js';
import { namesShape, purposeShape, reasonShape, stampShape } from '../shapes.js';

const DUE = { format: 'date-time', description: 'Until when; absent where no profile says so.' } as const;
const OWN_ID = 'Left out, it is one that nobody can foresee.';

const updateShape: z.ZodType<CatalogueUpdate> = z.strictObject({
  entries: z.array(ownedId).exactOptional(),
  text: z.string().exactOptional(),
  stamp: stampShape,
});
const contestedUpdates: z.ZodType<NonNullable<CatalogueChange['contested']>> = z.array(
  z.strictObject({ update: updateShape, reason: z.string(), stamp: stampShape }),
);
const declarationShape: z.ZodType<NonNullable<SourceUpdate['declaration']>> = z.strictObject({
  text: z.string(),
  stamp: stampShape,
});
const contestedDeclarations: z.ZodType<NonNullable<SourceUpdate['contested']>> = z.array(
  z.strictObject({ declaration: declarationShape, reason: z.string(), stamp: stampShape }),
);
const refusalShape: z.ZodType<NonNullable<Demand['refusal']>> = z.strictObject({
  ground: z.enum(DEMAND_REFUSALS),
  reason: z.string(),
  holder: mspId.exactOptional(),
});
const itemsShape: z.ZodType<SourceAgency['items']> = z.array(sourceItems).min(1).max(100);

export class WithReason {
  @Fits(prose(500))
  reason!: string;
}

export class ChangeQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Only of this organisation.' })
  organisation?: string;

  @Optional()
  @OneOf(CHANGE_STATES)
  state?: string;

  @Optional()
  @Fits(ownedId, { description: 'The duty that has changed.' })
  duty?: string;
}

export class ChangeDeclaration {
  @Optional()
  @Fits(changeInput.shape.id, { description: OWN_ID })
  id?: string;

  @Fits(ownedId, { description: 'The duty that it is about.' })
  duty!: string;

  @Fits(z.enum(DECLARED_KINDS))
  kind!: (typeof DECLARED_KINDS)[number];

  @Fits(prose(500), { description: 'What changed.' })
  text!: string;

  @Optional()
  @Fits(prose(300), { description: 'Where it is said.' })
  citation?: string;
}

export class CatalogueUpdating {
  @Optional()
  @ListOf(ownedId, 200)
  entries?: string[];

  @Optional()
  @Fits(prose(500), { description: 'Why no entry had to be changed, or what was done.' })
  text?: string;
}

export class CatalogueChangeView extends RecordView {
  @OneOf(['catalogue-change'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(mspId, { description: 'Whose catalogue it is.' })
  organisation!: string;

  @Fits(ownedId)
  duty!: string;

  @OneOf(CHANGE_KINDS)
  kind!: string;

  @Optional()
  @Fits(z.string())
  text?: string;

  @Optional()
  @Fits(z.string())
  citation?: string;

  @OneOf(CHANGE_STATES)
  state!: string;

  @Optional()
  @Fits(instant, DUE)
  dueAt?: string;

  @Optional()
  @Fits(updateShape)
  update?: object;

  @Optional()
  @Fits(contestedUpdates)
  contested?: object[];

  @Fits(stampShape)
  opened!: object;
}

export class SourceQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Only where this is the source agency.' })
  organisation?: string;

  @Optional()
  @OneOf(SOURCE_STATES)
  state?: string;

  @Optional()
  @Fits(z.string().min(1).max(100), { description: 'Words that id or names hold.' })
  text?: string;
}

export class SourceDesignation {
  @Optional()
  @Fits(identifier, { description: OWN_ID })
  id?: string;

  @Fits(names(100), { description: 'The subject.' })
  names!: { zh?: string; en?: string };

  @Fits(mspId, { description: 'Who answers for the data.' })
  agency!: string;

  @ListOf(mspId, 100)
  collectors!: string[];

  @Fits(itemsShape, { description: 'Entries of the subject, with the items of each; without: all of them.' })
  items!: SourceAgency['items'];

  @Fits(prose(500), { description: 'What it rests on.' })
  basis!: string;
}

export class SourceAgencyView extends RecordView {
  @OneOf(['source-agency'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(namesShape)
  names!: { zh?: string; en?: string };

  @Fits(mspId, { description: 'The source agency.' })
  organisation!: string;

  @Fits(z.array(mspId))
  collectors!: string[];

  @Fits(itemsShape)
  items!: object[];

  @Fits(z.string())
  basis!: string;

  @OneOf(SOURCE_STATES)
  state!: string;

  @Fits(stampShape)
  designated!: object;

  @Optional()
  @Fits(reasonShape)
  ending?: object;
}

export class SourceUpdateQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Only of this collector.' })
  organisation?: string;

  @Optional()
  @OneOf(SOURCE_UPDATE_STATES)
  state?: string;
}

export class SourceUpdateAsking {
  @Optional()
  @Fits(identifier, { description: OWN_ID })
  id?: string;

  @Fits(identifier, { description: 'The designation.' })
  source!: string;

  @Fits(mspId)
  collector!: string;

  @Fits(prose(500), { description: 'What is to be brought up to date.' })
  text!: string;
}

export class SourceUpdateDeclaration {
  @Fits(prose(500))
  text!: string;
}

export class SourceUpdateView extends RecordView {
  @OneOf(['source-update'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(identifier)
  source!: string;

  @Fits(mspId)
  agency!: string;

  @Fits(mspId, { description: 'The collector, who owes it.' })
  organisation!: string;

  @Fits(z.string())
  text!: string;

  @OneOf(SOURCE_UPDATE_STATES)
  state!: string;

  @Optional()
  @Fits(instant, DUE)
  dueAt?: string;

  @Optional()
  @Fits(declarationShape)
  declaration?: object;

  @Optional()
  @Fits(contestedDeclarations)
  contested?: object[];

  @Fits(stampShape)
  asked!: object;
}

export class DemandQuery extends PageQuery {
  @Optional()
  @Fits(mspId)
  provider?: string;

  @Optional()
  @Fits(ownedId, { description: 'The duty that needs the data.' })
  duty?: string;

  @Optional()
  @Fits(mspId)
  consumer?: string;

  @Optional()
  @OneOf(DEMAND_STATES)
  state?: string;

  @Optional()
  @Fits(z.string().min(1).max(100), { description: 'Words that id or names hold.' })
  text?: string;
}

const { items: demandedItems } = demandInput.shape;

export class DemandStating {
  @Optional()
  @Fits(identifier, { description: OWN_ID })
  id?: string;

  @Fits(mspId, { description: 'Who is thought to hold it.' })
  provider!: string;

  @Fits(names(300), { description: 'What is needed.' })
  names!: { zh?: string; en?: string };

  @Optional()
  @Fits(demandedItems.unwrap(), { description: 'Its items, in words.' })
  items?: string[];

  @Fits(purposeShape)
  purpose!: { code: string; text: string };

  @Fits(prose(300))
  legalBasis!: string;

  @Optional()
  @Fits(prose(500))
  scenario?: string;

  @Optional()
  @Fits(ownedId, { description: 'The duty of who asks that needs it.' })
  duty?: string;
}

export class DemandListing {
  @Fits(ownedId, { description: 'The published entry that meets it.' })
  resource!: string;
}

export class DemandRefusing {
  @OneOf(DEMAND_REFUSALS)
  ground!: (typeof DEMAND_REFUSALS)[number];

  @Fits(prose(500))
  reason!: string;

  @OptionalUnless<DemandRefusing>(({ ground }) => ground === 'held-by-another')
  @Fits(mspId, { description: 'With `held-by-another`: who.' })
  holder?: string;
}

export class DemandView extends RecordView {
  @OneOf(['demand'])
  type!: string;

  @Fits(identifier)
  id!: string;

  @Fits(mspId)
  consumer!: string;

  @Fits(mspId)
  provider!: string;

  @Fits(namesShape)
  names!: { zh?: string; en?: string };

  @Optional()
  @Fits(z.array(z.string()))
  items?: string[];

  @Fits(purposeShape)
  purpose!: object;

  @Fits(z.string())
  legalBasis!: string;

  @Optional()
  @Fits(z.string())
  scenario?: string;

  @Optional()
  @Fits(ownedId)
  duty?: string;

  @OneOf(DEMAND_STATES)
  state!: string;

  @Optional()
  @Fits(instant, DUE)
  dueAt?: string;

  @Optional()
  @Fits(ownedId, { description: 'The entry that meets it.' })
  resource?: string;

  @Optional()
  @Fits(refusalShape)
  refusal?: object;

  @Fits(stampShape)
  stated!: object;

  @Optional()
  @Fits(stampShape)
  closed?: object;
}
