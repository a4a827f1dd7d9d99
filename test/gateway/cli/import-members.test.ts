// SPDX-License-Identifier: Apache-2.0
/** Whoever is a member already is not registered once more because a file names it in words. */
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

interface Shown {
  readonly organisation: string;
  readonly names: Readonly<Record<string, string>>;
}

const membersNow = async (): Promise<readonly Shown[]> =>
  (await gateway.call<{ items: Shown[] }>([MANAGER, 'officer'], 'GET', '/v1/organisations?limit=1000')).body
    .items;

const nameOf = async (id: string): Promise<string> =>
  Object.values((await membersNow()).find(({ organisation }) => organisation === id)?.names ?? {})[0] ?? '';

const agreement = (reference: string, organisation: string): object => ({
  base_reference: reference,
  organisation,
  versions: [
    {
      reference: `${reference}-v1`,
      title: 'A study',
      start_date: '2026-01-01',
      end_date: '2028-12-31',
      datasets: [
        {
          name: 'Episodes',
          type_of_data: 'Anonymised',
          legal_basis: 'An act',
          frequency: 'One-Off',
          sensitive: false,
        },
      ],
    },
  ],
  releases: [],
});

test('agreements bind the members that have the names of their parties, and found nobody beside them', async () => {
  const [provider, consumer] = [await nameOf(PROVIDER), await nameOf(CONSUMER)];
  const before = await membersNow();
  const file = await line.file([agreement('DSA-1', consumer), agreement('DSA-2', 'A New Institute')]);
  const rehearsed = await line.run('grant', 'import', file, '--provider', provider, '--dry-run');
  assert.match(rehearsed.out, /^created organisations: A New Institute · ANewInstituteMSP$/m);
  await line.run('grant', 'import', file, '--provider', provider);
  const ids = (await membersNow()).map(({ organisation }) => organisation);
  assert.deepEqual(
    ids.filter((id) => !before.some(({ organisation }) => organisation === id)),
    ['ANewInstituteMSP'],
  );
  const { body } = await gateway.call<{ terms: { consumer: string; provider: string } }>(
    [CONSUMER, 'officer'],
    'GET',
    '/v1/grants/DSA-1-v1-1',
  );
  assert.deepEqual([body.terms.consumer, body.terms.provider], [CONSUMER, PROVIDER]);
});

test('a provider is named by its id as well, and a catalogue knows its publishers by name or code', async () => {
  const file = await line.file([agreement('DSA-3', await nameOf(CONSUMER))]);
  const before = (await membersNow()).length;
  const { out, code } = await line.run('grant', 'import', file, '--provider', PROVIDER);
  assert.match(out, /^requests: 1 created/m);
  assert.equal(code, 0);
  const entries = await line.file(
    `identifier,title,publisher,accessLevel\nM-1,Entry,${await nameOf(PROVIDER)},public\n`,
  );
  assert.match((await line.run('catalog', 'import', entries)).out, /^resources: 1 created/m);
  assert.equal((await membersNow()).length, before);
  const entry = await gateway.call([MANAGER, 'officer'], 'GET', `/v1/resources/${PROVIDER}:M-1`);
  assert.equal(entry.status, 200);
});

test('where two members have the name, nobody guesses', async () => {
  for (const [organisation, code] of [
    ['TwinAMSP', 'TEST:TWIN-A'],
    ['TwinBMSP', 'TEST:TWIN-B'],
  ])
    await gateway.call([MANAGER, 'officer'], 'POST', '/v1/organisations', {
      body: {
        organisation,
        code,
        names: { zh: '某市财政局' },
        roles: ['provider', 'consumer'],
      },
    });
  const file = await line.file([agreement('DSA-4', '某市财政局')]);
  const recipient = await line.run('grant', 'import', file, '--provider', PROVIDER);
  assert.match(recipient.out, /^refused: 1$/m);
  assert.match(recipient.err, /MEMBER_NAMES.*TwinAMSP, TwinBMSP/);
  const provider = await line.run('grant', 'import', file, '--provider', '某市财政局');
  assert.equal(provider.code, 2);
  assert.match(provider.err, /FILE_PROVIDER.*TwinAMSP, TwinBMSP/);
});

test('a row that names no publisher, in a table that has them, is refused and not put under an invented name', async () => {
  const file = await line.file(
    'identifier,title,publisher,accessLevel\nU-1,Entry,,public\nU-2,Entry,Office of Maps,public\n',
  );
  const { out, err, code } = await line.run('catalog', 'import', file);
  assert.equal(code, 1);
  assert.match(out, /^resources: 1 created/m);
  assert.match(err, /READ_FIELD_MISSING .*row 1 .*publisher/);
  assert.ok(!(await membersNow()).some(({ organisation }) => organisation.startsWith('Unnamed')));
});
