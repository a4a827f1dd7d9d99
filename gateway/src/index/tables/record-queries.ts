// SPDX-License-Identifier: Apache-2.0
/** Lists and histories of state records. */
import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import { decodeCursor, encodeCursor, limitOf, scopeOf } from '../model/cursor.js';
import { isoTime } from '../model/keys.js';
import type { IndexedRecord, IndexedRecords, IndexedType, RecordFilter } from '../model/records.js';
import type { Page, PageOptions } from '../model/pages.js';
import { entriesOf, systemsOf } from './linked.js';
import type { Link } from './projection.js';
import type { IndexSchema } from './schema.js';

export type IndexDb = Kysely<IndexSchema>;

const COLUMNS = [
  'record.pos',
  'record.type',
  'record.id',
  'record.revision',
  'record.created',
  'record.json',
  'tx.id as transaction_id',
  'tx.block',
  'tx.time',
] as const;

export interface RecordRow {
  readonly pos: number;
  readonly type: string;
  readonly id: string;
  readonly revision: number;
  readonly created: number;
  readonly json: string;
  readonly transaction_id: string;
  readonly block: number;
  readonly time: number;
}

export function toRecord<T extends IndexedType>(row: RecordRow): IndexedRecord<T> {
  return {
    type: row.type as T,
    id: row.id,
    value: JSON.parse(row.json) as IndexedRecords[T],
    written: { block: row.block, transactionId: row.transaction_id, time: isoTime(row.time) },
    revision: row.revision,
  };
}

type Query = SelectQueryBuilder<
  IndexSchema & { record: IndexSchema['ix_record']; tx: IndexSchema['ix_tx'] },
  'record' | 'tx',
  RecordRow
>;

/** Revisions with the transaction that wrote each. */
export function selectRecords(db: IndexDb): Query {
  return db.selectFrom('ix_record as record').innerJoin('ix_tx as tx', 'tx.tx', 'record.tx').select(COLUMNS);
}

/** What stood after the block; without one, what stands now. */
export function standing(asOf: number | undefined): RawBuilder<boolean> {
  return asOf === undefined
    ? sql<boolean>`record.to_block is null`
    : sql<boolean>`record.from_block <= ${asOf} and (record.to_block is null or record.to_block > ${asOf})`;
}

/** Whether an organisation is a party to the record. */
const isSide = (party: string): RawBuilder<boolean> =>
  sql<boolean>`(record.organisation = ${party} or record.provider = ${party} or record.consumer = ${party})`;

/** The same; a dispute may have other parties, and those who decide it. */
export function isParty(party: string): RawBuilder<boolean> {
  const named = isLinked('organisation', party);
  return sql<boolean>`(${isSide(party)} or (record.type = 'dispute' and ${named}))`;
}

function isLinked(kind: Link['kind'], key: string): RawBuilder<boolean> {
  return sql<boolean>`exists (select 1 from ix_link as named
    where named.kind = ${kind} and named.key = ${key} and named.pos = record.pos)`;
}

const FACETS = {
  organisation: 'record.organisation',
  provider: 'record.provider',
  consumer: 'record.consumer',
  resource: 'record.resource',
  grant: 'record.grant_id',
  state: 'record.state',
  code: 'record.code',
} as const;

/** What a record may have several of. */
const LINKED = ['respondent', 'arbitrator', 'case'] as const;

/** Whether its first revision is of that time. */
const isBegun = ({ from, to }: { readonly from: number; readonly to: number }): RawBuilder<boolean> =>
  sql<boolean>`exists (select 1 from ix_record as original inner join ix_tx as begun on begun.tx = original.tx
    where original.pos = record.created and begun.time >= ${from} and begun.time < ${to})`;

/** Of an entry that was never published: whether what is being written of it names a system that serves the duty. */
const isPlanned = (duty: string, asOf: number | undefined): RawBuilder<boolean> =>
  sql<boolean>`(record.state in ('draft', 'submitted') and exists (
    select 1 from (${systemsOf(duty, asOf)}) as serving
    where record.json like '%"system":"' || replace(serving.id, '_', '\\_') || '"%' escape '\\'))`;

/** A demand or a change of law names its duty, a system serves it; what else there is hangs on it by the system that holds its entry. */
function servesDuty(type: IndexedType, duty: string, asOf: number | undefined): RawBuilder<boolean> {
  if (type === 'system') return sql<boolean>`record.id in (${systemsOf(duty, asOf)})`;
  if (type === 'resource')
    return sql<boolean>`(record.resource in (${entriesOf(duty, asOf)}) or ${isPlanned(duty, asOf)})`;
  if (type !== 'demand' && type !== 'catalogue-change')
    return sql<boolean>`record.resource in (${entriesOf(duty, asOf)})`;
  // Canonical JSON has no space between a name and its value, and quotes within a text are escaped.
  const named = `%"duty":${JSON.stringify(duty).replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`record.json like ${named} escape '\\'`;
}

const is = (column: string, value: string): RawBuilder<boolean> =>
  sql<boolean>`${sql.ref(column)} = ${value}`;

/** Several values stand with commas between. */
function isOne(column: string, values: string): RawBuilder<boolean> {
  const all = values.split(',');
  return all.length === 1 ? is(column, values) : sql<boolean>`${sql.ref(column)} in (${sql.join(all)})`;
}

function byFacets(query: Query, filter: RecordFilter): Query {
  let result = query;
  for (const [field, column] of Object.entries(FACETS)) {
    const value = filter[field as keyof typeof FACETS];
    if (value !== undefined)
      result = result.where(field === 'state' ? isOne(column, value) : is(column, value));
  }
  return result;
}

function filtered(query: Query, type: IndexedType, filter: RecordFilter, asOf: number | undefined): Query {
  let result = byFacets(query, filter);
  for (const kind of LINKED) {
    const key = filter[kind];
    if (key !== undefined) result = result.where(isLinked(kind, key));
  }
  const party = type === 'dispute' ? isParty : isSide;
  if (filter.party !== undefined) result = result.where(party(filter.party));
  if (filter.duty !== undefined) result = result.where(servesDuty(type, filter.duty, asOf));
  if (filter.begun) result = result.where(isBegun(filter.begun));
  return filter.text === undefined ? result : holding(result, filter.text);
}

/** Each word somewhere among those of the record. */
function holding(query: Query, text: string): Query {
  let result = query;
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const pattern = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    result = result.where(sql<boolean>`record.search like ${pattern} escape '\\'`);
  }
  return result;
}

export async function getRecord<T extends IndexedType>(
  db: IndexDb,
  type: T,
  id: string,
  asOf?: number,
): Promise<IndexedRecord<T> | undefined> {
  const query = selectRecords(db).where('record.type', '=', type).where('record.id', '=', id);
  const row = await query.where(standing(asOf)).executeTakeFirst();
  return row && toRecord<T>(row);
}

/** Where to look for a record: beyond one id, up to another. */
export interface IdRange {
  readonly after: string;
  readonly upTo: string;
}

/** The first record of a range, by its id. */
export async function firstRecord<T extends IndexedType>(
  db: IndexDb,
  type: T,
  { after, upTo }: IdRange,
): Promise<IndexedRecord<T> | undefined> {
  const query = selectRecords(db).where('record.type', '=', type).where(standing(undefined));
  const within = query.where('record.id', '>', after).where('record.id', '<=', upTo);
  const row = await within.orderBy('record.id').limit(1).executeTakeFirst();
  return row && toRecord<T>(row);
}

export async function listRecords<T extends IndexedType>(
  db: IndexDb,
  type: T,
  filter: RecordFilter,
  page: PageOptions,
): Promise<Omit<Page<IndexedRecord<T>>, 'asOf'>> {
  const byId = (page.order ?? 'id') === 'id';
  const scope = scopeOf('list', type, filter, page.order, page.asOf);
  const all = selectRecords(db).where('record.type', '=', type).where(standing(page.asOf));
  const query = filtered(all, type, filter, page.asOf);
  const ordered = byId
    ? orderedById(query, decodeCursor<string>(scope, page.cursor, 'string'))
    : orderedByAge(query, decodeCursor<number>(scope, page.cursor, 'number'), page.order === 'newest');
  const limit = limitOf(page);
  const rows = await ordered.limit(limit + 1).execute();
  const last = rows[limit - 1];
  const items = rows.slice(0, limit).map((row) => toRecord<T>(row));
  if (rows.length <= limit || !last) return { items };
  return { items, next: encodeCursor(scope, byId ? last.id : last.created) };
}

function orderedById(query: Query, after: string | undefined): Query {
  const from = after === undefined ? query : query.where('record.id', '>', after);
  return from.orderBy('record.id');
}

function orderedByAge(query: Query, after: number | undefined, newest: boolean): Query {
  const from = after === undefined ? query : query.where('record.created', newest ? '<' : '>', after);
  return from.orderBy('record.created', newest ? 'desc' : 'asc');
}

export async function recordHistory<T extends IndexedType>(
  db: IndexDb,
  type: T,
  id: string,
  page: PageOptions,
): Promise<Omit<Page<IndexedRecord<T>>, 'asOf'>> {
  const scope = scopeOf('history', type, id, page.asOf);
  const after = decodeCursor<number>(scope, page.cursor, 'number') ?? 0;
  const limit = limitOf(page);
  let query = selectRecords(db).where('record.type', '=', type).where('record.id', '=', id);
  if (page.asOf !== undefined) query = query.where('record.from_block', '<=', page.asOf);
  const rows = await query
    .where('record.revision', '>', after)
    .orderBy('record.revision')
    .limit(limit + 1)
    .execute();
  const last = rows[limit - 1];
  const items = rows.slice(0, limit).map((row) => toRecord<T>(row));
  return rows.length > limit && last ? { items, next: encodeCursor(scope, last.revision) } : { items };
}
