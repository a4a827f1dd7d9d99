// SPDX-License-Identifier: Apache-2.0
/** Runs a plan: pages of events in chain order, or against it. */
import { sql } from 'kysely';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Condition, EventPlan } from './event-plan.js';
import { statedDigest } from '../model/exchanges.js';
import { isoTime, uuidBytes } from '../model/keys.js';
import type { UsageEvent } from '../model/usage-events.js';
import { sealedBefore } from './seal-queries.js';
import { entriesOf } from '../tables/linked.js';
import { getRecord, type IndexDb } from '../tables/record-queries.js';
import { SEGMENT } from '../tables/schema.js';

/** Positions looked at: after one, up to another, both within the chain. */
export interface Range {
  readonly after: number;
  readonly upTo: number;
  readonly newest: boolean;
  readonly limit: number;
}

export interface PlacedEvent {
  readonly pos: number;
  readonly event: UsageEvent;
  /** The digests of its header hold the verdicts. */
  readonly holdsVerdict: boolean;
}

/** Events found, and the position up to which all were looked at; undefined when that is the end. */
export interface Found {
  readonly events: readonly PlacedEvent[];
  readonly lookedTo?: number;
}

/** Segments looked through for one page when rows must be read to be judged. */
const SEGMENTS_PER_PAGE = 4;

interface EventRow {
  readonly pos: number;
  readonly leaf: number;
  readonly violations: string | null;
  readonly line: string;
  readonly resource: string | null;
  readonly transaction_id: string;
  readonly block: number;
  readonly time: number;
  readonly organisation: string;
  readonly journal: string | null;
  readonly sequence: number | null;
  readonly exchange_form: number | null;
  readonly first_block: number | null;
  readonly first_transaction: string | null;
}

function toEvent(row: EventRow): PlacedEvent {
  const violations = (row.violations?.split(',') ?? []) as Violation[];
  const first = { block: row.first_block ?? 0, transactionId: row.first_transaction ?? '' };
  const event: UsageEvent = {
    leaf: JSON.parse(row.line) as Leaf,
    organisation: row.organisation,
    ...(row.resource === null ? {} : { resource: row.resource }),
    violations,
    batch: { journal: row.journal ?? '', sequence: row.sequence ?? 0, leaf: row.leaf },
    written: { block: row.block, transactionId: row.transaction_id, time: isoTime(row.time) },
    ...(row.first_block === null ? {} : { repeats: first }),
  };
  return { pos: row.pos, event, holdsVerdict: row.exchange_form !== null };
}

const SELECT = sql`
  select event.pos, event.leaf, event.violations, event.line, resource.text as resource,
    tx.id as transaction_id, tx.block, tx.time, tx.organisation, tx.journal, tx.sequence,
    tx.exchange_form,
    former_tx.block as first_block, former_tx.id as first_transaction
  from ix_event as event
  join ix_tx as tx on tx.tx = event.tx
  left join ix_name as resource on resource.name = event.resource
  left join ix_event as former on former.pos = event.first
  left join ix_tx as former_tx on former_tx.tx = former.tx`;

async function select(db: IndexDb, conditions: readonly Condition[], range: Range): Promise<PlacedEvent[]> {
  const { after, upTo, newest, limit } = range;
  const within = sql<boolean>`event.pos > ${after} and event.pos <= ${upTo}`;
  const where = sql.join([...conditions, within], sql` and `);
  const order = newest ? sql`desc` : sql`asc`;
  const query = sql<EventRow>`${SELECT} where ${where} order by event.pos ${order} limit ${limit}`;
  return withSeals(db, (await query.execute(db)).rows.map(toEvent));
}

/** Says of events that disclose a sealed use when it was sealed; most pages have none. */
async function withSeals(db: IndexDb, placed: readonly PlacedEvent[]): Promise<PlacedEvent[]> {
  const sealId = ({ organisation, leaf }: UsageEvent): string => `${organisation}/${leaf.id}`;
  const ids = placed.flatMap(({ event }) => (event.leaf.salt === undefined ? [] : [sealId(event)]));
  if (ids.length === 0) return [...placed];
  const seals = await sealedBefore(db, ids);
  return placed.map((one) => {
    const sealed = seals.get(sealId(one.event));
    return sealed === undefined ? one : { ...one, event: { ...one.event, sealed } };
  });
}

const FIRST = { after: 0, upTo: Number.MAX_SAFE_INTEGER, newest: false, limit: 1 } as const;

const hasId = (id: string): Condition => sql<boolean>`event.id = ${uuidBytes(id)}`;

async function firstOf(db: IndexDb, organisation: string, id: string): Promise<PlacedEvent | undefined> {
  const [found] = await select(db, [hasId(id), sql<boolean>`tx.organisation = ${organisation}`], FIRST);
  return found;
}

/** By reporter and id: of several, the first. */
export async function eventById(
  db: IndexDb,
  organisation: string,
  id: string,
): Promise<UsageEvent | undefined> {
  return (await firstOf(db, organisation, id))?.event;
}

/** The digest under which the chain counted the event, in the form of its header. */
export async function statedExchange(
  db: IndexDb,
  organisation: string,
  id: string,
): Promise<{ readonly digest?: string | undefined } | undefined> {
  const found = await firstOf(db, organisation, id);
  if (!found) return undefined;
  const { leaf, violations } = found.event;
  if (!found.holdsVerdict) return { digest: exchangeDigest(leaf) };
  const grant = await getRecord(db, 'grant', leaf.grant);
  return { digest: statedDigest({ leaf, verdict: violations }, grant?.value.terms.purpose.code) };
}

/** The first that each reporter gave the id, in the order of the chain. */
export async function eventsById(db: IndexDb, id: string): Promise<readonly UsageEvent[]> {
  const reporters = await sql<{ organisation: string }>`
    select distinct tx.organisation from ix_event as event join ix_tx as tx on tx.tx = event.tx
    where ${hasId(id)}`.execute(db);
  const found: PlacedEvent[] = [];
  for (const { organisation } of reporters.rows) {
    const first = await firstOf(db, organisation, id);
    if (first) found.push(first);
  }
  return found.sort((a, b) => a.pos - b.pos).map(({ event }) => event);
}

/** Numbers of the entries whose system serves a duty, of those that events name. */
export async function usedEntriesOf(db: IndexDb, duty: string, asOf?: number): Promise<readonly number[]> {
  const query = sql<{ name: number }>`
    select used.name from ix_name as used where used.text in (${entriesOf(duty, asOf)})
      and exists (select 1 from ix_event as event where event.resource = used.name)`;
  return (await query.execute(db)).rows.map(({ name }) => name);
}

export async function findEvents(db: IndexDb, plan: EventPlan, range: Range): Promise<Found> {
  const sources = plan.sources.length > 0 ? plan.sources : [undefined];
  const streams: Found[] = [];
  for (const source of sources) streams.push(await scan(db, plan, source, range));
  return merge(streams, plan, range);
}

/** One source: as a whole where its index answers alone; else segment by segment. */
async function scan(
  db: IndexDb,
  plan: EventPlan,
  source: Condition | undefined,
  range: Range,
): Promise<Found> {
  const conditions = source ? [source, ...plan.conditions] : plan.conditions;
  const piecewise = plan.conditions.length > 0;
  if (!plan.segmented && !piecewise) return { events: await select(db, conditions, range) };
  const segments = await segmentsOf(db, plan, source, range);
  const shown = piecewise ? segments.slice(0, SEGMENTS_PER_PAGE) : segments;
  const events: PlacedEvent[] = [];
  for (const seg of shown) {
    const part = within(range, seg, range.limit - events.length);
    const here = plan.segmented ? [sql<boolean>`event.seg = ${seg}`, ...conditions] : conditions;
    events.push(...(await select(db, here, part)));
    if (events.length >= range.limit) return { events };
  }
  const last = shown.length < segments.length ? shown.at(-1) : undefined;
  return last === undefined ? { events } : { events, lookedTo: edgeOf(within(range, last, 0)) };
}

const edgeOf = ({ newest, after, upTo }: Range): number => (newest ? after + 1 : upTo);

function within(range: Range, seg: number, limit: number): Range {
  const after = Math.max(range.after, seg * SEGMENT - 1);
  const upTo = Math.min(range.upTo, (seg + 1) * SEGMENT - 1);
  return { ...range, after, upTo, limit };
}

/** Segments in the range; of a segmented index only those that hold the key. */
async function segmentsOf(
  db: IndexDb,
  plan: EventPlan,
  source: Condition | undefined,
  { after, upTo, newest }: Range,
): Promise<number[]> {
  const [from, to] = [Math.floor((after + 1) / SEGMENT), Math.floor(upTo / SEGMENT)];
  const inRange = sql<boolean>`segment.seg >= ${from} and segment.seg <= ${to}`;
  const holds =
    plan.segmented && source
      ? sql`and exists (select 1 from ix_event as event where event.seg = segment.seg and ${source})`
      : sql``;
  const order = newest ? sql`desc` : sql`asc`;
  const query = sql<{
    seg: number;
  }>`select seg from ix_segment as segment where ${inRange} ${holds} order by seg ${order}`;
  return (await query.execute(db)).rows.map(({ seg }) => seg);
}

/** Joins streams in order, each position once, as far as every stream has looked. */
function merge(streams: readonly Found[], plan: EventPlan, { limit, newest }: Range): Found {
  const sign = newest ? -1 : 1;
  const horizons = streams.flatMap(({ lookedTo }) => (lookedTo === undefined ? [] : [lookedTo * sign]));
  const horizon = horizons.length > 0 ? Math.min(...horizons) : undefined;
  const byPos = new Map(streams.flatMap(({ events }) => events.map((one) => [one.pos, one])));
  const events = [...byPos.values()]
    .sort((a, b) => (a.pos - b.pos) * sign)
    .filter(({ pos }) => horizon === undefined || pos * sign <= horizon)
    .slice(0, limit);
  const full = events.length === limit;
  const lookedTo = full ? events.at(-1)?.pos : horizon === undefined ? undefined : horizon * sign;
  const exact = events.filter(({ event }) => plan.accepts(event.leaf));
  return lookedTo === undefined ? { events: exact } : { events: exact, lookedTo };
}

/** Events up to a position, by the number of their grant: those reported since there was one. */
export async function countEvents(
  db: IndexDb,
  grants: readonly number[],
  upTo: number,
): Promise<ReadonlyMap<number, number>> {
  if (grants.length === 0) return new Map();
  const counted = db
    .selectFrom('ix_event')
    .select(({ fn }) => ['grant_no', fn.countAll<number>().as('count')])
    .where('pos', '<=', upTo)
    .groupBy('grant_no');
  // Read from the index of grants alone, whose entries do not say whether there was the grant yet.
  const all = await counted.where('grant_no', 'in', grants).execute();
  // Found by the index of resources: `+ 0` takes no index of grants.
  const before = await counted
    .where('resource', 'is', null)
    .where(sql`grant_no + 0`, 'in', grants)
    .execute();
  const early = new Map(before.map(({ grant_no: grant, count }) => [grant, count]));
  return new Map(all.map(({ grant_no: grant, count }) => [grant, count - (early.get(grant) ?? 0)]));
}
