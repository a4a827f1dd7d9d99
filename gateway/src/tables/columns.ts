// SPDX-License-Identifier: Apache-2.0
/** What the columns of a table are called, in each language, and rows in their order. */
import type { Row } from './table.js';
import type { TableLanguage } from './words.js';

export type Heading = Readonly<Record<TableLanguage, string>>;

/** The columns of a table in order, by what stands in them. */
export type Columns<F extends string = string> = Readonly<Record<F, Heading>>;

export const heading = (zh: string, en: string): Heading => ({ zh, en });

export const headingsOf = (columns: Columns, language: TableLanguage): readonly string[] =>
  Object.values(columns).map((one) => one[language]);

/** Cells by column → a row, in the order of the columns. */
export const rowUnder = <F extends string>(
  columns: Columns<F>,
  cells: Readonly<Record<F, string | number>>,
): Row => (Object.keys(columns) as F[]).map((field) => cells[field]);
