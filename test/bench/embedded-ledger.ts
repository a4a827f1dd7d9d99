// SPDX-License-Identifier: Apache-2.0
/** The embedded ledger through its port, on disk: one event per transaction, and batches; here and in a thread. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { openEmbeddedLedger } from '@catalog-chain/gateway/ledger/embedded/open';
import type { Ledger, Signatory } from '@catalog-chain/gateway/ledger/ledger';
import { admin, call, organisation } from '../contracts/ledger-harness.js';
import { commit, eventsCommitted } from './ledger-load.js';
import { report } from './measure.js';

const MSP = 'ManagerMSP';
const REPORTER: Signatory = { mspId: MSP, user: 'submitter' };
const EVENTS = 60_000;

async function measure(ledger: Ledger, where: string): Promise<void> {
  const roles = ['consumer', 'manager', 'provider'];
  await commit(ledger, admin(MSP), call(TRANSACTIONS.organisationRegister, organisation(MSP, roles)));
  const perSecond = (size: number, lanes: number): Promise<number> => {
    const transactions = Math.min(2_000, Math.ceil(EVENTS / size));
    return eventsCommitted((what) => commit(ledger, REPORTER, what), { size, transactions, lanes });
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
