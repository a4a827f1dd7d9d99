// SPDX-License-Identifier: Apache-2.0
/** Load on a ledger through its port: transactions in parallel lanes, batches of one journal. */
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Call, Ledger, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { call, unique } from '../contracts/ledger-harness.js';
import { deflate, leaves, linesOf } from '../support/usage.js';

/** @throws Error for any outcome but `committed` */
export async function commit(ledger: Ledger, by: Signatory, what: Call): Promise<void> {
  const outcome = await ledger.submit(await ledger.prepare(by, what));
  if (outcome.status !== 'committed') throw new Error(JSON.stringify(outcome));
}

/** Repeats the work in parallel lanes, once per lane unmeasured before. @returns runs per second */
export async function rate(times: number, lanes: number, work: () => Promise<unknown>): Promise<number> {
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  let left = lanes;
  await lane();
  left = times;
  const start = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  return (times * 1000) / (performance.now() - start);
}

/** Batches of a journal, each with the same leaves; the chain of roots is not checked before it is closed. */
export function batches(size: number, journal: string): () => Call {
  const deflated = deflate(linesOf(leaves(size)));
  let sequence = 0;
  return () => {
    sequence += 1;
    const previousRoot = sequence === 1 ? NO_ROOT : '1'.repeat(64);
    return call(TRANSACTIONS.usageSubmit, { journal, sequence, previousRoot }, deflated);
  };
}

export interface Load {
  /** Events per transaction. */
  readonly size: number;
  readonly transactions: number;
  /** Transactions in flight. */
  readonly lanes: number;
}

/** Opens a journal and fills it through `send`. @returns events per second */
export async function eventsCommitted(
  open: (what: Call) => Promise<unknown>,
  { size, transactions, lanes }: Load,
  send: (what: Call) => Promise<unknown> = open,
): Promise<number> {
  const journal = unique('J');
  await open(call(TRANSACTIONS.journalOpen, { journal }));
  const next = batches(size, journal);
  return Math.round(size * (await rate(transactions, lanes, () => send(next()))));
}
