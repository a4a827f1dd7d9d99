// SPDX-License-Identifier: Apache-2.0
/** What can be done with a request for data: decide, confirm, ask for what is missing, give it, withdraw. */
import { UNMET_CONDITIONS } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { statedConditions } from '@catalog-chain/chaincode/domain/sharing/stated-conditions';
import type { Schemas } from '../../../api/problem';
import { isOfficer, isRefused, only, optionsOf, path, prose, verdictField, type Acting } from '../acting';
import { posts, postsOf } from '../brief';
import { given, listOf, textOf, YES, type Act, type Field, type Option, type Values } from '../spec';

type Request = Schemas['AccessRequestView'];
type Content = Schemas['ResourceVersionView']['content'];

const REASON = 500;

/** What the entry makes sharing depend on, and a refusal may name: of what the ledger judges itself, what is not met. */
function unmetConditions({ word }: Acting, { unmet = [] }: Request, content: Content): readonly Option[] {
  const judged: readonly string[] = UNMET_CONDITIONS;
  return statedConditions(content)
    .filter((one) => !judged.includes(one) || (unmet as readonly string[]).includes(one))
    .map((value) => ({ value, label: judged.includes(value) ? word('unmet', value) : value }));
}

function answerFields(acting: Acting, request: Request, content: Content | undefined): readonly Field[] {
  const { word } = acting;
  const conditions = content ? unmetConditions(acting, request, content) : [];
  const grounds = conditions.length > 0 ? ['condition', 'none'] : ['none'];
  return [
    verdictField(acting),
    { ...prose('reason', 'act.field.reason', REASON), when: isRefused },
    {
      kind: 'one',
      name: 'ground',
      label: 'act.field.ground',
      when: isRefused,
      options: optionsOf(grounds, (value) => word('ground', value)),
    },
    {
      kind: 'one',
      name: 'condition',
      label: 'act.field.condition',
      options: conditions,
      when: (values) => isRefused(values) && values['ground'] === 'condition',
    },
    ...posts,
  ];
}

function answerBody(values: Values): Readonly<Record<string, unknown>> {
  if (values['approved'] === YES) return { approved: true, ...postsOf(values) };
  const onCondition = values['ground'] === 'condition' ? given(values, 'condition') : {};
  return {
    approved: false,
    reason: textOf(values, 'reason'),
    ...given(values, 'ground'),
    ...onCondition,
    ...postsOf(values),
  };
}

const answer = (
  acting: Acting,
  request: Request,
  content: Content | undefined,
  step: 'decision' | 'confirmation',
): Act => ({
  title: step === 'decision' ? 'act.decide.title' : 'act.confirm.title',
  lead: step === 'decision' ? 'act.decide.lead' : 'act.confirm.lead',
  address: path('requests', request.id, step),
  signing:
    step === 'decision'
      ? { operation: 'decideRequest', id: request.id, transaction: 'request:decide' }
      : { operation: 'confirmRequest', id: request.id, transaction: 'request:confirm' },
  audience: 'parties',
  shown: [{ name: acting.say('noun.request'), value: request.id }],
  fields: answerFields(acting, request, content),
  body: answerBody,
});

const LIST = /[;；、\n]+/;

const askMore = ({ id }: Request): Act => ({
  title: 'act.askMore.title',
  lead: 'act.askMore.lead',
  address: `${path('requests', id)}/supplement/question`,
  audience: 'parties',
  fields: [{ ...prose('missing', 'act.field.missing'), hint: 'act.field.missingHint' }],
  body: (values) => ({
    missing: textOf(values, 'missing')
      .split(LIST)
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  }),
});

const giveMore = ({ id }: Request): Act => ({
  title: 'act.giveMore.title',
  lead: 'act.giveMore.lead',
  address: path('requests', id, 'supplement'),
  audience: 'parties',
  fields: [
    prose('text', 'act.field.text'),
    { kind: 'documents', name: 'documents', label: 'act.field.documents', isOptional: true },
  ],
  body: (values) => {
    const documents = listOf(values, 'documents');
    return { ...given(values, 'text'), ...(documents.length > 0 && { documents }) };
  },
});

const withdraw = ({ id }: Request): Act => ({
  title: 'act.withdraw.title',
  lead: 'act.withdraw.lead',
  address: path('requests', id, 'withdrawal'),
  audience: 'parties',
  fields: [],
  body: () => undefined,
});

/** @param content what the entry says in the version that is asked for, where it could be read */
export function actsOnRequest(acting: Acting, request: Request, content?: Content): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { state, terms, supplement, profile } = request;
  const isProvider = acting.isOf(terms.provider);
  const isConsumer = acting.isOf(terms.consumer);
  const isOpen = state === 'submitted' || state === 'decided';
  const waits = supplement !== undefined && supplement.given === undefined;
  return only(
    state === 'submitted' && isProvider && answer(acting, request, content, 'decision'),
    state === 'decided' && acting.wears('manager') && answer(acting, request, content, 'confirmation'),
    state === 'submitted' && isConsumer && waits && giveMore(request),
    state === 'submitted' && isProvider && profile === 'cn-809' && !supplement && askMore(request),
    isOpen && isConsumer && withdraw(request),
  );
}
