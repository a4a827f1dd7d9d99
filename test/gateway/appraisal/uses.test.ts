// SPDX-License-Identifier: Apache-2.0
/** Figures of uses made by hand; the numbers are worked out by hand from docs/appraisal.md. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { appraisalTable } from '@catalog-chain/gateway/appraisal/table';
import { csvText } from '@catalog-chain/gateway/tables/table';
import { appraised, EMPTY, newChain, rate } from '../../support/appraised.js';
import { leafOf, type ScriptedChain } from '../../support/scripted-chain.js';
import { test } from '../../support/testing.js';

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

test('a violation that only one side tells counts against neither, one that both tell against both', async () => {
  const chain = newChain();
  chain.grant('G1', 'ProviderMSP:R');
  const attested = (n: number) => leafOf(n + 100, { side: 'attestation', correlation: `exchange-${n}` });
  chain.batch('ConsumerMSP', [leafOf(1), leafOf(2), leafOf(3), leafOf(4)], {
    violations: { 1: ['suspended', 'wrong-mode'], 2: ['wrong-purpose'], 3: ['wrong-purpose'] },
  });
  // 1 and 2: the provider finds what the consumer does not; 3: both; 4: nobody attests it.
  chain.batch('ProviderMSP', [attested(1), attested(2), attested(3)], {
    violations: { 0: ['suspended'], 1: ['wrong-purpose'], 2: ['wrong-purpose', 'reported-late'] },
  });
  const provider = await appraised(chain, 'ProviderMSP');
  assert.deepEqual(rate(provider, 'attestations-within-grant'), [2, 3]);
  assert.deepEqual(rate(provider, 'violations-suspended'), [0, 3]);
  assert.deepEqual(rate(provider, 'violations-wrong-purpose'), [1, 3]);
  assert.deepEqual(rate(provider, 'violations-reported-late'), [1, 3]);
  const consumer = await appraised(chain, 'ConsumerMSP');
  assert.deepEqual(rate(consumer, 'violations-suspended'), [0, 4]);
  assert.deepEqual(rate(consumer, 'violations-wrong-mode'), [1, 4]);
  assert.deepEqual(rate(consumer, 'violations-wrong-purpose'), [2, 4]);
  assert.deepEqual(rate(consumer, 'claims-within-grant'), [1, 4]);
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

test('what was reported before the grant was there takes nothing back, and answers nobody', async () => {
  const chain = newChain();
  const attested = (n: number, change: object = {}) => leafOf(n, { side: 'attestation', ...change });
  const correction = (n: number, of: number) =>
    attested(n, { kind: 'correction', corrects: leafOf(of).id, retracts: 'ab'.repeat(32) });
  const early = { violations: { 0: ['no-grant'] } } as const;
  chain.batch('ProviderMSP', [correction(11, 1)], early);
  chain.batch('OtherMSP', [correction(12, 2)], early);
  chain.batch('ConsumerMSP', [leafOf(13, { correlation: 'exchange-3' })], early);
  chain.grant('G1', 'ProviderMSP:R');
  chain.batch('ProviderMSP', [attested(1), attested(2), attested(3)]);
  const consumer = await appraised(chain, 'ConsumerMSP');
  assert.deepEqual(rate(consumer, 'uses-claimed'), [0, 3]);
  assert.deepEqual(rate(consumer, 'violations-no-grant'), [1, 1]);
  const ofGrant = await appraised(chain, 'ConsumerMSP', { grant: 'G1' });
  assert.equal(rate(ofGrant, 'violations-no-grant'), null);
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
  const lines = csvText(appraisalTable(report, 'en')).trimEnd().split('\n');
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
