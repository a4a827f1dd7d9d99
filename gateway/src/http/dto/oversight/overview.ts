// SPDX-License-Identifier: Apache-2.0
import { mspId, names, ownedId, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import type { DutiesOverview, DutyRow } from '../../../supervision/duties.js';
import { LIST_COLUMNS, LISTS, type ListName } from '../../../supervision/list-columns.js';
import { TABLE_FORMS } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import { LanguageOfTable, PageQuery } from '../common.js';
import { Fits, OneOf, Optional } from '../rule.js';
import { ReportQuery } from './report-query.js';

const count = z.int().min(0);

const dutyRowShape: z.ZodType<DutyRow> = z.strictObject({
  duty: ownedId,
  organisation: mspId,
  names: names(300),
  status: z.enum(['active', 'repealed']),
  systems: count,
  resources: z.strictObject({ listed: count, unlisted: count, incomplete: count }),
  requests: z.strictObject({ asked: count, open: count, refused: count }),
  grants: z.strictObject({ given: count, standing: count }),
  consumers: count,
  uses: count,
  demands: z.strictObject({ stated: count, open: count }),
  changes: count,
});

const asOfShape: z.ZodType<DutiesOverview['asOf']> = z.strictObject({
  block: count,
  hash: sha256Hex,
  time: z.string(),
});

export class OverviewQuery extends ReportQuery {
  @Optional()
  @OneOf(['json', ...TABLE_FORMS])
  format?: string;

  @Optional()
  @LanguageOfTable()
  language?: TableLanguage;
}

export class OverviewView {
  @OneOf(['duties-overview/1'])
  format!: string;

  @Optional()
  @Fits(mspId)
  organisation?: string;

  @Fits(asOfShape)
  asOf!: object;

  @Fits(z.array(dutyRowShape), {
    description:
      'Per duty: systems that serve it, entries that they hold, requests and grants of these, who has one that stands, uses reported, needs of the duty itself, changes that its catalogue has yet to follow.',
  })
  duties!: DutyRow[];
}

export class ListQuery extends PageQuery {
  @Optional()
  @Fits(mspId, { description: 'Only of this provider.' })
  organisation?: string;

  @Optional()
  @OneOf(['json', ...TABLE_FORMS])
  format?: string;

  @Optional()
  @LanguageOfTable()
  language?: TableLanguage;
}

const value = z.union([z.string(), z.array(z.string()), names(4_000)]);
const fieldsOf = (list: ListName): string => Object.keys(LIST_COLUMNS[list]).join(', ');

export class ListView {
  @OneOf(LISTS)
  list!: string;

  @Fits(z.array(z.record(z.string(), value)), {
    description: `Lines, each with those of these fields that it has. demand: ${fieldsOf('demand')}. responsibility: ${fieldsOf('responsibility')}. negative: ${fieldsOf('negative')}.`,
  })
  rows!: object[];

  @Fits(count)
  asOf!: number;

  @Optional()
  @Fits(z.string(), {
    description: 'The cursor of the next page; a page may be short without being the last.',
  })
  next?: string;
}
