// SPDX-License-Identifier: Apache-2.0
/** CKAN action API answers: `package_search`, `package_show`, or a bare list of packages. */
import { contentDigest } from '../codes.js';
import { RowError } from '../faults.js';
import { isObject, objects, present, text, type JsonObject } from '../fields.js';
import { textsOf } from '../languages.js';
import type { CatalogueEntry, EntryItem, Publisher } from './entry.js';
import { dataTypeOf, sharingTypeOf, updateCycleOf } from './vocabulary.js';

const ACCESS = ['accesslevel', 'access_level', 'public_access_level', 'access_rights', 'sharing_type'];
const FREQUENCY = ['accrualperiodicity', 'accrual_periodicity', 'frequency', 'update_frequency'];

/** Fields of a package together with its `extras`, keys in lower case. */
function flatten(dataset: JsonObject): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(dataset)) {
    const plain = text(value);
    if (plain !== undefined) fields.set(key.toLowerCase(), plain);
  }
  for (const extra of objects(dataset['extras'])) {
    const [key, value] = [text(extra['key']), text(extra['value'])];
    if (key !== undefined && value !== undefined) fields.set(key.toLowerCase(), value);
  }
  return fields;
}

const pick = (fields: Map<string, string>, keys: readonly string[]): string | undefined =>
  keys.map((key) => fields.get(key)).find((value) => value !== undefined);

/** Columns as CKAN's data dictionary lists them, under `fields` of a resource. */
const itemsOf = (dataset: JsonObject): EntryItem[] =>
  objects(dataset['resources'])
    .flatMap((resource) => objects(resource['fields']))
    .flatMap((field) => {
      const name = text(field['id']) ?? text(field['name']);
      return name === undefined ? [] : [{ name, dataType: dataTypeOf(text(field['type'])) }];
    });

function publisherOf(dataset: JsonObject): Publisher | undefined {
  const { organization } = dataset;
  if (!isObject(organization)) return undefined;
  const { title, title_translated: translated, name } = organization;
  const names = textsOf(translated, title) ?? textsOf(name);
  return names && { names };
}

/** CKAN's own `private` flag, unless the portal says more; where neither is there, nothing says how it is shared. */
function accessOf(fields: Map<string, string>): string | undefined {
  const flag = fields.get('private')?.toLowerCase();
  const byFlag = flag === 'true' ? 'private' : flag === 'false' ? 'public' : undefined;
  return pick(fields, ACCESS) ?? byFlag;
}

/** @throws RowError */
export function readCkan(dataset: JsonObject, row: number): CatalogueEntry {
  const fields = flatten(dataset);
  const identifier = pick(fields, ['identifier', 'name', 'id']);
  const titles = textsOf(dataset['title_translated'], dataset['title']) ?? textsOf(dataset['name']);
  if (identifier === undefined || !titles)
    throw new RowError('READ_FIELD_MISSING', { field: 'name or title' });
  const isApi = objects(dataset['resources']).some((file) => text(file['format'])?.toLowerCase() === 'api');
  const { notes_translated: translated, notes, description } = dataset;
  return {
    row,
    identifier,
    isOwn: true,
    titles,
    summaries: textsOf(translated, notes) ?? textsOf(description) ?? titles,
    sharingType: sharingTypeOf(accessOf(fields)),
    ...present({
      publisher: publisherOf(dataset),
      terms: pick(fields, ['rights', 'access_condition']),
    }),
    updateCycle: updateCycleOf(pick(fields, FREQUENCY)),
    modes: isApi ? ['copy', 'query'] : ['copy'],
    items: itemsOf(dataset),
    digest: contentDigest(dataset),
  };
}
