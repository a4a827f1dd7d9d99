// SPDX-License-Identifier: Apache-2.0
/** Answers what became of events and requests, from the outbox. */
import type { BatchReceipt, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Database } from '../../db/database.js';
import { idBytesOf, organisationMark } from '../intake/judge-rows.js';
import type { OutboxSchema } from './outbox-schema.js';
import { RECEIPT_STATES, type Receipt, type ReceiptState, type RequestReceipt } from '../ports.js';

type BatchRow = Pick<
  OutboxSchema['ob_batch'],
  'batch' | 'organisation' | 'journal' | 'sequence' | 'state' | 'transaction_id' | 'block' | 'violations'
>;
const BATCH = [
  'batch.batch',
  'batch.organisation',
  'batch.journal',
  'batch.sequence',
  'batch.state',
  'batch.transaction_id',
  'batch.block',
  'batch.violations',
] as const;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class ReceiptBook {
  constructor(
    private readonly database: Database<OutboxSchema>,
    private readonly isUnknown: (batch: number) => boolean,
  ) {}

  async find(organisation: string, id: string): Promise<Receipt | undefined> {
    if (!UUID.test(id)) return undefined;
    const key = idBytesOf(id, organisationMark(organisation));
    const { db } = this.database;
    const row = await db
      .selectFrom('ob_id')
      .select(['piece', 'idx'])
      .where('id', '=', key)
      .executeTakeFirst();
    if (!row) return undefined;
    const refused = await db
      .selectFrom('ob_refused')
      .select(['code', 'message'])
      .where('piece', '=', row.piece)
      .where('idx', '=', row.idx)
      .executeTakeFirst();
    if (refused) return { id, organisation, state: 'rejected', ...refused };
    const place = await this.placeOf(row.piece, row.idx);
    if (!place) return { id, organisation, state: 'received' };
    return { id, organisation, ...this.eventIn(place, place.leaf + row.idx - place.from_idx) };
  }

  async findRequest(organisation: string, receipt: string): Promise<RequestReceipt | undefined> {
    const pieces = await this.database.db
      .selectFrom('ob_piece')
      .select(['piece', 'rows'])
      .where('receipt', '=', receipt)
      .where('organisation', '=', organisation)
      .execute();
    if (pieces.length === 0) return undefined;
    const numbers = pieces.map(({ piece }) => piece);
    const count = pieces.reduce((sum, { rows }) => sum + rows, 0);
    const batches = (await this.batchesOf(numbers)).map((row) => this.batchReceipt(row));
    const refused = await this.refusedIn(numbers);
    const placed = batches.reduce((sum, batch) => sum + batch.count, 0);
    const states = batches.map(({ state }) => state);
    if (placed + refused < count) states.push('received');
    return { id: receipt, organisation, count, batches, state: refused > 0 ? 'rejected' : least(states) };
  }

  private placeOf(piece: number, idx: number) {
    return this.database.db
      .selectFrom('ob_segment as segment')
      .innerJoin('ob_batch as batch', 'batch.batch', 'segment.batch')
      .select([...BATCH, 'segment.leaf', 'segment.from_idx'])
      .where('segment.piece', '=', piece)
      .where('segment.from_idx', '<=', idx)
      .orderBy('segment.from_idx', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  private batchesOf(pieces: readonly number[]) {
    return this.database.db
      .selectFrom('ob_segment as segment')
      .innerJoin('ob_batch as batch', 'batch.batch', 'segment.batch')
      .select([...BATCH, 'segment.count'])
      .where('segment.piece', 'in', [...pieces])
      .orderBy('segment.piece')
      .orderBy('segment.from_idx')
      .execute();
  }

  private async refusedIn(pieces: readonly number[]): Promise<number> {
    const refused = this.database.db.selectFrom('ob_refused').select(({ fn }) => fn.countAll().as('count'));
    const row = await refused.where('piece', 'in', [...pieces]).executeTakeFirst();
    return Number(row?.count ?? 0);
  }

  private stateOf({ batch, state }: BatchRow): ReceiptState {
    return state === 'submitted' && this.isUnknown(batch) ? 'unknown' : state;
  }

  private eventIn(row: BatchRow, leaf: number): Omit<Receipt, 'id' | 'organisation'> {
    const { organisation, journal, sequence, transaction_id, block, violations } = row;
    const verdicts = JSON.parse(violations ?? '[]') as BatchReceipt['violations'];
    const codes: readonly Violation[] = verdicts.find((one) => one.leaf === leaf)?.codes ?? [];
    return {
      state: this.stateOf(row),
      batch: { organisation, journal, sequence },
      leaf,
      transactionId: transaction_id,
      violations: codes,
      ...(block === null ? {} : { block }),
    };
  }

  private batchReceipt(row: BatchRow & { readonly count: number }): RequestReceipt['batches'][number] {
    const { organisation, journal, sequence, count, transaction_id: transactionId, block } = row;
    const place = { organisation, journal, sequence };
    return { ...place, state: this.stateOf(row), count, transactionId, ...(block === null ? {} : { block }) };
  }
}

/** The least advanced of several states. */
function least(states: readonly ReceiptState[]): ReceiptState {
  return RECEIPT_STATES.find((state) => states.includes(state)) ?? 'received';
}
