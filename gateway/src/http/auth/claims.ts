// SPDX-License-Identifier: Apache-2.0
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { errors, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { HttpError } from '../problems/problem.js';
import type { Principal } from '../../usecases/principal.js';

/** Names of the claims that carry organisation and role. */
export interface ClaimNames {
  readonly organisation: string;
  readonly role: string;
}

const refused = (detail: string, cause?: unknown): HttpError =>
  new HttpError('UNAUTHENTICATED', { detail }, { cause });

/** A subject (OpenID Connect Core §2: at most 255 ASCII characters), without white space and controls. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

/** @throws HttpError `UNAUTHENTICATED` when a claim is missing, unknown or no text */
export function principalOf(payload: JWTPayload, names: ClaimNames): Principal {
  const organisation = mspId.safeParse(payload[names.organisation]);
  const role = USER_ROLES.find((known) => known === payload[names.role]);
  const user: unknown = payload.sub;
  if (!organisation.success || !role || typeof user !== 'string' || !SUBJECT.test(user)) {
    throw refused('The token lacks a subject, an organisation or a known role.');
  }
  return { organisation: organisation.data, user, role };
}

/** An access token, by its header (RFC 9068 §2.1), or by the claim of the same name where a provider adds one. */
const BEARER = 'bearer';

/**
 * A provider signs other tokens with the same keys: of identity, of refreshing, of logging out.
 * @throws HttpError `UNAUTHENTICATED` for a token of another kind
 */
export function checkType({ typ }: JWTHeaderParameters, payload: JWTPayload, types: readonly string[]): void {
  const kind = typ?.toLowerCase().replace(/^application\//, '') ?? 'none';
  const claimed = payload['typ'];
  const other = claimed !== undefined && (typeof claimed !== 'string' || claimed.toLowerCase() !== BEARER);
  if (!types.includes(kind) || other) throw refused('The token is no access token.');
}

/** @throws HttpError `UNAUTHENTICATED` for a token made to last too long: once stolen, it would be as long of use */
export function checkLife({ iat, exp }: JWTPayload, maxSeconds: number): void {
  if (iat === undefined || exp === undefined || exp - iat > maxSeconds)
    throw refused('The token is valid for longer than is permitted.');
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
