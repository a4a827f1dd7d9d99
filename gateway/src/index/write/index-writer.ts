// SPDX-License-Identifier: Apache-2.0
/** Turns blocks into rows. Rows and checkpoint are one transaction: after a crash the index stands at a whole block. */
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { insertRows, type Database } from '../../db/database.js';
import type { SqlValue } from '../../db/node-sqlite.js';
import { failpoint } from '../../support/failpoint.js';
import type { LedgerBlock, LedgerTransaction } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { leavesIn } from './batch-reader.js';
import { linkageFault } from './linkage.js';
import type { ANOMALIES } from '../model/checkpoint.js';
import { EVENT_COLUMNS, EXCHANGE_COLUMNS, SEGMENT, type IndexSchema } from '../tables/schema.js';
import { eventRows } from './write-events.js';
import { exchangeRows } from './write-exchanges.js';
import { writeMessages } from './write-messages.js';
import { writeRecords } from './write-records.js';
import { WriterMemory, type IndexTransaction } from './writer-memory.js';

/** A block without what the index does not keep, so that it passes between threads cheaply. */
export type IndexedBlock = Omit<LedgerBlock, 'transactions' | 'dataHash'> & {
  readonly transactions: readonly Omit<LedgerTransaction, 'envelope'>[];
};
type IndexedTransaction = IndexedBlock['transactions'][number];

export class IndexWriter {
  private memory: WriterMemory | undefined;

  constructor(private readonly database: Database<IndexSchema>) {}

  /**
   * Applies blocks that follow the checkpoint; blocks that another process has applied meanwhile are skipped.
   * @returns the newest block indexed
   * @throws LedgerError `LEDGER_OTHER_CHAIN` when a block does not follow the indexed one
   */
  async apply(blocks: readonly IndexedBlock[]): Promise<number> {
    try {
      const at = await this.database.db.transaction().execute(async (trx) => {
        const memory = await this.current(trx);
        for (const block of blocks)
          if (block.number > memory.block) await this.applyBlock(trx, memory, block);
        failpoint('index');
        await memory.save(trx, this.database.kind);
        return memory;
      });
      this.memory = at;
      return at.block;
    } catch (error) {
      this.memory = undefined;
      throw error;
    }
  }

  /** Locks the checkpoint, and forgets what it knew when another process has moved it. */
  private async current(trx: IndexTransaction): Promise<WriterMemory> {
    const locked = trx.selectFrom('ix_checkpoint').select('block').where('id', '=', 1);
    const { block } = await (
      this.database.kind === 'postgres' ? locked.forUpdate() : locked
    ).executeTakeFirstOrThrow();
    return this.memory?.block === block ? this.memory : WriterMemory.load(trx);
  }

  private async applyBlock(trx: IndexTransaction, memory: WriterMemory, block: IndexedBlock): Promise<void> {
    const follows =
      block.number === memory.block + 1 && (block.number === 0 || block.previousHash === memory.blockHash);
    if (!follows) throw new LedgerError('LEDGER_OTHER_CHAIN', 'The block does not follow the indexed chain.');
    memory.block = block.number;
    memory.blockHash = block.hash;
    for (const transaction of block.transactions) await this.applyTransaction(trx, memory, transaction);
    await trx
      .insertInto('ix_block')
      .values({
        number: block.number,
        hash: block.hash,
        previous_hash: block.previousHash,
        transactions: block.transactions.length,
        last_pos: memory.pos,
      })
      .execute();
  }

  private async applyTransaction(
    trx: IndexTransaction,
    memory: WriterMemory,
    transaction: IndexedTransaction,
  ): Promise<void> {
    memory.tx += 1;
    const anomaly = (kind: (typeof ANOMALIES)[number], detail: string, leaf = -1) =>
      addAnomaly(trx, memory, { kind, detail, leaf });
    const unreadable: string[] = [];
    const written = transaction.valid
      ? await writeRecords(trx, memory, transaction, (id) => unreadable.push(id))
      : [];
    for (const [i] of unreadable.entries())
      await anomaly('unreadable-record', 'A record is not JSON.', -2 - i);
    // A checkpoint writes at the places of batches that are given up: those bring nothing.
    const isBatch = transaction.transaction === TRANSACTIONS.usageSubmit;
    const found = isBatch ? written.find(({ type }) => type === 'batch') : undefined;
    const header = found?.value as BatchHeader | undefined;
    await insertTransaction(trx, memory, transaction, header);
    if (transaction.valid) await writeMessages(trx, memory, transaction, written);
    if (!header) return;
    const fault = await linkageFault(trx, header);
    if (fault !== undefined) await anomaly('previous-root-mismatch', fault);
    await this.applyBatch(trx, memory, transaction, header);
  }

  private async applyBatch(
    trx: IndexTransaction,
    memory: WriterMemory,
    transaction: IndexedTransaction,
    header: BatchHeader,
  ): Promise<void> {
    const leaves = leavesIn(transaction);
    if (leaves?.length !== header.count) {
      const detail = 'The leaves cannot be read.';
      await addAnomaly(trx, memory, { kind: 'unreadable-batch', detail, leaf: -1 });
      return;
    }
    const from = memory.pos;
    const rows = await eventRows(trx, memory, header, leaves);
    await this.insertEvents(trx, memory, rows);
    const exchanges = { table: 'ix_exchange', columns: EXCHANGE_COLUMNS };
    const stated = await exchangeRows(trx, memory, header, leaves, from);
    await insertRows(trx, this.database.kind, exchanges, stated);
    await markRepeats(trx, memory, from);
  }

  private async insertEvents(
    trx: IndexTransaction,
    memory: WriterMemory,
    rows: readonly SqlValue[][],
  ): Promise<void> {
    await insertRows(trx, this.database.kind, { table: 'ix_event', columns: EVENT_COLUMNS }, rows);
    while (memory.segment < Math.floor(memory.pos / SEGMENT)) {
      memory.segment += 1;
      await trx.insertInto('ix_segment').values({ seg: memory.segment }).execute();
    }
  }
}

async function insertTransaction(
  trx: IndexTransaction,
  memory: WriterMemory,
  transaction: IndexedTransaction,
  header: BatchHeader | undefined,
): Promise<void> {
  const { id, index, creator, validationCode, timestamp } = transaction;
  await trx
    .insertInto('ix_tx')
    .values({
      tx: memory.tx,
      id,
      block: memory.block,
      idx: index,
      organisation: creator.mspId,
      transaction: transaction.transaction,
      code: validationCode,
      time: timestamp,
      journal: header?.journal ?? null,
      sequence: header?.sequence ?? null,
      exchange_form: header?.exchangeForm ?? null,
    })
    .execute();
}

/** Marks events whose id the same organisation has reported before. */
async function markRepeats(trx: IndexTransaction, memory: WriterMemory, after: number): Promise<void> {
  const repeats = await trx
    .selectFrom('ix_event as event')
    .innerJoin('ix_event as former', (on) =>
      on.onRef('former.id', '=', 'event.id').onRef('former.pos', '<', 'event.pos'),
    )
    .innerJoin('ix_tx as former_tx', 'former_tx.tx', 'former.tx')
    .innerJoin('ix_tx as tx', (on) =>
      on.onRef('tx.tx', '=', 'event.tx').onRef('tx.organisation', '=', 'former_tx.organisation'),
    )
    .where('event.pos', '>', after)
    .groupBy(['event.pos', 'event.leaf'])
    .select(({ fn }) => ['event.pos', 'event.leaf', fn.min('former.pos').as('first')])
    .orderBy('event.pos')
    .execute();
  for (const { pos, leaf, first } of repeats) {
    await trx.updateTable('ix_event').set({ first }).where('pos', '=', pos).execute();
    await addAnomaly(trx, memory, { kind: 'repeated-id', detail: 'The id appeared before.', leaf });
  }
}

async function addAnomaly(
  trx: IndexTransaction,
  memory: WriterMemory,
  anomaly: { readonly kind: (typeof ANOMALIES)[number]; readonly detail: string; readonly leaf: number },
): Promise<void> {
  memory.anomalies += 1;
  await trx
    .insertInto('ix_anomaly')
    .values({ tx: memory.tx, ...anomaly })
    .execute();
}
