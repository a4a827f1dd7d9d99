// SPDX-License-Identifier: Apache-2.0
/** Files that are not all there is: a page of an answer, the first of several sheets, a mapping that nobody has confirmed. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import writeExcelFile from 'write-excel-file/node';
import { registerMembers } from '../../support/api-flows.js';
import { startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const pack = (name: string): object => ({
  name,
  title: `Title ${name}`,
  private: false,
  organization: { title: 'Office of Pages' },
});
const linked = (id: string): object => ({
  '@id': `urn:d:${id}`,
  '@type': 'dcat:Dataset',
  'dct:title': `Title ${id}`,
  'dct:identifier': id,
  'dct:accessRights': 'public',
  'dct:publisher': { 'foaf:name': 'Office of Pages' },
});
const flat = (identifier: string): object => ({
  identifier,
  title: `Title ${identifier}`,
  accessLevel: 'public',
  publisher: 'Office of Pages',
});

test('what is missing on one page of an answer is not taken for gone, and the page is named', async () => {
  const answer = (count: number, names: readonly string[]): object => ({
    help: 'x',
    success: true,
    result: { count, results: names.map(pack) },
  });
  const whole = await line.file(answer(2, ['p-1', 'p-2']), 'ckan.json');
  const first = await line.run('catalog', 'import', whole);
  assert.equal(first.code, 0, first.err);
  assert.doesNotMatch(first.err, /FILE_PAGE/);
  const page = await line.file(answer(2, ['p-1']), 'ckan.json');
  const { out, err } = await line.run('catalog', 'import', page);
  assert.match(err, /ckan\.json: FILE_PAGE: .*: 1 are here/);
  assert.doesNotMatch(out + err, /NOT_IN_FILE/);
  assert.match(out, /^noted: 1$/m);
  const gone = await line.run('catalog', 'import', await line.file(answer(1, ['p-1']), 'ckan.json'));
  assert.match(gone.err, /NOT_IN_FILE/);
});

test('each way in which answers speak of pages is heard', async () => {
  const hydra = { '@id': 'urn:page', '@type': 'hydra:PagedCollection' };
  const context = { '@context': {} };
  const pages: Readonly<Record<string, object>> = {
    'a next page of Hydra': { ...context, '@graph': [{ ...hydra, 'hydra:nextPage': 'u' }, linked('a')] },
    'a total of Hydra': { ...context, '@graph': [{ ...hydra, 'hydra:totalItems': 9 }, linked('a')] },
    'a view of Hydra': {
      ...context,
      'hydra:member': [linked('a')],
      'hydra:view': { 'hydra:next': '/x?page=2' },
    },
    'a last page': { ...context, '@graph': [{ ...hydra, 'hydra:previous': 'u' }, linked('a')] },
    'a total beside rows': { total: '7', data: [flat('a')] },
    'a number of pages': { rows: [flat('a')], page: { current: 1, total_pages: 3 } },
    'a link': { results: [flat('a')], _links: { next: { href: 'u' } } },
    'a platform': { code: 200, msg: 'ok', data: { total: 7, list: [flat('a')] } },
    OData: { '@odata.nextLink': 'u', results: [flat('a')] },
  };
  for (const [name, content] of Object.entries(pages)) {
    const { err } = await line.run('catalog', 'import', await line.file(content), '--dry-run');
    assert.match(err, /FILE_PAGE/, `${name}: ${err}`);
  }
  const wholes: Readonly<Record<string, object>> = {
    Hydra: { ...context, '@graph': [{ ...hydra, 'hydra:totalItems': 1 }, linked('a')] },
    // A data set's own neighbours in a series are no pages.
    'a series': { ...context, '@graph': [{ ...linked('a'), 'dcat:prev': 'urn:d:b', total: 9 }] },
    'a platform': { code: 200, data: { total: 1, pages: 1, next: null, list: [flat('a')] } },
  };
  for (const [name, content] of Object.entries(wholes)) {
    const { err, out } = await line.run('catalog', 'import', await line.file(content), '--dry-run');
    assert.doesNotMatch(err, /FILE_PAGE/, name);
    assert.match(out, /1 entries/, `${name}: ${err}`);
  }
});

test('a page of an exchange log is named', async () => {
  const record = { securityServerType: 'Client', requestInTs: 1_772_323_200_000 };
  const file = await line.file({ records: [record], nextRecordsFrom: 1_772_323_201 });
  const { err } = await line.run('usage', 'import', file, '--dry-run');
  assert.match(err, /FILE_PAGE/);
});

const HEAD = ['identifier', 'title', 'accessLevel', 'publisher'];
const row = (id: string): string[] => [id, `Title ${id}`, 'public', 'Office of Sheets'];

test('sheets that are not read are named, and what they may hold is not taken for gone', async () => {
  const both = await writeExcelFile([HEAD, row('s-1'), row('s-2')]).toBuffer();
  const file = await line.file(both, 'sheets.xlsx');
  assert.equal((await line.run('catalog', 'import', file)).code, 0);
  const split = await writeExcelFile([
    { data: [HEAD, row('s-1')], sheet: 'First' },
    { data: [HEAD, row('s-2')], sheet: '第二页 & more' },
  ]).toBuffer();
  const ran = await line.run('catalog', 'import', await line.file(split, 'sheets.xlsx'));
  assert.match(ran.err, /FILE_SHEETS: The first sheet is read; left aside \(1\): 第二页 & more\./);
  assert.doesNotMatch(ran.err, /NOT_IN_FILE/);
});

test('a file of which next to nothing can be used is given up, and what was refused stands in its file', async () => {
  const rows = 'I,a,b,c,d\n'.repeat(100_500);
  const file = await line.file(`identifier,title,accessLevel\n${rows}`);
  const refused = await line.file('what was there before', 'many.ndjson');
  const ran = await line.run('catalog', 'import', file, '--refused', refused);
  assert.equal(ran.code, 2);
  assert.match(
    ran.err,
    /FILE_REFUSED: Of the first 100000 rows 100000 were refused, the first as READ_COLUMNS/,
  );
  const lines = (await readFile(refused, 'utf8')).trim().split('\n');
  assert.equal(lines.length, 100_000);
  assert.deepEqual(Object.keys(JSON.parse(lines[7] ?? '') as object), ['row', 'line', 'code', 'message']);
});

test('refused rows are not written over the file that is imported', async () => {
  const file = await line.file('identifier,title,accessLevel\n', 'itself.csv');
  await assert.rejects(line.run('catalog', 'import', file, '--refused', file), /--refused names the file/);
  assert.equal(await readFile(file, 'utf8'), 'identifier,title,accessLevel\n');
});

test('a rehearsal by a mapping that nobody has confirmed says so', async () => {
  const file = await line.file('标题,开放属性,提供单位\n甲,无条件开放,示例局\n');
  const map = await line.file('', 'open.map.json');
  await line.run('catalog', 'import', file, '--propose-map', map);
  const refused = await line.file('', 'refused.ndjson');
  const { code, err } = await line.run(
    'catalog',
    'import',
    file,
    '--map',
    map,
    '--dry-run',
    '--refused',
    refused,
  );
  assert.equal(code, 1);
  assert.match(err, /MAP_UNCONFIRMED/);
  assert.match(await readFile(refused, 'utf8'), /"MAP_UNCONFIRMED"/);
});
