// SPDX-License-Identifier: Apache-2.0
import { code, identifier, mspId } from '@catalog-chain/chaincode/domain/text/schema';
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
import { Fits, OneOf, Optional } from '../rule.js';

export class KpisQuery {
  @Optional()
  @Fits(mspId, { description: 'Whom to appraise; without it, the caller’s own organisation.' })
  organisation?: string;

  @Fits(month, { description: 'A month of local time; with `until`, the first of several.' })
  period!: string;

  @Optional()
  @Fits(month, { description: 'The last month.' })
  until?: string;

  @Optional()
  @Fits(identifier, { description: 'Only the uses under this grant.' })
  grant?: string;

  @Optional()
  @Fits(z.string().regex(/^(?:0|[1-9]\d{0,14})$/), {
    type: 'integer',
    minimum: 0,
    description: 'As of this block; without it, the newest.',
  })
  asOf?: string;

  @Optional()
  @OneOf(['json', 'csv'])
  format?: string;

  @Optional()
  @Fits(code, { description: 'Why an auditor or arbitrator looks: a code, which is recorded.' })
  purpose?: string;

  @Optional()
  @Fits(code, { description: 'The case it is looked at for.' })
  case?: string;
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
