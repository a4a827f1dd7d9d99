// SPDX-License-Identifier: Apache-2.0
import { uuid } from '@catalog-chain/chaincode/domain/text/schema';
import type { Imports } from '../../../usecases/imports.js';
import { created, ok } from '../../send/answers.js';
import { present, Reading } from '../../dto/common.js';
import {
  ImportBeginInput,
  ImportEndInput,
  ImportQuery,
  ImportThingsInput,
  ImportView,
} from '../../dto/service/imports.js';
import { route, type Route } from '../../route.js';

const PATH = '/v1/imports';
const one = { description: 'The record.', content: { one: ImportView } };
const LIST = {
  type: 'object',
  required: ['items'],
  additionalProperties: false,
  properties: { items: { type: 'array', items: { $ref: '#/components/schemas/ImportView' } } },
};
const DEFAULT_LIMIT = 50;

const writes = (imports: Imports): readonly Route[] => [
  route<ImportBeginInput>({
    method: 'post',
    path: PATH,
    operationId: 'beginImport',
    tag: 'imports',
    summary: 'Begin the record of an import, before it writes: which file, and who',
    write: true,
    body: ImportBeginInput,
    answers: { 201: one },
    handle: async ({ principal, body, attempt }) => {
      const record = await imports.begin(principal, body, attempt);
      return created(`${PATH}/${record.id}`, record);
    },
  }),
  route<ImportThingsInput>({
    method: 'post',
    path: `${PATH}/{id}/things`,
    operationId: 'tellImport',
    tag: 'imports',
    summary: 'Tell what an import under way has touched since',
    write: true,
    params: { id: uuid },
    body: ImportThingsInput,
    answers: { 200: one },
    problems: ['NOT_FOUND', 'NOT_OWNER', 'INVALID_STATE'],
    handle: async ({ principal, params: { id = '' }, body: { things } }) =>
      ok(await imports.tell(principal, id, things)),
  }),
  route<ImportEndInput>({
    method: 'post',
    path: `${PATH}/{id}/ending`,
    operationId: 'endImport',
    tag: 'imports',
    summary: 'End the record of an import: how it ended, and what it came to',
    write: true,
    params: { id: uuid },
    body: ImportEndInput,
    answers: { 200: one },
    problems: ['NOT_FOUND', 'NOT_OWNER', 'INVALID_STATE'],
    handle: async ({ principal, params: { id = '' }, body }) => ok(await imports.end(principal, id, body)),
  }),
];

/** Imports, as whoever carried them out told of them: an aid to memory of the organisation, and no proof. */
export const importRoutes = (imports: Imports): readonly Route[] => [
  ...writes(imports),
  route<object, ImportQuery>({
    method: 'get',
    path: PATH,
    operationId: 'listImports',
    tag: 'imports',
    summary: "The organisation's imports, the newest first",
    query: ImportQuery,
    answers: { 200: { description: 'The records.', content: { schema: LIST } } },
    problems: ['PURPOSE_REQUIRED'],
    handle: async ({ principal, query }) => {
      const { limit = DEFAULT_LIMIT } = query;
      const filter = present(query, 'state', 'thing');
      const reason = present(query, 'purpose', 'case');
      return ok({ items: await imports.list(principal, filter, Number(limit), reason) });
    },
  }),
  route<object, Reading>({
    method: 'get',
    path: `${PATH}/{id}`,
    operationId: 'getImport',
    tag: 'imports',
    summary: 'One import, and what it touched',
    params: { id: uuid },
    query: Reading,
    answers: { 200: one },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(await imports.get(principal, id, present(query, 'purpose', 'case'))),
  }),
];
