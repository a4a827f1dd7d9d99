// SPDX-License-Identifier: Apache-2.0
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import type { Requests } from '../../../usecases/sharing/requests.js';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { sorted } from '../../../support/sorted.js';
import { created, listed, ok } from '../../send/answers.js';
import { present, Reading } from '../../dto/common.js';
import {
  AccessRequestSubmission,
  AccessRequestView,
  RequestAnswer,
  RequestQuery,
  SupplementGiven,
  SupplementQuestion,
} from '../../dto/sharing/request.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';

const NOUN = {
  path: '/v1/requests',
  tag: 'requests',
  id: identifier,
  answer: { description: 'The request.', content: { one: AccessRequestView } },
} as const satisfies Noun;

const shared = { method: 'get', tag: NOUN.tag } as const;

const reads = (requests: Requests): readonly Route[] => [
  route<object, RequestQuery>({
    ...shared,
    path: NOUN.path,
    operationId: 'listRequests',
    summary: 'Requests to which the organisation is a party; all of them for those that oversee',
    query: RequestQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: AccessRequestView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const filter = present(query, 'provider', 'consumer', 'resource', 'duty', 'state');
      return listed(accept, query, (page) =>
        requests.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, Reading>({
    ...shared,
    path: `${NOUN.path}/{id}`,
    query: Reading,
    operationId: 'getRequest',
    summary: 'One request',
    params: { id: identifier },
    answers: { 200: NOUN.answer },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(await requests.get(principal, id, present(query, 'purpose', 'case'))),
  }),
];

const asking = (requests: Requests): Route =>
  route<AccessRequestSubmission>({
    method: 'post',
    path: NOUN.path,
    operationId: 'submitRequest',
    tag: NOUN.tag,
    summary: 'Ask for access to a resource (consumer)',
    description:
      'Unconditional sharing is granted on the spot; conditional sharing waits for the provider and then the ' +
      'manager; what is not shared is refused with its legal basis.',
    write: true,
    body: AccessRequestSubmission,
    ownId: ({ id }) => id,
    answers: { 201: NOUN.answer },
    problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'NOT_OWNER', 'CONDITION_NOT_MET', 'LIMIT_REACHED'],
    handle: async ({ principal, body, attempt }) => {
      const request = await requests.submit(principal, body, attempt);
      return created(`${NOUN.path}/${request.id}`, request);
    },
  });

const answering = (requests: Requests): readonly Route[] => [
  action<RequestAnswer>(NOUN, {
    action: 'decision',
    operationId: 'decideRequest',
    summary: 'Approve or refuse (provider)',
    body: RequestAnswer,
    run: (principal, id, attempt, answer) => requests.decide(principal, id, answer, attempt),
  }),
  action<RequestAnswer>(NOUN, {
    action: 'confirmation',
    operationId: 'confirmRequest',
    summary: 'Confirm what the provider approved, or refuse (manager)',
    body: RequestAnswer,
    problems: ['CONFLICT_OF_INTEREST'],
    run: (principal, id, attempt, answer) => requests.confirm(principal, id, answer, attempt),
  }),
  action<SupplementQuestion>(NOUN, {
    action: 'supplement/question',
    operationId: 'askSupplement',
    summary: 'Tell once all that is missing; the clock stands still until it is given (provider)',
    body: SupplementQuestion,
    run: (principal, id, attempt, { missing }) =>
      requests.supplement(principal, TRANSACTIONS.requestAskSupplement, { id, missing }, attempt),
  }),
  action<SupplementGiven>(NOUN, {
    action: 'supplement',
    operationId: 'giveSupplement',
    summary: 'Give what was missing; the clock goes on (consumer)',
    body: SupplementGiven,
    run: (principal, id, attempt, given) =>
      requests.supplement(
        principal,
        TRANSACTIONS.requestSupplement,
        {
          id,
          ...present(given, 'scenario', 'posts', 'text'),
          ...(given.documents && { documents: sorted(given.documents) }),
        },
        attempt,
      ),
  }),
  action(NOUN, {
    action: 'withdrawal',
    operationId: 'withdrawRequest',
    summary: 'Take the request back (consumer)',
    run: (principal, id, attempt) => requests.withdraw(principal, id, attempt),
  }),
];

export const requestRoutes = (requests: Requests): readonly Route[] => [
  ...reads(requests),
  asking(requests),
  ...answering(requests),
];
