// SPDX-License-Identifier: Apache-2.0
/** Rows of what hangs on duties, and of the three lists of a catalogue. */
import { ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import { z } from 'zod';
import { LIST_COLUMNS, listRow, LISTS, type ListName } from '../../../supervision/list-columns.js';
import { overviewTable } from '../../../supervision/overview-table.js';
import { headingsOf } from '../../../tables/columns.js';
import type { Lists } from '../../../usecases/catalogue/lists.js';
import type { DutyConsumers } from '../../../usecases/oversight/duty-consumers.js';
import type { Overview } from '../../../usecases/oversight/duties-overview.js';
import { OverseenQuery, pageOptionsOf, present } from '../../dto/common.js';
import { OrganisationView } from '../../dto/catalogue/organisation.js';
import { ListQuery, ListView, OverviewQuery, OverviewView } from '../../dto/oversight/overview.js';
import { route, type Route } from '../../route.js';
import { listed, ok } from '../../send/answers.js';
import { LINES_TYPE } from '../../send/lines.js';
import type { Row } from '../../../tables/table.js';
import type { TableLanguage } from '../../../tables/words.js';
import type { LongTable } from '../../../tables/workbook.js';
import { asTable, tableForm, tableLanguage } from '../../send/tables.js';

async function* rowsOfList(
  lists: Lists,
  list: ListName,
  query: ListQuery,
  language: TableLanguage,
): AsyncGenerator<Row> {
  for await (const some of lists.whole(list, present(query, 'organisation')))
    for (const row of some) yield listRow(list, row, language);
}

const tableOfList = (lists: Lists, list: ListName, query: ListQuery, language: TableLanguage): LongTable => ({
  headings: headingsOf(LIST_COLUMNS[list], language),
  rows: rowsOfList(lists, list, query, language),
});

const consumerRoute = (consumers: DutyConsumers): Route =>
  route<object, OverseenQuery>({
    method: 'get',
    path: '/v1/duties/{id}/consumers',
    operationId: 'listDutyConsumers',
    tag: 'supervision',
    summary: 'Organisations that have a grant which stands for what hangs on a duty',
    description:
      'As many as the overview of duties counts as `consumers`. A party sees those of its own grants; a manager, and on record ' +
      'an auditor or arbitrator, all.',
    params: { id: ownedId },
    query: OverseenQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: OrganisationView } } },
    problems: ['NOT_FOUND', 'CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, params: { id = '' }, query, accept }) =>
      listed(accept, query, (page) => consumers.list(principal, id, page, present(query, 'purpose', 'case'))),
  });

export const overviewRoutes = (
  overview: Overview,
  consumers: DutyConsumers,
  lists: Lists,
): readonly Route[] => [
  consumerRoute(consumers),
  route<object, OverviewQuery>({
    method: 'get',
    path: '/v1/duties-overview',
    operationId: 'getDutiesOverview',
    tag: 'supervision',
    summary: 'Per duty: what is listed, asked for, granted and used, and what is needed',
    description:
      'One’s own duties; a manager, and on record an auditor or arbitrator, sees any member’s, or all. As CSV or an Excel workbook by `Accept` or `format`.',
    query: OverviewQuery,
    answers: { 200: { description: 'The overview.', content: { one: OverviewView, tables: true } } },
    problems: ['ROLE_REQUIRED', 'NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, query, accept, language: preferred }) => {
      const asked = {
        ...present(query, 'organisation'),
        ...(query.asOf !== undefined && { asOf: Number(query.asOf) }),
      };
      const found = await overview.read(principal, asked, present(query, 'purpose', 'case'));
      const form = tableForm(query, accept);
      if (form === undefined) return ok(found);
      const language = tableLanguage(query, preferred);
      return asTable(overviewTable(found, language), form, language);
    },
  }),
  route<object, ListQuery>({
    method: 'get',
    path: '/v1/lists/{list}',
    operationId: 'getList',
    tag: 'resources',
    summary: 'The demand list, the responsibility list or the negative list, for every member',
    description:
      'In pages; as CSV or an Excel workbook, by `Accept` or `format`, the whole list, with the headings that agencies use.',
    params: { list: z.enum(LISTS) },
    query: ListQuery,
    answers: { 200: { description: 'A page of the list.', content: { one: ListView, tables: true } } },
    problems: ['CURSOR_INVALID'],
    handle: async ({ params, query, accept, language: preferred }) => {
      const list = params['list'] as ListName;
      const form = tableForm(query, accept);
      if (form !== undefined) {
        const language = tableLanguage(query, preferred);
        return asTable(tableOfList(lists, list, query, language), form, language);
      }
      const { items, asOf, next } = await lists.page(
        list,
        present(query, 'organisation'),
        pageOptionsOf(query),
      );
      return ok({ list, rows: items, asOf, ...(next !== undefined && { next }) });
    },
  }),
];
