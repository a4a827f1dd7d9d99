// SPDX-License-Identifier: Apache-2.0
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Request, RequestHandler, Response } from 'express';
import type { Served } from '../../config.js';
import { Refusal } from '../../support/refusal.js';
import { HttpError } from '../problems/problem.js';
import type { Principal } from '../../usecases/principal.js';
import type { Authenticator } from './authenticator.js';

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

const challenge = (error?: string): Readonly<Record<string, string>> => ({
  'WWW-Authenticate': `Bearer realm="catalog-chain"${error ? `, error="${error}"` : ''}`,
});

function tokenOf(header: string | undefined): string {
  const token = BEARER.exec(header ?? '')?.[1];
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

/**
 * Learns who asks, once per request; the token goes no further.
 * @param counted told of every token that was refused; gives the refusal
 */
export const authenticate =
  (
    authenticator: Authenticator,
    served: Served,
    counted: (request: Request, error: unknown) => unknown,
  ): RequestHandler =>
  async (request, response, next) => {
    const token = tokenOf(request.headers.authorization);
    const principal = await authenticator.authenticate(token).catch((error: unknown) => {
      throw counted(request, challenged(error));
    });
    if (served !== '*' && !served.includes(principal.organisation)) {
      throw new Refusal(
        'ORGANISATION_NOT_SERVED',
        'The token is of an organisation that is not served here.',
      );
    }
    response.locals['principal'] = principal;
    next();
  };

export const principalOfResponse = (response: Response): Principal =>
  response.locals['principal'] as Principal;

/** @throws HttpError `ROLE_REQUIRED`; the chaincode checks again */
export function requireRole(principal: Principal, roles: readonly UserRole[]): void {
  if (roles.length > 0 && !roles.includes(principal.role)) {
    throw new HttpError('ROLE_REQUIRED', { detail: `Needs a user role: ${roles.join(' or ')}.` });
  }
}
