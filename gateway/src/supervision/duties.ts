// SPDX-License-Identifier: Apache-2.0
/** Duties, demand, permissions, resources and consumers made clear (五清): per duty what is listed, asked for, granted, used. */
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Duty, System } from '@catalog-chain/chaincode/domain/records';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { isOver } from '@catalog-chain/chaincode/domain/sharing/grant';
import type { CatalogueChange } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import type { Demand } from '@catalog-chain/chaincode/domain/upkeep/demand';
import { everyRecord, type AppraisalSource } from '../appraisal/setting.js';
import type { UseCounts } from '../index/model/impact.js';
import type { IndexedRecords, IndexedType, RecordFilter } from '../index/model/records.js';

export interface OverviewSource extends AppraisalSource, UseCounts {}

/** What hangs on one duty. An entry whose system serves several counts with each of them. */
export interface DutyRow {
  readonly duty: string;
  readonly organisation: string;
  readonly names: Duty['names'];
  readonly status: Duty['status'];
  readonly systems: number;
  readonly resources: {
    readonly listed: number;
    /** Written and never published. */
    readonly unlisted: number;
    /** Listed, and lacking what was asked of an entry. */
    readonly incomplete: number;
  };
  readonly requests: { readonly asked: number; readonly open: number; readonly refused: number };
  readonly grants: { readonly given: number; readonly standing: number };
  /** Organisations that have a grant which stands. */
  readonly consumers: number;
  /** Uses reported by either side. */
  readonly uses: number;
  /** Needs that the duty has, for what is not listed. */
  readonly demands: { readonly stated: number; readonly open: number };
  /** Changes of law or duty that the catalogue has yet to follow. */
  readonly changes: number;
}

export interface DutiesOverview {
  readonly format: 'duties-overview/1';
  readonly organisation?: string;
  readonly asOf: { readonly block: number; readonly hash: string; readonly time: string };
  readonly duties: readonly DutyRow[];
}

/** Grants which stand at the time of a block, of those that a filter finds. */
export async function standingGrants(
  source: OverviewSource,
  filter: RecordFilter,
  at: { readonly block: number; readonly time: number },
): Promise<readonly Grant[]> {
  const found = await everyRecord(source, 'grant', filter, at.block);
  return found.map(({ value }) => value).filter((grant) => !isOver(grant, at.time));
}

type Grouped<T> = ReadonlyMap<string, readonly T[]>;

/** What the rows are drawn from, by what it hangs on: a catalogue is looked through once, whatever the number of duties. */
interface Facts {
  /** By duty. */
  readonly systems: Grouped<System>;
  /** By system. */
  readonly resources: Grouped<Resource>;
  /** Newest published version, by resource. */
  readonly versions: ReadonlyMap<string, ResourceVersion>;
  /** By resource. */
  readonly requests: Grouped<AccessRequest>;
  readonly grants: Grouped<Grant>;
  /** By grant. */
  readonly uses: ReadonlyMap<string, number>;
  /** By duty. */
  readonly demands: Grouped<Demand>;
  readonly changes: Grouped<CatalogueChange>;
  readonly nowMs: number;
}

async function factsOf(
  source: OverviewSource,
  organisation: string | undefined,
  asOf: number,
  nowMs: number,
): Promise<Facts> {
  const owned = organisation === undefined ? {} : { organisation };
  const provided = organisation === undefined ? {} : { provider: organisation };
  const all = async <T extends IndexedType>(type: T, filter: RecordFilter): Promise<IndexedRecords[T][]> =>
    (await everyRecord(source, type, filter, asOf)).map(({ value }) => value);
  const resources = await all('resource', owned);
  const newest = new Map(resources.map(({ id, version }) => [id, version]));
  const published = await all('resource-version', owned);
  const versions = new Map(
    published.filter(({ id, version }) => newest.get(id) === version).map((one) => [one.id, one]),
  );
  const systems = (await all('system', owned)).flatMap((one) =>
    one.duties.map((duty) => [duty, one] as const),
  );
  const grants = await all('grant', provided);
  const ids = grants.map(({ id }) => id);
  const demands = await all('demand', organisation === undefined ? {} : { consumer: organisation });
  return {
    systems: grouped(
      systems,
      ([duty]) => duty,
      ([, one]) => one,
    ),
    // The system of the newest content, published or on its way there.
    resources: Map.groupBy(
      resources,
      ({ id, pending }) => versions.get(id)?.content.system ?? pending?.content.system ?? '',
    ),
    versions,
    requests: Map.groupBy(await all('request', provided), ({ terms }) => terms.resource),
    grants: Map.groupBy(grants, ({ terms }) => terms.resource),
    uses: await source.usesUnder(ids, asOf),
    demands: Map.groupBy(demands, ({ duty }) => duty ?? ''),
    changes: Map.groupBy(await all('catalogue-change', owned), ({ duty }) => duty),
    nowMs,
  };
}

function grouped<T, V>(pairs: readonly T[], key: (pair: T) => string, value: (pair: T) => V): Grouped<V> {
  const groups = Map.groupBy(pairs, key);
  return new Map(Array.from(groups, ([name, some]) => [name, some.map(value)]));
}

const under = <T>(groups: Grouped<T>, keys: readonly { readonly id: string }[]): readonly T[] =>
  keys.flatMap(({ id }) => groups.get(id) ?? []);

const having = <S extends string>(
  records: readonly { readonly state: S }[],
  ...states: readonly S[]
): number => records.filter(({ state }) => states.includes(state)).length;

function resourcesOf(held: readonly Resource[], { versions }: Facts): DutyRow['resources'] {
  const listed = held.filter(({ state, version }) => version > 0 && state !== 'retired');
  const lacking = listed.filter(({ id }) => (versions.get(id)?.lacks?.length ?? 0) > 0);
  const unlisted = held.filter(({ version }) => version === 0);
  return { listed: listed.length, unlisted: unlisted.length, incomplete: lacking.length };
}

function rowOf({ id, organisation, names, status }: Duty, facts: Facts): DutyRow {
  const systems = facts.systems.get(id) ?? [];
  const held = under(facts.resources, systems);
  const requests = under(facts.requests, held);
  const grants = under(facts.grants, held);
  const standing = grants.filter((grant) => !isOver(grant, facts.nowMs));
  const demands = facts.demands.get(id) ?? [];
  return {
    duty: id,
    organisation,
    names,
    status,
    systems: systems.length,
    resources: resourcesOf(held, facts),
    requests: {
      asked: requests.length,
      open: having(requests, 'submitted', 'decided'),
      refused: having(requests, 'refused'),
    },
    grants: { given: grants.length, standing: standing.length },
    consumers: new Set(standing.map(({ terms }) => terms.consumer)).size,
    uses: grants.reduce((sum, grant) => sum + (facts.uses.get(grant.id) ?? 0), 0),
    demands: { stated: demands.length, open: having(demands, 'open') },
    changes: having(facts.changes.get(id) ?? [], 'open'),
  };
}

/** @param organisation only its duties; absent: those of all */
export async function dutiesOverview(
  source: OverviewSource,
  { organisation, asOf: asked }: { readonly organisation?: string; readonly asOf?: number },
): Promise<DutiesOverview> {
  const { block, hash, time } = await source.counts.moment(asked);
  const owned = organisation === undefined ? {} : { organisation };
  const duties = await everyRecord(source, 'duty', owned, block);
  const facts = await factsOf(source, organisation, block, time);
  return {
    format: 'duties-overview/1',
    ...(organisation !== undefined && { organisation }),
    asOf: { block, hash, time: new Date(time).toISOString() },
    duties: duties.map(({ value }) => rowOf(value, facts)),
  };
}
