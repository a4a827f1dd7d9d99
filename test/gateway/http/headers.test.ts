// SPDX-License-Identifier: Apache-2.0
/** What every answer says to browsers and caches, over all routes, methods and everything else that is served. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { CONSUMER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let token: string;

beforeAll(async () => {
  gateway = await startTestGateway({ unchecked: true });
  token = await gateway.token(CONSUMER, 'officer');
});

afterAll(() => gateway[Symbol.asyncDispose]());

const METHODS = ['get', 'post', 'put', 'delete', 'patch'];
/** It answers for as long as it is listened to. */
const STREAM = '/v1/events/stream';

type Ask = readonly [method: string, at: string];

/** Every operation of the description, with something in place of each parameter. */
const operations = (): Ask[] =>
  Object.entries(gateway.description['paths'] as Record<string, object>).flatMap(([at, item]) =>
    Object.keys(item)
      .filter((name) => METHODS.includes(name))
      .map((method): Ask => [method.toUpperCase(), at.replaceAll(/\{\w+\}/g, 'x')]),
  );

const asset = `/console/assets/${readdirSync(new URL('../../../../gateway/console/dist/assets', import.meta.url))[0] ?? ''}`;

const PAGES = ['/', '/console', '/console/duties'];
const PARTS = ['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'];
const OTHERS = [
  ...['/docs', '/docs/', '/docs/start.js', '/docs/none', '/console/assets/none.js'],
  ...['/metrics', '/healthz', '/readyz', '/nothing', '/v1/nothing', '/v1/%ff', '/%ff', '/favicon.ico'],
  ...[
    '/session/ways',
    '/session/sign-in',
    '/session/callback',
    '/session/back-channel-logout',
    '/session/demo',
  ],
];

/** What a cache may keep, and how. Of everything else nothing. */
const KEPT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(PAGES.map((at) => [at, 'no-cache'])),
  ...Object.fromEntries(PARTS.map((at) => [at, 'public, max-age=86400'])),
  '/openapi.json': 'no-cache, no-transform',
  [asset]: 'public, max-age=31536000, immutable',
};

const ALWAYS: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'content-security-policy':
    /(?=.*default-src '(?:self|none)')(?=.*frame-ancestors 'none')(?=.*object-src 'none')/,
  'referrer-policy': /^no-referrer$/,
  'permissions-policy': /^(?=.*camera=\(\))(?=.*geolocation=\(\))(?=.*microphone=\(\))/,
  'cross-origin-resource-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
};

/** What a read that was answered may be kept for; nothing else may be. */
const keptOf = ([method, at]: Ask, { ok }: Response): string =>
  (ok && ['GET', 'HEAD'].includes(method) ? KEPT[at] : undefined) ?? 'no-store';

const lacks = (headers: Headers): string[] =>
  Object.entries(ALWAYS)
    .filter(([name, form]) => !form.test(headers.get(name) ?? ''))
    .map(([name]) => `${name} ${headers.get(name) ?? 'lacks'}`);

async function faultsOf(ask: Ask, bearer: string | undefined): Promise<string[]> {
  const [method, at] = ask;
  const headers = bearer === undefined ? {} : { authorization: bearer };
  const response = await fetch(new URL(at, gateway.url), { method, redirect: 'manual', headers });
  await response.body?.cancel();
  const faults = lacks(response.headers);
  const cache = response.headers.get('cache-control');
  if (cache !== keptOf(ask, response)) faults.push(`cache-control ${String(cache)}`);
  faults.push(...['x-powered-by', 'server'].filter((name) => response.headers.has(name)));
  return faults.map((fault) => `${method} ${at} (${response.status}): ${fault}`);
}

test('every answer, good or not, with a token and without, tells browsers and caches what they may not do', async () => {
  const everywhere = [...PAGES, ...PARTS, ...OTHERS, ...Object.keys(KEPT)];
  const asks = [
    ...operations(),
    ...everywhere.flatMap((at) => ['GET', 'HEAD', 'POST', 'PUT'].map((one): Ask => [one, at])),
  ];
  assert.ok(asks.length > 300, String(asks.length));
  const faults: string[] = [];
  for (const ask of asks)
    for (const bearer of [undefined, `Bearer ${token}`])
      if (ask[1] !== STREAM || bearer === undefined) faults.push(...(await faultsOf(ask, bearer)));
  assert.deepEqual(faults, []);
});
