// SPDX-License-Identifier: Apache-2.0
/** The first sheet of an Excel workbook as rows of a table, and what there is besides. */
import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { FileFault, type RowError } from '../faults.js';
import { partOf, requireIntact } from './intact-zip.js';
import { headerOf, rowOf, type TableRow } from './table.js';
import { besidesFirstSheet } from './workbook.js';

/** Beyond fifteen digits a spreadsheet writes zeros, whatever was typed. */
const MOST_EXACT = 999_999_999_999_999;

/** Cells in the form that a person sees and a table in text would have. A date of a spreadsheet has no time zone. */
function textOfCell(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().replace(/(?:T00:00:00)?\.000Z$|Z$/, '');
  if (typeof cell === 'number' && Number.isInteger(cell) && Math.abs(cell) > MOST_EXACT)
    return cell.toExponential().toUpperCase();
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean'
    ? String(cell)
    : '';
}

/** @throws FileFault `FILE_SHEET` */
export async function sheetOf(
  path: string,
): Promise<{ readonly rows: readonly TableRow[]; readonly said: readonly RowError[] }> {
  const { cells, said } = await workbookAt(path);
  return { rows: rowsOf(cells), said };
}

function rowsOf(rows: readonly (readonly unknown[])[]): TableRow[] {
  const table = rows.map((cells, i) => ({ line: i + 1, cells: cells.map(textOfCell) }));
  const [head, ...rest] = table.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (!head) return [];
  const header = headerOf(head.cells);
  const first = { line: head.line, cells: Object.fromEntries(header.map((name) => [name, name])) };
  return [
    first,
    ...rest.flatMap(({ line, cells }) => {
      const row = rowOf(header, cells, line);
      return row ? [{ line, cells: row }] : [];
    }),
  ];
}

async function workbookAt(
  path: string,
): Promise<{ cells: readonly (readonly unknown[])[]; said: readonly RowError[] }> {
  try {
    const workbook = await readFile(path);
    await requireIntact(workbook);
    const said = await besidesFirstSheet((name) => partOf(workbook, name));
    return { cells: await readSheet(workbook), said };
  } catch (cause) {
    throw new FileFault('FILE_SHEET', {}, {}, { cause });
  }
}
