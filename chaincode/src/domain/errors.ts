// SPDX-License-Identifier: Apache-2.0
/** Why the signature of a person does not count. */
export const SIGNATURE_CODES = [
  'SIGNATURE_REQUIRED',
  'SIGNATURE_INVALID',
  'SIGNATURE_OTHER_CHAIN',
  'SIGNATURE_STALE',
  'SIGNATURE_REPLAYED',
  'SECOND_SIGNATURE_REQUIRED',
  'SECOND_SIGNER_SAME',
  'SIGNER_UNKNOWN',
  'SIGNER_FOREIGN',
  'SIGNER_REVOKED',
  'SIGNER_NOT_VALID',
  'SIGNER_ROLE',
  'SIGNER_KIND',
  'AUTHENTICATOR_REFUSED',
  'AUTHENTICATOR_COUNTER',
] as const;

/**
 * The closed set of reasons for which a contract refuses a call. On the wire an error is `catalog-chain CODE: message`;
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
  ...SIGNATURE_CODES,
] as const;

export type DomainCode = (typeof DOMAIN_CODES)[number];

/** Nobody but a contract of ours writes this: gRPC and peers have codes of the same names ("5 NOT_FOUND: …"). */
const WIRE_PREFIX = 'catalog-chain ';

/** A refusal by the domain. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: DomainCode,
    readonly detail: string,
  ) {
    super(`${WIRE_PREFIX}${code}: ${detail}`);
  }
}

/** At the start, or behind what a peer writes before the answer of a chaincode. */
const WIRE = new RegExp(
  `^(?:chaincode response \\d{3}, )?${WIRE_PREFIX}(${DOMAIN_CODES.join('|')}): ([\\s\\S]*)$`,
);

/** Reads a contract's refusal from an error that crossed a peer or the shim; undefined when it is none. */
export function parseDomainError(text: string): { code: DomainCode; message: string } | undefined {
  const match = WIRE.exec(text);
  const code = DOMAIN_CODES.find((known) => known === match?.[1]);
  return code && match?.[2] !== undefined ? { code, message: match[2] } : undefined;
}

/** @throws DomainError when the condition does not hold. */
export function ensure(condition: boolean, code: DomainCode, detail: string): asserts condition {
  if (!condition) throw new DomainError(code, detail);
}
