// SPDX-License-Identifier: Apache-2.0
/** Acts that are no more than their fields: the body says each field under its name. */
import type { zh } from '../../i18n/zh';
import { prose, type Acting } from './acting';
import { bodyOf, textOf, type Act, type Field, type Offered, type Option, type Values } from './spec';

export type ActName = keyof (typeof zh)['matter']['act'];
export type FieldName = keyof (typeof zh)['matter']['field'];

type More = Partial<Omit<Act, 'title' | 'lead' | 'address'>>;

export function brief(name: ActName, address: string, fields: readonly Field[] = [], more: More = {}): Act {
  return {
    title: `matter.act.${name}.title`,
    lead: `matter.act.${name}.lead`,
    address,
    audience: 'parties',
    fields,
    body: fields.length === 0 ? () => undefined : bodyOf(fields),
    ...more,
  };
}

const TEXT = 1000;
const REASON = 500;

type Label = Field['label'];
const labelOf = (label: FieldName): Label => `matter.field.${label}`;

/** What may be left out. */
export const optional = (field: Field): Field => ({ ...field, isOptional: true });

export const text = (name: string, label: FieldName, max = TEXT): Field => prose(name, labelOf(label), max);

export const reason = (max = REASON): Field => prose('reason', 'act.field.reason', max);

export const line = (name: string, label: FieldName, max: number, pattern?: string): Field => ({
  kind: 'line',
  name,
  label: labelOf(label),
  max,
  ...(pattern !== undefined && { pattern }),
});

export const CODE = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}';

/** A purpose by the code that grants, requests and uses share. */
export const purposeCode = (name: string): Field => ({
  kind: 'line',
  name,
  label: 'act.field.purposeCode',
  hint: 'act.field.purposeCodeHint',
  max: 64,
  pattern: CODE,
});

/** What data is wanted for, and on what basis. */
export const purposeAndBasis = (): readonly Field[] => [
  purposeCode('purpose.code'),
  { kind: 'line', name: 'purpose.text', label: 'act.field.purposeText', max: 300 },
  prose('legalBasis', 'act.field.legalBasis', 300),
];

export const list = (name: string, label: FieldName, max = TEXT): Field => ({
  kind: 'list',
  name,
  label: labelOf(label),
  hint: 'act.field.missingHint',
  max,
});

const OWNED = '[A-Za-z][A-Za-z0-9.\\-]{0,47}:[A-Za-z0-9][A-Za-z0-9._\\-]{0,63}';
/** As long as an id of a member's can be: its MSP id, a colon and a code. */
const OWNED_MAX = 113;

/** What stands in a catalogue, chosen by its name: one of what is offered. */
export const owned = (name: string, label: FieldName, offers: Offered): Field => ({
  kind: 'line',
  name,
  label: labelOf(label),
  max: OWNED_MAX,
  pattern: OWNED,
  offers,
});

/** Several of what is offered. */
export const severalOwned = (name: string, label: FieldName, offers: Offered): Field => ({
  kind: 'list',
  name,
  label: labelOf(label),
  max: TEXT,
  offers,
});

/** Those of the person's own organisation. */
export const ownOnes = ({ session }: Acting, kind: Offered['kind']): Offered => ({
  kind,
  of: () => [session.organisation],
});

export const number = (name: string, label: FieldName, min: number, max: number): Field => ({
  kind: 'number',
  name,
  label: labelOf(label),
  min,
  max,
});

export const day = (name: string, label: FieldName): Field => ({ kind: 'day', name, label: labelOf(label) });

export const moment = ({ calendar }: Acting, name: string, label: FieldName): Field => ({
  kind: 'moment',
  calendar,
  name,
  label: labelOf(label),
});

export const one = (name: string, label: FieldName, options: readonly Option[]): Field => ({
  kind: 'one',
  name,
  label: labelOf(label),
  options,
});

export const many = (
  name: string,
  label: FieldName,
  options: readonly Option[],
  fits?: (option: string, values: Values) => boolean,
): Field => ({
  kind: 'many',
  name,
  label: labelOf(label),
  options,
  ...(fits && { fits }),
});

/** The digest of one document. */
export const document = (name: string, label: FieldName): Field => ({
  kind: 'documents',
  name,
  label: labelOf(label),
  isSingle: true,
});

export const evidence: Field = {
  kind: 'documents',
  name: 'evidence',
  label: 'act.field.documents',
  isOptional: true,
};

/** Who agreed and who entered are two people, named both or neither; left out, the record says that it does not name them. */
export const posts: readonly Field[] = [
  {
    kind: 'line',
    name: 'posts.agreed',
    label: 'act.field.agreedPost',
    hint: 'act.field.postsHint',
    max: 100,
    isOptional: true,
    together: 'posts.entered',
  },
  {
    kind: 'line',
    name: 'posts.entered',
    label: 'act.field.enteredPost',
    max: 100,
    isOptional: true,
    together: 'posts.agreed',
  },
];

export function postsOf(values: Values): Readonly<Record<string, unknown>> {
  const [agreed, entered] = [textOf(values, 'posts.agreed'), textOf(values, 'posts.entered')];
  return agreed !== '' && entered !== '' ? { posts: { agreed, entered } } : {};
}

/** Names in both languages. */
export const names = (max: number): readonly Field[] => [
  line('names.zh', 'nameZh', max),
  optional(line('names.en', 'nameEn', max)),
];

/** Members that one can be chosen of. */
export const membersWhere = (
  { members, tongue }: Acting,
  fits: (member: Acting['organisation'] & object) => boolean,
): readonly Option[] =>
  [...members.values()]
    .filter((member) => member.status === 'active' && fits(member))
    .map(({ organisation, names: words }) => ({ value: organisation, label: tongue(words) }));

/** What an act that opens something is about, in its preview. */
export const about = (name: string, value: string): More => ({ shown: [{ name, value }] });

/** An act that opens something under an id chosen once, when the dialog opens: what is signed names it. */
export function opening(act: Act, prefix: string): Act {
  const id = `${prefix}-${crypto.randomUUID()}`;
  return { ...act, body: (values) => ({ ...act.body(values), id }) };
}
