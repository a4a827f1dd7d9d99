// SPDX-License-Identifier: Apache-2.0
/** Whether a file is one page of a longer answer: catalogues and logs are fetched page by page, and one page looks like the whole. */
import { RowError } from '../faults.js';
import { isObject, type JsonObject } from '../fields.js';

/** How many there are in all, as CKAN, Hydra, FHIR and common APIs call it. */
const TOTAL = new Set([
  'count',
  'total',
  'totalitems',
  'totalcount',
  'totalresults',
  'totalrows',
  'numfound',
  'recordstotal',
]);
const PAGES = new Set(['pages', 'totalpages', 'pagecount', 'lastpage', 'pagetotal']);
/** Where another page is. X-Road's `nextRecordsFrom` says from which time on there are more records. */
const OTHER = new Set([
  ...['next', 'nextpage', 'nextlink', 'nextpageurl', 'nextpagetoken', 'nextcursor', 'nextrecordsfrom'],
  ...['previous', 'prev', 'previouspage', 'prevpage', 'prevpageurl'],
]);
const HAS_MORE = new Set(['hasmore', 'hasnext', 'hasnextpage']);
/** Objects beside the rows in which an answer speaks of its pages. */
const ASIDE = new Set([
  'result',
  'data',
  'meta',
  'metadata',
  'view',
  'links',
  'link',
  'pagination',
  'paging',
  'page',
]);

/** Without prefix, case and separators: `hydra:nextPage`, `@odata.nextLink`, `next_page`. */
const plainName = (name: string): string =>
  (name.split(/[#/:.]/).pop() ?? name).toLowerCase().replace(/[_@-]/g, '');

function numberOf(value: unknown): number {
  const inner: unknown = Array.isArray(value) ? value[0] : value;
  const plain = isObject(inner) ? inner['@value'] : inner;
  return typeof plain === 'number' || typeof plain === 'string' ? Number(plain) : Number.NaN;
}

const isThere = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && value !== false && value !== 0;

function isPageBy(name: string, value: unknown, held: number): boolean {
  if (TOTAL.has(name)) return numberOf(value) > held;
  if (PAGES.has(name)) return numberOf(value) > 1;
  if (HAS_MORE.has(name)) return value === true || value === 'true';
  return OTHER.has(name) && isThere(value);
}

/** Looks at what stands beside the rows, and into the objects that speak of pages. */
function saysPage(members: JsonObject, held: number, levels = 3): boolean {
  return Object.entries(members).some(([key, value]) => {
    const name = plainName(key);
    if (isPageBy(name, value, held)) return true;
    return levels > 0 && ASIDE.has(name) && isObject(value) && saysPage(value, held, levels - 1);
  });
}

const isOfHydra = (name: string): boolean => /(?:^|[/@])hydra(?::|\/core#)/i.test(name);

/** Of linked data only Hydra's own terms: data sets have a `next` and a `total` of their own. */
const hydraOf = (node: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(node).filter(([key]) => isOfHydra(key)));

/** @returns what is to be said of a file that holds `held` rows and is no whole */
export const pageOf = (members: JsonObject, held: number): RowError[] =>
  saysPage(members, held) ? [new RowError('FILE_PAGE', { held })] : [];

/** @returns what is to be said of linked data in which `held` entries were found */
export function pageOfNodes(nodes: Iterable<JsonObject>, held: number): RowError[] {
  for (const node of nodes) if (saysPage(hydraOf(node), held)) return [new RowError('FILE_PAGE', { held })];
  return [];
}
