// SPDX-License-Identifier: Apache-2.0
/** The catalogue's figures: docs/appraisal.md, section 3. */
import type { Names, System } from '@catalog-chain/chaincode/domain/records';
import type {
  ResourceContent,
  ResourceVersion,
} from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { DAY_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { entryOf, shareOf, type Entry } from './counted.js';
import { ruledIn, type DisputeRecord } from './disputes.js';
import type { Figure } from './report.js';
import { everyRecord, hasRole, type AppraisalSource, type Setting } from './setting.js';

const YEAR_MS = 366 * DAY_MS;

interface Published {
  readonly entry: Entry;
  readonly content: ResourceContent;
  readonly publishedAt: number;
}

const inBoth = ({ zh, en }: Names): boolean => zh !== undefined && en !== undefined;
const isDescribed = ({ content }: Published): boolean => inBoth(content.names) && inBoth(content.summary);
const isItemised = ({ content }: Published): boolean => content.items.every(({ names }) => inBoth(names));
const hasSchema = ({ content }: Published): boolean => content.schemaDigest !== undefined;

const hasCycle = ({ content }: Published): boolean => content.updateCycle !== 'unknown';

/** Published resources of the organisation, each with the content of its newest version. */
async function publishedOf(source: AppraisalSource, setting: Setting): Promise<Published[]> {
  const { organisation, catalogueBlock } = setting;
  const filter = { organisation };
  const resources = await everyRecord(source, 'resource', { ...filter, state: 'published' }, catalogueBlock);
  const versions = await everyRecord(source, 'resource-version', filter, catalogueBlock);
  const contents = new Map(versions.map(({ value }) => [versionKey(value), value]));
  return resources.flatMap((record) => {
    const version = contents.get(versionKey(record.value));
    if (!version) return [];
    const publishedAt = parseInstant(version.published.at);
    return [{ entry: entryOf(record), content: version.content, publishedAt }];
  });
}

const versionKey = ({ id, version }: Pick<ResourceVersion, 'id' | 'version'>): string => `${id} ${version}`;

/** @returns the figures, in the order of the page */
export async function catalogueFigures(
  source: AppraisalSource,
  setting: Setting,
  disputes: readonly DisputeRecord[],
): Promise<Figure[]> {
  const { organisation, catalogueBlock, reference } = setting;
  const resources = await publishedOf(source, setting);
  const systems = await everyRecord(source, 'system', { organisation, state: 'active' }, catalogueBlock);
  const duties = await everyRecord(source, 'duty', { organisation, state: 'active' }, catalogueBlock);
  const isProvider = await hasRole(source, organisation, 'provider', catalogueBlock);
  const isPlaced = placing(
    systems.map(({ value }) => value),
    new Set(duties.map(({ value }) => value.id)),
  );
  const named = new Set(resources.map(({ content }) => content.system));
  const served = new Set(systems.flatMap(({ value }) => value.duties));
  const counted = <T extends (typeof systems)[number] | (typeof duties)[number]>(list: readonly T[]) =>
    list.map((record) => ({ id: record.value.id, entry: entryOf(record) }));
  const stale = outdated(disputes, setting);
  const cyclic = resources.filter(hasCycle);
  return [
    ...resourceFigures(resources, isPlaced),
    shareOf('cycles-stated', resources, hasCycle),
    shareOf('cycles-kept', cyclic, ({ entry: [, id] }) => !stale.has(id)),
    shareOf('entries-renewed', resources, ({ publishedAt }) => reference - publishedAt <= YEAR_MS),
    shareOf('systems-catalogued', isProvider ? counted(systems) : [], ({ id }) => named.has(id)),
    shareOf('duties-served', counted(duties), ({ id }) => served.has(id)),
  ];
}

/** Resources of which a ruling in the span found that the organisation let the data go out of date. */
function outdated(disputes: readonly DisputeRecord[], setting: Setting): ReadonlySet<string> {
  const found = disputes.flatMap(({ value }) => {
    const ruling = ruledIn(value, setting);
    const isBlamed =
      ruling?.responsible === setting.organisation && ruling.findings.includes('outdated-data');
    return isBlamed && value.resource !== undefined ? [value.resource] : [];
  });
  return new Set(found);
}

/** Whether a resource's system is active and serves an active duty. */
function placing(systems: readonly System[], duties: ReadonlySet<string>): (one: Published) => boolean {
  const placed = systems.filter((system) => system.duties.some((duty) => duties.has(duty)));
  const ids = new Set(placed.map(({ id }) => id));
  return ({ content }) => ids.has(content.system);
}

function resourceFigures(
  resources: readonly Published[],
  isPlaced: (one: Published) => boolean,
): readonly Figure[] {
  const conditions = {
    'resources-described': isDescribed,
    'resources-itemised': isItemised,
    'resources-with-schema': hasSchema,
    'resources-placed': isPlaced,
  };
  const every = Object.values(conditions);
  return [
    ...Object.entries(conditions).map(([figure, meets]) => shareOf(figure, resources, meets)),
    shareOf('resources-complete', resources, (one) => every.every((meets) => meets(one))),
  ];
}
