// SPDX-License-Identifier: Apache-2.0
/**
 * Checks values against DTOs. The libraries that do it look every member up among all others, in the square of their
 * number: they are given the fields that a DTO asks for, and never see the rest.
 */
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { HttpError, type FieldError } from '../problems/problem.js';
import { HARMLESS, LINE, nestedIn, PART, type Class } from './rule.js';

const SETTINGS = {
  forbidUnknownValues: true,
  validationError: { target: false, value: true },
} as const;

/** As the domain's schemas word it. */
const RAW_DATA = 'must not hold personal data';

const MAX_ERRORS = 100;

const harmless = (name: string): string => (HARMLESS.test(name) || /^\d{1,6}$/.test(name) ? name : '?');

const join = (path: string, part: string): string =>
  [path, ...part.split('.').map(harmless)].filter((name) => name !== '' && name !== '?').join('.') || '?';

function ownErrors({ constraints = {}, value }: ValidationError, field: string): FieldError[] {
  const messages = Object.values(constraints);
  if (messages.length > 0 && value === undefined) return [{ field, rule: 'required' }];
  return messages
    .flatMap((message) => message.split(LINE))
    .map((line) => {
      const [part = '', rule = 'not valid'] = line.split(PART);
      return { field: part === '' ? field : join(field, part), rule };
    });
}

function fieldErrors(errors: readonly ValidationError[], path: string): FieldError[] {
  return errors.flatMap((error) => {
    const field = path === '' ? harmless(error.property) : `${path}.${harmless(error.property)}`;
    return [...ownErrors(error, field), ...fieldErrors(error.children ?? [], field)];
  });
}

const FIELDS = new WeakMap<Class, ReadonlySet<string>>();

/** The fields that a DTO has rules for. */
function fieldsOf(type: Class): ReadonlySet<string> {
  const known = FIELDS.get(type);
  if (known) return known;
  const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
  const fields = new Set(rules.map(({ propertyName }) => propertyName));
  FIELDS.set(type, fields);
  return fields;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Copies what a DTO asks for. What it does not ask for is named among `strangers`, as far as they are repeated. */
function asked(
  type: Class,
  value: Readonly<Record<string, unknown>>,
  path: string,
  strangers: FieldError[],
): object {
  const fields = fieldsOf(type);
  const copy: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(value)) {
    const field = path === '' ? harmless(name) : `${path}.${harmless(name)}`;
    if (!fields.has(name)) {
      if (strangers.length < MAX_ERRORS) strangers.push({ field, rule: 'unknown-field' });
      continue;
    }
    const nested = nestedIn(type, name);
    copy[name] = nested && isObject(given) ? asked(nested, given, field, strangers) : given;
  }
  return copy;
}

/**
 * Checks a value against a DTO: its rules, and no field besides.
 * @returns the value itself. @throws HttpError `INVALID_ARGUMENT` or `RAW_DATA`, naming fields and rules
 */
export function checked<T extends object>(type: Class<T>, value: unknown): T {
  if (!isObject(value)) {
    throw new HttpError('INVALID_ARGUMENT', { errors: [{ field: 'body', rule: 'must be an object' }] });
  }
  const strangers: FieldError[] = [];
  const known = asked(type, value, '', strangers);
  const errors = [...strangers, ...fieldErrors(validateSync(plainToInstance(type, known), SETTINGS), '')];
  if (errors.length === 0) return value as T;
  const code = errors.some(({ rule }) => rule === RAW_DATA) ? 'RAW_DATA' : 'INVALID_ARGUMENT';
  throw new HttpError(code, { errors: errors.slice(0, MAX_ERRORS) });
}
