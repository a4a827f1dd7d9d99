// SPDX-License-Identifier: Apache-2.0
import { PROFILE_NAMES } from '@catalog-chain/chaincode/domain/records';
import { mspId, sha256Hex } from '@catalog-chain/chaincode/domain/text/schema';
import { month } from '@catalog-chain/verifier/format';
import { z } from 'zod';
import { asOfShape, monthsShape, spanShape } from '../../../appraisal/report.js';
import { memberShape, supervisionShape, type MemberReport } from '../../../supervision/report.js';
import { TABLE_FORMS } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import { LanguageOfTable } from '../common.js';
import { Fits, OneOf, Optional } from '../rule.js';
import { ReportQuery } from './report-query.js';
import { LAST_MONTH } from './span.js';

export class SupervisionQuery extends ReportQuery {
  @Fits(month, { description: 'A month of local time; with `until`, the first of several.' })
  period!: string;

  @Optional()
  @Fits(month, { description: LAST_MONTH })
  until?: string;

  @Optional()
  @OneOf(['json', ...TABLE_FORMS, 'html'])
  format?: string;

  @Optional()
  @LanguageOfTable()
  language?: TableLanguage;
}

export class SupervisionView {
  @Fits(supervisionShape.shape.format)
  format!: string;

  @Optional()
  @Fits(mspId)
  organisation?: string;

  @Fits(monthsShape)
  months!: object;

  @Fits(spanShape, { description: 'The months as instants: from, inclusive, to, exclusive.' })
  span!: object;

  @Fits(asOfShape)
  asOf!: object;

  @Fits(z.string())
  genesisHash!: string;

  @Fits(z.enum(PROFILE_NAMES), { description: 'Whose law the items are of; `generic` has none.' })
  profile!: string;

  @Fits(z.array(memberShape), {
    description:
      'Per member: what it owed that was due in the span, and each item of articles 39 to 41 with how often, the digest of what was counted and its first entries. An item that the ledger cannot see says `invisible`.',
  })
  members!: MemberReport[];

  @Fits(sha256Hex, { description: 'Of the canonical JSON of `members`.' })
  digest!: string;
}
