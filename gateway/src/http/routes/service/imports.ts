// SPDX-License-Identifier: Apache-2.0
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { uuid } from '@catalog-chain/chaincode/domain/text/schema';
import type { ImportRecords } from '../../../import/record/import-records.js';
import { created, ok } from '../../send/answers.js';
import { ImportInput, ImportQuery, ImportView } from '../../dto/service/imports.js';
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

/** Imports, as whoever carried them out told of them: an aid to memory of the organisation, and no proof. */
export const importRoutes = (imports: ImportRecords): readonly Route[] => [
  route<ImportInput>({
    method: 'post',
    path: PATH,
    operationId: 'recordImport',
    tag: 'imports',
    summary: 'Leave a record of an import: which file, and what came of it',
    write: true,
    body: ImportInput,
    answers: { 201: one },
    handle: async ({ principal, body }) => {
      const record = await imports.add(principal.organisation, principal.user, body);
      return created(`${PATH}/${record.id}`, record);
    },
  }),
  route<object, ImportQuery>({
    method: 'get',
    path: PATH,
    operationId: 'listImports',
    tag: 'imports',
    summary: "The organisation's imports, the newest first",
    query: ImportQuery,
    answers: { 200: { description: 'The records.', content: { schema: LIST } } },
    handle: async ({ principal, query }) =>
      ok({ items: await imports.list(principal.organisation, Number(query.limit ?? DEFAULT_LIMIT)) }),
  }),
  route({
    method: 'get',
    path: `${PATH}/{id}`,
    operationId: 'getImport',
    tag: 'imports',
    summary: 'One import',
    params: { id: uuid },
    answers: { 200: one },
    problems: ['NOT_FOUND'],
    handle: async ({ principal, params: { id = '' } }) => {
      const record = await imports.find(principal.organisation, id);
      if (!record) throw new DomainError('NOT_FOUND', 'There is no such import.');
      return ok(record);
    },
  }),
];
