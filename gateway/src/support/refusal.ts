// SPDX-License-Identifier: Apache-2.0

/** Why a flow of the gateway itself, before or after the ledger, refuses or cannot answer. */
export const REFUSAL_CODES = [
  'IDEMPOTENCY_MISMATCH',
  'IDEMPOTENCY_IN_PROGRESS',
  'ORGANISATION_NOT_SERVED',
  'PURPOSE_REQUIRED',
  'TOO_MANY_STREAMS',
  'CURSOR_INVALID',
  'OUTCOME_UNKNOWN',
  'INDEX_BEHIND',
  'NOT_IMPLEMENTED',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A refusal by a flow. The detail names fields and rules, never a value. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options);
  }
}
