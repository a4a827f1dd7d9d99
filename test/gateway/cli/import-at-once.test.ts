// SPDX-License-Identifier: Apache-2.0
/** Two imports of one file at the same time: each thing is created by one of them, and nobody is told that it was refused. */
import assert from 'node:assert/strict';
import type { ImportRecord } from '@catalog-chain/gateway/import/record/import-records';
import { registerMembers } from '../../support/api-flows.js';
import { writeLog } from '../../support/big-files.js';
import { MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { ImportLine, type Ran } from '../../support/import-line.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const OWNERS = 12;
const ENTRIES = 120;
const RECORDS = 600;
/** Three consumers, two providers and five services, of which each meets each. */
const REQUESTS = 30;
const manager = [MANAGER, 'officer'] as const;

let gateway: TestGateway;
let line: ImportLine;

beforeAll(async () => {
  gateway = await startTestGateway({ env: { ORGANISATIONS: '*' } });
  await registerMembers(gateway);
  line = new ImportLine(gateway);
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Counts {
  readonly created: number;
  readonly unchanged: number;
}

function countsOf(what: string, { out }: Ran): Counts {
  const [, created, unchanged] =
    new RegExp(`^${what}: (\\d+) created, 0 updated, (\\d+) unchanged$`, 'm').exec(out) ?? [];
  return { created: Number(created), unchanged: Number(unchanged) };
}

/** Each of so many things was created by one of the two and found by the other. */
function createdOnce(what: string, both: readonly Ran[], many: number): void {
  const counts = both.map((one) => countsOf(what, one));
  for (const { created, unchanged } of counts) assert.equal(created + unchanged, many, what);
  assert.equal(
    counts.reduce((sum, { created }) => sum + created, 0),
    many,
    `${what}: ${JSON.stringify(counts)}`,
  );
}

async function twice(...words: readonly string[]): Promise<readonly Ran[]> {
  const both = await Promise.all([line.run(...words), line.run(...words)]);
  for (const { code, err } of both) assert.equal(code, 0, err);
  return both;
}

const totalsOf = async ({ out }: Ran): Promise<ImportRecord['totals']> => {
  const id = /^import: (\S+)$/m.exec(out)?.[1] ?? '';
  return (await gateway.call<ImportRecord>(manager, 'GET', `/v1/imports/${id}`)).body.totals;
};

test('two imports of one catalogue at once: each entry is created by one of them, and each record says its own', async () => {
  const rows = Array.from({ length: ENTRIES }, (_, i) =>
    [`AO-${i}`, `Title ${i}`, `Agency ${i % OWNERS}`, 'unconditional', `S-${i % OWNERS}`, `D-${i}`].join(),
  );
  const head = 'identifier,title,publisher,sharingtype,system,duty';
  const file = await line.file([head, ...rows].join('\n'), 'at-once.csv');
  const both = await twice('catalog', 'import', file);
  createdOnce('organisations', both, OWNERS);
  createdOnce('duties', both, ENTRIES);
  createdOnce('resources', both, ENTRIES);
  for (const one of both) {
    const { created, unchanged } = countsOf('resources', one);
    assert.deepEqual((await totalsOf(one))?.['resources'], { created, updated: 0, unchanged, different: 0 });
  }
  const again = await line.run('catalog', 'import', file);
  assert.deepEqual(countsOf('resources', again), { created: 0, unchanged: ENTRIES });
});

test('two imports of one log at once: no use is refused for a grant that the other one makes', async () => {
  const file = await line.file('', 'at-once.json');
  await writeLog(file, RECORDS, { consumers: 3, providers: 2, services: 5 });
  const both = await twice('usage', 'import', file, '--create-grants');
  createdOnce('requests', both, REQUESTS);
  createdOnce('claims', both, RECORDS / 2);
  createdOnce('attestations', both, RECORDS / 2);
});
