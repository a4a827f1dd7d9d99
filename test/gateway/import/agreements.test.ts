// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import {
  AgreementReader,
  agreementsOf as ofTable,
  dayOf,
} from '@catalog-chain/gateway/import/agreements/agreements';
import { agreementsAt, agreementsOf } from '../../support/import-files.js';
import { realPath, withoutRealData } from '../../support/real-data.js';
import { test } from '../../support/testing.js';

const release = (file: string, dataset = 'Deaths', month = '2021-07'): object => ({
  reference: 'A-1-v1',
  dataset,
  file,
  month,
});
const agreement = (more: object = {}): object => ({
  base_reference: 'A-1',
  organisation: 'University',
  versions: [
    {
      reference: 'A-1-v1',
      title: 'A study',
      start_date: '2021-02-01',
      end_date: '2022-08-31',
      datasets: [{ name: 'Deaths', legal_basis: 'An Act', type_of_data: 'Identifiable' }],
    },
  ],
  ...more,
});

test('a file listed again under an earlier data set name is one release', async () => {
  const { agreements: rows } = await agreementsOf(
    JSON.stringify([
      agreement({ release_records: [release('F1'), release('F2'), release('F1', 'Old name')] }),
    ]),
  );
  assert.deepEqual(
    rows[0]?.releases.map(({ file, dataset }) => [file, dataset]),
    [
      ['F1', 'Deaths'],
      ['F2', 'Deaths'],
    ],
  );
});

test('an agreement or a release that lacks a field is refused by itself', async () => {
  const { agreements: rows, refused } = await agreementsOf(
    JSON.stringify([
      agreement({ organisation: undefined }),
      agreement({ release_records: [release('F1', 'Deaths', 'July'), release('F2')] }),
    ]),
  );
  assert.deepEqual(
    refused.map(({ row, code }) => [row, code]),
    [
      [1, 'READ_FIELD_MISSING'],
      [2, 'READ_FIELD_MISSING'],
    ],
  );
  assert.equal(rows[0]?.releases.length, 1);
});

test('the real register: 12 agreements, 18 versions, 69 data sets in them, 66 files', async (t) => {
  if (withoutRealData !== false) t.skip(withoutRealData);
  const { agreements: rows, refused } = await agreementsAt(realPath('nhs-data-uses/agreements.json'));
  const versions = rows.flatMap((row) => row.versions);
  assert.deepEqual(refused, []);
  assert.deepEqual(
    [
      rows.length,
      versions.length,
      versions.flatMap((version) => version.datasets).length,
      rows.flatMap((row) => row.releases).length,
    ],
    [12, 18, 69, 66],
  );
});

test('a blank basis costs no release: it is said not to be stated, and noted', async () => {
  const datasets = [
    { name: 'Deaths', legal_basis: ' ', type_of_data: 'Identifiable' },
    { name: 'Births', legal_basis: 'An Act' },
  ];
  const version = {
    reference: 'A-1-v1',
    title: 'A study',
    start_date: '2021-02-01',
    end_date: '2022-08-31',
    datasets,
  };
  const broken = { ...version, reference: 'A-1-v2', start_date: 'soon' };
  const { agreements, refused, noted } = await agreementsOf(
    JSON.stringify([agreement({ versions: [version, broken], release_records: [release('F1')] })]),
  );
  assert.equal(agreements[0]?.versions.length, 1);
  assert.equal(agreements[0].versions[0]?.datasets[0]?.legalBasis, 'Not stated in the imported agreement.');
  assert.equal(agreements[0].releases.length, 1);
  assert.deepEqual([refused.length, noted.length], [1, 1]);
  assert.match(refused[0]?.message ?? '', /^versions\[1\]: start_date /);
});

test('days are read in the forms that name the year first, and none that there is not', () => {
  const same = [
    '2026-04-01',
    '2026/4/1',
    '2026.4.1',
    '20260401',
    '2026年4月1日',
    '２０２６ 年 4 月 1 日',
    '2026年04月01日 00:00:00',
  ];
  assert.deepEqual([...new Set(same.map(dayOf))], ['2026-04-01']);
  const none = [
    '2026-02-30',
    '2026411',
    '1/4/2026',
    '2026-4-1 08:00',
    '2026年4月',
    '26-4-1',
    '2026-04-01\u200b',
  ];
  assert.deepEqual(
    none.filter((text) => dayOf(text) !== undefined),
    [],
  );
});

test('an agreement without versions, and a version without data sets, agree on nothing and are refused', async () => {
  const version = (n: number, datasets: unknown): object => ({
    reference: `A-1-${n}`,
    title: 'T',
    start_date: '2026-01-01',
    end_date: '2026-12-31',
    datasets,
  });
  const good = version(1, [{ name: 'Stops', legal_basis: 'Act 5' }]);
  const { agreements, refused } = await agreementsOf(
    JSON.stringify([
      {
        base_reference: 'A-1',
        organisation: 'City',
        versions: [good, version(2, []), version(3, undefined)],
      },
      { base_reference: 'A-2', organisation: 'City', versions: [] },
      { base_reference: 'A-3', organisation: 'City' },
      { base_reference: 'A-4', organisation: 'City', versions: ['A-4-1'] },
      { base_reference: '1.1E+17', organisation: 'City', versions: [good] },
      { base_reference: 'A-6', organisation: '#N/A', versions: [good] },
    ]),
  );
  assert.deepEqual(
    agreements.map(({ reference, versions }) => [reference, versions.length]),
    [['A-1', 1]],
  );
  assert.deepEqual(
    refused.map(({ row, code, message }) => [row, code, message.split(' ')[0]]),
    [
      [1, 'READ_FIELD_MISSING', 'versions[1]:'],
      [1, 'READ_FIELD_MISSING', 'versions[2]:'],
      [2, 'READ_FIELD_MISSING', 'versions'],
      [3, 'READ_FIELD_MISSING', 'versions'],
      [4, 'READ_FIELD_MISSING', 'versions'],
      [5, 'READ_REPLACEMENT', 'base_reference'],
      [6, 'READ_REPLACEMENT', 'organisation'],
    ],
  );
});

test('a data set keeps its number where a row before it contradicts its version: its grant is named by it', () => {
  const row = (dataset: string, to: string, at: number): { row: number; fields: Record<string, string> } => ({
    row: at,
    fields: {
      reference: 'A-1',
      version: '1',
      title: 'A study',
      from: '2026-01-01',
      to,
      recipient: 'R',
      dataset,
    },
  });
  const { nodes, refused } = ofTable([
    row('Deaths', '2026-12-31', 2),
    row('Births', '2027-12-31', 3),
    row('Marriages', '2026-12-31', 4),
  ]);
  assert.deepEqual(
    refused.map(({ row: at, error }) => [at, error.code]),
    [[3, 'READ_VERSION']],
  );
  const reader = new AgreementReader();
  const [read] = nodes.map(({ node, row: at }) => reader.read(node, at));
  assert.deepEqual(
    read?.versions[0]?.datasets.map(({ name, index }) => [name, index]),
    [
      ['Deaths', 0],
      ['Marriages', 2],
    ],
  );
});
