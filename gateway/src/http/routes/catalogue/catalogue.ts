// SPDX-License-Identifier: Apache-2.0
/** Duties, systems and the policy. */
import { policyVersion } from '@catalog-chain/chaincode/domain/members/policy';
import { ownedId } from '@catalog-chain/chaincode/domain/text/schema';
import type { IndexedType } from '../../../index/model/records.js';
import type { Catalogue } from '../../../usecases/catalogue/catalogue.js';
import type { Policies } from '../../../usecases/catalogue/policies.js';
import type { Records } from '../../../usecases/records.js';
import { created, listed, ok } from '../../send/answers.js';
import {
  DutyQuery,
  DutyRegistration,
  DutyView,
  PolicySetting,
  PolicyView,
  SystemQuery,
  SystemRegistration,
  SystemView,
  type OwnedQuery,
} from '../../dto/catalogue/catalogue.js';
import { present } from '../../dto/common.js';
import type { Class } from '../../dto/rule.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';

const DUTY = {
  path: '/v1/duties',
  tag: 'duties',
  id: ownedId,
  answer: { description: 'The duty.', content: { one: DutyView } },
} as const satisfies Noun;

const SYSTEM = {
  path: '/v1/systems',
  tag: 'systems',
  id: ownedId,
  answer: { description: 'The system.', content: { one: SystemView } },
} as const satisfies Noun;

/** What some of the lists take. */
interface Narrowing {
  readonly state?: string;
  readonly duty?: string;
}

/** List and read, for records that every member may see. */
function reads<Q extends OwnedQuery & { state?: string }>(
  noun: Noun & { readonly answer: { readonly content: { readonly one: Class } } },
  names: { readonly type: IndexedType; readonly one: string; readonly many: string },
  query: Class<Q>,
  records: Records,
): readonly Route[] {
  const shared = { method: 'get', tag: noun.tag } as const;
  return [
    route<object, Q>({
      ...shared,
      path: noun.path,
      operationId: `list${names.many}`,
      summary: `${names.many} of all organisations`,
      query,
      produces: [LINES_TYPE],
      answers: { 200: { description: 'A page.', content: { page: noun.answer.content.one } } },
      problems: ['CURSOR_INVALID'],
      handle: ({ query: asked, accept }) => {
        const filter = present<OwnedQuery & Narrowing, keyof Narrowing | 'organisation' | 'code' | 'text'>(
          asked,
          ...(['organisation', 'code', 'text', 'state', 'duty'] as const),
        );
        return listed(accept, asked, (page) => records.list(names.type, filter, page));
      },
    }),
    route({
      ...shared,
      path: `${noun.path}/{id}`,
      operationId: `get${names.one}`,
      summary: `One ${names.type}`,
      params: { id: noun.id },
      answers: { 200: noun.answer },
      problems: ['NOT_FOUND'],
      handle: async ({ params: { id = '' } }) => ok(await records.get(names.type, id)),
    }),
  ];
}

export const dutyRoutes = (catalogue: Catalogue, records: Records): readonly Route[] => [
  ...reads(DUTY, { type: 'duty', one: 'Duty', many: 'Duties' }, DutyQuery, records),
  route<DutyRegistration>({
    method: 'post',
    path: DUTY.path,
    operationId: 'registerDuty',
    tag: DUTY.tag,
    summary: "Register one of the organisation's duties",
    write: true,
    body: DutyRegistration,
    ownId: ({ code }) => code,
    answers: { 201: DUTY.answer },
    problems: ['ALREADY_EXISTS'],
    handle: async ({ principal, body, attempt }) => {
      const duty = await catalogue.registerDuty(principal, body, attempt);
      return created(`${DUTY.path}/${duty.id}`, duty);
    },
  }),
  action(DUTY, {
    action: 'repeal',
    operationId: 'repealDuty',
    summary: 'Repeal a duty',
    run: (principal, id, attempt) => catalogue.repealDuty(principal, id, attempt),
  }),
];

export const systemRoutes = (catalogue: Catalogue, records: Records): readonly Route[] => [
  ...reads(SYSTEM, { type: 'system', one: 'System', many: 'Systems' }, SystemQuery, records),
  route<SystemRegistration>({
    method: 'post',
    path: SYSTEM.path,
    operationId: 'registerSystem',
    tag: SYSTEM.tag,
    summary: "Register one of the organisation's information systems",
    write: true,
    body: SystemRegistration,
    ownId: ({ code }) => code,
    answers: { 201: SYSTEM.answer },
    problems: ['ALREADY_EXISTS', 'NOT_FOUND', 'NOT_OWNER', 'CONDITION_NOT_MET'],
    handle: async ({ principal, body, attempt }) => {
      const system = await catalogue.registerSystem(principal, body, attempt);
      return created(`${SYSTEM.path}/${system.id}`, system);
    },
  }),
  action(SYSTEM, {
    action: 'retirement',
    operationId: 'retireSystem',
    summary: 'Retire an information system',
    run: (principal, id, attempt) => catalogue.retireSystem(principal, id, attempt),
  }),
];

const policy = { description: 'The policy.', content: { one: PolicyView } };

export const policyRoutes = (policies: Policies): readonly Route[] => [
  route({
    method: 'get',
    path: '/v1/policies/{version}',
    operationId: 'getPolicy',
    tag: 'policies',
    summary: 'Deadlines, calendar and reporting time: one version, or `current`',
    params: { version: policyVersion },
    answers: { 200: policy },
    problems: ['NOT_FOUND'],
    handle: async ({ params: { version = '' } }) => ok(await policies.get(version)),
  }),
  route<PolicySetting>({
    method: 'post',
    path: '/v1/policies',
    operationId: 'setPolicy',
    tag: 'policies',
    summary: 'Set the next version (manager)',
    write: true,
    body: PolicySetting,
    answers: { 201: policy },
    handle: async ({ principal, body, attempt }) => {
      const set = await policies.set(principal, body, attempt);
      return created(`/v1/policies/${set.version}`, set);
    },
  }),
];
