// SPDX-License-Identifier: Apache-2.0
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import type { Organisations } from '../../../usecases/catalogue/organisations.js';
import { created, listed, ok } from '../../send/answers.js';
import { present } from '../../dto/common.js';
import {
  OrganisationChange,
  OrganisationQuery,
  OrganisationRegistration,
  OrganisationView,
} from '../../dto/catalogue/organisation.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';

const PATH = '/v1/organisations';
const shared = { tag: 'organisations', params: { id: mspId } } as const;
const one = { description: 'The organisation.', content: { one: OrganisationView } };

const reads = (organisations: Organisations): readonly Route[] => [
  route<object, OrganisationQuery>({
    method: 'get',
    path: PATH,
    operationId: 'listOrganisations',
    tag: 'organisations',
    summary: 'Members of the consortium',
    query: OrganisationQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: OrganisationView } } },
    problems: ['CURSOR_INVALID'],
    handle: ({ query, accept }) =>
      listed(accept, query, (page) => organisations.list(present(query, 'state', 'text'), page)),
  }),
  route({
    ...shared,
    method: 'get',
    path: `${PATH}/{id}`,
    operationId: 'getOrganisation',
    summary: 'One member',
    answers: { 200: one },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { id = '' } }) => ok(await organisations.get(id)),
  }),
];

const writes = (organisations: Organisations): readonly Route[] => [
  route<OrganisationRegistration>({
    method: 'post',
    path: PATH,
    operationId: 'registerOrganisation',
    tag: 'organisations',
    summary: 'Register a member (manager)',
    write: true,
    body: OrganisationRegistration,
    ownId: ({ organisation }) => organisation,
    answers: { 201: one },
    problems: ['ALREADY_EXISTS'],
    handle: async ({ principal, body, attempt }) =>
      created(`${PATH}/${body.organisation}`, await organisations.register(principal, body, attempt)),
  }),
  route<OrganisationChange>({
    ...shared,
    method: 'put',
    path: `${PATH}/{id}`,
    operationId: 'updateOrganisation',
    summary: "Change a member's names and roles (manager)",
    write: true,
    body: OrganisationChange,
    answers: { 200: one },
    problems: ['NOT_FOUND'],
    handle: async ({ principal, params: { id = '' }, body, attempt }) =>
      ok(await organisations.update(principal, id, body, attempt)),
  }),
];

const turn = (verb: 'suspend' | 'resume', summary: string, organisations: Organisations): Route =>
  route({
    ...shared,
    method: 'post',
    path: `${PATH}/{id}/${verb === 'suspend' ? 'suspension' : 'resumption'}`,
    operationId: `${verb}Organisation`,
    summary,
    write: true,
    answers: { 200: one },
    problems: ['NOT_FOUND', 'INVALID_STATE', 'CONFLICT_OF_INTEREST'],
    handle: async ({ principal, params: { id = '' }, attempt }) =>
      ok(await organisations[verb](principal, id, attempt)),
  });

export const organisationRoutes = (organisations: Organisations): readonly Route[] => [
  ...reads(organisations),
  ...writes(organisations),
  turn('suspend', 'Suspend a member (manager)', organisations),
  turn('resume', 'Let a suspended member act again (manager)', organisations),
];
