// SPDX-License-Identifier: Apache-2.0
/** The door of a demo: who comes in by it, from where, and that it stands in no other gateway. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway, type Gateway } from '@catalog-chain/gateway/compose';
import { readConfig } from '@catalog-chain/gateway/config';
import { createLog } from '@catalog-chain/gateway/support/log';
import { PlainBrowser } from '../../support/plain-browser.js';
import { startTestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let folder: string;
let gateway: Gateway;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-door-'));
  const env = { DEMO: 'true', PORT: '0', ORGANISATIONS: 'ProviderMSP,ManagerMSP', STATE_DIR: folder };
  gateway = await startGateway(readConfig(env), createLog('silent'));
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };

const enter = (
  browser: PlainBrowser,
  login: unknown,
  headers: Record<string, string> = {},
): Promise<Response> =>
  browser.fetch(`${gateway.url}/session/demo`, {
    method: 'POST',
    headers: { ...json, origin: gateway.url, ...headers },
    body: JSON.stringify({ login }),
  });

test('names the people of the organisations that it serves, and nobody else', async () => {
  const ways = (await (await fetch(`${gateway.url}/session/ways`)).json()) as {
    readonly provider: boolean;
    readonly hasSession: boolean;
    readonly demo: readonly { readonly login: string; readonly names: { readonly zh?: string } }[];
  };
  assert.equal(ways.provider, false);
  assert.equal(ways.hasSession, false);
  assert.deepEqual(
    ways.demo.map(({ login, names }) => [login, names.zh]),
    [
      ['provider', '滨江市人力资源和社会保障局'],
      ['manager', '滨江市数据局'],
      ['admin-of-ProviderMSP', '滨江市人力资源和社会保障局'],
      ['admin-of-ManagerMSP', '滨江市数据局'],
    ],
  );
});

test('lets one in with a cookie that no script reads, in one role, until he signs out', async () => {
  const browser = new PlainBrowser();
  assert.equal((await enter(browser, 'provider')).status, 204);
  const [cookie = ''] = browser.set;
  for (const part of ['__Host-session=', 'HttpOnly', 'Secure', 'SameSite=Lax'])
    assert.ok(cookie.includes(part), part);
  const session = await browser.fetch(`${gateway.url}/v1/session`);
  const { organisation, role, user } = (await session.json()) as Record<string, string>;
  assert.deepEqual(
    { organisation, role, user },
    { organisation: 'ProviderMSP', role: 'officer', user: 'demo-provider' },
  );
  const left = await browser.fetch(`${gateway.url}/v1/session`, {
    method: 'DELETE',
    headers: { origin: gateway.url },
  });
  assert.equal(left.status, 200);
  assert.equal((await browser.fetch(`${gateway.url}/v1/session`)).status, 401);
});

test('refuses a name that it does not have, and one of an organisation that is not served', async () => {
  for (const login of ['nobody', 'consumer', '', 7, null, ['provider']]) {
    const browser = new PlainBrowser();
    const answer = await enter(browser, login);
    assert.equal(answer.status, 400, String(login));
    assert.equal(((await answer.json()) as { code: string }).code, 'SIGN_IN_FAILED');
    assert.deepEqual(browser.set, []);
  }
});

test('opens to pages of this gateway alone, under a name of the machine itself', async () => {
  const cases: readonly Record<string, string>[] = [
    { origin: 'https://elsewhere.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'null' },
  ];
  for (const headers of cases) {
    const browser = new PlainBrowser();
    const answer = await enter(browser, 'provider', headers);
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.deepEqual(browser.set, []);
  }
});

test('does not take a name that only leads to this machine for its own', async () => {
  const { request } = await import('node:http');
  const { hostname, port } = new URL(gateway.url);
  const host = `rebound.example:${port}`;
  const status = await new Promise<number>((resolve, reject) => {
    const headers = { ...json, host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    const asked = request({ hostname, port, method: 'POST', path: '/session/demo', headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end(JSON.stringify({ login: 'provider' }));
  });
  assert.equal(status, 403);
});

test('stands in no gateway that has not been told that it is a demo', async () => {
  await using other = await startTestGateway();
  const answer = await fetch(`${other.url}/session/demo`, {
    method: 'POST',
    headers: json,
    body: '{"login":"provider"}',
  });
  assert.equal(answer.status, 404);
});
