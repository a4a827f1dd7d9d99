// SPDX-License-Identifier: Apache-2.0
/** Tables for spreadsheets, from the ledger to a file and back: by command and over HTTP. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { TableName } from '@catalog-chain/gateway/cli/commands/oversight/export';
import { openSource } from '@catalog-chain/gateway/import/source/open-source';
import { content, grant, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const DIGEST = 'ab'.repeat(32);
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const COMPLETE = {
  ...content('conditional'),
  items: [
    {
      code: 'status',
      names: { zh: '婚姻状况', en: '=1+1' },
      dataType: 'code',
      sensitivity: 3,
      grade: 'general-3',
      dataClass: 'user',
    },
    { code: 'since', names: { en: 'Since' }, dataType: 'date', sensitivity: 2 },
  ],
  formats: ['csv', 'interface'],
  openness: { openType: 'conditional', condition: 'On request' },
  guideCode: '307033000/000012',
  assessments: { secrecy: DIGEST, personalInformation: DIGEST, agreed: 'Deputy head' },
  schemaDigest: DIGEST,
  source: { identifier: 'A-1', digest: DIGEST },
  sharing: {
    sharingType: 'conditional',
    condition: 'For housing benefits',
    conditions: {
      consumers: { levels: ['county'], organisations: [CONSUMER] },
      purposes: ['benefit', 'housing'],
      others: ['100 a month', 'Not on, and "off"'],
    },
    modes: ['query', 'verify'],
  },
};
const WITHHELD = {
  ...content('not-shared'),
  sharing: {
    sharingType: 'not-shared',
    legalBasis: 'Secrecy Act',
    reason: 'Secret',
    basis: { kind: 'law', citation: 'Secrecy Act, section 9' },
    modes: [],
  },
};

let gateway: TestGateway;
let line: ImportLine;
beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  line = new ImportLine(gateway);
  await registerMembers(gateway);
  await registerSystems(gateway);
  await enter('FULL', COMPLETE);
  await enter('SECRET', WITHHELD);
  await grant(gateway, 'G-1', await publish(gateway, 'MARRIAGES', 'conditional'));
  // Of what is published something else is being written, one is suspended, and one was never published.
  await post(provider, '/v1/resources', { code: 'FULL', content: content('unconditional') }, 201);
  await post(manager, `/v1/resources/${PROVIDER}:SECRET/suspension`, { reason: 'A complaint' });
  await post(provider, '/v1/resources', { code: 'DRAFT', content: COMPLETE }, 201);
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function post<T>(as: typeof provider | typeof manager, at: string, body: object, status = 200) {
  const reply = await gateway.call<T>(as, 'POST', at, { body });
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

async function enter(code: string, entry: object): Promise<void> {
  const id = `${PROVIDER}:${code}`;
  await post(provider, '/v1/resources', { code, content: entry }, 201);
  const submitted = await post<Resource>(provider, `/v1/resources/${id}/submission`, {});
  await post(manager, `/v1/resources/${id}/review`, { approved: true, digest: submitted.pending?.digest });
}

const fileAt = (name: string): string => path.join(gateway.config.stateDir, name);

async function exported(name: string, ...words: readonly string[]): Promise<string> {
  const file = fileAt(name);
  const { code, err } = await line.run('catalog', 'export', file, ...words);
  assert.equal(code, 0, err);
  return file;
}

const height = async (): Promise<number> =>
  (await gateway.call<{ height: number }>(manager, 'GET', '/v1/ledger')).body.height;

for (const [name, words] of [
  ['zh.csv', ['--language', 'zh']],
  ['zh.xlsx', ['--language', 'zh']],
  ['en.csv', ['--language', 'en']],
  ['en.xlsx', ['--language', 'en', '--member', PROVIDER]],
] as const)
  test(`${name}: an export that is imported again changes nothing, whatever is being written beside it`, async () => {
    const file = await exported(name, ...words);
    const before = await height();
    const { code, out, err } = await line.run('catalog', 'import', file);
    assert.equal(code, 0, err);
    assert.match(out, /: export \(/);
    assert.match(out, /^resources: 0 created, 0 updated, 3 unchanged$/m);
    assert.doesNotMatch(out, /^noted/m);
    assert.equal(await height(), before);
  });

test('an edited cell becomes the next version, and nothing else does', async () => {
  const file = await exported('edited.csv');
  const text = (await readFile(file, 'utf8')).replaceAll('Deputy head', 'Head');
  const { code, out } = await line.run('catalog', 'import', await line.file(text));
  assert.equal(code, 0, out);
  assert.match(out, /^resources: 0 created, 1 updated, 2 unchanged$/m);
  const again = await readFile(await exported('after.csv'), 'utf8');
  assert.equal(again.includes('Head'), true);
  assert.deepEqual([text.includes('Deputy head'), again.includes('Deputy head')], [false, false]);
});

test('another ledger takes the entries of an export whose system it has', async () => {
  const file = await exported('elsewhere.csv');
  await using other = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(other);
  const there = new ImportLine(other);
  const without = await there.run('catalog', 'import', file);
  assert.equal(without.code, 1);
  assert.match(without.err, /NOT_FOUND/);
  await registerSystems(other);
  const { code, out } = await there.run('catalog', 'import', file);
  assert.equal(code, 0, out);
  assert.match(out, /^resources: 3 created/m);
});

const THIS_MONTH = new Date().toISOString().slice(0, 7);
const TABLES: readonly (readonly [TableName, readonly string[], string, number])[] = [
  ['catalogue', [], '目录链编号', 6],
  ['demand', [], '需求编号', 0],
  ['responsibility', [], '目录编号', 2],
  ['negative', [], '目录编号', 0],
  ['overview', [], '职责', 2],
  ['obligations', [], '义务编号', 4],
  ['liability', ['--period', THIS_MONTH], '机构', 19],
  ['appraisal', ['--period', THIS_MONTH], '机构', 30],
];

async function rowsOf(file: string): Promise<unknown[]> {
  const source = await openSource(file, { multiline: true });
  const found: unknown[] = [source.columns];
  for await (const { value } of source.rows()) found.push(value);
  return found;
}

for (const [of, words, heading, atLeast] of TABLES)
  test(`${of}: a workbook and CSV say the same, under Chinese headings`, async () => {
    const workbook = await rowsOf(await exported(`${of}.xlsx`, '--of', of, '--language', 'zh', ...words));
    const text = await rowsOf(await exported(`${of}.csv`, '--of', of, '--language', 'zh', ...words));
    assert.deepEqual(workbook, text);
    const [columns] = text as string[][];
    assert.equal(columns?.[0], heading);
    assert.ok(text.length - 1 >= atLeast, `${text.length - 1}`);
  });

test('the form is asked for by Accept, and one that is not there is refused', async () => {
  const asked = async (at: string, accept: string) => {
    const token = await gateway.token(...manager);
    const headers = { authorization: `Bearer ${token}`, accept };
    const answer = await fetch(new URL(at, gateway.url), { headers });
    return [answer.status, answer.headers.get('content-type')?.split(';')[0]];
  };
  for (const at of ['/v1/catalogue-table', '/v1/lists/negative', '/v1/obligations', '/v1/duties-overview']) {
    assert.deepEqual(await asked(at, XLSX), [200, XLSX], at);
    assert.deepEqual(await asked(at, 'text/csv'), [200, 'text/csv'], at);
    assert.deepEqual(await asked(at, 'image/png'), [406, 'application/problem+json'], at);
  }
  const bad = await gateway.call(manager, 'GET', '/v1/catalogue-table?format=json');
  assert.equal(bad.status, 400);
});
