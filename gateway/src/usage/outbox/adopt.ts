// SPDX-License-Identifier: Apache-2.0
/** Rows of the outbox that are settled by what the ledger says. */
import type { Transaction } from 'kysely';
import { v7 as uuidV7 } from 'uuid';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { insertRows, type Database } from '../../db/database.js';
import type { OutboxSchema } from './outbox-schema.js';

type Trx = Transaction<OutboxSchema>;

/** A batch that the ledger has and the outbox has not. */
export interface AdoptedBatch {
  readonly header: BatchHeader;
  readonly transactionId: string;
  readonly block: number;
  /** Id and fingerprint of each leaf, in order. */
  readonly ids: readonly (readonly [id: Uint8Array, fingerprint: Uint8Array])[];
}

/** What the outbox numbers it by. */
export interface AdoptedKeys {
  readonly replica: number;
  readonly batch: number;
  readonly piece: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export const ID_COLUMNS = {
  table: 'ob_id',
  columns: ['id', 'fingerprint', 'piece', 'idx'],
  ignore: true,
} as const;

/** The batch, a piece for the ids that are new here, and a place in it for each row that waits. */
export async function insertAdopted(
  trx: Trx,
  kind: Database<OutboxSchema>['kind'],
  { header, transactionId, block, ids }: AdoptedBatch,
  { replica, batch, piece, created }: AdoptedKeys,
): Promise<void> {
  const { organisation, journal, sequence, previousRoot: previous_root, root, count } = header;
  const place = { batch, replica, organisation, journal, sequence, previous_root, root, count };
  const fate = { state: 'committed' as const, transaction_id: transactionId, bytes: null, block };
  const violations = verdictsOf(header);
  await trx
    .insertInto('ob_batch')
    .values({ ...place, ...fate, violations })
    .execute();
  const body = { rows: count, packed: 0, root: null, created, open: 0, leaves: null };
  const owner = { piece, replica, organisation, receipt: uuidV7() };
  await trx
    .insertInto('ob_piece')
    .values({ ...owner, ...body })
    .execute();
  await trx.insertInto('ob_segment').values({ piece, from_idx: 0, count, batch, leaf: 0 }).execute();
  const rows = ids.map(([id, fingerprint], idx) => [id, fingerprint, piece, idx]);
  const fresh = await insertRows(trx, kind, ID_COLUMNS, rows);
  for (const [leaf, [id]] of ids.entries())
    if (fresh[leaf] !== true) await placeWaiting(trx, id, { batch, leaf });
}

/** JSON of the verdicts; null for none. */
export const verdictsOf = ({ violations }: Pick<BatchHeader, 'violations'>): string | null =>
  violations.length > 0 ? JSON.stringify(violations) : null;

/** A row that waits for a place has one after all; one that has a place already was reported twice. */
async function placeWaiting(
  trx: Trx,
  id: Uint8Array,
  place: { readonly batch: number; readonly leaf: number },
): Promise<void> {
  const row = trx.selectFrom('ob_id').select(['piece', 'idx']).where('id', '=', id);
  const { piece, idx } = await row.executeTakeFirstOrThrow();
  const before = await trx
    .selectFrom('ob_segment')
    .select(['from_idx', 'count'])
    .where('piece', '=', piece)
    .where('from_idx', '<=', idx)
    .orderBy('from_idx', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (before && before.from_idx + before.count > idx) return;
  await trx
    .insertInto('ob_segment')
    .values({ piece, from_idx: idx, count: 1, ...place })
    .execute();
  await settleRows(trx, piece, 1);
}

/** So many rows of a piece are final; what is all final is not kept. */
export async function settleRows(trx: Trx, piece: number, count: number): Promise<void> {
  await trx
    .updateTable('ob_piece')
    .set(({ eb }) => ({ open: eb('open', '-', count) }))
    .where('piece', '=', piece)
    .execute();
  await trx
    .updateTable('ob_piece')
    .set({ leaves: null })
    .where('piece', '=', piece)
    .where('open', '=', 0)
    .execute();
}
