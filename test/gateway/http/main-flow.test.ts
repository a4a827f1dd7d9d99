// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { AccessRequest, Disclosure, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Duty, Policy } from '@catalog-chain/chaincode/domain/records';
import type { Resource, ResourceVersion } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import {
  content,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
} from '../../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;

test('what was written is read at once, with its place in the chain', async () => {
  const body = { code: 'D9', names: { en: 'Keep registers' }, legalBasis: 'Registers Act' };
  const written = await gateway.call(provider, 'POST', '/v1/duties', { body });
  assert.equal(written.status, 201);
  assert.equal(written.headers.get('location'), `/v1/duties/${PROVIDER}:D9`);
  const read = await gateway.call(consumer, 'GET', `/v1/duties/${PROVIDER}:D9`);
  assert.deepEqual(read.body, written.body);
});

test('an entry is drafted, submitted, returned, corrected, published and versioned', async () => {
  const id = `${PROVIDER}:LIFE`;
  const draft = { body: { code: 'LIFE', content: content('conditional') } };
  const { body: drafted } = await gateway.call<Resource>(provider, 'POST', '/v1/resources', draft);
  assert.equal(drafted.state, 'draft');
  await gateway.call(provider, 'POST', `/v1/resources/${id}/submission`);
  const read = drafted.pending?.digest;
  const returned = await gateway.call<Resource>(manager, 'POST', `/v1/resources/${id}/review`, {
    body: { approved: false, reasons: 'Say since when the register is kept.', digest: read },
  });
  assert.equal(returned.body.pending?.state, 'returned');
  await gateway.call(provider, 'POST', '/v1/resources', draft);
  const { body: submitted } = await gateway.call<Resource>(
    provider,
    'POST',
    `/v1/resources/${id}/submission`,
  );
  const unseen = await gateway.call(manager, 'POST', `/v1/resources/${id}/review`, {
    body: { approved: true, digest: '0'.repeat(64) },
  });
  assert.equal(unseen.status, 422);
  const blind = await gateway.call(manager, 'POST', `/v1/resources/${id}/review`, {
    body: { approved: true },
  });
  assert.equal(blind.status, 400);
  const published = await gateway.call<Resource>(manager, 'POST', `/v1/resources/${id}/review`, {
    body: { approved: true, digest: submitted.pending?.digest },
  });
  assert.equal(published.body.version, 1);
  const version = await gateway.call<ResourceVersion>(consumer, 'GET', `/v1/resources/${id}/versions/1`);
  assert.equal(version.body.reviews.length, 2);
  const versions = await gateway.call<Page<ResourceVersion>>(consumer, 'GET', `/v1/resources/${id}/versions`);
  assert.deepEqual(versions.body.items, [version.body]);
});

test('what a provider is still writing is not shown to others', async () => {
  const draft = { body: { code: 'HIDDEN', content: content('conditional') } };
  await gateway.call(provider, 'POST', '/v1/resources', draft);
  const path = `/v1/resources/${PROVIDER}:HIDDEN`;
  assert.ok((await gateway.call<Resource>(provider, 'GET', path)).body.pending);
  assert.ok((await gateway.call<Resource>(manager, 'GET', path)).body.pending);
  assert.equal((await gateway.call<Resource>(consumer, 'GET', path)).body.pending, undefined);
});

test('a conditional resource is granted after decision and confirmation, with a record key', async () => {
  const id = await grant(gateway, 'G-COND', await publish(gateway, 'COND', 'conditional'));
  const { body } = await gateway.call<Grant>(consumer, 'GET', `/v1/grants/${id}`);
  assert.equal(body.state, 'active');
  assert.match(body.recordKeyHash ?? '', /^[0-9a-f]{64}$/);
  const request = await gateway.call<AccessRequest>(provider, 'GET', `/v1/requests/${id}`);
  assert.equal(request.body.state, 'granted');
  assert.deepEqual(
    request.body.decisions.map(({ step }) => step),
    ['decide', 'confirm'],
  );
});

test('an unconditional resource is granted on the spot, and its key can be disclosed to the auditor', async () => {
  const resource = await publish(gateway, 'OPEN', 'unconditional');
  const body = requestBody('G-OPEN', resource);
  const asked = await gateway.call<AccessRequest>(consumer, 'POST', '/v1/requests', { body });
  assert.equal(asked.body.state, 'granted');
  const again = await gateway.call(provider, 'POST', '/v1/grants/G-OPEN/key');
  assert.equal(again.status, 200, 'a key is deposited once');
  const disclosure = await gateway.call<Disclosure>(provider, 'POST', '/v1/grants/G-OPEN/key/disclosure', {
    body: { to: AUDITOR, reason: 'audit' },
  });
  assert.equal(disclosure.status, 200, disclosure.text);
  assert.equal(disclosure.body.to, AUDITOR);
});

test('what is not shared is refused with its legal basis', async () => {
  const resource = await publish(gateway, 'SECRET', 'not-shared');
  const body = requestBody('G-NO', resource);
  const asked = await gateway.call<AccessRequest>(consumer, 'POST', '/v1/requests', { body });
  assert.equal(asked.status, 201, asked.text);
  assert.equal(asked.body.state, 'refused');
  assert.equal(asked.body.refusal, 'Secrecy Act');
});

test('a grant is suspended, resumed, renewed, revoked; its key is kept', async () => {
  const id = await grant(gateway, 'G-LIFE', await publish(gateway, 'LIFE2', 'conditional'));
  const post = async (what: string, body: object): Promise<string> => {
    const answer = await gateway.call<Grant>(provider, 'POST', `/v1/grants/${id}/${what}`, { body });
    assert.equal(answer.status, 200, answer.text);
    return answer.body.state;
  };
  const to = new Date(Date.now() + 60 * 86_400_000).toISOString();
  assert.equal(await post('suspension', { reason: 'An incident is examined' }), 'suspended');
  assert.equal(await post('resumption', { reason: 'Nothing was found' }), 'active');
  assert.equal(await post('renewal', { to }), 'active');
  const early = await gateway.call(provider, 'POST', `/v1/grants/${id}/key/purge`, {
    body: { reason: 'Erasure' },
  });
  assert.equal(early.status, 422);
  assert.equal(await post('revocation', { reason: 'No more need' }), 'revoked');
  const kept = await gateway.call(provider, 'POST', `/v1/grants/${id}/key/purge`, {
    body: { reason: 'Erasure' },
  });
  assert.equal(kept.body.code, 'CONDITION_NOT_MET', kept.text);
});

test('a party sees its requests and grants, another sees none, those that oversee see all', async () => {
  await grant(gateway, 'G-SEEN', await publish(gateway, 'SEEN', 'conditional'));
  const ids = async (as: readonly [string, 'officer' | 'auditor'], query = ''): Promise<string[]> => {
    const { body } = await gateway.call<Page<Grant>>(as, 'GET', `/v1/grants?limit=1000${query}`);
    return body.items.map(({ id }) => id);
  };
  assert.ok((await ids(consumer)).includes('G-SEEN'));
  assert.ok((await ids([AUDITOR, 'auditor'], '&purpose=audit')).includes('G-SEEN'));
  await gateway.call([MANAGER, 'admin'], 'PUT', `/v1/organisations/${AUDITOR}`, {
    body: { names: { en: 'Audit office' }, roles: ['consumer'] },
  });
  assert.deepEqual(await ids([AUDITOR, 'auditor']), []);
  assert.equal((await gateway.call([AUDITOR, 'auditor'], 'GET', '/v1/grants/G-SEEN')).status, 404);
  assert.equal((await gateway.call([AUDITOR, 'auditor'], 'GET', '/v1/requests/G-SEEN')).status, 404);
});

test('a policy is set in versions; before the first the built-in one holds', async () => {
  const { body: built } = await gateway.call<Policy>(consumer, 'GET', '/v1/policies/current');
  assert.equal(built.version, 0);
  const { deadlines, calendar, reportWithinHours } = built;
  const holidays = ['2026-10-02', '2026-10-01'];
  const body = { deadlines, calendar: { ...calendar, holidays }, reportWithinHours };
  const set = await gateway.call(manager, 'POST', '/v1/policies', { body });
  assert.equal(set.status, 201, set.text);
  const read = await gateway.call<Policy>(consumer, 'GET', '/v1/policies/1');
  assert.deepEqual(read.body.calendar.holidays, [...holidays].sort());
  const current = await gateway.call<Policy>(consumer, 'GET', '/v1/policies/current');
  assert.equal(current.body.version, 1);
});

test('a list is paged, filtered, as of one block, and streamed as NDJSON', async () => {
  for (const code of ['L1', 'L2', 'L3']) {
    const body = { code, names: { en: `List ${code}` }, legalBasis: 'An Act' };
    await gateway.call(consumer, 'POST', '/v1/duties', { body });
  }
  const seen: string[] = [];
  const asOf = new Set<number>();
  let cursor: string | undefined = '';
  do {
    const query = `organisation=${CONSUMER}&limit=2${cursor && `&cursor=${cursor}`}`;
    const page: Reply<Page<Duty>> = await gateway.call(consumer, 'GET', `/v1/duties?${query}`);
    seen.push(...page.body.items.map(({ code }) => code));
    asOf.add(page.body.asOf);
    cursor = page.body.next;
  } while (cursor);
  assert.deepEqual(seen, ['D1', 'L1', 'L2', 'L3']);
  assert.equal(asOf.size, 1);
  const lines = await gateway.call(consumer, 'GET', `/v1/duties?organisation=${CONSUMER}`, {
    headers: { accept: 'application/x-ndjson' },
  });
  const codes = lines.text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { code: string }).code);
  assert.deepEqual(codes, seen);
  assert.match(lines.headers.get('content-type') ?? '', /^application\/x-ndjson/);
});

test('the ledger says what it is', async () => {
  const { body } = await gateway.call<Record<string, unknown>>(consumer, 'GET', '/v1/ledger');
  assert.equal(body['kind'], 'embedded');
  assert.equal(body['consensus'], false);
});
