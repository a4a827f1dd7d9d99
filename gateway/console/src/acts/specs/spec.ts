// SPDX-License-Identifier: Apache-2.0
/** What an act is made of: the fields to fill in, the call that it becomes, and who will see it. One dialog shows them all. */
import type { Key } from '../../i18n/i18n';
import { instantOf } from '../../parts/time/time';
import type { Operation } from '../keys/sign';

type Clock = Parameters<typeof instantOf>[1];

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface Base {
  readonly name: string;
  readonly label: Key;
  readonly hint?: Key;
  readonly isOptional?: boolean;
  /** The field without which this one is not said: both are filled in, or neither. */
  readonly together?: string;
  /** Whether it is asked, by what is filled in so far. */
  readonly when?: (values: Values) => boolean;
}

/** What a field names by its id, and a person chooses by its name. */
export interface Offered {
  readonly kind: 'duty' | 'system' | 'resource';
  /** Whose, by what is filled in so far; absent, or none: anybody's. */
  readonly of?: (values: Values) => readonly string[];
  /** Of duties: those that are repealed, too. */
  readonly withRepealed?: boolean;
}

export type Field = Base &
  (
    | { readonly kind: 'prose'; readonly max: number; readonly first?: string }
    | {
        readonly kind: 'line';
        readonly max: number;
        readonly first?: string;
        readonly pattern?: string;
        readonly offers?: Offered;
      }
    | { readonly kind: 'one'; readonly options: readonly Option[]; readonly first?: string }
    | {
        readonly kind: 'many';
        readonly options: readonly Option[];
        readonly first?: readonly string[];
        /** Whether an option may be chosen, by what is filled in so far; what was chosen before and may not be any more is not said. */
        readonly fits?: (option: string, values: Values) => boolean;
      }
    | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly first?: string }
    | { readonly kind: 'day'; readonly first?: string }
    /** A time of day on a day, as the consortium's clocks show it, wherever the person is. */
    | { readonly kind: 'moment'; readonly calendar: Clock; readonly first?: string }
    /** Several short texts, with semicolons or line breaks between them. */
    | { readonly kind: 'list'; readonly max: number; readonly first?: string; readonly offers?: Offered }
    /** A table, a line for each row: as it is pasted. Every line has the form. */
    | { readonly kind: 'rows'; readonly pattern: string; readonly first?: string }
    /** Documents, of which only digests are sent. */
    | { readonly kind: 'documents'; readonly isSingle?: true }
  );

/** What is filled in, by the names of fields; lists for choices of many and for digests. */
export type Values = Readonly<Record<string, string | readonly string[]>>;

/** A line of the preview. */
export interface Line {
  readonly name: string;
  readonly value: string;
}

export interface Act {
  readonly title: Key;
  /** What comes of it, in a sentence. */
  readonly lead: Key;
  readonly address: string;
  /** POST, where it is not said. */
  readonly method?: 'PUT';
  /** Of those that a person may sign: the operation, its id, and the ledger's name for it. */
  readonly signing?: { readonly operation: Operation; readonly id?: string; readonly transaction: string };
  /** Who can read what is recorded. */
  readonly audience: 'members' | 'parties';
  readonly fields: readonly Field[];
  /** The body of the call, of the fields that are asked; undefined: none. Whoever calls goes by `contentOf`. */
  readonly body: (values: Values) => Readonly<Record<string, unknown>> | undefined;
  /** Extra lines of the preview that no field has. */
  readonly shown?: readonly Line[];
  /** What the ledger adds to what is filled in, such as a deadline that starts. */
  readonly follows?: (values: Values) => readonly Line[];
}

export const textOf = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};

export const listOf = (values: Values, name: string): readonly string[] => {
  const value = values[name];
  return typeof value === 'object' ? value : [];
};

/** A member of a body where there is something to say. */
export function given(values: Values, name: string): Readonly<Record<string, unknown>> {
  const list = listOf(values, name);
  if (list.length > 0) return { [name]: list };
  const text = textOf(values, name);
  return text === '' ? {} : { [name]: text };
}

export const YES = 'yes';
export const NO = 'no';

const BETWEEN = /[;；、\n]+/;

/** The texts of a field of several, sorted and each once, as the contracts want sets. */
export const textsOf = (values: Values, name: string): readonly string[] =>
  [
    ...new Set(
      textOf(values, name)
        .split(BETWEEN)
        .map((one) => one.trim()),
    ),
  ]
    .filter((one) => one !== '')
    .sort();

const isFlag = (field: Field): boolean =>
  field.kind === 'one' && field.options.every(({ value }) => value === YES || value === NO);

/** What is chosen of what may be. */
export const chosenOf = (field: Extract<Field, { kind: 'many' }>, values: Values): readonly string[] =>
  listOf(values, field.name).filter((one) => field.fits?.(one, values) ?? true);

/** What a field says in a body; undefined where nothing was filled in. */
function valueOf(field: Field, values: Values): unknown {
  const { name } = field;
  if (field.kind === 'many' || field.kind === 'documents') {
    const list = [...(field.kind === 'many' ? chosenOf(field, values) : listOf(values, name))].sort();
    if (list.length === 0) return undefined;
    return field.kind === 'documents' && field.isSingle === true ? list[0] : list;
  }
  const text = textOf(values, name);
  if (text === '') return undefined;
  if (field.kind === 'list') return textsOf(values, name);
  if (field.kind === 'number') return Number(text);
  if (field.kind === 'moment') return instantOf(text, field.calendar);
  return isFlag(field) ? text === YES : text;
}

function put(body: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) body[name] = value;
  else {
    const inner = (body[name] ?? {}) as Record<string, unknown>;
    body[name] = inner;
    put(inner, rest, value);
  }
}

/** The body that fields make by themselves: each under its name, and `a.b` within `a`. What is not asked is not said. */
export const bodyOf =
  (fields: readonly Field[]) =>
  (values: Values): Readonly<Record<string, unknown>> => {
    const body: Record<string, unknown> = {};
    for (const field of fields) {
      if (field.when && !field.when(values)) continue;
      const value = valueOf(field, values);
      if (value !== undefined) put(body, field.name.split('.'), value);
    }
    return body;
  };
