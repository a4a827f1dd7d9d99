// SPDX-License-Identifier: Apache-2.0
/** Where each kind is read, and the id under which its card stands. */
import { api, type Answered } from '../../api/client';
import type { Page, Turning } from '../../api/lists';
import type { Matter, MatterKind } from '../../acts/specs/matters/on-matter';

const NOUNS = {
  variation: 'variations',
  'service-change': 'service-changes',
  disposal: 'disposals',
  'catalogue-change': 'catalogue-changes',
  'source-agency': 'source-agencies',
  'source-update': 'source-updates',
  demand: 'demands',
  duty: 'duties',
  system: 'systems',
} as const satisfies Readonly<Record<Exclude<MatterKind, 'use-report'>, string>>;

/** Those that all members may read: nobody says what for. */
const OPEN: ReadonlySet<MatterKind> = new Set<MatterKind>([
  'catalogue-change',
  'source-agency',
  'source-update',
  'demand',
  'duty',
  'system',
]);

/** A year's report is one of a grant and a year. */
const BETWEEN = '~';

export function idOf(record: Matter): string {
  if (record.type === 'use-report') return `${record.grant}${BETWEEN}${record.year}`;
  return record.type === 'disposal' ? record.grant : record.id;
}

/** The same for a person to read. */
export const titleOf = (record: Matter): string =>
  record.type === 'use-report' ? `${record.grant} · ${record.year}` : idOf(record);

type Reading<T> = Promise<Answered<T>>;

const without = (kind: MatterKind, turning: object): object => {
  const { limit, cursor } = turning as Partial<Turning>;
  if (!OPEN.has(kind)) return turning;
  return { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) };
};

export function readMatters(kind: MatterKind, turning: Turning, filters: object): Reading<Page<Matter>> {
  const query = { ...without(kind, turning), ...filters };
  if (kind === 'use-report') return api.GET('/v1/use-reports', { params: { query } });
  return api.GET(`/v1/${NOUNS[kind]}`, { params: { query } });
}

export function readMatter(kind: MatterKind, id: string, reason: object): Reading<Matter> {
  const query = without(kind, reason);
  if (kind === 'use-report') {
    const at = id.lastIndexOf(BETWEEN);
    const path = { id: id.slice(0, at), year: id.slice(at + 1) };
    return api.GET('/v1/use-reports/{id}/{year}', { params: { path, query } });
  }
  return api.GET(`/v1/${NOUNS[kind]}/{id}`, { params: { path: { id }, query } });
}
