// SPDX-License-Identifier: Apache-2.0
/**
 * Evidence of a grant's month of `EVENTS` uses (100,000 unless it is said): made by a process of its own and verified by the command, each
 * with its time and the most memory that it took, beside those of a month of a tenth. Memory must not grow with events.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { openIndex } from '@catalog-chain/gateway/index/open-index';
import type { Call, Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { openMarket } from '../support/embedded-market.js';
import { claims } from '../support/evidence-market.js';
import { deflate, order } from '../support/usage.js';
import { report } from './measure.js';

const EVENTS = Number(process.env['EVENTS'] ?? 100_000);
const PER_BATCH = 4_000;
const JOURNAL = 'BULK';
const SUBMITTER = { mspId: 'ConsumerMSP', user: 'submitter' } as const;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

const CLI = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/cli/main'));
const MAKER = path.join(import.meta.dirname, 'evidence-month-maker.js');
const run = promisify(execFile);

/** Where everything of one month lies. */
export const filesIn = (folder: string) =>
  ({
    ledger: path.join(folder, 'ledger'),
    index: path.join(folder, 'index.sqlite'),
    bundle: path.join(folder, 'bundle.zip'),
  }) as const;

async function commit(ledger: Ledger, call: Call): Promise<number> {
  const outcome = await ledger.submit(await ledger.prepare(SUBMITTER, call));
  if (outcome.status !== 'committed') throw new Error(`${call.transaction}: ${outcome.message}`);
  return outcome.block;
}

/** Reports the month in one journal, batch after batch. */
async function fill(folder: string, events: number): Promise<void> {
  const files = filesIn(folder);
  await using ledger = await openMarket(files.ledger);
  await commit(ledger, { transaction: TRANSACTIONS.journalOpen, args: [encode({ journal: JOURNAL })] });
  let [previous, block] = [NO_ROOT, 0];
  for (let from = 0, sequence = 1; from < events; from += PER_BATCH, sequence += 1) {
    const lines = claims(from, Math.min(PER_BATCH, events - from)).map(encode);
    const args = [encode(order(JOURNAL, sequence, previous)), deflate(lines)];
    block = await commit(ledger, { transaction: TRANSACTIONS.usageSubmit, args });
    previous = merkleRoot(lines);
  }
  await using index = await openIndex({ ledger, location: { sqlite: files.index }, log: SILENT });
  await index.reached(block, 3_600_000);
}

interface Ran {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly stdout: string;
}

/** Prints the process's largest resident size when it ends, KiB. */
const TELL_SIZE = `process.on('exit',()=>console.error('size '+process.resourceUsage().maxRSS))`;

async function ran(args: readonly string[]): Promise<Ran> {
  const start = performance.now();
  const all = ['--import', `data:text/javascript,${TELL_SIZE}`, ...args];
  const { stdout, stderr } = await run(process.execPath, all, { maxBuffer: 2 ** 26 });
  const kibibytes = Number(/^size (\d+)$/m.exec(stderr)?.[1]);
  return {
    stdout,
    seconds: (performance.now() - start) / 1_000,
    mebibytes: Math.round(kibibytes / 1_024),
  };
}

async function benchMonth(events: number): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-'));
  try {
    await fill(folder, events);
    const { bundle } = filesIn(folder);
    const made = await ran([MAKER, folder]);
    const verified = await ran([CLI, 'verify', bundle]);
    if (!/^VALID$/m.test(verified.stdout)) throw new Error('The bundle does not verify.');
    const name = `evidence of a month of ${events} events`;
    const mebibytes = Math.round((await stat(bundle)).size / 2 ** 20);
    report(`${name}: size`, mebibytes, 'MiB');
    report(`${name}: made in`, Number(made.seconds.toFixed(1)), 's');
    report(`${name}: made with`, made.mebibytes, 'MiB');
    report(`${name}: verified in`, Number(verified.seconds.toFixed(1)), 's');
    report(`${name}: verified with`, verified.mebibytes, 'MiB');
  } finally {
    await rm(folder, { recursive: true });
  }
}

export async function benchEvidenceMonth(): Promise<void> {
  for (const events of [EVENTS / 10, EVENTS]) await benchMonth(events);
}
