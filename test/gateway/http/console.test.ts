// SPDX-License-Identifier: Apache-2.0
/** How the console is served: one page below one address, with a policy that lets nothing in from elsewhere. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mountConsole } from '@catalog-chain/gateway/http/serve/console';
import { securityHeaders } from '@catalog-chain/gateway/http/serve/hardening';
import express from 'express';
import { test, type TestContext } from '../../support/testing.js';

/** @returns the address of a server that serves what lies in a folder as the build leaves it */
async function serve(t: TestContext, isBuilt: boolean): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'catalog-chain-console-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  if (isBuilt) {
    await mkdir(path.join(folder, 'assets'));
    await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>The page</title>');
    await writeFile(path.join(folder, 'assets/index-1.js'), 'export {};');
    await writeFile(path.join(folder, '.made-of'), 'not to be served');
  }
  const app = express();
  app.use(securityHeaders(false));
  mountConsole(app, folder);
  const server = app.listen(0, '127.0.0.1');
  t.after(() => server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('is one page, whatever address below it was opened at', async (t) => {
  const url = await serve(t, true);
  for (const at of ['/', '/console', '/console/home', '/console/resources/ProviderMSP:enrolment?x=1']) {
    const answer = await fetch(url + at);
    assert.equal(answer.status, 200, at);
    assert.match(await answer.text(), /The page/);
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
  }
});

test('lets no script, style, frame or form in from elsewhere, and none that stands in the page', async (t) => {
  const policy =
    (await fetch(`${await serve(t, true)}/console/home`)).headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self'/);
  assert.match(policy, /style-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
});

test('keeps its files for ever, and says so when one is no more', async (t) => {
  const url = await serve(t, true);
  const file = await fetch(`${url}/console/assets/index-1.js`);
  assert.match(file.headers.get('cache-control') ?? '', /immutable/);
  assert.match(file.headers.get('content-type') ?? '', /javascript/);
  assert.equal((await fetch(`${url}/console/assets/index-0.js`)).status, 404);
  for (const beside of ['.made-of', '%2e%2e/.made-of', '..%2f.made-of'])
    assert.doesNotMatch(
      await (await fetch(`${url}/console/assets/${beside}`)).text(),
      /not to be served/,
      beside,
    );
});

test('is not there where it was not built, and nothing else is in its place', async (t) => {
  const url = await serve(t, false);
  assert.equal((await fetch(`${url}/`)).status, 404);
  assert.equal((await fetch(`${url}/console/home`)).status, 404);
});
