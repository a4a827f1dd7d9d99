// SPDX-License-Identifier: Apache-2.0
/** Tokens by which a provider says that somebody's session is over (OpenID Connect Back-Channel Logout 1.0 §2.6). */
import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { NamedSessions } from '../../sessions/session-store.js';
import { HttpError } from '../problems/problem.js';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MAX_AGE_SECONDS = 120;
const TOLERANCE_SECONDS = 30;
/** Tokens are remembered for longer than they are taken, so that none counts twice. */
const REMEMBERED_MS = 300_000;
const MOST_REMEMBERED = 10_000;

export interface LogoutTokenSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly algorithms: readonly string[];
}

export class LogoutTokens {
  private readonly known = new Map<string, number>();

  constructor(
    private readonly settings: LogoutTokenSettings,
    private readonly keys: JWTVerifyGetKey,
    private readonly now: () => number,
  ) {}

  /**
   * A token that is shown again, to another gateway or after a restart, ends nothing that began since.
   * @throws HttpError `SIGN_IN_FAILED` for what is no such token, is too old, or was read before
   */
  async read(token: unknown): Promise<NamedSessions> {
    const { issuer, clientId, algorithms } = this.settings;
    if (typeof token !== 'string') throw refused();
    const { payload } = await jwtVerify(token, this.keys, {
      issuer,
      audience: clientId,
      algorithms: [...algorithms],
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: TOLERANCE_SECONDS,
      requiredClaims: ['iat', 'jti'],
    }).catch((cause: unknown) => {
      throw refused(cause);
    });
    if (!isLogout(payload) || !this.first(payload.jti ?? '')) throw refused();
    return namedIn(payload);
  }

  private first(jti: string): boolean {
    const now = this.now();
    for (const [known, until] of this.known) {
      if (until > now && this.known.size < MOST_REMEMBERED) break;
      this.known.delete(known);
    }
    if (this.known.has(jti)) return false;
    this.known.set(jti, now + REMEMBERED_MS);
    return true;
  }
}

const isLogout = ({ events, nonce }: JWTPayload): boolean =>
  typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT) && nonce === undefined;

function namedIn({ sid, sub, iat = 0 }: JWTPayload): NamedSessions {
  const before = (iat + TOLERANCE_SECONDS) * 1_000;
  if (typeof sid === 'string') return { sid, before };
  if (typeof sub === 'string') return { user: sub, before };
  throw refused();
}

const refused = (cause?: unknown): HttpError =>
  new HttpError('SIGN_IN_FAILED', { detail: 'This is no logout token for this gateway.' }, { cause });
