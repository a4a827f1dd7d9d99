// SPDX-License-Identifier: Apache-2.0
/** A rehearsal foretells what somebody will owe; agreements that are gone from a register are named. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const manager = [MANAGER, 'officer'] as const;
const YEAR = new Date().getUTCFullYear();

const agreement = (number: string, from: number, to: number, datasets = ['Births']): object => ({
  base_reference: number,
  organisation: `University of ${number}`,
  versions: [
    {
      reference: `${number}-v1`,
      title: 'A study',
      start_date: `${from}-02-01`,
      end_date: `${to}-01-31`,
      datasets: datasets.map((name) => ({ name, legal_basis: 'An Act', type_of_data: 'Anonymised' })),
    },
  ],
  release_records: [],
});

interface Obligation {
  readonly kind: string;
  readonly state: string;
}

async function obligations(): Promise<readonly Obligation[]> {
  const { body } = await gateway.call<{ items: Obligation[] }>(manager, 'GET', '/v1/obligations?limit=1000');
  return body.items;
}

const countsOf = (all: readonly Obligation[]): Record<string, [number, number]> =>
  Object.fromEntries(
    [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, of]) => [
      kind,
      [of.length, of.filter(({ state }) => state === 'open').length],
    ]),
  );

test('a rehearsal says how many obligations the import will open and leave, and the import opens as many', async () => {
  const file = await line.file(
    [agreement('OWE-1', YEAR - 1, YEAR + 2, ['Births', 'Deaths']), agreement('OWE-2', YEAR - 5, YEAR - 3)],
    'owing.json',
  );
  const words = ['grant', 'import', file, '--provider', 'Office of Obligations'];
  const rehearsal = await line.run(...words, '--dry-run');
  assert.equal(rehearsal.code, 0, rehearsal.err);
  const foretold = Object.fromEntries(
    [...rehearsal.out.matchAll(/^obligations ([a-z-]+): (\d+) opened, (\d+) left open$/gm)].map(
      ([, kind = '', opened, left]) => [kind, [Number(opened), Number(left)]],
    ),
  );
  assert.deepEqual(await obligations(), [], 'a rehearsal opens none');
  assert.equal((await line.run(...words)).code, 0);
  const opened = countsOf(await obligations());
  assert.ok(opened['deliver-data'], 'what still holds is to be delivered');
  assert.deepEqual(foretold, opened);
  const sum = Object.values(opened).reduce((total, [count]) => total + count, 0);
  assert.match(rehearsal.out, new RegExp(`^obligations that it will open: ${sum}, of which`, 'm'));
});

interface Note {
  readonly code: string;
  readonly message: string;
}

async function noted(...words: readonly string[]): Promise<Note[]> {
  const refused = await line.file('');
  const { code, err } = await line.run(...words, '--refused', refused);
  assert.equal(code, 0, err);
  const lines = (await readFile(refused, 'utf8')).split('\n').filter(Boolean);
  return lines.map((one) => JSON.parse(one) as Note).filter((one) => one.code.startsWith('AGREEMENT'));
}

test('an agreement that is gone from the whole register is named, by a rehearsal too, until its grant is revoked', async () => {
  const all = [
    agreement('GONE-1', YEAR - 1, YEAR + 2),
    agreement('GONE-2', YEAR - 1, YEAR + 2),
    agreement('GONE-3', YEAR - 5, YEAR - 3),
  ];
  const provider = ['--provider', 'Office of Registers'];
  const whole = await line.file(all, 'register-2025.json');
  assert.deepEqual(await noted('grant', 'import', whole, ...provider), []);
  const left = await line.file(all.slice(0, 1), 'register-2026.json');
  const words = ['grant', 'import', left, ...provider];
  const changes = await line.file('');
  for (const more of [['--dry-run'], ['--changes', changes]]) {
    const notes = await noted(...words, ...more);
    assert.deepEqual(notes.map(({ code }) => code).toSorted(), [
      'AGREEMENT_NOT_IN_FILE',
      'AGREEMENT_OVER_NOT_IN_FILE',
    ]);
    assert.match(notes.map(({ message }) => message).join(), /GONE-2-v1: Births, for University of GONE-2/);
  }
  const gone = (await readFile(changes, 'utf8')).split('\n').filter((one) => one.includes('"gone"'));
  assert.equal(gone.length, 2);
  const imports = await gateway.call<{ items: { id: string }[] }>(manager, 'GET', '/v1/imports?limit=1');
  const record = await gateway.call<{ touched: { effect: string; count: number }[] }>(
    manager,
    'GET',
    `/v1/imports/${imports.body.items[0]?.id ?? ''}`,
  );
  assert.equal(record.body.touched.find(({ effect }) => effect === 'gone')?.count, 2);
  const { id = '' } = JSON.parse(gone.find((one) => one.includes('GONE-2')) ?? '{}') as { id?: string };
  const ended = await gateway.call(manager, 'POST', `/v1/grants/${id}/revocation`, {
    body: { reason: 'The agreement has ended' },
  });
  assert.equal(ended.status, 200, ended.text);
  assert.deepEqual(
    (await noted(...words)).map(({ code }) => code),
    ['AGREEMENT_OVER_NOT_IN_FILE'],
  );
});
