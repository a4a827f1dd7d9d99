// SPDX-License-Identifier: Apache-2.0
/** Ledgers that lose, refuse, double and delay. */
import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { Outcome, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import type { PipelineLedger } from '@catalog-chain/gateway/usage/commit/settle';
import { eventId, usage, usages } from '../../support/embedded-market.js';
import { assertGapless, bench, CLAIM, committed, type Bench } from '../../support/pipeline-bench.js';
import { test } from '../../support/testing.js';
import { until } from '../../support/until.js';

type Submit = PipelineLedger['submit'];

const isBatch = ({ result }: PreparedTransaction): boolean => Buffer.from(result).includes('"root"');
const unknown = ({ transactionId }: PreparedTransaction): Outcome => ({
  status: 'unknown',
  transactionId,
  message: 'The reply was lost.',
});
const conflict = ({ transactionId }: PreparedTransaction): Outcome => ({
  status: 'rejected',
  transactionId,
  code: 'LEDGER_CONFLICT',
  message: 'MVCC_READ_CONFLICT',
});

/** Batches go another way the first `times` times; everything else as it should. */
function detour(times: number, way: (submit: Submit, ...args: Parameters<Submit>) => Promise<Outcome>) {
  const sent: string[] = [];
  const wrap = (ledger: PipelineLedger): PipelineLedger => ({
    ...ledger,
    submit: async (prepared, options) => {
      if (!isBatch(prepared)) return ledger.submit(prepared, options);
      sent.push(prepared.transactionId);
      return sent.length <= times ? way(ledger.submit, prepared, options) : ledger.submit(prepared, options);
    },
  });
  return { sent, wrap };
}

async function throughout(all: Bench, rows = 30): Promise<void> {
  const requests = [usages(rows), usages(rows, rows), usages(rows, 2 * rows)];
  const answers = await Promise.all(requests.map((one) => all.pipeline.accept(CLAIM, one)));
  for (const answer of answers) await committed(all, answer);
  assert.equal(await assertGapless(all.index), 3 * rows);
}

const settings = { batchRows: 30, aloneRows: 30 };

test('a lost reply is cleared up by asking; nothing is sent twice', async (t) => {
  const { sent, wrap } = detour(2, async (submit, prepared) => {
    await submit(prepared);
    return unknown(prepared);
  });
  await throughout(await bench(t, { wrap, settings }));
  assert.equal(sent.length, 3);
});

test('what was never seen is sent again, the same bytes', async (t) => {
  const { sent, wrap } = detour(2, (_, prepared) => Promise.resolve(unknown(prepared)));
  const all = await bench(t, { wrap, settings });
  const answer = await all.pipeline.accept(CLAIM, usages(30));
  const state = async () => (await all.pipeline.find('ConsumerMSP', eventId(0)))?.state;
  await until('the outcome is unknown', async () => (await state()) === 'unknown');
  await committed(all, answer);
  assert.equal(await state(), 'committed');
  assert.equal(new Set(sent).size, 1);
  assert.equal(sent.length, 3);
});

test('a lost race is run again as another transaction at the same place', async (t) => {
  const { sent, wrap } = detour(3, (_, prepared) => Promise.resolve(conflict(prepared)));
  await throughout(await bench(t, { wrap, settings }));
  assert.ok(new Set(sent).size > 3);
});

test('said to be rejected and yet there: it is not sent again', async (t) => {
  const { sent, wrap } = detour(3, async (submit, prepared) => {
    await submit(prepared);
    return conflict(prepared);
  });
  await throughout(await bench(t, { wrap, settings }));
  assert.equal(sent.length, 3);
});

test('a batch overtaken by a change of its grant is endorsed again, under the rules of now', async (t) => {
  const sent: string[] = [];
  const outcomes: Outcome[] = [];
  let suspend = (): Promise<unknown> => Promise.resolve();
  const wrap = (ledger: PipelineLedger): PipelineLedger => ({
    ...ledger,
    submit: async (prepared, options) => {
      if (!isBatch(prepared)) return ledger.submit(prepared, options);
      if (sent.push(prepared.transactionId) === 1) await suspend();
      const outcome = await ledger.submit(prepared, options);
      outcomes.push(outcome);
      return outcome;
    },
  });
  const all = await bench(t, { wrap });
  const { ledger, pipeline } = all;
  suspend = async () => {
    const args = [encode({ id: 'G-1', reason: 'Under review' })];
    const call = { transaction: TRANSACTIONS.grantSuspend, args };
    const suspension = await ledger.prepare({ mspId: 'ProviderMSP', user: 'officer' }, call);
    assert.equal((await ledger.submit(suspension)).status, 'committed');
  };
  await committed(
    all,
    await pipeline.accept(CLAIM, [usage(1, { at: new Date(Date.now() + 60_000).toISOString() })]),
  );
  assert.deepEqual(
    outcomes.map((one) => (one.status === 'rejected' ? one.code : one.status)),
    ['LEDGER_CONFLICT', 'committed'],
  );
  assert.equal(new Set(sent).size, 2);
  assert.deepEqual((await pipeline.find('ConsumerMSP', eventId(1)))?.violations, ['suspended']);
  assert.equal(await assertGapless(all.index), 1);
});

test('a row that only the ledger can refuse is refused alone, and leaves no gap', async (t) => {
  const { pipeline, index } = await bench(t, {
    settings,
    // The gateway cannot know the parties: no grant can be read.
    wrap: (ledger) => ({
      ...ledger,
      evaluate: () => Promise.reject(new LedgerError('LEDGER_UNAVAILABLE', 'x')),
    }),
    blind: true,
  });
  const rows = usages(30).map((row, i) => (i === 7 ? { ...row, grant: 'P-1' } : row));
  const [bad, good] = [await pipeline.accept(CLAIM, rows), await pipeline.accept(CLAIM, usages(40, 50))];
  const final = await pipeline.waitRequest('ConsumerMSP', bad.receipt ?? '', 20_000);
  assert.equal(final?.state, 'rejected');
  const refused = await pipeline.find('ConsumerMSP', eventId(7));
  assert.deepEqual([refused?.state, refused?.code], ['rejected', 'NOT_PARTY']);
  const beside = await pipeline.find('ConsumerMSP', eventId(8));
  assert.deepEqual([beside?.state, beside?.leaf], ['committed', 7]);
  const other = await pipeline.waitRequest('ConsumerMSP', good.receipt ?? '', 20_000);
  assert.equal(other?.state, 'committed');
  await index.reached(Math.max(...other.batches.map(({ block }) => block ?? 0)));
  assert.equal(pipeline.status().pending, 0);
});

test('a refusal that names no row is narrowed down to it', async (t) => {
  const poison = eventId(11);
  const wrap = (ledger: PipelineLedger): PipelineLedger => ({
    ...ledger,
    prepare: async (signatory, call) => {
      const [, leaves] = call.args;
      if (leaves instanceof Uint8Array && inflateSync(leaves).includes(poison))
        throw new LedgerError('BATCH_MALFORMED', 'Something is wrong.');
      return ledger.prepare(signatory, call);
    },
  });
  const all = await bench(t, { wrap, settings });
  const [bad, good] = await Promise.all([
    all.pipeline.accept(CLAIM, usages(30)),
    all.pipeline.accept(CLAIM, usages(30, 30)),
  ]);
  await committed(all, good);
  const final = await all.pipeline.waitRequest('ConsumerMSP', bad.receipt ?? '', 20_000);
  await all.index.reached(Math.max(...(final?.batches ?? []).map(({ block }) => block ?? 0)));
  assert.equal(await assertGapless(all.index), 59);
  assert.equal((await all.pipeline.find('ConsumerMSP', poison))?.code, 'BATCH_MALFORMED');
});

test('one bad row among hundreds costs a few more batches, not one for each of its neighbours', async (t) => {
  const poison = eventId(123);
  const wrap = (ledger: PipelineLedger): PipelineLedger => ({
    ...ledger,
    prepare: (signatory, call) => {
      const [, leaves] = call.args;
      if (leaves instanceof Uint8Array && inflateSync(leaves).includes(poison))
        return Promise.reject(new LedgerError('BATCH_MALFORMED', 'Something is wrong.'));
      return ledger.prepare(signatory, call);
    },
  });
  const all = await bench(t, { wrap, settings: { batchRows: 400, aloneRows: 400 } });
  const { receipt = '' } = await all.pipeline.accept(CLAIM, usages(400));
  const final = await all.pipeline.waitRequest('ConsumerMSP', receipt, 20_000);
  await all.index.reached(Math.max(...(final?.batches ?? []).map(({ block }) => block ?? 0)));
  assert.equal(await assertGapless(all.index), 399);
  const { items } = await all.index.list('batch', { organisation: 'ConsumerMSP' }, { limit: 1_000 });
  assert.ok(items.length <= 20, `${items.length} batches`);
});

test('a ledger that is away is waited for, and the status says so', async (t) => {
  let away = true;
  const wrap = (ledger: PipelineLedger): PipelineLedger => ({
    ...ledger,
    prepare: async (...args) => {
      if (away) throw new LedgerError('LEDGER_UNAVAILABLE', 'away');
      return ledger.prepare(...args);
    },
  });
  const all = await bench(t, { wrap });
  const answer = await all.pipeline.accept(CLAIM, [usage(1)]);
  await until('a lane has stopped', () => all.pipeline.status().stalled.length > 0);
  assert.equal(all.pipeline.status().stalled[0]?.code, 'LEDGER_UNAVAILABLE');
  away = false;
  await committed(all, answer);
  assert.deepEqual(all.pipeline.status().stalled, []);
});
