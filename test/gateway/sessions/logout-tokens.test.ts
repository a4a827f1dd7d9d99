// SPDX-License-Identifier: Apache-2.0
/** The provider's word that a session is over: from nobody else, in no other form, and for nothing that began since. */
import assert from 'node:assert/strict';
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
} from 'jose';
import { LogoutTokens } from '@catalog-chain/gateway/http/auth/logout-tokens';
import { beforeAll, test } from '../../support/testing.js';

const SETTINGS = { issuer: 'https://id.example', clientId: 'catalog-chain', algorithms: ['RS256', 'ES256'] };
const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const claims = (more: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  iss: SETTINGS.issuer,
  aud: SETTINGS.clientId,
  jti: `token-${(made += 1)}`,
  sub: 'li',
  events: EVENTS,
  ...more,
});

let made = 0;
let privateKey: CryptoKey;
let published: JWK;
let replica: () => LogoutTokens;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  privateKey = pair.privateKey;
  published = { ...(await exportJWK(pair.publicKey)), kid: 'k', alg: 'ES256' };
  const keys = createLocalJWKSet({ keys: [published] });
  replica = () => new LogoutTokens(SETTINGS, keys, Date.now);
});

const signed = (payload: JWTPayload, iat?: number): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid: 'k' }).setIssuedAt(iat).sign(privateKey);

test('a token that is shown to another gateway again names only what had begun when it was made', async () => {
  const iat = Math.floor(Date.now() / 1_000) - 60;
  const token = await signed(claims(), iat);
  const [one, other] = [replica(), replica()];
  const first = await one.read(token);
  assert.equal(first.user, 'li');
  await assert.rejects(one.read(token), { code: 'SIGN_IN_FAILED' });
  const { before } = await other.read(token);
  assert.ok(before < Date.now() - 20_000, 'a session of the last seconds is not meant');
});

test('unsigned tokens, those under a secret, other kinds and other parties’ end nothing', async () => {
  const now = Math.floor(Date.now() / 1_000);
  const secret = new TextEncoder().encode(JSON.stringify(published));
  const byPublicKey = new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'k' }).setIssuedAt();
  const forged: readonly (string | Promise<string>)[] = [
    new UnsecuredJWT(claims()).setIssuedAt().encode(),
    byPublicKey.sign(secret),
    signed(claims({ aud: 'another' })),
    signed(claims({ iss: 'https://evil.example' })),
    signed(claims({ events: {} })),
    signed(claims({ nonce: 'of an ID token' })),
    signed(claims({ sub: undefined })),
    signed(claims({ jti: undefined })),
    signed(claims(), now - 600),
    signed(claims(), now + 600),
  ];
  for (const token of forged)
    await assert.rejects(replica().read(await token), { code: 'SIGN_IN_FAILED' }, await token);
  for (const token of [undefined, 7, '', ['a']])
    await assert.rejects(replica().read(token), { code: 'SIGN_IN_FAILED' });
});
