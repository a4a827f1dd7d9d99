// SPDX-License-Identifier: Apache-2.0
/** What can be done with a report of wrong data: answer it, withdraw it, take it to a dispute. */
import type { Schemas } from '../../../api/problem';
import { isOfficer, only, optionsOf, path, prose, type Acting } from '../acting';
import { brief, text } from '../brief';
import { given, listOf, textOf, type Act } from '../spec';

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
