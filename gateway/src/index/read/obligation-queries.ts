// SPDX-License-Identifier: Apache-2.0
/** Obligations by due date. What a party owes and what it is owed are two ordered lists, merged. */
import { sql, type RawBuilder } from 'kysely';
import { decodeCursor, encodeCursor, limitOf, scopeOf } from '../model/cursor.js';
import type { ObligationFilter } from '../model/obligations.js';
import type { Page, PageOptions } from '../model/pages.js';
import type { IndexedRecord } from '../model/records.js';
import { selectRecords, standing, toRecord, type IndexDb, type RecordRow } from '../tables/record-queries.js';

type Condition = RawBuilder<boolean>;
type DueRow = RecordRow & { readonly due: string };

/** No instant and no id has a blank in it. */
const BETWEEN = ' ';

const positionOf = ({ due, id }: DueRow): string => `${due}${BETWEEN}${id}`;

function after(cursor: string | undefined): Condition[] {
  if (cursor === undefined) return [];
  const [due = '', id = ''] = cursor.split(BETWEEN, 2);
  return [sql<boolean>`(record.due, record.id) > (${due}, ${id})`];
}

const owes = (owing: readonly string[]): Condition =>
  owing.length === 1
    ? sql<boolean>`record.organisation = ${owing[0]}`
    : sql<boolean>`record.organisation in (${sql.join(owing)})`;
const isOwed = (to: string): Condition => sql<boolean>`record.consumer = ${to}`;

/** Each way of being a party is a query of its own, so that each finds its rows in order. */
function sides({ owedBy, owedTo, party }: ObligationFilter): Condition[][] {
  const given = [...(owedBy ? [owes(owedBy)] : []), ...(owedTo === undefined ? [] : [isOwed(owedTo)])];
  if (!party) return [given];
  return [...party.owes.map((one) => [...given, owes([one])]), [...given, isOwed(party.owed)]];
}

function standingAt(wanted: ObligationFilter['standing'], now: string): Condition[] {
  if (wanted === undefined) return [];
  if (wanted === 'due') return [sql<boolean>`record.state <> 'void'`];
  if (wanted === 'unmet')
    return [sql<boolean>`(record.state = 'missed' or (record.state = 'open' and record.due < ${now}))`];
  const state = wanted === 'overdue' ? 'open' : wanted;
  const stands = sql<boolean>`record.state = ${state}`;
  if (wanted === 'overdue') return [stands, sql<boolean>`record.due < ${now}`];
  return wanted === 'open' ? [stands, sql<boolean>`record.due >= ${now}`] : [stands];
}

function conditions(filter: ObligationFilter, now: string): Condition[] {
  const { kind, grant, resource, dueFrom, dueBefore } = filter;
  const all = standingAt(filter.standing, now);
  if (kind !== undefined) all.push(sql<boolean>`record.code = ${kind}`);
  if (grant !== undefined) all.push(sql<boolean>`record.grant_id = ${grant}`);
  if (resource !== undefined) all.push(sql<boolean>`record.resource = ${resource}`);
  if (dueFrom !== undefined) all.push(sql<boolean>`record.due >= ${dueFrom}`);
  if (dueBefore !== undefined) all.push(sql<boolean>`record.due < ${dueBefore}`);
  return all;
}

async function rowsOf(db: IndexDb, where: readonly Condition[], limit: number): Promise<DueRow[]> {
  let query = selectRecords(db)
    .select('record.due')
    .where('record.type', '=', 'obligation')
    .where('record.due', 'is not', null);
  for (const condition of where) query = query.where(condition);
  const rows = await query.orderBy('record.due').orderBy('record.id').limit(limit).execute();
  return rows as DueRow[];
}

/** What an organisation owes itself is in both lists. */
function merged(lists: readonly (readonly DueRow[])[]): DueRow[] {
  const all = new Map(lists.flat().map((row) => [positionOf(row), row]));
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

export async function findObligations(
  db: IndexDb,
  filter: ObligationFilter,
  now: string,
  page: PageOptions,
): Promise<Omit<Page<IndexedRecord<'obligation'>>, 'asOf'>> {
  const scope = scopeOf('obligations', filter, page.asOf);
  const limit = limitOf(page);
  const shared = [
    ...after(decodeCursor<string>(scope, page.cursor, 'string')),
    standing(page.asOf),
    ...conditions(filter, now),
  ];
  const lists: DueRow[][] = [];
  for (const side of sides(filter)) lists.push(await rowsOf(db, [...shared, ...side], limit + 1));
  const rows = merged(lists);
  const items = rows.slice(0, limit).map((row) => toRecord<'obligation'>(row));
  const last = rows[limit - 1];
  return rows.length > limit && last ? { items, next: encodeCursor(scope, positionOf(last)) } : { items };
}
