// SPDX-License-Identifier: Apache-2.0
/**
 * DCAT and DCAT-AP in JSON-LD. Terms are recognised by their local name (`dct:title`, `title`, or the full
 * IRI); contexts are not fetched, and nodes are joined by `@id` within the file.
 */
import { isObject, present, text, type JsonObject } from '../fields.js';
import { RowError } from '../refused.js';
import type { CatalogueEntry } from './entry.js';
import { sharingTypeOf, updateCycleOf } from './vocabulary.js';

const localName = (term: string): string => term.split(/[#/:]/).pop() ?? term;

/** Values of a property, whatever prefix its term has. */
function values(node: JsonObject, name: string): unknown[] {
  return Object.entries(node)
    .filter(([key]) => localName(key) === name)
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]));
}

/** Plain text of a literal, a language-tagged literal, or a reference. */
function literal(value: unknown): string | undefined {
  if (!isObject(value)) return text(value);
  return text(value['@value']) ?? text(value['@id']) ?? text(value['en']) ?? text(value['zh']);
}

const isType = (node: JsonObject, type: string): boolean =>
  values(node, '@type')
    .concat(values(node, 'type'))
    .some((name) => localName(text(name) ?? '') === type);

/** Every node of the document, nested ones too. */
export function nodesOf(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(nodesOf)];
}

export const datasetsOf = (document: unknown): JsonObject[] =>
  nodesOf(document).filter((node) => isType(node, 'Dataset') || isType(node, 'DataService'));

/** Nodes that say something, by `@id`, so that references can be followed. */
export function byId(document: unknown): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const node of nodesOf(document)) {
    const id = text(node['@id']);
    if (id !== undefined && Object.keys(node).length > 1) found.set(id, node);
  }
  return found;
}

function publisherOf(dataset: JsonObject, nodes: Map<string, JsonObject>): string | undefined {
  const [publisher] = values(dataset, 'publisher');
  const id = literal(publisher);
  const node =
    (isObject(publisher) && values(publisher, 'name').length > 0 ? publisher : undefined) ??
    (id === undefined ? undefined : nodes.get(id));
  const name = node && values(node, 'name').map(literal).find(Boolean);
  return name ?? (id?.includes('://') === true ? undefined : id);
}

/** Preferring English where several languages are given. */
function titled(dataset: JsonObject, name: string): string | undefined {
  const all = values(dataset, name);
  const english = all.find((value) => isObject(value) && value['@language'] === 'en');
  return literal(english ?? all[0]);
}

const termsOf = (dataset: JsonObject): string | undefined =>
  values(dataset, 'rights').concat(values(dataset, 'applicableLegislation')).map(literal).find(Boolean);

/** @throws RowError */
export function readDcat(dataset: JsonObject, row: number, nodes: Map<string, JsonObject>): CatalogueEntry {
  const identifier = literal(values(dataset, 'identifier')[0]) ?? text(dataset['@id']);
  const title = titled(dataset, 'title');
  const access = literal(values(dataset, 'accessRights')[0] ?? values(dataset, 'accessLevel')[0]);
  if (identifier === undefined || title === undefined || access === undefined)
    throw new RowError('READ_FIELD_MISSING', 'identifier, title or accessRights is missing.');
  return {
    row,
    identifier,
    title,
    summary: titled(dataset, 'description') ?? title,
    sharingType: sharingTypeOf(access),
    ...present({ publisher: publisherOf(dataset, nodes), terms: termsOf(dataset) }),
    updateCycle: updateCycleOf(literal(values(dataset, 'accrualPeriodicity')[0])),
    modes: isType(dataset, 'DataService') ? ['query'] : ['copy'],
    items: [],
  };
}
