// SPDX-License-Identifier: Apache-2.0
/** What keeps a form from being sent; and what is sent of it: nothing that is not asked, and all that is filled in. */
import { chosenOf, type Act, type Field, type Values } from './spec';

/** `together`: it goes only with another field, which is empty. `unsent`: the call would not say it. */
export type Fault = 'missing' | 'form' | 'together' | 'unsent';

type Value = Values[string] | undefined;

export const askedFields = ({ fields }: Act, values: Values): readonly Field[] =>
  fields.filter(({ when }) => when === undefined || when(values));

/** What the act is about, where its address says so: `/v1/grants/ID/key/disclosure` is about ID. */
export function subjectOf({ address }: Act): string | undefined {
  const [, , , id, step] = address.split('/');
  return id !== undefined && step !== undefined ? decodeURIComponent(id) : undefined;
}

/** The body of the call, made of the fields that are asked: what was typed before another choice hid its field is not said. */
export function contentOf(act: Act, values: Values): Readonly<Record<string, unknown>> | undefined {
  const asked = new Set(askedFields(act, values).map(({ name }) => name));
  return act.body(Object.fromEntries(Object.entries(values).filter(([name]) => asked.has(name))));
}

const isEmpty = (value: Value): boolean =>
  value === undefined || (typeof value === 'string' ? value.trim() === '' : value.length === 0);

function rowsFault(pattern: string, text: string): 'form' | undefined {
  const form = new RegExp(`^(?:${pattern})$`);
  const rows = text.split('\n').filter((row) => row.trim() !== '');
  return rows.every((row) => form.test(row.trim())) ? undefined : 'form';
}

function formFault(field: Field, value: Value): 'form' | undefined {
  const pattern = field.kind === 'line' ? field.pattern : undefined;
  if (pattern !== undefined && typeof value === 'string')
    return new RegExp(`^(?:${pattern})$`).test(value.trim()) ? undefined : 'form';
  if (field.kind === 'rows' && typeof value === 'string') return rowsFault(field.pattern, value);
  if (field.kind !== 'number') return undefined;
  const number = Number(value);
  return Number.isInteger(number) && number >= field.min && number <= field.max ? undefined : 'form';
}

const valueIn = (field: Field, values: Values): Value =>
  field.kind === 'many' ? chosenOf(field, values) : values[field.name];

function faultOf(field: Field, values: Values): Fault | undefined {
  const value = valueIn(field, values);
  if (!isEmpty(value)) return formFault(field, value);
  if (field.isOptional !== true) return 'missing';
  const isAlone = field.together !== undefined && !isEmpty(values[field.together]);
  return isAlone ? 'together' : undefined;
}

/**
 * Fields that were filled in and of which the call would say nothing: it reads the same without them. A choice may mean
 * that nothing is to be said, and is left out here.
 */
export function unsentFields(act: Act, values: Values): readonly string[] {
  const whole = JSON.stringify(contentOf(act, values));
  return askedFields(act, values)
    .filter((field) => field.kind !== 'one' && !isEmpty(valueIn(field, values)))
    .map(({ name }) => name)
    .filter((name) => {
      const others = Object.fromEntries(Object.entries(values).filter(([one]) => one !== name));
      return JSON.stringify(contentOf(act, others)) === whole;
    });
}

/** By the names of the fields. */
export function faultsOf(act: Act, values: Values): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  for (const field of askedFields(act, values)) {
    const fault = faultOf(field, values);
    if (fault) faults[field.name] = fault;
  }
  if (Object.keys(faults).length > 0) return faults;
  return Object.fromEntries(unsentFields(act, values).map((name) => [name, 'unsent']));
}
