// SPDX-License-Identifier: Apache-2.0
/** Answers as a table: CSV or an Excel workbook, for who asks with `format`, or names no form and accepts one of them. */
import { csvLine, TABLE_FORMS, type TableForm } from '../../tables/table.js';
import type { TableLanguage } from '../../tables/words.js';
import { workbook, type LongTable } from '../../tables/workbook.js';
import type { Language } from '../problems/text.js';
import type { Answer } from '../route.js';

export const CSV_TYPE = 'text/csv';
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const TABLE_TYPES = [CSV_TYPE, XLSX_TYPE] as const;

/** @returns undefined where no table is asked for */
export function tableForm(
  { format }: { readonly format?: string },
  accept: string | undefined,
): TableForm | undefined {
  if (format !== undefined) return TABLE_FORMS.find((form) => form === format);
  if (accept === CSV_TYPE) return 'csv';
  return accept === XLSX_TYPE ? 'xlsx' : undefined;
}

/** The language that is asked for by name, or else the asker's. */
export const tableLanguage = (
  { language }: { readonly language?: TableLanguage },
  preferred: Language,
): TableLanguage => language ?? preferred;

const CHUNK = 65_536;

async function* csv({ headings, rows }: LongTable): AsyncGenerator<Uint8Array> {
  let text = csvLine(headings);
  for await (const row of rows) {
    text += csvLine(row);
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** The table as its rows come. */
export const asTable = (table: LongTable, form: TableForm, language: TableLanguage): Answer => ({
  status: 200,
  chunks: form === 'csv' ? csv(table) : workbook(table),
  headers: {
    'Content-Type': form === 'csv' ? `${CSV_TYPE}; charset=utf-8` : XLSX_TYPE,
    'Content-Language': language,
    Vary: 'Accept-Language',
  },
});
