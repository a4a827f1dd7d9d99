// SPDX-License-Identifier: Apache-2.0
import { jwtVerify, type JWTVerifyGetKey } from 'jose';
import { checkLife, checkType, identityOf, verificationError, type ClaimNames } from './claims.js';
import { NotVouched } from '../../sessions/identity-provider.js';
import { HttpError } from '../problems/problem.js';
import { ProviderKeys } from './provider-keys.js';
import type { Identity } from '../../usecases/principal.js';
import type { Authenticator, ProviderState } from './authenticator.js';

export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Where the provider publishes its keys (RFC 7517). */
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly claims: ClaimNames;
  /** Values of `typ` that an access token may have, in lower case; `none`: it may lack one. */
  readonly types: readonly string[];
  /** The longest that a token may be valid, from `iat` to `exp`. */
  readonly maxLifeSeconds: number;
}

const CLOCK_TOLERANCE_SECONDS = 30;

/** Bearer tokens of an OpenID Connect provider (RFC 9068): signature, kind, issuer, audience, time and life are checked. */
export class OidcTokens implements Authenticator {
  private readonly keys: JWTVerifyGetKey;
  readonly provider: () => Promise<ProviderState>;

  constructor(
    private readonly settings: OidcSettings,
    keys?: JWTVerifyGetKey,
  ) {
    const published = new ProviderKeys(new URL(settings.jwksUri));
    this.keys = keys ?? published.key;
    this.provider = keys ? () => Promise.resolve('answers') : () => published.state();
  }

  async authenticate(token: string): Promise<Identity> {
    const { issuer, audience, algorithms, claims, types, maxLifeSeconds } = this.settings;
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        requiredClaims: ['exp', 'iat', 'sub'],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      checkType(protectedHeader, payload, types);
      checkLife(payload, maxLifeSeconds);
      return identityOf(payload, claims);
    } catch (error) {
      throw verificationError(error);
    }
  }
}

/** Reads a person's access token: what says that it is nobody's here is the provider's word against the person. */
export const vouchedBy =
  (tokens: Authenticator) =>
  async (token: string): Promise<Identity> => {
    try {
      return await tokens.authenticate(token);
    } catch (cause) {
      if (cause instanceof HttpError && cause.code === 'UNAUTHENTICATED') throw new NotVouched('', { cause });
      throw cause;
    }
  };
