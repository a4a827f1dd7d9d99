// SPDX-License-Identifier: Apache-2.0
import { utcOf } from '../../../support/rfc3339.js';
import { versionNumber } from '@catalog-chain/chaincode/domain/catalogue/resource-input';
import { identifier, mspId, uuid } from '@catalog-chain/chaincode/domain/text/schema';
import type { UsageViews } from '../../../usecases/usage/usage-views.js';
import { listed, ok } from '../../send/answers.js';
import { present, Reading } from '../../dto/common.js';
import {
  BatchQuery,
  BatchView,
  UsageEventQuery,
  UsageEventView,
  UsageQuery,
} from '../../dto/usage/usage-out.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';

const FILTERS = [
  'organisation',
  'side',
  'kind',
  'action',
  'outcome',
  'grant',
  'resource',
  'duty',
  'record',
  'actor',
  'system',
  'correlation',
  'violation',
] as const;

/** What the API calls otherwise, since its `case` is what a read is for. */
const caseOf = ({ businessCase }: UsageQuery): { case?: string } =>
  businessCase === undefined ? {} : { case: businessCase };

/** The time asked about, as the index compares it. */
function spanOf({ from, to }: UsageQuery): { from?: string; to?: string } {
  const [since, before] = [from, to].map((text) => (text === undefined ? undefined : utcOf(text)));
  return { ...(since !== undefined && { from: since }), ...(before !== undefined && { to: before }) };
}

const shared = { method: 'get', tag: 'usage' } as const;

const events = (views: UsageViews): readonly Route[] => [
  route<object, UsageQuery>({
    ...shared,
    path: '/v1/usage-events',
    operationId: 'listUsageEvents',
    summary: 'Uses on the ledger, of both sides, to which the organisation is a party',
    query: UsageQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: UsageEventView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const filter = { ...present(query, ...FILTERS), ...caseOf(query), ...spanOf(query) };
      return listed(accept, query, (page) =>
        views.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, UsageEventQuery>({
    ...shared,
    path: '/v1/usage-events/{id}',
    query: UsageEventQuery,
    operationId: 'getUsageEvent',
    summary: 'One use and its verdict',
    description:
      'Reporters choose ids independently of one another. Without `organisation`: the own use, or else the only one ' +
      'that may be seen.',
    params: { id: uuid },
    answers: { 200: { description: 'The use.', content: { one: UsageEventView } } },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(
        await views.get(
          principal,
          { id, ...present(query, 'organisation') },
          present(query, 'purpose', 'case'),
        ),
      ),
  }),
];

const batches = (views: UsageViews): readonly Route[] => [
  route<object, BatchQuery>({
    ...shared,
    path: '/v1/batches',
    operationId: 'listBatches',
    summary: "Headers of the organisation's batches; those that oversee see all",
    query: BatchQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: BatchView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const reason = present(query, 'purpose', 'case');
      return listed(accept, query, (page) => views.batches(principal, query.organisation, page, reason));
    },
  }),
  route<object, Reading>({
    ...shared,
    path: '/v1/batches/{organisation}/{journal}/{sequence}',
    query: Reading,
    operationId: 'getBatch',
    summary: 'One header',
    params: { organisation: mspId, journal: identifier, sequence: versionNumber },
    answers: { 200: { description: 'The header.', content: { one: BatchView } } },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { organisation = '', journal = '', sequence = '' }, query }) => {
      const reason = present(query, 'purpose', 'case');
      return ok(await views.batch(principal, organisation, journal, Number(sequence), reason));
    },
  }),
];

export const usageViewRoutes = (views: UsageViews): readonly Route[] => [...events(views), ...batches(views)];
