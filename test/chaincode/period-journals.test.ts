// SPDX-License-Identifier: Apache-2.0
/** How closings follow journals: up to their checkpoints, whatever their owner did to them and however long they are. */
import assert from 'node:assert/strict';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { add, emptySet, encodeSet } from '@catalog-chain/chaincode/domain/encoding/multiset-hash';
import { DAY_MS, formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import type {
  BatchHeader,
  BatchReceipt,
  JournalCheckpoint,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { ChaincodeHarness } from '../support/chaincode-harness.js';
import {
  attestations,
  ATTESTER,
  claims,
  CLAIMANT,
  close,
  closeAsFollowed,
  granted,
  MARCH,
  MARCH_DUE,
  MARCH_END,
  monthOf,
  readClosure,
  readPeriod,
  told,
} from '../support/periods.js';
import { test } from '../support/testing.js';
import { deflate, linesOf, order } from '../support/usage.js';

const readsOf = (chain: ChaincodeHarness, type: string): number =>
  chain.reads.filter((key) => key.startsWith(`\u0000${type}\u0000`)).length;

const send = (chain: ChaincodeHarness, sequence: number, root: string): Promise<BatchReceipt> =>
  chain.submit(CLAIMANT, TRANSACTIONS.usageSubmit, [
    order('J', sequence, root),
    deflate(linesOf(claims(sequence))),
  ]);

const follow = (chain: ChaincodeHarness, batches: number, by = CLAIMANT): Promise<JournalCheckpoint> =>
  chain.submit(by, TRANSACTIONS.journalCheckpoint, [{ organisation: 'ConsumerMSP', journal: 'J', batches }]);

test('a closing reads no key that a batch writes, and no range of the state', async () => {
  const { chain } = await monthOf(claims(1, 2), claims(3), attestations(1));
  await follow(chain, 2);
  await closeAsFollowed(chain, 'claim');
  assert.equal(readsOf(chain, 'batch'), 0);
  assert.equal(readsOf(chain, 'after-closing'), 0);
  assert.equal(chain.ranges, 0);
  assert.equal((await readClosure(chain, 'claim')).total.count, 3);
});

test('an invented root, a gap or a batch behind a gap makes no month impossible: it is a finding', async () => {
  const chain = await granted();
  const first = await send(chain, 1, NO_ROOT);
  await send(chain, 2, 'b'.repeat(64));
  const fourth = await send(chain, 4, 'c'.repeat(64));
  await chain.submit(ATTESTER, TRANSACTIONS.usageSubmit, [
    order('J', 1, NO_ROOT),
    deflate(linesOf(attestations(1, 2, 4))),
  ]);
  chain.time = MARCH_END + DAY_MS;
  const tooFar = [order('J', 105, 'c'.repeat(64)), deflate(linesOf(claims(105)))];
  await chain.refuses('JOURNAL_GAP', CLAIMANT, TRANSACTIONS.usageSubmit, tooFar);
  await follow(chain, 2, ATTESTER);
  assert.equal((await closeAsFollowed(chain, 'claim')).state, 'closing');
  const covered = (await readClosure(chain, 'claim')).journals[0];
  assert.deepEqual([covered?.batches, covered?.broken], [2, { sequence: 2, places: 1 }]);
  assert.notEqual(covered?.root, first.root);
  chain.time = MARCH_DUE + 1;
  await follow(chain, 4, ATTESTER);
  assert.deepEqual((await readPeriod(chain)).reopened, ['claim'], 'what lay behind the gap is news');
  await closeAsFollowed(chain, 'claim', ATTESTER);
  assert.equal((await close(chain, 'attestation')).state, 'matched', 'the verdict is that of what is there');
  const { journals, total } = await readClosure(chain, 'claim');
  assert.deepEqual(journals, [
    { id: 'J', batches: 4, root: fourth.root, broken: { sequence: 2, places: 2 } },
  ]);
  assert.equal(total.count, 3);
  assert.equal((await readClosure(chain, 'attestation')).journals[0]?.broken, undefined);
});

test('a side that never makes a checkpoint is followed and closed by the other party once it is overdue', async () => {
  const { chain, reports } = await monthOf();
  for (let n = 1; n <= 1_001; n += 1) await reports.send(claims(n));
  const closing = [{ grant: 'REQ-1', period: MARCH, side: 'claim' }];
  await chain.refuses('CONDITION_NOT_MET', ATTESTER, TRANSACTIONS.periodClose, closing);
  chain.time = MARCH_DUE + 1;
  await follow(chain, 1_000, ATTESTER);
  await follow(chain, 1_001, ATTESTER);
  const period = await chain.submit<Period>(ATTESTER, TRANSACTIONS.periodClose, closing);
  assert.equal(period.state, 'closing');
  assert.equal((await readClosure(chain, 'claim')).total.count, 1_001);
});

test('a checkpoint sums up what it follows, and reads each header once', async () => {
  const { chain, reports } = await monthOf(claims(1), claims(2), [told('claim', 3), told('claim', 4)]);
  await follow(chain, 2);
  assert.deepEqual(
    chain.writes.map(({ key }) => key.split('\u0000')[1]),
    ['tally', 'journal-checkpoint'],
  );
  await follow(chain, 3);
  assert.equal(readsOf(chain, 'batch'), 1);
  await reports.send(claims(5));
  await reports.send(attestations(1, 2, 3, 4, 5));
  await close(chain, 'claim');
  assert.equal((await close(chain, 'attestation')).state, 'matched');
  assert.equal((await readClosure(chain, 'claim')).batches, 4);
});

test('a month that was closed before the chain had followed everything says so when it has', async () => {
  const { chain, reports } = await monthOf(claims(1), attestations(1, 2));
  await close(chain, 'attestation');
  await follow(chain, 1);
  await reports.send(claims(2));
  assert.equal((await closeAsFollowed(chain, 'claim')).state, 'differs');
  assert.equal((await readPeriod(chain)).reopened, undefined);
  await follow(chain, 2, ATTESTER);
  assert.deepEqual((await readPeriod(chain)).reopened, ['claim']);
  assert.equal((await closeAsFollowed(chain, 'claim')).state, 'matched');
});

test('what is reported long before a month begins counts towards it on no side', async () => {
  const { chain, reports } = await monthOf([
    told('claim', 1, { at: formatInstant(MARCH_END + 60 * DAY_MS) }),
    told('claim', 2, { at: formatInstant(MARCH_END + 2 * DAY_MS) }),
  ]);
  await reports.send([told('attestation', 2, { at: formatInstant(MARCH_END + 2 * DAY_MS) })]);
  chain.time = MARCH_END + 90 * DAY_MS;
  await close(chain, 'claim', CLAIMANT, '2026-04');
  await close(chain, 'claim', CLAIMANT, '2026-05');
  assert.equal((await readClosure(chain, 'claim', '2026-04')).total.count, 1);
  assert.equal((await readClosure(chain, 'claim', '2026-05')).reported, 'silent');
});

test('a batch has so many tallies', async () => {
  const { chain } = await monthOf();
  const monthly = (count: number): Uint8Array =>
    deflate(
      linesOf(
        Array.from({ length: count }, (_, n) =>
          told('claim', n, { at: formatInstant(Date.UTC(1975, n, 2)) }),
        ),
      ),
    );
  await chain.evaluate(CLAIMANT, TRANSACTIONS.usageSubmit, [order('J'), monthly(512)]);
  await chain.refuses('BATCH_TOO_LARGE', CLAIMANT, TRANSACTIONS.usageSubmit, [order('J'), monthly(513)]);
});

/** A header as `usage:submit` would have written it, of one claim. */
function header(sequence: number, rootOf: (n: number) => string, exchanges: string, at: string): BatchHeader {
  const tally = { grant: 'REQ-1', side: 'claim', period: MARCH, count: 1, exchanges } as const;
  return {
    type: 'batch',
    organisation: 'ConsumerMSP',
    journal: 'J',
    sequence,
    count: 1,
    root: rootOf(sequence),
    previousRoot: sequence === 1 ? NO_ROOT : rootOf(sequence - 1),
    from: at,
    to: at,
    tallies: [tally],
    violations: [],
    policyVersion: 0,
    committed: { at, tx: 'a'.repeat(64), by: 'ConsumerMSP' },
  };
}

test('a journal of 100,000 batches is followed in steps, and closing it reads what closing a short one does', async () => {
  const BATCHES = 100_000;
  const chain = await granted();
  const rootOf = (n: number): string => n.toString(16).padStart(64, '0');
  const exchanges = encodeSet(add(emptySet(), rootOf(0)));
  const at = formatInstant(MARCH_END - HOUR_MS);
  for (let sequence = 1; sequence <= BATCHES; sequence += 1) {
    const key = `\u0000batch\u0000ConsumerMSP\u0000J\u0000${String(sequence).padStart(10, '0')}\u0000`;
    chain.state.set(key, Buffer.from(encode(header(sequence, rootOf, exchanges, at))));
  }
  chain.time = MARCH_END + DAY_MS;
  const before = process.memoryUsage().heapUsed;
  for (let batches = 1_000; batches <= BATCHES; batches += 1_000) await follow(chain, batches);
  assert.equal(readsOf(chain, 'batch'), 1_000);
  await closeAsFollowed(chain, 'claim');
  assert.equal(readsOf(chain, 'batch'), 0);
  assert.ok(chain.reads.length < 20, `${chain.reads.length} keys were read`);
  const closure = await readClosure(chain, 'claim');
  assert.deepEqual([closure.total.count, closure.batches], [BATCHES, BATCHES]);
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  assert.ok(grown < 256, `${Math.round(grown)} MiB`);
});

test('after ten years of months, each with its journal, a closing reads those since the month began', async () => {
  const { chain } = await monthOf(claims(1));
  let lastRoot = (await follow(chain, 1)).root;
  let name = 'J';
  for (let n = 0; n < 120; n += 1) {
    chain.time = Date.UTC(2026, 3 + n, 2);
    const closing = { journal: name, batches: n === 0 ? 1 : 0, lastRoot };
    await chain.submit(CLAIMANT, TRANSACTIONS.journalClose, [closing]);
    [name, lastRoot] = [`M${n}`, NO_ROOT];
    await chain.submit(CLAIMANT, TRANSACTIONS.journalOpen, [{ journal: name }]);
  }
  const lastMonth = '2036-02';
  await closeAsFollowed(chain, 'claim', CLAIMANT, lastMonth);
  assert.ok(chain.reads.length < 30, `${chain.reads.length} keys were read`);
  assert.deepEqual(
    (await readClosure(chain, 'claim', lastMonth)).journals.map(({ id }) => id),
    ['M116', 'M117', 'M118', 'M119'],
  );
  await closeAsFollowed(chain, 'claim');
  const { journals, total } = await readClosure(chain, 'claim');
  assert.deepEqual([journals.length, total.count], [121, 1], 'the oldest month sees all that came since');
});
