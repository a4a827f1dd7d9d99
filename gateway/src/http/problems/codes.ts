// SPDX-License-Identifier: Apache-2.0
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { LedgerCode } from '../../ledger/ledger-error.js';
import type { RefusalCode } from '../../support/refusal.js';

/** What HTTP itself refuses, before any flow runs. */
export const HTTP_CODES = [
  'JSON_MALFORMED',
  'JSON_UNSAFE',
  'BODY_TOO_LARGE',
  'BODY_INCOMPLETE',
  'ENCODING_UNSUPPORTED',
  'MEDIA_TYPE_UNSUPPORTED',
  'NOT_ACCEPTABLE',
  'URL_MALFORMED',
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'AUTHENTICATION_UNAVAILABLE',
  'SIGN_IN_FAILED',
  'SESSION_ENDED',
  'CROSS_SITE',
  'ACTING_ROLE_NEEDED',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'REQUEST_TIMEOUT',
  'HEADERS_TOO_LARGE',
  'TOO_MANY_REQUESTS',
  'OVERLOADED',
  'INTERNAL',
] as const;

export type HttpCode = (typeof HTTP_CODES)[number];

/** Every code a problem can carry: the closed set that clients may switch on. */
export type Code = DomainCode | LedgerCode | RefusalCode | HttpCode;
