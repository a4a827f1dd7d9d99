// SPDX-License-Identifier: Apache-2.0
/** Workbooks as spreadsheet programs leave them: what is hidden, merged or never worked out is named. */
import assert from 'node:assert/strict';
import { besidesFirstSheet } from '@catalog-chain/gateway/import/source/workbook';
import { test } from '../../support/testing.js';

const RELATIONS = '<Relationships><Relationship Target="worksheets/a.xml" Id="r1"/></Relationships>';
const BOOK = (more = '', state = ''): string =>
  `<workbook><sheets><sheet name="A" ${state} sheetId="1" r:id="r1"/>${more}</sheets></workbook>`;
const sheet = (rows: string, before = '', after = ''): string =>
  `<worksheet>${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;
const PLAIN = sheet('<row r="1"><c r="A1"><v>1</v></c></row>');

/** In pieces of a few characters, as a stream may cut them. */
async function* cut(text: string): AsyncGenerator<string> {
  await Promise.resolve();
  for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7);
}

async function said(content: string, book = BOOK()): Promise<string[]> {
  const parts: Readonly<Record<string, string>> = {
    'xl/workbook.xml': book,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/worksheets/a.xml': content,
  };
  const found = await besidesFirstSheet(async (name) => {
    await Promise.resolve();
    const part = parts[name];
    return part === undefined ? undefined : cut(part);
  });
  return found.map(({ code, particulars }) => `${code} ${particulars['count'] ?? ''}`);
}

test('a plain sheet leaves nothing to be said', async () => {
  assert.deepEqual(await said(PLAIN), []);
});

test('hidden sheets, rows and columns, merged cells and open formulas are counted', async () => {
  const other = '<sheet name="B" state="veryHidden" sheetId="2" r:id="r2"/>';
  assert.deepEqual(await said(PLAIN, BOOK(other)), ['FILE_SHEETS 1']);
  assert.deepEqual(await said(PLAIN, BOOK('', 'state="hidden"')), ['SHEET_HIDDEN 1']);
  const hidden = sheet(
    '<row r="1" hidden="1"></row><row r="2" ht="3" hidden=\'true\'/>',
    '<cols><col min="2" max="4" hidden="1"/></cols>',
  );
  assert.deepEqual(await said(hidden), ['SHEET_HIDDEN 5']);
  const merged = sheet(
    '',
    '',
    '<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells>',
  );
  assert.deepEqual(await said(merged), ['SHEET_MERGED 2']);
  const formulas = sheet(
    '<row r="1"><c r="A1"><f>1+1</f><v></v></c><c r="B1"><f>1</f><v>1</v></c>' +
      '<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>2</f><v/></c></row>',
  );
  assert.deepEqual(await said(formulas), ['SHEET_FORMULAS 2']);
});
