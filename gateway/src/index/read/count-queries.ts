// SPDX-License-Identifier: Apache-2.0
/** What figures are counted from: uses in the order of the chain, and the headers of the batches that carried them. */
import { IndexError } from '../model/index-error.js';
import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import { LEAF_KINDS, SIDES, type Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Database } from '../../db/database.js';
import { uuidBytes } from '../model/keys.js';
import type { CountedEvent, CountQuestion, CountReader, Moment } from '../model/counts.js';
import type { IndexDb } from '../tables/record-queries.js';
import type { IndexSchema } from '../tables/schema.js';

type Tables = Pick<Database<IndexSchema>, 'db' | 'kind'>;

/** Rows of one statement: others are served in between. */
const ROWS = 10_000;
const IDS = 500;
const CORRECTION = LEAF_KINDS.indexOf('correction');

async function momentOf(db: IndexDb, asOf?: number): Promise<Moment> {
  const at = await db.selectFrom('ix_checkpoint').select(['genesis_hash', 'block']).executeTakeFirstOrThrow();
  if (asOf !== undefined && asOf > at.block)
    throw new IndexError('INVALID_ARGUMENT', 'asOf: must be a block that there is');
  const block = asOf ?? at.block;
  const found = await db
    .selectFrom('ix_block as block')
    .leftJoin('ix_tx as tx', 'tx.block', 'block.number')
    .where('block.number', '=', block)
    .groupBy(['block.number', 'block.hash'])
    .select(({ fn }) => ['block.hash', fn.max('tx.time').as('time')])
    .executeTakeFirst();
  return { block, hash: found?.hash ?? '', genesisHash: at.genesis_hash, time: found?.time ?? 0 };
}

async function lastBlockBefore(db: IndexDb, time: number, asOf: number): Promise<number> {
  const found = await db
    .selectFrom('ix_tx')
    .select('block')
    .where('block', '<=', asOf)
    .groupBy('block')
    .having(({ fn }) => fn.max('time'), '<', time)
    .orderBy('block', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found?.block ?? 0;
}

/** What an event must fulfil: found by an index, or as conditions on rows found otherwise. */
interface Conditions {
  readonly indexed: RawBuilder<boolean>;
  readonly plain: RawBuilder<boolean>;
}

/** @returns undefined where the index has not met the organisation, or the grant */
async function conditionsOf(db: IndexDb, question: CountQuestion): Promise<Conditions | undefined> {
  const { party, organisation, side, grant, from, to, asOf } = question;
  const texts = [organisation, ...(grant === undefined ? [] : [grant])];
  const rows = await db.selectFrom('ix_name').selectAll().where('text', 'in', texts).execute();
  const numbers = texts.map((text) => rows.find((row) => row.text === text)?.name);
  const [owner, granted] = numbers;
  if (numbers.includes(undefined)) return undefined;
  const last = await db
    .selectFrom('ix_block')
    .select('last_pos')
    .where('number', '=', asOf)
    .executeTakeFirst();
  const column = sql.ref(`event.${party}`);
  // One index is named: a condition on `+ 0` takes none.
  const framed = sql<boolean>`event.pos <= ${last?.last_pos ?? 0} and event.side + 0 = ${SIDES.indexOf(side)}
    and event.at >= ${from} and event.at < ${to} and event.first is null`;
  const plain = sql<boolean>`${column} + 0 = ${owner} and ${framed}`;
  if (granted === undefined) return { plain, indexed: sql<boolean>`${column} = ${owner} and ${plain}` };
  // What was reported before there was the grant names no resource, and is not its.
  const ofGrant = sql<boolean>`event.grant_no = ${granted} and event.resource is not null`;
  return {
    plain: sql<boolean>`event.grant_no + 0 = ${granted} and event.resource is not null and ${plain}`,
    indexed: sql<boolean>`${ofGrant} and ${plain}`,
  };
}

/** No value of a leaf holds a quotation mark, so the member is found without reading the rest. */
const CORRELATION = {
  sqlite: sql<string>`json_extract(event.line, '$.correlation')`,
  postgres: sql<string>`substring(event.line from '"correlation":"([^"]*)"')`,
} as const;

/** A list as one parameter, however long it is. */
const LIST = {
  sqlite: (json: string) => sql`select value from json_each(${json})`,
  postgres: (json: string) => sql`select jsonb_array_elements_text(${json}::jsonb)`,
} as const;

/** What narrows the question to some events. */
function narrowed(kind: Tables['kind'], { violating, correlations }: CountQuestion): RawBuilder<boolean> {
  const found = violating ? sql<boolean>`event.violations is not null` : sql<boolean>`1 = 1`;
  if (correlations === undefined) return found;
  return sql<boolean>`${found} and ${CORRELATION[kind]} in (${LIST[kind](JSON.stringify(correlations))})`;
}

type EventRow = Omit<CountedEvent, 'kind'> & { readonly kind: number };

async function* countedEvents(
  { db, kind }: Tables,
  question: CountQuestion,
): AsyncGenerator<readonly CountedEvent[]> {
  const conditions = await conditionsOf(db, question);
  if (!conditions) return;
  for (let after = 0, more = true; more;) {
    const query = sql<EventRow>`
      select event.pos, event.tx, event.leaf, event.kind, event.grant_no as "grant", event.violations,
        ${CORRELATION[kind]} as correlation
      from ix_event as event
      where ${conditions.indexed} and ${narrowed(kind, question)} and event.pos > ${after}
      order by event.pos limit ${ROWS}`;
    const { rows } = await query.execute(db);
    yield rows.map((row) => ({ ...row, kind: LEAF_KINDS[row.kind] ?? 'use' }));
    after = rows.at(-1)?.pos ?? after;
    more = rows.length === ROWS;
    await turn();
  }
}

interface CorrectionRow {
  readonly pos: number;
  readonly grant: number;
  readonly organisation: string;
  readonly line: string;
}

/** What was reported before there was the grant takes nothing back that was reported under it. */
async function fallenPositions({ db }: Tables, question: CountQuestion): Promise<Set<number>> {
  const conditions = await conditionsOf(db, question);
  const fallen = new Set<number>();
  if (!conditions) return fallen;
  for (let after = 0, more = true; more;) {
    const query = sql<CorrectionRow>`
      select event.pos, event.grant_no as "grant", tx.organisation, event.line
      from ix_event as event join ix_tx as tx on tx.tx = event.tx
      where ${conditions.indexed} and event.resource is not null
        and event.kind + 0 = ${CORRECTION} and event.pos > ${after}
      order by event.pos limit ${IDS}`;
    const { rows } = await query.execute(db);
    for (const pos of await fallenBy(db, rows, conditions.plain)) fallen.add(pos);
    after = rows.at(-1)?.pos ?? after;
    more = rows.length === IDS;
    await turn();
  }
  return fallen;
}

/** Corrections that only withdraw fall themselves; with them what they, or any of the rows, name of the same reporter. */
async function fallenBy(
  db: IndexDb,
  rows: readonly CorrectionRow[],
  conditions: RawBuilder<boolean>,
): Promise<number[]> {
  if (rows.length === 0) return [];
  const read = rows.map((row) => ({ ...row, leaf: JSON.parse(row.line) as Leaf }));
  const withdrawing = read.filter(({ leaf }) => leaf.record === undefined && leaf.count === undefined);
  const named = new Set(
    read.map(
      ({ leaf, grant, organisation }) =>
        `${organisation} ${grant} ${(leaf.corrects ?? '').replaceAll('-', '')}`,
    ),
  );
  const ids = read.flatMap(({ leaf }) => (leaf.corrects === undefined ? [] : [uuidBytes(leaf.corrects)]));
  const query = sql<Pick<CorrectionRow, 'pos' | 'grant' | 'organisation'> & { id: Uint8Array }>`
    select event.pos, event.id, event.grant_no as "grant", tx.organisation
    from ix_event as event join ix_tx as tx on tx.tx = event.tx
    where event.id in (${sql.join(ids)}) and ${conditions}`;
  const corrected = (await query.execute(db)).rows.filter(({ grant, id, organisation }) =>
    named.has(`${organisation} ${grant} ${Buffer.from(id).toString('hex')}`),
  );
  return [...withdrawing, ...corrected].map(({ pos }) => pos);
}

async function batchesOf(
  db: IndexDb,
  numbers: readonly number[],
): Promise<Map<number, { readonly id: string; readonly sha256: string }>> {
  const found = new Map<number, { readonly id: string; readonly sha256: string }>();
  for (let from = 0; from < numbers.length; from += IDS) {
    const places = await db
      .selectFrom('ix_tx')
      .select(['tx', 'organisation', 'journal', 'sequence'])
      .where('tx', 'in', numbers.slice(from, from + IDS))
      .execute();
    const byId = new Map(
      places.map(({ tx, organisation, journal, sequence }) => [
        `${organisation}/${journal ?? ''}/${tenDigits(sequence ?? 0)}`,
        tx,
      ]),
    );
    const headers = db.selectFrom('ix_record').select(['id', 'json']).where('type', '=', 'batch');
    for (const { id, json } of await headers.where('id', 'in', [...byId.keys()]).execute())
      found.set(byId.get(id) ?? 0, { id, sha256: hash('sha256', json) });
    await turn();
  }
  return found;
}

export const countReader = (tables: Tables): CountReader => ({
  moment: (asOf) => momentOf(tables.db, asOf),
  lastBlockBefore: (time, asOf) => lastBlockBefore(tables.db, time, asOf),
  counted: (question) => countedEvents(tables, question),
  fallen: (question) => fallenPositions(tables, question),
  batches: (numbers) => batchesOf(tables.db, numbers),
});
