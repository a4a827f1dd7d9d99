// SPDX-License-Identifier: Apache-2.0
/** Why each dependent grant hangs on a thing, and which versions of its resource it is between. */
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { dependentGrants, type DependentsQuery } from '../tables/dependents.js';
import { systemsOf } from '../tables/linked.js';
import type { Dependence, DependentGrant, ImpactSubject } from '../model/impact.js';
import { versionId } from '../tables/projection.js';
import { getRecord, toRecord, type IndexDb } from '../tables/record-queries.js';

export interface FoundDependents {
  readonly items: readonly DependentGrant[];
  /** The grant after which the next page begins; absent on the last. */
  readonly next?: string;
}

/** In order of grant, a page of so many. */
export async function findDependents(
  db: IndexDb,
  subject: ImpactSubject,
  query: DependentsQuery & { readonly limit: number },
): Promise<FoundDependents> {
  const systems = new Set(await idsOf(db, subject, query.asOf));
  const rows = await dependentGrants(db, subject, { ...query, limit: query.limit + 1 });
  const items: DependentGrant[] = [];
  for (const row of rows.slice(0, query.limit)) {
    const grant = toRecord<'grant'>(row).value;
    const between = await versionsOf(db, grant, query.asOf);
    if (between)
      items.push({ grant, ...between, dependences: dependencesOf(subject, systems, grant, between) });
  }
  const last = rows[query.limit - 1];
  return rows.length > query.limit && last ? { items, next: last.id } : { items };
}

/** The systems by which a duty or system reaches grants. */
async function idsOf(db: IndexDb, subject: ImpactSubject, asOf: number | undefined): Promise<string[]> {
  if (subject.kind === 'system') return [subject.id];
  if (subject.kind !== 'duty') return [];
  const { rows } = await systemsOf(subject.id, asOf).execute(db);
  return rows.map(({ id }) => id);
}

type Between = Pick<DependentGrant, 'pinned' | 'current'>;

async function versionsOf(
  db: IndexDb,
  { terms }: Grant,
  asOf: number | undefined,
): Promise<Between | undefined> {
  const { resource: id, resourceVersion } = terms;
  const resource = (await getRecord(db, 'resource', id, asOf))?.value;
  const content = async (version: number): Promise<ResourceContent | undefined> =>
    (await getRecord(db, 'resource-version', versionId(id, version)))?.value.content;
  const pinned = await content(resourceVersion);
  const current = resource && (await content(resource.version));
  if (!resource || !pinned || !current) return undefined;
  const { version, state } = resource;
  return {
    pinned: { version: resourceVersion, content: pinned },
    current: { version, state, content: current },
  };
}

function dependencesOf(
  { kind, id }: ImpactSubject,
  systems: ReadonlySet<string>,
  { terms }: Grant,
  { pinned, current }: Between,
): Dependence[] {
  if (kind === 'resource') return [{ side: 'provider', path: [id] }];
  if (kind === 'organisation') {
    const sides = (['provider', 'consumer'] as const).filter((side) => terms[side] === id);
    return sides.map((side) => ({ side, path: [id] }));
  }
  const way = (system: string): string[] => (kind === 'duty' ? [id, system] : [system]);
  const holding = new Set([pinned.content.system, current.content.system]);
  const through = (all: Iterable<string>): string[] => [...all].filter((system) => systems.has(system));
  return [
    ...through(holding).map(
      (system) => ({ side: 'provider', path: [...way(system), terms.resource] }) as const,
    ),
    ...through(terms.systems).map((system) => ({ side: 'consumer', path: way(system) }) as const),
  ];
}
