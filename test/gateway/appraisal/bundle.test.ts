// SPDX-License-Identifier: Apache-2.0
/** The appraisal of a grant's month is recomputed from a bundle of evidence, without any gateway. */
import assert from 'node:assert/strict';
import { appraise } from '@catalog-chain/gateway/appraisal/appraise';
import { differences } from '@catalog-chain/gateway/appraisal/compare';
import { fromBundle, NotInBundle } from '@catalog-chain/gateway/appraisal/from-bundle';
import { examineBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { openEvidenceMarket, PERIOD } from '../../support/evidence-market.js';
import { test } from '../../support/testing.js';

const months = { from: PERIOD, to: PERIOD };

test('a bundle that is complete for a grant and month makes the same figures of uses', async () => {
  await using market = await openEvidenceMarket();
  const bundle = await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD });
  const evidence = await examineBundle(bundle);
  for (const organisation of ['ConsumerMSP', 'ProviderMSP']) {
    const stated = await appraise(market.index, { organisation, grant: 'G-1', months });
    assert.deepEqual(differences(stated, fromBundle(stated, evidence)), []);
    const [first, ...rest] = stated.figures;
    assert.ok(first && first.of.count > 0);
    const altered = { ...first, met: { ...first.met, count: first.met.count - 1 } };
    const found = differences({ ...stated, figures: [altered, ...rest] }, fromBundle(stated, evidence));
    assert.deepEqual(
      found.map(({ figure, field }) => [figure, field]),
      [[first.figure, 'met']],
    );
  }
  const consumer = await appraise(market.index, { organisation: 'ConsumerMSP', grant: 'G-1', months });
  const rates = new Map(consumer.figures.map(({ figure, rate }) => [figure, rate]));
  assert.deepEqual(rates.get('claims-within-grant'), { numerator: 7, denominator: 8 });
  assert.deepEqual(rates.get('uses-claimed'), { numerator: 5, denominator: 5 });
});

test('a bundle does not answer for what it is not complete for', async () => {
  await using market = await openEvidenceMarket();
  const bundle = await market.bundle({ kind: 'grant', id: 'G-1', period: PERIOD });
  const evidence = await examineBundle(bundle);
  const refused = async (question: Parameters<typeof appraise>[1]): Promise<void> => {
    const stated = await appraise(market.index, question);
    assert.throws(() => fromBundle(stated, evidence), NotInBundle);
  };
  await refused({ organisation: 'ConsumerMSP', months });
  await refused({ organisation: 'ConsumerMSP', grant: 'G-1', months: { from: '2026-01', to: PERIOD } });
  await refused({ organisation: 'ConsumerMSP', grant: 'G-1', months: { from: '2026-01', to: '2026-01' } });
});
