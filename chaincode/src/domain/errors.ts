// SPDX-License-Identifier: Apache-2.0
/**
 * The closed set of reasons for which a contract refuses a call. On the wire an error is `CODE: message`;
 * the message names fields and rules, never the refused value.
 */
export const DOMAIN_CODES = [
  'INVALID_ARGUMENT',
  'NOT_CANONICAL',
  'RAW_DATA',
  'ROLE_REQUIRED',
  'NOT_A_MEMBER',
  'ORGANISATION_SUSPENDED',
  'NOT_OWNER',
  'NOT_PARTY',
  'CONFLICT_OF_INTEREST',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID_STATE',
  'CONDITION_NOT_MET',
  'LIMIT_REACHED',
  'BATCH_MALFORMED',
  'BATCH_TOO_LARGE',
  'DUPLICATE_ID',
  'SEQUENCE_TAKEN',
  'JOURNAL_CLOSED',
  'JOURNAL_GAP',
  'TOO_MANY_JOURNALS',
  'PROOF_INVALID',
  'RECORD_KEY_MISMATCH',
] as const;

export type DomainCode = (typeof DOMAIN_CODES)[number];

/** A refusal by the domain. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: DomainCode,
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

const WIRE = new RegExp(`\\b(${DOMAIN_CODES.join('|')}): ([\\s\\S]*)$`);

/** Reads `CODE: message` from an error that crossed a peer or the shim; undefined when it is not ours. */
export function parseDomainError(text: string): { code: DomainCode; message: string } | undefined {
  const match = WIRE.exec(text);
  const code = DOMAIN_CODES.find((known) => known === match?.[1]);
  return code && match?.[2] !== undefined ? { code, message: match[2] } : undefined;
}

/** @throws DomainError when the condition does not hold. */
export function ensure(condition: boolean, code: DomainCode, detail: string): asserts condition {
  if (!condition) throw new DomainError(code, detail);
}
