// SPDX-License-Identifier: Apache-2.0
/** What an act is made of: the fields to fill in, the call that it becomes, and who will see it. One dialog shows them all. */
import type { Key } from '../../i18n/i18n';
import type { Operation } from '../keys/sign';

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface Base {
  readonly name: string;
  readonly label: Key;
  readonly hint?: Key;
  readonly isOptional?: boolean;
  /** Whether it is asked, by what is filled in so far. */
  readonly when?: (values: Values) => boolean;
}

export type Field = Base &
  (
    | { readonly kind: 'prose'; readonly max: number; readonly first?: string }
    | { readonly kind: 'line'; readonly max: number; readonly first?: string; readonly pattern?: string }
    | { readonly kind: 'one'; readonly options: readonly Option[]; readonly first?: string }
    | { readonly kind: 'many'; readonly options: readonly Option[] }
    | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly first?: string }
    | { readonly kind: 'day'; readonly first?: string }
    /** Documents, of which only digests are sent. */
    | { readonly kind: 'documents' }
  );

/** What is filled in, by the names of fields; lists for choices of many and for digests. */
export type Values = Readonly<Record<string, string | readonly string[]>>;

export interface Act {
  readonly title: Key;
  /** What comes of it, in a sentence. */
  readonly lead: Key;
  readonly address: string;
  /** Of those that a person may sign: the operation, its id, and the ledger's name for it. */
  readonly signing?: { readonly operation: Operation; readonly id?: string; readonly transaction: string };
  /** Who can read what is recorded. */
  readonly audience: 'members' | 'parties';
  readonly fields: readonly Field[];
  /** The body of the call; undefined: none. */
  readonly body: (values: Values) => Readonly<Record<string, unknown>> | undefined;
  /** Extra lines of the preview that no field has. */
  readonly shown?: readonly { readonly name: string; readonly value: string }[];
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
