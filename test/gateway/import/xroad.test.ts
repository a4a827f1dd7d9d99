// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { FileFault } from '@catalog-chain/gateway/import/faults';
import { readSharedParams } from '@catalog-chain/gateway/import/uses/shared-params';
import { serviceId } from '@catalog-chain/gateway/import/uses/xroad';
import { usesAt, usesOf } from '../../support/import-files.js';
import { readReal, realPath, withoutRealData } from '../../support/real-data.js';
import { test } from '../../support/testing.js';

const record = (more: object = {}): object => ({
  securityServerType: 'Client',
  requestInTs: 1_604_395_505_226,
  clientXRoadInstance: 'DEV',
  clientMemberClass: 'GOV',
  clientMemberCode: '1',
  clientSubsystemCode: 'APP',
  serviceXRoadInstance: 'DEV',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '2',
  serviceSubsystemCode: 'REG',
  serviceCode: 'person',
  serviceVersion: 'v1',
  messageId: 'm-1',
  xRequestId: 'x-1',
  succeeded: true,
  ...more,
});

test('the client side is a claim, the producer side an attestation, of one exchange', async () => {
  const { records: rows } = await usesOf(
    JSON.stringify([record(), record({ securityServerType: 'Producer' })]),
  );
  assert.deepEqual(
    rows.map(({ side, correlation, outcome }) => [side, correlation, outcome]),
    [
      ['claim', 'x-1', 'ok'],
      ['attestation', 'x-1', 'ok'],
    ],
  );
  assert.equal(rows[0] && serviceId(rows[0].service), 'DEV/GOV/2/REG/person/v1');
});

test('without xRequestId the message id pairs the sides; without both the row is refused', async () => {
  const { records: rows, refused } = await usesOf(
    JSON.stringify([record({ xRequestId: undefined }), record({ xRequestId: undefined, messageId: 'None' })]),
  );
  assert.equal(rows[0]?.correlation, 'm-1');
  assert.deepEqual(refused, [
    {
      row: 2,
      code: 'READ_FIELD_MISSING',
      message: 'xRequestId or messageId is missing or not as expected.',
    },
  ]);
});

test('a time in seconds is refused, not taken for a use in 1970', async () => {
  const { records: rows, refused } = await usesOf(
    JSON.stringify([record({ requestInTs: 1_604_395_505 }), record({})]),
  );
  assert.deepEqual(
    [rows.length, refused.map(({ row, code }) => [row, code])],
    [1, [[1, 'READ_FIELD_MISSING']]],
  );
});

test('a failed exchange has the outcome error, an access denial the kind denied', async () => {
  const { records: rows } = await usesOf(
    JSON.stringify([
      record({ succeeded: false, faultCode: 'Server.ClientProxy.NetworkError' }),
      record({ succeeded: false, faultCode: 'Server.ServerProxy.AccessDenied' }),
    ]),
  );
  assert.deepEqual(
    rows.map(({ kind, outcome }) => [kind, outcome]),
    [
      ['use', 'error'],
      ['denied', 'error'],
    ],
  );
});

test('lines, a records document and column rows read alike', async () => {
  const one = record();
  const columns = Object.keys(one);
  const data = [Object.values(one).map((value: unknown) => (value === true ? 'True' : String(value)))];
  const forms = [
    `${JSON.stringify(one)}\n${JSON.stringify(one)}\n`,
    JSON.stringify({ records: [one] }),
    JSON.stringify({ columns, data }),
  ];
  for (const form of forms) {
    const { records: rows, refused } = await usesOf(form);
    assert.deepEqual(refused, []);
    assert.equal(rows[0]?.at, 1_604_395_505_226);
    assert.equal(rows[0].outcome, 'ok');
  }
});

test('a registry lists members, names and subsystems', () => {
  const members = readSharedParams(
    `<x:conf xmlns:x="u"><instanceIdentifier>DEV</instanceIdentifier><member id="a"><memberClass><code>GOV</code>
     <description>Public</description></memberClass><memberCode>1</memberCode><name>Law &amp; Order</name>
     <subsystem id="b"><subsystemCode>REG</subsystemCode></subsystem></member></x:conf>`,
  );
  assert.deepEqual(members, [
    { instance: 'DEV', memberClass: 'GOV', memberCode: '1', name: 'Law & Order', subsystems: ['REG'] },
  ]);
  assert.throws(() => readSharedParams('<conf/>'), FileFault);
  const cut =
    '<conf><instanceIdentifier>DEV</instanceIdentifier><member><memberCode>1</memberCode></member><member>';
  assert.throws(() => readSharedParams(cut), { code: 'FILE_XML' });
});

test('the real logs: 1,200 records of 600 exchanges, 68 rows of 34, 15 usable of 17', async (t) => {
  if (withoutRealData !== false) t.skip(withoutRealData);
  const counts = async (file: string): Promise<number[]> => {
    const { records: rows, refused } = await usesAt(realPath(file));
    const claims = rows.filter((row) => row.side === 'claim').length;
    return [rows.length, claims, new Set(rows.map((row) => row.correlation)).size, refused.length];
  };
  assert.deepEqual(await counts('xroad-dev-oplog/records_1015-2214.json'), [1200, 600, 600, 0]);
  assert.deepEqual(await counts('xroad-playground/opendata_rows_16221-16288.json'), [68, 34, 34, 0]);
  assert.deepEqual(await counts('xroad-playground/raw_messages_batch_1.json'), [15, 8, 10, 2]);
  const members = readSharedParams(readReal('xroad-playground/shared-params-PLAYGROUND.xml'));
  assert.deepEqual(
    members.map(({ name, subsystems }) => [name, subsystems.length]),
    [
      ['NIIS', 5],
      ['Test Company', 3],
      ['Test Agency', 3],
    ],
  );
});

test("sides pair as X-Road's own corrector pairs them: 5 pairs, 5 orphans, 2 without an id", async (t) => {
  if (withoutRealData !== false) t.skip(withoutRealData);
  const { records: rows, refused } = await usesAt(realPath('xroad-playground/raw_messages_batch_1.json'));
  const sides = Map.groupBy(rows, ({ correlation }) => correlation);
  const clean = JSON.parse(readReal('xroad-playground/clean_data_batch_1.json')) as {
    matchingType: string;
    xRequestId: string | null;
  }[];
  const expected = (type: string): Set<string> =>
    new Set(clean.flatMap((one) => (one.matchingType === type && one.xRequestId ? [one.xRequestId] : [])));
  const found = (count: number): Set<string> =>
    new Set(
      [...sides].flatMap(([id, uses]) => (new Set(uses.map((use) => use.side)).size === count ? [id] : [])),
    );
  assert.deepEqual(found(2), expected('regular_pair'));
  assert.deepEqual(found(1), expected('orphan'));
  assert.deepEqual([found(2).size, found(1).size, refused.length], [5, 5, 2]);
});
