// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { DAY_MS, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import { JOURNAL_LIMITS } from '@catalog-chain/chaincode/domain/usage/journal';
import type {
  BatchHeader,
  BatchReceipt,
  Journal,
  JournalCheckpoint,
  OpenJournals,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  caller,
  CONSUMER,
  consortium,
  MANAGER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';
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
  await commit(chain, 4, roots[3] ?? '');
  await chain.refuses('JOURNAL_GAP', SUBMITTER, 'journal:close', [closing(4, roots[3])]);
});

test('a broken link is noted by whoever follows the journal, and it closes all the same', async () => {
  const { chain, roots } = await journalWith(3);
  await commit(chain, 4, 'b'.repeat(64));
  const fifth = await commit(chain, 5, 'c'.repeat(64));
  const place = [{ organisation: 'ConsumerMSP', journal: 'J', batches: 3 }];
  const whole = await chain.submit<JournalCheckpoint>(MANAGER, 'journal:checkpoint', place);
  assert.deepEqual([whole.batches, whole.root, whole.broken], [3, roots[3], undefined]);
  const closed = await chain.submit<Journal>(SUBMITTER, 'journal:close', [closing(5, fifth.root)]);
  assert.equal(closed.closed?.batches, 5);
  const again = [{ organisation: 'ConsumerMSP', journal: 'J', batches: 5 }];
  const checkpoint = await chain.submit<JournalCheckpoint>(MANAGER, 'journal:checkpoint', again);
  assert.deepEqual([checkpoint.batches, checkpoint.broken], [5, { sequence: 4, places: 2 }]);
});

test('a missing batch is given up 72 hours after a later one was committed, and its place is taken', async () => {
  const { chain, roots } = await journalWith(3);
  const sixth = await commit(chain, 6, 'f'.repeat(64));
  const seventh = await commit(chain, 7, sixth.root);
  const upTo = (batches: number): object[] => [{ organisation: 'ConsumerMSP', journal: 'J', batches }];
  chain.time += 72 * HOUR_MS - 1;
  await chain.refuses('JOURNAL_GAP', MANAGER, 'journal:checkpoint', upTo(7));
  chain.time += 1;
  await chain.refuses('JOURNAL_GAP', MANAGER, 'journal:checkpoint', upTo(5));
  await chain.refuses('JOURNAL_GAP', MANAGER, 'journal:checkpoint', upTo(8));
  const checkpoint = await chain.submit<JournalCheckpoint>(MANAGER, 'journal:checkpoint', upTo(7));
  assert.deepEqual(
    [checkpoint.batches, checkpoint.root, checkpoint.broken],
    [7, seventh.root, { sequence: 4, places: 2 }],
  );
  const header = await chain.evaluate<BatchHeader>(MANAGER, 'usage:readHeader', ['ConsumerMSP', 'J', '4']);
  assert.deepEqual([header.missing, header.count, header.root], [true, 0, roots[3]]);
  const late = [order('J', 4, roots[3]), deflate(linesOf([leaf(4)]))];
  await chain.refuses('SEQUENCE_TAKEN', SUBMITTER, 'usage:submit', late);
  const eighth = await commit(chain, 8, seventh.root);
  await chain.submit(SUBMITTER, 'journal:close', [closing(8, eighth.root)]);
});

test('anybody who reports may have a journal followed, and nobody else', async () => {
  const { chain } = await journalWith(2);
  const place = [{ organisation: 'ConsumerMSP', journal: 'J', batches: 1 }];
  await chain.refuses('ROLE_REQUIRED', caller('OtherMSP', 'auditor'), 'journal:checkpoint', place);
  await chain.refuses('NOT_A_MEMBER', caller('StrangerMSP', 'submitter'), 'journal:checkpoint', place);
  await chain.refuses('NOT_FOUND', MANAGER, 'journal:checkpoint', [
    { organisation: 'ConsumerMSP', journal: 'K', batches: 1 },
  ]);
  await chain.submit(caller('OtherMSP', 'submitter'), 'journal:checkpoint', place);
  assert.equal(chain.keyPolicies.size, 0, 'it needs no endorsement of the owner');
});

test('an organisation has so many journals open at once, and opens so many in a month', async () => {
  const chain = await consortium();
  const open = (n: number): Promise<unknown> =>
    chain.submit(SUBMITTER, 'journal:open', [{ journal: `J${n}` }]);
  const close = (n: number): Promise<unknown> =>
    chain.submit(SUBMITTER, 'journal:close', [{ journal: `J${n}`, batches: 0, lastRoot: NO_ROOT }]);
  const refused = (): Promise<void> =>
    chain.refuses('TOO_MANY_JOURNALS', SUBMITTER, 'journal:open', [{ journal: 'MORE' }]);
  const most: number = JOURNAL_LIMITS.open;
  const openedInMonth: number = JOURNAL_LIMITS.openedInMonth;
  for (let n = 0; n < most; n += 1) await open(n);
  await refused();
  for (let n = most; n < openedInMonth; n += 1) {
    await close(n - most);
    await open(n);
  }
  await close(openedInMonth - most);
  await refused();
  await chain.submit(caller('OtherMSP', 'submitter'), 'journal:open', [{ journal: 'MORE' }]);
  chain.time += 31 * DAY_MS;
  await open(openedInMonth);
});

test('journals that were opened before there were lists are entered with the next one', async () => {
  const { chain } = await journalWith(1);
  await chain.submit(SUBMITTER, 'journal:open', [{ journal: 'K' }]);
  await chain.submit(SUBMITTER, 'journal:close', [{ journal: 'K', batches: 0, lastRoot: NO_ROOT }]);
  for (const key of chain.state.keys()) if (key.includes('-journals\u0000')) chain.state.delete(key);
  await chain.submit(SUBMITTER, 'journal:open', [{ journal: 'L' }]);
  const lists = [...chain.state].flatMap(([key, value]) =>
    key.includes('-journals\u0000') ? [JSON.parse(Buffer.from(value).toString()) as OpenJournals] : [],
  );
  assert.deepEqual(lists.map(({ type, journals }) => [type, journals]).sort(), [
    ['closed-journals', ['K']],
    ['open-journals', ['J', 'L']],
  ]);
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
    ['journal-checkpoint'],
  );
});
