// SPDX-License-Identifier: Apache-2.0
/**
 * A ledger of which no answer is waited for for ever. Adapters have deadlines of their own, far below this one; where
 * a library loses a call all the same, whoever waits for it is told, and goes on.
 */
import type { Call, Ledger, Outcome, PreparedTransaction, RefusedIdentity, Signatory } from './ledger.js';
import { LedgerError } from './ledger-error.js';
import { bounded, LONGEST_CALL_MS } from './persistently.js';

/** What answers once; streams go on, and have their own way to notice a silence. */
export type AnsweringLedger = Omit<
  Ledger,
  'kind' | 'blocks' | 'refusedIdentities' | typeof Symbol.asyncDispose
>;

export function boundedAnswers(ledger: AnsweringLedger, ms = LONGEST_CALL_MS): AnsweringLedger {
  return {
    evaluate: (signatory: Signatory, call: Call) => bounded(() => ledger.evaluate(signatory, call), ms),
    prepare: (signatory: Signatory, call: Call) => bounded(() => ledger.prepare(signatory, call), ms),
    submit: (transaction, options) => boundedSubmit(ledger, transaction, options?.timeoutMs, ms),
    outcome: (id: string, signatory: Signatory) => bounded(() => ledger.outcome(id, signatory), ms),
    info: () => bounded(() => ledger.info(), ms),
    endorsedRead: (signatory: Signatory, call: Call) =>
      bounded(() => ledger.endorsedRead(signatory, call), ms),
    rootCertificates: () => bounded(() => ledger.rootCertificates(), ms),
    ready: () => bounded(() => ledger.ready(), ms),
  };
}

/** The fate of what is not answered for is not known. */
async function boundedSubmit(
  ledger: AnsweringLedger,
  transaction: PreparedTransaction,
  timeoutMs: number | undefined,
  ms: number,
): Promise<Outcome> {
  const options = timeoutMs === undefined ? undefined : { timeoutMs };
  try {
    return await bounded(() => ledger.submit(transaction, options), ms + (timeoutMs ?? 0));
  } catch (error) {
    if (!(error instanceof LedgerError) || error.code !== 'LEDGER_TIMEOUT') throw error;
    return { status: 'unknown', transactionId: transaction.transactionId, message: error.message };
  }
}

/** The same ledger, whole. Disposing it disposes the one behind it. */
export function boundedLedger(ledger: Ledger, ms = LONGEST_CALL_MS): Ledger {
  const refused = ledger.refusedIdentities?.bind(ledger);
  return {
    kind: ledger.kind,
    ...boundedAnswers(ledger, ms),
    blocks: (options) => ledger.blocks(options),
    ...(refused && {
      refusedIdentities: (): Promise<readonly RefusedIdentity[]> => bounded(() => refused(), ms),
    }),
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
}
