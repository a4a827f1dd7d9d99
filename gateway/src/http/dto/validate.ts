// SPDX-License-Identifier: Apache-2.0
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { HttpError, type FieldError } from '../problems/problem.js';
import { LINE, PART, type Class } from './rule.js';

const SETTINGS = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: false, value: true },
} as const;

/** As the domain's schemas word it. */
const RAW_DATA = 'must not hold personal data';

const MAX_ERRORS = 100;

/** A name that the client chose is repeated only when it can hold no data. */
const harmless = (name: string): string => (/^[A-Za-z][A-Za-z]{0,39}$|^\d{1,6}$/.test(name) ? name : '?');

const join = (path: string, part: string): string =>
  [path, ...part.split('.').map(harmless)].filter((name) => name !== '' && name !== '?').join('.') || '?';

function ownErrors({ constraints = {}, value }: ValidationError, field: string): FieldError[] {
  if (constraints['whitelistValidation'] !== undefined) return [{ field, rule: 'unknown-field' }];
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

/**
 * Checks a value against a DTO: its rules, and no field besides.
 * @returns the value itself. @throws HttpError `INVALID_ARGUMENT` or `RAW_DATA`, naming fields and rules
 */
export function checked<T extends object>(type: Class<T>, value: unknown): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new HttpError('INVALID_ARGUMENT', { errors: [{ field: 'body', rule: 'must be an object' }] });
  }
  const errors = fieldErrors(validateSync(plainToInstance(type, value), SETTINGS), '');
  if (errors.length === 0) return value as T;
  const code = errors.some(({ rule }) => rule === RAW_DATA) ? 'RAW_DATA' : 'INVALID_ARGUMENT';
  throw new HttpError(code, { errors: errors.slice(0, MAX_ERRORS) });
}
