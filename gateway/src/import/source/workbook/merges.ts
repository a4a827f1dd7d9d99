// SPDX-License-Identifier: Apache-2.0
/**
 * Merged cells. A person sees the value in every row that such a cell spans, and the file has it in the first alone. Which
 * cells are merged stands behind the rows, so it is read before them.
 */
import { FileFault } from '../../faults.js';
import { MOST_CHARACTERS } from '../lines.js';
import { addressOf, type SheetCell, type SheetRow } from './sheet-rows.js';

/** A cell that spans several rows. */
interface Merge {
  /** From 0. */
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

const MERGE = /<(?:\w+:)?mergeCell\s[^<>]*?ref\s*=\s*["']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})["']/g;
/** No element that tells of one is as long. */
const MOST_TAG = 1_000;
const MOST_MERGES = 200_000;

function mergesIn(text: string): Merge[] {
  return Array.from(text.matchAll(MERGE), ([, first = '', last = '']) => {
    const [from, to] = [addressOf(first), addressOf(last)];
    return { column: from.column - 1, from: from.line, to: to.line };
  });
}

/** @param pieces text of the sheet. @throws FileFault `FILE_SHEET_SIZE` */
export async function mergesOf(pieces: AsyncIterable<string>): Promise<Merges> {
  const found: Merge[] = [];
  let rest = '';
  /** Characters of a text, or of a tag, that has not ended: the first that looks at a sheet refuses what no row may be as long as. */
  let unended = 0;
  for await (const piece of pieces) {
    const sign = piece.lastIndexOf('<');
    unended = sign < 0 ? unended + piece.length : piece.length - sign;
    if (unended > MOST_CHARACTERS) throw new FileFault('FILE_SHEET_SIZE');
    const text = rest + piece;
    const open = text.lastIndexOf('<');
    const end = open < 0 || text.length - open > MOST_TAG ? text.length : open;
    found.push(...mergesIn(text.slice(0, end)));
    if (found.length > MOST_MERGES) throw new FileFault('FILE_SHEET_SIZE');
    rest = text.slice(end);
  }
  return new Merges(found.filter(({ from, to }) => to > from));
}

/** Fills the rows of a table, which come in their order. */
export class Merges {
  private readonly byLine: ReadonlyMap<number, readonly Merge[]>;
  /** By column, what goes on in the rows that follow. */
  private readonly going = new Map<number, { readonly to: number; readonly text: string }>();

  constructor(merges: readonly Merge[]) {
    this.byLine = Map.groupBy(merges, ({ from }) => from);
  }

  /** The cells of a row with those that go on in it. A row that has nothing of its own stays as it is. */
  filled({ line, cells }: SheetRow): readonly SheetCell[] {
    for (const { column, to } of this.byLine.get(line) ?? [])
      this.going.set(column, { to, text: cells.find((cell) => cell.column === column)?.text ?? '' });
    if (cells.length === 0 || this.going.size === 0) return cells;
    const own = new Set(cells.map(({ column }) => column));
    const others: SheetCell[] = [];
    for (const [column, { to, text }] of this.going) {
      if (to < line) this.going.delete(column);
      else if (!own.has(column)) others.push({ column, text });
    }
    return [...cells, ...others];
  }
}
