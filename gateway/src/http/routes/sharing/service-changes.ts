// SPDX-License-Identifier: Apache-2.0
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import { utcOf } from '../../../support/rfc3339.js';
import { freshId } from '../../../usecases/fresh-id.js';
import type { PartyRecords } from '../../../usecases/sharing/party-records.js';
import { present } from '../../dto/common.js';
import {
  ServiceChangeAnnouncement,
  ServiceChangeConsultation,
  ServiceChangeFiling,
  ServiceChangeQuery,
  ServiceChangeView,
} from '../../dto/sharing/service-change.js';
import { route, type Route } from '../../route.js';
import { created } from '../../send/answers.js';
import { action, type Noun } from '../action.js';
import { partyReads } from '../party-reads.js';

const NOUN = {
  path: '/v1/service-changes',
  tag: 'service changes',
  id: identifier,
  answer: { description: 'The notice.', content: { one: ServiceChangeView } },
} as const satisfies Noun;

type ServiceChanges = PartyRecords<'service-change'>;

const announcing = (changes: ServiceChanges): Route =>
  route<ServiceChangeAnnouncement>({
    method: 'post',
    path: NOUN.path,
    operationId: 'announceServiceChange',
    tag: NOUN.tag,
    summary: 'Tell the consumer of a grant that the service ends or changes (provider)',
    write: true,
    body: ServiceChangeAnnouncement,
    ownId: ({ id }) => id,
    answers: { 201: NOUN.answer },
    problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'NOT_PARTY', 'INVALID_STATE'],
    handle: async ({ principal, body, attempt }) => {
      const { id = freshId(), grant, action: what, reason } = body;
      const effectiveAt = utcOf(body.effectiveAt) ?? body.effectiveAt;
      const told = { id, grant, action: what, reason, effectiveAt, ...present(body, 'text') };
      const change = await changes.act(principal, TRANSACTIONS.serviceAnnounce, told, attempt);
      return created(`${NOUN.path}/${id}`, change);
    },
  });

const course = (changes: ServiceChanges): readonly Route[] => [
  action<ServiceChangeConsultation>(NOUN, {
    action: 'consultation',
    operationId: 'consultOnServiceChange',
    summary: 'Say what the consumer thinks of it, until it takes effect (consumer)',
    body: ServiceChangeConsultation,
    run: (principal, id, attempt, { agreed, ...more }) =>
      changes.act(principal, TRANSACTIONS.serviceConsult, { id, agreed, ...present(more, 'text') }, attempt),
  }),
  action<ServiceChangeFiling>(NOUN, {
    action: 'filing',
    operationId: 'fileServiceChange',
    summary:
      'File it with the authority, once and before it takes effect: when the consumer has spoken, or let its time pass (provider)',
    body: ServiceChangeFiling,
    run: (principal, id, attempt, { document, ...more }) =>
      changes.act(
        principal,
        TRANSACTIONS.serviceFile,
        { id, document, ...present(more, 'reference') },
        attempt,
      ),
  }),
  action(NOUN, {
    action: 'receipt',
    operationId: 'receiveServiceChange',
    summary: 'Say that the filing has come in (manager)',
    problems: ['CONFLICT_OF_INTEREST'],
    run: (principal, id, attempt) => changes.act(principal, TRANSACTIONS.serviceReceive, id, attempt),
  }),
  action(NOUN, {
    action: 'effect',
    operationId: 'putServiceChangeIntoEffect',
    summary: 'Let it take effect, once its time has come: an end revokes the grant (provider)',
    run: (principal, id, attempt) => changes.act(principal, TRANSACTIONS.serviceTakeEffect, id, attempt),
  }),
  action(NOUN, {
    action: 'withdrawal',
    operationId: 'withdrawServiceChange',
    summary: 'Take it back, until it takes effect (provider)',
    run: (principal, id, attempt) => changes.act(principal, TRANSACTIONS.serviceWithdraw, id, attempt),
  }),
];

export const serviceChangeRoutes = (changes: ServiceChanges): readonly Route[] => [
  ...partyReads({
    noun: NOUN,
    records: changes,
    query: ServiceChangeQuery,
    view: ServiceChangeView,
    list: {
      operationId: 'listServiceChanges',
      summary: 'Notices that end or change services of or to the organisation; all for those that oversee',
    },
    get: { operationId: 'getServiceChange', summary: 'One notice: announced, talked over, filed, in effect' },
  }),
  announcing(changes),
  ...course(changes),
];
