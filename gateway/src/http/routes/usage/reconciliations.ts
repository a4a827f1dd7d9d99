// SPDX-License-Identifier: Apache-2.0
import { month } from '@catalog-chain/chaincode/domain/calendar/month';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import type { Reconciliations } from '../../../usecases/usage/reconciliations.js';
import { listed } from '../../send/answers.js';
import { present } from '../../dto/common.js';
import { DifferenceView, ReconciliationQuery, ReconciliationSummary } from '../../dto/usage/period.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';

export const reconciliationRoutes = (reconciliations: Reconciliations): readonly Route[] => [
  route<object, ReconciliationQuery>({
    method: 'get',
    path: '/v1/reconciliations/{grant}/{period}',
    operationId: 'getReconciliation',
    tag: 'reconciliation',
    summary: 'The two sides of a month exchange by exchange: numbers, and each exchange on which they differ',
    description:
      'Of any month, closed or not. Differences come in an order without meaning. As NDJSON: all of them, without the ' +
      'numbers.',
    params: { grant: identifier, period: month },
    query: ReconciliationQuery,
    produces: [LINES_TYPE],
    answers: {
      200: {
        description: 'A page.',
        content: { page: DifferenceView, with: { summary: ReconciliationSummary } },
      },
    },
    problems: ['NOT_FOUND', 'CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, params: { grant = '', period = '' }, query, accept }) => {
      const question = { grant, period, ...present(query, 'verdict') };
      const reason = present(query, 'purpose', 'case');
      return listed(accept, query, (page) => reconciliations.read(principal, question, page, reason));
    },
  }),
];
