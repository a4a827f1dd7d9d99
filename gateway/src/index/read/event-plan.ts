// SPDX-License-Identifier: Apache-2.0
/**
 * How a question about events is answered: by one index, named by the most telling filter, and conditions on the
 * rows that it finds. Columns of conditions are written `+ 0`, so that no database takes another index for them.
 */
import { sql, type RawBuilder } from 'kysely';
import { SHARING_MODES } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { LEAF_KINDS, OUTCOMES, SIDES, type Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { key48, textKey48 } from '../model/keys.js';
import type { UsageFilter } from '../model/usage-events.js';

export type Condition = RawBuilder<boolean>;

/** A filter with several commitments, and with the entries of a duty as numbers of their names. */
export interface EventQuestion extends Omit<UsageFilter, 'record' | 'duty'> {
  readonly records?: readonly string[];
  readonly entries?: readonly number[];
}

export interface EventPlan {
  /** Each an indexed condition; an event is found by any of them. */
  readonly sources: readonly Condition[];
  /** The index behind the sources is split by segment. */
  readonly segmented: boolean;
  /** What else must hold. */
  readonly conditions: readonly Condition[];
  /** Keys are shortened in the index: the leaf itself decides. */
  readonly accepts: (leaf: Leaf) => boolean;
}

/** Gives a name's number; -1 for a name that the index does not know. */
export type NameOf = (text: string) => number;

type Column =
  | 'grant_no'
  | 'resource'
  | 'provider'
  | 'consumer'
  | 'record_key'
  | 'actor_key'
  | 'correlation_key'
  | 'case_key';

const indexed = (column: Column, value: number): Condition =>
  sql<boolean>`${sql.ref(`event.${column}`)} = ${value}`;
const also = (column: string, value: number): Condition =>
  sql<boolean>`${sql.ref(`event.${column}`)} + 0 = ${value}`;
const either = (parts: readonly Condition[]): Condition => sql<boolean>`(${sql.join(parts, sql` or `)})`;

const VIOLATED = sql<boolean>`event.violations is not null`;

type Equal = (column: Column, value: number) => Condition;

/** As many entries are looked for each by itself; among more, every event is held against the list. */
const MOST_ENTRIES = 64;

const isOfOne = (entries: readonly number[]): Condition =>
  sql<boolean>`event.resource + 0 in (${sql.join(entries.map((name) => sql.lit(name)))})`;

const fewOf = ({ entries = [] }: EventQuestion): readonly number[] =>
  entries.length > MOST_ENTRIES ? [] : entries;

/** One way to find events: by its index (`segmented` or not), or as a condition on what another way found. */
interface Finder {
  readonly segmented: boolean;
  readonly by: (equal: Equal) => readonly Condition[];
}

/** The most telling first. */
function finders(question: EventQuestion, name: NameOf): Finder[] {
  const { records, correlation, case: reference, actor, grant, resource, organisation, party } = question;
  const found: Finder[] = [];
  const key = (column: Column, keys: readonly number[]) =>
    found.push({ segmented: true, by: (equal) => keys.map((value) => equal(column, value)) });
  const plain = (by: Finder['by']) => found.push({ segmented: false, by });
  if (records) key('record_key', records.map(key48));
  if (correlation !== undefined) key('correlation_key', [textKey48(correlation)]);
  if (reference !== undefined) key('case_key', [textKey48(reference)]);
  if (grant !== undefined) plain((equal) => [equal('grant_no', name(grant))]);
  if (actor !== undefined) key('actor_key', [key48(actor)]);
  if (resource !== undefined) plain((equal) => [equal('resource', name(resource))]);
  if (fewOf(question).length > 0) plain((equal) => fewOf(question).map((name) => equal('resource', name)));
  if (organisation !== undefined) plain((equal) => reportedBy(equal, name(organisation)));
  if (party !== undefined) plain((equal) => [equal('consumer', name(party)), equal('provider', name(party))]);
  return found;
}

/** A consumer reports claims, a provider attestations: the chaincode takes nothing else. */
function reportedBy(equal: Equal, organisation: number): Condition[] {
  return [
    sql<boolean>`${equal('consumer', organisation)} and ${also('side', SIDES.indexOf('claim'))}`,
    sql<boolean>`${equal('provider', organisation)} and ${also('side', SIDES.indexOf('attestation'))}`,
  ];
}

export function planOf(question: EventQuestion, name: NameOf): EventPlan {
  const { violation = 'none' } = question;
  const violated: Finder = { segmented: true, by: () => [VIOLATED] };
  const [first, ...others] = [...finders(question, name), ...(violation === 'none' ? [] : [violated])];
  const conditions = others.map(({ by }) => either(by(also)));
  return {
    sources: first ? first.by(indexed) : [],
    segmented: first?.segmented ?? false,
    conditions: [
      ...conditions,
      ...manyOf(question),
      ...formOf(question, name),
      ...verdictOf(question),
      ...spanOf(question),
    ],
    accepts: exactly(question),
  };
}

const manyOf = ({ entries = [] }: EventQuestion): Condition[] =>
  entries.length > MOST_ENTRIES ? [isOfOne(entries)] : [];

function formOf({ kind, side, action, outcome, system }: EventQuestion, name: NameOf): Condition[] {
  const found: Condition[] = [];
  if (kind) found.push(also('kind', LEAF_KINDS.indexOf(kind)));
  if (side) found.push(also('side', SIDES.indexOf(side)));
  if (action) found.push(also('action', SHARING_MODES.indexOf(action)));
  if (outcome) found.push(also('outcome', OUTCOMES.indexOf(outcome)));
  if (system !== undefined) found.push(also('system', name(system)));
  return found;
}

/** Beyond that there is a violation. */
function verdictOf({ violation }: EventQuestion): Condition[] {
  if (violation === undefined || violation === 'any') return [];
  if (violation === 'none') return [sql<boolean>`event.violations is null`];
  return [sql<boolean>`(',' || event.violations || ',') like ${`%,${violation},%`}`];
}

function spanOf({ from, to }: EventQuestion): Condition[] {
  const found: Condition[] = [];
  if (from !== undefined) found.push(sql<boolean>`event.at >= ${Date.parse(from)}`);
  if (to !== undefined) found.push(sql<boolean>`event.at < ${Date.parse(to)}`);
  return found;
}

function exactly({ records, correlation, case: reference, actor }: EventQuestion): (leaf: Leaf) => boolean {
  return (leaf) =>
    (records === undefined || (leaf.record !== undefined && records.includes(leaf.record))) &&
    (correlation === undefined || leaf.correlation === correlation) &&
    (reference === undefined || leaf.case === reference) &&
    (actor === undefined || leaf.actor === actor);
}
