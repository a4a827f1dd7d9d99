// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { registerMembers } from '../../support/api-flows.js';
import { PROVIDER, startTestGateway, type Sending, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
const provider = [PROVIDER, 'officer'] as const;

beforeAll(async () => {
  gateway = await startTestGateway({
    env: { LIMIT_JSON_BYTES: '20000', LIMIT_BULK_BYTES: '200000', REQUEST_TIMEOUT_MS: '1500' },
  });
  await registerMembers(gateway);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const json = { 'content-type': 'application/json' };
const good = { code: 'X1', names: { en: 'A duty' }, legalBasis: 'An Act' };
const height = async (): Promise<number> => (await gateway.ledger.info()).height;

async function refused(sending: Sending, status: number, code: string): Promise<void> {
  const before = await height();
  const answer = await gateway.call(provider, 'POST', '/v1/duties', sending);
  assert.deepEqual([answer.status, answer.body.code], [status, code], answer.text);
  assert.equal(await height(), before, 'nothing was written');
}

test('another media type, charset or encoding is refused before the body is read', async () => {
  await refused(
    { raw: 'code=X1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    415,
    'MEDIA_TYPE_UNSUPPORTED',
  );
  await refused({ raw: '<a/>', headers: { 'content-type': 'text/xml' } }, 415, 'MEDIA_TYPE_UNSUPPORTED');
  await refused(
    { raw: '{}', headers: { ...json, 'content-encoding': 'compress' } },
    415,
    'ENCODING_UNSUPPORTED',
  );
  await refused({ raw: 'no gzip', headers: { ...json, 'content-encoding': 'gzip' } }, 400, 'BODY_INCOMPLETE');
});

test('a large body and a compression bomb are refused at the same bound', async () => {
  const body = { ...good, legalBasis: 'x'.repeat(30_000) };
  await refused({ body }, 413, 'BODY_TOO_LARGE');
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  assert.ok(bomb.length < 60_000);
  await refused({ raw: bomb, headers: { ...json, 'content-encoding': 'gzip' } }, 413, 'BODY_TOO_LARGE');
});

test('a compression bomb of rows is refused at the bound of bulk bodies', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
  const before = await height();
  const answer = await gateway.call([PROVIDER, 'submitter'], 'POST', '/v1/attestations', {
    raw: bomb,
    headers,
  });
  assert.deepEqual([answer.status, answer.body.code], [413, 'BODY_TOO_LARGE']);
  assert.equal(await height(), before);
});

test('an honest compressed body is read', async () => {
  const raw = gzipSync(JSON.stringify({ ...good, code: 'GZIP' }));
  const headers = { ...json, 'content-encoding': 'gzip' };
  assert.equal((await gateway.call(provider, 'POST', '/v1/duties', { raw, headers })).status, 201);
});

/** Writes raw bytes and gives what came back until the server closed. */
async function rawly(...chunks: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const socket = net.connect(Number(port), hostname);
  let received = '';
  socket.on('data', (data) => (received += data.toString('utf8')));
  for (const chunk of chunks) socket.write(chunk);
  await new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
  return received;
}

test('headers over the limit are refused', async () => {
  const answer = await rawly(`GET /v1/duties HTTP/1.1\r\nHost: x\r\nX-Big: ${'a'.repeat(20_000)}\r\n\r\n`);
  assert.match(answer, /^HTTP\/1\.1 431 /);
  assert.match(answer, /"code":"HEADERS_TOO_LARGE"/);
});

test('a body that does not arrive in time is given up, and what is no HTTP is refused', async () => {
  const token = await gateway.token(...provider);
  const head = `POST /v1/duties HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n`;
  const started = performance.now();
  const slow = await rawly(`${head}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"code"`);
  assert.match(slow, /^HTTP\/1\.1 408 /);
  assert.ok(performance.now() - started < 10_000);
  assert.match(await rawly('\u0016\u0003\u0001 hello\r\n\r\n'), /^HTTP\/1\.1 400 /);
});
