// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { BatchHeader, BatchReceipt } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Call, PreparedTransaction, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { test } from '../support/testing.js';
import { deflate, leaves, linesOf, order } from '../support/usage.js';
import { call, parse, unique } from './ledger-harness.js';
import type { Suite } from './ledger-suite.js';

const { journalOpen, journalClose, usageSubmit, usageReadHeader } = TRANSACTIONS;

/** Batches through a ledger: bytes as they were given, one key each, side by side. */
export function testUsage({ harness, steps }: Suite): void {
  const { consumer, provider } = harness;
  const by: Signatory = { mspId: consumer, user: 'submitter' };

  /** Lines under a grant that does not exist: such uses are recorded, and need no catalogue. */
  const lines = (count: number): string[] => {
    const grant = unique('G-');
    return linesOf(leaves(count, () => ({ grant, at: formatInstant(Date.now()) })));
  };
  const submission = (
    journal: string,
    sequence: number,
    previousRoot: string,
    list: readonly string[],
  ): Call => call(usageSubmit, order(journal, sequence, previousRoot), deflate(list));

  async function openJournal(): Promise<string> {
    const journal = unique('J-');
    await steps().commit(by, call(journalOpen, { journal }));
    return journal;
  }

  test('a batch of 1,000 events commits as one key, and its leaves lie in the block as they were given', async () => {
    const journal = await openJournal();
    const list = lines(1_000);
    const leavesGiven = deflate(list);
    const committed = await steps().commit(by, call(usageSubmit, order(journal), leavesGiven));
    const { writes, args } = await steps().recorded(committed);
    assert.equal(writes.length, 1);
    assert.ok(Buffer.from(args[1] ?? []).equals(leavesGiven));
    const header = (await steps().read(
      { mspId: provider, user: 'officer' },
      call(usageReadHeader, consumer, journal, '1'),
    )) as unknown as BatchHeader;
    const receipt = parse(committed.prepared.result) as unknown as BatchReceipt;
    assert.deepEqual([header.root, header.count], [merkleRoot(list), 1_000]);
    assert.deepEqual([receipt.root, receipt.violations.length], [header.root, 1_000]);
  });

  test('batches of one journal are endorsed and committed side by side, in any order', async () => {
    const journal = await openJournal();
    const batches = Array.from({ length: 8 }, () => lines(50));
    const roots = ['0'.repeat(64), ...batches.map(merkleRoot)];
    const calls = batches.map((list, n) => submission(journal, n + 1, roots[n] ?? '', list));
    await Promise.all(calls.toReversed().map((what) => steps().commit(by, what)));
    await steps().commit(by, call(journalClose, { journal, batches: 8, lastRoot: roots[8] }));
    const late = submission(journal, 9, roots[8] ?? '', lines(1));
    await steps().refuses('JOURNAL_CLOSED', by, late);
  });

  test('of two batches with one sequence in flight, one commits and the other is told', async () => {
    const journal = await openJournal();
    const prepare = (): Promise<PreparedTransaction> =>
      steps().prepare(by, submission(journal, 1, '0'.repeat(64), lines(5)));
    const { outcome: won, lost } = await steps().undisturbed(async () => {
      const [first, second] = await Promise.all([prepare(), prepare()]);
      const outcome = await steps().fate(first);
      return { outcome, lost: await steps().fate(second) };
    });
    assert.equal(won.status, 'committed');
    assert.ok(lost.status === 'rejected' && lost.code === 'LEDGER_CONFLICT', JSON.stringify(lost));
    await steps().refuses('SEQUENCE_TAKEN', by, submission(journal, 1, '0'.repeat(64), lines(5)));
  });

  test('a batch in flight when its journal closes does not commit', async () => {
    const journal = await openJournal();
    const inFlight = await steps().prepare(by, submission(journal, 1, '0'.repeat(64), lines(5)));
    await steps().commit(by, call(journalClose, { journal, batches: 0, lastRoot: '0'.repeat(64) }));
    const lost = await steps().fate(inFlight);
    assert.ok(lost.status === 'rejected' && lost.code === 'LEDGER_CONFLICT', JSON.stringify(lost));
  });

  test('an inflate bomb is refused, and soon', async () => {
    const journal = await openJournal();
    const bomb = deflate([' '.repeat(500_000_000)]);
    const start = performance.now();
    await steps().refuses('BATCH_TOO_LARGE', by, call(usageSubmit, order(journal), bomb));
    assert.ok(performance.now() - start < 5_000);
  });
}
