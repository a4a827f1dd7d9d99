// SPDX-License-Identifier: Apache-2.0
/** What can be done with a request for data: decide, confirm, ask for what is missing, give it, withdraw. */
import type { Schemas } from '../../api/problem';
import { isOfficer, isRefused, only, path, prose, verdictField, type Acting } from './acting';
import { posts, postsOf } from './brief';
import { given, listOf, textOf, YES, type Act, type Field, type Values } from './spec';

type Request = Schemas['AccessRequestView'];

const REASON = 500;

function answerFields(acting: Acting): readonly Field[] {
  const { word } = acting;
  return [
    verdictField(acting),
    { ...prose('reason', 'act.field.reason', REASON), when: isRefused },
    {
      kind: 'one',
      name: 'ground',
      label: 'act.field.ground',
      when: isRefused,
      options: (['condition', 'none'] as const).map((value) => ({ value, label: word('ground', value) })),
    },
    {
      ...prose('condition', 'act.field.condition', REASON),
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

const answer = (acting: Acting, { id }: Request, step: 'decision' | 'confirmation'): Act => ({
  title: step === 'decision' ? 'act.decide.title' : 'act.confirm.title',
  lead: step === 'decision' ? 'act.decide.lead' : 'act.confirm.lead',
  address: path('requests', id, step),
  signing:
    step === 'decision'
      ? { operation: 'decideRequest', id, transaction: 'request:decide' }
      : { operation: 'confirmRequest', id, transaction: 'request:confirm' },
  audience: 'parties',
  shown: [{ name: acting.say('noun.request'), value: id }],
  fields: answerFields(acting),
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

export function actsOnRequest(acting: Acting, request: Request): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { state, terms, supplement, profile } = request;
  const isProvider = acting.isOf(terms.provider);
  const isConsumer = acting.isOf(terms.consumer);
  const isOpen = state === 'submitted' || state === 'decided';
  const waits = supplement !== undefined && supplement.given === undefined;
  return only(
    state === 'submitted' && isProvider && answer(acting, request, 'decision'),
    state === 'decided' && acting.wears('manager') && answer(acting, request, 'confirmation'),
    state === 'submitted' && isConsumer && waits && giveMore(request),
    state === 'submitted' && isProvider && profile === 'cn-809' && !supplement && askMore(request),
    isOpen && isConsumer && withdraw(request),
  );
}
