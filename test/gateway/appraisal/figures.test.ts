// SPDX-License-Identifier: Apache-2.0
/** Figures of chains made by hand; the numbers are worked out by hand from docs/appraisal.md. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { encode } from '@catalog-chain/chaincode/domain/canonical-json';
import { appraise } from '@catalog-chain/gateway/appraisal/appraise';
import { csvOf } from '@catalog-chain/gateway/appraisal/csv';
import type { Appraisal } from '@catalog-chain/gateway/appraisal/report';
import { SqlIndexReader } from '@catalog-chain/gateway/index/index-reader';
import { IndexWriter } from '@catalog-chain/gateway/index/index-writer';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/open-tables';
import { leafOf, ScriptedChain } from '../../support/scripted-chain.js';

const DAY_MS = 86_400_000;
const EMPTY = hash('sha256', '');
const JANUARY = { from: '2026-01', to: '2026-01' };

/** Blocks a day apart: block n is of 1 January 2026, 08:00 in China, and n days. */
const newChain = (): ScriptedChain => new ScriptedChain('by hand', DAY_MS);

async function appraised(
  chain: ScriptedChain,
  organisation: string,
  { months = JANUARY, ...rest }: { months?: typeof JANUARY; asOf?: number; grant?: string } = {},
): Promise<Appraisal> {
  await using database = openIndexDatabase({ sqlite: ':memory:' });
  await bindToChain(database, (await chain.info()).genesisHash);
  await new IndexWriter(database).apply(chain.chain);
  return await appraise(new SqlIndexReader(database), { organisation, months, ...rest });
}

/** `[met, of]`, or null where nothing was counted. */
function rate({ figures }: Appraisal, name: string): readonly [number, number] | null {
  const found = figures.find(({ figure }) => figure === name);
  assert.ok(found, name);
  assert.deepEqual(
    [found.of.count === 0, found.met.count],
    [found.rate === null, found.rate?.numerator ?? 0],
  );
  return found.rate && [found.rate.numerator, found.rate.denominator];
}

const stamp = (at: string, by = 'ProviderMSP'): object => ({ at, by, tx: 'ab'.repeat(32) });
const BOTH = { zh: '名', en: 'Name' };

const contentOf = (change: object = {}): object => ({
  ...{ names: BOTH, summary: BOTH, system: 'ProviderMSP:SYS', items: [{ names: BOTH }] },
  ...{ updateCycle: 'daily', schemaDigest: 'ab' },
  ...change,
});

function publish(chain: ScriptedChain, code: string, content: object, publishedAt: string): number {
  const id = `ProviderMSP:${code}`;
  const fixed = { id, version: 1, content, published: stamp(publishedAt), reviews: [] };
  return chain.put(
    'ManagerMSP',
    [['resource', id], { id, organisation: 'ProviderMSP', code, state: 'published', version: 1 }],
    [['resource-version', id, '0000000001'], fixed],
  );
}

function catalogue(): ScriptedChain {
  const chain = newChain();
  const owned = (code: string) => ({ id: `ProviderMSP:${code}`, organisation: 'ProviderMSP', code });
  chain.put(
    'ManagerMSP',
    [['organisation', 'ProviderMSP'], { mspId: 'ProviderMSP', roles: ['provider'], status: 'active' }],
    [['duty', 'ProviderMSP:D'], { ...owned('D'), status: 'active' }],
    [['duty', 'ProviderMSP:IDLE'], { ...owned('IDLE'), status: 'active' }],
    [['duty', 'ProviderMSP:OLD'], { ...owned('OLD'), status: 'repealed' }],
    [['system', 'ProviderMSP:SYS'], { ...owned('SYS'), status: 'active', duties: ['ProviderMSP:D'] }],
    [['system', 'ProviderMSP:SPARE'], { ...owned('SPARE'), status: 'active', duties: ['ProviderMSP:OLD'] }],
  );
  publish(chain, 'WHOLE', contentOf(), '2026-01-02T00:00:00.000Z');
  publish(chain, 'ENGLISH', contentOf({ names: { en: 'Name' } }), '2026-01-02T00:00:00.000Z');
  publish(
    chain,
    'LOST',
    contentOf({ system: 'ProviderMSP:GONE', updateCycle: 'unknown' }),
    '2024-12-01T00:00:00.000Z',
  );
  return chain;
}

test('the catalogue is measured as it stood when the span ended', async () => {
  const chain = catalogue();
  const january = await appraised(chain, 'ProviderMSP');
  assert.deepEqual(rate(january, 'resources-described'), [2, 3]);
  assert.deepEqual(rate(january, 'resources-itemised'), [3, 3]);
  assert.deepEqual(rate(january, 'resources-with-schema'), [3, 3]);
  assert.deepEqual(rate(january, 'resources-placed'), [2, 3]);
  assert.deepEqual(rate(january, 'resources-complete'), [1, 3]);
  assert.deepEqual(rate(january, 'cycles-stated'), [2, 3]);
  assert.deepEqual(rate(january, 'entries-renewed'), [2, 3]);
  assert.deepEqual(rate(january, 'systems-catalogued'), [1, 2]);
  assert.deepEqual(rate(january, 'duties-served'), [1, 2]);
  // Block 40 is of 10 February: what is published there is no part of January, whenever it is looked at.
  while (chain.chain.length < 40) chain.put('ManagerMSP', [['test', 'nothing'], {}]);
  publish(chain, 'LATER', contentOf(), '2026-02-10T00:00:00.000Z');
  const again = await appraised(chain, 'ProviderMSP');
  assert.equal(again.asOf.catalogueBlock, 30);
  assert.deepEqual(rate(again, 'resources-complete'), [1, 3]);
  const february = await appraised(chain, 'ProviderMSP', { months: { from: '2026-01', to: '2026-02' } });
  assert.deepEqual(rate(february, 'resources-complete'), [2, 4]);
  assert.deepEqual(february.span, { from: '2025-12-31T16:00:00.000Z', to: '2026-02-28T16:00:00.000Z' });
});

test('a digest is that of the lines that the page describes', async () => {
  const report = await appraised(catalogue(), 'ProviderMSP');
  const records = ['ENGLISH', 'LOST', 'WHOLE'].map((code) => ({
    ...{ type: 'resource', id: `ProviderMSP:${code}`, organisation: 'ProviderMSP' },
    ...{ code, state: 'published', version: 1 },
  }));
  const lines = records.map((record) => ['resource', record.id, hash('sha256', encode(record)), '']);
  const digestOf = (list: readonly string[][]): string =>
    hash('sha256', list.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const described = report.figures.find(({ figure }) => figure === 'resources-described');
  assert.equal(described?.of.digest, digestOf(lines));
  assert.equal(described.met.digest, digestOf(lines.slice(1)));
});

const deadline = (step: string, startedAt: string, dueAt: string, doneAt?: string): object => ({
  ...{ step, policyVersion: 0, startedAt, dueAt },
  ...(doneAt !== undefined && { doneAt, late: doneAt > dueAt }),
});

const request = (id: string, rest: object): readonly [readonly string[], object] => [
  ['request', id],
  {
    ...{ id, sharingType: 'conditional', state: 'submitted', decisions: [] },
    ...{ terms: { provider: 'ProviderMSP', consumer: 'ConsumerMSP', resource: 'ProviderMSP:R' } },
    submitted: stamp('2026-01-05T02:00:00.000Z', 'ConsumerMSP'),
    ...rest,
  },
];

test('answers count in the month in which they were due, and a missing one is not in time', async () => {
  const chain = newChain();
  const asked = '2026-01-05T02:00:00.000Z'; // a Monday
  const due = '2026-01-19T15:59:59.999Z'; // the tenth working day after it
  const decided = (doneAt: string, approved: boolean): object => ({
    ...{ step: 'decide', approved, stamp: stamp(doneAt) },
    deadline: deadline('decide', asked, due, doneAt),
  });
  chain.put(
    'ConsumerMSP',
    // Wednesday: two working days, 48 hours.
    request('R-1', { state: 'decided', decisions: [decided('2026-01-07T02:00:00.000Z', true)] }),
    // Friday of the third week, late: fourteen working days.
    request('R-2', { state: 'refused', decisions: [decided('2026-01-23T02:00:00.000Z', false)] }),
    // Nobody answers.
    request('R-3', { pending: deadline('decide', asked, due) }),
    // Withdrawn in time, and overdue.
    request('R-4', {
      state: 'withdrawn',
      pending: deadline('decide', asked, due, '2026-01-06T02:00:00.000Z'),
    }),
    request('R-5', {
      state: 'withdrawn',
      pending: deadline('decide', asked, due, '2026-01-20T02:00:00.000Z'),
    }),
    // Due next month.
    request('R-6', { pending: deadline('decide', asked, '2026-02-02T15:59:59.999Z') }),
    request('R-7', { sharingType: 'not-shared', state: 'refused' }),
    request('R-8', { state: 'granted', submitted: stamp('2025-12-31T15:59:59.999Z', 'ConsumerMSP') }),
  );
  while (chain.chain.length < 26) chain.put('ManagerMSP', [['test', 'nothing'], {}]);
  const provider = await appraised(chain, 'ProviderMSP');
  assert.deepEqual(rate(provider, 'decisions-in-time'), [1, 4]);
  const found = provider.figures.find(({ figure }) => figure === 'decisions-in-time');
  assert.deepEqual([found?.milliseconds, found?.workingDays], [2 * DAY_MS + 18 * DAY_MS, 2 + 14]);
  assert.deepEqual(rate(provider, 'requests-refused'), [1, 2]);
  assert.deepEqual(rate(provider, 'requests-refused-by-law'), [1, 7]);
  assert.equal(rate(provider, 'requests-granted'), null);
  assert.deepEqual(rate(await appraised(chain, 'ConsumerMSP'), 'requests-granted'), [0, 7]);
  const earlier = await appraised(chain, 'ProviderMSP', { asOf: 18 });
  assert.deepEqual(
    rate(earlier, 'decisions-in-time'),
    [1, 3],
    'on 19 January nothing was overdue but R-5, withdrawn late',
  );
});

/** Three claims of which two are attested, a denied attempt, a late and a violating one, a correction, a nil. */
function uses(): ScriptedChain {
  const chain = newChain();
  chain.grant('G1', 'ProviderMSP:R');
  chain.grant('G2', 'ProviderMSP:R');
  const nil = { record: undefined, kind: 'nil' } as const;
  chain.batch(
    'ConsumerMSP',
    [
      leafOf(1),
      leafOf(2),
      leafOf(3),
      leafOf(4, { kind: 'denied' }),
      { ...leafOf(5), ...nil },
      leafOf(6, { at: '2025-12-31T15:59:59.999Z' }),
    ],
    { violations: { 1: ['wrong-purpose', 'reported-late'], 2: ['reported-late'], 4: ['future-time'] } },
  );
  // The third is taken back; an id that was reported before does not count again.
  const { record: none, ...withdrawal } = leafOf(7, { kind: 'correction', corrects: leafOf(3).id });
  assert.ok(none);
  chain.batch('ConsumerMSP', [
    { ...withdrawal, retracts: 'ab'.repeat(32) },
    leafOf(1),
    leafOf(8, { grant: 'G2' }),
  ]);
  const attested = (n: number, grant = 'G1') =>
    leafOf(n + 100, { side: 'attestation', correlation: `exchange-${n}`, grant });
  chain.batch('ProviderMSP', [attested(1), attested(4), attested(8), attested(9, 'G2')]);
  return chain;
}

test('uses are counted by side, kind and verdict, and against what the other side says', async () => {
  const consumer = await appraised(uses(), 'ConsumerMSP');
  assert.deepEqual(rate(consumer, 'reports-in-time'), [3, 5]); // 1, 2, 3, 4 and 8, of which 2 and 3 were late
  assert.deepEqual(rate(consumer, 'claims-within-grant'), [3, 4]); // 2 had another purpose
  assert.equal(rate(consumer, 'attestations-within-grant'), null);
  assert.deepEqual(rate(consumer, 'violations-wrong-purpose'), [1, 7]);
  assert.deepEqual(rate(consumer, 'violations-reported-late'), [2, 7]);
  assert.deepEqual(rate(consumer, 'violations-future-time'), [1, 7]);
  assert.deepEqual(rate(consumer, 'violations-expired'), [0, 7]);
  // Attested: 1, 4, 8 (under the wrong grant) and 9, which nobody claims.
  assert.deepEqual(rate(consumer, 'uses-claimed'), [2, 4]);
  assert.equal(rate(consumer, 'uses-attested'), null);
  const provider = await appraised(uses(), 'ProviderMSP');
  // Claims that stand: 1, 2, 4 and 8; attested under the same grant: 1 and 4.
  assert.deepEqual(rate(provider, 'uses-attested'), [2, 4]);
  assert.deepEqual(rate(provider, 'attestations-within-grant'), [4, 4]);
  const none = provider.figures.find(({ figure }) => figure === 'violations-expired');
  assert.equal(none?.met.digest, EMPTY);
});

test('one grant alone has the figures of its uses and no others', async () => {
  const report = await appraised(uses(), 'ConsumerMSP', { grant: 'G2' });
  assert.equal(report.figures[0]?.figure, 'reports-in-time');
  assert.deepEqual(
    [rate(report, 'reports-in-time'), rate(report, 'uses-claimed')],
    [
      [1, 1],
      [0, 1],
    ],
  );
});

test('an event is counted as its place in the batch, under the digest of the header', async () => {
  const chain = uses();
  const { writes } = chain.chain[3]?.transactions[0] ?? { writes: [] };
  const header = Buffer.from(writes[0]?.value ?? []).toString('utf8');
  const report = await appraised(chain, 'ConsumerMSP', { asOf: 3 });
  const late = report.figures.find(({ figure }) => figure === 'reports-in-time');
  const line = (part: string): string =>
    `${JSON.stringify(['batch', 'ConsumerMSP/j1/0000000001', hash('sha256', header), part])}\n`;
  assert.deepEqual(late?.of, { count: 4, digest: hash('sha256', line('0-3')) });
  assert.deepEqual(late.met, { count: 2, digest: hash('sha256', line('0,3')) });
});

test('an organisation that did nothing has no rates, and a CSV line for each figure', async () => {
  const report = await appraised(uses(), 'NobodyMSP');
  assert.ok(report.figures.every(({ rate: share }) => share === null));
  const lines = csvOf(report).trimEnd().split('\n');
  assert.equal(lines.length, report.figures.length + 1);
  assert.equal(
    lines[0],
    'organisation,grant,from,to,block,figure,met,of,milliseconds,workingDays,metDigest,ofDigest',
  );
  assert.equal(
    lines.find((line) => line.includes('decisions-in-time')),
    `NobodyMSP,,2026-01,2026-01,5,decisions-in-time,0,0,0,0,${EMPTY},${EMPTY}`,
  );
});
