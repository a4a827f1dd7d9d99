// SPDX-License-Identifier: Apache-2.0
/** What files are found to be: each kind of trouble that agencies' files have brought, in a small one. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { FileFault, type FileFaultCode } from '@catalog-chain/gateway/import/faults';
import { emptyMapping } from '@catalog-chain/gateway/import/mapping/mapping';
import { MOST_CHARACTERS } from '@catalog-chain/gateway/import/source/lines';
import writeExcelFile from 'write-excel-file/node';
import { catalogueOf, planOfCatalogue, usesOf, type Reading } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
/** 目录编码,目录名称,共享类型 and one row, in GB 18030. */
const GB18030 = Buffer.from(
  'c4bfc2bcb1e0c2eb2cc4bfc2bcc3fbb3c62cb9b2cfedc0e0d0cd0a47422d312cb2ceb1a3d0c5cfa22cd3d0ccf5bcfeb9b2cfed0a',
  'hex',
);
const TABLE = 'identifier,title,accessLevel,publisher\nT-1,Permits,public,City\n';

async function faultOf(work: Promise<unknown>): Promise<FileFault> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof FileFault, String(error));
  return error;
}

const titleOf = async (content: string | Buffer, reading: Reading = {}): Promise<unknown> =>
  (await catalogueOf(content, reading)).rows[0]?.titles;

test('a table is read in every form in which spreadsheets write it', async () => {
  const permits = { '': 'Permits' };
  assert.deepEqual(await titleOf(TABLE), permits);
  assert.deepEqual(await titleOf(`\ufeff${TABLE.replaceAll(',', ';')}`), permits);
  assert.deepEqual(await titleOf(utf16(TABLE.replaceAll(',', '\t'))), permits);
  assert.deepEqual(await titleOf(`\ufeffsep=;\r\n${TABLE.replaceAll(',', ';')}`), permits);
  assert.deepEqual(await titleOf(gzipSync(TABLE)), permits);
  assert.deepEqual(await titleOf(GB18030, { encoding: 'gb18030' }), { '': '参保信息' });
  const blank = await catalogueOf(`${TABLE},,,\n  \n,,,\n`);
  assert.deepEqual([blank.rows.length, blank.refused.length], [1, 0]);
  const long = await catalogueOf('identifier,title,accessLevel\n1,"Two\nlines, ""quoted""",public\n');
  assert.deepEqual(long.rows[0]?.titles, { '': 'Two\nlines, "quoted"' });
});

test('what is not understood is refused by name, line and column, and nothing of it is repeated', async () => {
  const cases: readonly (readonly [string, string | Buffer, FileFaultCode, number?, number?])[] = [
    ['nothing', '', 'FILE_EMPTY'],
    ['blanks', ' \n\n', 'FILE_EMPTY'],
    ['a page', '<!DOCTYPE html>\n<html>secret</html>', 'FILE_HTML'],
    ['XML', '<?xml version="1.0"?><secret/>', 'FILE_XML'],
    ['GB 18030 that was not announced', GB18030, 'FILE_NOT_UTF8', 1],
    [
      'Windows-1252',
      Buffer.from('identifier,title,accessLevel\n1,secret \xe9,public\n', 'latin1'),
      'FILE_NOT_UTF8',
      2,
    ],
    ['UTF-16 without a mark', Buffer.from(TABLE, 'utf16le'), 'FILE_CHARACTERS'],
    ['a trailing comma', '{"dataset": [\n{"identifier": "secret"},\n]}', 'FILE_JSON', 3, 1],
    ['JSON cut short', '[{"identifier": "secret", "title":', 'FILE_JSON'],
    ['two documents', '{"a": 1} {"secret": 2}', 'FILE_JSON', 1, 10],
    ['a broken row', '[{"name": "a", "title": "b"},\n {"name": secret}]', 'FILE_JSON', 2],
    [
      'an error of CKAN',
      '{"help": "x", "success": false, "error": {"message": "secret"}}',
      'FILE_ERROR_ANSWER',
    ],
    ['names only', '{"help": "x", "success": true, "result": ["secret"]}', 'FILE_NAMES_ONLY'],
    ['no entries', '{"dataset": []}', 'FILE_NO_ROWS'],
    ['another document', '{"secret": {"a": 1}}', 'FILE_NO_ROWS'],
    ['unknown headings', 'secret,b\n1,2\n', 'FILE_HEADER'],
    ['a quote never closed', 'identifier,title,accessLevel\n1,"secret,public\n2,b,public\n', 'FILE_QUOTE', 2],
    [
      'a quote that took in rows',
      'identifier,title,accessLevel\n1,"secret,public\n2,b",c,public\n',
      'FILE_QUOTE',
      2,
    ],
    ['broken Turtle', '@prefix a: <urn:a> .\n<urn:s> a:b "secret\n', 'FILE_RDF'],
    ['cut gzip', gzipSync(TABLE.repeat(9_000)).subarray(0, 300), 'FILE_GZIP'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'FILE_SHEET'],
    ['a broken workbook', Buffer.from('PK\u0003\u0004secret'), 'FILE_SHEET'],
  ];
  for (const [name, content, code, line, column] of cases) {
    const fault = await faultOf(catalogueOf(content));
    assert.equal(fault.code, code, name);
    if (line !== undefined) assert.equal(fault.place.line, line, name);
    if (column !== undefined) assert.equal(fault.place.column, column, name);
    for (const language of ['en', 'zh'] as const) {
      assert.doesNotMatch(fault.line('file', language), /secret/, name);
      assert.doesNotMatch(fault.line('file', language), /[{}]/, name);
    }
  }
});

test('Chinese text in UTF-16 without a mark is called what it looks like', async () => {
  const text = '目录编码,目录名称\r\n1,社会保险\r\n'.repeat(20);
  const little = Buffer.from(text, 'utf16le');
  for (const [bytes, name] of [
    [little, 'utf-16le'],
    [Buffer.from(little).swap16(), 'utf-16be'],
  ] as const) {
    const fault = await faultOf(catalogueOf(bytes));
    assert.equal(fault.code, 'FILE_NOT_UTF8');
    assert.match(fault.line('file', 'zh'), new RegExp(`--encoding ${name}`));
  }
});

test('uses are not read out of what is none', async () => {
  assert.equal(
    (await faultOf(usesOf('{"resourceType": "Bundle", "entry": [{"a": 1}]}'))).code,
    'FILE_FORMAT',
  );
  assert.equal((await faultOf(usesOf('name;age\nsecret;4\n'))).code, 'FILE_HEADER');
  assert.equal((await faultOf(usesOf('{"records": []}'))).code, 'FILE_NO_ROWS');
  assert.equal((await faultOf(usesOf(GB18030))).code, 'FILE_NOT_UTF8');
});

test('uses are read in every form in which they come', async () => {
  const use = {
    correlation: 'c',
    grant: 'G',
    action: 'query',
    at: '2026-03-01T08:00:00+08:00',
    system: 'A:b',
    purpose: 'p',
  };
  const header = Object.keys(use).join(';');
  const row = Object.values(use).join(';');
  for (const content of [
    JSON.stringify(use, null, 2),
    `\ufeff${header}\n${row}\n;;;;;\n`,
    `${JSON.stringify(use)}\n  \n`,
  ]) {
    const { uses, refused } = await usesOf(content);
    assert.deepEqual([uses.length, refused.length], [1, 0]);
  }
});

test('a row is refused by itself: a stray quote, lost characters, a time that is none', async () => {
  const header = 'correlation,grant,recordId,action,at,system,purpose';
  const row = (record: string, at = '2026-03-01T08:00:00Z'): string => `c,G,${record},query,${at},A:b,p`;
  const { uses, refused } = await usesOf(
    [header, row('R-1'), row('"R-2'), row('\ufffd\ufffd'), row('R-4', '2026/3/1 8:00'), row('R-5')].join(
      '\n',
    ),
  );
  assert.equal(uses.length, 2);
  assert.deepEqual(
    refused.map((one) => [one.row, one.code]),
    [
      [2, 'READ_QUOTE'],
      [3, 'READ_REPLACEMENT'],
      [4, 'READ_TIME'],
    ],
  );
  assert.match(refused[0]?.message ?? '', /^Line 3: /);
  assert.match(refused[2]?.message ?? '', /2026-11-28T09:30:00\+08:00/);
});

test('what a spreadsheet rounded, failed at or holds without a time zone is refused, and is never another record', async () => {
  const columns = ['correlation', 'grant', 'recordId', 'action', 'at', 'system', 'purpose'];
  const row = (
    record: string | number,
    at: string | Date = '2026-03-01T08:00:00Z',
  ): (string | number | { value: Date; format: string })[] => {
    const time = typeof at === 'string' ? at : { value: at, format: 'yyyy-mm-dd hh:mm' };
    return ['c', 'G', record, 'query', time, 'A:b', 'p'];
  };
  const day = new Date('2026-03-01T08:30:00Z');
  const rows = [row('110101199003071234'), row(110101199003071230), row('R', day), row('#N/A'), row(12345)];
  const { uses, refused } = await usesOf(await writeExcelFile([columns, ...rows]).toBuffer());
  assert.deepEqual(
    uses.map(({ event }) => event.recordId),
    ['110101199003071234', '12345'],
  );
  const codes = ['READ_REPLACEMENT', 'READ_TIME', 'READ_REPLACEMENT'];
  assert.deepEqual(
    refused.map(({ code }) => code),
    codes,
  );
  const plain = (record: string): string => `c,G,${record},query,2026-03-01T08:00:00Z,A:b,p`;
  const csv = [columns.join(','), plain('1.10101E+17'), plain('1101011990')].join('\n');
  const table = await usesOf(csv);
  assert.deepEqual([table.uses.length, table.refused.map(({ code }) => code)], [1, ['READ_REPLACEMENT']]);
  const mapping = {
    ...emptyMapping('uses'),
    confirmed: true,
    columns: Object.fromEntries(columns.map((name) => [name, name])),
  };
  const use = Object.fromEntries(columns.map((name, i) => [name, row('R')[i]]));
  const numbers = JSON.stringify([use, use])
    .replace('"R"', '110101199003071234')
    .replace('"R"', '1101011990');
  const mapped = await usesOf(numbers, { mapping });
  assert.deepEqual([mapped.uses.length, mapped.refused.map(({ code }) => code)], [1, ['READ_REPLACEMENT']]);
});

test('a quote that stays open and a row without end are told in time, by the line where they begin', async () => {
  const header = 'identifier,title,publisher,accessLevel';
  const open = [
    header,
    'U-1,"open,Lab,public',
    ...Array.from({ length: 60_000 }, () => 'U,Title,Lab,public'),
  ];
  const begun = process.cpuUsage().user;
  await assert.rejects(catalogueOf(open.join('\n')), { code: 'FILE_QUOTE', place: { line: 2 } });
  const quoted = open.map((one, i) => (i < 2 ? one : `"${one.slice(0, 1)}",T,Lab,"public"`));
  await assert.rejects(catalogueOf(quoted.join('\n')), { code: 'FILE_QUOTE', place: { line: 2 } });
  assert.ok(process.cpuUsage().user - begun < 10_000_000);
  const endless = 'a'.repeat(MOST_CHARACTERS + 1);
  await assert.rejects(catalogueOf(`${header}\n${endless}`), { code: 'FILE_ROW_LENGTH', place: { line: 2 } });
  await assert.rejects(catalogueOf(`[\n{"identifier":"${endless}"}]`), {
    code: 'FILE_ROW_LENGTH',
    place: { line: 2, column: 1 },
  });
});

test('words that every object of JavaScript has are words that nobody knows', async () => {
  const header = 'identifier,title,publisher,accessLevel,accrualPeriodicity';
  const { rows, refused } = await catalogueOf(
    `${header}\nC-1,T,Lab,constructor,daily\nC-2,T,Lab,__proto__,daily\nC-3,T,Lab,public,constructor\n`,
  );
  assert.deepEqual(
    refused.map(({ code }) => code),
    ['READ_SHARING_TYPE', 'READ_SHARING_TYPE'],
  );
  assert.deepEqual(
    rows.map(({ updateCycle }) => updateCycle),
    ['unknown'],
  );
});

const record = (more: object = {}): object => ({
  securityServerType: 'Client',
  requestInTs: 1_795_000_000_000,
  clientXRoadInstance: 'LAB',
  clientMemberClass: 'GOV',
  clientMemberCode: '1',
  serviceXRoadInstance: 'LAB',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '2',
  serviceCode: 'get',
  messageId: 'm',
  xRequestId: 'x',
  succeeded: true,
  ...more,
});

test('X-Road records of every version: sides, ids, numbers and denials in every spelling', async () => {
  const denials = [
    { faultCode: 'server.serverproxy.access_denied' },
    { faultCode: 'Server.ServerProxy.AccessDenied' },
    { soapFaultCode: 'Server.ServerProxy.AccessDenied' },
  ].map((fault) => record({ succeeded: 'False', ...fault }));
  const { records } = await usesOf(JSON.stringify(denials));
  assert.deepEqual(new Set(records.map(({ kind }) => kind)), new Set(['denied']));
  const others = await usesOf(
    JSON.stringify([
      record({ securityServerType: 'CLIENT' }),
      record({ securityServerType: 'PRODUCER', xRequestId: undefined, xrequestId: 'x' }),
      record({ requestInTs: { $numberLong: '1795000000000' }, succeeded: '1' }),
      { correctorStatus: 'done', client: record(), producer: record({ securityServerType: 'Producer' }) },
    ]),
  );
  assert.deepEqual(
    others.records.map(({ side, correlation, outcome, at }) => [side, correlation, outcome, at]),
    ['claim', 'attestation', 'claim', 'claim', 'attestation'].map((side) => [
      side,
      'x',
      'ok',
      1_795_000_000_000,
    ]),
  );
});

test('how an exchange went is read or refused, and never taken for an error', async () => {
  const spellings = ['true', 'TRUE', 1, 'yes', 'false', 'False', 0, 'no', 'maybe', null].map((succeeded) =>
    record({ succeeded }),
  );
  const { records, refused } = await usesOf(JSON.stringify(spellings));
  assert.deepEqual(
    records.map(({ outcome }) => outcome),
    ['ok', 'ok', 'ok', 'ok', 'error', 'error', 'error', 'error'],
  );
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [
      [9, 'READ_SUCCEEDED'],
      [10, 'READ_SUCCEEDED'],
    ],
  );
});

test('a broken line costs that line', async () => {
  const lines = [record(), record({ xRequestId: 'y' })].map((one) => JSON.stringify(one));
  const { records, refused } = await usesOf(
    [lines[0], '{"securityServerType": "Cl', '   ', lines[1]].join('\n'),
  );
  assert.deepEqual([records.length, refused.map(({ row, code }) => [row, code])], [2, [[2, 'READ_JSON']]]);
});

test('languages: Chinese and English are kept, another is taken rather than none, and named', async () => {
  const packages = [
    { name: 'a', title: { de: 'Halt', fr: 'Arrêts', it: '', en: 'Stops' }, private: false },
    { name: 'b', title: 'Plain', title_translated: { en: 'Plain', zh_Hans: '普通标题' }, private: false },
    { name: 'c', title: { de: 'Haltestellen' }, private: false },
  ];
  const { resources } = planOfCatalogue(await catalogueOf(JSON.stringify(packages)));
  assert.deepEqual(
    resources.map(({ content }) => content.names),
    [{ en: 'Stops' }, { zh: '普通标题', en: 'Plain' }, { en: 'Haltestellen (de)' }],
  );
});

test('Turtle and RDF/XML give the entries that JSON-LD gives', async () => {
  const turtle = `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    <https://lab.example/1> a dcat:Dataset ; dct:identifier "R-1" ; dct:title "Stops"@en, "车站"@zh ;
      dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> .`;
  const xml = `<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://lab.example/1">
    <dct:identifier>R-1</dct:identifier><dct:title xml:lang="en">Stops</dct:title><dct:title xml:lang="zh">车站</dct:title>
    <dct:accessRights rdf:resource="http://publications.europa.eu/resource/authority/access-right/PUBLIC"/></dcat:Dataset></rdf:RDF>`;
  for (const content of [turtle, xml]) {
    const { format, rows } = await catalogueOf(content);
    assert.equal(format, 'dcat');
    assert.deepEqual([rows[0]?.identifier, rows[0]?.titles], ['R-1', { en: 'Stops', zh: '车站' }]);
    assert.equal(rows[0]?.sharingType, 'unconditional');
  }
});

test('how data is shared is never guessed', async () => {
  const { rows, refused } = await catalogueOf(JSON.stringify([{ name: 'a', title: 'A' }]));
  assert.deepEqual([rows.length, refused[0]?.code], [0, 'READ_SHARING_TYPE']);
});

test('publishers that are named by address stay apart, and a node that says nothing is no entry', async () => {
  const dataset = (n: number, publisher: string): object => ({
    '@id': `https://lab.example/${n}`,
    '@type': 'dcat:Dataset',
    'dct:identifier': `D-${n}`,
    'dct:title': 'T',
    'dct:accessRights': 'public',
    'dct:publisher': { '@id': publisher },
    'dct:isVersionOf': { '@id': 'https://lab.example/9', '@type': 'dcat:Dataset' },
  });
  const file = await catalogueOf(
    JSON.stringify({ '@graph': [dataset(1, 'https://a.example/o'), dataset(2, 'https://b.example/o')] }),
  );
  assert.deepEqual([file.rows.length, file.refused.length], [2, 0]);
  assert.equal(planOfCatalogue(file).organisations.length, 2);
});

test('a mailbox in prose is left out and said, invisible characters are left out, lost ones refused', async () => {
  const entry = (identifier: string, description: string): object => ({
    identifier,
    title: 'T',
    description,
    accessLevel: 'public',
    publisher: { name: 'A' },
  });
  const file = await catalogueOf(
    JSON.stringify({
      dataset: [
        entry('1', 'Ask jane.doe@lab.example now'),
        entry('2', 'a\u202eb\u200bc'),
        entry('3', 'a\ufffd'),
      ],
    }),
  );
  const { resources } = planOfCatalogue(file);
  assert.deepEqual(
    resources.map(({ content }) => content.summary.en),
    ['Ask … now', 'ab c'],
  );
});
