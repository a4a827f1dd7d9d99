// SPDX-License-Identifier: Apache-2.0
import { sql, type Kysely } from 'kysely';
import { createChainTable } from '../../db/bind-chain.js';
import type { ColumnTypes, MigrationSet } from '../../db/migrate.js';
import { table } from '../../db/table.js';

type Db = Kysely<unknown>;

async function createPieces(db: Db, types: ColumnTypes): Promise<void> {
  const piece = { piece: 'int', replica: 'int', organisation: 'text', receipt: 'text', rows: 'int' } as const;
  const body = { packed: 'int', root: 'text', created: 'int', open: 'int', leaves: 'bytes' } as const;
  const pieces = { key: ['piece'], nullable: ['root', 'leaves'] };
  await table(db, 'ob_piece', { ...piece, ...body }, pieces, types).execute();
  await db.schema.createIndex('ob_piece_receipt').on('ob_piece').column('receipt').execute();
  const open = db.schema.createIndex('ob_piece_open').on('ob_piece').columns(['replica', 'piece']);
  await open.where(sql.ref('open'), '>', 0).execute();
  const id = { id: 'bytes', fingerprint: 'bytes', piece: 'int', idx: 'int' } as const;
  const ids = table(db, 'ob_id', id, { key: ['id'] }, types);
  await (types.int === 'integer' ? ids.modifyEnd(sql`without rowid`) : ids).execute();
  const refused = { piece: 'int', idx: 'int', code: 'text', message: 'text' } as const;
  await table(db, 'ob_refused', refused, { key: ['piece', 'idx'] }, types).execute();
}

async function createBatches(db: Db, types: ColumnTypes): Promise<void> {
  const lane = { replica: 'int', organisation: 'text', journal: 'text', open: 'int' } as const;
  await table(db, 'ob_lane', lane, { key: ['replica', 'organisation'] }, types).execute();
  const place = {
    batch: 'int',
    replica: 'int',
    organisation: 'text',
    journal: 'text',
    sequence: 'int',
  } as const;
  const content = { previous_root: 'text', root: 'text', count: 'int' } as const;
  const fate = {
    state: 'text',
    transaction_id: 'text',
    bytes: 'bytes',
    block: 'int',
    violations: 'text',
  } as const;
  const batches = { key: ['batch'], nullable: ['bytes', 'block', 'violations'] };
  await table(db, 'ob_batch', { ...place, ...content, ...fate }, batches, types).execute();
  const sequence = db.schema.createIndex('ob_batch_sequence').unique().on('ob_batch');
  await sequence.columns(['organisation', 'journal', 'sequence']).execute();
  const open = db.schema.createIndex('ob_batch_open').on('ob_batch').columns(['replica', 'batch']);
  await open.where(sql.ref('state'), '=', sql.lit('submitted')).execute();
  const segment = { piece: 'int', from_idx: 'int', count: 'int', batch: 'int', leaf: 'int' } as const;
  await table(db, 'ob_segment', segment, { key: ['piece', 'from_idx'] }, types).execute();
  await db.schema.createIndex('ob_segment_batch').on('ob_segment').column('batch').execute();
}

export const outboxMigrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (db) => {
      await createPieces(db as Db, types);
      await createBatches(db as Db, types);
    },
  },
  '0002-chain': {
    up: async (db) => {
      await createChainTable(db as Db, 'ob_chain', types);
    },
  },
});
