// SPDX-License-Identifier: Apache-2.0
/** Decorators for DTOs. A rule is a schema of the domain: the gateway and the chain cannot come to differ. */
import { Type } from 'class-transformer';
import { IsObject, ValidateBy, ValidateIf, ValidateNested } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';
import type { ValidationArguments } from 'class-validator';
import { z } from 'zod';

/** A DTO class. */
export type Class<T = object> = new () => T;

const apply =
  (...decorators: PropertyDecorator[]): PropertyDecorator =>
  (target, property) => {
    for (const decorator of decorators) decorator(target, property);
  };

/** What the API description says of the field, in place of what its validators imply; made when it is asked for. */
const describe = (schemaOf: () => object): PropertyDecorator =>
  JSONSchema(() => schemaOf() as Record<string, never>) as PropertyDecorator;

/** Unicode classes are spelt differently in every language's expressions: words say what is meant. */
function withoutUnicodeClasses({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (!/\\p\{/.test(jsonSchema.pattern ?? '')) return;
  delete jsonSchema.pattern;
  jsonSchema.description = 'NFC, trimmed, without control characters; nothing that looks like personal data.';
}

/** Many makers and testers of clients take `prefixItems` for a fault; what each item may be is said of all of them. */
function withoutTuples({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { prefixItems } = jsonSchema;
  if (prefixItems === undefined) return;
  delete jsonSchema.prefixItems;
  const schemas = prefixItems.filter((kind) => typeof kind === 'object');
  const kinds = new Map(schemas.map((kind) => [JSON.stringify(kind), kind]));
  jsonSchema.items = { anyOf: [...kinds.values()] };
}

/** The schema's JSON Schema 2020-12, as OpenAPI 3.1 takes it. */
export function jsonSchemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const override = (at: { jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
    withoutUnicodeClasses(at);
    withoutTuples(at);
  };
  const entries = Object.entries(z.toJSONSchema(schema, { io: 'input', override }));
  return Object.fromEntries(entries.filter(([key]) => key !== '$schema'));
}

/** Splits a constraint's message into lines, and a line into where in the field and which rule. */
export const LINE = '\n';
export const PART = '\t';

/** A name that the client chose is repeated only when it can hold no data: letters, as of a field or of a transaction. */
export const HARMLESS = /^[A-Za-z]{1,40}(?::[A-Za-z]{1,40})?$/;

const lineOf = (path: readonly PropertyKey[], rule: string): string =>
  `${path.map(String).join('.')}${PART}${rule}`;

function linesOf(issue: z.core.$ZodIssue): readonly string[] {
  const { path, code, message } = issue;
  if (code !== 'unrecognized_keys') return [lineOf(path, message)];
  const lines = issue.keys.map((key) => lineOf(HARMLESS.test(key) ? [...path, key] : path, 'unknown-field'));
  return [...new Set(lines)];
}

const MOST_LINES = 20;

const faultsOf = (issues: readonly z.core.$ZodIssue[]): string =>
  issues.slice(0, MOST_LINES).flatMap(linesOf).slice(0, MOST_LINES).join(LINE);

/** The field fits the schema. `described` adds to the API description. */
export function Fits(schema: z.ZodType, described: object = {}): PropertyDecorator {
  // The message is asked for right after the value was found wanting: it is parsed once.
  let last: readonly [value: unknown, issues: readonly z.core.$ZodIssue[]] | undefined;
  const issuesOf = (value: unknown): readonly z.core.$ZodIssue[] =>
    schema.safeParse(value).error?.issues ?? [];
  const validator = {
    validate: (value: unknown) => {
      const issues = issuesOf(value);
      last = issues.length > 0 ? [value, issues] : undefined;
      return issues.length === 0;
    },
    defaultMessage: (given?: ValidationArguments) => {
      const issues = last && last[0] === given?.value ? last[1] : issuesOf(given?.value);
      last = undefined;
      return faultsOf(issues);
    },
  };
  return apply(
    ValidateBy({ name: 'fits', validator }),
    describe(() => ({ ...jsonSchemaOf(schema), ...described })),
  );
}

/** The field may be absent; it may not be null. */
export const Optional = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** The field may be absent, unless what else was sent asks for it; it may not be null. */
export const OptionalUnless = <T extends object>(isAsked: (sent: Partial<T>) => boolean): PropertyDecorator =>
  ValidateIf((sent: Partial<T>, value) => value !== undefined || isAsked(sent));

/** The field is one of the values. */
export const OneOf = (values: readonly string[]): PropertyDecorator =>
  Fits(z.enum(values, `must be one of: ${values.join(', ')}`));

/** The field is one of the values, or several of them with commas between. */
export const SomeOf = (values: readonly string[]): PropertyDecorator => {
  const one = `(?:${values.join('|')})`;
  const form = new RegExp(`^${one}(?:,${one})*$`);
  return Fits(z.string().regex(form, `must be one of: ${values.join(', ')}`), {
    description: `One of, or several with commas between: ${values.join(', ')}.`,
  });
};

/** DTOs that stand in fields of other DTOs, by the prototype that declares the field. */
const NESTED = new WeakMap<object, Map<PropertyKey, Class>>();

const rememberNested =
  (type: Class): PropertyDecorator =>
  (target, property) => {
    const fields = NESTED.get(target) ?? new Map<PropertyKey, Class>();
    NESTED.set(target, fields.set(property, type));
  };

/** @returns the DTO that the field of a DTO holds; undefined where it holds none */
export function nestedIn(type: Class, field: string): Class | undefined {
  let prototype = type.prototype as object | null;
  while (prototype) {
    const found = NESTED.get(prototype)?.get(field);
    if (found) return found;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
  return undefined;
}

const rule = (text: string): { readonly message: string } => ({ message: `${PART}${text}` });

/** The field is a nested DTO. `ValidateNested` alone would let an absent one pass. */
export const Nested = (type: Class): PropertyDecorator =>
  apply(
    IsObject(rule('must be an object')),
    ValidateNested(rule('must be an object')),
    Type(() => type),
    rememberNested(type),
    describe(() => ({ $ref: `#/components/schemas/${type.name}` })),
  );

/** A list of distinct texts that fit the schema, in any order: flows sort them as the domain wants. */
export const ListOf = (item: z.ZodType<string>, max: number, min = 1): PropertyDecorator =>
  Fits(
    z
      .array(item)
      .min(min)
      .max(max)
      .refine((list) => new Set(list).size === list.length, 'must not repeat'),
    { uniqueItems: true },
  );
