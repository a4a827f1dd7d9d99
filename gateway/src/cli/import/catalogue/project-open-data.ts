// SPDX-License-Identifier: Apache-2.0
/** Project Open Data 1.1 (`data.json` of US agencies). */
import { isObject, objects, present, text, type JsonObject } from '../fields.js';
import { RowError } from '../refused.js';
import type { CatalogueEntry } from './entry.js';
import { sharingTypeOf, updateCycleOf } from './vocabulary.js';

const need = (value: string | undefined, field: string): string => {
  if (value === undefined) throw new RowError('READ_FIELD_MISSING', `${field} is missing.`);
  return value;
};

const first = (value: unknown): string | undefined => text(Array.isArray(value) ? value[0] : value);

/** `OPM-HI-0041` → `OPM-HI`: agencies number their entries per unit. */
export const unitOf = (identifier: string): string | undefined =>
  /^([A-Za-z][\w.]*(?:-[A-Za-z]\w*)+)-\d+$/.exec(identifier)?.[1];

/** `027:00` (agency and bureau, as the budget office numbers them) → `US-OMB:027-00`. */
function bureau(dataset: JsonObject): string | undefined {
  const code = first(dataset['bureauCode']);
  return code !== undefined && /^\d{3}:\d{2}$/.test(code) ? `US-OMB:${code.replace(':', '-')}` : undefined;
}

const isApi = (distribution: JsonObject): boolean => text(distribution['format'])?.toLowerCase() === 'api';

/** @throws RowError */
export function readProjectOpenData(dataset: JsonObject, row: number): CatalogueEntry {
  const identifier = need(text(dataset['identifier']), 'identifier');
  const publisher = isObject(dataset['publisher']) ? text(dataset['publisher']['name']) : undefined;
  const title = need(text(dataset['title']), 'title');
  return {
    row,
    identifier,
    title,
    summary: text(dataset['description']) ?? title,
    sharingType: sharingTypeOf(need(text(dataset['accessLevel']), 'accessLevel')),
    updateCycle: updateCycleOf(text(dataset['accrualPeriodicity'])),
    modes: objects(dataset['distribution']).some(isApi) ? ['copy', 'query'] : ['copy'],
    items: [],
    ...present({
      publisher,
      publisherCode: bureau(dataset),
      terms: text(dataset['rights']),
      unit: unitOf(identifier),
      programme: first(dataset['programCode']),
    }),
  };
}
