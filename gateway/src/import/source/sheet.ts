// SPDX-License-Identifier: Apache-2.0
/** The first sheet of an Excel workbook as rows of a table. */
import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { FileFault } from '../faults.js';
import { requireIntact } from './intact-zip.js';
import { headerOf, rowOf, type TableRow } from './table.js';

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
export async function sheetRows(path: string): Promise<TableRow[]> {
  const rows = await cellsOfWorkbook(path);
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

async function cellsOfWorkbook(path: string): Promise<readonly (readonly unknown[])[]> {
  try {
    const workbook = await readFile(path);
    await requireIntact(workbook);
    return await readSheet(workbook);
  } catch (cause) {
    throw new FileFault('FILE_SHEET', {}, {}, { cause });
  }
}
