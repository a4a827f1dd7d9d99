// SPDX-License-Identifier: Apache-2.0
import { LEAF_KINDS } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { sql, type Kysely, type QueryExecutorProvider } from 'kysely';
import type { ColumnTypes, MigrationSet } from '../../db/migrate.js';
import { table } from '../../db/table.js';

type Db = Kysely<unknown>;

async function createChainTables(db: Db, types: ColumnTypes): Promise<void> {
  const int = 'int';
  const text = 'text';
  const counters = { pos: int, tx: int, name: int, events: int, anomalies: int } as const;
  const checkpoint = { id: int, genesis_hash: text, block: int, block_hash: text, ...counters } as const;
  await table(db, 'ix_checkpoint', checkpoint, { key: ['id'] }, types).execute();
  const block = { number: int, hash: text, previous_hash: text, transactions: int, last_pos: int } as const;
  await table(db, 'ix_block', block, { key: ['number'] }, types).execute();
  const place = { tx: int, id: text, block: int, idx: int } as const;
  const call = { organisation: text, transaction: text, code: text, time: int } as const;
  const batch = { journal: text, sequence: int } as const;
  const options = { key: ['tx'], nullable: ['journal', 'sequence'] };
  await table(db, 'ix_tx', { ...place, ...call, ...batch }, options, types).execute();
  await db.schema.createIndex('ix_tx_id').on('ix_tx').column('id').execute();
  await db.schema.createIndex('ix_tx_block').on('ix_tx').columns(['block', 'idx']).execute();
  await table(db, 'ix_name', { name: int, text }, { key: ['name'] }, types).execute();
  await db.schema.createIndex('ix_name_text').unique().on('ix_name').column('text').execute();
  const anomaly = { tx: int, leaf: int, kind: text, detail: text } as const;
  await table(db, 'ix_anomaly', anomaly, { key: ['tx', 'leaf', 'kind'] }, types).execute();
}

async function createRecordTables(db: Db, types: ColumnTypes): Promise<void> {
  const place = { pos: 'int', type: 'text', id: 'text', revision: 'int', tx: 'int' } as const;
  const span = { from_block: 'int', to_block: 'int', created: 'int' } as const;
  const owners = { organisation: 'text', provider: 'text', consumer: 'text' } as const;
  const facets = { ...owners, resource: 'text', grant_id: 'text', state: 'text', code: 'text' } as const;
  const columns = { ...place, ...span, ...facets, search: 'text', json: 'text' } as const;
  const nullable = ['to_block', ...Object.keys(facets)];
  await table(db, 'ix_record', columns, { key: ['pos'], nullable }, types).execute();
  const index = db.schema.createIndex('ix_record_id').on('ix_record');
  await index.columns(['type', 'id', 'from_block']).execute();
  for (const facet of ['id', 'created', 'organisation', 'provider', 'consumer', 'resource', 'grant_id']) {
    const tail = facet === 'id' || facet === 'created' ? [facet] : [facet, 'id'];
    const standing = db.schema
      .createIndex(`ix_record_now_${facet}`)
      .on('ix_record')
      .columns(['type', ...tail]);
    await standing.where(sql.ref('to_block'), 'is', null).execute();
  }
  const link = { kind: 'text', key: 'text', pos: 'int' } as const;
  const links = table(db, 'ix_link', link, { key: ['kind', 'key', 'pos'] }, types);
  await (types.int === 'integer' ? links.modifyEnd(sql`without rowid`) : links).execute();
}

async function createEventTables(db: Db, types: ColumnTypes): Promise<void> {
  const place = { pos: 'int', tx: 'int', leaf: 'int', seg: 'int', id: 'bytes' } as const;
  const form = { kind: 'int', side: 'int', action: 'int', outcome: 'int', at: 'int' } as const;
  const names = {
    provider: 'int',
    consumer: 'int',
    grant_no: 'int',
    resource: 'int',
    system: 'int',
  } as const;
  const keys = { record_key: 'int', actor_key: 'int', correlation_key: 'int', case_key: 'int' } as const;
  const rest = { violations: 'text', first: 'int', line: 'text' } as const;
  const nullable = ['provider', 'consumer', 'resource', 'record_key', 'case_key', 'violations', 'first'];
  const columns = { ...place, ...form, ...names, ...keys, ...rest };
  await table(db, 'ix_event', columns, { key: ['pos'], nullable }, types).execute();
  await table(db, 'ix_segment', { seg: 'int' }, { key: ['seg'] }, types).execute();
  await createEventIndexes(db, types);
}

/** SQLite's indexes end in the row id, which is `pos`; PostgreSQL's must name it. */
async function createEventIndexes(db: Db, types: ColumnTypes): Promise<void> {
  const pos = types.int === 'bigint' ? ['pos'] : [];
  const on = (name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(`ix_event_${name}`)
      .on('ix_event')
      .columns([...columns, ...pos]);
  await on('id', ['id']).execute();
  for (const name of ['grant_no', 'resource', 'provider', 'consumer']) await on(name, [name]).execute();
  for (const key of ['record_key', 'actor_key', 'correlation_key']) await on(key, ['seg', key]).execute();
  await on('case_key', ['seg', 'case_key']).where(sql.ref('case_key'), 'is not', null).execute();
  await on('violations', ['seg']).where(sql.ref('violations'), 'is not', null).execute();
}

async function createMessageTables(db: Db, types: ColumnTypes): Promise<void> {
  const place = { tx: 'int', part: 'int' } as const;
  const message = { ...place, name: 'text', subject: 'text', details: 'text' } as const;
  const messages = table(db, 'ix_message', message, { key: ['tx', 'part'] }, types);
  const link = { kind: 'text', key: 'text', ...place } as const;
  const links = table(db, 'ix_message_link', link, { key: ['kind', 'key', 'tx', 'part'] }, types);
  for (const builder of [messages, links])
    await (types.int === 'integer' ? builder.modifyEnd(sql`without rowid`) : builder).execute();
}

const FIRST_TABLES = 'ix_anomaly ix_segment ix_event ix_link ix_record ix_name ix_tx ix_block'.split(' ');
const WITH_MESSAGES = ['ix_message_link', 'ix_message', ...FIRST_TABLES];

/** Where rows that older blocks should have left are missing, the chain is followed again from its start. */
async function startAgain(db: Db, { int }: ColumnTypes, tables = FIRST_TABLES): Promise<void> {
  // On PostgreSQL deleting millions of rows one by one would outlast the time that a statement has.
  const empty = int === 'bigint' ? sql`truncate table ` : sql`delete from `;
  for (const name of tables) await sql`${empty}${sql.table(name)}`.execute(db);
  await sql`update ix_checkpoint set block = -1, block_hash = '', pos = 0, tx = 0, name = 0, events = 0,
    anomalies = 0`.execute(db);
}

/** One row per batch, month of a grant, and side. */
async function createExchangeTable(db: Db, types: ColumnTypes): Promise<void> {
  const order = { grant_no: 'int', month: 'int', pos: 'int', side: 'int' } as const;
  const rest = { first: 'int', stated: 'bytes', retracted: 'bytes' } as const;
  const key = Object.keys(order);
  await table(db, 'ix_exchange', { ...order, ...rest }, { key }, types).execute();
}

/** Forgets everything, its chain too. */
export async function emptyTables(db: QueryExecutorProvider): Promise<void> {
  for (const name of ['ix_exchange', ...WITH_MESSAGES, 'ix_checkpoint'])
    await sql`delete from ${sql.table(name)}`.execute(db);
}

/** What is owed, in the order in which it is due: all of it, what stands so, what one organisation owes or is owed. */
async function addDueColumn(db: Db): Promise<void> {
  await db.schema.alterTable('ix_record').addColumn('due', 'text').execute();
  const orders = { all: [], state: ['state'], by: ['organisation'], to: ['consumer'] } as const;
  for (const [name, facet] of Object.entries(orders)) {
    const index = db.schema
      .createIndex(`ix_record_due_${name}`)
      .on('ix_record')
      .columns(['type', ...facet, 'due', 'id']);
    await index.where(sql<boolean>`to_block is null and due is not null`).execute();
  }
}

export const indexMigrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (db) => {
      await createChainTables(db as Db, types);
      await createRecordTables(db as Db, types);
      await createEventTables(db as Db, types);
    },
  },
  '0003-impact': {
    up: async (db) => {
      await createMessageTables(db as Db, types);
      await startAgain(db as Db, types);
    },
  },
  '0004-exchange': {
    up: async (db) => {
      await createExchangeTable(db as Db, types);
      await startAgain(db as Db, types, WITH_MESSAGES);
    },
  },
  // What a correction takes back was looked up by the id alone, whoever had reported it.
  '0005-own-corrections': {
    up: (db) => startAgain(db as Db, types, ['ix_exchange', ...WITH_MESSAGES]),
  },
  '0006-obligations': {
    up: async (db) => {
      await addDueColumn(db as Db);
      await startAgain(db as Db, types, ['ix_exchange', ...WITH_MESSAGES]);
    },
  },
  // What is being written of a resource was found by its words, by whoever searched.
  '0007-no-words-of-drafts': {
    up: (db) => startAgain(db as Db, types, ['ix_exchange', ...WITH_MESSAGES]),
  },
  // Times and purposes were not compared; and what form a header's digests have is asked for what a correction takes back.
  '0008-times-and-purposes': {
    up: async (db) => {
      await (db as Db).schema.alterTable('ix_tx').addColumn('exchange_form', types.int).execute();
      await startAgain(db as Db, types, ['ix_exchange', ...WITH_MESSAGES]);
    },
  },
  // Whoever reads an event is told what took it back: corrections, which are few, are found by their grant.
  '0009-corrections-of-events': {
    up: async (db) => {
      const index = (db as Db).schema.createIndex('ix_event_corrections').on('ix_event');
      const isCorrection = sql<boolean>`kind = ${sql.lit(LEAF_KINDS.indexOf('correction'))}`;
      await index.columns(['kind', 'grant_no', 'pos']).where(isCorrection).execute();
    },
  },
});
