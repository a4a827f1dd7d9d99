// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import type { DomainCode, SIGNATURE_CODES } from '@catalog-chain/chaincode/domain/errors';
import { LedgerError, type LedgerCode } from './ledger-error.js';

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

/**
 * What an answer means to what was sent. `final`: it will never be taken as it is, by this place of the journal or by any. `passing`:
 * the same will be taken once something else has changed, and is tried again until then.
 */
type Meaning = 'final' | 'passing';

/** No batch, journal or record of reading is signed by a person. */
type Answer = Exclude<DomainCode, (typeof SIGNATURE_CODES)[number]> | LedgerCode;

/** Every answer of the contracts and of the ledger to what is sent without anybody who waits for it. */
export const ANSWERS = {
  INVALID_ARGUMENT: 'final',
  NOT_CANONICAL: 'final',
  RAW_DATA: 'final',
  NOT_PARTY: 'final',
  BATCH_MALFORMED: 'final',
  BATCH_TOO_LARGE: 'final',
  DUPLICATE_ID: 'final',
  // The place is another batch's, or the journal has ended: the rows go elsewhere.
  SEQUENCE_TAKEN: 'final',
  JOURNAL_CLOSED: 'final',
  // A sealed use is disclosed once, and as it was sealed.
  INVALID_STATE: 'final',
  SEAL_MISMATCH: 'final',
  // The consortium or the organisation's operator can mend these.
  ROLE_REQUIRED: 'passing',
  NOT_A_MEMBER: 'passing',
  ORGANISATION_SUSPENDED: 'passing',
  NOT_OWNER: 'passing',
  CONFLICT_OF_INTEREST: 'passing',
  CONDITION_NOT_MET: 'passing',
  LIMIT_REACHED: 'passing',
  TOO_MANY_JOURNALS: 'passing',
  PROOF_INVALID: 'passing',
  RECORD_KEY_MISMATCH: 'passing',
  // A peer that lags behind has not seen the journal, the seal or the batch before.
  NOT_FOUND: 'passing',
  ALREADY_EXISTS: 'passing',
  JOURNAL_GAP: 'passing',
  LEDGER_UNAVAILABLE: 'passing',
  LEDGER_OVERLOADED: 'passing',
  LEDGER_TIMEOUT: 'passing',
  LEDGER_CONFLICT: 'passing',
  LEDGER_FAILURE: 'passing',
  LEDGER_OTHER_CHAIN: 'passing',
  ENDORSEMENT_MISMATCH: 'passing',
  IDENTITY_UNKNOWN: 'passing',
  IDENTITY_REFUSED: 'passing',
  STORAGE_UNAVAILABLE: 'passing',
} as const satisfies Readonly<Record<Answer, Meaning>>;

const FINAL: ReadonlySet<string> = new Set(
  Object.entries(ANSWERS).flatMap(([code, meaning]) => (meaning === 'final' ? [code] : [])),
);

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
