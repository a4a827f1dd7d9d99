// SPDX-License-Identifier: Apache-2.0
/** Forms in which clients ask: each is one that some client in use really sends. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { v7 as uuid } from 'uuid';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { CONSUMER, MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
const GRANT = 'G-PROTOCOL';
const consumer = [CONSUMER, 'officer'] as const;
const submitter = [CONSUMER, 'submitter'] as const;
const manager = [MANAGER, 'officer'] as const;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, GRANT, await publish(gateway, 'ASKED', 'conditional'));
});
afterAll(() => gateway[Symbol.asyncDispose]());

const use = (change: object = {}): object => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: GRANT,
  recordId: 'R-1',
  action: 'query',
  at: new Date().toISOString(),
  system: CONSUMER_SYSTEM,
  actorId: 'clerk',
  purpose: 'housing',
  outcome: 'ok',
  ...change,
});

interface List {
  readonly items: readonly object[];
  readonly asOf: number;
}
const listed = (query: string): Promise<{ status: number; body: List }> =>
  gateway.call<List>(consumer, 'GET', `/v1/usage-events?${query}`);

test('Accept may carry parameters; a type that is not offered is still refused', async () => {
  const asked = async (accept: string): Promise<number> =>
    (await gateway.call(consumer, 'GET', '/v1/ledger', { headers: { accept } })).status;
  assert.equal(await asked('application/json;charset=utf-8'), 200);
  assert.equal(await asked('text/html, application/json; odata=verbose; q=0.5'), 200);
  assert.equal(await asked('text/html;charset=utf-8'), 406);
  assert.equal(await asked('application/json;q=0'), 406);
});

test('what has no JSON form is not given to who takes JSON alone, and a form that is named outranks what is accepted', async () => {
  const asked = async (at: string, accept: string): Promise<readonly [number, string | undefined]> => {
    const { status, headers } = await gateway.call(consumer, 'GET', at, { headers: { accept } });
    return [status, headers.get('content-type')?.split(';')[0]];
  };
  const refused = [406, 'application/problem+json'];
  const none = '00000000-0000-4000-8000-000000000000';
  const alone = {
    '/v1/obligations/calendar': 'text/calendar',
    '/v1/events/stream?from=0': 'text/event-stream',
    [`/v1/evidence/${none}/bundle`]: 'application/zip',
    '/metrics': 'text/plain',
    '/v1/catalogue-table': 'text/csv',
  };
  for (const at of Object.keys(alone)) assert.deepEqual(await asked(at, 'application/json'), refused, at);
  for (const at of ['/v1/obligations/calendar', '/metrics', '/v1/catalogue-table'] as const) {
    assert.deepEqual(await asked(at, alone[at]), [200, alone[at]], at);
    assert.deepEqual(await asked(at, 'application/json, */*;q=0.1'), [200, alone[at]], at);
  }
  assert.equal((await asked(`/v1/evidence/${none}/bundle`, 'application/zip'))[0], 404);
  const own = `/v1/supervision?period=2026-01&organisation=${CONSUMER}`;
  assert.deepEqual(await asked(own, 'text/html'), refused);
  for (const [form, type] of [
    ['html', 'text/html'],
    ['csv', 'text/csv'],
    ['json', 'application/json'],
  ] as const)
    for (const accept of [type, 'application/json'])
      assert.deepEqual(await asked(`${own}&format=${form}`, accept), [200, type], `${form}, ${accept}`);
});

test('what is committed is found by the next question, whatever characters its correlation has', async () => {
  for (const correlation of ['a+b/c=~1', 'x:y.z_-2', uuid()]) {
    const headers = { prefer: 'wait=20' };
    const { status } = await gateway.call(submitter, 'POST', '/v1/usage-events', {
      body: use({ correlation }),
      headers,
    });
    assert.equal(status, 200);
    const { body } = await listed(`correlation=${encodeURIComponent(correlation)}`);
    assert.equal(body.items.length, 1, correlation);
  }
});

test('any RFC 3339 time may be asked for, and means the same instant', async () => {
  const counts = async (from: string): Promise<number> =>
    (await listed(`from=${encodeURIComponent(from)}&limit=1000`)).body.items.length;
  const at = new Date(Date.now() - 3_600_000).toISOString();
  const east = `${new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
  assert.equal(await counts(east), await counts(at));
  assert.equal(await counts(at.replace('T', 't').replace('Z', 'z')), await counts(at));
  assert.equal((await listed('from=2026-11-28T00:00:00')).status, 400);
});

test('a block to come is refused on every list and record', async () => {
  for (const path of ['/v1/grants', '/v1/usage-events', '/v1/resources', '/v1/trails/grant/G-PROTOCOL'])
    assert.equal((await gateway.call(consumer, 'GET', `${path}?asOf=999999`)).status, 400, path);
});

test('what does not exist is not found; what may not be known is empty', async () => {
  for (const path of [
    '/v1/resources/ProviderMSP:NONE/versions',
    '/v1/trails/resource/ProviderMSP:NONE',
    '/v1/trails/organisation/NoneMSP',
    '/v1/trails/grant/NONE',
    '/v1/trails/dispute/NONE',
  ])
    assert.equal((await gateway.call(manager, 'GET', path)).status, 404, path);
  const { status, body } = await gateway.call<List>(manager, 'GET', `/v1/trails/record/${'A'.repeat(43)}`);
  assert.deepEqual([status, body.items], [200, []]);
});

test('a stray quote costs its row, and every row sent has a result', async () => {
  const names = Object.keys(use());
  const rows = Array.from({ length: 40 }, () => Object.values(use()) as string[]);
  const lines = rows.map((row, i) =>
    row.map((cell) => (i === 3 && cell === 'clerk' ? '"clerk' : cell)).join(','),
  );
  const raw = [names.join(','), ...lines].join('\n');
  const headers = { 'content-type': 'text/csv' };
  const answer = await gateway.call<{
    accepted: number;
    refused: number;
    rows: { row: number; status: string }[];
  }>(submitter, 'POST', '/v1/usage-events', { raw, headers });
  assert.deepEqual([answer.body.accepted, answer.body.refused, answer.body.rows.length], [39, 1, 40]);
  assert.equal(answer.body.rows.find(({ status }) => status === 'refused')?.row, 3);
});

test('a body announced too large is refused before it is sent, and one that asks leave is not told to go on', async () => {
  const token = await gateway.token(...submitter);
  const socket = net.connect(Number(new URL(gateway.url).port), '127.0.0.1');
  const head = [
    'POST /v1/usage-events HTTP/1.1',
    'Host: a',
    'Content-Type: text/csv',
    'Content-Length: 90000000',
    'Expect: 100-continue',
    `Authorization: Bearer ${token}`,
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
});
