// SPDX-License-Identifier: Apache-2.0
/** Files as strangers bring them: the same log as a table, a register of one's own agreements, a header that lacks something. */
import assert from 'node:assert/strict';
import { registerMembers } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
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

const RECORD = {
  securityServerType: 'Client',
  requestInTs: Date.UTC(2026, 5, 15),
  clientXRoadInstance: 'TAB',
  clientMemberClass: 'GOV',
  clientMemberCode: 'c',
  clientSubsystemCode: 'desk',
  serviceXRoadInstance: 'TAB',
  serviceMemberClass: 'GOV',
  serviceMemberCode: 'p',
  serviceCode: 'get',
  messageId: 'm-1',
  xRequestId: 'x-1',
  succeeded: true,
};

test('a log that was downloaded as a table is the same log', async () => {
  const json = await line.run('usage', 'import', await line.file([RECORD]), '--create-grants');
  assert.match(json.out, /^claims: 1 created/m);
  const table = `${Object.keys(RECORD).join(',')}\n${Object.values(RECORD).join(',')}\n`;
  const csv = await line.run('usage', 'import', await line.file(table, 'log.csv'), '--create-grants');
  assert.equal(csv.code, 0, csv.err);
  assert.match(csv.out, /^claims: 0 created, 0 updated, 1 unchanged$/m);
});

test('who is provider and recipient of its own agreement gets both roles', async () => {
  const datasets = [{ name: 'Deaths', legal_basis: 'An Act' }];
  const dates = { start_date: '2026-02-01', end_date: '2026-08-31' };
  const versions = [{ reference: 'OWN-1-v1', title: 'A study', ...dates, datasets }];
  const file = await line.file([{ base_reference: 'OWN-1', organisation: 'Office of Both', versions }]);
  const { code, out, err } = await line.run('grant', 'import', file, '--provider', 'Office of Both');
  assert.equal(code, 0, err);
  assert.match(out, /^requests: 1 created/m);
  const { body } = await gateway.call<{ roles: string[] }>(
    [MANAGER, 'officer'],
    'GET',
    '/v1/organisations/OfficeOfBothMSP',
  );
  assert.deepEqual(body.roles, ['consumer', 'provider']);
});

test('a header that lacks something says what, and a document that is no table what it is', async () => {
  const lacking = await line.file('信息资源名称,共享类型\n一,无条件共享\n', 'lacking.csv');
  const { code, err } = await line.run('catalog', 'import', lacking);
  assert.equal(code, 2);
  assert.match(err, /FILE_HEADER_LACKS: .*identifier \(identifier, code, id, 信息资源代码, 目录编码\)/);
  assert.doesNotMatch(err, /title \(/);
  const titled = await line.file('某市目录,,\nid,name,sharingtype\nA,B,public\n', 'titled.csv');
  assert.match((await line.run('catalog', 'import', titled)).err, /FILE_HEADER: .*Delete a title above it/);
  const pdf = await line.run('catalog', 'import', await line.file('%PDF-1.7\n', 'a.pdf'));
  assert.match(pdf.err, /FILE_FORMAT: The file is a PDF document/);
});

test('a member is told by its own name, whatever a file calls nobody', async () => {
  const file = await line.file('id,name,sharingtype\nM-1,One,public\n', 'members.csv');
  const known = await line.run('catalog', 'import', file, '--organisation', CONSUMER);
  assert.match(known.out, /^updated organisations: Housing · ConsumerMSP$/m);
  const founded = await line.run('catalog', 'import', file, '--organisation', 'FoundedMSP');
  assert.match(founded.out, /^created organisations: FoundedMSP · FoundedMSP$/m);
});

test('--refused and --changes are two files', async () => {
  const file = await line.file('id,name,sharingtype\nR-1,One,public\n', 'two.csv');
  const both = await line.file('');
  await assert.rejects(
    line.run('catalog', 'import', file, '--organisation', PROVIDER, '--refused', both, '--changes', both),
    /--refused and --changes name the same file/,
  );
});

test('nobody reports in the name of an organisation that is no member, and a rehearsal says so', async () => {
  const use = {
    kind: 'use',
    outcome: 'ok',
    grant: 'G-1',
    correlation: 'ghost-1',
    action: 'query',
    at: '2026-06-01T10:00:00Z',
    system: 'GhostMSP:desk',
    actorId: 'clerk',
    purpose: 'p',
    count: 1,
    organisation: 'GhostMSP',
  };
  const file = await line.file(`${JSON.stringify(use)}\n`, 'ghost.ndjson');
  for (const more of [['--dry-run'], []]) {
    const { code, out, err } = await line.run('usage', 'import', file, ...more);
    assert.equal(code, 1);
    assert.match(err, /refused READ_REPORTER \(1\).*GhostMSP is no member/);
    assert.match(out, /^refused: 1$/m);
  }
});

test('a mapping whose rows are items names a column of items', async () => {
  const map = await line.file({
    format: 'catalog-chain-mapping/1',
    of: 'catalogue',
    confirmed: true,
    rows: 'item',
    columns: { id: 'identifier', name: 'title', kind: 'sharing' },
    constants: {},
    values: {},
    identity: [],
  });
  const file = await line.file('id,name,kind\nA,B,public\n', 'item.csv');
  assert.match(
    (await line.run('catalog', 'import', file, '--map', map)).err,
    /FILE_MAP: .*no column is item/,
  );
});
