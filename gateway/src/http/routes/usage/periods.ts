// SPDX-License-Identifier: Apache-2.0
import { month } from '@catalog-chain/chaincode/domain/calendar/month';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import type { Periods } from '../../../usecases/usage/periods.js';
import { listed, ok } from '../../send/answers.js';
import { present, Reading } from '../../dto/common.js';
import { PeriodClosingBody, PeriodDetailView, PeriodQuery, PeriodView } from '../../dto/usage/period.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';

const shared = { method: 'get', tag: 'reconciliation' } as const;
const place = { grant: identifier, period: month };

const reads = (periods: Periods): readonly Route[] => [
  route<object, PeriodQuery>({
    ...shared,
    path: '/v1/periods',
    operationId: 'listPeriods',
    summary: 'Months of grants that a side has closed, and whether the sides match',
    query: PeriodQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: PeriodView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const filter = present(query, 'state', 'grant', 'provider', 'consumer', 'period');
      const reason = present(query, 'purpose', 'case');
      return listed(accept, query, (page) => periods.list(principal, filter, page, reason));
    },
  }),
  route<object, Reading>({
    ...shared,
    path: '/v1/periods/{grant}/{period}',
    query: Reading,
    operationId: 'getPeriod',
    summary: 'One month of a grant: verdicts, and what each side closed',
    params: place,
    answers: { 200: { description: 'The period.', content: { one: PeriodDetailView } } },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { grant = '', period = '' }, query }) =>
      ok(await periods.get(principal, grant, period, present(query, 'purpose', 'case'))),
  }),
];

export const periodRoutes = (periods: Periods): readonly Route[] => [
  ...reads(periods),
  route<PeriodClosingBody>({
    method: 'post',
    path: '/v1/periods/{grant}/{period}/closing',
    operationId: 'closePeriod',
    tag: shared.tag,
    summary:
      'Close a side of a month that is over (its organisation; once overdue, the other party or a manager)',
    description:
      'The ledger sums up the journals of the side itself, as far as it has followed them, which the gateway has it do ' +
      'first. A batch that is missing or names a wrong root is told in the closure and stops nothing. Closing again, ' +
      'after something arrived late, makes the next revision. As soon as both sides are closed they are compared.',
    params: place,
    write: true,
    body: PeriodClosingBody,
    answers: { 200: { description: 'The period.', content: { one: PeriodView } } },
    problems: ['NOT_FOUND', 'NOT_PARTY', 'CONDITION_NOT_MET', 'INVALID_STATE', 'LIMIT_REACHED'],
    handle: async ({ principal, params: { grant = '', period = '' }, body: { side }, attempt }) =>
      ok(await periods.close(principal, { grant, period, side }, attempt)),
  }),
];
