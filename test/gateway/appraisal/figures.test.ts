// SPDX-License-Identifier: Apache-2.0
/** Figures of catalogue and answers made by hand; the numbers are worked out by hand from docs/appraisal.md. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { appraised, DAY_MS, deadline, newChain, rate, stamp } from '../../support/appraised.js';
import type { ScriptedChain } from '../../support/scripted-chain.js';
import { test } from '../../support/testing.js';

const BOTH = { zh: '名', en: 'Name' };

const contentOf = (change: object = {}): object => ({
  names: BOTH,
  summary: BOTH,
  system: 'ProviderMSP:SYS',
  items: [{ names: BOTH }],
  updateCycle: 'daily',
  schemaDigest: 'ab',
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
    type: 'resource',
    id: `ProviderMSP:${code}`,
    organisation: 'ProviderMSP',
    code,
    state: 'published',
    version: 1,
  }));
  const lines = records.map((record) => ['resource', record.id, hash('sha256', encode(record)), '']);
  const digestOf = (list: readonly string[][]): string =>
    hash('sha256', list.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const described = report.figures.find(({ figure }) => figure === 'resources-described');
  assert.equal(described?.of.digest, digestOf(lines));
  assert.equal(described.met.digest, digestOf(lines.slice(1)));
});

const request = (id: string, rest: object): readonly [readonly string[], object] => [
  ['request', id],
  {
    id,
    sharingType: 'conditional',
    state: 'submitted',
    decisions: [],
    terms: { provider: 'ProviderMSP', consumer: 'ConsumerMSP', resource: 'ProviderMSP:R' },
    submitted: stamp('2026-01-05T02:00:00.000Z', 'ConsumerMSP'),
    ...rest,
  },
];

test('answers count in the month in which they were due, and a missing one is not in time', async () => {
  const chain = newChain();
  const asked = '2026-01-05T02:00:00.000Z'; // a Monday
  const due = '2026-01-19T15:59:59.999Z'; // the tenth working day after it
  const decided = (doneAt: string, approved: boolean): object => ({
    step: 'decide',
    approved,
    stamp: stamp(doneAt),
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
