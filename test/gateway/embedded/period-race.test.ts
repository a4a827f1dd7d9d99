// SPDX-License-Identifier: Apache-2.0
/** Transactions about one month in one moment: of two that cannot both hold, one commits and the other is told. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { monthEnd, months } from '@catalog-chain/chaincode/domain/calendar/month';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { PeriodAnswer } from '@catalog-chain/chaincode/domain/period/period-records';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { BatchReceipt, Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Call, Ledger, PreparedTransaction, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { foundMarket } from '../../support/embedded-market.js';
import { test } from '../../support/testing.js';
import { deflate, leaf, linesOf, order } from '../../support/usage.js';

const BEIJING = 480;
const CONSUMER: Signatory = { mspId: 'ConsumerMSP', user: 'submitter' };
const PROVIDER: Signatory = { mspId: 'ProviderMSP', user: 'submitter' };

const now = Date.now();
const MONTH = months(BEIJING)(now);
const OVER = monthEnd(MONTH, BEIJING) + DAY_MS;

const text = (transaction: string, input: object): Call => ({ transaction, args: [encode(input)] });
const closing = (side: Side): Call => text(TRANSACTIONS.periodClose, { grant: 'G-1', period: MONTH, side });
/** By whomever: the consumer's journal. */
const checkpoint = (batches: number): Call =>
  text(TRANSACTIONS.journalCheckpoint, { organisation: CONSUMER.mspId, journal: 'J', batches });
const batch = (n: number, sequence = 1, root = NO_ROOT, at = now): Call => ({
  transaction: TRANSACTIONS.usageSubmit,
  args: [
    encode(order('J', sequence, root)),
    deflate(linesOf([leaf(n, { system: 'ConsumerMSP:SYS', purpose: 'AID', at: formatInstant(at) })])),
  ],
});

async function commit(ledger: Ledger, by: Signatory, call: Call): Promise<unknown> {
  const prepared = await ledger.prepare(by, call);
  assert.equal((await ledger.submit(prepared)).status, 'committed');
  return JSON.parse(Buffer.from(prepared.result).toString('utf8')) as unknown;
}

/** A market at the end of this month, with a claim on the ledger. */
async function monthOver(): Promise<Ledger> {
  let time = now;
  const ledger = await openEmbeddedLedger({ clock: () => time });
  await foundMarket(ledger);
  for (const by of [CONSUMER, PROVIDER])
    await commit(ledger, by, text(TRANSACTIONS.journalOpen, { journal: 'J' }));
  time = OVER;
  return ledger;
}

const statuses = async (ledger: Ledger, prepared: readonly PreparedTransaction[]): Promise<string[]> => {
  const outcomes = await Promise.all(prepared.map((one) => ledger.submit(one)));
  return outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.code : outcome.status));
};

const stateOf = async (ledger: Ledger): Promise<PeriodAnswer> => {
  const call = { transaction: TRANSACTIONS.periodRead, args: ['G-1', MONTH] };
  return JSON.parse(Buffer.from(await ledger.evaluate(CONSUMER, call)).toString('utf8')) as PeriodAnswer;
};

test('two parties that close in the same moment: one wins, the other is told and succeeds when it tries again', async () => {
  await using ledger = await monthOver();
  const prepared = [
    await ledger.prepare(CONSUMER, closing('claim')),
    await ledger.prepare(PROVIDER, closing('attestation')),
  ];
  assert.deepEqual(await statuses(ledger, prepared), ['committed', 'LEDGER_CONFLICT']);
  assert.equal((await stateOf(ledger)).state, 'closing');
  await commit(ledger, PROVIDER, closing('attestation'));
  assert.equal((await stateOf(ledger)).state, 'matched');
});

test('a batch and a closing in the same moment: what is not covered is marked', async () => {
  await using ledger = await monthOver();
  const late = [await ledger.prepare(CONSUMER, closing('claim')), await ledger.prepare(CONSUMER, batch(1))];
  assert.deepEqual(
    await statuses(ledger, late),
    ['committed', 'LEDGER_CONFLICT'],
    'the batch is judged anew',
  );
  const receipt = (await commit(ledger, CONSUMER, batch(1))) as BatchReceipt;
  assert.ok(receipt.violations[0]?.codes.includes('after-closing'));
  assert.deepEqual((await stateOf(ledger)).reopened, ['claim']);
  await commit(ledger, CONSUMER, checkpoint(1));
  const early = [
    await ledger.prepare(CONSUMER, batch(2, 2, receipt.root)),
    await ledger.prepare(CONSUMER, closing('claim')),
  ];
  assert.deepEqual(await statuses(ledger, early), ['committed', 'committed'], 'no batch disturbs a closing');
  assert.deepEqual([(await stateOf(ledger)).claim, (await stateOf(ledger)).reopened], [2, ['claim']]);
  await commit(ledger, CONSUMER, checkpoint(2));
  await commit(ledger, CONSUMER, closing('claim'));
  assert.deepEqual([(await stateOf(ledger)).claim, (await stateOf(ledger)).reopened], [3, undefined]);
});

test('a month is followed and closed at the first try while uses arrive all the time', async () => {
  await using ledger = await monthOver();
  const first = (await commit(ledger, CONSUMER, batch(1))) as BatchReceipt;
  let [root, sequence, running] = [first.root, 1, true];
  const uses = (async (): Promise<void> => {
    while (running) {
      sequence += 1;
      ({ root } = (await commit(ledger, CONSUMER, batch(sequence, sequence, root, OVER))) as BatchReceipt);
    }
  })();
  for (let round = 0; round < 5; round += 1) {
    const reached = sequence;
    while (sequence < reached + 3) await nextTurn();
    await commit(ledger, PROVIDER, checkpoint(sequence - 1));
  }
  await commit(ledger, CONSUMER, closing('claim'));
  await commit(ledger, PROVIDER, closing('attestation'));
  running = false;
  await uses;
  assert.equal((await stateOf(ledger)).state, 'differs');
});
