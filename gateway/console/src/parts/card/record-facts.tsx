// SPDX-License-Identifier: Apache-2.0
/**
 * All that a record says, field by field, in the order in which a person asks: which one, whose, what; then the rest.
 * Organisations, cards and times are links, closed lists words. What is said within a field is one line each: who did it and
 * when, a figure with its unit, names in both languages.
 */
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { useSay, useWord, type Say } from '../../i18n/i18n';
import { Moment } from '../time/moment';
import { Facts, type Fact } from './facts';
import { CauseLink, OrganisationTag } from './references';
import type { StateGroup } from './tag';

type Words = ReturnType<typeof useWord>;

/** Shown elsewhere on the card. */
const ELSEWHERE = new Set(['type', 'state', 'status', 'written', 'changed', 'tx', 'signer']);
const FIRST = [
  'id',
  'grant',
  'year',
  'number',
  'names',
  'code',
  'kind',
  'action',
  'organisation',
  'provider',
  'consumer',
  'issuer',
  'agency',
  'holder',
  'resource',
  'scenario',
  'reason',
  'text',
  'course',
  'effect',
];
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
const DIGEST = /^[0-9a-f]{64}$/;

/** Closed lists whose words depend on what it is. */
const WORDS: Readonly<Record<string, StateGroup>> = {
  'service-change/action': 'serviceAction',
  'disposal/method': 'disposalMethod',
  'use-report/tasks': 'contractorTask',
  'catalogue-change/kind': 'changeKind',
  'demand/ground': 'demandRefusal',
};

/** Fields that are called by another name there. */
const CALLED: Readonly<Record<string, string>> = { 'service-change/effect': 'tookEffect' };

interface Context {
  readonly type: string;
  readonly word: Words;
  readonly say: Say;
}

const nameOf = ({ type, word }: Context, field: string): string =>
  word('recordField', CALLED[`${type}/${field}`] ?? field);

function textOf({ type, word }: Context, name: string, value: string): ReactNode {
  if (ORGANISATIONS.has(name)) return <OrganisationTag id={value} />;
  const card = CARDS[name];
  if (card !== undefined) return <CauseLink type={card} id={value} />;
  if (name === 'id') return <span className="mono">{value}</span>;
  if (INSTANT.test(value)) return <Moment at={value} />;
  if (DIGEST.test(value)) return <code>{value}</code>;
  const group = WORDS[`${type}/${name}`];
  return group === undefined ? value : word(group, value);
}

type Fields = Readonly<Record<string, unknown>>;

/** Where a field stands: after those that come first, as the record has it. */
const placeOf = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);

function fieldsOf(record: object): readonly (readonly [string, unknown])[] {
  return Object.entries<unknown>({ ...record })
    .filter(([name]) => !ELSEWHERE.has(name))
    .sort(([a], [b]) => placeOf(a) - placeOf(b));
}

/** Who did it and when. */
const isStamp = ({ at, by }: Fields): boolean => typeof at === 'string' && typeof by === 'string';
/** How much of what. */
const isFigure = ({ code, value, unit }: Fields): boolean =>
  typeof code === 'string' && typeof value === 'number' && typeof unit === 'string';
const isNames = (fields: Fields): boolean =>
  Object.keys(fields).length > 0 && Object.keys(fields).every((name) => name === 'zh' || name === 'en');

function Joined({ parts, by }: { readonly parts: readonly ReactNode[]; readonly by: string }): ReactElement {
  return (
    <>
      {parts.map((part, i) => (
        <Fragment key={i}>
          {i > 0 && by}
          {part}
        </Fragment>
      ))}
    </>
  );
}

/** What has a form of its own, in one line; undefined where it has none. */
function lineOf(fields: Fields): ReactElement | undefined {
  const { at, by, code, value, unit, zh, en } = fields as Readonly<Record<string, string>>;
  if (isStamp(fields))
    return (
      <>
        <OrganisationTag id={by ?? ''} /> · <Moment at={at ?? ''} />
      </>
    );
  if (isFigure(fields))
    return (
      <>
        {value} {unit} · <span className="mono">{code}</span>
      </>
    );
  return isNames(fields) ? <Joined parts={[zh, en].filter(Boolean)} by=" / " /> : undefined;
}

/** @param depth how far within the record: what lies deeper than one step is said in a line */
function Shown({
  context,
  name,
  value,
  depth,
}: {
  readonly context: Context;
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
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
            <Shown context={context} name={name} value={one} depth={depth} />
          </div>
        ))}
      </>
    );
  const line = lineOf(value as Fields);
  if (line !== undefined) return line;
  if (depth === 0) return <Facts facts={factsOf(context, value, 1)} />;
  const parts = fieldsOf(value).map(([inner, said]) => (
    <Fragment key={inner}>
      {nameOf(context, inner)} <Shown context={context} name={inner} value={said} depth={depth + 1} />
    </Fragment>
  ));
  return <Joined parts={parts} by=" · " />;
}

function factsOf(context: Context, record: object, depth: number): readonly Fact[] {
  return fieldsOf(record).map(([name, value]) => ({
    name: nameOf(context, name),
    value: <Shown context={context} name={name} value={value} depth={depth} />,
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
  return <Facts facts={factsOf({ type, word, say }, record, 0)} />;
}
