// SPDX-License-Identifier: Apache-2.0
/**
 * Brings a stored batch to its end. Three outcomes: committed; rejected, then the place in the journal is looked at
 * and the same leaves are signed anew; unknown, then the ledger is asked, and sent the same bytes again. The place in
 * the journal is taken once at most, whatever was sent how often. A place can be lost: the journal was closed, or the
 * place given up because the batch was missing for days. And the leaves may be refused now that were not before, such as one that
 * discloses what another gateway of the organisation has just disclosed. Then no bytes sent before can commit any more.
 */
import type { Ledger, Outcome, PreparedTransaction } from '../../ledger/ledger.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import { headerAt, submitCall } from './batch-call.js';
import { failpoint } from '../../support/failpoint.js';
import { bounded, isFinal, pause, persistently, type Persistence } from '../../ledger/persistently.js';
import type { BatchRef } from '../ports.js';

export type PipelineLedger = Pick<Ledger, 'evaluate' | 'prepare' | 'submit' | 'outcome'>;

/** A batch whose signed bytes are on the disk. */
export interface StoredBatch extends BatchRef {
  readonly previousRoot: string;
  readonly root: string;
  readonly prepared: PreparedTransaction;
  /** Its leaves, should it have to be signed anew. */
  readonly deflated: () => Promise<Uint8Array>;
}

export interface Settlement {
  readonly ledger: PipelineLedger;
  readonly persistence: Persistence;
  readonly submitTimeoutMs: number;
  /** Keeps a new transaction before it is sent. */
  readonly replace: (prepared: PreparedTransaction) => Promise<void>;
  /** Told when nobody knows what became of it, and when that is over. */
  readonly unknown: (isUnknown: boolean) => void;
}

/** What must never happen: going on would make it worse. */
export class BrokenInvariant extends LedgerError {}

export interface Settled {
  readonly transactionId: string;
  readonly block: number;
}

/** The ledger will never take these leaves, and no bytes that were sent can commit any more. */
export interface Refused {
  readonly refused: LedgerError;
}

/** How often the ledger is asked for the fate of a transaction before the same bytes are sent again. */
const QUESTIONS = 4;

/** @param sent whether the bytes may have been sent before: then the ledger is asked first */
export async function settle(
  batch: StoredBatch,
  settlement: Settlement,
  sent: boolean,
): Promise<Settled | Refused | 'place-lost'> {
  const { signal } = settlement.persistence;
  let { prepared } = batch;
  let isUnknown = sent;
  for (let attempt = 0; ; attempt += 1) {
    if (isUnknown) settlement.unknown(true);
    const outcome = await fate(prepared, settlement, isUnknown);
    isUnknown = outcome.status === 'unknown';
    if (!isUnknown) settlement.unknown(false);
    if (outcome.status === 'committed') return outcome;
    if (outcome.status === 'unknown') continue;
    const standing = await committedHeader(batch, settlement);
    if (standing) return standing;
    await pause(attempt, signal);
    const anew = await signAnew(batch, settlement);
    if (anew instanceof LedgerError) return afterRefusal(anew, batch, settlement);
    prepared = anew;
  }
}

/** The same leaves cannot be signed anew. @throws LedgerError `SEQUENCE_TAKEN`: whoever looks again will find what stands there */
async function afterRefusal(
  refused: LedgerError,
  batch: StoredBatch,
  settlement: Settlement,
): Promise<Settled | Refused | 'place-lost'> {
  // A journal that is closed now may have been closed after the batch had committed.
  const standing = await committedHeader(batch, settlement);
  if (standing) return standing;
  if (refused.code === 'SEQUENCE_TAKEN') throw refused;
  return refused.code === 'JOURNAL_CLOSED' ? 'place-lost' : { refused };
}

/** Asks what became of the bytes where they may have been sent; sends them where nobody knows. */
async function fate(
  prepared: PreparedTransaction,
  { ledger, persistence, submitTimeoutMs }: Settlement,
  isUnknown: boolean,
): Promise<Outcome> {
  const ask = () => ledger.outcome(prepared.transactionId, prepared.signatory);
  for (let question = 0; isUnknown && question < QUESTIONS; question += 1) {
    const outcome = await persistently(ask, persistence);
    if (outcome.status !== 'unknown') return outcome;
    await pause(question, persistence.signal);
  }
  return sent(prepared, ledger, submitTimeoutMs);
}

/** How much longer than it was told to a submission may take. */
const LATE_MS = 10_000;

/** Whatever goes wrong with a submission, the bytes may have arrived. */
async function sent(
  prepared: PreparedTransaction,
  ledger: PipelineLedger,
  timeoutMs: number,
): Promise<Outcome> {
  try {
    const sending = bounded(() => ledger.submit(prepared, { timeoutMs }), timeoutMs + LATE_MS);
    failpoint('submit');
    return await sending;
  } catch (error) {
    return { status: 'unknown', transactionId: prepared.transactionId, message: messageOf(error) };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'It failed.');

/** The batch may stand in the ledger by a former transaction. @throws BrokenInvariant when another one stands there */
async function committedHeader(
  batch: StoredBatch,
  { ledger, persistence }: Settlement,
): Promise<Settled | 'place-lost' | undefined> {
  const { signatory } = batch.prepared;
  const header = await persistently(() => headerAt(ledger, signatory, batch), persistence);
  if (!header) return undefined;
  if (header.missing === true) return 'place-lost';
  if (header.root !== batch.root)
    throw new BrokenInvariant('SEQUENCE_TAKEN', 'Another batch stands at this place of the journal.');
  const { tx } = header.committed;
  const find = async (): Promise<Settled> => {
    const outcome = await ledger.outcome(tx, signatory);
    if (outcome.status === 'committed') return outcome;
    throw new LedgerError('LEDGER_UNAVAILABLE', 'The ledger shows a batch without its transaction.');
  };
  return persistently(find, persistence);
}

/** @returns what the ledger has against it now, where that is final */
async function signAnew(
  batch: StoredBatch,
  { ledger, persistence, replace }: Settlement,
): Promise<PreparedTransaction | LedgerError> {
  const call = submitCall(batch, await batch.deflated());
  const prepared = await persistently(
    () => ledger.prepare(batch.prepared.signatory, call),
    persistence,
  ).catch((error: unknown) => {
    if (isFinal(error)) return error;
    throw error;
  });
  if (prepared instanceof LedgerError) return prepared;
  await persistently(() => replace(prepared), persistence);
  return prepared;
}
