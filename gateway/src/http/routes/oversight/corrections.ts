// SPDX-License-Identifier: Apache-2.0
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import type { Corrections } from '../../../usecases/oversight/corrections.js';
import { created, listed, ok } from '../../send/answers.js';
import { present, Reading } from '../../dto/common.js';
import {
  CorrectionAnswerBody,
  CorrectionDisputeBody,
  CorrectionOpeningBody,
  CorrectionQuery,
  CorrectionView,
} from '../../dto/oversight/correction.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';

const NOUN = {
  path: '/v1/corrections',
  tag: 'corrections',
  id: identifier,
  answer: { description: 'The correction.', content: { one: CorrectionView } },
} as const satisfies Noun;

const shared = { method: 'get', tag: NOUN.tag } as const;

const reads = (corrections: Corrections): readonly Route[] => [
  route<object, CorrectionQuery>({
    ...shared,
    path: NOUN.path,
    operationId: 'listCorrections',
    summary: 'Wrong data reported to or by the organisation; all of it for those that oversee',
    query: CorrectionQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: CorrectionView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const filter = present(query, 'state', 'provider', 'consumer', 'grant', 'resource');
      return listed(accept, query, (page) =>
        corrections.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, Reading>({
    ...shared,
    path: `${NOUN.path}/{id}`,
    operationId: 'getCorrection',
    summary: 'One report of wrong data, and its answer',
    params: { id: identifier },
    query: Reading,
    answers: { 200: NOUN.answer },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(await corrections.get(principal, id, present(query, 'purpose', 'case'))),
  }),
];

const opening = (corrections: Corrections): Route =>
  route<CorrectionOpeningBody>({
    method: 'post',
    path: NOUN.path,
    operationId: 'openCorrection',
    tag: NOUN.tag,
    summary: 'Report that shared data is wrong (consumer)',
    write: true,
    body: CorrectionOpeningBody,
    ownId: ({ id }) => id,
    answers: { 201: NOUN.answer },
    problems: ['NOT_FOUND', 'ALREADY_EXISTS', 'NOT_PARTY', 'CONDITION_NOT_MET', 'LIMIT_REACHED'],
    handle: async ({ principal, body, attempt }) => {
      const correction = await corrections.open(principal, body, attempt);
      return created(`${NOUN.path}/${correction.id}`, correction);
    },
  });

const answering = (corrections: Corrections): readonly Route[] => [
  action<CorrectionAnswerBody>(NOUN, {
    action: 'answer',
    operationId: 'answerCorrection',
    summary: 'Corrected, not wrong, or handed to the source agency (who has to answer)',
    body: CorrectionAnswerBody,
    run: (principal, id, attempt, { outcome, text, ...more }) =>
      corrections.answer(principal, id, { outcome, text, ...present(more, 'to', 'evidence') }, attempt),
  }),
  action(NOUN, {
    action: 'withdrawal',
    operationId: 'withdrawCorrection',
    summary: 'Take it back, until it is answered (consumer)',
    run: (principal, id, attempt) => corrections.withdraw(principal, id, attempt),
  }),
  action<CorrectionDisputeBody>(NOUN, {
    action: 'dispute',
    operationId: 'disputeCorrection',
    summary: 'Make a dispute of what was not answered in time, or of an answer (consumer)',
    body: CorrectionDisputeBody,
    problems: ['ALREADY_EXISTS', 'LIMIT_REACHED'],
    run: (principal, id, attempt, { statement, ...more }) =>
      corrections.dispute(principal, id, { statement, ...present(more, 'dispute') }, attempt),
  }),
];

export const correctionRoutes = (corrections: Corrections): readonly Route[] => [
  ...reads(corrections),
  opening(corrections),
  ...answering(corrections),
];
