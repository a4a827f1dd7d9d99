// SPDX-License-Identifier: Apache-2.0
/** What can be done with obligations (more time), reports of wrong data, and months. */
import type { Schemas } from '../../api/problem';
import {
  isApproved,
  isOfficer,
  isRefused,
  only,
  optionsOf,
  path,
  prose,
  verdictField,
  type Acting,
} from './acting';
import { brief, text } from './brief';
import { given, listOf, textOf, type Act } from './spec';

const REASON = 500;

const askTime = ({ id }: Schemas['ObligationView'], most: number): Act => ({
  title: 'act.askTime.title',
  lead: 'act.askTime.lead',
  address: path('obligations', id, 'extension'),
  audience: 'parties',
  fields: [
    { kind: 'number', name: 'days', label: 'act.field.days', min: 1, max: most, first: String(most) },
    prose('reason', 'act.field.reason', REASON),
  ],
  body: (values) => ({ days: Number(textOf(values, 'days')), reason: textOf(values, 'reason') }),
});

const answerTime = (acting: Acting, { id }: Schemas['ObligationView']): Act => ({
  title: 'act.answerTime.title',
  lead: 'act.answerTime.lead',
  address: `${path('obligations', id, 'extension')}/answer`,
  signing: { operation: 'answerExtension', id, transaction: 'obligation:answerExtension' },
  audience: 'parties',
  fields: [verdictField(acting), { ...prose('reason', 'act.field.reason', REASON), when: isRefused }],
  body: (values) => ({ approved: isApproved(values), ...(isRefused(values) && given(values, 'reason')) }),
});

/** @param most working days by which it can be extended; undefined: not at all */
export function actsOnObligation(
  acting: Acting,
  obligation: Schemas['ObligationView'],
  most: number | undefined,
): readonly Act[] {
  if (!isOfficer(acting) || obligation.state !== 'open') return [];
  const { extension, owedBy } = obligation;
  const waits = extension !== undefined && extension.answer === undefined;
  return only(
    waits && acting.wears('manager') && answerTime(acting, obligation),
    most !== undefined && !extension && acting.isOf(owedBy) && askTime(obligation, most),
  );
}

const answerCorrection = (
  { word, members, tongue }: Acting,
  { id, answering }: Schemas['CorrectionView'],
): Act => ({
  title: 'act.correction.answer.title',
  lead: 'act.correction.answer.lead',
  address: path('corrections', id, 'answer'),
  audience: 'parties',
  fields: [
    {
      kind: 'one',
      name: 'outcome',
      label: 'act.field.correctionOutcome',
      options: optionsOf(['corrected', 'not-wrong', 'handed-over'], (value) =>
        word('correctionOutcome', value),
      ),
    },
    {
      kind: 'one',
      name: 'to',
      label: 'act.field.handedTo',
      when: (values) => values['outcome'] === 'handed-over',
      options: [...members.values()]
        .filter(({ organisation, roles }) => roles.includes('provider') && organisation !== answering)
        .map(({ organisation, names }) => ({ value: organisation, label: tongue(names) })),
    },
    prose('text', 'act.field.text'),
    { kind: 'documents', name: 'evidence', label: 'act.field.documents', isOptional: true },
  ],
  body: (values) => {
    const evidence = listOf(values, 'evidence');
    const isHandedOver = values['outcome'] === 'handed-over';
    return {
      outcome: textOf(values, 'outcome'),
      text: textOf(values, 'text'),
      ...(isHandedOver && given(values, 'to')),
      ...(evidence.length > 0 && { evidence }),
    };
  },
});

const isPast = ({ now }: Acting, due: string | undefined): boolean =>
  due !== undefined && Date.parse(due) < now();

export function actsOnCorrection(acting: Acting, correction: Schemas['CorrectionView']): readonly Act[] {
  if (!isOfficer(acting)) return [];
  const { id, state, answering, consumer, dueAt } = correction;
  const withdraw: Act = {
    title: 'act.correction.withdraw.title',
    lead: 'act.correction.withdraw.lead',
    address: path('corrections', id, 'withdrawal'),
    audience: 'parties',
    fields: [],
    body: () => undefined,
  };
  return only(
    state === 'opened' && acting.isOf(answering) && answerCorrection(acting, correction),
    // Not right, or not answered in time: the statement opens the dispute and ends the report in one call.
    (state === 'not-wrong' || (state === 'opened' && isPast(acting, dueAt))) &&
      acting.isOf(consumer) &&
      brief('disputeCorrection', path('corrections', id, 'dispute'), [text('statement', 'statement')]),
    state === 'opened' && acting.isOf(consumer) && withdraw,
  );
}

export interface Month {
  readonly grant: string;
  readonly period: string;
  readonly provider: string;
  readonly consumer: string;
  /** Sides that have closed it. */
  readonly closed: readonly ('claim' | 'attestation')[];
  /** Whether it is over: before that nobody closes it. */
  readonly isOver: boolean;
}

export function actsOnMonth(acting: Acting, month: Month): readonly Act[] {
  const { grant, period, provider, consumer, closed, isOver } = month;
  const acts = isOfficer(acting) || acting.session.role === 'submitter';
  const side = acting.isOf(consumer) ? 'claim' : acting.isOf(provider) ? 'attestation' : undefined;
  if (!acts || !isOver || side === undefined || closed.includes(side)) return [];
  return [
    {
      title: 'act.closeMonth.title',
      lead: 'act.closeMonth.lead',
      address: path('periods', grant, period, 'closing'),
      audience: 'parties',
      shown: [
        { name: acting.say('noun.grant'), value: grant },
        { name: acting.say('noun.period'), value: period },
        { name: acting.say('field.side'), value: acting.word('side', side) },
      ],
      fields: [],
      body: () => ({ side }),
    },
  ];
}
