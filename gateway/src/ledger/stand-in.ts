// SPDX-License-Identifier: Apache-2.0
/**
 * What a gateway signs by itself (batches of usage, closings of months) is the organisation's, and the contracts take it
 * from more than one of its users. Where the ledger no longer takes the first one's certificate, the next one signs.
 */
import { LedgerError } from './ledger-error.js';
import type { Call, Ledger, PreparedTransaction, Signatory } from './ledger.js';

/** Users who may report for their organisation, in the order in which they do. */
export const REPORTERS: readonly string[] = ['submitter', 'officer'];

const isTurnedAway = (error: unknown): boolean =>
  error instanceof LedgerError && (error.code === 'IDENTITY_REFUSED' || error.code === 'IDENTITY_UNKNOWN');

/** The parts of a ledger by which a gateway reports. */
export type ReportingLedger = Pick<Ledger, 'evaluate' | 'prepare' | 'submit' | 'outcome' | 'info' | 'blocks'>;

/** The same ledger, on which one reporter stands in for another of the same organisation. Others sign for themselves only. */
export function withStandIns(ledger: ReportingLedger, reporters = REPORTERS): ReportingLedger {
  async function inTurn<T>(signatory: Signatory, work: (by: Signatory) => Promise<T>): Promise<T> {
    const { mspId, user } = signatory;
    const others = reporters.includes(user) ? reporters.filter((other) => other !== user) : [];
    let refusal: unknown;
    for (const by of [user, ...others]) {
      try {
        return await work({ mspId, user: by });
      } catch (error) {
        if (!isTurnedAway(error)) throw error;
        // Whoever was asked for is the one to be told of.
        refusal ??= error;
      }
    }
    throw refusal;
  }
  return {
    evaluate: (signatory: Signatory, call: Call): Promise<Uint8Array> =>
      inTurn(signatory, (by) => ledger.evaluate(by, call)),
    prepare: (signatory: Signatory, call: Call): Promise<PreparedTransaction> =>
      inTurn(signatory, (by) => ledger.prepare(by, call)),
    submit: (transaction, options) => ledger.submit(transaction, options),
    outcome: (transactionId, signatory) => ledger.outcome(transactionId, signatory),
    info: () => ledger.info(),
    blocks: (options) => ledger.blocks(options),
  };
}
