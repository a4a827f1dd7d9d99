// SPDX-License-Identifier: Apache-2.0
import { supervisionTable } from '../../../supervision/table.js';
import { supervisionPage } from '../../../supervision/page.js';
import type { SupervisionQuestion } from '../../../supervision/report.js';
import type { TableLanguage } from '../../../tables/words.js';
import type { Supervision } from '../../../usecases/oversight/supervision.js';
import { present } from '../../dto/common.js';
import { SupervisionQuery, SupervisionView } from '../../dto/oversight/supervision.js';
import { route, type Answer, type Route } from '../../route.js';
import { ok } from '../../send/answers.js';
import { asTable, tableForm, tableLanguage } from '../../send/tables.js';
import { monthsOf } from './months.js';

const asPage = (body: string, language: TableLanguage): Answer => ({
  status: 200,
  body,
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Language': language,
    Vary: 'Accept-Language',
  },
});

/** The console's page that verifies evidence, where whoever asks reaches this gateway: without TLS only on this machine. */
function verifierOf(host: string | undefined): { readonly verifier?: string } {
  if (host === undefined) return {};
  const scheme = /^(?:127\.|localhost\b|\[::1\])/.test(host) ? 'http' : 'https';
  return { verifier: `${scheme}://${host}/console/verify` };
}

const questionOf = ({ organisation, asOf, ...span }: SupervisionQuery): SupervisionQuestion => ({
  ...(organisation !== undefined && { organisation }),
  months: monthsOf(span),
  ...(asOf !== undefined && { asOf: Number(asOf) }),
});

/** @param now milliseconds since 1970: a page says when it was printed */
export const supervisionRoutes = (supervision: Supervision, now: () => number): readonly Route[] => [
  route<object, SupervisionQuery>({
    method: 'get',
    path: '/v1/supervision',
    operationId: 'getSupervisionReport',
    tag: 'supervision',
    summary:
      'What members answered for in a span, item by item of the law: recomputed by anybody from the chain',
    description:
      'One’s own; a manager, and on record an auditor or arbitrator, sees any member, or all. As CSV or an Excel workbook by `Accept` or `format`; as a page to print with `format=html`.',
    query: SupervisionQuery,
    answers: { 200: { description: 'The report.', content: { one: SupervisionView, tables: true } } },
    problems: ['ROLE_REQUIRED', 'NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, query, accept, language: preferred, header }) => {
      const report = await supervision.read(principal, questionOf(query), present(query, 'purpose', 'case'));
      const language = tableLanguage(query, preferred);
      if (query.format === 'html') {
        const frame = await supervision.frameOf(principal, report);
        const printedAt = new Date(now()).toISOString();
        const verifier = verifierOf(header('host'));
        return asPage(supervisionPage(report, { ...frame, printedAt, language, ...verifier }), language);
      }
      const form = tableForm(query, accept);
      if (form === undefined) return ok(report);
      return asTable(supervisionTable(report, language), form, language);
    },
  }),
];
