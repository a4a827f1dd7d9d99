// SPDX-License-Identifier: Apache-2.0
/** Rows that read records known to two parties and to those that oversee: a list and one of them. */
import type { PartyRecords, PartyRecordType } from '../../usecases/sharing/party-records.js';
import { present, Reading, type OverseenQuery } from '../dto/common.js';
import type { Class } from '../dto/rule.js';
import { route, type Route } from '../route.js';
import { listed, ok } from '../send/answers.js';
import { LINES_TYPE } from '../send/lines.js';
import type { Noun } from './action.js';

/** What lists of them filter by. */
export interface PartyQuery extends OverseenQuery {
  readonly provider?: string;
  readonly consumer?: string;
  readonly grant?: string;
  readonly resource?: string;
  readonly state?: string;
}

interface Read {
  readonly operationId: string;
  readonly summary: string;
}

export interface Reads<T extends PartyRecordType> {
  readonly noun: Noun;
  readonly records: PartyRecords<T>;
  readonly query: Class<PartyQuery>;
  readonly view: Class;
  readonly list: Read;
  readonly get: Read;
}

export const partyReads = <T extends PartyRecordType>(reads: Reads<T>): readonly Route[] => {
  const { noun, records, query: Query, view, list, get } = reads;
  return [
    route<object, PartyQuery>({
      method: 'get',
      tag: noun.tag,
      path: noun.path,
      ...list,
      query: Query,
      produces: [LINES_TYPE],
      answers: { 200: { description: 'A page.', content: { page: view } } },
      problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
      handle: ({ principal, query, accept }) => {
        const filter = present(query, 'provider', 'consumer', 'grant', 'resource', 'state');
        return listed(accept, query, (page) =>
          records.list(principal, filter, page, present(query, 'purpose', 'case')),
        );
      },
    }),
    route<object, Reading>({
      method: 'get',
      tag: noun.tag,
      path: `${noun.path}/{id}`,
      ...get,
      params: { id: noun.id },
      query: Reading,
      answers: { 200: noun.answer },
      problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
      handle: async ({ principal, params: { id = '' }, query }) =>
        ok(await records.get(principal, id, present(query, 'purpose', 'case'))),
    }),
  ];
};
