// SPDX-License-Identifier: Apache-2.0
/** How a file calls what the ledger has a name for: whoever is told of a fault has the file before them. */
import { RowError } from '../faults.js';

/** The heading or member under which a file has a field; undefined where it calls it as we do, or has none. */
export type Naming = (field: string) => string | undefined;

/** A field with its heading, where the file has another. */
export function calledBy(naming: Naming, field: string): string {
  const heading = naming(field);
  return heading === undefined || heading === field ? field : `${heading} (${field})`;
}

/** The fault with each field that it names by its heading. */
export function headed(error: RowError, naming: Naming): RowError {
  const { field } = error.particulars;
  if (typeof field !== 'string') return error;
  const fields = field.split(', ').map((one) => calledBy(naming, one));
  return new RowError(error.code, { ...error.particulars, field: fields.join(', ') });
}

/** Of a format that has one name for each field. */
export const namingIn =
  (names: Readonly<Record<string, string>>): Naming =>
  (field) =>
    Object.hasOwn(names, field) ? names[field] : undefined;
