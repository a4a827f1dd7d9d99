// SPDX-License-Identifier: Apache-2.0
/** Finds which rows of a batch the ledger will never take, so that the others can go. */
import type { LedgerError } from '../../ledger/ledger-error.js';
import { linesOf, linesWithHashes, rowsOf, type Item } from '../outbox/item.js';

export interface RefusedRow {
  readonly piece: number;
  readonly idx: number;
  readonly receipt: string;
}

export interface Sorted {
  readonly refused: readonly RefusedRow[];
  /** What is left, in order. */
  readonly items: readonly Item[];
}

/** The contract names the leaf at fault: `leaf 12: …`. */
const LEAF = /\bleaf (\d{1,4}): /;

/** One row is refused where the error names it or it was alone; else the batch is halved to try again. */
export async function sortOut(items: readonly Item[], error: LedgerError): Promise<Sorted> {
  const total = rowsOf(items);
  const named = LEAF.exec(error.message)?.[1];
  const at = named === undefined ? (total === 1 ? 0 : undefined) : Number(named);
  if (at === undefined || at >= total) return { refused: [], items: await halves(items, total) };
  const refused: RefusedRow[] = [];
  const rest: Item[] = [];
  let before = 0;
  for (const item of items) {
    const row = at - before;
    before += item.count;
    if (row < 0 || row >= item.count) {
      rest.push(item);
      continue;
    }
    refused.push({ piece: item.piece, idx: item.from + row, receipt: item.receipt });
    const ranges = [await part(item, 0, row), await part(item, row + 1, item.count)];
    rest.push(...ranges.filter(({ count }) => count > 0));
  }
  return { refused, items: rest };
}

/** Each half stays together, however many items it is made of. */
async function halves(items: readonly Item[], total: number): Promise<Item[]> {
  const half = Math.ceil(total / 2);
  const sides: readonly [Item[], Item[]] = [[], []];
  let before = 0;
  for (const item of items) {
    const at = Math.min(Math.max(half - before, 0), item.count);
    before += item.count;
    if (at > 0) sides[0].push({ ...(await part(item, 0, at)), group: `${item.group}0` });
    if (at < item.count) sides[1].push({ ...(await part(item, at, item.count)), group: `${item.group}1` });
  }
  return sides.flat();
}

/** A range of an item's rows, as lines. */
async function part(item: Item, from: number, to: number): Promise<Item> {
  const lines = (await linesOf(item)).slice(from, to);
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  return { ...item, from: item.from + from, count: to - from, content: linesWithHashes(lines), bytes };
}
