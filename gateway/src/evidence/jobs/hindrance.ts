// SPDX-License-Identifier: Apache-2.0
/** What keeps a bundle from being made: whether it passes, how long it is waited for, and when it is tried again. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { LedgerError } from '../../ledger/ledger-error.js';
import { Refusal } from '../../support/refusal.js';
import { isStorageFault } from '../../support/storage-fault.js';

const MINUTE_MS = 60_000;
/** A ledger or a database may be away for a night. */
const PASSING_MS = 24 * 60 * MINUTE_MS;
/** What nobody can name may pass, or be a fault of ours, which waiting does not mend. */
const UNKNOWN_MS = 15 * MINUTE_MS;

const TERMS: ReadonlyMap<string, number> = new Map([
  ['INDEX_BEHIND', PASSING_MS],
  ['LEDGER_UNAVAILABLE', PASSING_MS],
  ['LEDGER_OVERLOADED', PASSING_MS],
  ['LEDGER_TIMEOUT', PASSING_MS],
  ['LEDGER_CONFLICT', PASSING_MS],
  ['ENDORSEMENT_MISMATCH', PASSING_MS],
  ['STORAGE_UNAVAILABLE', PASSING_MS],
  // Whoever took the order had found it: a replica that makes it may see less, by an index or a peer that lags.
  ['NOT_FOUND', UNKNOWN_MS],
  ['LEDGER_FAILURE', UNKNOWN_MS],
  ['INTERNAL', UNKNOWN_MS],
]);

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = MINUTE_MS;

/** The code under which whoever ordered is told of it. */
export function codeOf(error: unknown): string {
  if (error instanceof DomainError || error instanceof LedgerError || error instanceof Refusal)
    return error.code;
  return error instanceof Error && isStorageFault(error) ? 'STORAGE_UNAVAILABLE' : 'INTERNAL';
}

/** How long after the order it is still waited for, in milliseconds; 0 for what a contract says, which stays so. */
export const termOf = (code: string): number => TERMS.get(code) ?? 0;

/** @param waits how often it has waited already. @returns milliseconds until it is tried again */
export const pauseAfter = (waits: number): number => Math.min(FIRST_PAUSE_MS * 2 ** waits, LONGEST_PAUSE_MS);
