// SPDX-License-Identifier: Apache-2.0
/** The request for a bundle, on the ledger: what gives the bundle its time. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { EvidenceRequest } from '@catalog-chain/chaincode/domain/evidence';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { LEDGER_CODES, LedgerError } from '../../ledger/ledger-error.js';
import type { Outcome, PreparedTransaction } from '../../ledger/ledger.js';
import { indexed, indexedAll, type Sources } from './sources.js';

export interface RecordedRequest {
  readonly request: EvidenceRequest;
  readonly transaction: PreparedTransaction;
}

const SUBMIT_TIMEOUT_MS = 30_000;

/**
 * Commits the request, and waits until the index has it. Repeated after its outcome was not learnt, it is another
 * request: the one before stands for nothing. While the index is behind none is made.
 * @throws DomainError, LedgerError, Refusal `INDEX_BEHIND`
 */
export async function recordRequest(sources: Sources, id: string): Promise<RecordedRequest> {
  await indexedAll(sources);
  const { ledger, signatory } = sources;
  const call = { transaction: TRANSACTIONS.evidenceRequest, args: [encode({ id })] };
  const transaction = await ledger.prepare(signatory, call);
  const first = await ledger.submit(transaction, { timeoutMs: SUBMIT_TIMEOUT_MS });
  const { transactionId } = transaction;
  const outcome = first.status === 'unknown' ? await ledger.outcome(transactionId, signatory) : first;
  await indexed(sources, committedIn(outcome));
  const request = JSON.parse(Buffer.from(transaction.result).toString('utf8')) as EvidenceRequest;
  return { request, transaction };
}

function committedIn(outcome: Outcome): number {
  switch (outcome.status) {
    case 'committed':
      return outcome.block;
    case 'rejected': {
      const code = LEDGER_CODES.find((known) => known === outcome.code) ?? 'LEDGER_FAILURE';
      throw new LedgerError(code, outcome.message);
    }
    case 'unknown':
      throw new LedgerError('LEDGER_UNAVAILABLE', 'The ledger has not said whether it took the request.');
  }
}
