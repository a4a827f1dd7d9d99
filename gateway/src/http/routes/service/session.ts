// SPDX-License-Identifier: Apache-2.0
/** The session of a person who signed in through this gateway; signing in itself is for browsers, not for clients of the API. */
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { z } from 'zod';
import type { People } from '../../../sessions/people.js';
import type { Session } from '../../../sessions/session-store.js';
import { sessionError } from '../../auth/authenticate.js';
import { CLEARED, secretFrom } from '../../auth/cookies.js';
import { ActAsInput, SessionView, SignedOutView } from '../../dto/service/session.js';
import { HttpError } from '../../problems/problem.js';
import { Refusal } from '../../../support/refusal.js';
import { ok } from '../../send/answers.js';
import { type Answer, type Ask, route, type Route } from '../../route.js';

const PATH = '/v1/session';
const ALL_PATH = '/v1/sessions';
const TAG = 'session';
const LIST = {
  type: 'object',
  required: ['items'],
  additionalProperties: false,
  properties: { items: { type: 'array', items: { $ref: '#/components/schemas/SessionView' } } },
};
const signedOut = { description: 'Signed out.', content: { one: SignedOutView } };

/** As OpenID Connect Core §2 limits it. */
const SUBJECT = z.string().regex(/^[\x21-\x7e]{1,255}$/);

/** Whoever asks by token or certificate has no session to see or to end. */
function secretOf(ask: Pick<Ask<object, object>, 'header'>): string {
  const secret = ask.header('authorization') === undefined ? secretFrom(ask.header('cookie')) : undefined;
  if (secret === undefined) throw new HttpError('SESSION_ENDED');
  return secret;
}

async function found<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw sessionError(error);
  }
}

function nobody(): never {
  throw new Refusal('NOT_IMPLEMENTED', 'Nobody signs in through this gateway; send a token.');
}

/** Every answer of these says so where nobody signs in through the gateway. */
const WITHOUT_SIGN_IN = ['NOT_IMPLEMENTED'] as const;

type Plain<T> = { [K in keyof T]: T[K] };

const leaving = (ended: number, url: string | undefined): Answer => ({
  ...ok({ ended, ...(url !== undefined && { providerSignOut: url }) }),
  headers: { 'Set-Cookie': CLEARED },
});

/** @param signedIn people's sessions; undefined where nobody signs in through this gateway */
export function sessionRoutes(signedIn: People | undefined): readonly Route[] {
  const people = (): People => signedIn ?? nobody();
  const shown = (session: Session): Plain<SessionView> => {
    const { organisation, user, role, roles, begun } = session;
    const { idle, longest } = people().endsOf(session);
    return {
      organisation,
      user,
      role,
      roles: [...roles],
      begun: new Date(begun).toISOString(),
      endsIdle: new Date(idle).toISOString(),
      endsAtLatest: new Date(longest).toISOString(),
    };
  };
  return [
    route({
      method: 'get',
      path: PATH,
      operationId: 'getSession',
      tag: TAG,
      summary: 'Who is signed in in this browser, as what, and until when',
      answers: { 200: { description: 'The session.', content: { one: SessionView } } },
      problems: WITHOUT_SIGN_IN,
      handle: async (ask) => ok(shown(await found(() => people().find(secretOf(ask))))),
    }),
    route<ActAsInput>({
      method: 'put',
      path: `${PATH}/role`,
      operationId: 'actAs',
      tag: TAG,
      summary: 'Act in another of the roles that the provider names',
      body: ActAsInput,
      answers: { 200: { description: 'The session.', content: { one: SessionView } } },
      problems: ['ROLE_REQUIRED', ...WITHOUT_SIGN_IN],
      handle: async (ask) => {
        const { role } = ask.body;
        const secret = secretOf(ask);
        const { roles } = await found(() => people().find(secret));
        if (!roles.includes(role))
          throw new HttpError('ROLE_REQUIRED', { detail: `The session's roles: ${roles.join(', ')}.` });
        return ok(shown(await found(() => people().actAs(secret, role))));
      },
    }),
    route({
      method: 'delete',
      path: PATH,
      operationId: 'signOut',
      tag: TAG,
      summary: 'Sign out in this browser',
      answers: { 200: signedOut },
      problems: WITHOUT_SIGN_IN,
      handle: async (ask) => leaving(1, await people().signOut(secretOf(ask))),
    }),
    route({
      method: 'get',
      path: ALL_PATH,
      operationId: 'listSessions',
      tag: TAG,
      summary: 'Sessions of the asker; of everybody in the organisation where an administrator asks',
      answers: { 200: { description: 'The newest first.', content: { schema: LIST } } },
      problems: WITHOUT_SIGN_IN,
      handle: async ({ principal: { organisation, user, role } }) => {
        const sessions = await people().list(organisation, role === 'admin' ? undefined : user);
        return ok({ items: sessions.map(shown) });
      },
    }),
    route({
      method: 'delete',
      path: ALL_PATH,
      operationId: 'signOutEverywhere',
      tag: TAG,
      summary: 'Sign out in every browser',
      answers: { 200: signedOut },
      problems: WITHOUT_SIGN_IN,
      handle: async (ask) => {
        const { ended, url } = await found(() => people().signOutEverywhere(secretOf(ask)));
        return leaving(ended, url);
      },
    }),
    route({
      method: 'delete',
      path: `${ALL_PATH}/{user}`,
      operationId: 'endSessionsOf',
      tag: TAG,
      summary: "End every session of one of the organisation's people",
      params: { user: SUBJECT },
      answers: { 200: signedOut },
      problems: ['NOT_FOUND', ...WITHOUT_SIGN_IN],
      handle: async ({ principal: { organisation, user: by }, params: { user = '' } }) => {
        const ended = await people().endAll(organisation, user, by);
        if (ended === 0) throw new DomainError('NOT_FOUND', 'There is no session of this person.');
        return ok({ ended });
      },
    }),
  ];
}
