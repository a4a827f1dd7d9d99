// SPDX-License-Identifier: Apache-2.0
/** Rows of orders to correct, notices of criticism, incidents and complaints. */
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import { sorted } from '../../../support/sorted.js';
import { utcOf } from '../../../support/rfc3339.js';
import { freshId } from '../../../usecases/fresh-id.js';
import type { MemberRecords, MemberRecordType } from '../../../usecases/oversight/member-records.js';
import type { Records } from '../../../usecases/records.js';
import { present, Reading, type OverseenQuery } from '../../dto/common.js';
import {
  ComplaintAnswering,
  ComplaintQuery,
  ComplaintReceiving,
  ComplaintView,
  CriticismIssuing,
  CriticismQuery,
  CriticismView,
  IncidentOutcome,
  IncidentQuery,
  IncidentReporting,
  IncidentView,
  OrderCompliance,
  OrderConclusion,
  OrderIssuing,
  OrderQuery,
  OrderView,
} from '../../dto/oversight/measures.js';
import type { Class } from '../../dto/rule.js';
import { route, type Route } from '../../route.js';
import { created, listed, ok } from '../../send/answers.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';
import { givenMonths } from './months.js';

interface MemberQuery extends OverseenQuery {
  readonly organisation?: string;
  readonly state?: string;
  readonly period?: string;
  readonly until?: string;
}

interface Kind<T extends MemberRecordType> {
  readonly noun: Noun;
  readonly records: MemberRecords<T>;
  readonly query: Class<MemberQuery>;
  readonly view: Class;
  /** Ends of the operations' names: `listOrders`, `getOrder`. */
  readonly names: readonly [many: string, one: string];
  readonly what: string;
}

const reads = <T extends MemberRecordType>({ noun, records, query: Query, view, names, what }: Kind<T>) => [
  route<object, MemberQuery>({
    method: 'get',
    tag: noun.tag,
    path: noun.path,
    operationId: `list${names[0]}`,
    summary: `${what} of the organisation; all of them for those that oversee`,
    query: Query,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: view } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const filter = { ...present(query, 'organisation', 'state'), ...givenMonths(query) };
      return listed(accept, query, (page) =>
        records.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, Reading>({
    method: 'get',
    tag: noun.tag,
    path: `${noun.path}/{id}`,
    operationId: `get${names[1]}`,
    summary: `One of the ${what.toLowerCase()}`,
    params: { id: noun.id },
    query: Reading,
    answers: { 200: noun.answer },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(await records.get(principal, id, present(query, 'purpose', 'case'))),
  }),
];

interface Beginning<B extends { readonly id?: string }> {
  readonly transaction: TransactionName;
  readonly operationId: string;
  readonly summary: string;
  readonly body: Class<B>;
  /** What the contract takes, but for the id. */
  readonly argument?: (body: B) => object;
}

/** `POST /v1/NOUNS`: without an id, one is made here. */
const beginning = <T extends MemberRecordType, B extends { readonly id?: string }>(
  { noun, records }: Pick<Kind<T>, 'noun' | 'records'>,
  { transaction, argument = (body) => body, ...rest }: Beginning<B>,
): Route =>
  route<B>({
    method: 'post',
    path: noun.path,
    tag: noun.tag,
    write: true,
    ownId: ({ id }) => id,
    answers: { 201: noun.answer },
    problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'CONFLICT_OF_INTEREST', 'CONDITION_NOT_MET'],
    ...rest,
    handle: async ({ principal, body, attempt }) => {
      const { id = freshId() } = body;
      const record = await records.act(principal, transaction, { ...argument(body), id }, attempt);
      return created(`${noun.path}/${id}`, record);
    },
  });

const nounOf = (path: string, tag: string, view: Class, description: string): Noun => ({
  path,
  tag,
  id: identifier,
  answer: { description, content: { one: view } },
});

const ORDER = nounOf('/v1/orders', 'supervision', OrderView, 'The order.');
const INCIDENT = nounOf('/v1/incidents', 'supervision', IncidentView, 'The incident.');
const COMPLAINT = nounOf('/v1/complaints', 'supervision', ComplaintView, 'The complaint.');
const CRITICISM = nounOf('/v1/criticisms', 'supervision', CriticismView, 'The notice.');

export const orderRoutes = (orders: MemberRecords<'order'>): readonly Route[] => [
  ...reads({
    noun: ORDER,
    records: orders,
    query: OrderQuery,
    view: OrderView,
    names: ['Orders', 'Order'],
    what: 'Orders to correct',
  }),
  beginning<'order', OrderIssuing>(
    { noun: ORDER, records: orders },
    {
      transaction: TRANSACTIONS.orderIssue,
      operationId: 'issueOrder',
      summary: 'Order a member to correct what it failed, by a date (manager)',
      body: OrderIssuing,
    },
  ),
  action<OrderCompliance>(ORDER, {
    action: 'compliance',
    operationId: 'reportOrder',
    summary: 'Say what was done (the member)',
    body: OrderCompliance,
    run: (principal, id, attempt, { text, evidence }) =>
      orders.act(
        principal,
        TRANSACTIONS.orderReport,
        { id, text, ...(evidence && { evidence: sorted(evidence) }) },
        attempt,
      ),
  }),
  action<OrderConclusion>(ORDER, {
    action: 'conclusion',
    operationId: 'concludeOrder',
    summary: 'Find it corrected or not (the manager that issued it)',
    body: OrderConclusion,
    run: (principal, id, attempt, { complied, text }) =>
      orders.act(principal, TRANSACTIONS.orderConclude, { id, complied, text }, attempt),
  }),
  action(ORDER, {
    action: 'withdrawal',
    operationId: 'withdrawOrder',
    summary: 'Take it back, until it is concluded (the manager that issued it)',
    run: (principal, id, attempt) => orders.act(principal, TRANSACTIONS.orderWithdraw, id, attempt),
  }),
];

export const incidentRoutes = (incidents: MemberRecords<'incident'>): readonly Route[] => [
  ...reads({
    noun: INCIDENT,
    records: incidents,
    query: IncidentQuery,
    view: IncidentView,
    names: ['Incidents', 'Incident'],
    what: 'Incidents of security',
  }),
  beginning<'incident', IncidentReporting>(
    { noun: INCIDENT, records: incidents },
    {
      transaction: TRANSACTIONS.incidentReport,
      operationId: 'reportIncident',
      summary: 'Report an incident of security, at once',
      body: IncidentReporting,
      argument: ({ kind, noticedAt, text, digest, ...more }) => ({
        kind,
        noticedAt: utcOf(noticedAt) ?? noticedAt,
        text,
        digest,
        ...present(more, 'about'),
      }),
    },
  ),
  action<IncidentOutcome>(INCIDENT, {
    action: 'closing',
    operationId: 'closeIncident',
    summary: 'Report its outcome (who reported it)',
    body: IncidentOutcome,
    run: (principal, id, attempt, { text, digest }) =>
      incidents.act(principal, TRANSACTIONS.incidentClose, { id, text, digest }, attempt),
  }),
];

export const complaintRoutes = (complaints: MemberRecords<'complaint'>): readonly Route[] => [
  ...reads({
    noun: COMPLAINT,
    records: complaints,
    query: ComplaintQuery,
    view: ComplaintView,
    names: ['Complaints', 'Complaint'],
    what: 'Complaints',
  }),
  beginning<'complaint', ComplaintReceiving>(
    { noun: COMPLAINT, records: complaints },
    {
      transaction: TRANSACTIONS.complaintReceive,
      operationId: 'receiveComplaint',
      summary: 'Record a complaint that came in, by its digest',
      body: ComplaintReceiving,
    },
  ),
  action<ComplaintAnswering>(COMPLAINT, {
    action: 'answer',
    operationId: 'answerComplaint',
    summary: 'Answer it; what was opened on account of it is named (who received it)',
    body: ComplaintAnswering,
    run: (principal, id, attempt, { outcome, digest, ...more }) =>
      complaints.act(
        principal,
        TRANSACTIONS.complaintAnswer,
        { id, outcome, digest, ...present(more, 'correction', 'dispute', 'collected') },
        attempt,
      ),
  }),
];

/** Read by every member. */
export const criticismRoutes = (records: Records): readonly Route[] => [
  route<object, CriticismQuery>({
    method: 'get',
    tag: CRITICISM.tag,
    path: CRITICISM.path,
    operationId: 'listCriticisms',
    summary: 'Notices of criticism, for every member',
    query: CriticismQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: CriticismView } } },
    problems: ['CURSOR_INVALID'],
    handle: ({ query, accept }) => {
      const filter = { ...present(query, 'organisation'), ...givenMonths(query) };
      return listed(accept, query, (page) => records.list('criticism', filter, page));
    },
  }),
  route({
    method: 'get',
    tag: CRITICISM.tag,
    path: `${CRITICISM.path}/{id}`,
    operationId: 'getCriticism',
    summary: 'One notice of criticism',
    params: { id: identifier },
    answers: { 200: CRITICISM.answer },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { id = '' } }) => ok(await records.get('criticism', id)),
  }),
  route<CriticismIssuing>({
    method: 'post',
    tag: CRITICISM.tag,
    path: CRITICISM.path,
    operationId: 'issueCriticism',
    summary: 'Criticise a member before all (manager)',
    write: true,
    body: CriticismIssuing,
    ownId: ({ id }) => id,
    answers: { 201: CRITICISM.answer },
    problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'CONFLICT_OF_INTEREST', 'CONDITION_NOT_MET'],
    handle: async ({ principal, body, attempt }) => {
      const { id = freshId(), organisation, items, text, ...more } = body;
      const notice = { id, organisation, items, text, ...present(more, 'report', 'document', 'order') };
      const act = { transaction: TRANSACTIONS.criticismIssue, args: [notice] };
      return created(`${CRITICISM.path}/${id}`, await records.act<'criticism'>(principal, act, attempt));
    },
  }),
];
