// SPDX-License-Identifier: Apache-2.0
/** What names a thing: one that was damaged on the way, or looks like another, names nothing; one that is written otherwise names the same. */
import assert from 'node:assert/strict';
import type { RefusedRow } from '@catalog-chain/gateway/import/faults';
import { CataloguePlanner } from '@catalog-chain/gateway/import/catalogue/plan-catalogue';
import { catalogueOf, planOfRecords, usesOf, usesOfRecords } from '../../support/import-files.js';
import { test } from '../../support/testing.js';

const planned = async (
  content: string,
): Promise<{ codes: string[]; owners: string[]; refused: string[] }> => {
  const { read } = await catalogueOf(content);
  const { plan, refused } = new CataloguePlanner({}).plan(read);
  return {
    codes: plan.resources.map(({ code }) => code),
    owners: plan.organisations.map(({ organisation }) => organisation),
    refused: refused.map(({ row, code }) => `${row} ${code}`),
  };
};

const DAMAGED = ['1.10101E+17', '#N/A', '#SPILL!', '#NV', 'Err:502', 'E-\ufffd1', 'E-\ue0001'];
const UNSEEN = ['E-1\u200b1', 'E-1\u202e1', 'E-1\u200d1', 'E-1\u00ad1', 'E-1\u00071', 'E-1\ufe0f1'];

test('an identifier that was damaged, or holds what nobody sees, refuses its row in every format', async () => {
  const bad = [...DAMAGED, ...UNSEEN];
  const wanted = bad.map(
    (id, i) => `${i + 1} ${UNSEEN.includes(id) ? 'READ_INVISIBLE' : 'READ_REPLACEMENT'}`,
  );
  const all = [...bad, 'E-11'];
  const entry = (identifier: string): object => ({
    identifier,
    title: 'Bus',
    accessLevel: 'public',
    publisher: 'City',
  });
  const forms: Record<string, string> = {
    csv: `identifier,title,accessLevel\n${all.map((id) => `${id},Bus,public\n`).join('')}`,
    'flat JSON': JSON.stringify(all.map(entry)),
    'Project Open Data': JSON.stringify({ dataset: all.map(entry) }),
    CKAN: JSON.stringify(all.map((name) => ({ name, title: 'Bus', private: false }))),
    'JSON-LD': JSON.stringify({
      '@graph': all.map((id, n) => ({
        '@id': `urn:${n}`,
        '@type': 'Dataset',
        'dct:identifier': id,
        'dct:title': 'Bus',
        'dct:accessRights': 'public',
      })),
    }),
  };
  for (const [form, content] of Object.entries(forms)) {
    const { codes, refused } = await planned(content);
    assert.deepEqual(refused, wanted, form);
    assert.deepEqual(codes, ['E-11'], form);
  }
});

test('numbers of JSON that were rounded are damaged, and no twins', async () => {
  const rows =
    '[{"identifier":110101190001010858123,"title":"a","accessLevel":"public"},' +
    '{"identifier":110101190001010858999,"title":"b","accessLevel":"public"},{"identifier":1e400,"title":"c","accessLevel":"public"}]';
  assert.deepEqual((await planned(rows)).refused, [
    '1 READ_REPLACEMENT',
    '2 READ_REPLACEMENT',
    '3 READ_REPLACEMENT',
  ]);
});

test('a publisher, system or item whose name was written with what nobody sees is the same', async () => {
  const row = (publisher: string, id: string): string => `${id},Bus,public,${publisher}\n`;
  const names = ['市交通局', '市交通局\u200b', '\u200e市交通局', '市\u00ad交通局'];
  const { owners, codes } = await planned(
    `identifier,title,accessLevel,publisher\n${names.map((name, n) => row(name, `P-${n}`)).join('')}`,
  );
  assert.equal(codes.length, 4);
  assert.equal(owners.length, 1);
});

const record = (more: object = {}): object => ({
  securityServerType: 'Client',
  requestInTs: 1_795_000_000_000,
  clientXRoadInstance: 'LAB',
  clientMemberClass: 'GOV',
  clientMemberCode: '70000001',
  clientSubsystemCode: 'desk',
  serviceXRoadInstance: 'LAB',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '70000002',
  serviceCode: 'get',
  messageId: 'm-1',
  xRequestId: 'x-1',
  succeeded: true,
  ...more,
});

async function idsOf(...records: object[]): Promise<string[]> {
  const found = await usesOf(JSON.stringify(records));
  assert.deepEqual(found.refused, []);
  return usesOfRecords(found.records).map(({ event }) => event.id);
}

test('one record of X-Road is one use, however an export writes its side and names', async () => {
  const [plain] = await idsOf(record());
  assert.equal(plain, '01a1ee56-5e00-798f-99cf-1fa6c61838e0', 'as it was before');
  const others = await idsOf(
    record({ securityServerType: 'CLIENT' }),
    record({ securityServerType: 'client' }),
    record({ xRequestId: '', xrequestId: 'x-1' }),
    record({ xRequestId: undefined, xrequestId: 'x-1' }),
    record({ xrequestId: 'x-1', serviceVersion: '' }),
  );
  assert.deepEqual(new Set(others), new Set([plain]));
  const unnamed = (succeeded: unknown): object => record({ xRequestId: undefined, succeeded });
  const [first, ...same] = await idsOf(unnamed(true), unnamed('TRUE'), unnamed(1), unnamed('yes'));
  assert.deepEqual(new Set(same), new Set([first]));
});

test('a member, system or service of X-Road that looks like another costs its rows', async () => {
  const bad: readonly (readonly [object, string])[] = [
    [{ clientMemberCode: '70000001\u200b' }, 'READ_INVISIBLE'],
    [{ clientMemberCode: '7000000\u202e1' }, 'READ_INVISIBLE'],
    [{ clientMemberCode: '7\ufffd1' }, 'READ_REPLACEMENT'],
    [{ clientMemberCode: '7\ue0001' }, 'READ_REPLACEMENT'],
    [{ clientMemberCode: '7\u00071' }, 'READ_INVISIBLE'],
    [{ clientMemberCode: '7\n1' }, 'READ_INVISIBLE'],
    [{ clientSubsystemCode: 'de\u200dsk' }, 'READ_INVISIBLE'],
    [{ serviceCode: 'get\u200b' }, 'READ_INVISIBLE'],
    [{ serviceVersion: 'v\ufffd' }, 'READ_REPLACEMENT'],
    [{ serviceCode: 'x'.repeat(5_000) }, 'READ_FIELD_MISSING'],
    [{ xrequestId: 'x-2' }, 'READ_CONTRADICTION'],
  ];
  const { records, refused } = await usesOf(JSON.stringify(bad.map(([more]) => record(more))));
  assert.deepEqual(
    refused.map(({ row, code }: RefusedRow) => `${row} ${code}`),
    bad.map(([, code], i) => `${i + 1} ${code}`),
  );
  assert.deepEqual(planOfRecords(records).organisations, []);
});

test('a use is the same whatever offset its time is written with', async () => {
  const use = (at: string, more: object = {}): object => ({
    correlation: 'c-1',
    grant: 'G-1',
    action: 'query',
    at,
    system: 'AMSP:app',
    purpose: 'p',
    ...more,
  });
  const found = await usesOf(
    JSON.stringify([
      use('2026-11-28T01:31:00.000Z'),
      use('2026-11-28T09:31:00+08:00'),
      use('2026-11-28T01:31:00Z'),
      use('2026-11-28t01:31:00.0004z'),
      use('2026-11-28T01:31:00Z', { items: ['a', 'b'] }),
      use('2026-11-28T01:31:00Z', { items: ['b', 'a', 'a'] }),
    ]),
  );
  const [plain, ...same] = found.uses.slice(0, 4).map(({ event }) => event);
  assert.equal(plain?.id, '01a21fc6-ec20-77eb-8efa-593ec36565e6', 'as it was before');
  for (const event of same) assert.deepEqual(event, plain);
  const [sorted, repeated] = found.uses.slice(4).map(({ event }) => event);
  assert.deepEqual(sorted, repeated);
});
