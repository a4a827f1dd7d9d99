// SPDX-License-Identifier: Apache-2.0
/** Learns who asks: by a bearer token, by the session of a person, or by a system's certificate. */
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Request, RequestHandler, Response } from 'express';
import type { Served } from '../../config.js';
import { NoSession, type People } from '../../sessions/people.js';
import { Refusal } from '../../support/refusal.js';
import type { Identity, Principal } from '../../usecases/principal.js';
import { HttpError } from '../problems/problem.js';
import type { Authenticator } from './authenticator.js';
import type { ClientCertificates } from './client-certificates.js';
import { sessionSecretOf } from './cookies.js';
import { refuseCrossSite, refuseMarkedCrossSite } from './same-site.js';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;
/** Names the role to act in where a token or a certificate gives several. */
export const ACTING_ROLE = 'Acting-Role';

/** Ways in which somebody may be known. */
export interface Ways {
  readonly tokens: Authenticator;
  /** Where people sign in through this gateway; `origin` is its own. */
  readonly people?: { readonly sessions: People; readonly origin: string } | undefined;
  readonly certificates?: ClientCertificates | undefined;
  /** Told of every system that came with its certificate. */
  readonly noteSystem?: (system: Identity) => Promise<void>;
}

const challenge = (error?: string): Readonly<Record<string, string>> => ({
  'WWW-Authenticate': `Bearer realm="catalog-chain"${error ? `, error="${error}"` : ''}`,
});

function tokenOf(header: string): string {
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) throw new HttpError('UNAUTHENTICATED', { headers: challenge() });
  return token;
}

/** Adds the challenge that RFC 6750 wants on every 401. */
function challenged(error: unknown): unknown {
  if (!(error instanceof HttpError) || !['UNAUTHENTICATED', 'TOKEN_EXPIRED'].includes(error.code))
    return error;
  const particulars = { ...error.particulars, headers: challenge('invalid_token') };
  return new HttpError(error.code, particulars, { cause: error.cause });
}

/** @throws HttpError `ACTING_ROLE_NEEDED` where there are several and none of them is named */
function actingAs(request: Request, { organisation, user, roles }: Identity): Principal {
  const named = request.get(ACTING_ROLE);
  const role = named === undefined && roles.length === 1 ? roles[0] : roles.find((one) => one === named);
  if (role === undefined) {
    throw new HttpError('ACTING_ROLE_NEEDED', {
      detail: `Acting-Role names one of: ${roles.join(', ')}.`,
    });
  }
  return { organisation, user, role };
}

/** What a session that is none means to its browser. */
export function sessionError(error: unknown): unknown {
  if (!(error instanceof NoSession)) return error;
  const code = error.reason === 'ended' ? 'SESSION_ENDED' : 'AUTHENTICATION_UNAVAILABLE';
  return new HttpError(code, {}, { cause: error.cause });
}

async function ofSession(request: Request, secret: string, people: NonNullable<Ways['people']>) {
  refuseCrossSite(request, people.origin);
  try {
    const { organisation, user, role } = await people.sessions.find(secret);
    return { organisation, user, role };
  } catch (error) {
    throw sessionError(error);
  }
}

async function ofToken(
  request: Request,
  authorization: string,
  { tokens, counted }: Asking,
): Promise<Principal> {
  const token = tokenOf(authorization);
  const identity = await tokens.authenticate(token).catch((error: unknown) => {
    throw counted(request, challenged(error));
  });
  return actingAs(request, identity);
}

/** The ways, and who is told of every token that was refused and gives the refusal. */
type Asking = Ways & { readonly counted: (request: Request, error: unknown) => unknown };

async function whoAsks(request: Request, asking: Asking): Promise<Principal> {
  const { people, certificates, noteSystem } = asking;
  const { authorization } = request.headers;
  if (authorization !== undefined) return ofToken(request, authorization, asking);
  const secret = people && sessionSecretOf(request);
  if (people && secret !== undefined) return ofSession(request, secret, people);
  const system = certificates?.identityOf(request);
  if (system) {
    refuseMarkedCrossSite(request);
    await noteSystem?.(system);
    return actingAs(request, system);
  }
  throw new HttpError('UNAUTHENTICATED', { headers: challenge() });
}

/** Learns who asks, once per request; the token or cookie goes no further. */
export const authenticate =
  (ways: Ways, served: Served, counted: Asking['counted']): RequestHandler =>
  async (request, response, next) => {
    const principal = await whoAsks(request, { ...ways, counted });
    if (served !== '*' && !served.includes(principal.organisation)) {
      throw new Refusal(
        'ORGANISATION_NOT_SERVED',
        'Whoever asks is of an organisation that is not served here.',
      );
    }
    response.locals['principal'] = principal;
    next();
  };

/** A suspended organisation is refused here already, whatever it asks; the contracts refuse its writes again. */
export const refuseSuspended =
  (ensureNotSuspended: (organisation: string) => Promise<void>): RequestHandler =>
  async (_request, response, next) => {
    await ensureNotSuspended(principalOfResponse(response).organisation);
    next();
  };

export const principalOfResponse = (response: Response): Principal =>
  response.locals['principal'] as Principal;

/** @throws HttpError `ROLE_REQUIRED`; the chaincode checks again */
export function requireRole(principal: Principal, roles: readonly UserRole[]): void {
  if (roles.length > 0 && !roles.includes(principal.role)) {
    throw new HttpError('ROLE_REQUIRED', { detail: `Needs a user role: ${roles.join(', ')}.` });
  }
}
