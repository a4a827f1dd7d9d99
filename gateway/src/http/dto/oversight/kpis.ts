// SPDX-License-Identifier: Apache-2.0
import { identifier, mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import {
  appraisalShape,
  asOfShape,
  figureShape,
  monthsShape,
  spanShape,
  type Figure,
} from '../../../appraisal/report.js';
import { month } from '@catalog-chain/verifier/format';
import { TABLE_FORMS } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import { LanguageOfTable } from '../common.js';
import { Fits, OneOf, Optional } from '../rule.js';
import { ReportQuery } from './report-query.js';
import { LAST_MONTH } from './span.js';

export class KpisQuery extends ReportQuery {
  @Fits(month, { description: 'A month of local time; with `until`, the first of several.' })
  period!: string;

  @Optional()
  @Fits(month, { description: LAST_MONTH })
  until?: string;

  @Optional()
  @Fits(identifier, { description: 'Only the uses under this grant.' })
  grant?: string;

  @Optional()
  @OneOf(['json', ...TABLE_FORMS])
  format?: string;

  @Optional()
  @LanguageOfTable()
  language?: TableLanguage;
}

export class AppraisalView {
  @Fits(appraisalShape.shape.format)
  format!: string;

  @Fits(mspId)
  organisation!: string;

  @Optional()
  @Fits(identifier)
  grant?: string;

  @Fits(monthsShape)
  months!: object;

  @Fits(spanShape, { description: 'The months as instants: from, inclusive, to, exclusive.' })
  span!: object;

  @Fits(asOfShape)
  asOf!: object;

  @Fits(z.string())
  genesisHash!: string;

  @Fits(z.array(figureShape), { description: 'What each counts, and how, is defined in docs/appraisal.md.' })
  figures!: Figure[];
}
