// SPDX-License-Identifier: Apache-2.0
import { identifier } from '@catalog-chain/chaincode/domain/text/schema';
import type { DisputeActions, Disputes, DisputeVerb } from '../../../usecases/oversight/disputes.js';
import { created, listed, ok } from '../../send/answers.js';
import { present, Reading } from '../../dto/common.js';
import {
  DisputeAnswer,
  DisputeAssignment,
  DisputeClosure,
  DisputeOpeningBody,
  DisputeProposal,
  DisputeQuery,
  DisputeRuling,
  DisputeStatement,
  DisputeView,
} from '../../dto/oversight/dispute.js';
import type { Class } from '../../dto/rule.js';
import { route, type Route } from '../../route.js';
import { LINES_TYPE } from '../../send/lines.js';
import { action, type Noun } from '../action.js';

const NOUN = {
  path: '/v1/disputes',
  tag: 'disputes',
  id: identifier,
  answer: { description: 'The dispute.', content: { one: DisputeView } },
} as const satisfies Noun;

const shared = { method: 'get', tag: NOUN.tag } as const;
/** An auditing organisation speaks through its auditor too. */

const reads = (disputes: Disputes): readonly Route[] => [
  route<object, DisputeQuery>({
    ...shared,
    path: NOUN.path,
    operationId: 'listDisputes',
    summary: 'Disputes to which the organisation is a party or which it decides; all for those that oversee',
    query: DisputeQuery,
    produces: [LINES_TYPE],
    answers: { 200: { description: 'A page.', content: { page: DisputeView } } },
    problems: ['CURSOR_INVALID', 'PURPOSE_REQUIRED'],
    handle: ({ principal, query, accept }) => {
      const { opener: organisation, kind: code } = query;
      const filter = {
        ...present(query, 'state', 'respondent', 'arbitrator', 'grant', 'resource'),
        ...present({ organisation, code }, 'organisation', 'code'),
      };
      return listed(accept, query, (page) =>
        disputes.list(principal, filter, page, present(query, 'purpose', 'case')),
      );
    },
  }),
  route<object, Reading>({
    ...shared,
    path: `${NOUN.path}/{id}`,
    operationId: 'getDispute',
    summary: 'One dispute: every step, deadline and ruling',
    params: { id: identifier },
    query: Reading,
    answers: { 200: NOUN.answer },
    problems: ['NOT_FOUND', 'PURPOSE_REQUIRED'],
    handle: async ({ principal, params: { id = '' }, query }) =>
      ok(await disputes.get(principal, id, present(query, 'purpose', 'case'))),
  }),
];

const opening = (disputes: Disputes): Route =>
  route<DisputeOpeningBody>({
    method: 'post',
    path: NOUN.path,
    operationId: 'openDispute',
    tag: NOUN.tag,
    summary: 'Open a dispute (a party of what it is about, a manager, an auditing organisation)',
    write: true,
    body: DisputeOpeningBody,
    ownId: ({ id }) => id,
    answers: { 201: NOUN.answer },
    problems: [
      ...(['NOT_FOUND', 'ALREADY_EXISTS', 'NOT_PARTY', 'CONFLICT_OF_INTEREST', 'CONDITION_NOT_MET'] as const),
      ...(['PROOF_INVALID', 'LIMIT_REACHED'] as const),
    ],
    handle: async ({ principal, body, attempt }) => {
      const dispute = await disputes.open(principal, body, attempt);
      return created(`${NOUN.path}/${dispute.id}`, dispute);
    },
  });

/** One of the steps: its path and what it takes. */
function step<V extends DisputeVerb>(
  disputes: Disputes,
  verb: V,
  name: string,
  summary: string,
  body: Class<DisputeActions[V]>,
): Route {
  return action<DisputeActions[V]>(NOUN, {
    action: name,
    operationId: `${verb}Dispute`,
    summary,
    body,
    problems: ['NOT_PARTY', 'CONFLICT_OF_INTEREST'],
    run: (principal, id, attempt, content) => disputes.act(principal, verb, id, content, attempt),
  });
}

const steps = (disputes: Disputes): readonly Route[] => [
  step(disputes, 'answer', 'answer', 'Answer it (respondent)', DisputeAnswer),
  step(
    disputes,
    'assign',
    'assignment',
    'Name who decides it (manager), or have one drawn when none was named in time (party)',
    DisputeAssignment,
  ),
  step(
    disputes,
    'refer',
    'referral',
    'Refer it, where negotiation came to nothing, to the authority over both sides (party)',
    DisputeStatement,
  ),
  step(
    disputes,
    'coordinate',
    'coordination',
    'Propose a settlement, which the parties accept or not (the authority that it is with)',
    DisputeProposal,
  ),
  step(
    disputes,
    'escalate',
    'escalation',
    'Put it to the government of that level (a party that accepts no proposal, the authority)',
    DisputeStatement,
  ),
  step(
    disputes,
    'decide',
    'decision',
    'Decide it for good (the government that it was put to); may reach the grant',
    DisputeRuling,
  ),
  step(disputes, 'rule', 'ruling', 'Decide it (assigned arbitrator); may reach the grant', DisputeRuling),
  step(
    disputes,
    'recuse',
    'recusal',
    'Withdraw from it with the reason, before ruling (assigned arbitrator): another one is assigned',
    DisputeStatement,
  ),
  step(
    disputes,
    'appeal',
    'appeal',
    'Have another arbitrator decide (party, once, in time)',
    DisputeStatement,
  ),
  step(
    disputes,
    'accept',
    'acceptance',
    'Accept the first ruling: no appeal; or a proposed settlement, which ends it once all do (party)',
    DisputeStatement,
  ),
  step(
    disputes,
    'lapse',
    'lapse',
    'End an appeal that nobody is free to decide: the first ruling stands (party, manager)',
    DisputeStatement,
  ),
  step(disputes, 'remedy', 'remedy', 'Report that it is remedied (responsible party)', DisputeAnswer),
  step(disputes, 'close', 'closure', 'Close it as it stands (party, manager)', DisputeClosure),
  step(disputes, 'withdraw', 'withdrawal', 'Take it back, until it is ruled (opener)', DisputeStatement),
];

export const disputeRoutes = (disputes: Disputes): readonly Route[] => [
  ...reads(disputes),
  opening(disputes),
  ...steps(disputes),
];
