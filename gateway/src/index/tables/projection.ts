// SPDX-License-Identifier: Apache-2.0
/** What the index draws from a state record: the fields that lists filter by, the trails it belongs to, its words. */
import { anyWith } from '../model/obligations.js';
import type { RecordTable } from './schema.js';

type Fields = Readonly<Record<string, unknown>>;

export type Facets = Pick<
  RecordTable,
  'organisation' | 'provider' | 'consumer' | 'resource' | 'grant_id' | 'state' | 'code' | 'due'
>;

/** What a record hangs on: a system on duties, an entry on a system, a grant on systems and a version. */
export type Dependency = 'duty' | 'system' | 'version';

/** What lists of disputes filter by. */
type Role = 'respondent' | 'arbitrator';

export interface Link {
  /** `exchange`: the digest by which the two sides of a sealed use find each other. */
  readonly kind: 'organisation' | 'resource' | 'grant' | 'dispute' | 'case' | 'exchange' | Role | Dependency;
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

const WITHOUT_TRAIL = new Set([
  ...['batch', 'tally', 'policy', 'organisation-code', 'open-requests', 'open-disputes', 'obligation'],
  ...[
    'open-corrections',
    'open-variations',
    'open-demands',
    'signer-key',
    'signer-counter',
    'signing-administrator',
  ],
  'disputed-grant',
  'sealed-month',
  ...['incident', 'complaint'],
]);

/** The first of the members that name an owner. */
function ownerIn(fields: Fields): string | null {
  // Who has to answer a correction may be no party of its grant.
  const names = ['organisation', 'mspId', 'reporter', 'opener', 'answering'].map((name) =>
    textOf(fields[name]),
  );
  return names.find((name) => name !== null) ?? null;
}

/** @param value the record's JSON, already read; anything may lie in it */
export function facetsOf(type: string, id: string, value: unknown): Facets {
  const fields = fieldsOf(value);
  const own = OWN_FACETS.get(type);
  if (own) return own(fields);
  const terms = { ...fields, ...fieldsOf(fields['terms']) };
  const head = id.split('/', 1)[0] ?? id;
  return {
    organisation: ownerIn(fields) ?? ownerOf(head),
    provider: textOf(terms['provider']),
    consumer: textOf(terms['consumer']),
    resource: RESOURCE_TYPES.has(type) ? head : textOf(terms['resource']),
    grant_id: GRANT_TYPES.has(type) ? (textOf(fields['grant']) ?? head) : textOf(fields['grant']),
    state: textOf(fields['state']) ?? textOf(fields['status']),
    // A dispute has no code; lists of disputes filter by kind, those of periods and closures by month.
    code: textOf(type === 'dispute' ? fields['kind'] : (fields['code'] ?? fields['period'])),
    due: null,
  };
}

/** Who owes it stands where the owner does, who is owed it where the consumer does. */
function obligationFacets(fields: Fields): Facets {
  const role = textOf(fields['owedByRole']);
  const state = textOf(fields['state']);
  const isPaused = state === 'open' && fields['pausedAt'] !== undefined;
  const isLate = state === 'met' && fieldsOf(fields['met'])['late'] === true;
  return {
    organisation: textOf(fields['owedBy']) ?? (role === null ? null : anyWith(role)),
    provider: null,
    consumer: textOf(fields['owedTo']),
    resource: textOf(fields['resource']),
    grant_id: textOf(fields['grant']),
    state: isPaused ? 'paused' : isLate ? 'met-late' : state,
    code: textOf(fields['kind']),
    due: textOf(fields['dueAt']),
  };
}

/** On which side the use is shows by whether its reporter stands as provider or as consumer. */
function sealFacets(fields: Fields): Facets {
  const organisation = textOf(fields['organisation']);
  const isClaim = fields['side'] === 'claim';
  const isLate = fieldsOf(fields['disclosed'])['late'] === true;
  return {
    organisation,
    provider: isClaim ? null : organisation,
    consumer: isClaim ? organisation : null,
    resource: null,
    grant_id: null,
    state: isLate ? 'disclosed-late' : textOf(fields['state']),
    code: textOf(fields['period']),
    due: textOf(fields['discloseBy']),
  };
}

/** Types whose fields say otherwise than others' where they stand. */
const OWN_FACETS: ReadonlyMap<string, (fields: Fields) => Facets> = new Map([
  ['obligation', obligationFacets],
  ['seal', sealFacets],
]);

/**
 * Batches are many and belong to no trail: their leaves do. Running tallies only repeat what headers state, the record
 * of a code or a key what its owner's own record states, the lists of what is open what requests and disputes state, and what
 * is owed follows from the acts that the trail shows.
 * @param value the record's JSON, already read
 */
export function linksOf(type: string, id: string, facets: Facets, value: unknown): Link[] {
  if (WITHOUT_TRAIL.has(type)) return [];
  const fields = fieldsOf(value);
  if (type === 'seal') return linksTo('exchange', textOf(fields['exchange']));
  const dispute = type === 'dispute' ? disputeLinks(id, fields) : [];
  const organisations = [facets.organisation, facets.provider, facets.consumer];
  const links: Link[] = [
    ...organisations.flatMap((key): Link[] => (key === null ? [] : [{ kind: 'organisation', key }])),
    ...linksTo('resource', facets.resource),
    ...linksTo('grant', facets.grant_id),
    ...linksTo('case', textOf(fields['case'])),
    ...(type === 'source-agency' ? subjectLinks(fields) : []),
    ...(type === 'grant' ? linksTo('dispute', changedBy(fields)) : []),
    ...(fields['reason'] === 'dispute' ? linksTo('dispute', textOf(fields['case'])) : []),
    ...dispute,
  ];
  return [...new Map(links.map((link) => [`${link.kind} ${link.key}`, link])).values()];
}

const linksTo = (kind: Link['kind'], key: string | null): Link[] => (key === null ? [] : [{ kind, key }]);

/** The dispute whose ruling or closure a grant's newest change is. */
function changedBy({ history }: Fields): string | null {
  return Array.isArray(history) ? textOf(fieldsOf(history.at(-1))['dispute']) : null;
}

/** Entries of a source agency's subject, and who else collects it. */
const subjectLinks = ({ items, collectors }: Fields): Link[] => [
  ...(Array.isArray(items) ? items : []).flatMap((one) =>
    linksTo('resource', textOf(fieldsOf(one)['resource'])),
  ),
  ...textsOf(collectors).flatMap((key) => linksTo('organisation', key)),
];

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Its parties, who answers it, and who decides it. */
function disputeLinks(id: string, { parties, respondent, arbitrators, coordination }: Fields): Link[] {
  const assigned: unknown[] = Array.isArray(arbitrators) ? arbitrators : [];
  const deciding = textsOf(assigned.map((one) => fieldsOf(one)['organisation']));
  return [
    ...linksTo('dispute', id),
    ...linksTo('respondent', textOf(respondent)),
    ...[...textsOf(parties), ...textsOf([fieldsOf(coordination)['organisation']]), ...deciding].flatMap(
      (key) => linksTo('organisation', key),
    ),
    ...deciding.flatMap((key) => linksTo('arbitrator', key)),
  ];
}

/** The id under which a published version lies in the index. */
export const versionId = (resource: string, version: unknown): string =>
  `${resource}/${String(version).padStart(10, '0')}`;

/** What the record itself says it depends on. */
export function dependenciesOf(type: string, value: unknown): Link[] {
  const fields = fieldsOf(value);
  const on = (kind: Dependency, keys: readonly string[]): Link[] =>
    [...new Set(keys)].map((key) => ({ kind, key }));
  if (type === 'system') return on('duty', textsOf(fields['duties']));
  if (type === 'resource-version') return on('system', textsOf([fieldsOf(fields['content'])['system']]));
  if (type !== 'grant') return [];
  const terms = fieldsOf(fields['terms']);
  const version = versionId(textOf(terms['resource']) ?? '', terms['resourceVersion']);
  return [...on('system', textsOf(terms['systems'])), ...on('version', [version])];
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
