// SPDX-License-Identifier: Apache-2.0
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { errors, type JWTPayload } from 'jose';
import { HttpError } from '../problems/problem.js';
import type { Principal } from '../../usecases/principal.js';

/** Names of the claims that carry organisation and role. */
export interface ClaimNames {
  readonly organisation: string;
  readonly role: string;
}

const refused = (detail: string, cause?: unknown): HttpError =>
  new HttpError('UNAUTHENTICATED', { detail }, { cause });

/** @throws HttpError `UNAUTHENTICATED` when a claim is missing or unknown */
export function principalOf(payload: JWTPayload, names: ClaimNames): Principal {
  const organisation = mspId.safeParse(payload[names.organisation]);
  const role = USER_ROLES.find((known) => known === payload[names.role]);
  if (!organisation.success || !role || !payload.sub) {
    throw refused('The token lacks a subject, an organisation or a known role.');
  }
  return { organisation: organisation.data, user: payload.sub, role };
}

/** Faults of the identity provider, as against those of the token. */
const PROVIDER_FAULTS: readonly string[] = [
  errors.JWKSTimeout.code,
  errors.JWKSInvalid.code,
  errors.JOSEError.code,
];

/** What a failed verification means to the client; the reason stays in the cause, for the log. */
export function verificationError(cause: unknown): HttpError {
  if (cause instanceof HttpError) return cause;
  if (cause instanceof errors.JWTExpired) return new HttpError('TOKEN_EXPIRED', {}, { cause });
  if (!(cause instanceof errors.JOSEError) || PROVIDER_FAULTS.includes(cause.code)) {
    return new HttpError('AUTHENTICATION_UNAVAILABLE', {}, { cause });
  }
  return refused('The token is not valid here.', cause);
}
