// SPDX-License-Identifier: Apache-2.0
/** What somebody meets who has only the documents: a rehearsal that tells of a missing manager, a mapping that can be begun with nothing known, files of another kind. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { registerMembers } from '../../support/api-flows.js';
import { PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
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

interface Told {
  readonly code: string;
  readonly message: string;
  readonly line?: number;
}

const linesOf = async (file: string): Promise<Told[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((one) => JSON.parse(one) as Told);

const TABLE = 'identifier,title,publisher,accessLevel\nN-1,Roads,A bureau that nobody registered,public\n';

const AGREEMENTS = [
  {
    base_reference: 'FT-1',
    organisation: 'A university that nobody registered',
    versions: [
      {
        reference: 'FT-1-v1',
        title: 'Roads',
        start_date: '2019-01-01',
        end_date: '2020-12-31',
        datasets: [{ name: 'Roads', type_of_data: 'Anonymised', legal_basis: 'Act, s. 1' }],
      },
    ],
  },
];

const EXCHANGE = {
  securityServerType: 'Client',
  clientXRoadInstance: 'FT',
  clientMemberClass: 'GOV',
  clientMemberCode: '1',
  clientSubsystemCode: 'a',
  serviceXRoadInstance: 'FT',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '2',
  serviceSubsystemCode: 'b',
  serviceCode: 'roads',
  xRequestId: 'ft-1',
  messageId: 'ft-1',
  requestInTs: 1_603_756_800_000,
  requestOutTs: 1_603_756_800_010,
  responseInTs: 1_603_756_800_020,
  responseOutTs: 1_603_756_800_030,
  succeeded: true,
};

test('where nobody is named who registers members, a rehearsal refuses what the import would refuse', async () => {
  const kinds = [
    ['catalog', 'import', await line.file(TABLE, 'nobody.csv')],
    ['grant', 'import', await line.file(AGREEMENTS, 'nobody.json'), '--provider', 'A ministry of nobody'],
    ['usage', 'import', await line.file([EXCHANGE], 'nobody.log.json'), '--create-grants'],
  ];
  for (const words of kinds) {
    const [rehearsed, real] = [
      await line.withoutManager(...words, '--dry-run'),
      await line.withoutManager(...words),
    ];
    for (const { code, out, err } of [rehearsed, real]) {
      assert.equal(code, 1, words.join(' '));
      assert.match(err, /NO_LOGIN .*no member, and no manager was named.*--manager/, words.join(' '));
      assert.doesNotMatch(out, /[1-9]\d* created/);
    }
    assert.match(real.err, /no record of this import is kept: say whose it is by --manager/);
    assert.doesNotMatch(rehearsed.err, /no record of this import/);
  }
});

test('what a named manager has registered is imported without one', async () => {
  const file = await line.file(TABLE.replaceAll('nobody', 'somebody'), 'somebody.csv');
  assert.equal((await line.run('catalog', 'import', file)).code, 0);
  const { code, out } = await line.withoutManager('catalog', 'import', file);
  assert.equal(code, 0);
  assert.match(out, /^resources: 0 created, 0 updated, 1 unchanged$/m);
});

const ODD = '数据名称一览,归口,对外提供,刷新\n车站,示例交通局,按条件给,天天\n港口,示例交通局,随便用,天天\n';

test('a mapping of a table of which nothing is known is begun by its columns, and proposed again with the words of these', async () => {
  const file = await line.file(ODD, 'odd.csv');
  const map = await line.file('', 'odd.map.json');
  const first = await line.run('catalog', 'import', file, '--propose-map', map);
  assert.match(first.out, /no column is known for title, sharing: .*"columns".*--map/);
  const proposed = JSON.parse(await readFile(map, 'utf8')) as { columns: object };
  const columns = {
    ...proposed.columns,
    数据名称一览: 'title',
    归口: 'publisher',
    对外提供: 'sharing',
    刷新: 'cycle',
  };
  await writeFile(map, JSON.stringify({ ...proposed, columns }));

  // Its constants of title and sharing are null still: the columns say both.
  const rehearsed = await line.run('catalog', 'import', file, '--map', map, '--dry-run');
  assert.doesNotMatch(rehearsed.err, /MAP_OPEN/);
  assert.match(rehearsed.err, /READ_SHARING_TYPE \(2\).*对外提供 \(sharing\): .*"values".*not-shared/);

  const again = await line.file('', 'odd-2.map.json');
  const second = await line.run('catalog', 'import', file, '--map', map, '--propose-map', again);
  assert.doesNotMatch(second.out, /no column is known/);
  const listed = JSON.parse(await readFile(again, 'utf8')) as {
    columns: object;
    values: object;
    confirmed: boolean;
  };
  assert.deepEqual(listed.columns, columns);
  assert.deepEqual(listed.values, {
    sharing: { 按条件给: null, 随便用: null },
    cycle: { 天天: null },
  });
  assert.equal(listed.confirmed, false);
  const values = { sharing: { 按条件给: 'conditional', 随便用: 'unconditional' }, cycle: { 天天: '每日' } };
  await writeFile(again, JSON.stringify({ ...listed, values, confirmed: true }));
  const { code, out } = await line.run('catalog', 'import', file, '--map', again);
  assert.equal(code, 0);
  assert.match(out, /^resources: 2 created/m);
});

test('what a person has decided stays when a mapping is proposed again, and a new word of the file is listed with it', async () => {
  const file = await line.file('目录名称,提供单位,开放属性\n车站,示例交通局,有条件开放\n', 'grown.csv');
  const map = await line.confirmedMap(file);
  const decided = JSON.parse(await readFile(map, 'utf8')) as object;
  const values = { sharing: { 有条件开放: 'not-shared' } };
  await writeFile(map, JSON.stringify({ ...decided, values, constants: { region: '示例市' } }));
  await writeFile(file, '目录名称,提供单位,开放属性\n车站,示例交通局,有条件开放\n港口,示例交通局,看情况\n');
  const again = await line.file('', 'grown-2.map.json');
  await line.run('catalog', 'import', file, '--map', map, '--propose-map', again);
  const listed = JSON.parse(await readFile(again, 'utf8')) as { values: object; constants: object };
  assert.deepEqual(listed.values, { sharing: { 有条件开放: 'not-shared', 看情况: null } });
  assert.deepEqual(listed.constants, { region: '示例市' });
});

test('a title above the header is no header to make a mapping of', async () => {
  const file = await line.file('某市政务数据目录\n目录名称,提供单位\n车站,示例交通局\n', 'titled.csv');
  const map = await line.file('', 'titled.map.json');
  const { code, err } = await line.run('catalog', 'import', file, '--propose-map', map);
  assert.equal(code, 2);
  assert.match(err, /FILE_HEADER: .*Delete a title above it/);
  assert.equal(await readFile(map, 'utf8'), '');
});

test('rows of JSON have members and no header; what could be proposed is said to be known', async () => {
  const strange = await line.file([{ 甲: 1, 乙: 2 }], 'strange.json');
  const one = await line.run('catalog', 'import', strange);
  assert.equal(one.code, 2);
  assert.match(one.err, /FILE_MEMBERS: .*members.*a catalogue.*--propose-map/);
  const city = await line.file([{ 标题: '车站', 提供单位: '示例交通局' }], 'city.json');
  const two = await line.run('catalog', 'import', city);
  assert.equal(two.code, 2);
  assert.match(two.err, /FILE_HEADER_LACKS: .*--propose-map/);
});

test('a catalogue or a register given as uses is refused whole, by its name, and leaves no record', async () => {
  const pod = {
    dataset: [{ identifier: 'P-1', title: 'Roads', accessLevel: 'public', publisher: { name: 'A' } }],
  };
  for (const [content, found] of [
    [pod, /FILE_FORMAT: .*a catalogue \(catalog import\), not usage events/],
    [AGREEMENTS, /FILE_FORMAT: .*agreements \(grant import\), not usage events/],
  ] as const) {
    const { code, out, err } = await line.run(
      'usage',
      'import',
      await line.file(content),
      '--organisation',
      PROVIDER,
    );
    assert.equal(code, 2);
    assert.match(err, found);
    assert.doesNotMatch(out, /import:/);
  }
  // One row that is none among others costs itself alone.
  const mixed = await line.file([{ accessLevel: 'public' }, EXCHANGE], 'mixed.json');
  const { code, err } = await line.run('usage', 'import', mixed, '--create-grants', '--dry-run');
  assert.equal(code, 1);
  assert.match(err, /row 1 \(line 1 of the file\)/);
});

test('of linked data no line is told: what says one thing may stand in many places', async () => {
  const rdf = await line.file(
    '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="http://example.org/a"><dct:title>Roads</dct:title></dcat:Dataset></rdf:RDF>',
    'roads.xml',
  );
  const json = await line.file(
    {
      '@graph': [
        { '@id': 'a', '@type': 'foaf:Agent' },
        { '@id': 'b', '@type': 'dcat:Dataset', 'dct:title': 'Roads' },
      ],
    },
    'roads.jsonld',
  );
  for (const file of [rdf, json]) {
    const report = await line.file('');
    await line.run('catalog', 'import', file, '--dry-run', '--refused', report);
    const [refused] = await linesOf(report);
    assert.equal(refused?.code, 'READ_SHARING_TYPE', file);
    assert.equal(refused.line, undefined, file);
  }
});

test("a region is not said twice: a city and its 市交通局 are one name, with the city's own last word once", async () => {
  const file = await line.file(
    '目录名称,提供单位,开放属性\n车站,市交通局,有条件开放\n港口,县水利局,有条件开放\n',
    'region.csv',
  );
  const map = await line.confirmedMap(file, { region: '示例市' });
  const { out } = await line.run('catalog', 'import', file, '--map', map, '--dry-run');
  assert.match(out, /created organisations: 示例市交通局 /);
  assert.match(out, /created organisations: 示例市县水利局 /);
});

test('an encoding is known by the names that people and programs give it', async () => {
  const bytes = Buffer.concat([
    Buffer.from('identifier,title,accessLevel,publisher\nE-1,'),
    Buffer.from([0xb3, 0xb5, 0xd5, 0xbe]),
    Buffer.from(',public,A bureau of encodings\n'),
  ]);
  const file = await line.file(bytes, 'gbk.csv');
  for (const name of ['gb18030', 'GBK', 'gb2312']) {
    const { code, out } = await line.run('catalog', 'import', file, '--encoding', name, '--dry-run');
    assert.equal(code, 0, name);
    assert.match(out, /车站/);
  }
});

test('an agreement of which a part is refused is in the file: nobody is told that it is gone, or over', async () => {
  const provider = ['--provider', 'A ministry of roads'];
  const file = await line.file(AGREEMENTS, 'parts.json');
  assert.equal((await line.run('grant', 'import', file, ...provider)).code, 0);
  const [agreement] = structuredClone(AGREEMENTS);
  const version = agreement?.versions[0];
  assert.ok(agreement && version);
  const torn = [
    { ...agreement, versions: [{ ...version, start_date: undefined }] },
    { ...agreement, versions: [{ ...version, datasets: [{ legal_basis: 'Act, s. 1' }] }] },
    { ...agreement, organisation: undefined },
  ];
  const other = { ...agreement, base_reference: 'FT-2', versions: [{ ...version, reference: 'FT-2-v1' }] };
  for (const one of torn) {
    const report = await line.file('');
    const next = await line.file([one, other]);
    const { code, out } = await line.run(
      'grant',
      'import',
      next,
      ...provider,
      '--dry-run',
      '--refused',
      report,
    );
    assert.equal(code, 1);
    assert.doesNotMatch(out, /gone/);
    const codes = (await linesOf(report)).map(({ code: told }) => told);
    assert.deepEqual(codes, ['READ_FIELD_MISSING']);
  }
  // Of which agreement a row speaks that has no number, nobody knows: the one that is over may be it.
  const report = await line.file('');
  const nameless = { ...agreement, versions: [{ ...version, reference: undefined }] };
  await line.run(
    'grant',
    'import',
    await line.file([nameless, other]),
    ...provider,
    '--dry-run',
    '--refused',
    report,
  );
  const codes = (await linesOf(report)).map(({ code }) => code);
  assert.deepEqual(codes, ['READ_FIELD_MISSING', 'AGREEMENT_NOT_IN_FILE_PERHAPS']);
});

test('the list of imports says how many rows were refused', async () => {
  const file = await line.file(`${TABLE}N-2,Bridges,A bureau that nobody registered,perhaps\n`, 'listed.csv');
  await line.run('catalog', 'import', file);
  const { out } = await line.run('imports');
  assert.match(out.split('\n')[0] ?? '', /listed\.csv .*resources: 1 created; refused: 1 /);
});
