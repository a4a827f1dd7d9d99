// SPDX-License-Identifier: Apache-2.0
/** The ledger calls of a batch. */
import type { BatchOrder } from '@catalog-chain/chaincode/domain/usage/batch';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Call, LedgerReader, Signatory } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';

export function submitCall({ journal, previousRoot, sequence }: BatchOrder, deflated: Uint8Array): Call {
  const order = encode({ journal, previousRoot, sequence });
  return { transaction: TRANSACTIONS.usageSubmit, args: [order, deflated] };
}

/** @returns the header that stands at a place of the signatory's journal; undefined where there is none */
export async function headerAt(
  ledger: LedgerReader,
  signatory: Signatory,
  { journal, sequence }: Pick<BatchOrder, 'journal' | 'sequence'>,
): Promise<BatchHeader | undefined> {
  const args = [signatory.mspId, journal, String(sequence)];
  try {
    const bytes = await ledger.evaluate(signatory, { transaction: TRANSACTIONS.usageReadHeader, args });
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as BatchHeader;
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
