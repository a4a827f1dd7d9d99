// SPDX-License-Identifier: Apache-2.0
/** Workbooks as spreadsheet programs leave them, and as nobody should: values as a person sees them, oddities named, size bounded. */
import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import yazl from 'yazl';
import { FileFault, RowError } from '@catalog-chain/gateway/import/faults';
import { openSource } from '@catalog-chain/gateway/import/source/open-source';
import { isDateCode } from '@catalog-chain/gateway/import/source/workbook/shared';
import writeExcelFile from 'write-excel-file/node';
import { withFile } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const RELATIONS =
  '<Relationships><Relationship Target="worksheets/a.xml" Id="r1"/>' +
  '<Relationship Target="worksheets/b.xml" Id="r2"/></Relationships>';
const BOOK = (more = '', state = '', before = ''): string =>
  `<workbook>${before}<sheets><sheet name="A" ${state} sheetId="1" r:id="r1"/>${more}</sheets></workbook>`;
const sheet = (rows: string, before = '', after = ''): string =>
  `<worksheet>${before}<sheetData>${rows}</sheetData>${after}</worksheet>`;
const text = (said: string): string => `<c t="inlineStr"><is><t>${said}</t></is></c>`;
const HEAD = `<row r="1">${text('a')}${text('b')}</row>`;
const PLAIN = sheet(`${HEAD}<row r="2"><c r="A2"><v>1</v></c></row>`);

interface Parts {
  readonly book?: string;
  /** Of a second sheet. */
  readonly second?: string;
  readonly strings?: string;
  readonly styles?: string;
}

function archiveOf(content: string, { book = BOOK(), second, strings, styles }: Parts): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  const files = {
    'xl/workbook.xml': book,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/worksheets/a.xml': content,
    'xl/worksheets/b.xml': second,
    'xl/sharedStrings.xml': strings,
    'xl/styles.xml': styles,
  };
  for (const [name, said] of Object.entries(files))
    if (said !== undefined) zip.addBuffer(Buffer.from(said), name);
  zip.end();
  return buffer(zip.outputStream);
}

interface Found {
  readonly rows: readonly unknown[];
  readonly said: readonly string[];
}

const read = (workbook: Buffer): Promise<Found> =>
  withFile(workbook, {}, async (file) => {
    const source = await openSource(file, { multiline: true });
    const rows: unknown[] = [];
    for await (const { value } of source.rows()) rows.push(value instanceof RowError ? value.code : value);
    const said = source
      .besides()
      .map(({ code, particulars: { count } }) => `${code} ${typeof count === 'number' ? count : ''}`);
    return { rows, said };
  });

const readSheet = async (content: string, parts: Parts = {}): Promise<Found> =>
  read(await archiveOf(content, parts));

const faultOf = (content: string, parts: Parts = {}): Promise<string> =>
  readSheet(content, parts).then(
    () => 'none',
    (error: unknown) => (error instanceof FileFault ? error.code : String(error)),
  );

test('a plain sheet leaves nothing to be said', async () => {
  assert.deepEqual(await readSheet(PLAIN), { rows: [{ a: '1', b: '' }], said: [] });
});

test('a sheet goes on where the one before it has no room for another row, and under its header only', async () => {
  const other = '<sheet name="B" sheetId="2" r:id="r2"/>';
  const full = sheet(`${HEAD}<row r="1048576">${text('last')}</row>`);
  const next = sheet(`${HEAD}<row r="2">${text('next')}</row>`);
  const rows = [
    { a: 'last', b: '' },
    { a: 'next', b: '' },
  ];
  assert.deepEqual(await readSheet(full, { book: BOOK(other), second: next }), { rows, said: [] });
  const elsewhere = sheet(`<row r="1">${text('a')}${text('c')}</row><row r="2">${text('next')}</row>`);
  const aside = { rows: rows.slice(0, 1), said: ['FILE_SHEETS 1'] };
  assert.deepEqual(await readSheet(full, { book: BOOK(other), second: elsewhere }), aside);
  const roomy = sheet(`${HEAD}<row r="1048575">${text('last')}</row>`);
  assert.deepEqual(await readSheet(roomy, { book: BOOK(other), second: next }), aside);
});

test('hidden sheets, rows and columns, merged cells, open formulas and values beside the table are counted', async () => {
  const other = '<sheet name="B" state="veryHidden" sheetId="2" r:id="r2"/>';
  const said = async (content: string, book = BOOK()): Promise<readonly string[]> =>
    (await readSheet(content, { book })).said;
  assert.deepEqual(await said(PLAIN, BOOK(other)), ['FILE_SHEETS 1']);
  assert.deepEqual(await said(PLAIN, BOOK('', 'state="hidden"')), ['SHEET_HIDDEN 1']);
  const hidden = sheet(
    `${HEAD}<row r="2" hidden="1"></row><row r="3" ht="3" hidden='true'/>`,
    '<cols><col min="2" max="4" hidden="1"/></cols>',
  );
  assert.deepEqual(await said(hidden), ['SHEET_HIDDEN 5']);
  const merges = '<mergeCells count="2"><mergeCell ref="A1:A2"/><mergeCell ref="B1:B2"/></mergeCells>';
  assert.deepEqual(await said(sheet(HEAD, '', merges)), ['SHEET_MERGED 2']);
  const formulas = sheet(
    `${HEAD}<row r="2"><c r="A2"><f>1+1</f><v></v></c><c r="B2"><f>1</f><v>1</v></c>` +
      '<c r="C2" t="str"><f>""</f><v></v></c><c r="D2"><f>2</f><v/></c></row>',
  );
  assert.deepEqual(await said(formulas), ['SHEET_FORMULAS 2']);
  assert.deepEqual(await said(sheet(`${HEAD}<row r="2">${text('x')}<c r="D2"><v>7</v></c></row>`)), [
    'SHEET_BEYOND 1',
  ]);
});

test('cells read as a person sees them: shared and rich strings, dates of either epoch, truth values, errors, rounded numbers', async () => {
  const strings =
    '<sst><si><t>shared</t></si><si><r><t>ri</t></r><r><t>ch_x000D_</t></r><rPh><t>spoken</t></rPh></si></sst>';
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>' +
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>';
  const row = (cells: string): string => sheet(`${HEAD}<row r="2">${cells}</row>`);
  const cellsOf = async (cells: string, book = BOOK()): Promise<unknown> =>
    (await readSheet(row(cells), { strings, styles, book })).rows[0];
  const [shared, rich] = ['<c t="s"><v>0</v></c>', '<c t="s"><v>1</v></c>'];
  assert.deepEqual(await cellsOf(shared + rich), { a: 'shared', b: 'rich' });
  const day = '<c s="1"><v>46023</v></c><c s="2"><v>46023.5</v></c>';
  assert.deepEqual(await cellsOf(day), { a: '2026-01-01', b: '2026-01-01T12:00:00' });
  const later = BOOK('', '', '<workbookPr date1904="1"/>');
  assert.deepEqual(await cellsOf(day, later), { a: '2030-01-02', b: '2030-01-02T12:00:00' });
  assert.deepEqual(await cellsOf('<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c>'), { a: 'true', b: '#N/A' });
  const numbers = '<c><v>1.5</v></c><c s="0"><v>110101199003070000</v></c>';
  assert.deepEqual(await cellsOf(numbers), { a: '1.5', b: '1.1010119900307E+17' });
});

test('a day that a cell has in words is that day, wherever the machine is, and one that there is not is a fault', async () => {
  const zone = process.env['TZ'];
  const dated = (said: string): string => sheet(`${HEAD}<row r="2"><c t="d"><v>${said}</v></c></row>`);
  const at = async (said: string): Promise<unknown> =>
    ((await readSheet(dated(said), {})).rows[0] as { a: string }).a;
  for (const place of ['Asia/Shanghai', 'America/New_York', 'UTC']) {
    process.env['TZ'] = place;
    assert.equal(await at('2026-04-01T00:00:00'), '2026-04-01');
    assert.equal(await at('2026-04-01'), '2026-04-01');
    assert.equal(await at('2026-04-01T23:30:00.000'), '2026-04-01T23:30:00');
    assert.equal(await at('2026-04-01T08:30:00+08:00'), '2026-04-01T08:30:00');
    for (const wrong of ['2026-02-30', '1', 'April 1 2026', '2026-04-01T25:00:00'])
      assert.equal(await faultOf(dated(wrong)), 'FILE_SHEET');
  }
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

test('a format code shows a date or not', () => {
  const dates = ['yyyy-mm-dd', 'm/d/yy h:mm', '[h]:mm', '[$-404]e"年"m"月"d"日"', 'dd\\ mmm'];
  const others = ['General', '0.00E+00', '#,##0 "days"', '[Red]-0', '0_m', '@', 'y'.repeat(300)];
  assert.deepEqual(
    dates.filter((code) => !isDateCode(code)),
    [],
  );
  assert.deepEqual(others.filter(isDateCode), []);
});

test('what another program writes is read as it was meant', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }).map((said) => said.replace(/_x[0-9a-f]{4}_/gi, '')),
    fc.integer({ min: -1e9, max: 1e9 }),
    fc.boolean(),
  );
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(rows, async (values) => {
      // A character that XML has no room for is the writer's matter.
      fc.pre(!/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(values.flat().join('')));
      const workbook = await writeExcelFile([['a', 'b', 'c'], ...values]).toBuffer();
      const meant = values
        .map((row) => row.map((value) => String(value).replace(/\r\n?/g, '\n').trim()))
        .filter((row) => row.some((value) => value !== ''))
        .map(([a, b, c]) => ({ a, b, c }));
      assert.deepEqual((await read(workbook)).rows, meant);
    }),
    { numRuns: 60, seed: 540 },
  );
});

test('a small file that would take all memory is refused, and so is one that says what it does not hold', async () => {
  const row = (more: string): string => sheet(`${HEAD}${more}`);
  assert.equal(await faultOf(row('<row r="999999999"><c r="A999999999"><v>1</v></c></row>')), 'FILE_SHEET');
  assert.equal(await faultOf(row('<row r="2"><c r="ZZZ2"><v>1</v></c></row>')), 'FILE_SHEET');
  assert.equal(await faultOf(row('<row r="2"><c r="A3"><v>1</v></c></row>')), 'FILE_SHEET');
  assert.equal(await faultOf(row('<row r="2"/><row r="2"/>')), 'FILE_SHEET');
  assert.equal(await faultOf(sheet(`<row r="1"><c r="XFD1" t="str"><v>x</v></c></row>`)), 'FILE_SHEET_SIZE');
  assert.equal(await faultOf(row(`<row r="2">${'<a>'.repeat(100)}`)), 'FILE_SHEET');
  assert.equal(await faultOf(row(`<row r="2"><!-- ${'x'.repeat(2_200_000)} --></row>`)), 'FILE_SHEET_SIZE');
  assert.equal(await faultOf(row(`<row r="2"><c><v>${'x'.repeat(2_200_000)}`)), 'FILE_SHEET_SIZE');
  const cells = text('x'.repeat(700_000)).repeat(4);
  assert.equal(await faultOf(row(`<row r="2">${cells}</row>`)), 'FILE_ROW_LENGTH');
  const endless = '<![CDATA[' + 'x'.repeat(700_000) + ']]>';
  assert.equal(await faultOf(row(`<row r="2"><c><v>${endless.repeat(4)}`)), 'FILE_SHEET_SIZE');
  assert.equal(await faultOf(PLAIN, { strings: `<sst><si><t>${endless.repeat(4)}` }), 'FILE_SHEET_SIZE');
  assert.equal(await faultOf(PLAIN, { book: BOOK(`<sheet name="${'x'.repeat(300)}"/>`) }), 'FILE_SHEET_SIZE');
  assert.equal(await faultOf(row('<row r="2"><c t="s"><v>7</v></c></row>')), 'FILE_SHEET');
  assert.equal(await faultOf(row('<row r="2"><c s="7"><v>7</v></c></row>')), 'FILE_SHEET');
  assert.equal(await faultOf('<!DOCTYPE x [<!ENTITY y "z">]><worksheet>&y;</worksheet>'), 'FILE_SHEET');
});

test('a number reads as its format shows it, where that makes an identifier of it', async () => {
  const codes = ['00000000', '"ID-"0000', '000-0000', '0', '0.00', '#,##0', '0"kg"', '0000;-0000'];
  const formats = codes.map(
    (code, n) => `<numFmt numFmtId="${170 + n}" formatCode="${code.replaceAll('"', '&quot;')}"/>`,
  );
  const styles = `<styleSheet><numFmts>${formats.join('')}</numFmts><cellXfs>${codes
    .map((_, n) => `<xf numFmtId="${170 + n}"/>`)
    .join('')}</cellXfs></styleSheet>`;
  const shown = async (value: string): Promise<unknown[]> => {
    const rows = codes.map((_, n) => `<row r="${n + 2}"><c s="${n}"><v>${value}</v></c></row>`).join('');
    return (await readSheet(sheet(HEAD + rows), { styles })).rows.map((row) => (row as { a: string }).a);
  };
  assert.deepEqual(await shown('77'), ['00000077', 'ID-0077', '000-0077', '77', '77', '77', '77', '0077']);
  assert.deepEqual(await shown('123456789'), [
    '123456789',
    'ID-123456789',
    '12345-6789',
    ...Array<string>(5).fill('123456789'),
  ]);
  assert.deepEqual(await shown('-7'), Array(8).fill('-7'));
});

test('the value of merged cells counts in each row that they span', async () => {
  const rows =
    `<row r="2">${text('x')}${text('City')}</row><row r="3">${text('y')}</row>` +
    `<row r="4"><c r="A4"><v>7</v></c></row><row r="5"><c r="A5"><v>8</v></c></row><row r="6"/>`;
  const merges = '<mergeCells><mergeCell ref="B2:B4"/><mergeCell ref="A6:B9"/></mergeCells>';
  assert.deepEqual(await readSheet(sheet(HEAD + rows, '', merges)), {
    rows: [
      { a: 'x', b: 'City' },
      { a: 'y', b: 'City' },
      { a: '7', b: 'City' },
      { a: '8', b: '' },
    ],
    said: ['SHEET_MERGED 2'],
  });
  const headings = '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>';
  const two = await readSheet(sheet(`${HEAD}<row r="2"><c r="B2"><v>1</v></c></row>`, '', headings));
  assert.deepEqual(two.rows, [{ a: '', b: '1' }]);
});

test('rows and columns without extent are hidden, and two files of one name are none', async () => {
  const flat = sheet(
    `${HEAD}<row r="2" ht="0"><c r="A2"><v>1</v></c></row>`,
    '<cols><col min="2" max="2" width="0"/></cols>',
  );
  assert.deepEqual((await readSheet(flat)).said, ['SHEET_HIDDEN 2']);
  // Names of one length in the archive, so that one can stand for the other.
  const zip = await archiveOf(PLAIN, { strings: '<sst/>', styles: '<styleSheet/>', second: PLAIN });
  const twice = zip.toString('latin1').replaceAll('xl/worksheets/b.xml', 'xl/worksheets/a.xml');
  await assert.rejects(read(Buffer.from(twice, 'latin1')), { code: 'FILE_SHEET' });
});
