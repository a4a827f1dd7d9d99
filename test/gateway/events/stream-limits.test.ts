// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import express from 'express';
import { sendEvents } from '@catalog-chain/gateway/http/send/events';
import { registerMembers } from '../../support/api-flows.js';
import { EventReader } from '../../support/event-source.js';
import { MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { test } from '../../support/testing.js';

const manager = [MANAGER, 'officer'] as const;

async function listen(gateway: TestGateway): Promise<EventReader> {
  return EventReader.open(new URL('/v1/events/stream', gateway.url), await gateway.token(...manager));
}

test('so many streams and no more; they take no room from other requests, and leave room when they end', async () => {
  await using gateway = await startTestGateway({ env: { LIMIT_STREAMS: '3', LIMIT_CONCURRENCY: '1' } });
  await registerMembers(gateway);
  const first = await listen(gateway);
  await using second = await listen(gateway);
  assert.deepEqual([first.response.status, second.response.status], [200, 200]);
  const third = await gateway.call(manager, 'GET', '/v1/events/stream');
  assert.deepEqual([third.status, third.body.code], [503, 'TOO_MANY_STREAMS']);
  assert.ok(Number(third.headers.get('retry-after')) > 0);
  assert.equal((await gateway.call(manager, 'GET', '/v1/duties')).status, 200);
  await first[Symbol.asyncDispose]();
  let status = 503;
  while (status === 503) {
    await using again = await listen(gateway);
    status = again.response.status;
  }
  assert.equal(status, 200);
});

test('a stop ends every stream at once', async () => {
  const gateway = await startTestGateway({ env: { STOP_TIMEOUT_MS: '60000' } });
  await using reader = await listen(gateway);
  const rest = reader.rest();
  const begun = performance.now();
  await gateway[Symbol.asyncDispose]();
  assert.deepEqual(await rest, []);
  assert.ok(performance.now() - begun < 20_000);
});

test('a question for the head alone is answered and ends', async () => {
  await using gateway = await startTestGateway();
  const { status } = await gateway.call(manager, 'HEAD', '/v1/events/stream');
  assert.equal(status, 200);
});

test('a reader that stops reading is let go, and nothing gathers for it', async () => {
  let made = 0;
  let released = false;
  const frame = `data: ${'x'.repeat(1_000)}\n\n`;
  async function* frames(): AsyncGenerator<string> {
    for (;;) {
      made += 1;
      yield await Promise.resolve(frame);
    }
  }
  const app = express();
  const finished = Promise.withResolvers<undefined>();
  app.get('/', (_request, response, next) => {
    const release = (): void => {
      released = true;
    };
    sendEvents(response, { frames, release }, 100).then(() => {
      finished.resolve(undefined);
    }, next);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  socket.pause();
  await finished.promise;
  assert.ok(released);
  assert.ok(made < 20_000, `${made} frames of 1 kB were made for somebody who reads none`);
  socket.destroy();
  server.close();
  await once(server, 'close');
});
