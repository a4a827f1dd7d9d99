// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import type {
  BatchReceipt,
  Journal,
  JournalCheckpoint,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  caller,
  CONSUMER,
  consortium,
  MANAGER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { deflate, leaf, linesOf, order } from '../support/usage.js';

const SUBMITTER = caller('ConsumerMSP', 'submitter');

const commit = (chain: ChaincodeHarness, sequence: number, previousRoot: string): Promise<BatchReceipt> =>
  chain.submit(SUBMITTER, 'usage:submit', [
    order('J', sequence, previousRoot),
    deflate(linesOf([leaf(sequence)])),
  ]);

/** A journal with so many batches. @returns their roots; index 0 is the root before the first */
async function journalWith(batches: number): Promise<{ chain: ChaincodeHarness; roots: string[] }> {
  const chain = await consortium();
  await chain.submit(SUBMITTER, 'journal:open', [{ journal: 'J' }]);
  const roots = [NO_ROOT];
  for (let sequence = 1; sequence <= batches; sequence += 1) {
    roots.push((await commit(chain, sequence, roots.at(-1) ?? '')).root);
  }
  return { chain, roots };
}

const closing = (batches: number, lastRoot: string | undefined): object => ({
  journal: 'J',
  batches,
  lastRoot,
});

test('a journal is opened once, by a reporting user, for its own organisation', async () => {
  const { chain } = await journalWith(0);
  const journal = await chain.evaluate<Journal>(MANAGER, 'journal:read', ['ConsumerMSP', 'J']);
  assert.deepEqual([journal.organisation, journal.id, journal.closed], ['ConsumerMSP', 'J', undefined]);
  await chain.refuses('ALREADY_EXISTS', SUBMITTER, 'journal:open', [{ journal: 'J' }]);
  await chain.refuses('ROLE_REQUIRED', caller('ConsumerMSP', 'auditor'), 'journal:open', [{ journal: 'K' }]);
  await chain.refuses('NOT_A_MEMBER', caller('StrangerMSP', 'submitter'), 'journal:open', [{ journal: 'K' }]);
  await chain.refuses('INVALID_ARGUMENT', SUBMITTER, 'journal:open', [{ journal: 'a b' }]);
  await chain.refuses('NOT_FOUND', CONSUMER, 'journal:read', ['ManagerMSP', 'J']);
});

test('batches may commit in any order, and the journal closes when they link', async () => {
  const { roots } = await journalWith(3);
  const { chain } = await journalWith(0);
  for (const sequence of [3, 1, 2]) await commit(chain, sequence, roots[sequence - 1] ?? '');
  const closed = await chain.submit<Journal>(SUBMITTER, 'journal:close', [closing(3, roots[3])]);
  assert.deepEqual([closed.closed?.batches, closed.closed?.lastRoot], [3, roots[3]]);
  await chain.refuses('JOURNAL_CLOSED', SUBMITTER, 'journal:close', [closing(3, roots[3])]);
  await chain.refuses('ALREADY_EXISTS', SUBMITTER, 'journal:open', [{ journal: 'J' }]);
  const next = [order('J', 4, roots[3]), deflate(linesOf([leaf(4)]))];
  await chain.refuses('JOURNAL_CLOSED', SUBMITTER, 'usage:submit', next);
});

test('an empty journal closes at nothing', async () => {
  const { chain } = await journalWith(0);
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:close', [closing(0, 'a'.repeat(64))]);
  await chain.submit(SUBMITTER, 'journal:close', [closing(0, NO_ROOT)]);
});

test('a journal with a gap, a broken link, a wrong end or more batches than said does not close', async () => {
  const { chain, roots } = await journalWith(3);
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:close', [closing(2, roots[2])]);
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:close', [closing(3, roots[2])]);
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:close', [closing(4, roots[3])]);
  const { root } = await commit(chain, 5, roots[3] ?? '');
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:close', [closing(5, root)]);
  const fourth = await commit(chain, 4, 'b'.repeat(64));
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:checkpoint', [{ journal: 'J', batches: 4 }]);
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:close', [closing(4, fourth.root)]);
});

test('another organisation’s journal is out of reach', async () => {
  const { chain, roots } = await journalWith(1);
  const other = caller('OtherMSP', 'submitter');
  await chain.refuses('NOT_FOUND', other, 'journal:close', [closing(1, roots[1])]);
  await chain.refuses('NOT_FOUND', other, 'journal:checkpoint', [{ journal: 'J', batches: 1 }]);
});

test('a long journal is followed in steps of 1,000 batches, each of which is read once', async () => {
  const { chain, roots } = await journalWith(1_005);
  await chain.refuses('CONDITION_NOT_MET', SUBMITTER, 'journal:close', [closing(1_005, roots[1_005])]);
  const checkpoint = await chain.submit<JournalCheckpoint>(SUBMITTER, 'journal:checkpoint', [
    { journal: 'J', batches: 1_000 },
  ]);
  assert.deepEqual([checkpoint.batches, checkpoint.root], [1_000, roots[1_000]]);
  await chain.refuses('CONDITION_NOT_MET', SUBMITTER, 'journal:checkpoint', [{ journal: 'J', batches: 999 }]);
  await chain.submit(SUBMITTER, 'journal:close', [closing(1_005, roots[1_005])]);
  const found = chain.reads.filter((key) => key.startsWith('\u0000batch\u0000') && chain.state.has(key));
  assert.equal(found.length, 5);
});

test('a checkpoint does not touch what a batch reads', async () => {
  const { chain } = await journalWith(1);
  await chain.submit(SUBMITTER, 'journal:checkpoint', [{ journal: 'J', batches: 1 }]);
  assert.deepEqual(
    chain.writes.map(({ key }) => key.split('\u0000')[1]),
    ['tally', 'journal-checkpoint'],
  );
});
