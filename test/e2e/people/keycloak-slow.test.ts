// SPDX-License-Identifier: Apache-2.0
/**
 * People of an agency that has Keycloak: they sign in with a browser and a password, by code with PKCE through the
 * gateway; organisation and role come out of Keycloak's lists and nested claims; whoever is disabled there is out of
 * here within a minute; new keys of Keycloak's change nothing for anybody.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startGateway } from '@catalog-chain/gateway/compose';
import { readConfig } from '@catalog-chain/gateway/config';
import type { SessionView } from '@catalog-chain/gateway/http/dto/service/session';
import { createLog } from '@catalog-chain/gateway/support/log';
import { startBrowser } from '../../support/browser.js';
import { freePort } from '../../support/demo-process.js';
import { TestKeycloak } from '../../support/keycloak.js';
import { SigningPage } from '../../support/signing-page.js';
import { afterAll, beforeAll, test, type TestContext } from '../../support/testing.js';
import { until } from '../../support/until.js';

const MINUTE_MS = 60_000;
const START_MS = 1_500_000;
const USERS = [
  { name: 'li-wei', organisation: 'ManagerMSP', roles: ['officer', 'admin'] },
  { name: 'wang-fang', organisation: 'ProviderMSP', roles: ['officer'] },
  { name: 'nobody', organisation: 'ProviderMSP', roles: [] },
];

const opened = new AsyncDisposableStack();
let origin: string;
let keycloak: TestKeycloak;
/** Why there is none. */
let missing: string | undefined;
let browser: Browser | undefined;
const log: string[] = [];
const stream = Object.assign(Object.create(process.stderr) as NodeJS.WritableStream, {
  write: (line: string): boolean => {
    log.push(line);
    return true;
  },
});

beforeAll(async () => {
  origin = `http://localhost:${await freePort()}`;
  const begun = performance.now();
  const started = await TestKeycloak.start(origin, USERS);
  if (typeof started === 'string') {
    missing = started;
    return;
  }
  keycloak = opened.use(started);
  process.stdout.write(`# Keycloak answered after ${Math.round(performance.now() - begun)} ms\n`);
  const folder = await mkdtemp(path.join(tmpdir(), 'keycloak-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const secretFile = path.join(folder, 'client-secret');
  await writeFile(secretFile, keycloak.clientSecret, { mode: 0o600 });
  const config = readConfig({
    ...keycloak.environment,
    OIDC_CLIENT_SECRET_FILE: secretFile,
    PUBLIC_URL: origin,
    HOST: 'localhost',
    PORT: new URL(origin).port,
    STATE_DIR: path.join(folder, 'state'),
    ORGANISATIONS: 'ManagerMSP,ProviderMSP',
    CLOSE_PERIODS: 'off',
  });
  opened.use(await startGateway(config, createLog('info', stream)));
}, START_MS);

afterAll(async () => {
  await browser?.close();
  await opened.disposeAsync();
});

/** Types name and password into Keycloak's own page. */
async function leave(t: TestContext, name: string): Promise<Page> {
  if (missing !== undefined) t.skip(missing);
  browser ??= await startBrowser(t);
  const context = await browser.newContext({ locale: 'zh-CN' });
  t.after(() => context.close());
  const page = await context.newPage();
  await page.goto(`${origin}/session/sign-in?return=/healthz`);
  assert.ok(page.url().startsWith(`${keycloak.url}/realms/catalog/`), page.url());
  await page.fill('#username', name);
  await page.fill('#password', keycloak.password);
  await page.click('#kc-login');
  return page;
}

async function signedIn(t: TestContext, name: string): Promise<SigningPage> {
  const page = await leave(t, name);
  await page.waitForURL((url) => url.origin === origin && url.pathname === '/healthz');
  return new SigningPage(page);
}

const ask = <T = { readonly code: string }>(person: SigningPage, at: string) =>
  person.ask<T>({ method: 'GET', path: at });

test('a person signs in with a password, and acts for the organisation and in the roles that Keycloak gives', async (t) => {
  const person = await signedIn(t, 'li-wei');
  const { body } = await ask<SessionView>(person, '/v1/session');
  assert.deepEqual(
    [body.organisation, body.role, body.roles],
    ['ManagerMSP', 'officer', ['officer', 'admin']],
  );
  assert.equal((await ask(person, '/v1/duties')).status, 200);
  assert.ok(!log.join('').includes('li-wei') && !/code=|eyJ/.test(log.join('')));
});

test('whoever has no role there is nobody here', async (t) => {
  const page = await leave(t, 'nobody');
  await page.waitForURL((url) => url.pathname === '/session/callback');
  assert.match(await page.textContent('body').then(String), /SIGN_IN_FAILED/);
  assert.equal((await page.context().cookies(origin)).length, 0);
});

test('Keycloak gives no code to whoever comes without PKCE', async (t) => {
  if (missing !== undefined) t.skip(missing);
  const query = new URLSearchParams({
    client_id: 'catalog-chain',
    response_type: 'code',
    scope: 'openid',
    redirect_uri: `${origin}/session/callback`,
    state: 'state',
  });
  const at = `${keycloak.url}/realms/catalog/protocol/openid-connect/auth?${query.toString()}`;
  const answer = await fetch(at, { redirect: 'manual' });
  assert.match(answer.headers.get('location') ?? '', /error=invalid_request/);
});

test('nobody makes a person of another organisation of herself', async (t) => {
  if (missing !== undefined) t.skip(missing);
  assert.deepEqual(await keycloak.administration.editorsOf('organisation'), ['admin']);
});

test('signing out ends the session here and tells where Keycloak’s own ends', async (t) => {
  const person = await signedIn(t, 'wang-fang');
  const out = await person.ask<{ providerSignOut: string }>({ method: 'DELETE', path: '/v1/session' });
  assert.ok(out.body.providerSignOut.startsWith(`${keycloak.url}/realms/catalog/`), out.text);
  await person.page.goto(out.body.providerSignOut);
  await person.page.waitForURL((url) => url.origin === origin);
  await person.page.goto(`${origin}/session/sign-in?return=/healthz`);
  await person.page.waitForSelector('#kc-login');
});

test('Keycloak signs with a new key: who was signed in stays so, and others sign in', async (t) => {
  const before = await signedIn(t, 'li-wei');
  await keycloak.administration.rotateKeys();
  await until(
    'somebody signs in under the new key',
    async () => {
      const page = await leave(t, 'wang-fang');
      await page.waitForURL((url) => url.origin === origin);
      return new URL(page.url()).pathname === '/healthz';
    },
    MINUTE_MS,
  );
  assert.equal((await ask(before, '/v1/duties')).status, 200);
});

test('whoever is disabled at Keycloak is out within a minute', async (t) => {
  const person = await signedIn(t, 'wang-fang');
  assert.equal((await ask(person, '/v1/duties')).status, 200);
  const begun = performance.now();
  await keycloak.administration.enable('wang-fang', false);
  await until(
    'the session has ended',
    async () => (await ask(person, '/v1/duties')).status === 401,
    2 * MINUTE_MS,
  );
  const took = performance.now() - begun;
  t.note(`out after ${Math.round(took)} ms`);
  assert.ok(took < MINUTE_MS, `it took ${Math.round(took)} ms`);
  assert.match((await ask(person, '/v1/duties')).body.code, /^(SESSION_ENDED|UNAUTHENTICATED)$/);
  const page = await leave(t, 'wang-fang');
  await page.waitForSelector('#kc-login');
  await keycloak.administration.enable('wang-fang', true);
});
