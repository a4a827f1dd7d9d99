// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import { registerMembers } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let home: string;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  home = gateway.config.stateDir;
  await registerMembers(gateway);
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
});

interface Ran {
  readonly code: number | undefined;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process. */
async function cli(...args: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  let code: number | undefined;
  const terminal = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    isTerminal: false,
  };
  const program = createProgram(terminal, (exitCode) => {
    code = exitCode;
  });
  await program.parseAsync([...args, '--url', gateway.url], { from: 'user' });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

async function catalogue(name: string, entries: readonly object[]): Promise<string> {
  const file = path.join(home, name);
  await writeFile(file, JSON.stringify({ dataset: entries }));
  return file;
}

const entry = (identifier: string, more: object = {}): object => ({
  identifier,
  title: `Entry ${identifier}`,
  accessLevel: 'public',
  publisher: { name: 'Office of Maps' },
  ...more,
});

const key = (): string[] => ['--demo-key', path.join(home, 'demo-token-key.json'), '--manager', MANAGER];

test('a catalogue is published for a new member; the same again changes nothing; other words make a version', async () => {
  const file = await catalogue('maps.json', [entry('M-1'), entry('M-2', { accessLevel: 'non-public' })]);
  const first = await cli('catalog', 'import', file, ...key());
  assert.equal(first.code, 0);
  assert.match(first.out, /^resources: 2 created, 0 updated, 0 unchanged$/m);
  const second = await cli('catalog', 'import', file, ...key());
  assert.match(second.out, /^resources: 0 created, 0 updated, 2 unchanged$/m);
  const other = await catalogue('maps.json', [entry('M-1', { description: 'New words' }), entry('M-2')]);
  const third = await cli('catalog', 'import', other, ...key());
  assert.match(third.out, /^resources: 0 created, 2 updated, 0 unchanged$/m);
  const { body } = await gateway.call<{ version: number; state: string }>(
    [MANAGER, 'officer'],
    'GET',
    '/v1/resources/OfficeOfMapsMSP:M-1',
  );
  assert.deepEqual([body.version, body.state], [2, 'published']);
});

test('an entry that the gateway refuses is listed by position, and the others pass', async () => {
  const file = await catalogue('some.json', [
    entry('S-1', { description: 'Of 110101190001010858' }),
    entry('S-2', { accessLevel: 'who knows' }),
    entry('S-3'),
  ]);
  const refused = path.join(home, 'refused.ndjson');
  const { code, out } = await cli('catalog', 'import', file, ...key(), '--refused', refused);
  assert.equal(code, 1);
  assert.match(out, /^resources: 1 created, 0 updated, 0 unchanged$/m);
  const lines = (await readFile(refused, 'utf8')).trim().split('\n');
  assert.deepEqual(
    lines
      .map((line) => JSON.parse(line) as { row: number; code: string; taken?: true })
      .filter(({ taken }) => !taken)
      .map((one) => [one.row, one.code]),
    [
      [1, 'RAW_DATA'],
      [2, 'READ_SHARING_TYPE'],
    ],
  );
  assert.ok(!lines.join().includes('1101'));
});

test('whose entries the ledger would refuse is told so once, in a rehearsal too, and nothing is created for their sake', async () => {
  const file = path.join(home, 'nobodys.csv');
  await writeFile(file, 'identifier,title,sharingtype\nNB-1,One,unconditional\n');
  for (const [role, words] of [
    ['submitter', /imported by an officer of ConsumerMSP/],
    ['officer', /ConsumerMSP is no provider on the ledger/],
  ] as const)
    for (const more of [['--dry-run'], []]) {
      const token = await gateway.token(CONSUMER, role);
      await assert.rejects(cli('catalog', 'import', file, '--token', token, ...more), words);
    }
  const duties = await gateway.call<{ items: unknown[] }>(
    [MANAGER, 'officer'],
    'GET',
    `/v1/duties?organisation=${CONSUMER}`,
  );
  assert.deepEqual(duties.body.items, []);
});

test("with a provider's token alone entries wait for the manager, who takes them on by the same import", async () => {
  const file = await catalogue('own.json', [entry('O-1')]);
  const provider = await gateway.token(PROVIDER, 'officer');
  const logins = path.join(home, 'logins.json');
  const manager = { role: 'manager', organisation: MANAGER, token: await gateway.token(MANAGER, 'officer') };
  const owner = { role: 'provider', organisation: PROVIDER, token: provider };
  await writeFile(logins, JSON.stringify({ url: gateway.url, logins: [manager, owner] }));
  const stateNow = async (): Promise<string> => {
    const address = `/v1/resources/${PROVIDER}:O-1`;
    return (await gateway.call<{ state: string }>([PROVIDER, 'officer'], 'GET', address)).body.state;
  };
  const alone = await cli('catalog', 'import', file, '--token', provider);
  assert.match(alone.out, /^resources: 1 created/m);
  assert.equal(await stateNow(), 'submitted');
  const together = await cli('catalog', 'import', file, '--logins', logins);
  assert.match(together.out, /^resources: 0 created, 0 updated, 1 unchanged$/m);
  assert.equal(await stateNow(), 'published');
});

test('a dry run counts and sends nothing', async () => {
  const file = await catalogue('dry.json', [entry('D-1')]);
  const { code, out } = await cli('catalog', 'import', file, ...key(), '--dry-run');
  assert.equal(code, 0);
  assert.match(out, /^dry run: nothing is written/m);
  assert.match(out, /^resources: 1 created, 0 updated, 0 unchanged$/m);
  const { status } = await gateway.call([MANAGER, 'officer'], 'GET', '/v1/resources/OfficeOfMapsMSP:D-1');
  assert.equal(status, 404);
});

test('agreements become grants with a past period, as far as the file goes', async () => {
  const file = path.join(home, 'agreements.json');
  const datasets = [
    { name: 'Deaths', legal_basis: 'An Act', type_of_data: 'Identifiable', frequency: 'Ongoing' },
  ];
  const version = {
    reference: 'A-1-v1',
    title: 'A study',
    start_date: '2021-02-01',
    end_date: '2022-01-31',
    datasets,
  };
  await writeFile(
    file,
    JSON.stringify([{ base_reference: 'A-1', organisation: 'Some University', versions: [version] }]),
  );
  const args = ['grant', 'import', file, '--provider', 'Registry of Deaths', '--releases', 'none', ...key()];
  const { code, out } = await cli(...args);
  assert.equal(code, 0, out);
  assert.match(out, /^requests: 1 created/m);
  const { body } = await gateway.call<{ state: string; terms: { period: object; agreement: string } }>(
    [MANAGER, 'officer'],
    'GET',
    '/v1/grants/A-1-v1-1',
  );
  assert.deepEqual(body.terms.period, { from: '2021-02-01T00:00:00.000Z', to: '2022-02-01T00:00:00.000Z' });
  assert.match((await cli(...args)).out, /^requests: 0 created, 0 updated, 1 unchanged$/m);
});

test('what cannot work is said before anything is sent', async () => {
  assert.equal((await cli('catalog', 'import', '/no/such/file', ...key())).code, 2);
  await assert.rejects(cli('status', '--logins', '/no/such/file'));
  await assert.rejects(cli('token', PROVIDER, 'king', ...key()), /The role is one of/);
  await assert.rejects(cli('trail', 'grant', 'G-1'), /Say who calls/);
});

const log = (year: number, correlation: string): object => ({
  securityServerType: 'Client',
  requestInTs: Date.UTC(year, 5, 1),
  clientXRoadInstance: 'LAB',
  clientMemberClass: 'GOV',
  clientMemberCode: '1',
  clientSubsystemCode: 'desk',
  serviceXRoadInstance: 'LAB',
  serviceMemberClass: 'GOV',
  serviceMemberCode: '2',
  serviceCode: 'get',
  messageId: correlation,
  xRequestId: correlation,
  succeeded: true,
});

async function written(name: string, content: unknown): Promise<string> {
  const file = path.join(home, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test("a second year's log brings grants of its own, and none of its uses becomes a violation", async () => {
  const first = await written('log-1.json', [log(2024, 'y-1'), log(2024, 'y-2')]);
  const second = await written('log-2.json', [log(2025, 'y-3'), log(2024, 'y-2')]);
  const alone = await cli('usage', 'import', first, ...key());
  assert.match(alone.out, /^refused: 2$/m, 'without a grant nothing is sent');
  assert.match(
    (await cli('usage', 'import', first, '--create-grants', ...key())).out,
    /^claims: 2 created, 0 updated, 0/m,
  );
  const { code, out } = await cli('usage', 'import', second, '--create-grants', ...key());
  assert.equal(code, 0, out);
  assert.match(out, /^requests: 1 created, 0 updated, 1 unchanged$/m);
  assert.match(out, /^claims: 1 created, 0 updated, 1 unchanged$/m);
  const { body } = await gateway.call<{ items: { leaf: { at: string }; violations: string[] }[] }>(
    ['LAB.GOV.1', 'officer'],
    'GET',
    '/v1/usage-events?organisation=LAB.GOV.1',
  );
  assert.deepEqual(
    body.items.map(({ violations }) => violations),
    [['reported-late'], ['reported-late'], ['reported-late']],
  );
});

test('a file in which nothing can be read, or whose last line is broken, leaves the ledger as it was', async () => {
  const before = (await gateway.ledger.info()).height;
  const none = await written('none.json', { dataset: [entry('N-1', { accessLevel: 'who knows' })] });
  assert.equal((await cli('catalog', 'import', none, ...key())).code, 1);
  const broken = await written('broken.json', `{"dataset": [${JSON.stringify(entry('N-2'))}, ]}`);
  assert.equal((await cli('catalog', 'import', broken, ...key())).code, 2);
  const empty = await written('empty.json', '');
  for (const command of [
    ['catalog', 'import'],
    ['usage', 'import'],
    ['grant', 'import'],
  ])
    assert.equal(
      (await cli(...command, empty, ...(command[0] === 'grant' ? ['--provider', 'X'] : []), ...key())).code,
      2,
    );
  assert.equal((await gateway.ledger.info()).height, before);
});

const studied = (datasets: readonly object[], more: object = {}, reference = 'B-1'): object => ({
  base_reference: reference,
  organisation: 'Some University',
  versions: [
    {
      reference: `${reference}-v1`,
      title: 'A study',
      start_date: '2026-02-01',
      end_date: '2027-01-31',
      datasets,
      ...more,
    },
  ],
});
const births = (type: string, basis = 'An Act'): object => ({
  name: 'Births',
  legal_basis: basis,
  type_of_data: type,
});
const grantImport = (file: string): Promise<Ran> =>
  cli('grant', 'import', file, '--provider', 'Registry of Births', '--releases', 'none', ...key());

test('an amended agreement is named and never called unchanged; what is shared is merged, not flipped', async () => {
  await grantImport(await written('b.json', [studied([births('Identifiable')])]));
  const amended = await grantImport(
    await written('b.json', [studied([births('Identifiable', 'Another Act')], { end_date: '2027-12-31' })]),
  );
  assert.equal(amended.code, 1);
  assert.match(amended.out, /^requests: 1 different on the ledger, left as they are$/m);
  assert.match(amended.out, /^different requests: legalBasis \(1\)$/m);
  assert.match(amended.out, /^different requests: period \(1\)$/m);
  const other = await written('c.json', [studied([births('Anonymised')], {}, 'C-1')]);
  assert.match((await grantImport(other)).out, /^resources: 0 created, 1 updated, 0 unchanged$/m);
  assert.match(
    (await grantImport(await written('b.json', [studied([births('Identifiable')])]))).out,
    /^resources: 0 created, 0 updated, 1 unchanged$/m,
  );
});

test('what an entry says beyond the ledger’s fields counts too, its own identifier is kept, and what vanished is named', async () => {
  const owner = { publisher: { name: 'Office of Weather' } };
  const file = await written('weather.json', {
    dataset: [entry('W 1', { ...owner, keyword: ['rain'] }), entry('W-2', owner)],
  });
  assert.equal((await cli('catalog', 'import', file, ...key())).code, 0);
  const amended = await written('weather.json', {
    dataset: [entry('W 1', { ...owner, keyword: ['rain', 'snow'] })],
  });
  const refused = path.join(home, 'weather.ndjson');
  const { out } = await cli('catalog', 'import', amended, ...key(), '--refused', refused);
  assert.match(out, /^resources: 0 created, 1 updated, 0 unchanged$/m);
  assert.match(out, /^changed resources: source \(1\)$/m);
  assert.match(await readFile(refused, 'utf8'), /NOT_IN_FILE.*OfficeOfWeatherMSP:W-2/);
  const { body } = await gateway.call<{ content: { source: { identifier: string } } }>(
    [MANAGER, 'officer'],
    'GET',
    '/v1/resources/OfficeOfWeatherMSP:W-1/versions/2',
  );
  assert.equal(body.content.source.identifier, 'W 1');
});

test('entries of an owner that vanished from the file altogether are named too, whatever the file is called', async () => {
  const both = ['Snow', 'Fog', 'Hail'].map((what) =>
    entry(`${what.charAt(0)}-1`, { publisher: { name: `Office of ${what}` } }),
  );
  const imported = await written('sky-2026.json', { dataset: both });
  assert.equal((await cli('catalog', 'import', imported, ...key())).code, 0);
  const refused = path.join(home, 'sky.ndjson');
  const vanished = async (name: string, left: readonly object[]): Promise<string> => {
    const rest = await written(name, { dataset: left });
    assert.equal((await cli('catalog', 'import', rest, ...key(), '--refused', refused)).code, 0);
    return readFile(refused, 'utf8');
  };
  assert.match(await vanished('sky-2027.json', both.slice(0, 2)), /NOT_IN_FILE.*OfficeOfHailMSP:H-1/);
  assert.match(await vanished('sky-2027.json', both.slice(0, 1)), /NOT_IN_FILE.*OfficeOfFogMSP:F-1/);
});

test('a mapping is proposed, waits for a person, and brings the catalogue in', async () => {
  const rows = [{ 标题: '车站', 提供单位: '示例交通局', 开放属性: '有条件开放' }];
  const file = await written('city.json', rows);
  const map = path.join(home, 'city.map.json');
  assert.equal((await cli('catalog', 'import', file, ...key())).code, 2);
  assert.equal((await cli('catalog', 'import', file, '--propose-map', map, ...key())).code, 0);
  assert.equal((await cli('catalog', 'import', file, '--map', map, ...key())).code, 2);
  await writeFile(map, (await readFile(map, 'utf8')).replace('"confirmed": false', '"confirmed": true'));
  const { code, out } = await cli('catalog', 'import', file, '--map', map, ...key());
  assert.equal(code, 0, out);
  assert.match(out, /^resources: 1 created/m);
});

test('a mapping that names a field which nobody reads stops the import, and says what there is', async () => {
  const file = await written('typo.json', [{ 标题: '车库', 提供单位: '示例交通局', 开放属性: '有条件开放' }]);
  const map = path.join(home, 'typo.map.json');
  assert.equal((await cli('catalog', 'import', file, '--propose-map', map, ...key())).code, 0);
  const proposal = (await readFile(map, 'utf8')).replace('"confirmed": false', '"confirmed": true');
  await writeFile(map, proposal.replace('"publisher"', '"publihser"'));
  for (const words of [[], ['--dry-run']]) {
    const { code, out, err } = await cli('catalog', 'import', file, '--map', map, ...words, ...key());
    assert.equal(code, 2, out);
    assert.match(err, /FILE_MAP: .*publihser is no field; fields are identifier, title, .*publisher/);
    assert.doesNotMatch(out, /created/);
  }
});

test('the gateway remembers who imported which file, and what came of it', async () => {
  const file = await catalogue('remembered.json', [entry('R-1')]);
  const { out } = await cli('catalog', 'import', file, ...key());
  const id = /^import: (\S+)$/m.exec(out)?.[1] ?? '';
  const manager = [MANAGER, 'officer'] as const;
  const { body } = await gateway.call<Record<string, unknown>>(manager, 'GET', `/v1/imports/${id}`);
  assert.deepEqual(
    [body['file'], body['format'], body['refused'], body['organisation']],
    ['remembered.json', 'project-open-data', 0, MANAGER],
  );
  assert.match(String(body['digest']), /^[0-9a-f]{64}$/);
  const list = await gateway.call<{ items: { id: string }[] }>(manager, 'GET', '/v1/imports?limit=1');
  assert.equal(list.body.items[0]?.id, id);
  assert.equal((await gateway.call([PROVIDER, 'officer'], 'GET', `/v1/imports/${id}`)).status, 404);
});
