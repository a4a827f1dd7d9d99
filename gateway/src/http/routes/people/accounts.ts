// SPDX-License-Identifier: Apache-2.0
import { utcOf } from '../../../support/rfc3339.js';
import type { Accounts } from '../../../usecases/people/accounts.js';
import { present } from '../../dto/common.js';
import {
  ACCOUNT,
  AccountEnd,
  AccountEndView,
  AccountEventQuery,
  AccountPurge,
  AccountPurgeView,
  AccountView,
} from '../../dto/people/account.js';
import { route, type Route } from '../../route.js';
import { ok } from '../../send/answers.js';

const PATH = '/v1/accounts';
const TAG = 'session';
const PAGE = 100;
const LIST = {
  type: 'object',
  required: ['items'],
  additionalProperties: false,
  properties: { items: { type: 'array', items: { $ref: '#/components/schemas/AccountEventView' } } },
};

export const accountRoutes = (accounts: Accounts): readonly Route[] => [
  route<object, AccountEventQuery>({
    method: 'get',
    path: '/v1/account-events',
    operationId: 'listAccountEvents',
    tag: TAG,
    summary:
      'Who signed in and out, whose keys came and went, which systems came, and by whom (administrator)',
    description:
      'Of the own organisation, as far as it was done through this gateway. Nothing of it is on the ledger.',
    query: AccountEventQuery,
    answers: { 200: { description: 'The newest first.', content: { schema: LIST } } },
    handle: async ({ principal, query }) => {
      const filter = present(query, 'account', 'event', 'before');
      return ok({ items: await accounts.list(principal, filter, Number(query.limit ?? PAGE)) });
    },
  }),
  route({
    method: 'get',
    path: `${PATH}/{account}`,
    operationId: 'getAccount',
    tag: TAG,
    summary: 'An account of the organisation: its signers, and what happened to it (administrator)',
    params: { account: ACCOUNT },
    answers: { 200: { description: 'The account.', content: { one: AccountView } } },
    problems: ['NOT_FOUND'],
    handle: async ({ principal, params: { account = '' } }) => ok(await accounts.get(principal, account)),
  }),
  route<AccountPurge>({
    method: 'post',
    path: '/v1/account-events/purge',
    operationId: 'purgeAccountEvents',
    tag: TAG,
    summary: 'Destroy what is known of people from before a time, once its term is over (administrator)',
    description:
      'The term is that for which the policy has record keys kept (`retentionYears`). A receipt stays on the record: how many events, until when, and their digest. It may be repeated.',
    body: AccountPurge,
    answers: { 200: { description: 'The receipt.', content: { one: AccountPurgeView } } },
    problems: ['CONDITION_NOT_MET'],
    handle: async ({ principal, body }) =>
      ok(await accounts.purge(principal, Date.parse(utcOf(body.before) ?? body.before))),
  }),
  route<AccountEnd>({
    method: 'post',
    path: `${PATH}/{account}/end`,
    operationId: 'endAccount',
    tag: TAG,
    summary:
      'End all sessions and revoke all signers of one who left, lost a key or changed posts (administrator)',
    description:
      'It may be repeated. Lock the person out at the identity provider first, or they sign in again. Where the policy wants revocations signed, the answer names the signers that still count.',
    params: { account: ACCOUNT },
    body: AccountEnd,
    answers: { 200: { description: 'What ended.', content: { one: AccountEndView } } },
    problems: ['NOT_FOUND'],
    handle: async ({ principal, params: { account = '' }, body }) =>
      ok(await accounts.end(principal, account, body.reason)),
  }),
];
