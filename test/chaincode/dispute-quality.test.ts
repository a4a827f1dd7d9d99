// SPDX-License-Identifier: Apache-2.0
/** Disputes about data that is wrong end with its correction. */
import assert from 'node:assert/strict';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { CONSUMER, MANAGER, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { answer, assign, close, court, DIGEST, open, remedy, rule } from '../support/disputes.js';
import { content, publish, RESOURCES } from '../support/sharing.js';
import { test } from '../support/testing.js';

const QUALITY = {
  kind: 'quality',
  subject: { kind: 'resource', resource: RESOURCES.conditional, grant: 'REQ-1' },
} as const;

async function qualityRuled(): Promise<ChaincodeHarness> {
  const chain = await court();
  await open(chain, QUALITY, CONSUMER);
  await answer(chain, {}, PROVIDER);
  await assign(chain);
  await rule(chain, {
    responsible: 'ProviderMSP',
    findings: ['incorrect-data'],
    remedy: { action: 'correct-data' },
  });
  return chain;
}

const correct = (chain: ChaincodeHarness): void => {
  const sharing = { sharingType: 'conditional', condition: 'for audits', modes: ['query'] } as const;
  publish(chain, RESOURCES.conditional, content(sharing), { version: 2 });
};

test('a quality dispute ends with a newer version of the resource', async () => {
  const chain = await qualityRuled();
  const correcting = (correction?: object): readonly object[] => [
    { id: 'D-1', text: 'Mended.', ...(correction && { correction }) },
  ];
  const refuses = (code: DomainCode, correction?: object): Promise<void> =>
    chain.refuses(code, PROVIDER, TRANSACTIONS.disputeRemedy, correcting(correction));
  await refuses('CONDITION_NOT_MET');
  await refuses('CONDITION_NOT_MET', { resourceVersion: 1 });
  await refuses('CONDITION_NOT_MET', { resourceVersion: 2 });
  await refuses('INVALID_ARGUMENT', { resourceVersion: 2, document: DIGEST });
  correct(chain);
  await refuses('CONDITION_NOT_MET', { resourceVersion: 3 });
  const { correction, state } = await remedy(chain, { correction: { resourceVersion: 2 } }, PROVIDER);
  assert.deepEqual([correction, state], [{ resourceVersion: 2 }, 'remedied']);
  assert.equal((await close(chain, 'remedied', CONSUMER)).outcome, 'remedied');
});

test('a quality dispute ends with a record of the correction', async () => {
  const chain = await qualityRuled();
  const { correction } = await remedy(chain, { correction: { document: DIGEST } }, PROVIDER);
  assert.deepEqual(correction, { document: DIGEST });
});

test('a provider that corrects at once spares the arbitrator, when the consumer is content', async () => {
  const chain = await court();
  await open(chain, QUALITY, CONSUMER);
  correct(chain);
  await answer(chain, { correction: { resourceVersion: 2 } }, PROVIDER);
  const done = { id: 'D-1', outcome: 'remedied' };
  for (const by of [PROVIDER, MANAGER]) {
    await chain.refuses('NOT_PARTY', by, TRANSACTIONS.disputeClose, [done]);
  }
  const { state, outcome, rulings } = await close(chain, 'remedied', CONSUMER);
  assert.deepEqual([state, outcome, rulings], ['closed', 'remedied', []]);
});

test('only a quality dispute is answered with a correction', async () => {
  const chain = await court();
  await open(chain);
  const input = { id: 'D-1', text: 'Mended.', correction: { document: DIGEST } };
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, TRANSACTIONS.disputeAnswer, [input]);
});

test('a correction of data that is no resource is refused', async () => {
  const chain = await qualityRuled();
  const input = { id: 'D-1', text: 'Mended.', correction: { resourceVersion: 0 } };
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, TRANSACTIONS.disputeRemedy, [input]);
});
