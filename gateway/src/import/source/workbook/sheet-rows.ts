// SPDX-License-Identifier: Apache-2.0
/** The rows of a sheet, one after the other, and what a person who looks at the sheet would not expect of them. */
import { FileFault } from '../../faults.js';
import { MOST_CHARACTERS } from '../lines.js';
import { textOfCell, type Shared } from './cell.js';
import { isTrue } from './parts.js';
import { Runs, unescaped } from './shared.js';
import type { Attributes, Listener } from './xml.js';

export interface SheetCell {
  /** From 0. */
  readonly column: number;
  readonly text: string;
}

export interface SheetRow {
  /** As the spreadsheet counts it, from 1. */
  readonly line: number;
  /** Those that hold something, in order: a row of three cells may be sixteen thousand columns wide. */
  readonly cells: readonly SheetCell[];
}

export interface Oddities {
  /** Rows and columns. */
  hidden: number;
  merged: number;
  /** Formulas that nobody has worked out. */
  unsolved: number;
}

/** Of a sheet, by the format. */
export const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;

/** A cell that has not ended yet. */
interface OpenCell {
  /** From 1. */
  readonly column: number;
  readonly type: string;
  readonly format: string | undefined;
  value: string;
  hasFormula: boolean;
}

const LETTERS = 26;

/** `AB12` → 28, row 12. @throws Error */
export function addressOf(reference: string): { column: number; line: number } {
  const [, letters = '', digits = ''] = /^([A-Z]{1,3})(\d{1,7})$/.exec(reference) ?? [];
  if (letters === '') throw new Error('A cell has no address.');
  const column = Array.from(letters).reduce((sum, letter) => sum * LETTERS + parseInt(letter, 36) - 9, 0);
  return { column, line: Number(digits) };
}

/** Hears a sheet, and has rows ready as they end. */
export class SheetRows implements Listener {
  readonly odd: Oddities = { hidden: 0, merged: 0, unsolved: 0 };
  private ready: SheetRow[] = [];
  private line = 0;
  private cells: SheetCell[] | undefined;
  /** The last cell's. */
  private column = 0;
  private characters = 0;
  private cell: OpenCell | undefined;
  private isValue = false;
  private readonly inline = new Runs();

  constructor(private readonly shared: Shared) {}

  /** Rows that ended since the last time. */
  take(): readonly SheetRow[] {
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  open(name: string, attributes: Attributes): void {
    if (name === 'row') this.openRow(attributes);
    else if (name === 'c') this.openCell(attributes);
    else if (this.cell) this.openInCell(name, this.cell);
    else if (name === 'mergeCell') this.odd.merged += 1;
    else if (name === 'col' && isUnseen(attributes['hidden'], attributes['width']))
      this.odd.hidden += widthOf(attributes);
  }

  text(said: string): void {
    if (!this.cell) return;
    if (!this.isValue) {
      this.inline.text(said);
      return;
    }
    this.cell.value += said;
    if (this.cell.value.length > MOST_CHARACTERS) throw new FileFault('FILE_SHEET_SIZE');
  }

  close(name: string): void {
    if (name === 'row') this.closeRow();
    else if (name === 'c') this.closeCell();
    else if (name === 'v') this.isValue = false;
    else if (this.cell) this.inline.close(name);
  }

  private openRow({ r, hidden, ht }: Attributes): void {
    const line = r === undefined ? this.line + 1 : Number(r);
    if (!(line > this.line && line <= MOST_ROWS)) throw new Error('A row is out of its place.');
    this.line = line;
    this.cells = [];
    this.column = 0;
    this.characters = 0;
    if (isUnseen(hidden, ht)) this.odd.hidden += 1;
  }

  private openCell({ r, t, s }: Attributes): void {
    if (!this.cells) throw new Error('A cell is in no row.');
    const column = r === undefined ? this.column + 1 : this.columnAt(r);
    if (!(column > this.column && column <= MOST_COLUMNS)) throw new Error('A cell is out of its place.');
    this.column = column;
    this.cell = { column, type: t ?? 'n', format: s, value: '', hasFormula: false };
  }

  private columnAt(reference: string): number {
    const { column, line } = addressOf(reference);
    if (line !== this.line) throw new Error('A cell is in another row than it says.');
    return column;
  }

  private openInCell(name: string, cell: OpenCell): void {
    if (name === 'v') this.isValue = true;
    else if (name === 'f') cell.hasFormula = true;
    else this.inline.open(name);
  }

  private closeCell(): void {
    const { cell } = this;
    if (!cell) return;
    this.cell = undefined;
    const inline = this.inline.take();
    // A formula may well give a text of no letters.
    if (cell.hasFormula && cell.value === '' && cell.type !== 'str') this.odd.unsolved += 1;
    const text = textOfCell({ ...cell, value: unescaped(cell.value), inline }, this.shared);
    if (text !== '') this.cells?.push({ column: cell.column - 1, text });
    this.characters += text.length;
    if (this.characters > MOST_CHARACTERS) throw new FileFault('FILE_ROW_LENGTH', {}, { line: this.line });
  }

  private closeRow(): void {
    if (this.cells) this.ready.push({ line: this.line, cells: this.cells });
    this.cells = undefined;
  }
}

/** Hidden, or without any extent. */
const isUnseen = (hidden: string | undefined, extent: string | undefined): boolean =>
  isTrue(hidden) || (extent !== undefined && Number(extent) === 0);

/** Columns that one element speaks of. */
function widthOf({ min = '1', max = '1' }: Attributes): number {
  const width = Number(max) - Number(min) + 1;
  return width >= 1 && width <= MOST_COLUMNS ? width : 1;
}
