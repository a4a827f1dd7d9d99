// SPDX-License-Identifier: Apache-2.0
/** Which field of a body names what is not there: a contract says its kind, and a body calls it so or in the plural. */
import type { Translation } from './translate.js';

const pluralOf = (kind: string): string => (kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`);

/** @param fields of the body that was sent; what the path names is in none of them, and is named by the code alone */
export function whereNamed(translation: Translation, fields: readonly string[]): Translation {
  const { code, detail, said, errors } = translation;
  if (code !== 'NOT_FOUND' || detail === undefined || errors) return translation;
  // What comes from a peer comes as a list of what was written.
  const [kind] = [said?.parameters['kind']].flat();
  if (typeof kind !== 'string') return translation;
  const field = fields.find((name) => name === kind || name === pluralOf(kind));
  return field === undefined ? translation : { ...translation, errors: [{ field, rule: detail }] };
}
