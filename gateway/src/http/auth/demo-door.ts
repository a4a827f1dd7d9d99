// SPDX-License-Identifier: Apache-2.0
/**
 * The door of a demo: whoever sits at its machine comes in as one of its people, with one click and no password. It is
 * mounted only where the gateway signs its own tokens, which production refuses; it opens to pages of this gateway
 * alone, and only under a name of the machine itself, so that no page elsewhere can go in by a visitor's browser.
 */
import express, { type Express, type RequestHandler } from 'express';
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Names } from '@catalog-chain/chaincode/domain/records';
import { NotVouched, type PersonProvider, type Tokens } from '../../sessions/identity-provider.js';
import type { People, SessionSettings } from '../../sessions/people.js';
import type { Principal } from '../../usecases/principal.js';
import { HttpError } from '../problems/problem.js';
import { sessionSecretOf, setSession } from './cookies.js';
import { LOOPBACK, refuseCrossSite } from './same-site.js';

export const DEMO_DOOR_PATH = '/session/demo';

/** Somebody of the demo. */
export interface DemoPerson {
  /** Chooses the person at the door. */
  readonly login: string;
  readonly organisation: string;
  /** The organisation's: nobody is signed in yet who could look it up. */
  readonly names: Names;
  readonly userRole: UserRole;
}

export const DEMO_SESSIONS: SessionSettings = {
  idleMs: 30 * 60_000,
  longestMs: 12 * 3_600_000,
  checkMs: 40_000,
};

const TOKEN_SECONDS = 60;
const MOST_BODY_BYTES = 1_024;

/** Signs a token for a principal. */
type Issue = (principal: Principal, seconds?: number) => Promise<string>;

/** Vouches for the demo's people: the login is its word, and the gateway's own tokens say who it is. */
export class DemoProvider implements PersonProvider {
  private readonly people: ReadonlyMap<string, DemoPerson>;

  constructor(
    people: readonly DemoPerson[],
    private readonly issue: Issue,
  ) {
    this.people = new Map(people.map((person) => [person.login, person]));
  }

  begin(): Promise<never> {
    return Promise.reject(new NotVouched('A demo has no provider to go to.'));
  }

  finish(query: URLSearchParams): Promise<Tokens> {
    return this.refresh(query.get('login') ?? '');
  }

  async refresh(login: string): Promise<Tokens> {
    const person = this.people.get(login);
    if (!person) throw new NotVouched('The demo has nobody of that name.');
    const principal = { organisation: person.organisation, user: `demo-${login}`, role: person.userRole };
    return { accessToken: await this.issue(principal, TOKEN_SECONDS), refreshToken: login };
  }

  signOutUrl(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

const NOT_PENDING = { state: '', nonce: '', verifier: '' };

function enter(people: People): RequestHandler {
  return async (request, response) => {
    refuseCrossSite(request, LOOPBACK);
    const { login } = (request.body ?? {}) as { readonly login?: unknown };
    const query = new URLSearchParams({ login: typeof login === 'string' ? login : '' });
    const secret = await people.finish(query, NOT_PENDING).catch((cause: unknown) => {
      throw cause instanceof NotVouched ? new HttpError('SIGN_IN_FAILED', {}, { cause }) : cause;
    });
    const former = sessionSecretOf(request);
    if (former !== undefined) await people.signOut(former);
    setSession(response, secret);
    response.status(204).end();
  };
}

/** Adds the door to the application. */
export function mountDemoDoor(app: Express, people: People): void {
  app.post(DEMO_DOOR_PATH, express.json({ limit: MOST_BODY_BYTES }), enter(people));
}
