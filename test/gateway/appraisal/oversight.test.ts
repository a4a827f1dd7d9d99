// SPDX-License-Identifier: Apache-2.0
/** Figures of disputes and closed months made by hand; the numbers are worked out by hand from docs/appraisal.md. */
import assert from 'node:assert/strict';
import { appraised, deadline, newChain, rate, stamp } from '../../support/appraised.js';
import { test } from '../../support/testing.js';

test('disputes count where they were ruled, remedies where they were due', async () => {
  const chain = newChain();
  const [opened, ruled] = ['2026-01-05T02:00:00.000Z', '2026-01-12T02:00:00.000Z'];
  const due = (step: string, doneAt?: string) => deadline(step, opened, '2026-01-14T15:59:59.999Z', doneAt);
  const dispute = (id: string, rest: object): readonly [readonly string[], object] => [
    ['dispute', id],
    {
      id,
      opener: 'ProviderMSP',
      respondent: 'ConsumerMSP',
      parties: ['ConsumerMSP', 'ProviderMSP'],
      opened: stamp(opened),
      steps: [],
      arbitrators: [],
      rulings: [],
      state: 'closed',
      ...rest,
    },
  ];
  const ruling = (responsible: string, rest: object = {}): object => ({
    arbitrator: 'CourtMSP',
    responsible,
    findings: ['out-of-scope-use'],
    deadline: due('rule', ruled),
    stamp: stamp(ruled, 'CourtMSP'),
    ...rest,
  });
  const court = { organisation: 'CourtMSP', deadline: due('rule', ruled), stamp: stamp(opened) };
  const answer = (action: string, doneAt: string) => ({
    action,
    stamp: stamp(doneAt, 'ConsumerMSP'),
    deadline: due('answer', doneAt),
  });
  const remedied = '2026-01-14T02:00:00.000Z';
  chain.put(
    'CourtMSP',
    dispute('D-1', {
      rulings: [ruling('ConsumerMSP', { remedyDue: due('remedy', remedied) })],
      arbitrators: [court],
      steps: [answer('answer', '2026-01-06T02:00:00.000Z'), { action: 'remedy', stamp: stamp(remedied) }],
    }),
    // Overturned: the last ruling counts. It was answered late.
    dispute('D-2', {
      rulings: [ruling('ConsumerMSP'), ruling('ProviderMSP')],
      steps: [answer('answer', '2026-01-15T02:00:00.000Z')],
    }),
    // Never answered, and the remedy never came.
    dispute('D-3', {
      rulings: [ruling('ConsumerMSP', { remedyDue: due('remedy') })],
      steps: [answer('default', '2026-01-16T02:00:00.000Z')],
    }),
  );
  while (chain.chain.length < 26) chain.put('ManagerMSP', [['test', 'nothing'], {}]);
  const consumer = await appraised(chain, 'ConsumerMSP');
  assert.deepEqual(rate(consumer, 'disputes-opened'), [0, 3]);
  assert.deepEqual(rate(consumer, 'disputes-lost'), [2, 3]);
  assert.deepEqual(rate(consumer, 'answers-in-time'), [1, 3]);
  assert.deepEqual(rate(consumer, 'remedies-in-time'), [1, 2]);
  const provider = await appraised(chain, 'ProviderMSP');
  assert.deepEqual(
    [rate(provider, 'disputes-opened'), rate(provider, 'disputes-lost')],
    [
      [3, 3],
      [1, 3],
    ],
  );
  assert.deepEqual(rate(await appraised(chain, 'CourtMSP'), 'rulings-in-time'), [1, 1]);
});

test('each side of each month in which a grant held is to be closed', async () => {
  const chain = newChain();
  chain.grant('G1', 'ProviderMSP:R');
  // January ends on a Saturday; ten working days after it is Friday the 13th.
  const closed = deadline(
    'close-period',
    '2026-01-31T16:00:00.000Z',
    '2026-02-13T15:59:59.999Z',
    '2026-02-03T01:00:00.000Z',
  );
  const claims = { grant: 'G1', period: '2026-01', side: 'claim', organisation: 'ConsumerMSP' };
  chain.put('ConsumerMSP', [
    ['closure', 'G1', '2026-01', 'claim'],
    { ...claims, reported: 'silent', deadline: closed },
  ]);
  while (chain.chain.length < 60) chain.put('ManagerMSP', [['test', 'nothing'], {}]);
  const months = { from: '2026-02', to: '2026-02' };
  const consumer = await appraised(chain, 'ConsumerMSP', { months });
  assert.deepEqual(rate(consumer, 'closings-in-time'), [1, 1]);
  assert.deepEqual(rate(consumer, 'months-reported'), [0, 1]);
  assert.deepEqual(rate(await appraised(chain, 'ProviderMSP', { months }), 'closings-in-time'), [0, 1]);
  const early = await appraised(chain, 'ProviderMSP', { months, asOf: 43 });
  assert.equal(rate(early, 'closings-in-time'), null, 'at 08:00 on 13 February there is time left');
});
