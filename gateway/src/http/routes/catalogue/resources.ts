// SPDX-License-Identifier: Apache-2.0
import { versionNumber } from '@catalog-chain/chaincode/domain/catalogue/resource-input';
import { ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import type { CatalogueTable } from '../../../usecases/catalogue/catalogue-table.js';
import type { Resources } from '../../../usecases/catalogue/resources.js';
import { created, listed, ok } from '../../send/answers.js';
import { PageQuery, present } from '../../dto/common.js';
import {
  CatalogueTableQuery,
  ReasonGiven,
  ResourceDraft,
  ResourceQuery,
  ResourceReview,
  ResourceVersionView,
  ResourceView,
} from '../../dto/catalogue/resource.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { asTable, tableForm, tableLanguage } from '../../send/tables.js';
import { action, type Noun } from '../action.js';

const NOUN = {
  path: '/v1/resources',
  tag: 'resources',
  id: ownedId,
  answer: { description: 'The resource.', content: { one: ResourceView } },
} as const satisfies Noun;

const shared = { method: 'get', tag: NOUN.tag } as const;

const reads = (resources: Resources): readonly Route[] => [
  route<object, ResourceQuery>({
    ...shared,
    path: NOUN.path,
    operationId: 'listResources',
    summary: 'The catalogue',
    query: ResourceQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: ResourceView } } },
    problems: ['CURSOR_INVALID'],
    handle: ({ principal, query, accept }) => {
      const filter = present(query, 'organisation', 'code', 'text', 'state', 'duty');
      return listed(accept, query, (page) => resources.list(principal, filter, page, query.lacks));
    },
  }),
  route({
    ...shared,
    path: `${NOUN.path}/{id}`,
    operationId: 'getResource',
    summary: 'One entry',
    params: { id: ownedId },
    answers: { 200: NOUN.answer },
    problems: ['NOT_FOUND'],
    handle: async ({ principal, params: { id = '' } }) => ok(await resources.entry(principal, id)),
  }),
];

const versions = (resources: Resources): readonly Route[] => [
  route<object, PageQuery>({
    ...shared,
    path: `${NOUN.path}/{id}/versions`,
    operationId: 'listResourceVersions',
    summary: 'Its published versions',
    params: { id: ownedId },
    query: PageQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: ResourceVersionView } } },
    problems: ['CURSOR_INVALID'],
    handle: ({ params: { id = '' }, query, accept }) =>
      listed(accept, query, (page) => resources.versions(id, page)),
  }),
  route({
    ...shared,
    path: `${NOUN.path}/{id}/versions/{version}`,
    operationId: 'getResourceVersion',
    summary: 'One published version: it never changes',
    params: { id: ownedId, version: versionNumber },
    answers: { 200: { description: 'The version.', content: { one: ResourceVersionView } } },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { id = '', version = '' } }) => ok(await resources.version(id, Number(version))),
  }),
];

const table = (catalogue: CatalogueTable): Route =>
  route<object, CatalogueTableQuery>({
    ...shared,
    path: '/v1/catalogue-table',
    operationId: 'getCatalogueTable',
    summary: 'What is published, as a table that an import reads back without loss',
    description:
      'A row per data item, with the headings of the national guide: CSV, or an Excel workbook by `Accept` or `format`.',
    query: CatalogueTableQuery,
    answers: { 200: { description: 'The table.', content: { tables: true } } },
    handle: ({ query, accept, language: preferred }) => {
      const language = tableLanguage(query, preferred);
      const rows = catalogue.rows({ ...present(query, 'organisation'), language });
      const form = tableForm(query, accept) ?? 'csv';
      return Promise.resolve(asTable({ headings: catalogue.headings(language), rows }, form, language));
    },
  });

const drafting = (resources: Resources): Route =>
  route<ResourceDraft>({
    method: 'post',
    path: NOUN.path,
    operationId: 'draftResource',
    tag: NOUN.tag,
    summary: 'Draft a new entry, or the next version of one (provider)',
    write: true,
    body: ResourceDraft,
    answers: { 201: NOUN.answer },
    problems: ['NOT_FOUND', 'NOT_OWNER', 'INVALID_STATE', 'CONDITION_NOT_MET'],
    handle: async ({ principal, body: { code, content }, attempt }) => {
      const resource = await resources.draft(principal, code, content, attempt);
      return created(`${NOUN.path}/${resource.id}`, resource);
    },
  });

const publishing = (resources: Resources): readonly Route[] => [
  action(NOUN, {
    action: 'submission',
    operationId: 'submitResource',
    summary: 'Hand the draft to the manager (provider)',
    problems: ['LIMIT_REACHED'],
    run: (principal, id, attempt) => resources.submit(principal, id, attempt),
  }),
  action<ResourceReview>(NOUN, {
    action: 'review',
    operationId: 'reviewResource',
    summary: 'Publish what was submitted, or return it with reasons (manager)',
    body: ResourceReview,
    run: (principal, id, attempt, review) => resources.review(principal, id, review, attempt),
  }),
];

const ending = (resources: Resources): readonly Route[] => [
  action<ReasonGiven>(NOUN, {
    action: 'suspension',
    operationId: 'suspendResource',
    summary: 'Take a published entry out of use for a time (owner, manager)',
    body: ReasonGiven,
    run: (principal, id, attempt, { reason }) => resources.suspend(principal, id, reason, attempt),
  }),
  action(NOUN, {
    action: 'resumption',
    operationId: 'resumeResource',
    summary: 'Put it back (whoever suspended it)',
    problems: ['CONFLICT_OF_INTEREST'],
    run: (principal, id, attempt) => resources.resume(principal, id, attempt),
  }),
  action<ReasonGiven>(NOUN, {
    action: 'retirement',
    operationId: 'retireResource',
    summary: 'End an entry for good (owner)',
    body: ReasonGiven,
    run: (principal, id, attempt, { reason }) => resources.retire(principal, id, reason, attempt),
  }),
];

export const resourceRoutes = (resources: Resources, catalogue: CatalogueTable): readonly Route[] => [
  table(catalogue),
  ...reads(resources),
  ...versions(resources),
  drafting(resources),
  ...publishing(resources),
  ...ending(resources),
];
