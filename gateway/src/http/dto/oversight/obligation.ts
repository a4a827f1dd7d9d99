// SPDX-License-Identifier: Apache-2.0
import {
  OBLIGATION_STATES,
  OBLIGATION_BASES,
  END_REASONS,
  type Extension,
  type Obligation,
} from '@catalog-chain/chaincode/domain/law/obligation-records';
import { OBLIGATION_STANDINGS, obligationId } from '@catalog-chain/chaincode/domain/law/obligations';
import { OBJECT_TYPES, ORGANISATION_ROLES } from '@catalog-chain/chaincode/domain/names';
import { OBLIGATION_KINDS, PROFILE_NAMES } from '@catalog-chain/chaincode/domain/records';
import {
  count,
  identifier,
  instant,
  mspId,
  ownedId,
  prose,
} from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { TABLE_FORMS } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import { anyInstant, LanguageOfTable, OverseenQuery, RecordView } from '../common.js';
import { OBLIGATION_SELECTIONS } from '../../../index/model/obligations.js';
import { Fits, OneOf, Optional, OptionalUnless } from '../rule.js';
import { stampShape } from '../shapes.js';

const wordsShape = z.strictObject({ zh: z.string(), en: z.string() });

const extensionShape: z.ZodType<Extension> = z.strictObject({
  days: z.int().min(1),
  reason: z.string(),
  asked: stampShape,
  answer: z
    .strictObject({ approved: z.boolean(), reason: z.string().exactOptional(), stamp: stampShape })
    .exactOptional(),
});

const metShape: z.ZodType<NonNullable<Obligation['met']>> = z.strictObject({
  at: instant,
  tx: z.string(),
  by: mspId,
  late: z.boolean(),
  basis: z.enum(OBLIGATION_BASES),
});

const contestedShape: z.ZodType<NonNullable<Obligation['contested']>> = z.array(
  z.strictObject({ declaredAt: instant, reason: z.string(), stamp: stampShape }),
);

export class ObligationQuery extends OverseenQuery {
  @Optional()
  @Fits(mspId, { description: 'What any manager owes is counted to each of them.' })
  owedBy?: string;

  @Optional()
  @Fits(mspId)
  owedTo?: string;

  @Optional()
  @OneOf(OBLIGATION_KINDS)
  kind?: string;

  @Optional()
  @Fits(z.enum(OBLIGATION_SELECTIONS), {
    description: '`due`: all but what is void; `unmet`: missed, or overdue.',
  })
  standing?: string;

  @Optional()
  @Fits(identifier, { description: 'Of a request and its grant.' })
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;

  @Optional()
  @Fits(anyInstant, { format: 'date-time', description: 'Due then or later.' })
  dueFrom?: string;

  @Optional()
  @Fits(anyInstant, { format: 'date-time', description: 'Due before then.' })
  dueBefore?: string;

  @Optional()
  @OneOf(['json', ...TABLE_FORMS])
  format?: string;

  @Optional()
  @LanguageOfTable()
  language?: TableLanguage;
}

export class ObligationView extends RecordView {
  @OneOf(['obligation'])
  type!: string;

  @Fits(obligationId)
  id!: string;

  @OneOf(OBLIGATION_KINDS)
  kind!: string;

  @Fits(wordsShape, { description: 'What the obligation is called.' })
  title!: object;

  @OneOf(PROFILE_NAMES)
  profile!: string;

  @Optional()
  @Fits(z.string(), { description: 'Article of the law that the profile stands for.' })
  article?: string;

  @Optional()
  @Fits(z.string(), { description: 'Article and item of what follows where it is not met, as `39-4`.' })
  liability?: string;

  @Optional()
  @Fits(mspId, { description: 'Absent while any organisation with `owedByRole` may do it.' })
  owedBy?: string;

  @Optional()
  @OneOf(ORGANISATION_ROLES)
  owedByRole?: string;

  @Optional()
  @Fits(mspId)
  owedTo?: string;

  @Fits(z.strictObject({ type: z.enum(OBJECT_TYPES), id: z.string(), tx: z.string() }), {
    description: 'What it is about, and the transaction that opened it.',
  })
  cause!: object;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Optional()
  @Fits(ownedId)
  resource?: string;

  @Fits(z.int().min(0))
  policyVersion!: number;

  @Fits(instant, { format: 'date-time' })
  startedAt!: string;

  @Fits(instant, {
    format: 'date-time',
    description: 'As it stands: extensions and stops of the clock included.',
  })
  dueAt!: string;

  @Optional()
  @Fits(instant, { format: 'date-time', description: 'Since when the clock stands still.' })
  pausedAt?: string;

  @Optional()
  @Fits(extensionShape)
  extension?: object;

  @OneOf(OBLIGATION_STATES)
  state!: string;

  @OneOf(OBLIGATION_STANDINGS)
  standing!: string;

  @Optional()
  @Fits(metShape, { description: '`basis`: what shows it; `declared` is only the word of who owed it.' })
  met?: object;

  @Optional()
  @Fits(contestedShape)
  contested?: object[];

  @Optional()
  @Fits(z.strictObject({ reason: z.enum(END_REASONS), stamp: stampShape }))
  ended?: object;
}

export class ExtensionQuestion {
  @Fits(count(250), { description: 'Working days.' })
  days!: number;

  @Fits(prose(500))
  reason!: string;
}

export class ExtensionAnswering {
  @Fits(z.boolean())
  approved!: boolean;

  @OptionalUnless<ExtensionAnswering>(({ approved }) => approved === false)
  @Fits(prose(500), { description: 'A refusal needs one.' })
  reason?: string;
}
