// SPDX-License-Identifier: Apache-2.0
/** Months to reconcile: a granted market with journals on both sides, batches of uses, and closings. */
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Closure, Period, PeriodAnswer } from '@catalog-chain/chaincode/domain/period/period-records';
import { DAY_MS, formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import type { BatchReceipt, Leaf, Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { caller, CONSUMER, type Caller, type ChaincodeHarness } from './chaincode-harness.js';
import { grantOf, market } from './sharing.js';
import { deflate, leaf, linesOf, order, uuid7 } from './usage.js';

/** The month of `START`, and its end in the built-in policy's local time. */
export const MARCH = '2026-03';
export const MARCH_END = Date.UTC(2026, 2, 31, 16);
/** Ten working days after 1 April 2026 end on 15 April. */
export const MARCH_DUE = Date.UTC(2026, 3, 15, 16) - 1;

export const CLAIMANT = caller('ConsumerMSP', 'submitter');
export const ATTESTER = caller('ProviderMSP', 'submitter');
export const REPORTER = { claim: CLAIMANT, attestation: ATTESTER } as const satisfies Record<Side, Caller>;

/** A grant `REQ-1` of both parties and a journal `J` on each side. */
export async function granted(): Promise<ChaincodeHarness> {
  const chain = await market();
  await grantOf(chain);
  for (const by of [CLAIMANT, ATTESTER]) await chain.submit(by, TRANSACTIONS.journalOpen, [{ journal: 'J' }]);
  chain.time = MARCH_END - HOUR_MS / 2;
  return chain;
}

/** When exchanges took place unless said otherwise: an hour before March is over. */
const USED = formatInstant(MARCH_END - HOUR_MS);

/** Exchange number n as one side reports it. */
export const told = (side: Side, n: number, change: Partial<Leaf> = {}): Leaf =>
  leaf(n, {
    side,
    id: uuid7(n, side),
    grant: 'REQ-1',
    purpose: 'pension-audit',
    at: USED,
    system: side === 'claim' ? 'ConsumerMSP:PENSIONS' : 'ProviderMSP:REGISTER',
    ...change,
  });

/** Journals that go on: each batch follows the one before. */
export class Reports {
  private readonly heads = new Map<string, { readonly sequence: number; readonly root: string }>();

  constructor(private readonly chain: ChaincodeHarness) {}

  async send(list: readonly Leaf[], journal = 'J'): Promise<BatchReceipt> {
    const by = REPORTER[list[0]?.side ?? 'claim'];
    const key = `${by.mspId} ${journal}`;
    const head = this.heads.get(key) ?? { sequence: 0, root: NO_ROOT };
    const place = order(journal, head.sequence + 1, head.root);
    const sent = [place, deflate(linesOf(list))];
    const receipt = await this.chain.submit<BatchReceipt>(by, TRANSACTIONS.usageSubmit, sent);
    this.heads.set(key, { sequence: receipt.sequence, root: receipt.root });
    return receipt;
  }
}

export const claims = (...numbers: readonly number[]): Leaf[] => numbers.map((n) => told('claim', n));
export const attestations = (...numbers: readonly number[]): Leaf[] =>
  numbers.map((n) => told('attestation', n));

/** Both sides of a month, told in batches, and the time is after its end. */
export async function monthOf(
  ...batches: readonly Leaf[][]
): Promise<{ chain: ChaincodeHarness; reports: Reports }> {
  const chain = await granted();
  const reports = new Reports(chain);
  for (const batch of batches) await reports.send(batch);
  chain.time = MARCH_END + DAY_MS;
  return { chain, reports };
}

/** Numbers of the batches in each of an organisation's journals. */
function batchesOf(chain: ChaincodeHarness, organisation: string): Map<string, number> {
  const last = new Map<string, number>();
  for (const key of chain.state.keys()) {
    const [, type, owner, journal = '', sequence] = key.split('\u0000');
    if (type === 'batch' && owner === organisation)
      last.set(journal, Math.max(last.get(journal) ?? 0, Number(sequence)));
  }
  return last;
}

/** Has the chain follow a side's journals to their ends, as the gateway does before it closes. */
export async function followed(
  chain: ChaincodeHarness,
  side: Side,
  by: Caller = REPORTER[side],
): Promise<void> {
  const organisation = REPORTER[side].mspId;
  for (const [journal, batches] of batchesOf(chain, organisation))
    await chain.submit(by, TRANSACTIONS.journalCheckpoint, [{ organisation, journal, batches }]);
}

/** Closes a side as the chain has followed it, and no further. */
export const closeAsFollowed = (
  chain: ChaincodeHarness,
  side: Side,
  by: Caller = REPORTER[side],
  period = MARCH,
): Promise<Period> => chain.submit(by, TRANSACTIONS.periodClose, [{ grant: 'REQ-1', period, side }]);

export async function close(
  chain: ChaincodeHarness,
  side: Side,
  by: Caller = REPORTER[side],
  period = MARCH,
): Promise<Period> {
  await followed(chain, side, by);
  return closeAsFollowed(chain, side, by, period);
}

export const readPeriod = (chain: ChaincodeHarness, period = MARCH): Promise<PeriodAnswer> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.periodRead, ['REQ-1', period]);

export const readClosure = (chain: ChaincodeHarness, side: Side, period = MARCH): Promise<Closure> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.periodReadClosure, ['REQ-1', period, side]);
