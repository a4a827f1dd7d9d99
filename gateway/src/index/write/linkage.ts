// SPDX-License-Identifier: Apache-2.0
/** Checks that a journal's headers follow on one another; batches may commit out of order. */
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { IndexTransaction } from './writer-memory.js';

type Place = Pick<BatchHeader, 'organisation' | 'journal' | 'sequence'>;

/** @returns what is wrong with the header's place in its journal, as far as its neighbours are known */
export async function linkageFault(trx: IndexTransaction, header: BatchHeader): Promise<string | undefined> {
  const { sequence, previousRoot, root } = header;
  if (sequence === 1 && previousRoot !== '0'.repeat(64)) return 'The first batch names a root before it.';
  const before = await headerAt(trx, { ...header, sequence: sequence - 1 });
  if (before && before.root !== previousRoot) return 'The batch names another root before it than there is.';
  const after = await headerAt(trx, { ...header, sequence: sequence + 1 });
  return after && after.previousRoot !== root ? 'The batch after it names another root.' : undefined;
}

async function headerAt(
  trx: IndexTransaction,
  { organisation, journal, sequence }: Place,
): Promise<BatchHeader | undefined> {
  const row = await trx
    .selectFrom('ix_record')
    .select('json')
    .where('type', '=', 'batch')
    .where('id', '=', `${organisation}/${journal}/${tenDigits(sequence)}`)
    .where('to_block', 'is', null)
    .executeTakeFirst();
  return row && (JSON.parse(row.json) as BatchHeader);
}
