// SPDX-License-Identifier: Apache-2.0
/**
 * What a browser does to sign in: it leaves for the identity provider and comes back. And what the provider does by
 * itself: it tells that somebody has signed out there, or was locked out (OpenID Connect Back-Channel Logout 1.0).
 */
import express, { type Express, type Request, type RequestHandler } from 'express';
import { NotVouched } from '../../sessions/identity-provider.js';
import type { People } from '../../sessions/people.js';
import { HttpError } from '../problems/problem.js';
import { sessionSecretOf, setBegun, setSession, takeBegun } from './cookies.js';
import type { DemoPerson } from './demo-door.js';
import type { LogoutTokens } from './logout-tokens.js';

export const SIGN_IN_PATH = '/session/sign-in';
export const CALLBACK_PATH = '/session/callback';
export const WAYS_PATH = '/session/ways';
export const BACK_CHANNEL_PATH = '/session/back-channel-logout';
const MOST_FORM_BYTES = 32_768;

/** A page of this gateway: a path, and nothing that a browser takes for another host. */
const OWN_PAGE = /^\/(?![/\\])[\x21-\x7e]{0,2000}$/;

const ownPage = (text: unknown): string =>
  typeof text === 'string' && OWN_PAGE.test(text) && !text.includes('\\') ? text : '/';

const unavailable = (cause: unknown): HttpError => new HttpError('AUTHENTICATION_UNAVAILABLE', {}, { cause });

/** Whether another site sent somebody here who is signed in: what it wants does not end her session and begin one anew. */
async function isSentSignedIn(people: People, request: Request): Promise<boolean> {
  const secret = sessionSecretOf(request);
  const site = request.get('sec-fetch-site');
  if (secret === undefined || site === undefined || site === 'same-origin' || site === 'none') return false;
  return people.find(secret).then(
    () => true,
    () => false,
  );
}

/** Sends the browser to the provider; `return` names the page that it wants to be on afterwards. */
function begin(people: People): RequestHandler {
  return async (request, response) => {
    if (await isSentSignedIn(people, request)) {
      response.redirect(303, ownPage(request.query['return']));
      return;
    }
    const { url, pending } = await people.begin().catch((cause: unknown) => {
      throw unavailable(cause);
    });
    setBegun(request, response, { pending, returnTo: ownPage(request.query['return']) });
    response.redirect(303, url.href);
  };
}

function finish(people: People): RequestHandler {
  return async (request, response) => {
    const query = new URLSearchParams(request.url.split('?', 2)[1] ?? '');
    const begun = takeBegun(request, response, query.get('state') ?? '');
    if (!begun) throw new HttpError('SIGN_IN_FAILED', { detail: 'This browser has not begun this sign-in.' });
    const secret = await people.finish(query, begun.pending).catch((cause: unknown) => {
      throw cause instanceof NotVouched ? new HttpError('SIGN_IN_FAILED', {}, { cause }) : unavailable(cause);
    });
    // Whoever was signed in in this browser before is so no more.
    const former = sessionSecretOf(request);
    if (former !== undefined) await people.signOut(former);
    setSession(response, secret);
    response.redirect(303, ownPage(begun.returnTo));
  };
}

function endAtProvidersWord(people: People, tokens: LogoutTokens): RequestHandler {
  return async (request, response) => {
    const { logout_token: token } = (request.body ?? {}) as { readonly logout_token?: unknown };
    await people.endNamed(await tokens.read(token));
    response.status(200).end();
  };
}

/** How people come in: through a provider, by the door of a demo, or not at all (`organisations` then use tokens). */
export interface WaysIn {
  readonly provider: boolean;
  readonly demo: readonly DemoPerson[];
}

/**
 * Nobody is signed in yet who asks this, so it says no more than the sign-in page shows; `hasSession`: whether it is of use
 * to ask for the session.
 */
export function mountWays(app: Express, ways: WaysIn, limit: RequestHandler): void {
  app.use('/session', limit);
  app.get(WAYS_PATH, (request, response) => {
    response.json({ ...ways, hasSession: sessionSecretOf(request) !== undefined });
  });
}

/** Adds the pages of signing in at a provider to the application. */
export function mountSignIn(app: Express, people: People, tokens: LogoutTokens): void {
  app.get(SIGN_IN_PATH, begin(people));
  app.get(CALLBACK_PATH, finish(people));
  const form = express.urlencoded({ extended: false, limit: MOST_FORM_BYTES, parameterLimit: 10 });
  app.post(BACK_CHANNEL_PATH, form, endAtProvidersWord(people, tokens));
}
