// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Duty } from '@catalog-chain/chaincode/domain/records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { content, publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import {
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type Sending,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;

beforeAll(async () => {
  gateway = await startTestGateway({
    env: { LIMIT_JSON_BYTES: '20000' },
  });
  await registerMembers(gateway);
  await registerSystems(gateway);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const height = async (): Promise<number> => (await gateway.ledger.info()).height;

/** Sends a bad duty and makes sure of the code, the status and that the ledger did not grow. */
async function refused(sending: Sending, status: number, code: string): Promise<Reply> {
  const before = await height();
  const answer = await gateway.call(provider, 'POST', '/v1/duties', sending);
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.body.code, code);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  assert.equal(await height(), before, 'nothing was written');
  return answer;
}

const json = { 'content-type': 'application/json' };
const good = { code: 'X1', names: { en: 'A duty' }, legalBasis: 'An Act' };

test('ambiguous and unsafe JSON is refused and has no effect', async () => {
  const bodies = [
    '{"code":"X1","code":"X2","names":{"en":"A duty"},"legalBasis":"An Act"}',
    '{"code":"X1","names":{"en":"A duty"},"legalBasis":"An Act","__proto__":{"isAdmin":true}}',
    '{"code":"X1","names":{"en":"A duty"},"legalBasis":"An Act","constructor":{"name":"x"}}',
    '{"code":1e400}',
    '{"code":9007199254740993}',
    `{"code":${'['.repeat(40)}${']'.repeat(40)}}`,
    '{"code":"X1","names":{"en":"A \\ud800 duty"},"legalBasis":"An Act"}',
  ];
  for (const raw of bodies) await refused({ raw, headers: json }, 400, 'JSON_UNSAFE');
});

test('what is not JSON in UTF-8 is refused', async () => {
  for (const raw of ['{"code":NaN}', '{', 'null x', Uint8Array.from([0x22, 0xff, 0x22])]) {
    await refused({ raw, headers: json }, 400, 'JSON_MALFORMED');
  }
});

test('fields are named with the rule they break; values are not repeated', async () => {
  const answer = await refused(
    { body: { code: 'no spaces!', names: {}, legalBasis: 7, extra: 1, 'odd 110105 key': 2 } },
    400,
    'INVALID_ARGUMENT',
  );
  const rules = Object.fromEntries((answer.body.errors ?? []).map(({ field, rule }) => [field, rule]));
  assert.equal(rules['code'], 'must be a code');
  assert.equal(rules['names'], 'needs zh or en');
  assert.ok(rules['legalBasis']);
  assert.equal(rules['extra'], 'unknown-field');
  assert.ok(!answer.text.includes('no spaces') && !answer.text.includes('110105'), answer.text);
});

test('a body that is no object is refused', async () => {
  for (const raw of ['[]', '"x"', '1', 'null', 'true']) {
    await refused({ raw, headers: json }, 400, 'INVALID_ARGUMENT');
  }
  await refused({ headers: json }, 400, 'INVALID_ARGUMENT');
});

test('a part that is missing, null or of another kind is refused', async () => {
  for (const part of [{}, { content: null }, { content: [] }, { content: 'x' }, { content: [null] }]) {
    const answer = await gateway.call(provider, 'POST', '/v1/resources', { body: { code: 'PART', ...part } });
    assert.deepEqual([answer.status, answer.body.code], [400, 'INVALID_ARGUMENT'], JSON.stringify(part));
    assert.equal(answer.body.errors?.[0]?.field, 'content');
  }
  const body = { organisation: 'NewMSP', code: 'TEST:9', roles: ['consumer'] };
  const nameless = await gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body });
  assert.deepEqual(nameless.body.errors, [{ field: 'names', rule: 'required' }]);
});

test('personal data in a text is refused', async () => {
  for (const text of [
    'Mr 11010519491231002X',
    'call 13800138000',
    'write to a.b@example.org',
    '6222020200112230000',
  ]) {
    const answer = await gateway.call(provider, 'POST', '/v1/duties', {
      body: { ...good, legalBasis: text },
    });
    if (text.startsWith('6')) continue; // only with a right check digit is it a card number
    assert.equal(answer.status, 422, answer.text);
    assert.equal(answer.body.code, 'RAW_DATA');
    assert.ok(!answer.text.includes(text));
  }
});

test('a mobile number digit by digit is no code of anything new and no reference of a report; what refers may hold one', async () => {
  const spelled = '1-3-8-1-2-3-4-5-6-7-8';
  await refused({ body: { ...good, code: spelled } }, 422, 'RAW_DATA');
  const asked = requestBody(spelled, `${PROVIDER}:NOWHERE`);
  const request = await gateway.call(consumer, 'POST', '/v1/requests', { body: asked });
  assert.deepEqual([request.status, request.body.code], [422, 'RAW_DATA'], request.text);
  const event = {
    id: '019a0000-0000-7000-8000-0000000000aa',
    kind: 'use',
    correlation: spelled,
    grant: 'G-NONE',
    action: 'query',
    at: new Date().toISOString(),
    system: `${CONSUMER}:APP`,
    actor: 'A'.repeat(43),
    record: 'A'.repeat(43),
    purpose: 'housing',
    outcome: 'ok',
  };
  for (const row of [event, { ...event, correlation: 'X-1', case: spelled.replaceAll('-', '.') }]) {
    const report = await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', { body: row });
    assert.deepEqual([report.status, report.body.code], [422, 'RAW_DATA'], report.text);
    assert.ok(!report.text.includes('3-8-1') && !report.text.includes('3.8.1'));
  }
  const read = await gateway.call(provider, 'POST', `/v1/duties/${PROVIDER}:${spelled}/repeal`);
  assert.deepEqual([read.status, read.body.code], [404, 'NOT_FOUND'], read.text);
});

test('text has one form: NFD, control characters, U+0000 and unassigned characters are refused', async () => {
  for (const text of ['e\u0301tat', 'a\u0000b', 'a\u0007b', 'a\u{10FFFF}b', ' padded ']) {
    await refused({ body: { ...good, legalBasis: text } }, 400, 'INVALID_ARGUMENT');
  }
});

test('key order and white space do not matter', async () => {
  const first = await gateway.call<Duty>(provider, 'POST', '/v1/duties', {
    raw: '{"code":"ORDER","names":{"en":"One","zh":"一"},"legalBasis":"An Act"}',
    headers: json,
  });
  const second = await gateway.call<Duty>(provider, 'POST', '/v1/duties', {
    raw: '{ "legalBasis": "An Act",\n "names": {"zh":"\\u4e00", "en":"One"}, "code":"ORDER" }',
    headers: json,
  });
  assert.equal(first.status, 201);
  assert.deepEqual(second.body, first.body);
});

test('bad lists: limits, cursors, unknown parameters, repeated ones, markup of SQL', async () => {
  const list = (query: string): Promise<Reply<Page<Duty>>> =>
    gateway.call(provider, 'GET', `/v1/duties?${query}`);
  for (const query of [
    'limit=-1',
    'limit=0',
    'limit=1e9',
    'limit=1000000000',
    'limit=1.5',
    'asOf=-3',
    'nix=1',
    'code=a&code=b',
    'organisation=%27%20OR%201=1',
  ]) {
    const answer = await gateway.call(provider, 'GET', `/v1/duties?${query}`);
    assert.equal(answer.status, 400, query);
    assert.equal(answer.body.code, 'INVALID_ARGUMENT', query);
  }
  for (const cursor of ['abc', 'eyJvIjoxfQ', '../../x'.replaceAll('/', '_')]) {
    const answer = await gateway.call(provider, 'GET', `/v1/duties?cursor=${cursor}`);
    assert.equal(answer.status, 400, cursor);
    assert.match(answer.body.code, /^CURSOR_INVALID$|^INVALID_ARGUMENT$/);
  }
  const { body } = await list('limit=1');
  const foreign = await gateway.call(provider, 'GET', `/v1/systems?cursor=${body.next ?? ''}`);
  assert.equal(foreign.body.code, 'CURSOR_INVALID', "another list's cursor");
  for (const text of ['%', '_', "'", '%25%27%20OR%20%271%27=%271', '\\']) {
    const answer = await list(`text=${encodeURIComponent(text)}`);
    assert.deepEqual(answer.body.items, [], text);
  }
});

test('malformed addresses, unknown ones and other methods are told apart', async () => {
  const ask = async (method: string, path: string): Promise<readonly [number, string]> => {
    const { status, body } = await gateway.call(provider, method, path);
    return [status, body.code];
  };
  assert.deepEqual(await ask('GET', '/v1/duties/not-owned'), [400, 'INVALID_ARGUMENT']);
  assert.deepEqual(await ask('GET', '/v1/duties/AMSP:NONE'), [404, 'NOT_FOUND']);
  assert.deepEqual(await ask('GET', '/v1/nothing'), [404, 'ROUTE_NOT_FOUND']);
  const other = await gateway.call(provider, 'DELETE', '/v1/duties');
  assert.equal(other.status, 405);
  assert.equal(other.headers.get('allow'), 'GET, POST');
});

test('an address that cannot be decoded is refused', async () => {
  await using unchecked = await startTestGateway({ unchecked: true });
  const { status, body } = await unchecked.call(provider, 'GET', '/v1/duties/%E0%A4%A');
  assert.deepEqual([status, body.code], [400, 'URL_MALFORMED']);
});

test('an unacceptable representation is refused', async () => {
  const answer = await gateway.call(provider, 'GET', '/v1/duties', { headers: { accept: 'text/html' } });
  assert.equal(answer.status, 406);
});

test("the contract's refusals keep their codes: what HTTP lets pass, the chain still checks", async () => {
  const resource = await publish(gateway, 'RULES', 'conditional');
  const ask = async (change: object): Promise<readonly [number, string]> => {
    const body = { ...requestBody('R-BAD', resource), ...change };
    const answer = await gateway.call(consumer, 'POST', '/v1/requests', { body });
    return [answer.status, answer.body.code];
  };
  const before = await height();
  const past = { from: '2001-01-01T00:00:00.000Z', to: '2002-01-01T00:00:00.000Z' };
  assert.deepEqual(await ask({ period: past }), [400, 'INVALID_ARGUMENT']);
  assert.deepEqual(await ask({ items: ['nothing'] }), [422, 'CONDITION_NOT_MET']);
  assert.deepEqual(await ask({ mode: 'copy' }), [422, 'CONDITION_NOT_MET']);
  assert.deepEqual(await ask({ resource: `${PROVIDER}:NONE` }), [404, 'NOT_FOUND']);
  assert.equal(await height(), before);
  const draft = {
    body: { code: 'WRONG', content: { ...content('conditional'), system: `${CONSUMER}:APP` } },
  };
  const answer = await gateway.call(provider, 'POST', '/v1/resources', draft);
  assert.deepEqual([answer.status, answer.body.code], [403, 'NOT_OWNER']);
});

test('a problem speaks the language that is asked for and names its request', async () => {
  const headers = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' };
  const zh = await gateway.call(provider, 'GET', '/v1/duties/AMSP:NONE', { headers });
  assert.equal(zh.body.title, '记录不存在');
  assert.equal(zh.headers.get('content-language'), 'zh');
  const en = await gateway.call(provider, 'GET', '/v1/duties/AMSP:NONE', {
    headers: { 'accept-language': 'fr' },
  });
  assert.equal(en.body.title, 'There is no such record');
  assert.equal(en.body.instance, `urn:uuid:${en.headers.get('x-request-id') ?? ''}`);
});

test('what a contract, a schema and the intake of rows refuse is worded in the language that is asked for', async () => {
  const headers = { 'accept-language': 'zh-CN' };
  const own = { body: { subject: { kind: 'resource', resource: `${PROVIDER}:NONE` } }, headers };
  const missing = await gateway.call(consumer, 'GET', '/v1/requests/NONE', { headers });
  assert.equal(missing.body.detail, '没有这样的申请。');
  const role = await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/disputes', own);
  assert.match(role.body.detail, /^需要具有下列人员角色之一：[^a-z]*经办人/);
  const schema = await gateway.call(provider, 'POST', '/v1/duties', {
    body: { code: 'A B', names: {} },
    headers,
  });
  const rules = schema.body.errors ?? [];
  assert.ok(rules.length >= 2 && rules.every(({ rule }) => /\p{Script=Han}/u.test(rule)), schema.text);
  const rows = await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', {
    body: [{}, 7],
    headers,
  });
  assert.match(rows.text, /"message":"缺失".*"message":"一行须为一个对象。"/);
});

test('a trail’s id is checked: a plain identifier never belongs in an address', async () => {
  for (const path of [`record/HR-2026-000117`, 'actor/clerk', 'resource/%27%20OR%201', 'person/x']) {
    const { status } = await gateway.call(consumer, 'GET', `/v1/trails/${path}`);
    assert.equal(status, 400, path);
  }
});

test('bodies without rows, with too many, of another kind, or with unsafe JSON are refused whole', async () => {
  const cases: readonly [string, string, number, string][] = [
    ['[]', 'application/json', 400, 'INVALID_ARGUMENT'],
    ['', 'application/x-ndjson', 400, 'INVALID_ARGUMENT'],
    ['1\n'.repeat(50_001), 'application/x-ndjson', 413, 'BODY_TOO_LARGE'],
    ['x', 'text/plain', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['[{"id":1,"id":2}]', 'application/json', 400, 'JSON_UNSAFE'],
  ];
  for (const [raw, type, status, code] of cases) {
    const answer = await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', {
      raw,
      headers: { 'content-type': type },
    });
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
  }
});
