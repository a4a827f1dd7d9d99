// SPDX-License-Identifier: Apache-2.0
/** A file of uses: rows are called by their place in the file, and those with faults come back whole, to be mended and given again. */
import path from 'node:path';
import { expect, test } from '../../support/testing.js';

const CONSOLE = path.resolve(import.meta.dirname, '../../../../gateway/console/src');

interface Row {
  readonly row: number;
  readonly value: object;
  readonly faults: readonly { readonly name: string }[];
}

interface File {
  readonly rows: readonly Row[];
  readonly names?: readonly string[];
}

interface ReportRows {
  readonly readRows: (text: string) => File;
  readonly faultyTable: (
    names: readonly string[],
    faulty: readonly object[],
  ) => readonly (readonly string[])[];
  readonly faultyLines: (faulty: readonly object[]) => string;
}

const { readRows, faultyTable, faultyLines } = (await import(
  path.join(CONSOLE, 'pages/usage/report-rows.ts')
)) as ReportRows;
const { csvOf } = (await import(path.join(CONSOLE, 'parts/table/csv.ts'))) as {
  readonly csvOf: (rows: readonly (readonly string[])[]) => string;
};

const ID = '01a22471-c224-77c2-9b7c-ca48fe20ce44';
const HEAD = 'id,kind,correlation,grant,recordId,action,at,system,purpose,outcome';
const REST = 'use,c-1,G-1,"-BJ, 1006",batch,2026-11-28T08:00:00Z,system-1,means-test,ok';

test('rows keep their place in the file, and a faulty one comes back as it was', () => {
  const file = readRows([HEAD, `${ID},${REST}`, '', `no-uuid,${REST}`].join('\r\n'));
  expect(file.rows.map(({ row, faults }) => [row, faults.map(({ name }) => name)])).toEqual([
    [2, []],
    [4, ['id']],
  ]);
  const [good, bad] = file.rows;
  const faulty = [{ row: bad, why: 'id: not the right form' }];
  const again = readRows(csvOf(faultyTable(file.names ?? [], faulty)).replace('no-uuid', ID));
  expect(again.rows.map(({ value, faults }) => ({ value, faults }))).toEqual([
    { value: good?.value, faults: [] },
  ]);
  expect(again.names?.slice(-2)).toEqual(['row', 'fault']);
});

test('so do lines of JSON, and what is no JSON stays what it was', () => {
  const line = JSON.stringify({ id: 'no-uuid', recordId: 'BJ-1006', items: ['status'] });
  const { rows } = readRows(`${line}\n{not json\n`);
  const back = faultyLines(rows.map((row) => ({ row, why: 'wrong' })));
  expect(back.split('\n')[1]).toBe('{not json');
  expect(readRows(back).rows.map(({ value }) => value)).toEqual(rows.map(({ value }) => value));
});
