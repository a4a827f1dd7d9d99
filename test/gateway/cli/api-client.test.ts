// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient, ApiError } from '@catalog-chain/gateway/cli/client/api-client';
import { inParallel } from '@catalog-chain/gateway/cli/client/pool';
import { test } from '../../support/testing.js';

interface Scripted {
  readonly status: number;
  /** `undefined`: none at all. */
  readonly body?: object | undefined;
  readonly headers?: Record<string, string>;
  /** In place of `body`, as it is. */
  readonly raw?: string;
  /** The connection breaks after half of it. */
  readonly breaks?: true;
}

/** A server that gives one scripted answer after the other, and a client of it. */
async function scripted(
  answers: readonly Scripted[],
): Promise<{ client: ApiClient; asked: IncomingMessage[]; server: Server }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answers[asked.length] ?? { status: 500 };
    asked.push(request);
    const isEmpty = 'body' in answer && answer.body === undefined;
    response.writeHead(answer.status, {
      ...(!isEmpty && { 'content-type': 'application/json' }),
      ...answer.headers,
    });
    const { raw = JSON.stringify(answer.body ?? {}) } = answer;
    if (!answer.breaks) response.end(isEmpty ? undefined : raw);
    else response.write(raw, () => setTimeout(() => response.destroy(), 20));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { client: new ApiClient(`http://127.0.0.1:${port}`), asked, server };
}

test('an act that is answered with nothing is done: nothing is read of it', async () => {
  const { client, server } = await scripted([{ status: 200, body: undefined }]);
  const answer = await client.call({ method: 'POST', path: '/v1/grants/G-1/key', token: 't' });
  server.close();
  assert.equal(answer, undefined);
});

test('what is refused of one field is said once, with the field', async () => {
  const sentence = 'There is no such system.';
  const { client, server } = await scripted([
    {
      status: 404,
      body: { code: 'NOT_FOUND', detail: sentence, errors: [{ field: 'systems', rule: sentence }] },
    },
    {
      status: 422,
      body: {
        code: 'CONDITION_NOT_MET',
        detail: 'days: at most 10.',
        errors: [{ field: 'days', rule: 'at most 10.' }],
      },
    },
  ]);
  const ask = (): Promise<unknown> =>
    client.call({ method: 'POST', path: '/v1/things', body: {}, token: 't' });
  await assert.rejects(ask(), { message: `systems: ${sentence}` });
  await assert.rejects(ask(), { message: 'days: at most 10.' });
  server.close();
});

test('a write that is put off or loses a race is repeated under one key', async () => {
  const { client, asked, server } = await scripted([
    { status: 503, headers: { 'retry-after': '0' } },
    { status: 409, body: { code: 'LEDGER_CONFLICT' } },
    { status: 201, body: { id: 'x' } },
  ]);
  const made = await client.call<{ id: string }>({
    method: 'POST',
    path: '/v1/things',
    body: {},
    token: 't',
  });
  server.close();
  assert.equal(made.id, 'x');
  const keys = asked.map(({ headers }) => headers['idempotency-key']);
  assert.equal(new Set(keys).size, 1);
  assert.equal(keys.length, 3);
  assert.equal(asked[0]?.headers.authorization, 'Bearer t');
});

test('an answer that comes in half, or from a proxy alone, is asked for again under one key', async () => {
  const { client, asked, server } = await scripted([
    { status: 200, raw: '{"rows":[{"ro', headers: { 'content-length': '400' }, breaks: true },
    { status: 200, raw: '{"rows":[{"row":0,"sta' },
    { status: 200, raw: '<html>Please sign in.</html>', headers: { 'content-type': 'text/html' } },
    { status: 200, body: { rows: [{ row: 0 }] } },
  ]);
  const made = await client.call<{ rows: object[] }>({ method: 'POST', path: '/v1/things', body: {} });
  server.close();
  assert.deepEqual(made, { rows: [{ row: 0 }] });
  assert.equal(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size, 1);
  assert.equal(asked.length, 4);
});

test('whoever never answers but by a page is told of as nobody that answers', async () => {
  const page = { status: 200, raw: '<html></html>', headers: { 'content-type': 'text/html' } };
  const { client, server } = await scripted(Array<typeof page>(5).fill(page));
  await assert.rejects(client.call({ method: 'GET', path: '/v1/things' }), {
    code: 'UNREACHABLE',
    status: 0,
  });
  server.close();
});

test('a refusal is told once, with its code and the rules that were broken', async () => {
  const problem = {
    code: 'INVALID_ARGUMENT',
    detail: 'Not valid.',
    errors: [{ field: 'code', rule: 'format' }],
  };
  const { client, asked, server } = await scripted([{ status: 400, body: problem }]);
  await assert.rejects(client.call({ method: 'POST', path: '/v1/things', body: {} }), (error: unknown) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      [error.status, error.code, error.message],
      [400, 'INVALID_ARGUMENT', 'Not valid. code: format'],
    );
    return true;
  });
  server.close();
  assert.equal(asked.length, 1);
});

test('refusals are asked for in the language of the environment', async () => {
  const { client, asked, server } = await scripted([{ status: 200 }, { status: 200 }]);
  const before = process.env['LC_ALL'];
  for (const locale of ['zh_CN.UTF-8', 'en_GB.UTF-8']) {
    process.env['LC_ALL'] = locale;
    await client.call({ method: 'GET', path: '/v1/things' });
  }
  if (before === undefined) delete process.env['LC_ALL'];
  else process.env['LC_ALL'] = before;
  server.close();
  assert.deepEqual(
    asked.map(({ headers }) => headers['accept-language']),
    ['zh', 'en'],
  );
});

test('what is not there is undefined; reads carry no idempotency key', async () => {
  const { client, asked, server } = await scripted([{ status: 404, body: { code: 'NOT_FOUND' } }]);
  assert.equal(await client.find({ method: 'GET', path: '/v1/things/x' }), undefined);
  server.close();
  assert.equal(asked[0]?.headers['idempotency-key'], undefined);
});

test('work runs at most so many at a time, gives results in order, and stops at a failure', async () => {
  let running = 0;
  let most = 0;
  const doubled = await inParallel([1, 2, 3, 4, 5, 6, 7], 3, async (n) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return n * 2;
  });
  assert.deepEqual(doubled, [2, 4, 6, 8, 10, 12, 14]);
  assert.equal(most, 3);
  const begun: number[] = [];
  const failing = inParallel([1, 2, 3, 4, 5, 6], 2, (n) => {
    begun.push(n);
    return n === 2 ? Promise.reject(new Error('no')) : new Promise((resolve) => setImmediate(resolve));
  });
  await assert.rejects(failing, /no/);
  assert.ok(begun.length <= 3);
});
