// SPDX-License-Identifier: Apache-2.0
/** Reads back what was on its way when the process ended. */
import type { PreparedTransaction } from '../../ledger/ledger.js';
import {
  disclosesLine,
  linesWithHashes,
  packLines,
  unpackLines,
  type Item,
  type Packed,
} from '../outbox/item.js';
import { firstPlace, type Place } from './lane.js';
import type { Outbox } from '../outbox/outbox.js';
import type { StoredBatch } from './settle.js';

export interface RecoveredLane {
  readonly organisation: string;
  readonly next: Place;
  readonly journalOpen: boolean;
  readonly batches: readonly {
    readonly batch: number;
    readonly stored: StoredBatch;
    readonly items: readonly Item[];
  }[];
  readonly waiting: readonly Item[];
}

/** Everything of this replica that is not final, by organisation, in order. */
export async function recover(outbox: Outbox, user: string): Promise<RecoveredLane[]> {
  const pieces = await openPieces(outbox);
  const organisations = await organisationsOf(outbox, pieces);
  const lanes: RecoveredLane[] = [];
  for (const organisation of organisations) lanes.push(await recoverLane(outbox, organisation, user, pieces));
  return lanes;
}

/** Journals of this replica, with the newest place in each that the outbox knows. */
export async function lanesOf({
  database,
  replica,
}: Outbox): Promise<{ readonly organisation: string; readonly journal: string; readonly last: number }[]> {
  const lanes = database.db
    .selectFrom('ob_lane as lane')
    .leftJoin('ob_batch as batch', (on) =>
      on.onRef('batch.organisation', '=', 'lane.organisation').onRef('batch.journal', '=', 'lane.journal'),
    )
    .select(({ fn }) => ['lane.organisation', 'lane.journal', fn.max('batch.sequence').as('last')])
    .where('lane.replica', '=', replica)
    .groupBy(['lane.organisation', 'lane.journal']);
  return (await lanes.execute()).map(({ last, ...lane }) => ({ ...lane, last: last ?? 0 }));
}

/** Journals in which the outbox knows a batch of the organisation, with the newest one's number. */
export async function journalsKnown(
  { database }: Outbox,
  organisation: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await database.db
    .selectFrom('ob_batch')
    .select(({ fn }) => ['journal', fn.max('sequence').as('last')])
    .where('organisation', '=', organisation)
    .groupBy('journal')
    .execute();
  return new Map(rows.map(({ journal, last }) => [journal, last]));
}

type PieceRow = Awaited<ReturnType<typeof openPieces>>[number];

function openPieces({ database, replica }: Outbox) {
  return database.db
    .selectFrom('ob_piece')
    .selectAll()
    .where('replica', '=', replica)
    .where('open', '>', 0)
    .orderBy('piece')
    .execute();
}

async function organisationsOf(
  { database, replica }: Outbox,
  pieces: readonly PieceRow[],
): Promise<ReadonlySet<string>> {
  const lanes = database.db.selectFrom('ob_lane').select('organisation').where('replica', '=', replica);
  const known = (await lanes.execute()).map(({ organisation }) => organisation);
  return new Set([...known, ...pieces.map(({ organisation }) => organisation)]);
}

async function recoverLane(
  outbox: Outbox,
  organisation: string,
  user: string,
  pieces: readonly PieceRow[],
): Promise<RecoveredLane> {
  const own = new Map(
    pieces.filter((one) => one.organisation === organisation).map((one) => [one.piece, one]),
  );
  const rows = await openBatches(outbox, organisation);
  const batches = [];
  for (const row of rows) {
    const items = await itemsOfBatch(outbox, row.batch, own);
    batches.push({ batch: row.batch, stored: storedBatch(row, items, { mspId: organisation, user }), items });
  }
  const waiting = [];
  for (const piece of own.values()) waiting.push(...(await unplaced(outbox, piece)));
  return { organisation, batches, waiting, ...(await placeOf(outbox, organisation)) };
}

type BatchRow = Awaited<ReturnType<typeof openBatches>>[number];

function openBatches({ database, replica }: Outbox, organisation: string) {
  return database.db
    .selectFrom('ob_batch')
    .selectAll()
    .where('replica', '=', replica)
    .where('state', '=', 'submitted')
    .where('organisation', '=', organisation)
    .orderBy('batch')
    .execute();
}

function storedBatch(
  row: BatchRow,
  items: readonly Item[],
  signatory: PreparedTransaction['signatory'],
): StoredBatch {
  const { organisation, journal, sequence, previous_root: previousRoot, root, transaction_id, bytes } = row;
  const kept = { bytes: bytes ?? new Uint8Array(), result: new Uint8Array() };
  const deflated = async (): Promise<Uint8Array> =>
    packLines(items.flatMap(({ content }) => ('lines' in content ? content.lines : [])));
  return {
    organisation,
    journal,
    sequence,
    previousRoot,
    root,
    deflated,
    prepared: { transactionId: transaction_id, signatory, ...kept },
  };
}

async function itemsOfBatch(
  { database }: Outbox,
  batch: number,
  pieces: ReadonlyMap<number, PieceRow>,
): Promise<Item[]> {
  const segments = database.db.selectFrom('ob_segment').selectAll().where('batch', '=', batch);
  const items: Item[] = [];
  for (const { piece, from_idx, count } of await segments.orderBy('leaf').execute()) {
    const row = pieces.get(piece);
    if (row) items.push(itemOf(row, await linesOfPiece(row), from_idx, from_idx + count));
  }
  return items;
}

/** Ranges of a piece that are in no batch and were not refused. */
async function unplaced({ database }: Outbox, piece: PieceRow): Promise<Item[]> {
  const { db } = database;
  const segments = await db
    .selectFrom('ob_segment')
    .select(['from_idx', 'count'])
    .where('piece', '=', piece.piece)
    .execute();
  const refused = await db.selectFrom('ob_refused').select('idx').where('piece', '=', piece.piece).execute();
  const taken = [...segments, ...refused.map(({ idx }) => ({ from_idx: idx, count: 1 }))];
  if (taken.length === 0 && piece.packed === 1 && piece.root !== null && piece.leaves)
    return [wholeOf(piece, { deflated: piece.leaves, root: piece.root })];
  taken.sort((a, b) => a.from_idx - b.from_idx);
  const lines = await linesOfPiece(piece);
  const items: Item[] = [];
  let from = 0;
  for (const { from_idx, count } of [...taken, { from_idx: piece.rows, count: 0 }]) {
    if (from_idx > from) items.push(itemOf(piece, lines, from, from_idx));
    from = from_idx + count;
  }
  return items;
}

/** Nobody looks into it, so it may disclose something. */
const wholeOf = (piece: PieceRow, content: Packed): Item => ({
  ...itemOf(piece, [], 0, piece.rows),
  content,
  discloses: true,
});

async function linesOfPiece({ packed, leaves }: PieceRow): Promise<readonly string[]> {
  if (!leaves) return [];
  return packed === 1 ? unpackLines(leaves) : Buffer.from(leaves).toString('utf8').split('\n');
}

const GRANT = /"grant":"([^"]*)"/;

function itemOf(piece: PieceRow, all: readonly string[], from: number, to: number): Item {
  const lines = all.slice(from, to);
  return {
    piece: piece.piece,
    from,
    count: to - from,
    receipt: piece.receipt,
    content: linesWithHashes(lines),
    accepted: piece.created,
    group: '',
    discloses: lines.some(disclosesLine),
    grants: [...new Set(lines.map((line) => GRANT.exec(line)?.[1] ?? ''))],
    bytes: lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0),
  };
}

/** Where the lane's journal goes on. */
async function placeOf(
  { database, replica }: Outbox,
  organisation: string,
): Promise<Pick<RecoveredLane, 'next' | 'journalOpen'>> {
  const lane = await database.db
    .selectFrom('ob_lane')
    .select(['journal', 'open'])
    .where('replica', '=', replica)
    .where('organisation', '=', organisation)
    .executeTakeFirst();
  if (!lane) return { next: firstPlace(), journalOpen: false };
  const last = await database.db
    .selectFrom('ob_batch')
    .select(['sequence', 'root'])
    .where('organisation', '=', organisation)
    .where('journal', '=', lane.journal)
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  const { journal } = lane;
  const next = last ? { journal, sequence: last.sequence + 1, previousRoot: last.root } : firstPlace(journal);
  return { next, journalOpen: lane.open === 1 };
}
