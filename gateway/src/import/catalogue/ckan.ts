// SPDX-License-Identifier: Apache-2.0
/** CKAN action API answers: `package_search`, `package_show`, or a bare list of packages. */
import type { SharingType } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { contentDigest } from '../codes.js';
import { RowError } from '../faults.js';
import { isObject, objects, present, text, type JsonObject } from '../fields.js';
import { textsOf } from '../languages.js';
import type { CatalogueEntry, EntryItem, Publisher } from './entry.js';
import { alike } from '../said-alike.js';
import { dataTypeOf, ensurePublished, sharingTypeAmong, sharingTypeOf, updateCycleOf } from './vocabulary.js';

/** Without what separates words in them. */
const ACCESS = ['accesslevel', 'publicaccesslevel', 'accessrights', 'sharingtype'];
const FREQUENCY = ['accrualperiodicity', 'accrual_periodicity', 'frequency', 'update_frequency'];

interface Field {
  /** In lower case. */
  readonly key: string;
  readonly value: string;
}

/** Fields of a package, then those of its `extras`. */
function flatten(dataset: JsonObject): Field[] {
  const extras = objects(dataset['extras']).map((extra) => [extra['key'], extra['value']]);
  return [...Object.entries(dataset), ...extras].flatMap(([key, value]) => {
    const [name, plain] = [text(key), text(value)];
    return name === undefined || plain === undefined ? [] : [{ key: name.toLowerCase(), value: plain }];
  });
}

const pick = (fields: readonly Field[], keys: readonly string[]): string | undefined =>
  keys
    .map((wanted) => fields.findLast(({ key }) => key === wanted)?.value)
    .find((value) => value !== undefined);

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

/** CKAN's own flag, whether the portal shows the package to its organisation alone. */
function isPrivate(fields: readonly Field[]): boolean | undefined {
  const flag = alike(
    fields.filter(({ key }) => key === 'private').map(({ value }) => value.toLowerCase()),
    'private',
  );
  return flag === 'true' ? true : flag === 'false' ? false : undefined;
}

/** What the portal says of access, else the flag. Where neither is there, nothing says how it is shared. */
function accessOf(fields: readonly Field[]): SharingType {
  const said = fields.filter(({ key }) => ACCESS.includes(key.replace(/[\s_-]/g, '')));
  const flag = isPrivate(fields);
  if (said.length === 0) return sharingTypeOf(flag === undefined ? undefined : flag ? 'private' : 'public');
  const sharing = sharingTypeAmong(said.map(({ value }) => value));
  if (flag && sharing === 'unconditional') throw new RowError('READ_CONTRADICTION', { field: 'private' });
  return sharing;
}

/** @throws RowError */
export function readCkan(dataset: JsonObject, row: number): CatalogueEntry {
  ensurePublished(text(dataset['state']));
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
    sharingType: accessOf(fields),
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
