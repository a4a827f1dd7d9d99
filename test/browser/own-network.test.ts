// SPDX-License-Identifier: Apache-2.0
/** What a browser of the tests is loading is not broken off by containers that come and go beside it. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { run } from '@catalog-chain/network/engine/shell';
import { startBrowser } from '../support/browser.js';
import { ownNetwork } from '../support/own-network.js';
import { test } from '../support/testing.js';

/** As a container's: an interface with an address. */
async function changeNetworks(): Promise<void> {
  const name = `changed${process.pid % 10_000}`;
  const link = (...args: readonly string[]): Promise<string> => run('ip', ['link', ...args]);
  await link('add', name, 'type', 'veth', 'peer', 'name', `${name}p`);
  await run('ip', ['address', 'add', '192.0.2.1/32', 'dev', name]);
  await link('set', name, 'up');
  await link('delete', name);
}

const LOAD_MUCH = `Promise.all(Array.from({ length: 60 }, (_, i) => fetch('/part-' + i))).then(
  () => 'all of it', String)`;

test('a page goes on loading while the networks of the machine change, and loads from the loopback alone', async (t) => {
  await using browser = await startBrowser(t);
  if (!(await ownNetwork('true'))) t.skip('no network can be made here');
  const server = createServer((request, response) => {
    const answer = (): void => void response.end('<title>here</title>');
    if (request.url === '/') response.setHeader('content-type', 'text/html');
    // Those that wait for a connection are the ones that are broken off.
    setTimeout(answer, request.url === '/' ? 0 : 100);
  });
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const page = await browser.newPage();
  for (const host of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${host}:${port}/`);
    const all = page.evaluate<string>(LOAD_MUCH);
    await changeNetworks();
    assert.equal(await all, 'all of it', host);
  }
  await assert.rejects(page.goto('http://192.0.2.7/'), /ERR_SOCKS_CONNECTION_FAILED/);
});
