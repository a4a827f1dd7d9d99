// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { LedgerError } from './ledger-error.js';

/** The machinery was told to stop; what is on the disk is taken up at the next start. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

const FIRST_MS = 50;
const LONGEST_MS = 5000;

export interface Persistence {
  readonly signal: AbortSignal;
  /** Told why it waits; undefined once it goes on. */
  readonly waiting: (code: string | undefined, cause?: unknown) => void;
}

/** What the ledger says of the batch itself: the same batch will never be taken. */
const FINAL: ReadonlySet<string> = new Set<DomainCode>([
  'INVALID_ARGUMENT',
  'NOT_CANONICAL',
  'RAW_DATA',
  'NOT_PARTY',
  'BATCH_MALFORMED',
  'BATCH_TOO_LARGE',
  'DUPLICATE_ID',
  'SEQUENCE_TAKEN',
  'JOURNAL_CLOSED',
]);

export const isFinal = (error: unknown): error is LedgerError =>
  error instanceof LedgerError && FINAL.has(error.code);

/** Pauses grow up to 5 s. @throws Stopped */
export async function pause(attempt: number, signal: AbortSignal): Promise<void> {
  const ms = Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS);
  await delay(ms, undefined, { signal }).catch(() => undefined);
  if (signal.aborted) throw new Stopped();
}

/** What an error is told as: a library's own error says nothing of what it means. */
export const codeOf = (error: unknown): string =>
  error instanceof LedgerError ? error.code : 'LEDGER_UNAVAILABLE';

/** No call of the ledger or the database takes longer: whoever has not answered by then will not. */
export const LONGEST_CALL_MS = 120_000;

/**
 * The work's result, unless it takes too long. The work may still be done: whatever is bounded like this may be repeated.
 * @throws LedgerError `LEDGER_TIMEOUT`
 */
export async function bounded<T>(work: () => Promise<T>, ms = LONGEST_CALL_MS): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new LedgerError('LEDGER_TIMEOUT', 'There was no answer in time.'));
  }, ms);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Tries until it works: an unreachable ledger, a full disk, an error that nobody foresaw and a call that is never
 * answered are waited out.
 * @param work may be repeated although it was done
 * @throws Stopped, or what is final
 */
export async function persistently<T>(work: () => Promise<T>, { signal, waiting }: Persistence): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    if (signal.aborted) throw new Stopped();
    try {
      const result = await bounded(work);
      if (attempt > 0) waiting(undefined);
      return result;
    } catch (error) {
      if (error instanceof Stopped || isFinal(error)) throw error;
      waiting(codeOf(error), error);
      await pause(attempt, signal);
    }
  }
}
