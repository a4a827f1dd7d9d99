// SPDX-License-Identifier: Apache-2.0
/** Answers as tables, and a table as CSV (RFC 4180, lines ended by a line feed). */

export const TABLE_FORMS = ['csv', 'xlsx'] as const;
export type TableForm = (typeof TABLE_FORMS)[number];

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly Row[];
}

/** Cells in the order of the headings. A text is never a formula: it is written so that no spreadsheet takes it for one. */
export type Row = readonly (string | number)[];

/** With the full-width forms, which some spreadsheets take for the same, and what they leave out before them. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Quoted where it holds what separates. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csvLine = (row: Row): string => `${row.map(cell).join(',')}\n`;

/** A heading, and a line per row. */
export const csvText = ({ headings, rows }: Table): string => [headings, ...rows].map(csvLine).join('');
