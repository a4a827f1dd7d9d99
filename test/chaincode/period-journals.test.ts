// SPDX-License-Identifier: Apache-2.0
/** How closings follow journals: no gap, no header read twice, no more than a transaction can bear. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import type { BatchReceipt } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { ChaincodeHarness } from '../support/chaincode-harness.js';
import {
  attestations,
  claims,
  CLAIMANT,
  close,
  granted,
  MARCH,
  MARCH_END,
  monthOf,
  readClosure,
  told,
} from '../support/periods.js';
import { deflate, linesOf, order } from '../support/usage.js';

const batchReads = (chain: ChaincodeHarness): string[] =>
  chain.reads.filter((key) => key.startsWith('\u0000batch\u0000') && chain.state.has(key));

test('a journal with a gap, a broken link or a batch behind a gap does not close a period', async () => {
  const chain = await granted();
  const send = (sequence: number, root: string): Promise<BatchReceipt> =>
    chain.submit(CLAIMANT, TRANSACTIONS.usageSubmit, [
      order('J', sequence, root),
      deflate(linesOf(claims(sequence))),
    ]);
  const refused = (): Promise<void> =>
    chain.refuses('JOURNAL_GAP', CLAIMANT, TRANSACTIONS.periodClose, [
      { grant: 'REQ-1', period: MARCH, side: 'claim' },
    ]);
  const first = await send(1, NO_ROOT);
  await send(100, 'c'.repeat(64));
  chain.time = MARCH_END;
  await refused();
  const tooFar = [order('J', 102, 'c'.repeat(64)), deflate(linesOf(claims(102)))];
  await chain.refuses('JOURNAL_GAP', CLAIMANT, TRANSACTIONS.usageSubmit, tooFar);
  await chain.refuses('JOURNAL_GAP', CLAIMANT, TRANSACTIONS.journalClose, [
    { journal: 'J', batches: 1, lastRoot: first.root },
  ]);
  await send(2, 'b'.repeat(64));
  await refused();
});

test('a checkpoint sums up what it follows, and closing reads only what came after', async () => {
  const { chain, reports } = await monthOf(claims(1), claims(2), [told('claim', 3), told('claim', 4)]);
  const checkpoint = (batches: number): Promise<unknown> =>
    chain.submit(CLAIMANT, TRANSACTIONS.journalCheckpoint, [{ journal: 'J', batches }]);
  await checkpoint(2);
  assert.deepEqual(
    chain.writes.map(({ key }) => key.split('\u0000')[1]),
    ['tally', 'journal-checkpoint'],
  );
  await checkpoint(3);
  assert.equal(batchReads(chain).length, 1);
  await reports.send(claims(5));
  await reports.send(attestations(1, 2, 3, 4, 5));
  await close(chain, 'claim');
  assert.equal(batchReads(chain).length, 1);
  assert.equal((await close(chain, 'attestation')).state, 'matched');
  assert.equal((await readClosure(chain, 'claim')).batches, 4);
});

test('more than 1,000 batches since the checkpoints are too many to close at once', async () => {
  const { chain, reports } = await monthOf();
  for (let n = 1; n <= 1_001; n += 1)
    await reports.send(claims(n), n % 2 === 0 ? 'J' : 'K').catch(async () => {
      await chain.submit(CLAIMANT, TRANSACTIONS.journalOpen, [{ journal: 'K' }]);
      await reports.send(claims(n), 'K');
    });
  const closing = [{ grant: 'REQ-1', period: MARCH, side: 'claim' }];
  await chain.refuses('CONDITION_NOT_MET', CLAIMANT, TRANSACTIONS.periodClose, closing);
  await chain.submit(CLAIMANT, TRANSACTIONS.journalCheckpoint, [{ journal: 'K', batches: 1 }]);
  const period = await chain.submit<Period>(CLAIMANT, TRANSACTIONS.periodClose, closing);
  assert.equal(period.state, 'closing');
  assert.equal((await readClosure(chain, 'claim')).total.count, 1_001);
});
