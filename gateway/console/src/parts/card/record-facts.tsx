// SPDX-License-Identifier: Apache-2.0
/** All that a record says, field by field: organisations, cards and times as links, closed lists in words. */
import type { ReactElement, ReactNode } from 'react';
import { useSay, useWord, type Say } from '../../i18n/i18n';
import { Moment } from '../time/moment';
import { Facts, type Fact } from './facts';
import { CauseLink, OrganisationTag } from './references';
import type { StateGroup } from './tag';

type Words = ReturnType<typeof useWord>;

/** Shown elsewhere on the card. */
const ELSEWHERE = new Set(['type', 'state', 'status', 'written', 'changed', 'tx', 'signer']);
const ORGANISATIONS = new Set([
  'provider',
  'consumer',
  'organisation',
  'issuer',
  'agency',
  'holder',
  'by',
  'collectors',
  'thirdParties',
]);
/** Names of fields that hold the id of a thing with a card, and the thing's type. */
const CARDS: Readonly<Record<string, string>> = {
  grant: 'grant',
  resource: 'resource',
  correction: 'correction',
  dispute: 'dispute',
  duty: 'duty',
  duties: 'duty',
  system: 'system',
  systems: 'system',
};
const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** Closed lists whose words depend on what it is. */
const WORDS: Readonly<Record<string, StateGroup>> = {
  'service-change/action': 'serviceAction',
  'disposal/method': 'disposalMethod',
  'use-report/tasks': 'contractorTask',
  'catalogue-change/kind': 'changeKind',
  'demand/ground': 'demandRefusal',
};

interface Context {
  readonly type: string;
  readonly word: Words;
  readonly say: Say;
}

function textOf({ type, word }: Context, name: string, value: string): ReactNode {
  if (ORGANISATIONS.has(name)) return <OrganisationTag id={value} />;
  const card = CARDS[name];
  if (card !== undefined) return <CauseLink type={card} id={value} />;
  if (name === 'id') return <span className="mono">{value}</span>;
  if (INSTANT.test(value)) return <Moment at={value} />;
  const group = WORDS[`${type}/${name}`];
  return group === undefined ? value : word(group, value);
}

function Shown({
  context,
  name,
  value,
}: {
  readonly context: Context;
  readonly name: string;
  readonly value: unknown;
}): ReactElement {
  const { say } = context;
  if (typeof value === 'boolean') return <>{say(value ? 'act.field.yes' : 'act.field.no')}</>;
  if (typeof value === 'string') return <>{textOf(context, name, value)}</>;
  if (typeof value !== 'object' || value === null) return <>{String(value)}</>;
  if (Array.isArray(value))
    return (
      <>
        {value.map((one: unknown, i) => (
          <div key={i}>
            <Shown context={context} name={name} value={one} />
          </div>
        ))}
      </>
    );
  return <Facts facts={factsOf(context, value)} />;
}

function factsOf(context: Context, record: object): readonly Fact[] {
  return Object.entries<unknown>({ ...record })
    .filter(([name]) => !ELSEWHERE.has(name))
    .map(([name, value]) => ({
      name: context.word('recordField', name),
      value: <Shown context={context} name={name} value={value} />,
    }));
}

/** @param type of the record, on which the words of some of its lists depend */
export function RecordFacts({
  type,
  record,
}: {
  readonly type: string;
  readonly record: object;
}): ReactElement {
  const say = useSay();
  const word = useWord();
  return <Facts facts={factsOf({ type, word, say }, record)} />;
}
