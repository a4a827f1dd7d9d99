// SPDX-License-Identifier: Apache-2.0
import { obligationId, type ObligationStanding } from '@catalog-chain/chaincode/domain/law/obligations';
import { utcOf } from '../../../support/rfc3339.js';
import type { Page, PageOptions } from '../../../index/model/pages.js';
import { obligationHeadings, obligationRow, type ToldObligation } from '../../../tables/obligation-table.js';
import type { LongTable } from '../../../tables/workbook.js';
import type { Row } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import type { ObligationQuestion, Obligations } from '../../../usecases/oversight/obligations.js';
import { all, listed, ok } from '../../send/answers.js';
import { CALENDAR_TYPE, calendarOf } from '../../send/calendar.js';
import { present, Reading } from '../../dto/common.js';
import {
  ExtensionAnswering,
  ExtensionQuestion,
  ObligationQuery,
  ObligationView,
} from '../../dto/oversight/obligation.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { asTable, tableForm, tableLanguage } from '../../send/tables.js';
import { action, type Noun } from '../action.js';

const NOUN = {
  path: '/v1/obligations',
  tag: 'obligations',
  id: obligationId,
  answer: { description: 'The obligation.', content: { one: ObligationView } },
} as const satisfies Noun;

const shared = { method: 'get', tag: NOUN.tag } as const;

function questionOf({ standing, dueFrom, dueBefore, ...rest }: ObligationQuery): ObligationQuestion {
  return {
    ...present(rest, 'owedBy', 'owedTo', 'kind', 'grant', 'resource'),
    ...(standing !== undefined && { standing: standing as ObligationStanding }),
    ...(dueFrom !== undefined && { dueFrom: utcOf(dueFrom) ?? dueFrom }),
    ...(dueBefore !== undefined && { dueBefore: utcOf(dueBefore) ?? dueBefore }),
  };
}

async function* rowsOf(told: AsyncIterable<ToldObligation>, language: TableLanguage): AsyncGenerator<Row> {
  for await (const one of told) yield obligationRow(one, language);
}

async function tableOf(
  query: ObligationQuery,
  read: (page: PageOptions) => Promise<Page<ToldObligation>>,
  language: TableLanguage,
): Promise<LongTable> {
  return { headings: obligationHeadings(language), rows: rowsOf(await all(query, read), language) };
}

const reads = (obligations: Obligations): readonly Route[] => [
  route<object, ObligationQuery>({
    ...shared,
    path: NOUN.path,
    operationId: 'listObligations',
    summary: 'What the organisation owes and is owed, by due date; all of it for those that oversee',
    query: ObligationQuery,
    produces: [LINES_TYPE],
    description:
      'In pages; by `Accept` or `format`, this page and all that follow as CSV or an Excel workbook.',
    answers: { 200: { description: 'A page.', content: { page: ObligationView, tables: true } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, query, accept, language: preferred }) => {
      const read = (page: PageOptions): Promise<Page<ToldObligation>> =>
        obligations.list(principal, questionOf(query), page, present(query, 'purpose', 'case'));
      const form = tableForm(query, accept);
      if (form === undefined) return listed(accept, query, read);
      const language = tableLanguage(query, preferred);
      return asTable(await tableOf(query, read, language), form, language);
    },
  }),
  route({
    ...shared,
    path: `${NOUN.path}/calendar`,
    operationId: 'getObligationCalendar',
    summary: 'What the organisation owes and has not done, as a calendar (RFC 5545) to subscribe to',
    answers: {
      200: {
        description: 'The calendar.',
        content: { schema: { type: 'string' }, mediaType: CALENDAR_TYPE },
      },
    },
    produces: [CALENDAR_TYPE],
    handle: async ({ principal }) => ({
      status: 200,
      body: calendarOf(principal.organisation, await obligations.calendar(principal)),
      headers: { 'Content-Type': `${CALENDAR_TYPE}; charset=utf-8` },
    }),
  }),
  route<object, Reading>({
    ...shared,
    path: `${NOUN.path}/{id}`,
    query: Reading,
    operationId: 'getObligation',
    summary: 'One obligation: who owes what to whom, until when, and whether it was met',
    params: { id: obligationId },
    answers: { 200: NOUN.answer },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(await obligations.get(principal, id, present(query, 'purpose', 'case'))),
  }),
];

const extensions = (obligations: Obligations): readonly Route[] => [
  action<ExtensionQuestion>(NOUN, {
    action: 'extension',
    operationId: 'askExtension',
    summary: 'Ask for more time, once and before it is due (who owes it)',
    body: ExtensionQuestion,
    run: (principal, id, attempt, asked) => obligations.askExtension(principal, id, asked, attempt),
  }),
  action<ExtensionAnswering>(NOUN, {
    action: 'extension/answer',
    operationId: 'answerExtension',
    summary: 'Give more time or not (manager); who is owed it is told',
    body: ExtensionAnswering,
    problems: ['CONFLICT_OF_INTEREST'],
    run: (principal, id, attempt, answer) => obligations.answerExtension(principal, id, answer, attempt),
  }),
];

export const obligationRoutes = (obligations: Obligations): readonly Route[] => [
  ...reads(obligations),
  ...extensions(obligations),
];
