// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { once } from 'node:events';
import { ConsortiumGateways } from '@catalog-chain/gateway/demo/consortium-gateways';
import { DemoTokens } from '@catalog-chain/gateway/http/auth/demo-tokens';
import { scratch } from '../../support/probe.js';
import { test } from '../../support/testing.js';

/** A gateway that answers nothing but how far it has read, and notes what it was asked. */
class ScriptedGateway implements AsyncDisposable {
  block = 0;
  readonly asked: string[] = [];
  /** Questions after its block that it lets pass before it follows a write made elsewhere. */
  behind = 0;
  readonly #server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    if (method === 'POST') this.block += 1;
    const probe = url.startsWith('/v1/organisations?');
    if (probe && this.behind > 0) {
      this.behind -= 1;
      if (this.behind === 0) this.block = 1;
    }
    this.asked.push(probe ? 'block' : `${method} ${url}`);
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ asOf: this.block }));
  }).listen(0, '127.0.0.1');

  async place(organisation: string, state: string): Promise<object> {
    if (!this.#server.listening) await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    return { organisation, url: `http://127.0.0.1:${port}`, state };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}

async function gatewaysOf(
  folder: string,
  a: ScriptedGateway,
  b: ScriptedGateway,
): Promise<ConsortiumGateways> {
  const gateways = [
    await a.place('AMSP', path.join(folder, 'a')),
    await b.place('BMSP', path.join(folder, 'b')),
  ];
  const file = path.join(folder, 'gateways.json');
  writeFileSync(file, JSON.stringify({ gateways }));
  return ConsortiumGateways.read(file);
}

test('a call goes to its caller’s own gateway, once the others have seen what was written before', async () => {
  using folder = scratch();
  await using a = new ScriptedGateway();
  await using b = new ScriptedGateway();
  const gateways = await gatewaysOf(folder.path, a, b);
  await gateways.call({ method: 'POST', path: '/v1/duties', organisation: 'AMSP', body: {} });
  b.behind = 3;
  b.asked.length = 0;
  await gateways.call({ method: 'GET', path: '/v1/duties', organisation: 'BMSP' });
  assert.deepEqual(b.asked, ['block', 'block', 'block', 'GET /v1/duties']);
  assert.ok(!a.asked.includes('GET /v1/duties'));
});

test('an organisation without a gateway here is not spoken for', async () => {
  using folder = scratch();
  await using a = new ScriptedGateway();
  await using b = new ScriptedGateway();
  const gateways = await gatewaysOf(folder.path, a, b);
  const call = { method: 'POST', path: '/v1/duties', organisation: 'CMSP' } as const;
  await assert.rejects(gateways.call(call), { code: 'NO_GATEWAY' });
  assert.deepEqual([...a.asked, ...b.asked], []);
});

test('every organisation’s tokens are signed with a key of its own', async () => {
  using folder = scratch();
  await using a = new ScriptedGateway();
  await using b = new ScriptedGateway();
  const gateways = await gatewaysOf(folder.path, a, b);
  const other = await DemoTokens.open(path.join(folder.path, 'b'));
  const token = await gateways.issue({ organisation: 'AMSP', user: 'u', role: 'officer' });
  await assert.rejects(other.authenticate(token));
});
