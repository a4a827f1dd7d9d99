// SPDX-License-Identifier: Apache-2.0
import { IndexError } from '../model/index-error.js';
import type { Database } from '../../db/database.js';
import { findApart, type MonthQuestion } from '../compare/apart.js';
import type { Countable, CountReader } from '../model/counts.js';
import { countReader } from './count-queries.js';
import { decodeCursor, encodeCursor, limitOf, scopeOf } from '../model/cursor.js';
import { correctionsOf } from './corrections-of.js';
import {
  countEvents,
  eventById,
  eventsById,
  findEvents,
  statedExchange,
  usedEntriesOf,
  type Range,
} from './event-queries.js';
import { planOf, type NameOf } from './event-plan.js';
import { timeToleranceOf } from '@catalog-chain/chaincode/domain/members/policy';
import { findDependents } from './impact.js';
import { judgedLeaves } from './judged-leaves.js';
import type { DependentGrant } from '../model/impact.js';
import { isoTime, monthNumber } from '../model/keys.js';
import { policyOfMonth } from './month-policy.js';
import type { Anomaly, Checkpoint } from '../model/checkpoint.js';
import type {
  Difference,
  DifferenceVerdict,
  JournalEnd,
  Reconciliation,
  ReconciliationQuery,
  SideOfMonth,
} from '../model/reconciliation.js';
import type { ImpactQuery, ImpactReader } from '../model/impact.js';
import type { IndexedRecord, IndexedType, RecordFilter } from '../model/records.js';
import type { IndexReader } from '../model/reader.js';
import type { Page, PageOptions } from '../model/pages.js';
import type { TrailEntry, TrailQuery } from '../model/trails.js';
import type { CorrectedBy, UsageEvent, UsageFilter } from '../model/usage-events.js';
import type { Message, MessageFilter, MessageReader, Newest, Position } from '../model/messages.js';
import type { ObligationFilter } from '../model/obligations.js';
import { findObligations } from './obligation-queries.js';
import { findMessages, newestMessage, positionBefore, positionOf } from './message-queries.js';
import {
  firstRecord,
  getRecord,
  listRecords,
  recordHistory,
  type IdRange,
} from '../tables/record-queries.js';
import { ReportedBatches } from './reported-batches.js';
import { Reconciler, type Compare } from '../compare/reconciler.js';
import type { IndexSchema } from '../tables/schema.js';
import { countSeals, sealsOfExchanges } from './seal-queries.js';
import type { SealCount, SealedSide } from '../model/seals.js';
import { findTrail } from './trail.js';

/** An answer as of a block to come would be another one when the block is there. */
function upTo(newest: number, asOf: number | undefined): number | undefined {
  if (asOf === undefined || asOf <= newest) return asOf;
  throw new IndexError('INVALID_ARGUMENT', 'asOf: must be a block that there is');
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Names of one query: databases take so many. */
const GRANTS_PER_QUERY = 500;

/** Answers from the tables alone. */
export class SqlIndexReader implements Omit<IndexReader, 'reached'>, MessageReader, ImpactReader, Countable {
  readonly counts: CountReader;
  private readonly names = new Map<string, number>();

  private readonly reconciler: Reconciler;
  private readonly reportedBatches: ReportedBatches;

  /** @param compare how a month is compared; absent: in this thread, which is busy with it meanwhile */
  constructor(
    private readonly database: Database<IndexSchema>,
    compare: Compare = (question) => findApart(database.db, question),
  ) {
    this.reconciler = new Reconciler(database.db, compare);
    this.reportedBatches = new ReportedBatches(database.db);
    this.counts = countReader(database);
  }

  async get<T extends IndexedType>(
    type: T,
    id: string,
    asOf?: number,
  ): Promise<IndexedRecord<T> | undefined> {
    await this.asked(asOf);
    return getRecord(this.database.db, type, id, asOf);
  }

  async first<T extends IndexedType>(type: T, range: IdRange): Promise<IndexedRecord<T> | undefined> {
    await this.asked(undefined);
    return firstRecord(this.database.db, type, range);
  }

  async list<T extends IndexedType>(
    type: T,
    filter: RecordFilter = {},
    page: PageOptions = {},
  ): Promise<Page<IndexedRecord<T>>> {
    const asOf = (await this.asked(page.asOf)) ?? (await this.head()).block;
    return { ...(await listRecords(this.database.db, type, filter, page)), asOf };
  }

  async obligations(
    filter: ObligationFilter,
    now: string,
    page: PageOptions = {},
  ): Promise<Page<IndexedRecord<'obligation'>>> {
    const asOf = (await this.asked(page.asOf)) ?? (await this.head()).block;
    return { ...(await findObligations(this.database.db, filter, now, page)), asOf };
  }

  async sealCounts(period: string, now: string, wanted?: number): Promise<Omit<Page<SealCount>, 'next'>> {
    const asOf = (await this.asked(wanted)) ?? (await this.head()).block;
    return { items: await countSeals(this.database.db, period, now, wanted), asOf };
  }

  async sealsOfExchanges(exchanges: readonly string[]): Promise<readonly SealedSide[]> {
    return sealsOfExchanges(this.database.db, exchanges);
  }

  async history<T extends IndexedType>(
    type: T,
    id: string,
    page: PageOptions = {},
  ): Promise<Page<IndexedRecord<T>>> {
    const asOf = (await this.asked(page.asOf)) ?? (await this.head()).block;
    return { ...(await recordHistory(this.database.db, type, id, page)), asOf };
  }

  async usageEvents(filter: UsageFilter, page: PageOptions = {}): Promise<Page<UsageEvent>> {
    const { record, duty, organisation, party, grant, resource, system, ...rest } = filter;
    const names = { organisation, party, grant, resource, system };
    const known = Object.fromEntries(
      Object.entries(names).flatMap(([key, name]) => (name === undefined ? [] : [[key, name]])),
    ) as Readonly<Record<string, string>>;
    const scope = scopeOf('events', filter, page.order, page.asOf);
    const { range, asOf } = await this.rangeOf(scope, page);
    const entries = duty === undefined ? undefined : await usedEntriesOf(this.database.db, duty, page.asOf);
    if (entries?.length === 0) return { items: [], asOf };
    const question = {
      ...rest,
      ...known,
      ...(record !== undefined && { records: [record] }),
      ...(entries !== undefined && { entries }),
    };
    const plan = planOf(question, await this.namesOf(Object.values(known)));
    const { events, lookedTo } = await findEvents(this.database.db, plan, range);
    const items = events.map(({ event }) => event);
    return lookedTo === undefined ? { items, asOf } : { items, asOf, next: encodeCursor(scope, lookedTo) };
  }

  async usageEvent(organisation: string, id: string): Promise<UsageEvent | undefined> {
    return UUID.test(id) ? eventById(this.database.db, organisation, id) : undefined;
  }

  async correctionsOf(event: UsageEvent): Promise<readonly CorrectedBy[]> {
    return correctionsOf(this.database.db, event);
  }

  async statedExchange(
    organisation: string,
    id: string,
  ): Promise<{ readonly digest?: string | undefined } | undefined> {
    return UUID.test(id) ? statedExchange(this.database.db, organisation, id) : undefined;
  }

  async usageEventsNamed(id: string): Promise<readonly UsageEvent[]> {
    return UUID.test(id) ? eventsById(this.database.db, id) : [];
  }

  async judgedLeaves(batch: string, party: string): Promise<readonly number[]> {
    return judgedLeaves(this.database.db, batch, (await this.namesOf([party]))(party));
  }

  async trail(query: TrailQuery): Promise<Page<TrailEntry>> {
    const { kind, ids, party, order, asOf: wanted } = query;
    const scope = scopeOf('trail', kind, ids, party, order, wanted);
    const { range, asOf } = await this.rangeOf(scope, query);
    const names = await this.namesOf([...ids, ...(party === undefined ? [] : [party])]);
    const { entries, lookedTo } = await findTrail(this.database.db, query, range, names);
    const items = entries.map(({ entry }) => entry);
    return lookedTo === undefined ? { items, asOf } : { items, asOf, next: encodeCursor(scope, lookedTo) };
  }

  async reconciliation(query: ReconciliationQuery): Promise<Reconciliation> {
    const { question, asOf } = await this.monthOf(query);
    return { ...(await this.reconciler.summary(question)), asOf };
  }

  async differences(
    query: ReconciliationQuery,
    verdict?: DifferenceVerdict,
    page: PageOptions = {},
  ): Promise<Page<Difference>> {
    const { grant, period, asOf: wanted = page.asOf } = query;
    const scope = scopeOf('differences', grant, period, verdict, wanted);
    const after = decodeCursor<number>(scope, page.cursor, 'number');
    const known = { grant, period, ...(wanted !== undefined && { asOf: wanted }) };
    const { question, asOf } = await this.monthOf(known);
    const { items, lookedTo } = await this.reconciler.page(question, verdict, limitOf(page), after);
    return lookedTo === undefined ? { items, asOf } : { items, asOf, next: encodeCursor(scope, lookedTo) };
  }

  private async monthOf(query: ReconciliationQuery): Promise<{ question: MonthQuestion; asOf: number }> {
    const { range, asOf } = await this.rangeOf('', query.asOf === undefined ? {} : { asOf: query.asOf });
    const grant = (await this.namesOf([query.grant]))(query.grant);
    const policy = await policyOfMonth(this.database.db, query.period, range.upTo);
    const month = monthNumber(query.period);
    return { question: { grant, month, upTo: range.upTo, toleranceMs: timeToleranceOf(policy) }, asOf };
  }

  async reported(side: SideOfMonth): Promise<readonly JournalEnd[]> {
    const grant = (await this.namesOf([side.grant]))(side.grant);
    return this.reportedBatches.of(grant, side);
  }

  async anomalies(page: PageOptions = {}): Promise<Page<Anomaly>> {
    const scope = scopeOf('anomalies');
    const skip = decodeCursor<number>(scope, page.cursor, 'number') ?? 0;
    const limit = limitOf(page);
    const rows = await this.database.db
      .selectFrom('ix_anomaly as anomaly')
      .innerJoin('ix_tx as tx', 'tx.tx', 'anomaly.tx')
      .select(['anomaly.kind', 'anomaly.detail', 'tx.id', 'tx.block', 'tx.time'])
      .orderBy('anomaly.tx')
      .orderBy('anomaly.leaf')
      .orderBy('anomaly.kind')
      .offset(skip)
      .limit(limit + 1)
      .execute();
    const items = rows.slice(0, limit).map(({ kind, detail, id, block, time }) => ({
      kind: kind as Anomaly['kind'],
      detail,
      written: { block, transactionId: id, time: isoTime(time) },
    }));
    const { block: asOf } = await this.head();
    return rows.length > limit ? { items, asOf, next: encodeCursor(scope, skip + limit) } : { items, asOf };
  }

  async dependents(
    { kind, id, party }: ImpactQuery,
    page: PageOptions = {},
  ): Promise<Page<DependentGrant & { readonly events: number }>> {
    const scope = scopeOf('dependents', kind, id, party, page.asOf);
    const after = decodeCursor<string>(scope, page.cursor, 'string');
    const { asOf, last } = await this.asOf(page);
    const query = {
      ...(after !== undefined && { after }),
      ...(party !== undefined && { party }),
      ...(page.asOf !== undefined && { asOf }),
      limit: limitOf(page),
    };
    const found = await findDependents(this.database.db, { kind, id }, query);
    const items = await this.counted(found.items, last);
    return found.next === undefined
      ? { items, asOf }
      : { items, asOf, next: encodeCursor(scope, found.next) };
  }

  async messages(filter: MessageFilter, after: Position, limit: number): Promise<readonly Message[]> {
    return findMessages(this.database.db, filter, after, limit);
  }

  async newest(): Promise<Newest> {
    return newestMessage(this.database.db);
  }

  async positionBefore(block: number): Promise<Position> {
    return positionBefore(this.database.db, block);
  }

  async positionOf(id: string): Promise<Position | undefined> {
    return positionOf(this.database.db, id);
  }

  async checkpoint(): Promise<Checkpoint> {
    const { genesis_hash, block, block_hash, events, anomalies } = await this.head();
    return { genesisHash: genesis_hash, block, hash: block_hash, events, anomalies };
  }

  async usesUnder(grants: readonly string[], asOf?: number): Promise<ReadonlyMap<string, number>> {
    const { last } = await this.asOf(asOf === undefined ? {} : { asOf });
    const found = new Map<string, number>();
    for (let at = 0; at < grants.length; at += GRANTS_PER_QUERY) {
      const some = grants.slice(at, at + GRANTS_PER_QUERY);
      const name = await this.namesOf(some);
      const counts = await countEvents(this.database.db, some.map(name), last);
      for (const grant of some) found.set(grant, counts.get(name(grant)) ?? 0);
    }
    return found;
  }

  private async counted(
    found: readonly DependentGrant[],
    upTo: number,
  ): Promise<(DependentGrant & { readonly events: number })[]> {
    const ids = found.map(({ grant }) => grant.id);
    const name = await this.namesOf(ids);
    const counts = await countEvents(this.database.db, ids.map(name), upTo);
    return found.map((one) => ({ ...one, events: counts.get(name(one.grant.id)) ?? 0 }));
  }

  /** The block that an answer is as of, and the last position in it. */
  private async asOf(page: PageOptions): Promise<{ asOf: number; last: number }> {
    const newest = await this.head();
    const asOf = upTo(newest.block, page.asOf) ?? newest.block;
    return { asOf, last: page.asOf === undefined ? newest.pos : await this.lastPositionOf(asOf) };
  }

  /** @throws IndexError `INVALID_ARGUMENT` for a block that is not yet */
  private async asked(asOf: number | undefined): Promise<number | undefined> {
    return asOf === undefined ? undefined : upTo((await this.head()).block, asOf);
  }

  private head(): Promise<Omit<IndexSchema['ix_checkpoint'], never>> {
    return this.database.db.selectFrom('ix_checkpoint').selectAll().executeTakeFirstOrThrow();
  }

  /** Positions of a page: from the cursor on, as far as the block that it is as of. */
  private async rangeOf(scope: string, page: PageOptions): Promise<{ range: Range; asOf: number }> {
    const cursor = decodeCursor<number>(scope, page.cursor, 'number');
    const { asOf, last } = await this.asOf(page);
    const newest = page.order === 'newest';
    const after = newest ? 0 : (cursor ?? 0);
    const upTo = newest && cursor !== undefined ? Math.min(cursor - 1, last) : last;
    return { range: { after, upTo, newest, limit: limitOf(page) }, asOf };
  }

  private async lastPositionOf(block: number): Promise<number> {
    const query = this.database.db.selectFrom('ix_block').select('last_pos').where('number', '=', block);
    return (await query.executeTakeFirst())?.last_pos ?? 0;
  }

  /** Numbers of names; -1, which no row has, for one that the index has not met. */
  private async namesOf(texts: readonly string[]): Promise<NameOf> {
    const unknown = texts.filter((text) => !this.names.has(text));
    if (unknown.length > 0) {
      const rows = this.database.db.selectFrom('ix_name').selectAll().where('text', 'in', unknown);
      for (const { name, text } of await rows.execute()) this.remember(text, name);
    }
    return (text) => this.names.get(text) ?? -1;
  }

  private remember(text: string, name: number): void {
    if (this.names.size > 50_000) this.names.clear();
    this.names.set(text, name);
  }
}
