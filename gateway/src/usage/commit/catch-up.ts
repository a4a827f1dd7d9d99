// SPDX-License-Identifier: Apache-2.0
/**
 * An outbox that was put back from an older copy does not know what was committed since. The ledger does: batches that
 * stand in its journals beyond the newest one it knows are read from their blocks, before anything new is accepted.
 */
import type { JournalList } from '@catalog-chain/chaincode/domain/audit';
import { leafHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { BlockSource } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { Log } from '../../support/log-port.js';
import type { AdoptedBatch } from '../outbox/adopt.js';
import { headerAt } from './batch-call.js';
import { unpackLines } from '../outbox/item.js';
import { fingerprintOf, idBytesOf, organisationMark } from '../intake/judge-rows.js';
import type { Outbox } from '../outbox/outbox.js';
import { partsOfName } from '../journal-name.js';
import { journalsKnown, lanesOf } from './recovery.js';
import type { PipelineLedger } from './settle.js';

export type FollowedLedger = PipelineLedger & BlockSource;

export interface CatchUp {
  readonly outbox: Outbox;
  readonly ledger: FollowedLedger;
  readonly log: Log;
  readonly user: string;
  /** Batches of a lane under way at once: so far apart may the batches lie that committed. */
  readonly inFlight: number;
  readonly now: () => number;
}

/** @throws LedgerError when the ledger does not answer: then nothing is known, and nothing may be accepted */
export async function catchUp(setting: CatchUp): Promise<void> {
  const { outbox, log } = setting;
  for (const lane of await lanesOf(outbox)) {
    const { organisation } = lane;
    const batches = await adoptAll(setting, lane).catch((error: unknown) => {
      if (!isRefused(error)) throw error;
      // It reports nothing either.
      log.warn('An organisation of the outbox is not served by the ledger.', { organisation, error });
      return 0;
    });
    if (batches > 0)
      log.warn('The outbox was older than the ledger and has caught up.', { organisation, batches });
  }
}

const isRefused = (error: unknown): boolean =>
  error instanceof LedgerError && (error.code === 'IDENTITY_UNKNOWN' || error.code === 'IDENTITY_REFUSED');

type Lane = Awaited<ReturnType<typeof lanesOf>>[number];

/**
 * Of the lane's journal, of the one before it, and of those that this gateway began since: the outbox may be older than
 * a month's end.
 * @returns how many batches the ledger has that the outbox did not know
 */
async function adoptAll(setting: CatchUp, lane: Lane): Promise<number> {
  let batches = await adoptMissed(setting, lane);
  for (const [journal, last] of await otherJournals(setting, lane))
    batches += await adoptMissed(setting, { ...lane, journal, last });
  return batches;
}

/** With the newest batch that the outbox knows. */
async function otherJournals(
  { ledger, outbox, user }: CatchUp,
  { organisation, journal: current }: Lane,
): Promise<(readonly [journal: string, last: number])[]> {
  const call = { transaction: TRANSACTIONS.auditListJournals, args: [organisation] };
  const bytes = await ledger.evaluate({ mspId: organisation, user }, call);
  const { journals } = JSON.parse(Buffer.from(bytes).toString('utf8')) as JournalList;
  const known = await journalsKnown(outbox, organisation);
  const own = journals.filter((name) => partsOfName(name)?.replica === outbox.replica && name !== current);
  const since = partsOfName(current)?.month ?? '';
  const newest = own
    .filter((name) => known.has(name))
    .sort()
    .at(-1);
  return own.flatMap((name) => {
    const last = known.get(name);
    const isLater = last === undefined && (partsOfName(name)?.month ?? '') >= since;
    return isLater || name === newest ? [[name, last ?? 0] as const] : [];
  });
}

async function adoptMissed(setting: CatchUp, { organisation, journal, last }: Lane): Promise<number> {
  const { outbox, ledger, user, inFlight, now } = setting;
  const signatory = { mspId: organisation, user };
  let [missed, absent] = [0, 0];
  for (let sequence = last + 1; absent < inFlight; sequence += 1) {
    const header = await headerAt(ledger, signatory, { journal, sequence });
    if (!header) {
      absent += 1;
      continue;
    }
    absent = 0;
    if (header.missing === true) continue;
    missed += 1;
    await outbox.adopt(await readBack(ledger, signatory, header), now());
  }
  return missed;
}

async function readBack(
  ledger: FollowedLedger,
  signatory: Parameters<FollowedLedger['outcome']>[1],
  header: BatchHeader,
): Promise<AdoptedBatch> {
  const mark = organisationMark(header.organisation);
  const transactionId = header.committed.tx;
  const outcome = await ledger.outcome(transactionId, signatory);
  if (outcome.status !== 'committed')
    throw new LedgerError('LEDGER_UNAVAILABLE', 'The ledger shows a batch without its transaction.');
  const lines = await unpackLines(await leavesIn(ledger, outcome.block, transactionId));
  const ids = lines.map((line): AdoptedBatch['ids'][number] => {
    const { id } = JSON.parse(line) as { readonly id: string };
    return [idBytesOf(id, mark), fingerprintOf({ hash: leafHash(line) })];
  });
  return { header, transactionId, block: outcome.block, ids };
}

async function leavesIn(ledger: BlockSource, from: number, id: string): Promise<Uint8Array> {
  const stop = new AbortController();
  try {
    for await (const block of ledger.blocks({ from, signal: stop.signal })) {
      const leaves = block.transactions.find((transaction) => transaction.id === id)?.args[1];
      if (leaves) return leaves;
      break;
    }
  } finally {
    stop.abort();
  }
  throw new LedgerError('LEDGER_FAILURE', 'The block does not hold the batch.');
}
