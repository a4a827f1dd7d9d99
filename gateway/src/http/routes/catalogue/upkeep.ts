// SPDX-License-Identifier: Apache-2.0
/** Rows of changes that a catalogue follows, source agencies, and demand for what is not listed: every member reads them. */
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import type { Attempt } from '../../../attempts/attempt.js';
import type { RecordFilter } from '../../../index/model/records.js';
import { sorted } from '../../../support/sorted.js';
import { freshId } from '../../../usecases/fresh-id.js';
import type { Principal } from '../../../usecases/principal.js';
import type { Records } from '../../../usecases/records.js';
import {
  CatalogueChangeView,
  CatalogueUpdating,
  ChangeDeclaration,
  ChangeQuery,
  DemandListing,
  DemandQuery,
  DemandRefusing,
  DemandStating,
  DemandView,
  SourceAgencyView,
  SourceDesignation,
  SourceQuery,
  SourceUpdateAsking,
  SourceUpdateDeclaration,
  SourceUpdateQuery,
  SourceUpdateView,
  WithReason,
} from '../../dto/catalogue/upkeep.js';
import { present, type PageQuery } from '../../dto/common.js';
import type { Class } from '../../dto/rule.js';
import type { Code } from '../../problems/codes.js';
import { route, type Route } from '../../route.js';
import { created, listed, ok } from '../../send/answers.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';

type UpkeepType = 'catalogue-change' | 'source-agency' | 'source-update' | 'demand';

const nounOf = (path: string, view: Class, description: string): Noun => ({
  path,
  tag: 'upkeep',
  id: identifier,
  answer: { description, content: { one: view } },
});

type Query = PageQuery & Partial<Record<(typeof FILTERS)[number], string>>;
const FILTERS = ['organisation', 'provider', 'consumer', 'duty', 'state', 'text'] as const;

interface Kind {
  readonly noun: Noun;
  readonly type: UpkeepType;
  readonly view: Class;
  readonly query: Class<Query>;
  /** Ends of the operations' names. */
  readonly names: readonly [many: string, one: string];
  readonly what: readonly [many: string, one: string];
}

const reads = (records: Records, { noun, type, view, query: Asked, names, what }: Kind): Route[] => [
  route<object, Query>({
    method: 'get',
    tag: noun.tag,
    path: noun.path,
    operationId: `list${names[0]}`,
    summary: `${what[0]}, for every member`,
    query: Asked,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: view } } },
    problems: ['CURSOR_INVALID'],
    handle: ({ query, accept }) => {
      const filter: RecordFilter = present(query, ...FILTERS);
      return listed(accept, query, (page) => records.list(type, filter, page));
    },
  }),
  route({
    method: 'get',
    tag: noun.tag,
    path: `${noun.path}/{id}`,
    operationId: `get${names[1]}`,
    summary: `One ${what[1]}`,
    params: { id: noun.id },
    answers: { 200: noun.answer },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { id = '' } }) => ok(await records.get(type, id)),
  }),
];

interface Beginning<B> {
  readonly transaction: TransactionName;
  readonly operationId: string;
  readonly summary: string;
  readonly body: Class<B>;
  readonly problems: readonly Code[];
  /** What the contract takes, but for the id. */
  readonly argument: (body: B) => object;
}

/** `POST /v1/NOUNS`: without an id, one is made here. */
const beginning = <B extends { readonly id?: string }>(
  noun: Noun,
  records: Records,
  { transaction, argument, problems, ...rest }: Beginning<B>,
): Route =>
  route<B>({
    method: 'post',
    path: noun.path,
    tag: noun.tag,
    write: true,
    ownId: ({ id }) => id,
    answers: { 201: noun.answer },
    problems: ['NOT_FOUND', 'ALREADY_EXISTS', ...problems],
    ...rest,
    handle: async ({ principal, body, attempt }) => {
      const { id = freshId() } = body;
      const args = [{ ...argument(body), id }];
      return created(`${noun.path}/${id}`, await records.act(principal, { transaction, args }, attempt));
    },
  });

const acting =
  (records: Records, transaction: TransactionName) =>
  (principal: Principal, argument: string | object, attempt: Attempt): Promise<unknown> =>
    records.act(principal, { transaction, args: [argument] }, attempt);

const CHANGE = nounOf('/v1/catalogue-changes', CatalogueChangeView, 'The change.');
const SOURCE = nounOf('/v1/source-agencies', SourceAgencyView, 'The designation.');
const UPDATE = nounOf('/v1/source-updates', SourceUpdateView, 'The update.');
const DEMAND = nounOf('/v1/demands', DemandView, 'The demand.');

export const changeRoutes = (records: Records): readonly Route[] => [
  ...reads(records, {
    noun: CHANGE,
    type: 'catalogue-change',
    view: CatalogueChangeView,
    query: ChangeQuery,
    names: ['CatalogueChanges', 'CatalogueChange'],
    what: ['Changes of law and duty that catalogues have to follow', 'change'],
  }),
  beginning<ChangeDeclaration>(CHANGE, records, {
    transaction: TRANSACTIONS.changeDeclare,
    operationId: 'declareCatalogueChange',
    summary: 'Declare that a law or a duty changed (its organisation, or a manager)',
    body: ChangeDeclaration,
    problems: ['NOT_OWNER'],
    argument: ({ duty, kind, text, ...more }) => ({ duty, kind, text, ...present(more, 'citation') }),
  }),
  action<CatalogueUpdating>(CHANGE, {
    action: 'update',
    operationId: 'recordCatalogueUpdate',
    summary:
      'Record that the catalogue follows it: entries changed since, or why none had to be (its organisation)',
    body: CatalogueUpdating,
    run: (principal, id, attempt, { entries, text }) =>
      acting(records, TRANSACTIONS.changeRecordUpdate)(
        principal,
        { id, ...(entries && { entries: sorted(entries) }), ...(text !== undefined && { text }) },
        attempt,
      ),
  }),
  action<WithReason>(CHANGE, {
    action: 'objection',
    operationId: 'contestCatalogueUpdate',
    summary:
      'Not accept that no entry had to be changed: it is owed again, with the days that were left (manager)',
    body: WithReason,
    problems: ['CONFLICT_OF_INTEREST'],
    run: (principal, id, attempt, { reason }) =>
      acting(records, TRANSACTIONS.changeContestUpdate)(principal, { id, reason }, attempt),
  }),
];

export const sourceRoutes = (records: Records): readonly Route[] => [
  ...reads(records, {
    noun: SOURCE,
    type: 'source-agency',
    view: SourceAgencyView,
    query: SourceQuery,
    names: ['SourceAgencies', 'SourceAgency'],
    what: ['Source agencies', 'designation of a source agency'],
  }),
  beginning<SourceDesignation>(SOURCE, records, {
    transaction: TRANSACTIONS.sourceDesignate,
    operationId: 'designateSource',
    summary: 'Name who answers for data that several collect (manager)',
    body: SourceDesignation,
    problems: ['CONDITION_NOT_MET'],
    argument: ({ names, agency, collectors, items, basis }) => ({
      names,
      agency,
      collectors: sorted(collectors),
      items,
      basis,
    }),
  }),
  action<WithReason>(SOURCE, {
    action: 'ending',
    operationId: 'endSource',
    summary: 'End a designation (manager)',
    body: WithReason,
    run: (principal, id, attempt, { reason }) =>
      acting(records, TRANSACTIONS.sourceEnd)(principal, { id, reason }, attempt),
  }),
  ...reads(records, {
    noun: UPDATE,
    type: 'source-update',
    view: SourceUpdateView,
    query: SourceUpdateQuery,
    names: ['SourceUpdates', 'SourceUpdate'],
    what: ['What source agencies asked others to bring up to date', 'update'],
  }),
  beginning<SourceUpdateAsking>(UPDATE, records, {
    transaction: TRANSACTIONS.sourceAskUpdate,
    operationId: 'askSourceUpdate',
    summary: 'Ask a collector to bring data up to date (the source agency)',
    body: SourceUpdateAsking,
    problems: ['NOT_OWNER', 'INVALID_STATE', 'CONDITION_NOT_MET', 'LIMIT_REACHED'],
    argument: ({ source, collector, text }) => ({ source, collector, text }),
  }),
  action<SourceUpdateDeclaration>(UPDATE, {
    action: 'declaration',
    operationId: 'declareSourceUpdate',
    summary: 'Say that it is done (the collector)',
    body: SourceUpdateDeclaration,
    run: (principal, id, attempt, { text }) =>
      acting(records, TRANSACTIONS.sourceDeclareUpdate)(principal, { id, text }, attempt),
  }),
  action(UPDATE, {
    action: 'confirmation',
    operationId: 'confirmSourceUpdate',
    summary: 'Confirm it (the source agency)',
    run: (principal, id, attempt) =>
      acting(records, TRANSACTIONS.sourceConfirmUpdate)(principal, id, attempt),
  }),
  action<WithReason>(UPDATE, {
    action: 'objection',
    operationId: 'contestSourceUpdate',
    summary: 'Say that it is not so: it is owed again, with the days that were left (the source agency)',
    body: WithReason,
    run: (principal, id, attempt, { reason }) =>
      acting(records, TRANSACTIONS.sourceContestUpdate)(principal, { id, reason }, attempt),
  }),
];

export const demandRoutes = (records: Records): readonly Route[] => [
  ...reads(records, {
    noun: DEMAND,
    type: 'demand',
    view: DemandView,
    query: DemandQuery,
    names: ['Demands', 'Demand'],
    what: ['Demand for data that is not listed', 'demand'],
  }),
  beginning<DemandStating>(DEMAND, records, {
    transaction: TRANSACTIONS.demandState,
    operationId: 'stateDemand',
    summary: 'State a need for data that is not listed (consumer)',
    body: DemandStating,
    problems: ['NOT_OWNER', 'CONFLICT_OF_INTEREST', 'CONDITION_NOT_MET', 'LIMIT_REACHED'],
    argument: ({ provider, names, purpose, legalBasis, ...more }) => ({
      provider,
      names,
      purpose,
      legalBasis,
      ...present(more, 'items', 'scenario', 'duty'),
    }),
  }),
  action<DemandListing>(DEMAND, {
    action: 'listing',
    operationId: 'listDemanded',
    summary: 'Name the published entry that meets it (provider)',
    body: DemandListing,
    run: (principal, id, attempt, { resource }) =>
      acting(records, TRANSACTIONS.demandMeet)(principal, { id, resource }, attempt),
  }),
  action<DemandRefusing>(DEMAND, {
    action: 'refusal',
    operationId: 'refuseDemand',
    summary: 'Say why it will not be listed (provider)',
    body: DemandRefusing,
    run: (principal, id, attempt, { ground, reason, ...more }) =>
      acting(records, TRANSACTIONS.demandRefuse)(
        principal,
        { id, ground, reason, ...present(more, 'holder') },
        attempt,
      ),
  }),
  action(DEMAND, {
    action: 'withdrawal',
    operationId: 'withdrawDemand',
    summary: 'Take it back (who stated it)',
    run: (principal, id, attempt) => acting(records, TRANSACTIONS.demandWithdraw)(principal, id, attempt),
  }),
];
