// SPDX-License-Identifier: Apache-2.0
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Obligations } from '../../../usecases/oversight/obligations.js';
import type { Grants, GrantChangeVerb } from '../../../usecases/sharing/grants.js';
import { created, listed, ok } from '../../send/answers.js';
import { present, Reading } from '../../dto/common.js';
import {
  DataReturn,
  Declared,
  DisclosureView,
  GrantQuery,
  GrantRenewal,
  GrantSuspension,
  GrantView,
  KeyDisclosure,
  KeyPurgeView,
} from '../../dto/sharing/request.js';
import { ObligationView } from '../../dto/oversight/obligation.js';
import { ReasonGiven } from '../../dto/catalogue/resource.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';

const NOUN = {
  path: '/v1/grants',
  tag: 'grants',
  id: identifier,
  answer: { description: 'The grant.', content: { one: GrantView } },
} as const satisfies Noun;

const shared = { method: 'get', tag: NOUN.tag } as const;

const reads = (grants: Grants): readonly Route[] => [
  route<object, GrantQuery>({
    ...shared,
    path: NOUN.path,
    operationId: 'listGrants',
    summary: 'Grants to which the organisation is a party; all of them for those that oversee',
    query: GrantQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: GrantView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const filter = present(query, 'provider', 'consumer', 'resource', 'duty', 'state');
      return listed(accept, query, (page) =>
        grants.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, Reading>({
    ...shared,
    path: `${NOUN.path}/{id}`,
    query: Reading,
    operationId: 'getGrant',
    summary: 'One grant and what became of it',
    params: { id: identifier },
    answers: { 200: NOUN.answer },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(await grants.get(principal, id, present(query, 'purpose', 'case'))),
  }),
];

const change = (
  grants: Grants,
  verb: GrantChangeVerb,
  name: string,
  summary: string,
  operationId = `${verb}Grant`,
): Route =>
  action<ReasonGiven>(NOUN, {
    action: name,
    operationId,
    summary,
    body: ReasonGiven,
    problems: ['NOT_PARTY', 'CONFLICT_OF_INTEREST'],
    run: (principal, id, attempt, { reason }) => grants.change(principal, verb, id, reason, attempt),
  });

const giving = (grants: Grants): Route =>
  route<DataReturn>({
    method: 'post',
    path: '/v1/data-returns',
    operationId: 'returnData',
    tag: NOUN.tag,
    summary:
      'Give data of a lower division back to it, without a request or conditions (provider of a division above)',
    write: true,
    body: DataReturn,
    ownId: ({ id }) => id,
    answers: { 201: NOUN.answer },
    problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'NOT_OWNER', 'CONDITION_NOT_MET', 'LIMIT_REACHED'],
    handle: async ({ principal, body, attempt }) => {
      const grant = await grants.giveBack(principal, body, attempt);
      return created(`${NOUN.path}/${grant.id}`, grant);
    },
  });

const changes = (grants: Grants): readonly Route[] => [
  action<GrantRenewal>(NOUN, {
    action: 'renewal',
    operationId: 'renewGrant',
    summary: 'Let a standing grant go on to a later end (provider)',
    body: GrantRenewal,
    problems: ['NOT_PARTY', 'LIMIT_REACHED'],
    run: (principal, id, attempt, { to }) => grants.renew(principal, id, to, attempt),
  }),
  action<GrantSuspension>(NOUN, {
    action: 'suspension',
    operationId: 'suspendGrant',
    summary: 'Stop it for a time, and have the consumer mend what is wrong by a date (provider, manager)',
    body: GrantSuspension,
    problems: ['NOT_PARTY', 'CONFLICT_OF_INTEREST', 'LIMIT_REACHED'],
    run: (principal, id, attempt, { reason, ...more }) =>
      grants.suspend(principal, id, { reason, ...present(more, 'rectifyWithin') }, attempt),
  }),
  action<Declared>(NOUN, {
    action: 'rectification',
    operationId: 'declareRectification',
    summary: 'Say that what was wrong is mended (consumer of a suspended grant)',
    body: Declared,
    problems: ['NOT_PARTY', 'LIMIT_REACHED'],
    run: (principal, id, attempt, { text, ...more }) =>
      grants.rectify(principal, id, { text, ...present(more, 'evidence') }, attempt),
  }),
  change(
    grants,
    'contestRectification',
    'rectification/objection',
    'Say that it is not mended: it is owed again, with the days that were left (whoever suspended it, or a manager that is no party)',
    'contestRectification',
  ),
  change(
    grants,
    'resume',
    'resumption',
    'Let it hold again (whoever suspended it, or a manager that is no party)',
  ),
  change(
    grants,
    'revoke',
    'revocation',
    'End it for good (provider, manager, or the consumer that gives it up); a provider files it before: /v1/service-changes',
  ),
  action(NOUN, {
    action: 'expiry',
    operationId: 'expireGrant',
    summary: 'Record that its period is over; changes no verdict',
    problems: ['NOT_PARTY'],
    run: (principal, id, attempt) => grants.expire(principal, id, attempt),
  }),
];

const keys = (grants: Grants): readonly Route[] => [
  action(NOUN, {
    action: 'key',
    operationId: 'depositRecordKey',
    summary: 'Make the record key and give it to both parties, where they have none yet',
    answer: { description: 'Both parties hold it.' },
    problems: ['NOT_PARTY'],
    run: async (principal, id) => grants.depositKey(principal, id),
  }),
  action<KeyDisclosure>(NOUN, {
    action: 'key/disclosure',
    operationId: 'discloseRecordKey',
    summary: 'Hand the record key to an auditor, arbitrator or manager, on record (a party)',
    body: KeyDisclosure,
    answer: { description: 'The record of it.', content: { one: DisclosureView } },
    problems: ['NOT_PARTY', 'ALREADY_EXISTS', 'RECORD_KEY_MISMATCH'],
    run: (principal, id, attempt, body) => grants.discloseKey(principal, id, body, attempt),
  }),
  action<ReasonGiven>(NOUN, {
    action: 'key/purge',
    operationId: 'purgeRecordKey',
    summary: "Destroy the organisation's copy of the record key for good: its commitments become unlinkable",
    body: ReasonGiven,
    answer: { description: 'The record of it.', content: { one: KeyPurgeView } },
    run: (principal, id, attempt, { reason }) => grants.purgeKey(principal, id, reason, attempt),
  }),
];

const owed = { description: 'The obligation to deliver.', content: { one: ObligationView } } as const;

const delivery = (obligations: Obligations): readonly Route[] => [
  action(NOUN, {
    action: 'delivery',
    operationId: 'declareDelivery',
    summary: 'Say that the data has been delivered (provider)',
    answer: owed,
    problems: ['NOT_PARTY', 'LIMIT_REACHED'],
    run: (principal, id, attempt) => obligations.act(principal, TRANSACTIONS.grantDeliver, id, attempt),
  }),
  action(NOUN, {
    action: 'delivery/confirmation',
    operationId: 'confirmDelivery',
    summary: 'Confirm what the provider has declared (consumer)',
    answer: owed,
    problems: ['NOT_PARTY'],
    run: (principal, id, attempt) =>
      obligations.act(principal, TRANSACTIONS.grantConfirmDelivery, id, attempt),
  }),
  action<ReasonGiven>(NOUN, {
    action: 'delivery/objection',
    operationId: 'contestDelivery',
    summary:
      'Say that what the provider has declared is not so: it is owed again, with the days that were left (consumer)',
    body: ReasonGiven,
    answer: owed,
    problems: ['NOT_PARTY'],
    run: (principal, id, attempt, { reason }) =>
      obligations.act(principal, TRANSACTIONS.grantContestDelivery, { id, reason }, attempt),
  }),
];

export const grantRoutes = (grants: Grants, obligations: Obligations): readonly Route[] => [
  ...reads(grants),
  giving(grants),
  ...changes(grants),
  ...delivery(obligations),
  ...keys(grants),
];
