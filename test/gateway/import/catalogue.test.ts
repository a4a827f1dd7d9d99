// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { prose } from '@catalog-chain/gateway/import/prose';
import { catalogueAt, catalogueOf, planOfCatalogue } from '../../support/import-files.js';
import { realPath, withoutRealData } from '../../support/real-data.js';
import { test } from '../../support/testing.js';

const openData = (dataset: readonly object[]): string => JSON.stringify({ dataset });
const entry = (identifier: string, more: object = {}): object => ({
  identifier,
  title: 'Permits',
  accessLevel: 'public',
  ...more,
});

test('reads a project-open-data catalogue with its three access levels', async () => {
  const { format, rows, refused } = await catalogueOf(
    openData([
      entry('AB-CD-1', { publisher: { name: 'Agency' }, programCode: ['027:000'] }),
      entry('2', { accessLevel: 'restricted public', rights: 'Researchers only' }),
      entry('3', { accessLevel: 'non-public', accrualPeriodicity: 'R/P1M' }),
    ]),
  );
  assert.equal(format, 'project-open-data');
  assert.deepEqual(refused, []);
  assert.deepEqual(
    rows.map((row) => row.sharingType),
    ['unconditional', 'conditional', 'not-shared'],
  );
  assert.equal(rows[0]?.unit, 'AB-CD');
  assert.equal(rows[0].programme, '027:000');
  assert.equal(rows[1]?.terms, 'Researchers only');
  assert.equal(rows[2]?.updateCycle, 'monthly');
});

test('refuses an entry by itself: unknown access level, missing title, a repeated identifier', async () => {
  const { rows, refused } = await catalogueOf(
    openData([
      entry('1', { accessLevel: 'secret-ish' }),
      { identifier: '2', accessLevel: 'public' },
      entry('3'),
      entry('3'),
    ]),
  );
  assert.equal(rows.length, 2);
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [
      [1, 'READ_SHARING_TYPE'],
      [2, 'READ_FIELD_MISSING'],
    ],
  );
  assert.equal(planOfCatalogue({ format: '', read: rows, rows, refused }).resources.length, 1);
});

test('reads a CKAN search, a single package and a list alike', async () => {
  const pack = {
    name: 'permits',
    title: 'Building permits',
    notes: 'All permits',
    organization: { title: 'City' },
    extras: [{ key: 'accessLevel', value: 'restricted public' }],
    resources: [{ format: 'API', fields: [{ id: 'number', type: 'int' }] }],
  };
  for (const document of [{ success: true, result: { results: [pack] } }, { result: pack }, [pack]]) {
    const { format, rows } = await catalogueOf(JSON.stringify(document));
    assert.equal(format, 'ckan');
    assert.deepEqual(rows, [
      {
        row: 1,
        identifier: 'permits',
        isOwn: true,
        titles: { '': 'Building permits' },
        summaries: { '': 'All permits' },
        sharingType: 'conditional',
        publisher: { names: { '': 'City' } },
        digest: rows[0]?.digest,
        updateCycle: 'unknown',
        modes: ['copy', 'query'],
        items: [{ name: 'number', dataType: 'number' }],
      },
    ]);
  }
});

test('a private CKAN package is not shared', async () => {
  const { rows } = await catalogueOf(JSON.stringify([{ name: 'a', title: 'A', private: true }]));
  assert.equal(rows[0]?.sharingType, 'not-shared');
});

test('reads DCAT-AP in JSON-LD: prefixes, language tags, publishers by reference', async () => {
  const { format, rows } = await catalogueOf(
    JSON.stringify({
      '@graph': [
        {
          '@id': 'https://data.example/d/1',
          '@type': 'dcat:Dataset',
          'dct:identifier': 'd-1',
          'dct:title': [
            { '@language': 'de', '@value': 'Genehmigungen' },
            { '@language': 'en', '@value': 'Permits' },
          ],
          'dct:publisher': { '@id': 'https://data.example/org' },
          'dct:accessRights': {
            '@id': 'http://publications.europa.eu/resource/authority/access-right/RESTRICTED',
          },
          'http://purl.org/dc/terms/accrualPeriodicity': {
            '@id': 'http://publications.europa.eu/resource/authority/frequency/DAILY',
          },
        },
        { '@id': 'https://data.example/org', '@type': 'foaf:Organization', 'foaf:name': 'Ministry' },
      ],
    }),
  );
  assert.equal(format, 'dcat');
  assert.deepEqual(
    rows.map(({ identifier, titles, publisher, sharingType, updateCycle }) => [
      identifier,
      titles['en'],
      publisher?.names,
      sharingType,
      updateCycle,
    ]),
    [['d-1', 'Permits', { '': 'Ministry' }, 'conditional', 'daily']],
  );
});

test('reads a table with Chinese columns, a byte-order mark and bare CR line ends', async () => {
  const { format, rows } = await catalogueOf(
    '\ufeff信息资源代码,信息资源名称,共享类型,共享方式,信息项,更新周期\r' +
      'R1,参保信息,有条件共享,"接口、核验",姓名:字符型；参保日期:日期型,每月\r',
  );
  assert.equal(format, 'table');
  assert.deepEqual(rows, [
    {
      row: 1,
      identifier: 'R1',
      isOwn: true,
      digest: rows[0]?.digest,
      titles: { '': '参保信息' },
      summaries: { '': '参保信息' },
      sharingType: 'conditional',
      updateCycle: 'monthly',
      modes: ['query', 'verify'],
      items: [
        { name: '姓名', dataType: 'string' },
        { name: '参保日期', dataType: 'date' },
      ],
    },
  ]);
});

test('the real catalogue gives 134 entries with nothing refused and no mojibake', async (t) => {
  if (withoutRealData !== false) t.skip(withoutRealData);
  const { rows, refused } = await catalogueAt(realPath('us-opm-catalog/opm_data.json'));
  const count = (type: string): number => rows.filter((row) => row.sharingType === type).length;
  assert.equal(rows.length, 134);
  assert.deepEqual(refused, []);
  assert.deepEqual([count('unconditional'), count('conditional'), count('not-shared')], [29, 8, 97]);
  assert.equal(new Set(rows.map((row) => row.unit)).size, 8);
  assert.equal(rows.filter((row) => row.summaries['']?.includes('Ã')).length, 12);
  assert.equal(rows.filter((row) => prose(row.summaries[''] ?? '', 1000).includes('Ã')).length, 0);
});
