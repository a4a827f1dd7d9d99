// SPDX-License-Identifier: Apache-2.0
/** What can be done with an obligation: ask for more time, and answer that. */
import type { Schemas } from '../../../api/problem';
import { isApproved, isOfficer, isRefused, only, path, prose, verdictField, type Acting } from '../acting';
import { given, textOf, type Act } from '../spec';

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
