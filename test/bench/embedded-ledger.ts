// SPDX-License-Identifier: Apache-2.0
/** The embedded ledger through its port, on disk: one event per transaction, and batches; here and in a thread. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/batch';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Call, Ledger, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { admin, call, organisation, unique } from '../contracts/ledger-harness.js';
import { deflate, leaves, linesOf } from '../support/usage.js';
import { report } from './measure.js';

const MSP = 'ManagerMSP';
const REPORTER: Signatory = { mspId: MSP, user: 'submitter' };
const EVENTS = 60_000;

async function commit(ledger: Ledger, by: Signatory, what: Call): Promise<void> {
  const outcome = await ledger.submit(await ledger.prepare(by, what));
  if (outcome.status !== 'committed') throw new Error(JSON.stringify(outcome));
}

/** Repeats the work in parallel lanes. @returns runs per second */
async function rate(times: number, lanes: number, work: () => Promise<void>): Promise<number> {
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

/** Batches of a journal, each with the leaves given; the chain of roots is not checked before it is closed. */
function batches(size: number, journal: string): () => Call {
  const deflated = deflate(linesOf(leaves(size)));
  let sequence = 0;
  return () => {
    sequence += 1;
    const previousRoot = sequence === 1 ? NO_ROOT : '1'.repeat(64);
    return call(TRANSACTIONS.usageSubmit, { journal, sequence, previousRoot }, deflated);
  };
}

async function measure(ledger: Ledger, where: string): Promise<void> {
  const roles = ['consumer', 'manager', 'provider'];
  await commit(ledger, admin(MSP), call(TRANSACTIONS.organisationRegister, organisation(MSP, roles)));
  const perSecond = async (size: number, lanes: number): Promise<number> => {
    const journal = unique('J');
    await commit(ledger, REPORTER, call(TRANSACTIONS.journalOpen, { journal }));
    const next = batches(size, journal);
    const runs = Math.min(2_000, Math.ceil(EVENTS / size));
    return Math.round(size * (await rate(runs, lanes, () => commit(ledger, REPORTER, next()))));
  };
  const alone = await perSecond(1, 64);
  report(`embedded ledger, ${where}: one event per transaction, 64 in flight`, alone, 'events/s');
  for (const size of [1_000, 4_000]) {
    const name = `embedded ledger, ${where}: ${size} events per transaction, 4 in flight`;
    report(name, await perSecond(size, 4), 'events/s', alone);
  }
}

/** Prints a line per size, for a ledger in this thread and for one in its own. */
export async function benchEmbeddedLedger(): Promise<void> {
  for (const thread of [false, true]) {
    const directory = mkdtempSync(path.join(tmpdir(), 'catalog-chain-bench-'));
    try {
      await using ledger = await openEmbeddedLedger(thread ? { directory, thread } : { directory });
      await measure(ledger, thread ? 'own thread' : 'this thread');
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

if (process.argv[1] === import.meta.filename) await benchEmbeddedLedger();
