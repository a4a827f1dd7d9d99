// SPDX-License-Identifier: Apache-2.0
/** What says one thing twice says it alike, or it is refused: which of the two counts, nobody can say. */
import assert from 'node:assert/strict';
import { catalogueOf, type Reading } from '../../support/import-files.js';
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
