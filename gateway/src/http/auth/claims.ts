// SPDX-License-Identifier: Apache-2.0
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import { mspId } from '@catalog-chain/chaincode/domain/text/schema';
import { errors, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { HttpError } from '../problems/problem.js';
import type { Identity } from '../../usecases/principal.js';

/** Names of the claims that carry organisation and role. */
export interface ClaimNames {
  readonly organisation: string;
  readonly role: string;
}

const refused = (detail: string, cause?: unknown): HttpError =>
  new HttpError('UNAUTHENTICATED', { detail }, { cause });

/** A subject (OpenID Connect Core §2: at most 255 ASCII characters), without white space and controls. */
const SUBJECT = /^[\x21-\x7e]{1,255}$/;

type Claims = Readonly<Record<string, unknown>>;

const isClaims = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A claim by its name; or, where no claim has it, by a path of names (`realm_access.roles`). */
function claimAt(payload: Claims, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  let value: unknown = payload;
  for (const step of name.split('.')) {
    if (!isClaims(value) || !Object.hasOwn(value, step)) return undefined;
    value = value[step];
  }
  return value;
}

/** A text, a list of texts, or an object whose names are meant, as providers give groups and organisations. */
function textsOf(value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value)
    ? value
    : isClaims(value)
      ? Object.keys(value)
      : [value];
  return all.filter((one) => typeof one === 'string');
}

/**
 * Other names in the lists (a provider has groups and roles of its own) are passed over.
 * @throws HttpError `UNAUTHENTICATED` unless subject, one organisation and at least one known role are named
 */
export function identityOf(payload: JWTPayload, names: ClaimNames): Identity {
  const organisations = textsOf(claimAt(payload, names.organisation)).filter(
    (id) => mspId.safeParse(id).success,
  );
  const named = textsOf(claimAt(payload, names.role));
  const roles = USER_ROLES.filter((role) => named.includes(role));
  const user: unknown = payload.sub;
  const [organisation] = organisations;
  const isNamed = organisation !== undefined && organisations.length === 1 && roles.length > 0;
  if (!isNamed || typeof user !== 'string' || !SUBJECT.test(user)) {
    throw refused('The token lacks a subject, one organisation or a known role.');
  }
  return { organisation, user, roles };
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
