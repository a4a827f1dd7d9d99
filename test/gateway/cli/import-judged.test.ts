// SPDX-License-Identifier: Apache-2.0
/** What the ledger would refuse is said before anything is created, and by a rehearsal in the words of the real run. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { registerMembers } from '../../support/api-flows.js';
import { startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine, type Ran } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** A number of the form and check character of a person's identity number; nobody has it. */
const IDENTITY = '11010519491231002X';
const AT = Date.UTC(2026, 5, 15);

const record = (consumer: string, id: string, more: object = {}): object => ({
  securityServerType: 'Client',
  requestInTs: AT,
  clientXRoadInstance: 'LAW',
  clientMemberClass: 'GOV',
  clientMemberCode: consumer,
  clientSubsystemCode: 'desk',
  serviceXRoadInstance: 'LAW',
  serviceMemberClass: 'GOV',
  serviceMemberCode: 'register',
  serviceCode: 'get',
  messageId: `m-${id}`,
  xRequestId: id,
  succeeded: true,
  ...more,
});

interface Told {
  readonly row: number;
  readonly code: string;
  readonly message: string;
}

/** Runs an import and reads what it refused and noted. */
async function told(...words: readonly string[]): Promise<Ran & { readonly rows: readonly Told[] }> {
  const file = await line.file('');
  const ran = await line.run(...words, '--refused', file);
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  assert.doesNotMatch(lines.join('') + ran.out + ran.err, new RegExp(IDENTITY));
  return { ...ran, rows: lines.map((one) => JSON.parse(one) as Told) };
}

const places = (rows: readonly Told[]): string[] => rows.map(({ row, code }) => `${row} ${code}`);

test('a member whose code is the number of a person costs its rows, and the others come in', async () => {
  const log = await line.file([
    record('a', 'x1'),
    record(IDENTITY, 'x2'),
    record('b', 'x3'),
    record(IDENTITY, 'x4'),
  ]);
  for (const more of [['--dry-run'], []]) {
    const { code, out, rows } = await told('usage', 'import', log, '--create-grants', ...more);
    assert.equal(code, 1);
    assert.deepEqual(places(rows), ['2 RAW_DATA', '4 RAW_DATA']);
    assert.match(out, more.length > 0 ? /^usage events: 2 to be sent/m : /^claims: 2 created/m);
  }
  const alone = await told('usage', 'import', log);
  assert.deepEqual(places(alone.rows), ['2 RAW_DATA', '4 RAW_DATA'], 'without --create-grants too');
});

const use = (more: object): object => ({
  organisation: 'ConsumerMSP',
  grant: 'g-1',
  correlation: 'c-1',
  action: 'query',
  at: '2026-06-15T10:00:00Z',
  system: 'ConsumerMSP:desk',
  actorId: 'clerk',
  purpose: 'p',
  count: 1,
  ...more,
});

test('a rehearsal refuses the rows that the real run refuses, for the same reasons', async () => {
  const id = '019e8f7a-1111-7aaa-8aaa-aaaaaaaaaaaa';
  const file = await line.file(
    [
      use({}),
      use({ organisation: IDENTITY }),
      use({ correlation: 'with blanks' }),
      use({ correlation: '13800138000' }),
      use({ count: 0 }),
      use({ recordId: 'R', correlation: 'c-2', count: undefined }),
      use({ organisation: `LAW.GOV.${IDENTITY}` }),
      use({ system: 'nobody' }),
      use({ purpose: '11010519491231002X' }),
      use({ actorId: 'a\u200bb' }),
      use({ strange: 1 }),
      use({ id, correlation: 'c-3' }),
      use({ id, correlation: 'c-4' }),
      use({ at: '2026-06-15 10:00' }),
      use({ kind: 'other' }),
    ]
      .map((one) => JSON.stringify(one))
      .join('\n'),
    'uses.ndjson',
  );
  const rehearsed = await told('usage', 'import', file, '--dry-run');
  const real = await told('usage', 'import', file);
  const inOrder = (rows: readonly Told[]): string[] => places(rows.toSorted((a, b) => a.row - b.row));
  assert.deepEqual(inOrder(rehearsed.rows), inOrder(real.rows));
  assert.match(rehearsed.out, /^usage events: 2 to be sent/m);
  assert.match(real.out, /^claims: 2 created/m);
});

const version = (reference: string, more: object = {}): object => ({
  reference,
  title: 'A study',
  start_date: '2026年2月1日',
  end_date: '２０２６／8／31',
  datasets: [{ name: 'Deaths', legal_basis: 'An Act', type_of_data: 'Anonymised' }],
  ...more,
});

test('an agreement that the ledger would refuse creates nothing, and is refused by a rehearsal too', async () => {
  const bad = [
    version('L-1-v1', { end_date: '2026-01-31' }),
    version('L-1-v2', { start_date: '2010-01-01', end_date: '2026-01-31' }),
    version('L-1-v3', { datasets: [{ name: 'Births', legal_basis: `Consent of ${IDENTITY}` }] }),
    version('L-1-v4', { start_date: '2026-02-30' }),
  ];
  const file = await line.file([
    { base_reference: 'L-1', organisation: 'University of Late Ends', versions: bad },
  ]);
  for (const more of [['--dry-run'], []]) {
    const { code, out, rows } = await told('grant', 'import', file, '--provider', 'Office of Ends', ...more);
    assert.equal(code, 1);
    assert.deepEqual(rows.map((row) => row.code).sort(), [
      'INVALID_ARGUMENT',
      'INVALID_ARGUMENT',
      'RAW_DATA',
      'READ_FIELD_MISSING',
    ]);
    assert.doesNotMatch(out, /created/, 'nobody and nothing is created for it');
  }
});

test('days in Chinese and in full width are days; two versions of one number with other ends are named', async () => {
  const versions = [version('T-1-v1'), version('T-1-v1'), version('T-1-v1', { end_date: '2026-09-30' })];
  const file = await line.file([{ base_reference: 'T-1', organisation: 'University of Twins', versions }]);
  const { code, out, rows } = await told(
    'grant',
    'import',
    file,
    '--provider',
    'Office of Twins',
    '--dry-run',
  );
  assert.equal(code, 1);
  assert.deepEqual(places(rows), ['1 READ_VERSION']);
  assert.match(out, /^requests: 1 created/m);
});

test('a table whose rows contradict each other within a version is told which row, and which field', async () => {
  const table = await line.file(
    'reference,version,recipient,title,from,to,dataset,legalBasis\n' +
      'K-1,1,Institute of Tables,Study,2026-01-01,2026-12-31,D1,Act\n' +
      'K-1,1,Institute of Tables,Study,2026-01-01,2027-12-31,D2,Act\n',
    'agreements.csv',
  );
  const map = await line.file('', 'agreements.map.json');
  await line.run('grant', 'import', table, '--provider', 'Office of Tables', '--propose-map', map);
  const words = ['grant', 'import', table, '--provider', 'Office of Tables', '--map', map, '--dry-run'];
  const { rows } = await told(...words);
  const found = rows.find(({ row }) => row === 2);
  assert.equal(found?.code, 'READ_VERSION');
  assert.match(found.message, /^The to differs/);
});

test('two codes of one owner, one exchange at two times, and a member twice in a row are named', async () => {
  const head = 'identifier,title,accessLevel,publisher,publisherCode\n';
  const entry = (id: string, code: string): string => `${id},Title,public,Office of Codes,${code}\n`;
  const table = await line.file(
    head + entry('C-1', 'TEST:AAA') + entry('C-2', 'TEST:BBB') + entry('C-3', 'TEST:BBB'),
  );
  assert.deepEqual(places((await told('catalog', 'import', table, '--dry-run')).rows), ['2 OWNER_CODES']);

  const log = await line.file([
    record('a', 'r1'),
    record('a', 'r1'),
    record('a', 'r1', { requestInTs: AT + 1 }),
  ]);
  const repeated = await told('usage', 'import', log, '--create-grants', '--dry-run');
  assert.deepEqual(places(repeated.rows), ['3 USE_REPEATED']);

  const twice = `{"dataset":[{"identifier":"M-1","title":"T","accessLevel":"non-public","accessLevel":"public"}]}`;
  const pod = await told('catalog', 'import', await line.file(twice), '--dry-run');
  assert.deepEqual(places(pod.rows), ['1 READ_KEYS']);
  const lines = `${JSON.stringify(use({}))}\n${JSON.stringify(use({})).replace('{', '{"count":7,')}\n`;
  const ndjson = await told('usage', 'import', await line.file(lines, 'twice.ndjson'), '--dry-run');
  assert.deepEqual(places(ndjson.rows), ['2 READ_KEYS', '1 USE_VERDICT'], 'and there is no such grant');
  const frame = await line.run(
    'catalog',
    'import',
    await line.file('{"dataset":[],"a":1,"a":2}'),
    '--dry-run',
  );
  assert.match(frame.err, /FILE_JSON_KEY/);
});
