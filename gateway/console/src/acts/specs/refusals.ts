// SPDX-License-Identifier: Apache-2.0
/**
 * Which field of a form a refusal is about. A refusal names a place in the body that was sent; a field is asked what it puts
 * there by making the body with it and without it, so that no form has to say it.
 */
import { askedFields, contentOf } from './faults';
import { textOf, type Act, type Field, type Values } from './spec';

/** A gateway's word on one place of what was sent. */
export interface Refusal {
  readonly field: string;
  readonly rule: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Places at which two bodies differ, as refusals name them: `names.zh`, `items.0`. */
function differences(one: unknown, other: unknown, at = ''): readonly string[] {
  if (!isObject(one) || !isObject(other)) return one === other ? [] : [at];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].flatMap((name) =>
    differences(one[name], other[name], at === '' ? name : `${at}.${name}`),
  );
}

/** Something that could stand in a field in which nothing does. */
function sampleOf(field: Field): Values[string] {
  if (field.kind === 'one' || field.kind === 'many') {
    const [{ value } = { value: '' }] = field.options;
    return field.kind === 'many' ? [value] : value;
  }
  if (field.kind === 'documents') return [''.padEnd(64, '0')];
  if (field.kind === 'number') return String(field.min);
  return field.kind === 'moment' || field.kind === 'day' ? '2000-01-01' : '-';
}

interface Said {
  readonly places: readonly string[];
  /** How many fields are asked, or not asked, because of it. */
  readonly steers: number;
}

/** What a field says in the body, or would say if something stood in it. */
function saidBy(act: Act, values: Values, field: Field): Said {
  const { name } = field;
  const rest = Object.fromEntries(Object.entries(values).filter(([one]) => one !== name));
  const isEmpty = textOf(values, name) === '' && (values[name]?.length ?? 0) === 0;
  const whole = isEmpty ? { ...values, [name]: sampleOf(field) } : values;
  return {
    places: differences(contentOf(act, whole), contentOf(act, rest)),
    steers: Math.abs(askedFields(act, whole).length - askedFields(act, rest).length),
  };
}

const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}.`);

/** By the name of the field; undefined where no field writes anything there. */
export function fieldAt(act: Act, values: Values, place: string): string | undefined {
  const found = askedFields(act, values).flatMap((field) => {
    const { places, steers } = saidBy(act, values, field);
    const near = places.filter((one) => isWithin(place, one) || isWithin(one, place));
    const closest = Math.max(...near.map(({ length }) => length));
    return near.length === 0 ? [] : [{ name: field.name, closest, others: places.length + steers }];
  });
  // A field on which others depend changes more than what it says itself.
  return found.sort((a, b) => b.closest - a.closest || a.others - b.others)[0]?.name;
}

/** What was refused, by the names of fields; places that no field writes are left out. */
export function refusedFields(
  act: Act,
  values: Values,
  refusals: readonly Refusal[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    refusals.flatMap(({ field: place, rule }) => {
      const name = fieldAt(act, values, place);
      return name === undefined ? [] : [[name, rule]];
    }),
  );
}
