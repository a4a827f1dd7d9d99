// SPDX-License-Identifier: Apache-2.0
/** Project Open Data 1.1 (`data.json` of US agencies), and 1.0, which has texts where 1.1 has objects and lists. */
import { contentDigest } from '../codes.js';
import { RowError } from '../faults.js';
import { isObject, objects, present, text, type JsonObject } from '../fields.js';
import { textsOf, type Texts } from '../languages.js';
import type { CatalogueEntry, Publisher } from './entry.js';
import { sharingTypeOf, updateCycleOf } from './vocabulary.js';

function need<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new RowError('READ_FIELD_MISSING', { field });
  return value;
}

const first = (value: unknown): string | undefined => text(Array.isArray(value) ? value[0] : value);

/** What a program writes where a person left a field empty. */
const said = (value: unknown): string | undefined => {
  const plain = text(value);
  return plain !== undefined && /^n\/?a$/i.test(plain) ? undefined : plain;
};

/** `OPM-HI-0041` → `OPM-HI`: agencies number their entries per unit. */
export const unitOf = (identifier: string): string | undefined =>
  /^([A-Za-z][\w.]*(?:-[A-Za-z]\w*)+)-\d+$/.exec(identifier)?.[1];

/** `027:00` (agency and bureau, as the budget office numbers them) → `US-OMB:027-00`. */
function bureau(dataset: JsonObject): string | undefined {
  const code = first(dataset['bureauCode']);
  return code !== undefined && /^\d{3}:\d{2}$/.test(code) ? `US-OMB:${code.replace(':', '-')}` : undefined;
}

function publisherOf(dataset: JsonObject): Publisher | undefined {
  const { publisher } = dataset;
  const names: Texts | undefined = textsOf(isObject(publisher) ? publisher['name'] : publisher);
  return names && { names, ...present({ code: bureau(dataset) }) };
}

const isApi = (distribution: JsonObject): boolean => text(distribution['format'])?.toLowerCase() === 'api';

/** @throws RowError */
export function readProjectOpenData(dataset: JsonObject, row: number): CatalogueEntry {
  const identifier = need(text(dataset['identifier']), 'identifier');
  const titles = need(textsOf(dataset['title']), 'title');
  return {
    row,
    identifier,
    isOwn: true,
    titles,
    summaries: textsOf(dataset['description']) ?? titles,
    sharingType: sharingTypeOf(text(dataset['accessLevel'])),
    updateCycle: updateCycleOf(said(dataset['accrualPeriodicity'])),
    modes: objects(dataset['distribution']).some(isApi) ? ['copy', 'query'] : ['copy'],
    items: [],
    digest: contentDigest(dataset),
    ...present({
      publisher: publisherOf(dataset),
      terms: said(dataset['rights']),
      unit: unitOf(identifier),
      programme: first(dataset['programCode']),
    }),
  };
}
