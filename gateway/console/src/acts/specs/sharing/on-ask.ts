// SPDX-License-Identifier: Apache-2.0
/** Asking for data: what for, how, which items, for which systems, for how long. */
import { coversMode } from '@catalog-chain/chaincode/domain/sharing/mode';
import { localDay, startOfDay } from '../../../parts/time/time';
import type { Schemas } from '../../../api/problem';
import { LEAST_FIRST, optionsOf, type Acting } from '../acting';
import { posts, postsOf, purposeCode } from '../brief';
import { given, listOf, textOf, type Act, type Field, type Values } from '../spec';

type Content = Schemas['ResourceVersionView']['content'];

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;

/** Of the purposes that the entry allows; whichever, where it names none. */
function purposeField({ sharing: { conditions } }: Content): Field {
  const allowed = conditions?.purposes ?? [];
  if (allowed.length === 0) return purposeCode('code');
  const options = optionsOf(allowed, (value) => value);
  return { kind: 'one', name: 'code', label: 'act.field.purposeCode', options };
}

export interface Asking {
  readonly resource: string;
  readonly content: Content;
  readonly systems: readonly { readonly value: string; readonly label: string }[];
}

/** Asks for the least that serves. */
export function asking(
  { say, word, tongue, calendar, now }: Acting,
  { resource, content, systems }: Asking,
): Act {
  const today = now();
  const dayOf = (ms: number): string => localDay(new Date(ms).toISOString(), calendar);
  const beginOf = (values: Values, name: string): string => {
    const day = textOf(values, name);
    return day === '' ? '' : startOfDay(day, calendar);
  };
  const modes = LEAST_FIRST.filter((mode) => content.sharing.modes.some((given) => coversMode(given, mode)));
  return {
    title: 'act.ask.title',
    lead: 'act.ask.lead',
    address: '/v1/requests',
    audience: 'parties',
    shown: [
      {
        name: say('act.field.resource'),
        value: say('common.bracketed', { outer: tongue(content.names), inner: resource }),
      },
    ],
    fields: [
      purposeField(content),
      { kind: 'line', name: 'text', label: 'act.field.purposeText', max: 300 },
      { kind: 'prose', name: 'legalBasis', label: 'act.field.legalBasis', max: 300 },
      { kind: 'prose', name: 'scenario', label: 'act.field.scenario', max: 500, isOptional: true },
      {
        kind: 'one',
        name: 'mode',
        label: 'act.field.mode',
        options: modes.map((value) => ({ value, label: word('mode', value) })),
        ...(modes[0] && { first: modes[0] }),
      },
      {
        kind: 'many',
        name: 'items',
        label: 'act.field.items',
        options: content.items.map(({ code, names, sensitivity }) => ({
          value: code,
          label: `${tongue(names)} · ${say('field.sensitivity')} ${sensitivity}`,
        })),
      },
      {
        kind: 'many',
        name: 'systems',
        label: 'act.field.systems',
        options: systems,
      },
      { kind: 'day', name: 'from', label: 'act.field.from', first: dayOf(today) },
      { kind: 'day', name: 'to', label: 'act.field.to', first: dayOf(today + YEAR_DAYS * DAY_MS) },
      {
        kind: 'one',
        name: 'standing',
        label: 'act.field.standing',
        first: 'no',
        options: [
          { value: 'no', label: say('act.field.no') },
          { value: 'yes', label: say('act.field.yes') },
        ],
      },
      ...posts,
    ],
    body: (values) => ({
      resource,
      purpose: { code: textOf(values, 'code'), text: textOf(values, 'text') },
      legalBasis: textOf(values, 'legalBasis'),
      ...given(values, 'scenario'),
      ...postsOf(values),
      mode: textOf(values, 'mode'),
      items: listOf(values, 'items'),
      systems: listOf(values, 'systems'),
      period: {
        from: beginOf(values, 'from'),
        to: beginOf(values, 'to'),
      },
      standing: values['standing'] === 'yes',
    }),
  };
}
