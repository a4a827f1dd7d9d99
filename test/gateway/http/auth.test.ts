// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { OidcTokens } from '@catalog-chain/gateway/http/auth/oidc';
import { ProviderKeys } from '@catalog-chain/gateway/http/auth/provider-keys';
import { RememberedTokens } from '@catalog-chain/gateway/http/auth/remembered-tokens';
import { HttpError } from '@catalog-chain/gateway/http/problems/problem';
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import {
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const bearing = async (authorization: string): Promise<readonly [number, string, string]> => {
  const answer = await gateway.call(undefined, 'GET', '/v1/duties', { headers: { authorization } });
  return [answer.status, answer.body.code, answer.headers.get('www-authenticate') ?? ''];
};

test('without a token, or with another scheme, a challenge is answered', async () => {
  const bare = await gateway.call(undefined, 'GET', '/v1/duties');
  assert.equal(bare.status, 401);
  assert.equal(bare.headers.get('www-authenticate'), 'Bearer realm="catalog-chain"');
  for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'bearer']) {
    const [status, code] = await bearing(authorization);
    assert.deepEqual([status, code], [401, 'UNAUTHENTICATED'], authorization);
  }
});

test('a token in the URL is no token', async () => {
  const token = await gateway.token(PROVIDER, 'officer');
  const answer = await gateway.call(undefined, 'GET', `/v1/duties?access_token=${token}`);
  assert.equal(answer.status, 401);
  assert.ok(gateway.log.every((line) => !line.includes(token)));
});

test('altered, unsigned, foreign and expired tokens are refused', async () => {
  const token = await gateway.token(PROVIDER, 'officer');
  const [head = '', , signature = ''] = token.split('.');
  const claims = {
    sub: 'x',
    organisation: MANAGER,
    role: 'admin',
    iss: 'catalog-chain-demo',
    aud: 'catalog-chain-demo',
  };
  const forged = Buffer.from(JSON.stringify({ ...claims, exp: 9_999_999_999 })).toString('base64url');
  const unsigned = new UnsecuredJWT(claims).setExpirationTime('1h').encode();
  const { privateKey } = await generateKeyPair('EdDSA');
  const foreign = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'EdDSA' })
    .setExpirationTime('1h')
    .sign(privateKey);
  for (const bad of [`${head}.${forged}.${signature}`, unsigned, foreign, 'x.y.z', token.slice(0, -3)]) {
    const [status, code, challenge] = await bearing(`Bearer ${bad}`);
    assert.deepEqual([status, code], [401, 'UNAUTHENTICATED']);
    assert.match(challenge, /error="invalid_token"/);
  }
  const old = await gateway.tokens.issue({ organisation: PROVIDER, role: 'officer', user: 'x' }, -60);
  assert.deepEqual((await bearing(`Bearer ${old}`)).slice(0, 2), [401, 'TOKEN_EXPIRED']);
});

test('the organisation comes from the token and must be served here', async () => {
  const answer = await gateway.call([OUTSIDER, 'officer'], 'GET', '/v1/duties');
  assert.deepEqual([answer.status, answer.body.code], [403, 'ORGANISATION_NOT_SERVED']);
  const body = { organisation: CONSUMER, code: 'X', names: { en: 'x' }, legalBasis: 'x' };
  const claimed = await gateway.call([PROVIDER, 'officer'], 'POST', '/v1/duties', { body });
  assert.equal(claimed.status, 400, 'a body cannot name an organisation');
});

test('a role that may not do it is refused before the body is looked at, and by the chain for the rest', async () => {
  const body = { code: 'X', names: { en: 'x' }, legalBasis: 'x' };
  for (const role of ['submitter', 'auditor', 'arbitrator'] as const) {
    const answer = await gateway.call([PROVIDER, role], 'POST', '/v1/duties', { body });
    assert.deepEqual([answer.status, answer.body.code], [403, 'ROLE_REQUIRED'], role);
  }
  const early = await gateway.call([PROVIDER, 'officer'], 'POST', '/v1/duties', { body });
  assert.deepEqual([early.status, early.body.code], [403, 'NOT_A_MEMBER']);
});

test('many at a time behind one address are not taken for guessers', async () => {
  await using other = await startTestGateway();
  const asked = Array.from({ length: 100 }, () => other.call([PROVIDER, 'officer'], 'GET', '/v1/duties'));
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  assert.deepEqual([...new Set(statuses)], [200]);
});

test('the demo key is readable by its owner only', async () => {
  const { mode } = await stat(path.join(gateway.config.stateDir, 'demo-token-key.json'));
  assert.equal(mode & 0o077, 0);
});

const ISSUER = 'https://id.example.gov';

/** An identity provider: its keys over HTTP on the loopback, and tokens it signs. */
async function identityProvider() {
  const [{ privateKey, publicKey }, next] = [await generateKeyPair('ES256'), await generateKeyPair('ES256')];
  const all = [
    { ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'k1' },
    { ...(await exportJWK(next.publicKey)), alg: 'ES256', kid: 'k2' },
  ];
  let published: readonly string[] = ['k1'];
  let fetches = 0;
  const server = http.createServer((_request, response) => {
    fetches += 1;
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ keys: all.filter(({ kid }) => published.includes(kid)) }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const now = Math.floor(Date.now() / 1_000);
  const signedBy =
    (key: typeof privateKey, kid: string) =>
    (payload: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> =>
      new SignJWT({ iss: ISSUER, aud: 'catalog', sub: 'u1', iat: now, exp: now + 300, ...payload })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt', ...header })
        .sign(key);
  const settings = {
    issuer: ISSUER,
    audience: 'catalog',
    jwksUri: `http://127.0.0.1:${port}/keys`,
    algorithms: ['ES256'],
    claims: { organisation: 'org', role: 'catalog_role' },
    types: ['at+jwt', 'jwt'],
    maxLifeSeconds: 3_600,
  };
  const publish = (...kids: readonly string[]): void => {
    published = kids;
  };
  const [sign, signNew] = [signedBy(privateKey, 'k1'), signedBy(next.privateKey, 'k2')];
  return { server, sign, signNew, settings, publish, fetches: () => fetches };
}

test("an identity provider's tokens: issuer, audience and mapped claims are checked", async () => {
  const { server, sign, settings } = await identityProvider();
  const tokens = new OidcTokens(settings);
  const claims = { org: PROVIDER, catalog_role: 'officer' };
  const principal = await tokens.authenticate(await sign(claims));
  assert.deepEqual(principal, { organisation: PROVIDER, user: 'u1', roles: ['officer'] });
  for (const wrong of [
    { ...claims, aud: 'another' },
    { ...claims, iss: 'https://else.example' },
    { ...claims, org: 'no msp id!' },
    { ...claims, catalog_role: 'king' },
    { organisation: PROVIDER, role: 'officer' },
    { ...claims, sub: 7 },
    { ...claims, sub: { $ne: '' } },
    { ...claims, sub: ['u1'] },
    { ...claims, sub: '' },
    { ...claims, sub: 'two words' },
    { ...claims, sub: 'x'.repeat(256) },
    { ...claims, exp: 99_999_999_999 },
    { ...claims, iat: 0 },
    { ...claims, iat: undefined },
    { ...claims, typ: 'ID' },
  ] as JWTPayload[]) {
    await assert.rejects(async () => tokens.authenticate(await sign(wrong)), { code: 'UNAUTHENTICATED' });
  }
  server.close();
});

test('only access tokens are taken: what else a provider signs with the same keys is refused', async () => {
  const { server, sign, settings } = await identityProvider();
  const tokens = new OidcTokens(settings);
  const claims = { org: PROVIDER, catalog_role: 'officer' };
  for (const typ of ['at+jwt', 'application/at+jwt', 'JWT', 'AT+JWT'])
    assert.equal((await tokens.authenticate(await sign(claims, { typ }))).user, 'u1', typ);
  for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', undefined, '']) {
    const token = await sign(claims, { typ } as Partial<JWTHeaderParameters>);
    await assert.rejects(tokens.authenticate(token), { code: 'UNAUTHENTICATED' }, String(typ));
  }
  const lenient = new OidcTokens({ ...settings, types: ['none'] });
  const bare = await sign(claims, { typ: undefined } as unknown as Partial<JWTHeaderParameters>);
  assert.equal((await lenient.authenticate(bare)).user, 'u1');
  server.close();
});

test('tokens that name unknown keys make the gateway ask its provider once, and then not for a while', async () => {
  const { server, sign, settings, fetches } = await identityProvider();
  const tokens = new OidcTokens(settings);
  const claims = { org: PROVIDER, catalog_role: 'officer' };
  const forged = await Promise.all(Array.from({ length: 50 }, (_, i) => sign(claims, { kid: `k${i + 2}` })));
  const ask = (token: string): Promise<void> =>
    assert.rejects(tokens.authenticate(token), { code: 'UNAUTHENTICATED' });
  await Promise.all(forged.map(ask));
  for (const token of forged) await ask(token);
  assert.equal(fetches(), 1);
  assert.equal((await tokens.authenticate(await sign(claims))).user, 'u1');
  server.close();
});

test('keys that the provider rotated: the new one counts at once, the old one no more once it is taken back', async () => {
  const { server, sign, signNew, settings, publish } = await identityProvider();
  let now = 0;
  const { key } = new ProviderKeys(new URL(settings.jwksUri), () => now);
  const tokens = new OidcTokens(settings, key);
  const claims = { org: PROVIDER, catalog_role: 'officer' };
  const [old, fresh] = [await sign(claims), await signNew(claims)];
  assert.equal((await tokens.authenticate(old)).user, 'u1');
  now += 31_000;
  publish('k1', 'k2');
  assert.equal((await tokens.authenticate(fresh)).user, 'u1');
  assert.equal((await tokens.authenticate(old)).user, 'u1', 'both are published');
  publish('k2');
  now += 601_000;
  // Asked for anew beside a call, which is still judged by what was known.
  await tokens.authenticate(fresh);
  await until('the old key is forgotten', async () =>
    tokens.authenticate(old).then(
      () => false,
      (error: unknown) => error instanceof HttpError && error.code === 'UNAUTHENTICATED',
    ),
  );
  assert.equal((await tokens.authenticate(fresh)).user, 'u1');
  server.close();
});

test('a clock that is off by less than a minute keeps nobody out, one that is further off is not believed', async () => {
  const { server, sign, settings } = await identityProvider();
  const tokens = new OidcTokens(settings);
  const claims = { org: PROVIDER, catalog_role: 'officer' };
  const now = Math.floor(Date.now() / 1_000);
  const at = (seconds: number): JWTPayload => ({ nbf: now + seconds, iat: now + seconds });
  for (const off of [
    { ...at(3), exp: now + 300 },
    { ...at(-300), exp: now + 30 },
  ])
    assert.equal((await tokens.authenticate(await sign({ ...claims, ...off }))).user, 'u1');
  await assert.rejects(tokens.authenticate(await sign({ ...claims, ...at(3_600), exp: now + 3_900 })), {
    code: 'UNAUTHENTICATED',
  });
  await assert.rejects(tokens.authenticate(await sign({ ...claims, ...at(-3_600), exp: now - 3_300 })), {
    code: 'TOKEN_EXPIRED',
  });
  server.close();
});

test('a provider that fails is asked once in a while, however many tokens wait for it', async () => {
  let asked = 0;
  const broken = http.createServer((_request, response) => {
    asked += 1;
    response.writeHead(500).end();
  });
  await once(broken.listen(0, '127.0.0.1'), 'listening');
  const { port } = broken.address() as AddressInfo;
  const { server, sign, settings } = await identityProvider();
  const tokens = new OidcTokens({ ...settings, jwksUri: `http://127.0.0.1:${port}/` });
  const token = await sign({ org: PROVIDER, catalog_roles: ['officer'] });
  const ask = (): Promise<void> =>
    assert.rejects(tokens.authenticate(token), { code: 'AUTHENTICATION_UNAVAILABLE' });
  await Promise.all(Array.from({ length: 20 }, ask));
  for (let i = 0; i < 20; i += 1) await ask();
  assert.equal(asked, 1);
  broken.close();
  server.close();
});

test('an identity provider that does not answer is not the fault of the token', async () => {
  const { server, sign, settings } = await identityProvider();
  server.close();
  const token = await sign({ org: PROVIDER, catalog_roles: ['officer'] });
  await assert.rejects(new OidcTokens(settings).authenticate(token), { code: 'AUTHENTICATION_UNAVAILABLE' });
});

test('a token is verified once in a few seconds, never beyond its end, and anew after a refusal', async () => {
  const { tokens } = gateway;
  const token = await tokens.issue({ organisation: CONSUMER, role: 'officer', user: 'officer-1' }, 60);
  const start = Date.now();
  let time = start;
  let verified = 0;
  let refuses = false;
  const remembered = new RememberedTokens(
    {
      authenticate: (given) => {
        verified += 1;
        return refuses ? Promise.reject(new HttpError('UNAUTHENTICATED')) : tokens.authenticate(given);
      },
    },
    () => time,
  );
  const asked = async (afterMs: number): Promise<number> => {
    time = start + afterMs;
    await remembered.authenticate(token);
    return verified;
  };
  assert.deepEqual(
    [await asked(0), await asked(1_000), await asked(4_900), await asked(5_100)],
    [1, 1, 1, 2],
  );
  assert.equal(await asked(58_000), 3);
  // The token ends two seconds later: what was learned of it is not believed after that.
  assert.equal(await asked(60_001), 4);
  refuses = true;
  await assert.rejects(asked(70_000), { code: 'UNAUTHENTICATED' });
  await assert.rejects(asked(70_001), { code: 'UNAUTHENTICATED' });
  refuses = false;
  assert.equal(await asked(70_002), 7);
});
