// SPDX-License-Identifier: Apache-2.0
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { principalOf, verificationError, type ClaimNames } from './claims.js';
import type { Principal } from '../../usecases/principal.js';
import type { Authenticator } from './authenticator.js';

export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Where the provider publishes its keys (RFC 7517). */
  readonly jwksUri: string;
  readonly algorithms: readonly string[];
  readonly claims: ClaimNames;
}

/** Bearer tokens of an OpenID Connect provider (RFC 9068): signature, issuer, audience and time are checked. */
export class OidcTokens implements Authenticator {
  private readonly keys: JWTVerifyGetKey;

  constructor(
    private readonly settings: OidcSettings,
    keys?: JWTVerifyGetKey,
  ) {
    this.keys =
      keys ??
      createRemoteJWKSet(new URL(settings.jwksUri), { timeoutDuration: 5_000, cooldownDuration: 30_000 });
  }

  async authenticate(token: string): Promise<Principal> {
    const { issuer, audience, algorithms, claims } = this.settings;
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms: [...algorithms],
        requiredClaims: ['exp', 'sub'],
        clockTolerance: 30,
      });
      return principalOf(payload, claims);
    } catch (error) {
      throw verificationError(error);
    }
  }
}
