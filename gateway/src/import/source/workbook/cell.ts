// SPDX-License-Identifier: Apache-2.0
/** A cell of a sheet → the text that a person sees, as a table in text would have it. */

/** What cells share. */
export interface Shared {
  readonly strings: readonly string[];
  readonly formats: readonly CellFormat[];
  readonly isFrom1904: boolean;
}

/** How a number is shown. */
export interface CellFormat {
  readonly isDate: boolean;
  /** Absent for those that every workbook has. */
  readonly code?: string;
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

const PLAIN: CellFormat = { isDate: false };

function formatOf(format: string | undefined, formats: readonly CellFormat[]): CellFormat {
  if (format === undefined || format === '') return PLAIN;
  const known = formats[Number(format)];
  if (known === undefined) throw new Error('A cell has a format that there is not.');
  return known;
}

/** Of a format of zeros and literal text: one of them. */
const TOKEN = /"([^"]*)"|\\(.)|(0)|([-/ ()])/y;

/** A format as its literal texts, and undefined for each zero; nothing where it is of another kind. */
function tokensOf(code: string): (string | undefined)[] | undefined {
  const tokens: (string | undefined)[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < code.length) {
    const found = TOKEN.exec(code);
    if (!found) return undefined;
    tokens.push(found[3] === undefined ? (found[1] ?? found[2] ?? found[4]) : undefined);
  }
  return tokens;
}

/** `00001234` and `ID-0077`: a number that is shown so is an identifier. Undefined where a format says no such thing. */
function paddedText(number: number, code = ''): string | undefined {
  const tokens = tokensOf(code.split(';')[0] ?? '');
  const zeros = tokens?.filter((token) => token === undefined).length ?? 0;
  // One zero alone shows a number as it is, with its unit or currency perhaps.
  if (!tokens || zeros < 2 || !Number.isSafeInteger(number) || number < 0) return undefined;
  const digits = String(number).padStart(zeros, '0');
  const first = digits.length - zeros + 1;
  let at = 0;
  const next = (): string => digits.slice(at, (at = at === 0 ? first : at + 1));
  return tokens
    .map((token) => token ?? next())
    .join('')
    .trim();
}

function numberText({ value, format }: WrittenCell, { formats, isFrom1904 }: Shared): string {
  if (value === '') return '';
  const number = Number(value);
  if (Number.isNaN(number)) throw new Error('A cell of a number holds none.');
  const { isDate, code } = formatOf(format, formats);
  const date = isDate ? dateText(number, isFrom1904) : undefined;
  if (date !== undefined) return date;
  const isRounded = Number.isInteger(number) && Math.abs(number) > MOST_EXACT;
  return isRounded ? number.toExponential().toUpperCase() : (paddedText(number, code) ?? String(number));
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

/** A day, with a time perhaps; a zone behind it says nothing of what the sheet shows. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?:Z|[+-]\d{2}:\d{2})?)?$/;

/** Read as it stands, wherever this machine is: a time without a zone is that of no place. */
function isoText(value: string): string {
  const [, day = '', time = '00:00'] = ISO.exec(value) ?? [];
  const date = new Date(`${day}T${time}Z`);
  // A day that there is not is taken for one of the next month.
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day))
    throw new Error('A cell of a date holds none.');
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
