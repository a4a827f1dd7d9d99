// SPDX-License-Identifier: Apache-2.0
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import type { PartyRecords } from '../../../usecases/sharing/party-records.js';
import { ReasonGiven } from '../../dto/catalogue/resource.js';
import { present } from '../../dto/common.js';
import {
  DisposalDeclaring,
  DisposalInstruction,
  DisposalQuery,
  DisposalView,
} from '../../dto/sharing/disposal.js';
import type { Route } from '../../route.js';
import { action, type Noun } from '../action.js';
import { partyReads } from '../party-reads.js';

/** Named by their grant. */
const NOUN = {
  path: '/v1/disposals',
  tag: 'disposals',
  id: identifier,
  answer: { description: 'The disposal.', content: { one: DisposalView } },
} as const satisfies Noun;

type Disposals = PartyRecords<'disposal'>;

const steps = (disposals: Disposals): readonly Route[] => [
  action<DisposalInstruction>(NOUN, {
    action: 'instruction',
    operationId: 'instructDisposal',
    summary: 'Say how copies are to be disposed of (provider of a grant that has ended)',
    body: DisposalInstruction,
    problems: ['NOT_PARTY'],
    run: (principal, grant, attempt, { method, ...more }) =>
      disposals.act(
        principal,
        TRANSACTIONS.disposalInstruct,
        { grant, method, ...present(more, 'text') },
        attempt,
      ),
  }),
  action<DisposalDeclaring>(NOUN, {
    action: 'declaration',
    operationId: 'declareDisposal',
    summary: 'Say that the copies are disposed of (consumer)',
    body: DisposalDeclaring,
    problems: ['NOT_PARTY', 'LIMIT_REACHED'],
    run: (principal, grant, attempt, { method, digest, on, ...more }) =>
      disposals.act(
        principal,
        TRANSACTIONS.disposalDeclare,
        { grant, method, digest, on, ...present(more, 'text', 'contractors') },
        attempt,
      ),
  }),
  action(NOUN, {
    action: 'confirmation',
    operationId: 'confirmDisposal',
    summary: 'Confirm what the consumer has declared (provider)',
    problems: ['NOT_PARTY'],
    run: (principal, grant, attempt) =>
      disposals.act(principal, TRANSACTIONS.disposalConfirm, grant, attempt),
  }),
  action<ReasonGiven>(NOUN, {
    action: 'objection',
    operationId: 'contestDisposal',
    summary:
      'Say that what the consumer has declared is not so: it is owed again, with the days that were left (provider)',
    body: ReasonGiven,
    problems: ['NOT_PARTY'],
    run: (principal, grant, attempt, { reason }) =>
      disposals.act(principal, TRANSACTIONS.disposalContest, { grant, reason }, attempt),
  }),
];

export const disposalRoutes = (disposals: Disposals): readonly Route[] => [
  ...partyReads({
    noun: NOUN,
    records: disposals,
    query: DisposalQuery,
    view: DisposalView,
    list: {
      operationId: 'listDisposals',
      summary: 'What becomes of copies whose grant has ended; all of it for those that oversee',
    },
    get: { operationId: 'getDisposal', summary: 'What becomes of the copies of a grant that has ended' },
  }),
  ...steps(disposals),
];
