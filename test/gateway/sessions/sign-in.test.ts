// SPDX-License-Identifier: Apache-2.0
/** People sign in at a real provider, and are out again when they, an administrator or the provider say so. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway, type Gateway } from '@catalog-chain/gateway/compose';
import { readConfig } from '@catalog-chain/gateway/config';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { createLog } from '@catalog-chain/gateway/support/log';
import type { SessionView } from '@catalog-chain/gateway/http/dto/service/session';
import type { Readiness } from '@catalog-chain/gateway/http/health';
import type { Problem } from '@catalog-chain/gateway/http/problems/problem';
import { PlainBrowser, type Arrived } from '../../support/plain-browser.js';
import { freePort } from '../../support/demo-process.js';
import { TestProvider } from '../../support/identity-provider.js';
import { afterAll, afterEach, beforeAll, beforeEach, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

const SESSION = '__Host-session';
const opened = new AsyncDisposableStack();
let folder: string;
let origin: string;
let provider: TestProvider;
let gateway: Gateway;
const log: string[] = [];
const stream = Object.assign(Object.create(process.stderr) as NodeJS.WritableStream, {
  write: (line: string): boolean => {
    log.push(line);
    return true;
  },
});

async function startWith(env: NodeJS.ProcessEnv): Promise<Gateway> {
  const secretFile = path.join(folder, 'client-secret');
  await writeFile(secretFile, `${provider.secret}\n`, { mode: 0o600 });
  const config = readConfig({
    ...provider.environment,
    OIDC_CLIENT_SECRET_FILE: secretFile,
    PUBLIC_URL: origin,
    PORT: new URL(origin).port,
    STATE_DIR: path.join(folder, 'state'),
    ORGANISATIONS: 'ManagerMSP,ProviderMSP',
    CLOSE_PERIODS: 'off',
    SESSION_CHECK_SECONDS: '1',
    ...env,
  });
  return startGateway(config, createLog('info', stream));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sign-in-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  origin = `http://127.0.0.1:${await freePort()}`;
  provider = opened.use(await TestProvider.start(await freePort(), origin));
  gateway = opened.use(await startWith({}));
  assert.equal(gateway.url, origin);
});
beforeEach(() => {
  provider.people.set('li', { organisation: 'ManagerMSP', roles: ['officer', 'admin', 'offline_access'] });
  provider.people.set('wang', { organisation: 'ProviderMSP', roles: ['officer'] });
  provider.expected = 'li';
});
afterEach(() => {
  provider.expected = undefined;
});
afterAll(() => opened.disposeAsync());

const page = (at = '/docs'): string => `${origin}/session/sign-in?return=${encodeURIComponent(at)}`;

async function signedIn(user = 'li', at = '/docs'): Promise<PlainBrowser> {
  provider.expected = user;
  const browser = new PlainBrowser();
  const { url, response } = await browser.walk(page(at));
  assert.deepEqual([url.origin, url.pathname, response.status], [origin, at, 200]);
  return browser;
}

const ask = (
  browser: PlainBrowser,
  at: string,
  init: Parameters<PlainBrowser['fetch']>[1] = {},
): Promise<Response> => browser.fetch(`${origin}${at}`, init);

async function codeOf(response: Response): Promise<string> {
  return `${response.status} ${((await response.json()) as Problem).code}`;
}

const json = { 'content-type': 'application/json', accept: 'application/json' };
const register = (headers: Record<string, string>): Parameters<PlainBrowser['fetch']>[1] => ({
  method: 'POST',
  headers: { ...json, ...headers },
  body: JSON.stringify({ id: 'ManagerMSP', roles: ['manager'] }),
});

test('a person signs in at the provider, is back on the page, and asks in her own name', async () => {
  const browser = await signedIn('li', '/docs');
  const session = (await (await ask(browser, '/v1/session')).json()) as SessionView;
  assert.deepEqual([session.organisation, session.user, session.role], ['ManagerMSP', 'li', 'officer']);
  assert.deepEqual(session.roles, ['officer', 'admin'], 'names that are no role here are passed over');
  assert.equal((await ask(browser, '/v1/duties')).status, 200);
  const set = browser.set.find((line) => line.startsWith(`${SESSION}=`)) ?? '';
  for (const word of ['HttpOnly', 'Secure', 'SameSite=Lax', 'Path=/']) assert.ok(set.includes(word), set);
  assert.doesNotMatch(set, /Domain|Expires|Max-Age/, 'it goes with the browser');
});

test('neither cookie nor code nor token comes into the log, and a copy of the database lets nobody in', async () => {
  const browser = await signedIn();
  const secret = browser.cookie(origin, SESSION) ?? '';
  assert.ok(secret.length >= 43);
  assert.ok(!log.join('').includes(secret));
  assert.doesNotMatch(log.join(''), /code=|eyJ/);
  const files = ['sessions.sqlite', 'sessions.sqlite-wal'].map((name) => path.join(folder, 'state', name));
  const kept = Buffer.concat(
    await Promise.all(files.map((file) => readFile(file).catch(() => Buffer.alloc(0)))),
  );
  assert.ok(kept.includes('ManagerMSP') && !kept.includes(secret) && !kept.includes('eyJ'));
});

test('another site can neither write nor read in her name', async () => {
  const browser = await signedIn();
  for (const from of [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'https://other.agency.example' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site', origin },
    { 'sec-fetch-site': '' },
  ] as Record<string, string>[]) {
    assert.equal(await codeOf(await ask(browser, '/v1/organisations', register(from))), '403 CROSS_SITE');
    assert.equal(await codeOf(await ask(browser, '/v1/duties', { headers: from })), '403 CROSS_SITE');
  }
  assert.equal((await gateway.ledger.info()).height, 1, 'nothing was written');
});

test('another site can neither end her session nor begin one in its place', async () => {
  const browser = await signedIn();
  await ask(browser, '/v1/session/role', { method: 'PUT', headers: json, body: '{"role":"admin"}' });
  const secret = browser.cookie(origin, SESSION);
  for (const site of ['cross-site', 'same-site']) {
    const sent = await browser.fetch(page(), { headers: { 'sec-fetch-site': site } });
    assert.deepEqual([sent.status, sent.headers.get('location')], [303, '/docs'], site);
  }
  for (const at of ['/session/callback?state=x&code=y', '/session/callback?error=access_denied']) {
    const headers = { 'sec-fetch-site': 'cross-site' };
    assert.equal(await codeOf(await ask(browser, at, { headers })), '400 SIGN_IN_FAILED');
  }
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  for (const at of ['/v1/session', '/v1/sessions'])
    assert.equal(await codeOf(await ask(browser, at, { method: 'DELETE', headers })), '403 CROSS_SITE');
  assert.equal(browser.cookie(origin, SESSION), secret);
  const session = (await (await ask(browser, '/v1/session')).json()) as SessionView;
  assert.equal(session.role, 'admin', 'it is the session that it was');
  const stranger = await new PlainBrowser().fetch(page(), { headers: { 'sec-fetch-site': 'cross-site' } });
  assert.notEqual(stranger.headers.get('location'), '/docs', 'who is not signed in may come from a portal');
});

test('a session that somebody else chose is none, and the one that begins has a name of its own', async () => {
  const browser = new PlainBrowser();
  const planted = 'A'.repeat(43);
  browser.plant(origin, SESSION, planted);
  assert.equal(await codeOf(await ask(browser, '/v1/duties')), '401 SESSION_ENDED');
  await browser.walk(page());
  assert.notEqual(browser.cookie(origin, SESSION), planted);
  assert.equal((await ask(browser, '/v1/duties')).status, 200);
});

test('two tabs sign in side by side; what comes back is taken once, and only in the browser that left', async () => {
  const browser = new PlainBrowser();
  const atCallback = (url: URL): boolean => url.pathname === '/session/callback';
  const first = await browser.walk(page('/docs'), atCallback);
  const second = await browser.walk(page('/docs'), atCallback);
  assert.equal(await codeOf(await new PlainBrowser().fetch(first.url)), '400 SIGN_IN_FAILED');
  for (const { url } of [second, first]) assert.equal((await browser.fetch(url)).status, 303);
  assert.equal((await ask(browser, '/v1/session')).status, 200);
  assert.equal(await codeOf(await browser.fetch(first.url)), '400 SIGN_IN_FAILED');
});

test('an altered answer, another’s code and a refusal of the provider sign nobody in', async () => {
  const atCallback = (url: URL): boolean => url.pathname === '/session/callback';
  const left = async (browser: PlainBrowser): Promise<Arrived> => browser.walk(page(), atCallback);
  const [mine, hers] = [new PlainBrowser(), new PlainBrowser()];
  const [own, other] = [(await left(mine)).url, (await left(hers)).url];
  own.searchParams.set('code', other.searchParams.get('code') ?? '');
  assert.equal(await codeOf(await mine.fetch(own)), '400 SIGN_IN_FAILED', 'PKCE binds the code');
  provider.expected = undefined;
  const declined = new PlainBrowser();
  assert.equal(await codeOf(await declined.fetch((await left(declined)).url)), '400 SIGN_IN_FAILED');
  for (const browser of [mine, declined])
    assert.equal(await codeOf(await ask(browser, '/v1/duties')), '401 UNAUTHENTICATED');
});

test('afterwards a browser is on a page of this gateway and of no other', async () => {
  for (const away of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/a\\b',
  ]) {
    const browser = new PlainBrowser();
    const { url } = await browser.walk(page(away), ({ pathname }) => pathname === '/');
    assert.equal(url.href, `${origin}/`, away);
  }
});

test('she acts in another of her roles, and in none that is not hers', async () => {
  const browser = await signedIn();
  const act = (role: string): Promise<Response> =>
    ask(browser, '/v1/session/role', { method: 'PUT', headers: json, body: JSON.stringify({ role }) });
  assert.equal(((await (await act('admin')).json()) as SessionView).role, 'admin');
  assert.equal(((await (await ask(browser, '/v1/session')).json()) as SessionView).role, 'admin');
  assert.equal(await codeOf(await act('arbitrator')), '403 ROLE_REQUIRED');
});

test('she signs out here, and the way to the provider’s own end is told', async () => {
  const browser = await signedIn();
  const secret = browser.cookie(origin, SESSION) ?? '';
  const out = await ask(browser, '/v1/session', { method: 'DELETE' });
  const { ended, providerSignOut } = (await out.json()) as { ended: number; providerSignOut: string };
  assert.equal(ended, 1);
  assert.ok(providerSignOut.startsWith(`http://127.0.0.1:${provider.port}/session/end`));
  assert.equal(browser.cookie(origin, SESSION), undefined);
  const again = await fetch(`${origin}/v1/duties`, {
    headers: { cookie: `${SESSION}=${secret}`, 'sec-fetch-site': 'same-origin' },
  });
  assert.equal(await codeOf(again), '401 SESSION_ENDED');
});

test('she signs out everywhere; an administrator ends the sessions of her own people and of no others', async () => {
  const [one, two] = [await signedIn(), await signedIn()];
  assert.equal((await ask(one, '/v1/sessions', { method: 'DELETE' })).status, 200);
  for (const browser of [one, two])
    assert.match(await codeOf(await ask(browser, '/v1/duties')), /^401 (SESSION_ENDED|UNAUTHENTICATED)$/);
  const [admin, her, wang] = [await signedIn(), await signedIn(), await signedIn('wang')];
  await ask(admin, '/v1/session/role', {
    method: 'PUT',
    headers: json,
    body: JSON.stringify({ role: 'admin' }),
  });
  const end = (user: string): Promise<Response> => ask(admin, `/v1/sessions/${user}`, { method: 'DELETE' });
  assert.equal(await codeOf(await end('wang')), '404 NOT_FOUND');
  assert.equal((await ask(wang, '/v1/duties')).status, 200);
  const { items } = (await (await ask(admin, '/v1/sessions')).json()) as { items: SessionView[] };
  assert.deepEqual(new Set(items.map(({ organisation }) => organisation)), new Set(['ManagerMSP']));
  assert.equal((await end('li')).status, 200);
  assert.equal(await codeOf(await ask(her, '/v1/duties')), '401 SESSION_ENDED');
  assert.equal(await codeOf(await ask(wang, '/v1/sessions/li', { method: 'DELETE' })), '403 ROLE_REQUIRED');
});

test('whoever is locked out at the provider is out here at its next word', async () => {
  const browser = await signedIn('wang');
  provider.people.delete('wang');
  await until('the session has ended', async () => (await ask(browser, '/v1/duties')).status === 401);
  assert.equal(await codeOf(await ask(browser, '/v1/duties')), '401 SESSION_ENDED');
});

test('a role that was taken away at the provider is no longer acted in', async () => {
  const browser = await signedIn();
  await ask(browser, '/v1/session/role', {
    method: 'PUT',
    headers: json,
    body: JSON.stringify({ role: 'admin' }),
  });
  provider.people.set('li', { organisation: 'ManagerMSP', roles: ['officer'] });
  await until('the role has gone', async () => {
    const { role } = (await (await ask(browser, '/v1/session')).json()) as SessionView;
    return role === 'officer';
  });
});

test('while the provider is away nobody is believed for long, and nobody is thrown out', async () => {
  const browser = await signedIn();
  await provider.pause();
  try {
    await until(
      'it is not known whether she may',
      async () => (await ask(browser, '/v1/duties')).status === 503,
    );
    assert.equal(await codeOf(await ask(browser, '/v1/duties')), '503 AUTHENTICATION_UNAVAILABLE');
  } finally {
    await provider.resume();
  }
  await until('she is known again', async () => (await ask(browser, '/v1/duties')).status === 200);
});

test('the provider tells that a session is over, once, and nobody else can', async () => {
  const browser = await signedIn();
  const forged = new URLSearchParams({ logout_token: 'eyJhbGciOiJub25lIn0.e30.' });
  const post = { method: 'POST', body: forged };
  assert.equal(
    await codeOf(await fetch(`${origin}/session/back-channel-logout`, post)),
    '400 SIGN_IN_FAILED',
  );
  assert.equal((await ask(browser, '/v1/duties')).status, 200);
  await provider.tellSignedOut('li');
  assert.equal(await codeOf(await ask(browser, '/v1/duties')), '401 SESSION_ENDED');
});

test('a gateway starts while the provider is away, says so, and signs people in once it is there', async () => {
  await gateway[Symbol.asyncDispose]();
  await provider.pause();
  try {
    gateway = opened.use(await startWith({}));
    const ready = await fetch(`${origin}/readyz`);
    const { checks } = (await ready.json()) as Readiness;
    assert.equal(ready.status, 503);
    assert.deepEqual(checks['identityProvider'], { ok: false, code: 'AUTHENTICATION_UNAVAILABLE' });
    assert.equal(await codeOf(await new PlainBrowser().fetch(page())), '503 AUTHENTICATION_UNAVAILABLE');
  } finally {
    await provider.resume();
  }
  // It is looked up anew after a pause.
  await until('the provider is found', async () => (await new PlainBrowser().fetch(page())).status === 303);
});

test('sessions outlive the gateway', async () => {
  const browser = await signedIn();
  await gateway[Symbol.asyncDispose]();
  gateway = opened.use(await startWith({}));
  assert.equal((await ask(browser, '/v1/duties')).status, 200);
});

test('programs of a demo bear its own tokens beside the people of a provider, and nowhere else', async () => {
  const other = path.join(folder, 'another-demo');
  const principal = { organisation: 'ManagerMSP', role: 'officer', user: 'program' } as const;
  const bearing = async (tokens: DemoTokens): Promise<Response> =>
    fetch(`${origin}/v1/duties`, { headers: { authorization: `Bearer ${await tokens.issue(principal)}` } });
  const [own, foreign] = [await DemoTokens.open(path.join(folder, 'state')), await DemoTokens.open(other)];
  assert.equal(await codeOf(await bearing(own)), '401 UNAUTHENTICATED', 'it is no demo');
  await gateway[Symbol.asyncDispose]();
  gateway = opened.use(await startWith({ DEMO: 'true' }));
  assert.equal((await bearing(own)).status, 200);
  assert.equal(await codeOf(await bearing(foreign)), '401 UNAUTHENTICATED');
  assert.equal((await ask(await signedIn(), '/v1/duties')).status, 200);
});
