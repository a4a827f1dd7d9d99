// SPDX-License-Identifier: Apache-2.0
/**
 * The two cookies of a person's browser. `__Host-` binds them to this host over TLS (browsers take `localhost` for safe),
 * scripts cannot read them, and other sites' forms do not send them along.
 */
import { parseCookie, stringifySetCookie } from 'cookie';
import type { CookieOptions, Request, Response } from 'express';
import type { PendingSignIn } from '../../sessions/identity-provider.js';

const SESSION = '__Host-session';
const SIGN_IN = '__Host-sign-in-';
const SIGN_IN_MS = 600_000;
/** Tabs in which somebody may be signing in at the same time. */
const MOST_SIGN_INS = 5;

const OPTIONS: CookieOptions = { httpOnly: true, secure: true, sameSite: 'lax', path: '/' };

/** A sign-in that a browser has begun, and where it wants to be afterwards. */
export interface Begun {
  readonly pending: PendingSignIn;
  readonly returnTo: string;
}

const cookiesOf = (request: Request): Readonly<Record<string, string | undefined>> =>
  parseCookie(request.headers.cookie ?? '');

/** @param header the request's `Cookie` */
export const secretFrom = (header: string | undefined): string | undefined => {
  const secret = parseCookie(header ?? '')[SESSION];
  return secret === '' ? undefined : secret;
};

export const sessionSecretOf = (request: Request): string | undefined => secretFrom(request.headers.cookie);

export function setSession(response: Response, secret: string): void {
  response.cookie(SESSION, secret, OPTIONS);
}

/** `Set-Cookie` of an answer after which the browser has no session. */
export const CLEARED = stringifySetCookie({
  name: SESSION,
  value: '',
  httpOnly: true,
  secure: true,
  sameSite: 'lax',
  path: '/',
  maxAge: 0,
});

/** Each tab has a cookie of its own; the oldest of many go. */
export function setBegun(request: Request, response: Response, begun: Begun): void {
  const others = Object.keys(cookiesOf(request)).filter((name) => name.startsWith(SIGN_IN));
  for (const name of others.slice(0, Math.max(0, others.length - MOST_SIGN_INS + 1)))
    response.clearCookie(name, OPTIONS);
  const value = Buffer.from(JSON.stringify(begun)).toString('base64url');
  response.cookie(nameOf(begun.pending.state), value, { ...OPTIONS, maxAge: SIGN_IN_MS });
}

/** What this browser began under the state, once. */
export function takeBegun(request: Request, response: Response, state: string): Begun | undefined {
  const name = nameOf(state);
  const value = cookiesOf(request)[name];
  if (value === undefined) return undefined;
  response.clearCookie(name, OPTIONS);
  try {
    const begun = JSON.parse(Buffer.from(value, 'base64url').toString()) as Begun;
    return begun.pending.state === state ? begun : undefined;
  } catch {
    return undefined;
  }
}

const nameOf = (state: string): string => SIGN_IN + state.replace(/[^A-Za-z0-9]/g, '').slice(0, 16);
