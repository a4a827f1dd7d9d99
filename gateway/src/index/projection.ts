// SPDX-License-Identifier: Apache-2.0
/** What the index draws from a state record: the fields that lists filter by, the trails it belongs to, its words. */
import type { RecordTable } from './schema.js';

type Fields = Readonly<Record<string, unknown>>;

export type Facets = Pick<
  RecordTable,
  'organisation' | 'provider' | 'consumer' | 'resource' | 'grant_id' | 'state' | 'code'
>;

export interface Link {
  readonly kind: 'organisation' | 'resource' | 'grant' | 'dispute' | 'case';
  readonly key: string;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

/** The owner of an id `MSPID:CODE`. */
const ownerOf = (id: string): string | null => (id.includes(':') ? (id.split(':', 1)[0] ?? null) : null);

/** Types whose id, up to the first `/`, is a grant's, a resource's. */
const GRANT_TYPES = new Set(['grant', 'request', 'disclosure', 'key-purge', 'closure', 'period']);
const RESOURCE_TYPES = new Set(['resource', 'resource-version']);

/** @param value the record's JSON, already read; anything may lie in it */
export function facetsOf(type: string, id: string, value: unknown): Facets {
  const fields = fieldsOf(value);
  const terms = { ...fields, ...fieldsOf(fields['terms']) };
  const head = id.split('/', 1)[0] ?? id;
  return {
    organisation:
      textOf(fields['organisation']) ??
      textOf(fields['mspId']) ??
      textOf(fields['reporter']) ??
      ownerOf(head),
    provider: textOf(terms['provider']),
    consumer: textOf(terms['consumer']),
    resource: RESOURCE_TYPES.has(type) ? head : textOf(terms['resource']),
    grant_id: GRANT_TYPES.has(type) ? (textOf(fields['grant']) ?? head) : textOf(fields['grant']),
    state: textOf(fields['state']) ?? textOf(fields['status']),
    code: textOf(fields['code']),
  };
}

/** Batches are many and belong to no trail: their leaves do. Running tallies only repeat what headers state. */
export function linksOf(type: string, id: string, facets: Facets): Link[] {
  if (type === 'batch' || type === 'tally' || type === 'policy') return [];
  const organisations = new Set([facets.organisation, facets.provider, facets.consumer]);
  const links: Link[] = [];
  for (const key of organisations) if (key !== null) links.push({ kind: 'organisation', key });
  if (facets.resource !== null) links.push({ kind: 'resource', key: facets.resource });
  if (facets.grant_id !== null) links.push({ kind: 'grant', key: facets.grant_id });
  if (type === 'dispute') links.push({ kind: 'dispute', key: id.split('/', 1)[0] ?? id });
  return links;
}

/** Names, summary and code of a record or of a resource's content, lower case. */
export function searchText(id: string, ...contents: readonly unknown[]): string {
  const words = [id];
  for (const content of contents) {
    const fields = fieldsOf(content);
    for (const part of [fields['names'], fields['summary']]) {
      words.push(...Object.values(fieldsOf(part)).filter((text) => typeof text === 'string'));
    }
    words.push(textOf(fields['code']) ?? '');
  }
  return words.filter(Boolean).join('\n').toLowerCase();
}
