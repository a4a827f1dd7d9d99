// SPDX-License-Identifier: Apache-2.0
/** The doors of sessions, with cookies, queries and words of the provider that nobody gave out: no session comes of them, and no failure. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway } from '@catalog-chain/gateway/compose';
import { readConfig } from '@catalog-chain/gateway/config';
import { createLog } from '@catalog-chain/gateway/support/log';
import { freePort } from '../support/demo-process.js';
import { TestProvider } from '../support/identity-provider.js';
import { PlainBrowser } from '../support/plain-browser.js';
import { Mutator } from './mutate.js';

const SESSION = '__Host-session';
const VALUE = /[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/g;

interface Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly at: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What one browser was given, to be changed. */
interface Given {
  readonly secret: string;
  readonly begun: { readonly name: string; readonly value: string; readonly state: string };
}

const cookie = (name: string, value: string): string => `${name}=${value.replace(VALUE, '')}`;

function changedBegun(mutator: Mutator, { begun: { value } }: Given): string {
  if (mutator.below(3) === 0) return mutator.bytes(Buffer.from(value)).toString('latin1');
  const read = JSON.parse(Buffer.from(value, 'base64url').toString()) as unknown;
  return Buffer.from(JSON.stringify([mutator.json(read)]).slice(1, -1)).toString('base64url');
}

function asked(mutator: Mutator, given: Given): Asked {
  const { secret, begun } = given;
  const text = (one: string): string => mutator.bytes(Buffer.from(one)).toString('latin1');
  const same = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  // What a header cannot carry goes, and what is left may be hers.
  const other = text(secret).replace(VALUE, '');
  const near = { ...same, cookie: cookie(SESSION, other === secret ? '' : other) };
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const query = new URLSearchParams({
    state: mutator.below(2) ? begun.state : text(begun.state),
    code: text('c0de'),
  });
  const all: readonly (() => Asked)[] = [
    () => ({ method: 'GET', at: '/v1/session', headers: near }),
    () => ({ method: 'PUT', at: '/v1/session/role', headers: near, body: '{"role":"admin"}' }),
    () => ({ method: 'DELETE', at: '/v1/session', headers: near }),
    () => ({
      method: 'GET',
      at: `/session/callback?${query.toString()}`,
      headers: { cookie: cookie(begun.name, changedBegun(mutator, given)) },
    }),
    () => ({
      method: 'GET',
      at: `/session/sign-in?return=${encodeURIComponent(text('//evil.example/x'))}`,
      headers: {},
    }),
    () => ({
      method: 'POST',
      at: '/session/back-channel-logout',
      headers: form,
      body: `logout_token=${encodeURIComponent(text('eyJhbGciOiJub25lIn0.eyJzdWIiOiJsaSJ9.'))}`,
    }),
  ];
  return mutator.of(all)();
}

/** What is wrong with an answer to what nobody gave out. */
async function faultOf({ at }: Asked, response: Response, origin: string): Promise<string | undefined> {
  const text = await response.text();
  if (response.status >= 500) return `answered ${response.status} ${text}`;
  if (response.headers.getSetCookie().some((one) => one.startsWith(`${SESSION}=`) && !/Max-Age=0/i.test(one)))
    return 'a session was begun';
  const location = response.headers.get('location');
  if (
    location !== null &&
    at.startsWith('/session/sign-in') &&
    new URL(location, origin).host.includes('evil')
  )
    return `leads to ${location}`;
  if (response.status >= 400 && typeof (JSON.parse(text) as { code?: unknown }).code !== 'string')
    return 'a problem without a code';
  return undefined;
}

/** A gateway whose people sign in at a provider. */
async function started(opened: AsyncDisposableStack, log: string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fuzz-sign-in-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const origin = `http://127.0.0.1:${await freePort()}`;
  const provider = opened.use(await TestProvider.start(await freePort(), origin));
  provider.people.set('li', { organisation: 'ManagerMSP', roles: ['officer', 'admin'] });
  provider.expected = 'li';
  const write = (line: string): boolean => log.push(line) > 0;
  const stream = Object.assign(Object.create(process.stderr) as NodeJS.WritableStream, { write });
  const secretFile = path.join(folder, 'client-secret');
  await writeFile(secretFile, `${provider.secret}\n`, { mode: 0o600 });
  const config = readConfig({
    ...provider.environment,
    OIDC_CLIENT_SECRET_FILE: secretFile,
    PUBLIC_URL: origin,
    PORT: new URL(origin).port,
    STATE_DIR: path.join(folder, 'state'),
    ORGANISATIONS: 'ManagerMSP',
    CLOSE_PERIODS: 'off',
  });
  opened.use(await startGateway(config, createLog('info', stream)));
  return origin;
}

/** What a browser is given that begins to sign in. */
async function begun(origin: string): Promise<Given['begun']> {
  const response = await fetch(`${origin}/session/sign-in`, { redirect: 'manual' });
  const [set] = response.headers.getSetCookie();
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set ?? '') ?? [];
  const { searchParams } = new URL(response.headers.get('location') ?? '', origin);
  return { name, value, state: searchParams.get('state') ?? '' };
}

/** @returns what was found, with the seed that finds it again */
export async function fuzzSignIn(seed: number, count: number): Promise<string[]> {
  await using opened = new AsyncDisposableStack();
  const log: string[] = [];
  const origin = await started(opened, log);
  const browser = new PlainBrowser();
  await browser.walk(`${origin}/session/sign-in?return=${encodeURIComponent('/docs')}`);
  const given = { secret: browser.cookie(origin, SESSION) ?? '', begun: await begun(origin) };
  const mutator = new Mutator(seed);
  const found: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const one = asked(mutator, given);
    const { method, headers, at, body } = one;
    const init = { method, headers, redirect: 'manual', ...(body !== undefined && { body }) } as const;
    const fault = await faultOf(one, await fetch(`${origin}${at}`, init), origin);
    if (fault !== undefined) found.push(`session ${n}, seed ${seed}: ${method} ${at}: ${fault}`);
  }
  const mine = await browser.fetch(`${origin}/v1/session`, { headers: { 'sec-fetch-site': 'same-origin' } });
  if (mine.status !== 200) found.push(`seed ${seed}: her own session was ended: ${mine.status}`);
  return [...found, ...log.filter((line) => line.includes('"level":"error"'))];
}
