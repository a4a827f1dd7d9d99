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

/**
 * Tries until it works: an unreachable ledger or a full disk is waited out.
 * @throws Stopped, or what is final
 */
export async function persistently<T>(work: () => Promise<T>, { signal, waiting }: Persistence): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    if (signal.aborted) throw new Stopped();
    try {
      const result = await work();
      if (attempt > 0) waiting(undefined);
      return result;
    } catch (error) {
      if (error instanceof Stopped || isFinal(error)) throw error;
      waiting(error instanceof LedgerError ? error.code : 'STORAGE_FAILURE', error);
      await pause(attempt, signal);
    }
  }
}
