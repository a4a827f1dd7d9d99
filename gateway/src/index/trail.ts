// SPDX-License-Identifier: Apache-2.0
/**
 * Trails: what happened, in the order of the chain. Two streams are merged: the revisions of records that belong
 * to the trail, and the usage events.
 */
import { sql } from 'kysely';
import { findEvents, type Range } from './event-queries.js';
import { planOf, type EventQuestion, type NameOf } from './event-plan.js';
import type { TrailEntry, TrailQuery } from './ports.js';
import type { Link } from './projection.js';
import { isParty, selectRecords, toRecord, type IndexDb, type RecordRow } from './record-queries.js';

interface Entry {
  readonly pos: number;
  readonly entry: TrailEntry;
}

/** Entries found, and the position up to which both streams were read; undefined at the end. */
export interface FoundTrail {
  readonly entries: readonly Entry[];
  readonly lookedTo?: number;
}

/** The catalogue is open to every member; requests, grants and what follows from them to their parties. */
const OPEN_TYPES = ['organisation', 'policy', 'duty', 'system', 'resource', 'resource-version', 'journal'];
const CATALOGUE_TYPES = ['resource', 'resource-version'];

/** A set of record revisions: those linked to a key, perhaps of some types only. */
interface LinkSource {
  readonly link: Link;
  readonly types?: readonly string[];
}

export async function findTrail(
  db: IndexDb,
  query: TrailQuery,
  range: Range,
  name: NameOf,
): Promise<FoundTrail> {
  const question = questionOf(query);
  const events = question ? await findEvents(db, planOf(question, name), range) : { events: [] };
  const sources = await linkSources(db, query, name);
  const records: Entry[] = [];
  for (const source of sources) records.push(...(await findRecords(db, source, query.party, range)));
  const uses = events.events.map(({ pos, event }): Entry => ({ pos, entry: { entry: 'usage', event } }));
  return merge([...records, ...uses], events.lookedTo, range);
}

/** @returns undefined for a trail without events of its own */
function questionOf({ kind, ids, party }: TrailQuery): EventQuestion | undefined {
  const [id = ''] = ids;
  const viewer = party === undefined ? {} : { party };
  if (kind === 'dispute') return undefined;
  if (kind === 'record') return { records: ids, ...viewer };
  if (kind !== 'organisation') return { [kind]: id, ...viewer };
  // What it did and what was done under its grants; a viewer sees the part that concerns both.
  return party === undefined || party === id ? { party: id } : { organisation: id, party };
}

async function linkSources(db: IndexDb, query: TrailQuery, name: NameOf): Promise<LinkSource[]> {
  const [key = ''] = query.ids;
  switch (query.kind) {
    case 'resource':
    case 'organisation':
    case 'dispute':
      return [{ link: { kind: query.kind, key } }];
    case 'grant':
      return grantSources(db, [key]);
    case 'record':
      return grantSources(db, await grantsOfRecords(db, query, name));
    case 'actor':
    case 'case':
      return [];
  }
}

/** A commitment is made under one grant's key: its first event tells which. */
async function grantsOfRecords(db: IndexDb, { ids }: TrailQuery, name: NameOf): Promise<string[]> {
  const grants = new Set<string>();
  for (const record of ids) {
    const everything = { after: 0, upTo: Number.MAX_SAFE_INTEGER, newest: false, limit: 1 };
    const { events } = await findEvents(db, planOf({ records: [record] }, name), everything);
    for (const { event } of events) grants.add(event.leaf.grant);
  }
  return [...grants];
}

/** The grant, its request, and the catalogue entry that it gives access to. */
async function grantSources(db: IndexDb, grants: readonly string[]): Promise<LinkSource[]> {
  const resources = new Set<string>();
  for (const id of grants) {
    const query = db.selectFrom('ix_record').select('resource').where('type', '=', 'request');
    const row = await query.where('id', '=', id).executeTakeFirst();
    if (row?.resource != null) resources.add(row.resource);
  }
  return [
    ...grants.map((key): LinkSource => ({ link: { kind: 'grant', key } })),
    ...[...resources].map((key): LinkSource => ({ link: { kind: 'resource', key }, types: CATALOGUE_TYPES })),
  ];
}

async function findRecords(
  db: IndexDb,
  { link, types }: LinkSource,
  party: string | undefined,
  { after, upTo, newest, limit }: Range,
): Promise<Entry[]> {
  const linked = sql<boolean>`record.pos in (select pos from ix_link
    where kind = ${link.kind} and key = ${link.key} and pos > ${after} and pos <= ${upTo})`;
  let query = selectRecords(db).where(linked);
  if (types) query = query.where('record.type', 'in', [...types]);
  if (party !== undefined)
    query = query.where(sql<boolean>`(record.type in (${sql.join(OPEN_TYPES)}) or ${isParty(party)})`);
  const rows = await query
    .orderBy('record.pos', newest ? 'desc' : 'asc')
    .limit(limit)
    .execute();
  return rows.map((row: RecordRow): Entry => ({
    pos: row.pos,
    entry: { entry: 'record', record: toRecord(row) },
  }));
}

function merge(found: readonly Entry[], horizon: number | undefined, { limit, newest }: Range): FoundTrail {
  const sign = newest ? -1 : 1;
  const byPos = new Map(found.map((one) => [one.pos, one]));
  const entries = [...byPos.values()]
    .sort((a, b) => (a.pos - b.pos) * sign)
    .filter(({ pos }) => horizon === undefined || pos * sign <= horizon * sign)
    .slice(0, limit);
  const last = entries.at(-1);
  if (last && entries.length === limit) return { entries, lookedTo: last.pos };
  return horizon === undefined ? { entries } : { entries, lookedTo: horizon };
}
