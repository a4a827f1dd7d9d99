// SPDX-License-Identifier: Apache-2.0
/** What the gateway says of its own API: valid, complete, kept in docs/, and true of its answers. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import express from 'express';
import OpenApiValidator from 'express-openapi-validator';
import supertest from 'supertest';
import type { Health, Readiness } from '@catalog-chain/gateway/http/health';
import { CODES, MEANINGS } from '@catalog-chain/gateway/http/problems/meanings';
import { CONSUMER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

interface Operation {
  readonly operationId: string;
  readonly responses: Record<string, { content?: Record<string, unknown> }>;
  readonly security: readonly object[];
}

/** The parts of the description that say what an operation takes. */
interface Description {
  readonly paths: Record<string, Record<string, Taking>>;
  readonly components: { readonly schemas: Record<string, { readonly properties?: Record<string, object> }> };
}

interface Taking {
  readonly responses: object;
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: { readonly $ref?: string } }>;
  };
}

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});

afterAll(() => gateway[Symbol.asyncDispose]());

const operations = (): Operation[] => {
  const paths = gateway.description['paths'] as Record<string, Record<string, Operation>>;
  return Object.values(paths).flatMap((methods) => Object.values(methods));
};

test('the description is served, is OpenAPI 3.1, and names every operation once', async () => {
  const { body } = await gateway.call<{ openapi: string }>(undefined, 'GET', '/openapi.json');
  assert.equal(body.openapi, '3.1.0');
  assert.deepEqual(body, JSON.parse(JSON.stringify(gateway.description)));
  const ids = operations().map(({ operationId }) => operationId);
  assert.equal(new Set(ids).size, ids.length);
});

/** As it is kept for those who look at changes of the API, or make clients without a gateway. `make openapi` writes it. */
const KEPT = path.resolve(import.meta.dirname, '../../../../docs/openapi.json');

test('the description that is kept in docs/ is the one that is served', () => {
  const served = `${JSON.stringify(gateway.description, undefined, 2)}\n`;
  if (process.env['UPDATE_OPENAPI'] === '1') writeFileSync(KEPT, served);
  assert.deepEqual(JSON.parse(readFileSync(KEPT, 'utf8')), JSON.parse(served), 'run: make openapi');
});

test('what may ask for a purpose takes it: a GET in its address, a POST in its body', () => {
  const described = JSON.parse(JSON.stringify(gateway.description)) as Description;
  const asking = Object.entries(described.paths).flatMap(([at, methods]) =>
    Object.entries(methods)
      .filter(([, one]) => JSON.stringify(one.responses).includes('PURPOSE_REQUIRED'))
      .map(([method, one]) => ({ at: `${method} ${at}`, isRead: method === 'get', one })),
  );
  assert.ok(asking.length > 30);
  for (const { at, isRead, one } of asking) {
    const inAddress = one.parameters?.some(({ name }) => name === 'purpose') === true;
    assert.equal(inAddress, isRead, at);
    if (isRead) continue;
    const reference = one.requestBody?.content['application/json']?.schema.$ref ?? '';
    const schema = described.components.schemas[reference.replace(/.*\//, '')];
    assert.ok(schema?.properties?.['purpose'], at);
  }
});

test('the description is valid OpenAPI', async () => {
  const app = express();
  app.use(
    OpenApiValidator.middleware({
      apiSpec: structuredClone(gateway.description) as never,
      validateApiSpec: true,
      ignoreUndocumented: true,
    }),
  );
  // An invalid description fails every request.
  await supertest(app).get('/undescribed').expect(404);
});

test('every reference in the description leads somewhere', () => {
  const { schemas } = gateway.description['components'] as { schemas: object };
  const references = JSON.stringify(gateway.description).matchAll(/"\$ref":"([^"]+)"/g);
  for (const [, reference = ''] of references) {
    assert.ok(Object.hasOwn(schemas, reference.replace('#/components/schemas/', '')), reference);
  }
});

test('patterns are such as the regular expressions of other languages take', () => {
  assert.doesNotMatch(JSON.stringify(gateway.description), /\\\\p\{/);
});

test('every operation says how it refuses, and only the service routes are public', () => {
  for (const { operationId, responses, security } of operations()) {
    const refusals = Object.values(responses).filter((one) => one.content?.['application/problem+json']);
    assert.ok(refusals.length > 0, operationId);
    const isPublic = ['getHealth', 'getReadiness', 'getMetrics'].includes(operationId);
    assert.equal(security.length === 0, isPublic, operationId);
  }
});

test('every code has a status that HTTP gives to errors, and texts in both languages', () => {
  for (const code of CODES) {
    const { status, zh, en } = MEANINGS[code];
    assert.ok(status >= 400 && status < 600, code);
    assert.match(zh.title + zh.action, /^[^a-z]*\p{Script=Han}/u, code);
    assert.match(en.title, /^[A-Z]/, code);
    assert.match(en.action, /[.]$/, code);
  }
});

test('the page works offline: everything it loads comes from this server and its policy allows it', async () => {
  const { text, headers } = await gateway.call(undefined, 'GET', '/docs');
  assert.match(headers.get('content-security-policy') ?? '', /script-src 'self'/);
  const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url = '']) => url);
  assert.ok(loaded.length >= 3);
  assert.doesNotMatch(text, /<script>|style=|onload=/);
  for (const url of loaded) {
    assert.match(url, /^\/docs\//);
    assert.equal((await gateway.call(undefined, 'GET', url)).status, 200, url);
  }
});

test('an answer that departs from the description is noticed by these tests', async () => {
  const health = { readiness: () => Promise.resolve({ status: 'ready', checks: {}, surprise: 1 }) };
  await using odd = await startTestGateway({
    parts: (parts) => ({ ...parts, health: health as unknown as Health }),
  });
  await odd.call(undefined, 'GET', '/readyz');
  assert.equal(odd.departures.length, 1);
});

test('service routes answer without a token and say nothing of records', async () => {
  assert.deepEqual((await gateway.call(undefined, 'GET', '/healthz')).body, { status: 'alive' });
  const ready = await gateway.call<Readiness>(undefined, 'GET', '/readyz');
  assert.equal(ready.body.status, 'ready');
  await gateway.call([CONSUMER, 'officer'], 'GET', '/v1/requests/R-SECRET');
  const metrics = await gateway.call(undefined, 'GET', '/metrics');
  assert.match(metrics.text, /catalog_chain_http_request_seconds_count\{.*route="\/v1\/requests\/\{id\}"/);
  assert.ok(!metrics.text.includes('R-SECRET'));
  assert.ok(gateway.log.every((line) => !line.includes('R-SECRET')));
});
