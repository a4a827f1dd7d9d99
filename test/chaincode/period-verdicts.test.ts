// SPDX-License-Identifier: Apache-2.0
/** Uses outside their grant by time or purpose: neither side hides one behind an honest telling of the other. */
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { without } from '@catalog-chain/chaincode/domain/without';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import type {
  BatchHeader,
  BatchReceipt,
  Leaf,
  Side,
  Violation,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import { CONSUMER, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { close, granted, MARCH_END, readClosure, Reports, REPORTER, told } from '../support/periods.js';
import { test } from '../support/testing.js';
import { uuid7 } from '../support/usage.js';

const BEFORE = formatInstant(MARCH_END - 2 * HOUR_MS);
const AFTER = formatInstant(MARCH_END - HOUR_MS);

/** A grant that was suspended an hour and a half before March was over. */
async function suspended(): Promise<{ chain: ChaincodeHarness; reports: Reports }> {
  const chain = await granted();
  const now = chain.time;
  chain.time = MARCH_END - 1.5 * HOUR_MS;
  await chain.submit(PROVIDER, TRANSACTIONS.grantSuspend, [{ id: 'REQ-1', reason: 'Under review' }]);
  chain.time = now;
  return { chain, reports: new Reports(chain) };
}

async function verdict(chain: ChaincodeHarness): Promise<string> {
  chain.time = MARCH_END + HOUR_MS;
  await close(chain, 'claim');
  return (await close(chain, 'attestation')).state;
}

const codesOf = ({ violations }: BatchReceipt): readonly Violation[] => violations[0]?.codes ?? [];

const headerKey = (organisation: string, sequence: number): string =>
  `\u0000batch\u0000${organisation}\u0000J\u0000${String(sequence).padStart(10, '0')}\u0000`;

/** Writes a header as earlier versions of the contracts did: past them. */
function inOlderForm(chain: ChaincodeHarness, side: Side, sequence = 1): void {
  const key = headerKey(REPORTER[side].mspId, sequence);
  const { exchangeForm, tallies, ...header } = JSON.parse(String(chain.state.get(key))) as BatchHeader;
  assert.equal(exchangeForm, 2);
  const older = tallies.map(({ older: set, ...tally }) => ({
    ...without(tally, 'purpose'),
    exchanges: set ?? tally.exchanges,
  }));
  chain.state.set(key, Buffer.from(encode({ ...header, tallies: older })));
}

test('a use dated before the suspension does not match an attestation of after it', async () => {
  const { chain, reports } = await suspended();
  assert.deepEqual(codesOf(await reports.send([told('claim', 1, { at: BEFORE })])), []);
  assert.deepEqual(codesOf(await reports.send([told('attestation', 1, { at: AFTER })])), ['suspended']);
  assert.equal(await verdict(chain), 'differs');
});

test('a use for the permitted purpose does not match an attestation of another purpose, nor the other way round', async () => {
  for (const wrong of ['claim', 'attestation'] as const) {
    const { chain, reports } = await suspended();
    for (const side of ['claim', 'attestation'] as const)
      await reports.send([told(side, 1, { at: BEFORE, ...(side === wrong && { purpose: 'marketing' }) })]);
    assert.equal(await verdict(chain), 'differs', wrong);
  }
});

test('of purposes that a variation permits, each matches itself only, and its time counts', async () => {
  const before = { at: BEFORE, purpose: 'death-benefit' };
  const after = { at: AFTER, purpose: 'death-benefit' };
  for (const [claim, attestation, expected] of [
    [after, { at: AFTER }, 'differs'],
    [after, before, 'differs'],
    [after, after, 'matched'],
  ] as const) {
    const chain = await granted();
    const now = chain.time;
    chain.time = MARCH_END - 1.5 * HOUR_MS;
    const adds = { purposes: [{ code: 'death-benefit', text: 'To pay the bereaved' }] };
    await chain.submit(CONSUMER, TRANSACTIONS.variationAsk, [
      { id: 'V-1', grant: 'REQ-1', adds, reason: 'Asked for by law' },
    ]);
    await chain.submit(PROVIDER, TRANSACTIONS.variationAnswer, [{ id: 'V-1', approved: true }]);
    chain.time = now;
    const reports = new Reports(chain);
    assert.deepEqual(codesOf(await reports.send([told('claim', 1, claim)])), []);
    await reports.send([told('attestation', 1, attestation)]);
    assert.equal(await verdict(chain), expected, JSON.stringify([claim, attestation]));
  }
});

test('two wrong purposes that are not the same do not match', async () => {
  const { chain, reports } = await suspended();
  await reports.send([told('claim', 1, { at: BEFORE, purpose: 'marketing' })]);
  await reports.send([told('attestation', 1, { at: BEFORE, purpose: 'surveys' })]);
  assert.equal(await verdict(chain), 'differs');
});

test('what both sides tell to be outside the grant matches, among others, and closures say both forms', async () => {
  const { chain, reports } = await suspended();
  for (const side of ['claim', 'attestation'] as const)
    await reports.send([
      told(side, 1, { at: BEFORE }),
      told(side, 2, { at: side === 'claim' ? AFTER : formatInstant(MARCH_END - HOUR_MS - 900) }),
      told(side, 3, { at: BEFORE, purpose: 'marketing' }),
    ]);
  assert.equal(await verdict(chain), 'matched');
  const { total } = await readClosure(chain, 'claim');
  assert.deepEqual([total.count, total.exchangeForm], [3, 2]);
  assert.notEqual(total.older, undefined);
  assert.notEqual(total.older, total.exchanges);
});

test('a correction takes back what the ledger counted, with its verdict', async () => {
  const wrong = told('claim', 1, { at: BEFORE, purpose: 'marketing' });
  const corrected = (retracts: string | undefined): Leaf =>
    told('claim', 1, { at: BEFORE, id: uuid7(7), kind: 'correction', corrects: wrong.id, retracts });
  for (const [retracts, expected] of [
    [exchangeDigest(wrong, { purpose: 'marketing', verdict: ['wrong-purpose'] }), 'matched'],
    [exchangeDigest(wrong), 'differs'],
  ] as const) {
    const { chain, reports } = await suspended();
    await reports.send([wrong]);
    await reports.send([corrected(retracts)]);
    await reports.send([told('attestation', 1, { at: BEFORE })]);
    assert.equal(await verdict(chain), expected);
  }
});

test('a month whose headers are of both forms is compared in the older one, so that who agreed still agrees', async () => {
  const both = (side: Side): Leaf[] => [
    told(side, 1, { at: BEFORE }),
    told(side, 2, { at: AFTER }),
    told(side, 3, { at: BEFORE, purpose: 'marketing' }),
  ];
  for (const older of [['claim'], ['attestation'], ['claim', 'attestation']] as const) {
    const { chain, reports } = await suspended();
    for (const side of ['claim', 'attestation'] as const) await reports.send(both(side));
    for (const side of older) inOlderForm(chain, side);
    assert.equal(await verdict(chain), 'matched', older.join());
    for (const side of older) {
      const { total } = await readClosure(chain, side);
      assert.deepEqual([total.exchangeForm, total.older], [undefined, undefined]);
    }
  }
});

test('a side with headers of both forms is compared in the older one as well; what differs in it still differs', async () => {
  for (const [outcome, expected] of [
    ['ok', 'matched'],
    ['empty', 'differs'],
  ] as const) {
    const { chain, reports } = await suspended();
    await reports.send([told('claim', 1, { at: AFTER })]);
    inOlderForm(chain, 'claim');
    await reports.send([told('claim', 2, { at: AFTER, outcome })]);
    await reports.send([told('attestation', 1, { at: AFTER }), told('attestation', 2, { at: AFTER })]);
    assert.equal(await verdict(chain), expected);
    const { total } = await readClosure(chain, 'claim');
    assert.equal(total.exchangeForm, undefined);
    assert.notEqual(total.older, undefined);
  }
});

test('a checkpoint of earlier versions is of the older form, and what comes after it is added', async () => {
  const { chain, reports } = await suspended();
  await reports.send([told('claim', 1, { at: AFTER })]);
  inOlderForm(chain, 'claim');
  await chain.submit(REPORTER.claim, TRANSACTIONS.journalCheckpoint, [{ journal: 'J', batches: 1 }]);
  await reports.send([told('claim', 2, { at: AFTER })]);
  await reports.send([told('attestation', 1, { at: AFTER }), told('attestation', 2, { at: AFTER })]);
  assert.equal(await verdict(chain), 'matched');
});

test('a side that is silent agrees with none that told a use outside the grant', async () => {
  const { chain, reports } = await suspended();
  await reports.send([told('attestation', 1, { at: AFTER })]);
  assert.equal(await verdict(chain), 'differs');
});
