// SPDX-License-Identifier: Apache-2.0
import { appraisalTable } from '../../../appraisal/table.js';
import type { AppraisalQuestion } from '../../../appraisal/report.js';
import type { Appraisals } from '../../../usecases/oversight/appraisals.js';
import type { Principal } from '../../../usecases/principal.js';
import { ok } from '../../send/answers.js';
import { asTable, tableForm, tableLanguage } from '../../send/tables.js';
import { present } from '../../dto/common.js';
import { AppraisalView, KpisQuery } from '../../dto/oversight/kpis.js';
import { route, type Route } from '../../route.js';
import { monthsOf } from './months.js';

function questionOf({ organisation: own }: Principal, query: KpisQuery): AppraisalQuestion {
  const { organisation = own, asOf } = query;
  return {
    organisation,
    months: monthsOf(query),
    ...present(query, 'grant'),
    ...(asOf !== undefined && { asOf: Number(asOf) }),
  };
}

export const kpiRoutes = (appraisals: Appraisals): readonly Route[] => [
  route<object, KpisQuery>({
    method: 'get',
    path: '/v1/kpis',
    operationId: 'getKpis',
    tag: 'kpis',
    summary: 'The appraisal of an organisation: figures that anybody recomputes from the chain',
    description:
      'One’s own; a manager, and on record an auditor or arbitrator, sees any. As CSV or an Excel workbook by `Accept` or `format`.',
    query: KpisQuery,
    answers: {
      200: { description: 'The appraisal.', content: { one: AppraisalView, tables: true } },
    },
    problems: ['ROLE_REQUIRED', 'NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, query, accept, language: preferred }) => {
      const question = questionOf(principal, query);
      const appraisal = await appraisals.read(principal, question, present(query, 'purpose', 'case'));
      const form = tableForm(query, accept);
      if (form === undefined) return ok(appraisal);
      const language = tableLanguage(query, preferred);
      return asTable(appraisalTable(appraisal, language), form, language);
    },
  }),
];
