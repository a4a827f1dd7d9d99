// SPDX-License-Identifier: Apache-2.0
/** What can be done with a month of a grant: each side closes its own. */
import { isOfficer, path, type Acting } from '../acting';
import type { Act } from '../spec';

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
