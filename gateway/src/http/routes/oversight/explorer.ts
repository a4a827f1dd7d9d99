// SPDX-License-Identifier: Apache-2.0
/** Blocks and transactions as the ledger has them, and one search over whatever the asker may see. */
import { z } from 'zod';
import type { Blocks } from '../../../usecases/oversight/blocks.js';
import type { Search } from '../../../usecases/oversight/search.js';
import { present } from '../../dto/common.js';
import {
  BlockPageView,
  BlockQuery,
  BlockView,
  SearchQuestion,
  TransactionView,
} from '../../dto/oversight/explorer.js';
import { route, type Route } from '../../route.js';
import { ok } from '../../send/answers.js';

const LIMIT = 20;
const BLOCK_NUMBER = z.string().regex(/^(?:0|[1-9]\d{0,14})$/);
const TRANSACTION_ID = z.string().regex(/^[0-9a-f]{64}$/);

const shared = { method: 'get', tag: 'ledger' } as const;
const problems = ['LEDGER_UNAVAILABLE', 'LEDGER_TIMEOUT', 'LEDGER_FAILURE'] as const;

const HITS = {
  type: 'object',
  required: ['items'],
  additionalProperties: false,
  properties: { items: { type: 'array', items: { $ref: '#/components/schemas/HitView' } } },
};

export const explorerRoutes = (blocks: Blocks, search: Search): readonly Route[] => [
  route<object, BlockQuery>({
    ...shared,
    path: '/v1/blocks',
    operationId: 'listBlocks',
    summary: 'Blocks of the ledger, the newest first, with what each transaction was',
    query: BlockQuery,
    answers: { 200: { description: 'Blocks.', content: { one: BlockPageView } } },
    problems,
    handle: async ({ query: { before, limit } }) =>
      ok(await blocks.list(before === undefined ? undefined : Number(before), Number(limit ?? LIMIT))),
  }),
  route({
    ...shared,
    path: '/v1/blocks/{number}',
    operationId: 'getBlock',
    summary: 'One block',
    params: { number: BLOCK_NUMBER },
    answers: { 200: { description: 'The block.', content: { one: BlockView } } },
    problems: [...problems, 'NOT_FOUND'],
    handle: async ({ params: { number = '' } }) => ok(await blocks.get(Number(number))),
  }),
  route({
    ...shared,
    path: '/v1/transactions/{id}',
    operationId: 'getTransaction',
    summary: 'One transaction: who submitted and endorsed it, how it was judged, and what one’s own wrote',
    params: { id: TRANSACTION_ID },
    answers: { 200: { description: 'The transaction.', content: { one: TransactionView } } },
    problems: [...problems, 'NOT_FOUND'],
    handle: async ({ principal, params: { id = '' } }) => ok(await blocks.transaction(principal, id)),
  }),
  route<SearchQuestion>({
    method: 'post',
    tag: 'search',
    path: '/v1/search',
    mostBytes: 16_384,
    operationId: 'search',
    summary: 'What has this id, number, hash or public name, as far as the asker may see it',
    description:
      'Shared matters are found by their whole id. An auditor or arbitrator finds others’ with a purpose only, and on record. ' +
      'What is searched for stands in no address: somebody may have typed the identifier of a record.',
    body: SearchQuestion,
    answers: { 200: { description: 'What was found.', content: { schema: HITS } } },
    problems,
    handle: async ({ principal, body }) => {
      const sought = { text: body.q.trim(), ...present(body, 'kind') };
      return ok({ items: await search.find(principal, sought, present(body, 'purpose', 'case')) });
    },
  }),
];
