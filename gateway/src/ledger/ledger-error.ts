// SPDX-License-Identifier: Apache-2.0
import { parseDomainError, type DomainCode, type Said } from '@catalog-chain/chaincode/domain/errors';

/** What a ledger itself can answer besides the contract's own codes. */
export const LEDGER_CODES = [
  'LEDGER_UNAVAILABLE',
  'LEDGER_OVERLOADED',
  'LEDGER_TIMEOUT',
  'LEDGER_CONFLICT',
  'ENDORSEMENT_MISMATCH',
  'IDENTITY_UNKNOWN',
  'IDENTITY_REFUSED',
  'LEDGER_OTHER_CHAIN',
  'LEDGER_FAILURE',
  'STORAGE_UNAVAILABLE',
] as const;

export type LedgerCode = (typeof LEDGER_CODES)[number];

/** A refusal, with a code from one closed set; the cause is kept. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  /** The sentence of a contract, to be worded in the reader's language. */
  readonly said: Said | undefined;

  constructor(
    readonly code: DomainCode | LedgerCode,
    message: string,
    options: ErrorOptions & { readonly said?: Said | undefined } = {},
  ) {
    super(message, options);
    this.said = options.said;
  }
}

/** Reads `CODE: message` out of a contract's answer; anything else is `LEDGER_FAILURE`. */
export function ledgerErrorFrom(message: string, cause: unknown): LedgerError {
  const domain = parseDomainError(message);
  return domain
    ? new LedgerError(domain.code, domain.message, { cause, said: domain.said })
    : new LedgerError('LEDGER_FAILURE', 'The ledger failed to answer.', { cause });
}
