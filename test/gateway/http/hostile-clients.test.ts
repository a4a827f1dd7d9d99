// SPDX-License-Identifier: Apache-2.0
/** Clients that take what they can get: the others still find room, and what was taken is given back. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { shareConnections } from '@catalog-chain/gateway/http/serve/connections';
import { registerMembers } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { test } from '../../support/testing.js';
import { until } from '../../support/until.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;

/** Begins requests whose bodies never end, and never closes their connections. */
async function hang(gateway: TestGateway, count: number): Promise<Disposable & { answered(): number }> {
  const { hostname, port } = new URL(gateway.url);
  const token = await gateway.token(...provider);
  const head = `POST /v1/duties HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`;
  const sockets = Array.from({ length: count }, () =>
    net.connect({ port: Number(port), host: hostname, allowHalfOpen: true }),
  );
  let answered = 0;
  for (const socket of sockets) {
    socket.on('error', () => undefined).once('data', () => (answered += 1));
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"code"`);
  }
  return {
    answered: () => answered,
    [Symbol.dispose]: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

test('bodies that never end leave room for others, and their places are given back although nobody hangs up', async () => {
  await using gateway = await startTestGateway({
    env: { LIMIT_CONCURRENCY: '16', REQUEST_TIMEOUT_MS: '4000' },
  });
  await registerMembers(gateway);
  using hanging = await hang(gateway, 40);
  // 16 places: 8 for the one that hangs, the rest of its requests are refused.
  await until('every body has an answer', () => hanging.answered() >= 32);
  assert.equal((await gateway.call(consumer, 'GET', '/v1/duties')).status, 200, 'others have room');
  assert.equal(
    (await gateway.call(provider, 'GET', '/v1/duties')).status,
    503,
    'who took its share has none',
  );
  await until(
    'there is room again',
    async () => (await gateway.call(provider, 'GET', '/v1/duties')).status === 200,
  );
});

test('streams are shared out: one user leaves places for others', async () => {
  await using gateway = await startTestGateway({ env: { LIMIT_STREAMS: '6' } });
  await registerMembers(gateway);
  const gone = new AbortController();
  const open = async (as: readonly [string, 'officer']): Promise<number> => {
    const authorization = `Bearer ${await gateway.token(...as)}`;
    const signal = gone.signal;
    return (await fetch(`${gateway.url}/v1/events/stream`, { headers: { authorization }, signal })).status;
  };
  const greedy: number[] = [];
  for (let i = 0; i < 6; i += 1) greedy.push(await open(provider));
  assert.deepEqual(greedy, [200, 200, 200, 503, 503, 503]);
  assert.equal(await open(consumer), 200);
  assert.equal(await open([MANAGER, 'officer']), 200);
  gone.abort();
});

test('connections that say nothing are bounded by address', async () => {
  const server = http.createServer((_request, response) => response.end('here'));
  shareConnections(server, 8, (address) => address === '127.0.0.3');
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const connect = async (localAddress: string): Promise<net.Socket> => {
    const socket = net.connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const greedy: net.Socket[] = [];
  for (let i = 0; i < 12; i += 1) greedy.push(await connect('127.0.0.1'));
  await until(
    'all its streams have ended',
    () => greedy.filter((socket) => socket.closed || socket.readableEnded).length === 8,
  );
  const other = await connect('127.0.0.2');
  other.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const [answer] = (await once(other, 'data')) as [Buffer];
  assert.match(answer.toString(), /here/);
  const proxied = [await connect('127.0.0.3'), await connect('127.0.0.3')];
  for (const socket of proxied) socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await Promise.all(proxied.map((socket) => once(socket, 'data')));
  for (const socket of [...greedy, other, ...proxied]) socket.destroy();
  server.close();
  await once(server, 'close');
});

test('wrong tokens are told to wait, and a good one of the same address always passes', async () => {
  await using gateway = await startTestGateway();
  await registerMembers(gateway);
  const wrong = { headers: { authorization: 'Bearer x.y.z' } };
  const statuses: number[] = [];
  for (let i = 0; i < 70; i += 1) {
    const { status, headers } = await gateway.call(undefined, 'GET', '/v1/duties', wrong);
    statuses.push(status);
    if (status === 429) assert.ok(Number(headers.get('retry-after')) > 0);
  }
  assert.deepEqual([statuses[59], statuses[60], statuses.at(-1)], [401, 429, 429]);
  assert.equal((await gateway.call(provider, 'GET', '/v1/duties')).status, 200);
});

test('neither a missing nor an expired token is taken for a guess', async () => {
  await using gateway = await startTestGateway();
  const old = await gateway.tokens.issue({ organisation: PROVIDER, role: 'officer', user: 'x' }, -60);
  const expired = { headers: { authorization: `Bearer ${old}` } };
  const statuses = new Set<number>();
  for (let i = 0; i < 70; i += 1) {
    statuses.add((await gateway.call(undefined, 'GET', '/v1/duties')).status);
    statuses.add((await gateway.call(undefined, 'GET', '/v1/duties', expired)).status);
  }
  assert.deepEqual([...statuses], [401]);
});

test('the API description is made and compressed once, and not sent to who has it', async () => {
  await using gateway = await startTestGateway({ unchecked: true });
  const ask = (headers: Readonly<Record<string, string>>) =>
    fetch(`${gateway.url}/openapi.json`, { headers });
  const plain = await ask({ 'accept-encoding': 'identity' });
  const zipped = await ask({ 'accept-encoding': 'gzip' });
  assert.equal(zipped.headers.get('content-encoding'), 'gzip');
  assert.equal(await zipped.text(), await plain.text());
  const tag = plain.headers.get('etag') ?? '';
  assert.equal((await ask({ 'if-none-match': tag })).status, 304);
  await Promise.all(Array.from({ length: 20 }, () => ask({}).then((answer) => answer.text())));
  const started = process.cpuUsage();
  for (let i = 0; i < 100; i += 1) await (await ask({ 'if-none-match': tag })).text();
  const { user, system } = process.cpuUsage(started);
  assert.ok((user + system) / 100_000 < 10, `${(user + system) / 100_000} ms of processor time each`);
});
