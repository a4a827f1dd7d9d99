// SPDX-License-Identifier: Apache-2.0
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import { freshId } from '../../../usecases/fresh-id.js';
import type { PartyRecords } from '../../../usecases/sharing/party-records.js';
import { present } from '../../dto/common.js';
import {
  VariationAnswering,
  VariationAsking,
  VariationQuery,
  VariationView,
} from '../../dto/sharing/variation.js';
import { route, type Route } from '../../route.js';
import { created } from '../../send/answers.js';
import { action, type Noun } from '../action.js';
import { partyReads } from '../party-reads.js';

const NOUN = {
  path: '/v1/variations',
  tag: 'variations',
  id: identifier,
  answer: { description: 'The variation.', content: { one: VariationView } },
} as const satisfies Noun;

type Variations = PartyRecords<'variation'>;

const asking = (variations: Variations): Route =>
  route<VariationAsking>({
    method: 'post',
    path: NOUN.path,
    operationId: 'askVariation',
    tag: NOUN.tag,
    summary: 'Ask for wider use, another purpose or a third party under a grant (consumer)',
    write: true,
    body: VariationAsking,
    ownId: ({ id }) => id,
    answers: { 201: NOUN.answer },
    problems: [
      ...(['NOT_FOUND', 'ALREADY_EXISTS', 'NOT_PARTY', 'NOT_OWNER'] as const),
      ...(['INVALID_STATE', 'CONDITION_NOT_MET', 'LIMIT_REACHED'] as const),
    ],
    handle: async ({ principal, body, attempt }) => {
      const { id = freshId(), grant, adds, reason } = body;
      const asked = { id, grant, adds, reason, ...present(body, 'posts') };
      const variation = await variations.act(principal, TRANSACTIONS.variationAsk, asked, attempt);
      return created(`${NOUN.path}/${id}`, variation);
    },
  });

const answering = (variations: Variations): readonly Route[] => [
  action<VariationAnswering>(NOUN, {
    action: 'answer',
    operationId: 'answerVariation',
    summary: 'Agree, which widens the grant from then on, or not (provider)',
    body: VariationAnswering,
    run: (principal, id, attempt, { approved, ...more }) =>
      variations.act(
        principal,
        TRANSACTIONS.variationAnswer,
        { id, approved, ...present(more, 'reason', 'posts') },
        attempt,
      ),
  }),
  action(NOUN, {
    action: 'withdrawal',
    operationId: 'withdrawVariation',
    summary: 'Take it back, until it is answered (consumer)',
    run: (principal, id, attempt) => variations.act(principal, TRANSACTIONS.variationWithdraw, id, attempt),
  }),
];

export const variationRoutes = (variations: Variations): readonly Route[] => [
  ...partyReads({
    noun: NOUN,
    records: variations,
    query: VariationQuery,
    view: VariationView,
    list: {
      operationId: 'listVariations',
      summary:
        'What is asked for beyond grants to which the organisation is a party; all for those that oversee',
    },
    get: { operationId: 'getVariation', summary: 'What is asked for beyond a grant, and the answer' },
  }),
  asking(variations),
  ...answering(variations),
];
