// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import path from 'node:path';
import { ConfigError, readConfig } from '@catalog-chain/gateway/config';
import { test } from '../support/testing.js';

const OIDC = {
  OIDC_ISSUER: 'https://id.example.gov',
  OIDC_AUDIENCE: 'catalog-chain',
  OIDC_JWKS_URI: 'https://id.example.gov/keys',
};

const faultsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults;
  }
  return [];
};

test('a demo says so and gets demo tokens', () => {
  const config = readConfig({ DEMO: 'true', ORGANISATIONS: 'AMSP,BMSP' });
  assert.deepEqual(config.auth, { kind: 'demo' });
  assert.deepEqual(config.organisations, ['AMSP', 'BMSP']);
  assert.ok(Object.isFrozen(config));
});

test('only a demo serves any organisation', () => {
  assert.equal(readConfig({ DEMO: 'true', ORGANISATIONS: '*' }).organisations, '*');
  assert.match(faultsOf({ ...OIDC, ORGANISATIONS: '*' })[0] ?? '', /^ORGANISATIONS: \*/);
  assert.notEqual(faultsOf({ ...OIDC, ORGANISATIONS: 'AMSP,*' }).length, 0);
});

test('production refuses to start on demo tokens', () => {
  const production = { NODE_ENV: 'production', DEMO: 'true', ORGANISATIONS: 'AMSP' };
  const [beside] = faultsOf({ ...production, ...OIDC });
  assert.match(beside ?? '', /^DEMO: production/, 'real tokens do not make a demo fit for it');
  const faults = faultsOf(production);
  assert.equal(faults.length, 1);
  assert.match(faults[0] ?? '', /^DEMO: production/);
});

test('without a demo, real authentication is needed in every environment', () => {
  for (const NODE_ENV of ['development', 'test', 'production']) {
    assert.match(faultsOf({ NODE_ENV, ORGANISATIONS: 'AMSP' })[0] ?? '', /^OIDC_ISSUER: real authentication/);
  }
});

test('production starts with an identity provider', () => {
  const config = readConfig({ ...OIDC, NODE_ENV: 'production', ORGANISATIONS: 'AMSP' });
  assert.equal(config.auth.kind, 'oidc');
  assert.equal(config.production, true);
});

test('every fault is listed at once', () => {
  const faults = faultsOf({ PORT: '99999', LEDGER: 'postgres', LOG_LEVEL: 'loud', LIMIT_JSON_BYTES: '-1' });
  const names = faults.map((fault) => fault.split(':')[0]);
  assert.deepEqual(names.sort(), ['LEDGER', 'LIMIT_JSON_BYTES', 'LOG_LEVEL', 'ORGANISATIONS', 'PORT']);
});

test('keys of an identity provider travel over TLS only, and are public', () => {
  const faults = faultsOf({
    ...OIDC,
    ORGANISATIONS: 'AMSP',
    OIDC_JWKS_URI: 'http://id.example.gov/keys',
    OIDC_ALGORITHMS: 'HS256',
  });
  assert.deepEqual(
    faults.map((fault) => fault.split(':')[0]),
    ['OIDC_JWKS_URI', 'OIDC_ALGORITHMS'],
  );
});

const FABRIC = { ...OIDC, ORGANISATIONS: 'AMSP', LEDGER: 'fabric-gateway' };

test('a ledger on Fabric needs its profile, and names of the organisations served', () => {
  assert.match(faultsOf(FABRIC)[0] ?? '', /^FABRIC_PROFILE: needed/);
  const everyone = faultsOf({
    DEMO: 'true',
    ORGANISATIONS: '*',
    LEDGER: 'fabric-network',
    FABRIC_PROFILE: 'p',
  });
  assert.match(everyone[0] ?? '', /^ORGANISATIONS: \* is for the embedded ledger/);
  assert.equal(readConfig({ ...FABRIC, FABRIC_PROFILE: 'p.json' }).fabricProfile, path.resolve('p.json'));
});

test('the embedded ledger takes no profile', () => {
  assert.match(
    faultsOf({ ...OIDC, ORGANISATIONS: 'AMSP', FABRIC_PROFILE: 'p.json' })[0] ?? '',
    /^FABRIC_PROFILE: the embedded/,
  );
});

const PASSWORD = 'hush-hush';

test('a PostgreSQL is named by its URL, over a network or a socket; a fault never tells the URL', () => {
  const demo = { DEMO: 'true', ORGANISATIONS: 'AMSP' };
  for (const DATABASE_URL of [
    `postgresql://catalog:${PASSWORD}@db/catalog`,
    'postgres://catalog@/db?host=/run',
  ])
    assert.equal(readConfig({ ...demo, DATABASE_URL }).databaseUrl, DATABASE_URL);
  assert.equal(readConfig(demo).databaseUrl, undefined);
  for (const bad of [`mysql://catalog:${PASSWORD}@db/x`, `postgres://:${PASSWORD}@db:port/x`, PASSWORD]) {
    const faults = faultsOf({ ...demo, DATABASE_URL: bad });
    assert.deepEqual(faults, ['DATABASE_URL: must be a URL, postgres://…']);
  }
});

test('replicas share a database and the secrets of actors', () => {
  const demo = { DEMO: 'true', ORGANISATIONS: 'AMSP', REPLICA: '3' };
  assert.match(faultsOf(demo)[0] ?? '', /^REPLICA: several gateways share a PostgreSQL/);
  const shared = { ...demo, DATABASE_URL: 'postgres://db/catalog' };
  assert.match(faultsOf(shared)[0] ?? '', /^ACTORS_DIR: /);
  assert.equal(readConfig({ ...shared, ACTORS_DIR: 'secrets' }).replica, 3);
  for (const REPLICA of ['64', '-1', 'x', '1.5'])
    assert.match(faultsOf({ ...shared, REPLICA })[0] ?? '', /^REPLICA: /);
});

test('months close by themselves, on the first replica, unless that is turned off', () => {
  const demo = { DEMO: 'true', ORGANISATIONS: 'AMSP' };
  assert.equal(readConfig(demo).closePeriodsAfterHours, 72);
  assert.equal(readConfig({ ...demo, CLOSE_PERIODS_AFTER_HOURS: '24' }).closePeriodsAfterHours, 24);
  assert.equal(readConfig({ ...demo, CLOSE_PERIODS: 'off' }).closePeriodsAfterHours, undefined);
  assert.match(faultsOf({ ...demo, CLOSE_PERIODS_AFTER_HOURS: '0' })[0] ?? '', /^CLOSE_PERIODS_AFTER_HOURS/);
});

test('people sign in where a client of the provider and the gateway’s own address are named', () => {
  const people = {
    ...OIDC,
    ORGANISATIONS: 'AMSP',
    OIDC_CLIENT_ID: 'catalog',
    PUBLIC_URL: 'https://catalog.example.gov',
  };
  const { signIn } = readConfig(people);
  assert.equal(signIn?.origin, 'https://catalog.example.gov');
  assert.equal(readConfig({ ...OIDC, ORGANISATIONS: 'AMSP' }).signIn, undefined);
  for (const [wrong, variable] of [
    [{ PUBLIC_URL: '' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'http://catalog.example.gov' }, 'PUBLIC_URL'],
    [{ PUBLIC_URL: 'https://catalog.example.gov/console' }, 'PUBLIC_URL'],
    [{ OIDC_SCOPES: 'profile' }, 'OIDC_SCOPES'],
    [{ SESSION_CHECK_SECONDS: '600' }, 'SESSION_CHECK_SECONDS'],
    [{ OIDC_CLIENT_ID: '', OIDC_CHECK_TOKENS: 'true' }, 'OIDC_CHECK_TOKENS'],
  ] as const)
    assert.match(faultsOf({ ...people, ...wrong })[0] ?? '', new RegExp(`^${variable}:`));
});

test('certificates of systems are asked for over TLS only', () => {
  const env = { ...OIDC, ORGANISATIONS: 'AMSP' };
  assert.match(faultsOf({ ...env, TLS_CLIENT_CA_FILE: 'ca.pem' })[0] ?? '', /^TLS_CLIENT_CA_FILE:/);
  assert.match(faultsOf({ ...env, TLS_CLIENT_CRL_FILE: 'crl.pem' })[0] ?? '', /^TLS_CLIENT_CRL_FILE:/);
  const tls = {
    TLS_CERT_FILE: 'c',
    TLS_KEY_FILE: 'k',
    TLS_CLIENT_CA_FILE: 'ca.pem',
    TLS_CLIENT_CRL_FILE: 'crl.pem',
  };
  assert.deepEqual(readConfig({ ...env, ...tls }).clientCertificates, {
    caFile: 'ca.pem',
    crlFile: 'crl.pem',
  });
});

test('plain HTTP is for this machine alone, names below localhost included', () => {
  const env = { ...OIDC, ORGANISATIONS: 'AMSP', OIDC_CLIENT_ID: 'catalog' };
  for (const host of ['localhost', '127.0.0.1', '[::1]', 'provider.localhost'])
    assert.deepEqual(faultsOf({ ...env, PUBLIC_URL: `http://${host}:7080` }), [], host);
  for (const host of ['notlocalhost', 'localhost.example', '10.0.0.1', 'gateway.example.gov'])
    assert.match(faultsOf({ ...env, PUBLIC_URL: `http://${host}:7080` })[0] ?? '', /^PUBLIC_URL/, host);
});
