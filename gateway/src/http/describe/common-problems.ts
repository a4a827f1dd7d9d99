// SPDX-License-Identifier: Apache-2.0
import { SIGNATURE_CODES } from '@catalog-chain/chaincode/domain/errors';
import { isSignableOperation } from '../acts/operations.js';
import type { Code } from '../problems/codes.js';
import type { Route } from '../route.js';

const ALL: readonly Code[] = [
  'INVALID_ARGUMENT',
  'NOT_ACCEPTABLE',
  'OVERLOADED',
  'STORAGE_UNAVAILABLE',
  'INTERNAL',
];

const AUTHENTICATED: readonly Code[] = [
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'ORGANISATION_NOT_SERVED',
  'ORGANISATION_SUSPENDED',
  'TOO_MANY_REQUESTS',
  'AUTHENTICATION_UNAVAILABLE',
  'SESSION_ENDED',
  'CROSS_SITE',
  'ACTING_ROLE_NEEDED',
];

const BODY: readonly Code[] = [
  'JSON_MALFORMED',
  'JSON_UNSAFE',
  'BODY_INCOMPLETE',
  'BODY_TOO_LARGE',
  'ENCODING_UNSUPPORTED',
  'MEDIA_TYPE_UNSUPPORTED',
  'REQUEST_TIMEOUT',
];

const WRITE: readonly Code[] = [
  'RAW_DATA',
  'ROLE_REQUIRED',
  'NOT_A_MEMBER',
  'ORGANISATION_SUSPENDED',
  'IDENTITY_UNKNOWN',
  'IDENTITY_REFUSED',
  'IDEMPOTENCY_MISMATCH',
  'IDEMPOTENCY_IN_PROGRESS',
  'LEDGER_CONFLICT',
  'ENDORSEMENT_MISMATCH',
  'LEDGER_FAILURE',
  'LEDGER_UNAVAILABLE',
  'LEDGER_OVERLOADED',
  'LEDGER_OTHER_CHAIN',
  'INDEX_BEHIND',
  'LEDGER_TIMEOUT',
  'OUTCOME_UNKNOWN',
];

/** Codes that every route of a kind may answer. */
export function commonProblems(row: Route): readonly Code[] {
  const hasBody = row.body !== undefined || row.raw !== undefined;
  return [
    ...ALL,
    ...(row.access === 'public' ? [] : AUTHENTICATED),
    ...(row.access === 'public' || row.access.length === 0 ? [] : (['ROLE_REQUIRED'] as const)),
    ...(hasBody ? BODY : []),
    ...(row.write ? WRITE : []),
    ...(isSignableOperation(row.operationId) ? SIGNATURE_CODES : []),
  ];
}
