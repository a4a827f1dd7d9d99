// SPDX-License-Identifier: Apache-2.0
/**
 * The outbox's writes. Each returns when it is on the disk, and may be repeated: the answer to a COMMIT can be lost, and
 * then the same is written again.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely, Transaction } from 'kysely';
import type { BatchReceipt } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { bindToChain, type ChainTable } from '../../db/bind-chain.js';
import { insertRows, openDatabase, type Database, type DatabaseLocation } from '../../db/database.js';
import { GroupCommit } from '../../db/group-commit.js';
import { migrate } from '../../db/migrate.js';
import { lockReplica, REPLICAS } from '../../db/replica-lock.js';
import type { PreparedTransaction } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { ID_COLUMNS, insertAdopted, settleRows, verdictsOf, type AdoptedBatch } from './adopt.js';
import { rowsOf, type Item } from './item.js';
import { outboxMigrations } from './outbox-migrations.js';
import type { OutboxSchema } from './outbox-schema.js';
import type { BatchRef } from '../ports.js';

/** Accepted rows of one request, all of one batch or less. */
export interface NewPiece {
  readonly piece: number;
  readonly organisation: string;
  readonly receipt: string;
  readonly created: number;
  /** Deflated whole batch, or lines. */
  readonly leaves: Uint8Array;
  /** Of the deflated batch. */
  readonly root: string | null;
  /** Id and fingerprint of each row, in order. */
  readonly ids: readonly (readonly [id: Uint8Array, fingerprint: Uint8Array])[];
}

/** An id taken by an earlier request, in lower-case hex. */
export interface TakenId {
  readonly id: string;
  readonly fingerprint: Uint8Array;
  readonly piece: number;
}

export interface NewBatch extends BatchRef {
  readonly batch: number;
  readonly previousRoot: string;
  readonly root: string;
  readonly items: readonly Item[];
  readonly prepared: PreparedTransaction;
}

const IDS_PER_QUERY = 500;
/** Ids written before what came in meanwhile is looked at. */
const IDS_PER_TURN = 1_000;

type Trx = Transaction<OutboxSchema>;
type IdRow = readonly [id: Uint8Array, fingerprint: Uint8Array, piece: number, idx: number];

export class Outbox implements AsyncDisposable {
  private readonly writes: GroupCommit<OutboxSchema>;
  /** Since the last turn of the event loop, over all requests that are written together. */
  private idsInTurn = 0;

  private constructor(
    readonly database: Database<OutboxSchema>,
    readonly replica: number,
    private pieces: number,
    private batches: number,
    private readonly lock: AsyncDisposable | undefined,
  ) {
    this.writes = new GroupCommit(database);
  }

  /** @throws LedgerError `LEDGER_UNAVAILABLE` when another process has it */
  static async open(location: DatabaseLocation, replica: number): Promise<Outbox> {
    const lock = 'postgres' in location ? await lockReplica(location.postgres, replica) : undefined;
    const database = openExclusively(location);
    await migrate(database, outboxMigrations, 'ob');
    const { db } = database;
    const piece = await db
      .selectFrom('ob_piece')
      .select(({ fn }) => fn.max('piece').as('last'))
      .where('replica', '=', replica)
      .executeTakeFirst();
    const batch = await db
      .selectFrom('ob_batch')
      .select(({ fn }) => fn.max('batch').as('last'))
      .where('replica', '=', replica)
      .executeTakeFirst();
    return new Outbox(database, replica, ordinal(piece?.last), ordinal(batch?.last), lock);
  }

  /** Ids that another chain has are not taken on this one. @throws LedgerError `LEDGER_OTHER_CHAIN` */
  async bindToChain(genesisHash: string): Promise<void> {
    const db = this.database.db as unknown as Kysely<Record<string, ChainTable>>;
    await bindToChain(db, 'ob_chain', genesisHash, 'The rows of the outbox');
  }

  nextPiece(): number {
    return ++this.pieces * REPLICAS + this.replica;
  }

  nextBatch(): number {
    return ++this.batches * REPLICAS + this.replica;
  }

  /**
   * Keeps all the pieces, or, when some of their ids are taken, none. An id whose row the ledger refused is free again.
   * @returns the taken ids
   * @throws LedgerError `STORAGE_UNAVAILABLE` when the disk or the database refuses
   */
  accept(pieces: readonly NewPiece[]): Promise<readonly TakenId[]> {
    return this.write((trx) => this.insert(trx, pieces));
  }

  /**
   * Which of the pieces are on the disk, for good. A COMMIT without an answer may still be at work on the server: a row
   * with the same key waits for its end, and is taken back.
   */
  async held(pieces: readonly number[]): Promise<ReadonlySet<number>> {
    const held = new Set<number>();
    await this.database.db
      .transaction()
      .execute(async (trx) => {
        for (const piece of pieces) if (!(await fence(trx, piece))) held.add(piece);
        throw new TakenBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof TakenBack)) throw error;
      });
    return held;
  }

  /** The receipt under which an organisation's piece was accepted. */
  async receiptOf(piece: number, organisation: string): Promise<string | undefined> {
    const found = this.database.db.selectFrom('ob_piece').select('receipt').where('piece', '=', piece);
    return (await found.where('organisation', '=', organisation).limit(1).executeTakeFirst())?.receipt;
  }

  /** Remembers an organisation's journal, and whether the ledger has it. */
  async keepJournal(organisation: string, journal: string, open: boolean): Promise<void> {
    const lane = { journal, open: open ? 1 : 0 };
    await this.write((trx) =>
      trx
        .insertInto('ob_lane')
        .values({ replica: this.replica, organisation, ...lane })
        .onConflict((conflict) => conflict.columns(['replica', 'organisation']).doUpdateSet(lane))
        .execute(),
    );
  }

  /** Binds rows to a place in the journal and keeps the signed bytes: from here on it is this batch or none. */
  async storeBatch({ items, prepared, ...place }: NewBatch): Promise<void> {
    const { batch, organisation, journal, sequence, previousRoot, root } = place;
    await this.write(async (trx) => {
      const row = {
        batch,
        replica: this.replica,
        organisation,
        journal,
        sequence,
        root,
        previous_root: previousRoot,
        count: rowsOf(items),
        state: 'submitted' as const,
        block: null,
        ...signed(prepared),
      };
      const inserted = await trx
        .insertInto('ob_batch')
        .values(row)
        .onConflict((conflict) => conflict.column('batch').doNothing())
        .executeTakeFirst();
      if (!changed(inserted.numInsertedOrUpdatedRows)) return;
      let leaf = 0;
      for (const { piece, from, count } of items) {
        const segment = { piece, from_idx: from, count, batch, leaf };
        await trx.insertInto('ob_segment').values(segment).execute();
        leaf += count;
      }
    });
  }

  /** Another transaction for the same batch: the former one is known not to have committed. */
  async replaceTransaction(batch: number, prepared: PreparedTransaction): Promise<void> {
    await this.write((trx) =>
      trx
        .updateTable('ob_batch')
        .set(signed(prepared))
        .where('batch', '=', batch)
        .where('state', '=', 'submitted')
        .execute(),
    );
  }

  /** The batch is on the ledger: its bytes and leaves need not be kept here. */
  async commitBatch(batch: number, transactionId: string, block: number): Promise<void> {
    await this.write(async (trx) => {
      const fate = { state: 'committed' as const, transaction_id: transactionId, block, bytes: null };
      const open = trx.updateTable('ob_batch').set(fate).where('batch', '=', batch);
      const done = await open.where('state', '=', 'submitted').executeTakeFirst();
      if (!changed(done.numUpdatedRows)) return;
      const segments = trx.selectFrom('ob_segment').select(['piece', 'count']).where('batch', '=', batch);
      for (const { piece, count } of await segments.execute()) await settleRows(trx, piece, count);
    });
  }

  /** The batch is known not to commit in its place, now or later: its rows wait for another. */
  async withdrawBatch(batch: number): Promise<void> {
    await this.write(async (trx) => {
      const submitted = trx.selectFrom('ob_batch').select('batch').where('batch', '=', batch);
      if (!(await submitted.where('state', '=', 'submitted').executeTakeFirst())) return;
      await trx.deleteFrom('ob_segment').where('batch', '=', batch).execute();
      await trx.deleteFrom('ob_batch').where('batch', '=', batch).execute();
    });
  }

  /** Takes over a batch from the ledger: its ids are taken from now on, and rows that still wait here are in it. */
  async adopt(adopted: AdoptedBatch, created: number): Promise<void> {
    const keys = { replica: this.replica, batch: this.nextBatch(), piece: this.nextPiece(), created };
    await this.write((trx) => insertAdopted(trx, this.database.kind, adopted, keys));
  }

  /** The ledger refused a row for good. */
  async refuse(piece: number, idx: number, code: string, message: string): Promise<void> {
    await this.write(async (trx) => {
      const inserted = await trx
        .insertInto('ob_refused')
        .values({ piece, idx, code, message })
        .onConflict((conflict) => conflict.columns(['piece', 'idx']).doNothing())
        .executeTakeFirst();
      if (changed(inserted.numInsertedOrUpdatedRows)) await settleRows(trx, piece, 1);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.writes.settled();
    await this.database[Symbol.asyncDispose]();
    await this.lock?.[Symbol.asyncDispose]();
  }

  private async write<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    try {
      return await this.writes.run(work);
    } catch (cause) {
      const message = 'The rows cannot be kept just now. Send them again: what was kept is told then.';
      throw new LedgerError('STORAGE_UNAVAILABLE', message, { cause });
    }
  }

  private async insert(trx: Trx, pieces: readonly NewPiece[]): Promise<readonly TakenId[]> {
    const free: Uint8Array[] = [];
    const taken: Uint8Array[] = [];
    for (const rows of this.inOrder(pieces)) {
      for (const part of parts(rows)) {
        const inserted = await insertRows(trx, this.database.kind, ID_COLUMNS, part);
        part.forEach(([id], i) => (inserted[i] === true ? free : taken).push(id));
        await this.giveWay(part.length);
      }
    }
    if (taken.length === 0) return this.keep(trx, pieces);
    await this.release(trx, free);
    // What the ledger refused is on no ledger: whoever sends it again, mended or not, has it judged again.
    const refused = await this.refusedAmong(trx, taken);
    if (refused.length === 0) return this.lookUp(trx, taken);
    await this.release(trx, refused);
    return this.insert(trx, pieces);
  }

  /**
   * The rows of ids to be written. Another gateway on the same PostgreSQL may be writing some of them: all write theirs in the
   * order of the ids, so that neither waits for what the other has while that one waits for it.
   */
  private inOrder(pieces: readonly NewPiece[]): IdRow[][] {
    const all = pieces.map(({ piece, ids }) =>
      ids.map(([id, fingerprint], idx): IdRow => [id, fingerprint, piece, idx]),
    );
    if (this.database.kind === 'sqlite') return all;
    return [all.flat().sort(([one], [other]) => Buffer.compare(one, other))];
  }

  private async release(trx: Trx, ids: readonly Uint8Array[]): Promise<void> {
    for (const part of parts(ids)) {
      await trx.deleteFrom('ob_id').where('id', 'in', part).execute();
      await this.giveWay(part.length);
    }
  }

  /** The ids of rows that the ledger refused for good. */
  private async refusedAmong(trx: Trx, ids: readonly Uint8Array[]): Promise<Uint8Array[]> {
    const found: Uint8Array[] = [];
    for (const part of parts(ids)) {
      const rows = trx
        .selectFrom('ob_id')
        .innerJoin('ob_refused', (join) =>
          join.onRef('ob_refused.piece', '=', 'ob_id.piece').onRef('ob_refused.idx', '=', 'ob_id.idx'),
        )
        .select('ob_id.id')
        .where('ob_id.id', 'in', part);
      for (const { id } of await rows.execute()) found.push(id);
      await this.giveWay(part.length);
    }
    return found;
  }

  private async lookUp(trx: Trx, ids: readonly Uint8Array[]): Promise<TakenId[]> {
    const found: TakenId[] = [];
    for (const part of parts(ids)) {
      const rows = trx.selectFrom('ob_id').select(['id', 'fingerprint', 'piece']).where('id', 'in', part);
      for (const { id, ...rest } of await rows.execute())
        found.push({ id: Buffer.from(id).toString('hex'), ...rest });
      await this.giveWay(part.length);
    }
    return found;
  }

  /** SQLite answers at once and in this thread: whoever writes much lets others on in between. */
  private async giveWay(ids: number): Promise<void> {
    this.idsInTurn += ids;
    if (this.idsInTurn < IDS_PER_TURN) return;
    this.idsInTurn = 0;
    await turn();
  }

  private async keep(trx: Trx, pieces: readonly NewPiece[]): Promise<TakenId[]> {
    for (const { ids, root, ...piece } of pieces) {
      const packed = root === null ? 0 : 1;
      const row = { ...piece, replica: this.replica, rows: ids.length, open: ids.length, packed, root };
      await trx.insertInto('ob_piece').values(row).execute();
    }
    return [];
  }
}

/** Undoes a transaction that was to find something out only. */
class TakenBack extends Error {
  override readonly name = 'TakenBack';
}

/** @returns whether the piece could be inserted: nobody has it */
async function fence(trx: Trx, piece: number): Promise<boolean> {
  const owner = { piece, replica: -1, organisation: '', receipt: '', rows: 0 };
  const inserted = await trx
    .insertInto('ob_piece')
    .values({ ...owner, packed: 0, root: null, created: 0, open: 0, leaves: null })
    .onConflict((conflict) => conflict.column('piece').doNothing())
    .executeTakeFirst();
  return changed(inserted.numInsertedOrUpdatedRows);
}

const changed = (rows: bigint | undefined): boolean => (rows ?? 0n) > 0n;

function openExclusively(location: DatabaseLocation): Database<OutboxSchema> {
  try {
    return openDatabase<OutboxSchema>(location, {
      synchronous: 'full',
      cacheMiB: 64,
      logMiB: 16,
      exclusive: true,
      pageKiB: 16,
    });
  } catch (cause) {
    throw new LedgerError('LEDGER_UNAVAILABLE', 'The outbox cannot be opened: another gateway may have it.', {
      cause,
    });
  }
}

const ordinal = (last: number | null | undefined): number => Math.floor((last ?? 0) / REPLICAS);

function* parts<T>(all: readonly T[]): Generator<T[]> {
  for (let from = 0; from < all.length; from += IDS_PER_QUERY) yield all.slice(from, from + IDS_PER_QUERY);
}

function signed({ transactionId, bytes, result }: PreparedTransaction) {
  const receipt = JSON.parse(Buffer.from(result).toString('utf8')) as BatchReceipt;
  return { transaction_id: transactionId, bytes, violations: verdictsOf(receipt) };
}
