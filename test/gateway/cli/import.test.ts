// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
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
}

/** Runs a command in this process. */
async function cli(...args: readonly string[]): Promise<Ran> {
  const out: string[] = [];
  let code: number | undefined;
  const terminal = { out: (line: string) => void out.push(line), err: () => undefined, isTerminal: false };
  const program = createProgram(terminal, (exitCode) => {
    code = exitCode;
  });
  await program.parseAsync([...args, '--url', gateway.url], { from: 'user' });
  return { code, out: out.join('\n') };
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
    entry('S-1', { description: 'Ask jane.doe@example.org' }),
    entry('S-2', { accessLevel: 'who knows' }),
    entry('S-3'),
  ]);
  const refused = path.join(home, 'refused.ndjson');
  const { code, out } = await cli('catalog', 'import', file, ...key(), '--refused', refused);
  assert.equal(code, 1);
  assert.match(out, /^resources: 1 created, 0 updated, 0 unchanged$/m);
  const lines = (await readFile(refused, 'utf8')).trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as { row: number; code: string }).map((one) => [one.row, one.code]),
    [
      [1, 'RAW_DATA'],
      [2, 'READ_SHARING_TYPE'],
    ],
  );
  assert.ok(!lines.join().includes('jane'));
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
  assert.match(out, /^resources: 1 in the file$/m);
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
  await assert.rejects(cli('catalog', 'import', '/no/such/file', ...key()), /cannot be read/);
  await assert.rejects(cli('status', '--logins', '/no/such/file'));
  await assert.rejects(cli('token', PROVIDER, 'king', ...key()), /The role is one of/);
  await assert.rejects(cli('trail', 'grant', 'G-1'), /Say who calls/);
});
