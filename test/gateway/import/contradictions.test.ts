// SPDX-License-Identifier: Apache-2.0
/** What says one thing twice says it alike, or it is refused: which of the two counts, nobody can say. */
import assert from 'node:assert/strict';
import { FileFault } from '@catalog-chain/gateway/import/faults';
import { emptyMapping, readMapping, type Mapping } from '@catalog-chain/gateway/import/mapping/mapping';
import { catalogueOf, planOfCatalogue, withFile, type Reading } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

/** Per row the sharing type, or why it is refused. */
async function outcomes(content: string | object, reading: Reading = {}): Promise<string[]> {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const { rows, refused } = await catalogueOf(text, reading);
  const said = [
    ...rows.map(({ row, sharingType }) => [row, sharingType] as const),
    ...refused.map(({ row, code }) => [row, code] as const),
  ];
  return said.toSorted(([a], [b]) => a - b).map(([, one]) => one);
}

const CONTRARY = 'READ_CONTRADICTION';
const EU = 'http://publications.europa.eu/resource/authority/access-right/';

test("CKAN's extras, fields and flag do not outvote each other", async () => {
  const extra = (key: string, value: string): object => ({ extras: [{ key, value }] });
  const packages = [
    { private: false },
    { private: false, access_level: 'non-public' },
    { private: false, ...extra('accessRights', `${EU}NON_PUBLIC`) },
    { private: false, accessLevel: 'public', ...extra('access_level', 'non-public') },
    { private: false, accessLevel: 'public', access_rights: `${EU}PUBLIC` },
    { private: true, access_level: 'public' },
    { private: true, access_level: 'restricted' },
    { private: 'False' },
    { private: false, ...extra('private', 'true') },
    { private: false, access_level: 'whoever asks' },
  ].map((one, n) => ({ name: `p-${n}`, title: 'Bus', ...one }));
  assert.deepEqual(await outcomes(packages), [
    'unconditional',
    'not-shared',
    'not-shared',
    CONTRARY,
    'unconditional',
    CONTRARY,
    'conditional',
    'unconditional',
    CONTRARY,
    'READ_SHARING_TYPE',
  ]);
});

test('what a catalogue keeps as a draft or as deleted is not imported', async () => {
  const packages = ['active', 'deleted', 'draft', undefined].map((state, n) => ({
    name: `p-${n}`,
    title: 'Bus',
    private: false,
    state,
  }));
  assert.deepEqual(await outcomes(packages), [
    'unconditional',
    'READ_WITHDRAWN',
    'READ_WITHDRAWN',
    'unconditional',
  ]);
  const status = 'http://publications.europa.eu/resource/authority/dataset-status/';
  const nodes = ['COMPLETED', 'WITHDRAWN', 'DEVELOP'].map((word, n) => ({
    '@id': `urn:${n}`,
    '@type': 'dcat:Dataset',
    'dct:title': 'Bus',
    'dct:accessRights': { '@id': `${EU}PUBLIC` },
    'adms:status': { '@id': status + word },
  }));
  assert.deepEqual(await outcomes({ '@graph': nodes }), [
    'unconditional',
    'READ_WITHDRAWN',
    'READ_WITHDRAWN',
  ]);
});

test('linked data with two access rights or two publishers is refused where they differ', async () => {
  const node = (more: object, n: number): object => ({
    '@id': `urn:${n}`,
    '@type': 'dcat:Dataset',
    'dct:title': 'Bus',
    ...more,
  });
  const [open, closed] = ['PUBLIC', 'NON_PUBLIC'].map((word) => ({ '@id': EU + word }));
  const nodes = [
    { 'dct:accessRights': [open, closed] },
    { 'dct:accessRights': [open, open] },
    { 'dct:accessRights': open, 'dcterms:accessRights': closed },
    { 'dct:accessRights': open, accessLevel: 'non-public' },
    { 'dct:accessRights': open, accessLevel: 'public' },
    { 'dct:accessRights': { '@id': 'http://evil.example/NOT/PUBLIC' } },
    { 'dct:accessRights': [open, 'Only the police'] },
    {
      'dct:accessRights': open,
      'dct:publisher': [{ '@id': 'http://a.example' }, { '@id': 'http://b.example' }],
    },
    { 'dct:accessRights': open, 'dct:publisher': [{ name: 'City' }, { name: 'City' }] },
  ].map(node);
  assert.deepEqual(await outcomes({ '@graph': nodes }), [
    CONTRARY,
    'unconditional',
    CONTRARY,
    CONTRARY,
    'unconditional',
    'READ_SHARING_TYPE',
    'READ_SHARING_TYPE',
    CONTRARY,
    'unconditional',
  ]);
  const turtle = `@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<urn:a> a dcat:Dataset ; dct:title "Bus" ; dct:accessRights <${EU}PUBLIC>, <${EU}NON_PUBLIC> .`;
  assert.deepEqual(await outcomes(turtle), [CONTRARY]);
});

test('two columns of one field agree, or their rows are refused', async () => {
  const table = (heading: string, ...rows: string[]): string =>
    `identifier,title,${heading}\n${rows.map((row, n) => `B-${n},Bus,${row}\n`).join('')}`;
  const rows = ['public,non-public', 'public,public', 'public,', ',non-public'];
  const wanted = [CONTRARY, 'unconditional', 'unconditional', 'not-shared'];
  for (const heading of ['accessLevel,accessLevel', 'accessLevel,AccessLevel', 'accessLevel,共享类型'])
    assert.deepEqual(await outcomes(table(heading, ...rows)), wanted, heading);
  assert.deepEqual(await outcomes(table('accessLevel,共享类型', 'public,无条件共享', 'public,不予共享')), [
    'unconditional',
    CONTRARY,
  ]);
  const row = { identifier: 'B-1', title: 'Bus', accessLevel: 'public' };
  assert.deepEqual(await outcomes([{ ...row, AccessLevel: 'non-public' }]), [CONTRARY]);
  const twice = 'identifier,identifier,title,accessLevel\nB-1,B-2,Bus,public\nB-3,B-3,Bus,public\n';
  assert.deepEqual(await outcomes(twice), [CONTRARY, 'unconditional']);
});

const mappingOf = (more: Partial<Mapping>): Mapping => ({
  ...emptyMapping('catalogue'),
  confirmed: true,
  columns: { id: 'identifier', name: 'title', lvl: 'sharing' },
  values: { sharing: { a: 'unconditional', c: 'not-shared' } },
  ...more,
});

test('two columns that a mapping calls one field agree, or their rows are refused', async () => {
  const mapping = mappingOf({
    columns: { id: 'identifier', name: 'title', lvl: 'sharing', lvl2: 'sharing' },
  });
  const content = 'id,name,lvl,lvl2\nM-1,Bus,c,a\nM-2,Bus,a,a\nM-3,Bus,,c\n';
  assert.deepEqual(await outcomes(content, { mapping }), [CONTRARY, 'unconditional', 'not-shared']);
});

test('rows of one entry that tell it differently are refused with it, and so is one that lost a row', async () => {
  const mapping = mappingOf({
    rows: 'item',
    columns: {
      id: 'identifier',
      name: 'title',
      org: 'publisher',
      lvl: 'sharing',
      item: 'item',
      grade: 'grade',
    },
  });
  const read = async (...rows: string[]): Promise<unknown> => {
    const found = await catalogueOf(`id,name,org,lvl,item,grade\n${rows.join('\n')}\n`, { mapping });
    return [
      ...found.rows.map(({ identifier, items }) => [identifier, ...items.map(({ name }) => name)].join(' ')),
      ...found.refused.map(({ row, code }) => `${row} ${code}`),
    ];
  };
  const whole = ['M-0,Bus,City,a,line,', 'M-0,Bus,City,a,stop,'];
  const [first, last] = ['M-1,Bus,City,a,name,', 'M-2,Bus,City,a,name,'];
  const other = 'M-1,Bus,City,a,place,';
  assert.deepEqual(await read(...whole, first, other), ['M-0 line stop', 'M-1 name place']);
  for (const [row, code] of [
    ['M-1,Bus,City,c,secret,', CONTRARY],
    ['M-1,Bus,Town,a,secret,', CONTRARY],
    ['M-1,Tram,City,a,secret,', CONTRARY],
    ['M-1,Bus,City,x,secret,', 'READ_VALUE'],
    ['M-1,Bus,City', 'READ_COLUMNS'],
  ] as const) {
    const wanted = ['M-0 line stop', 'M-2 name', `4 ${code}`];
    assert.deepEqual(await read(...whole, first, row, other, last), wanted, row);
  }
  await assert.rejects(read(first, last, other), { code: 'FILE_ROWS_APART' });
  assert.deepEqual(await read('1,Bus,City,a,line,', '2,Bus,City,a,line,', '1,Bus,Town,a,line,'), [
    '1 line',
    '2 line',
    '1 line',
  ]);
  const graded = await catalogueOf(
    'id,name,org,lvl,item,grade\nM-1,Bus,City,c,name,一般1级\nM-1,Bus,City,c,secret,核心\n',
    { mapping },
  );
  const [resource] = planOfCatalogue(graded).resources;
  assert.deepEqual(
    resource?.content.items.map(({ grade }) => grade),
    ['general-1', 'core'],
  );
});

test('rows of JSON are a table of all columns that any of them has', async () => {
  const rows = [
    { identifier: 'B-6', title: 'Bus', accessLevel: 'public' },
    {
      identifier: 'B-7',
      title: 'Tram',
      accessLevel: 'restricted public',
      rights: 'Act 5',
      publisher: 'City',
      items: 'a:string;b',
    },
  ];
  for (const content of [JSON.stringify(rows), rows.map((row) => JSON.stringify(row)).join('\n')]) {
    const [, tram] = (await catalogueOf(content)).rows;
    assert.deepEqual([tram?.terms, tram?.publisher?.names, tram?.items.length], ['Act 5', { '': 'City' }, 2]);
  }
});

test('entries of Project Open Data in a bare list keep their publisher, and nothing with a shape is dropped', async () => {
  const entry = { identifier: 'P-1', title: 'Bus', publisher: { name: 'Pod Office' }, accessLevel: 'public' };
  for (const content of [[entry], { list: [entry] }, { data: [entry] }, { rows: [entry] }]) {
    const { format, rows } = await catalogueOf(JSON.stringify(content));
    assert.deepEqual([format, rows[0]?.publisher?.names], ['project-open-data', { '': 'Pod Office' }]);
  }
  assert.deepEqual(await outcomes([{ ...entry, publisher: 'City' }, entry]), [
    'unconditional',
    'READ_FIELD_MISSING',
  ]);
  const mapping = mappingOf({
    columns: { identifier: 'identifier', title: 'title', publisher: 'publisher', accessLevel: 'sharing' },
    values: {},
  });
  assert.deepEqual(await outcomes([entry], { mapping }), ['READ_FIELD_MISSING']);
});

test('a mapping that says one thing twice is no mapping, and one that cannot be read says why', async () => {
  const text = JSON.stringify(mappingOf({}));
  const faultOf = (content: string): Promise<string> =>
    withFile(content, {}, (file) => readMapping(file, 'catalogue')).then(
      () => 'none',
      (error: unknown) => (error instanceof FileFault ? error.message : String(error)),
    );
  assert.equal(await faultOf(`\ufeff${text}`), 'none');
  assert.match(await faultOf(text.replace('"a":', '"c":"unconditional","a":')), /stands twice/);
  assert.match(await faultOf('{'), /as JSON/);
  await assert.rejects(readMapping('/nowhere', 'catalogue'), /cannot be read/);
});
