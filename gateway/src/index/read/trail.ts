// SPDX-License-Identifier: Apache-2.0
/**
 * Trails: what happened, in the order of the chain. Two streams are merged: the revisions of records that belong
 * to the trail, and the usage events.
 */
import { sql } from 'kysely';
import { findEvents, type Range } from './event-queries.js';
import { planOf, type EventQuestion, type NameOf } from './event-plan.js';
import { key48 } from '../model/keys.js';
import type { TrailEntry, TrailQuery } from '../model/trails.js';
import type { Link } from '../tables/projection.js';
import { isParty, selectRecords, toRecord, type IndexDb, type RecordRow } from '../tables/record-queries.js';

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
const UPKEEP_TYPES = ['catalogue-change', 'source-agency', 'source-update', 'demand'];
const OPEN_TYPES = [
  ...['organisation', 'policy', 'duty', 'system', 'resource', 'resource-version', 'journal'],
  ...UPKEEP_TYPES,
];
const CATALOGUE_TYPES = ['resource', 'resource-version', ...UPKEEP_TYPES];

/** A set of record revisions: those linked to a key, perhaps of some types only. */
interface LinkSource {
  readonly link: Link;
  readonly types?: readonly string[];
}

export async function findTrail(
  db: IndexDb,
  asked: TrailQuery,
  range: Range,
  name: NameOf,
): Promise<FoundTrail> {
  const many = asked.kind === 'record' && asked.ids.length > FEW;
  const query = many ? { ...asked, ids: await presentRecords(db, asked.ids) } : asked;
  const question = questionOf(query);
  const events = question ? await findEvents(db, planOf(question, name), range) : { events: [] };
  const sources = await linkSources(db, query, name);
  const records: Entry[] = [];
  for (const source of sources) records.push(...(await findRecords(db, source, query.party, range)));
  const uses = events.events.map(({ pos, event }): Entry => ({ pos, entry: { entry: 'usage', event } }));
  return merge([...records, ...uses], events.lookedTo, range);
}

/** Up to so many commitments are looked up one by one. */
const FEW = 4;
const KEYS_PER_QUERY = 500;

/** Of many commitments (one under each key of a resource's grants) those that any event names. */
async function presentRecords(db: IndexDb, records: readonly string[]): Promise<string[]> {
  const byKey = new Map(records.map((record) => [key48(record), record]));
  const keys = [...byKey.keys()];
  const present = new Set<number>();
  for (const { seg } of await db.selectFrom('ix_segment').select('seg').execute()) {
    for (let from = 0; from < keys.length; from += KEYS_PER_QUERY) {
      const part = keys.slice(from, from + KEYS_PER_QUERY);
      const found = db.selectFrom('ix_event').select('record_key').distinct().where('seg', '=', seg);
      for (const { record_key } of await found.where('record_key', 'in', part).execute())
        present.add(record_key ?? 0);
    }
  }
  return records.filter((record) => present.has(key48(record)));
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
    case 'case':
      return [{ link: { kind: query.kind, key } }];
    case 'grant':
      return grantSources(db, [key]);
    case 'record':
      return grantSources(db, await grantsOfRecords(db, query, name));
    case 'actor':
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
    const row = await query.where('id', '=', id).limit(1).executeTakeFirst();
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
  let query = selectRecords(db)
    .innerJoin('ix_link as link', 'link.pos', 'record.pos')
    .where('link.kind', '=', link.kind)
    .where('link.key', '=', link.key)
    .where('link.pos', '>', after)
    .where('link.pos', '<=', upTo);
  if (types) query = query.where('record.type', 'in', [...types]);
  if (party !== undefined)
    query = query.where(sql<boolean>`(record.type in (${sql.join(OPEN_TYPES)}) or ${isParty(party)})`);
  const rows = await query
    .orderBy('link.pos', newest ? 'desc' : 'asc')
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
