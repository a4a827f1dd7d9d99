// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';
import { checkLife, checkType, identityOf, verificationError } from './claims.js';
import { madeOnce } from '../../support/made-once.js';
import type { Identity, Principal } from '../../usecases/principal.js';
import type { Authenticator } from './authenticator.js';

export const DEMO_ISSUER = 'catalog-chain-demo';
const ALGORITHM = 'EdDSA';
/** A demo's welcome names tokens that last a while. */
const MAX_LIFE_SECONDS = 30 * 86_400;
const TYPE = 'JWT';
const CLAIMS = { organisation: 'organisation', role: 'role' } as const;

/**
 * Tokens that the demo signs for itself (JWS, EdDSA over Ed25519). The key lies in the state directory, readable
 * by its owner only. Not for production: whoever can start the gateway can be anyone.
 */
export class DemoTokens implements Authenticator {
  private constructor(
    private readonly privateKey: CryptoKey,
    private readonly publicKey: CryptoKey,
  ) {}

  /** Reads the key of the directory, or makes one. */
  static async open(directory: string): Promise<DemoTokens> {
    const file = path.join(directory, 'demo-token-key.json');
    const jwk = JSON.parse((await madeOnce(file, makeKey)).toString('utf8')) as JWK;
    const { kty = '', crv = '', x = '' } = jwk;
    const [privateKey, publicKey] = await Promise.all([
      importJWK(jwk, ALGORITHM),
      importJWK({ kty, crv, x }, ALGORITHM),
    ]);
    return new DemoTokens(privateKey as CryptoKey, publicKey as CryptoKey);
  }

  /** @returns a token for the principal; it expires after `seconds`. */
  async issue(principal: Principal, seconds = MAX_LIFE_SECONDS): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ organisation: principal.organisation, role: principal.role })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setSubject(principal.user)
      .setIssuer(DEMO_ISSUER)
      .setAudience(DEMO_ISSUER)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(this.privateKey);
  }

  async authenticate(token: string): Promise<Identity> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.publicKey, {
        issuer: DEMO_ISSUER,
        audience: DEMO_ISSUER,
        algorithms: [ALGORITHM],
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      checkType(protectedHeader, payload, [TYPE.toLowerCase()]);
      checkLife(payload, MAX_LIFE_SECONDS);
      return identityOf(payload, CLAIMS);
    } catch (error) {
      throw verificationError(error);
    }
  }
}

async function makeKey(): Promise<Uint8Array> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return Buffer.from(JSON.stringify(await exportJWK(privateKey)));
}
