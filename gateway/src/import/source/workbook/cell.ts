// SPDX-License-Identifier: Apache-2.0
/** A cell of a sheet → the text that a person sees, as a table in text would have it. */

/** What cells share. */
export interface Shared {
  readonly strings: readonly string[];
  /** Per format whether it is that of a date. */
  readonly dates: readonly boolean[];
  readonly isFrom1904: boolean;
}

/** A cell as it is written. */
export interface WrittenCell {
  /** `n` where it is not said. */
  readonly type: string;
  /** Number of its format. */
  readonly format: string | undefined;
  readonly value: string;
  /** Text that stands in the cell itself. */
  readonly inline: string;
}

/** Beyond fifteen digits a spreadsheet writes zeros, whatever was typed. */
const MOST_EXACT = 999_999_999_999_999;
const DAY_MS = 86_400_000;
/** Days before 1970, with the 29th of February 1900 that there never was. */
const EPOCH = 25_569;
const FROM_1904 = 1_462;

/** A date of a spreadsheet has no time zone. */
const dayText = (date: Date): string => date.toISOString().replace(/(?:T00:00:00)?\.000Z$|Z$/, '');

function dateText(days: number, isFrom1904: boolean): string | undefined {
  const date = new Date(Math.floor((days + (isFrom1904 ? FROM_1904 : 0) - EPOCH) * DAY_MS));
  return Number.isNaN(date.getTime()) ? undefined : dayText(date);
}

function isDate(format: string | undefined, dates: readonly boolean[]): boolean {
  if (format === undefined || format === '') return false;
  const known = dates[Number(format)];
  if (known === undefined) throw new Error('A cell has a format that there is not.');
  return known;
}

function numberText({ value, format }: WrittenCell, { dates, isFrom1904 }: Shared): string {
  if (value === '') return '';
  const number = Number(value);
  if (Number.isNaN(number)) throw new Error('A cell of a number holds none.');
  const date = isDate(format, dates) ? dateText(number, isFrom1904) : undefined;
  if (date !== undefined) return date;
  const isRounded = Number.isInteger(number) && Math.abs(number) > MOST_EXACT;
  return isRounded ? number.toExponential().toUpperCase() : String(number);
}

function sharedText(value: string, strings: readonly string[]): string {
  if (value === '') return '';
  const said = strings[Number(value)];
  if (said === undefined) throw new Error('A cell names a string that there is not.');
  return said;
}

const TRUTHS: Readonly<Record<string, string>> = { '': '', '0': 'false', '1': 'true' };

function truthText(value: string): string {
  const said = TRUTHS[value];
  if (said === undefined) throw new Error('A cell of a truth value holds none.');
  return said;
}

function isoText(value: string): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) throw new Error('A cell of a date holds none.');
  return dayText(date);
}

/** @throws Error where the cell is not as the workbook says */
export function textOfCell(cell: WrittenCell, shared: Shared): string {
  const { type, value, inline } = cell;
  switch (type) {
    case 's':
      return sharedText(value, shared.strings).trim();
    case 'inlineStr':
      return inline.trim();
    // The result of a formula, and what stands where there is none (`#N/A`).
    case 'str':
    case 'e':
      return value.trim();
    case 'b':
      return truthText(value);
    case 'd':
      return value === '' ? '' : isoText(value);
    case 'n':
      return numberText(cell, shared);
    default:
      throw new Error('A cell is of a kind that there is not.');
  }
}
