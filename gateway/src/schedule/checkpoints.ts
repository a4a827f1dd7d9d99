// SPDX-License-Identifier: Apache-2.0
/** Has the chain follow an organisation's journals, so that closing its months reads few headers. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { MAX_HEADERS_CHECKED } from '@catalog-chain/chaincode/domain/usage/journal';
import { tenDigits, TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Journal } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { LedgerError } from '../ledger/ledger-error.js';
import type { Signatory } from '../ledger/ledger.js';
import { onlyOnce } from '../attempts/attempt.js';
import type { Commits } from '../usecases/commits.js';
import type { ScheduleIndex } from './due-sides.js';

/** Checkpoints every journal at its newest batch, in as many steps as it takes. */
export async function checkpointJournals(
  index: ScheduleIndex,
  commits: Pick<Commits, 'write'>,
  signatory: Signatory,
  journals: readonly Journal[],
): Promise<void> {
  for (const { organisation, id } of journals) {
    const place = `${organisation}/${id}`;
    let at = (await index.get('journal-checkpoint', place))?.value.batches ?? 0;
    const head = await headOf(index, place, at);
    for (let step = MAX_HEADERS_CHECKED; at < head;) {
      const batches = Math.min(at + step, head);
      if (await checkpoint(commits, signatory, id, batches)) at = batches;
      else if (step > 1) step = Math.ceil(step / 10);
      else break;
    }
  }
}

/** @returns false where the step was too large for one transaction */
async function checkpoint(
  commits: Pick<Commits, 'write'>,
  signatory: Signatory,
  journal: string,
  batches: number,
): Promise<boolean> {
  const call = { transaction: TRANSACTIONS.journalCheckpoint, args: [encode({ journal, batches })] };
  try {
    await commits.write(signatory, call, onlyOnce);
    return true;
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'CONDITION_NOT_MET') return false;
    throw error;
  }
}

/** The newest batch that follows on others without a gap, found by doubling and halving. */
async function headOf(index: ScheduleIndex, place: string, from: number): Promise<number> {
  const exists = async (sequence: number): Promise<boolean> =>
    (await index.get('batch', `${place}/${tenDigits(sequence)}`)) !== undefined;
  let low = from;
  let step = 1;
  for (; await exists(low + step); step *= 2) low += step;
  let high = low + step;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (await exists(middle)) low = middle;
    else high = middle;
  }
  return low;
}
