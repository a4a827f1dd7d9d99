// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { v7 as uuid } from 'uuid';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import type { AnyReceipt, Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
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
let resource: string;
const GRANT = 'G-USE';
const consumer = [CONSUMER, 'submitter'] as const;
const provider = [PROVIDER, 'submitter'] as const;
const auditor = [AUDITOR, 'auditor'] as const;
const RECORD = 'HR-2026-000117';

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'USED', 'conditional');
  await grant(gateway, GRANT, resource);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const event = (change: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: GRANT,
  recordId: RECORD,
  action: 'query',
  at: new Date().toISOString(),
  system: CONSUMER_SYSTEM,
  actorId: 'clerk 7',
  purpose: 'housing',
  outcome: 'ok',
  ...change,
});

const wait = { prefer: 'wait=20' };
const report = <T = Reported>(body: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> =>
  gateway.call<T>(consumer, 'POST', '/v1/usage-events', { body, headers });

test('one event: kept at once, its receipt tells when it is committed', async () => {
  const sent = event();
  const kept = await report(sent);
  assert.equal(kept.status, 202, kept.text);
  assert.equal(kept.body.accepted, 1);
  const location = kept.headers.get('location') ?? '';
  assert.equal(location, `/v1/receipts/${kept.body.receipt ?? ''}`);
  const receipt = await gateway.call<AnyReceipt>(consumer, 'GET', location, { headers: wait });
  assert.equal(receipt.body.state, 'committed', receipt.text);
  const own = await gateway.call<AnyReceipt>(consumer, 'GET', `/v1/receipts/${sent['id'] ?? ''}`);
  assert.ok(own.body.of === 'event' && own.body.state === 'committed', own.text);
  assert.deepEqual(own.body.violations ?? [], []);
  const other = await gateway.call(provider, 'GET', location);
  assert.equal(other.status, 404, "another's receipt");
});

test('waiting for the commit answers 200 with the place, and the event is there to read', async () => {
  const sent = event();
  const { status, body, headers } = await report(sent, wait);
  assert.equal(status, 200);
  assert.equal(body.state, 'committed');
  assert.equal(headers.get('preference-applied'), 'wait=20');
  const read = await gateway.call<UsageEvent>(consumer, 'GET', `/v1/usage-events/${sent['id'] ?? ''}`);
  assert.equal(read.status, 200, read.text);
  assert.equal(read.body.leaf.grant, GRANT);
  const [batch] = body.batches ?? [];
  const path = `/v1/batches/${batch?.organisation ?? ''}/${batch?.journal ?? ''}/${batch?.sequence ?? 0}`;
  const header = await gateway.call<BatchHeader>(provider, 'GET', path);
  assert.equal(header.status, 200, header.text);
});

test('the plain identifiers are nowhere: not in answers, not in blocks, not in the log', async () => {
  await report(event(), wait);
  const { text } = await gateway.call(consumer, 'GET', '/v1/usage-events?limit=1000');
  const stop = new AbortController();
  const { height } = await gateway.ledger.info();
  for await (const block of gateway.ledger.blocks({ from: 0, signal: stop.signal })) {
    for (const { envelope, args } of block.transactions) {
      const bytes = Buffer.concat([envelope, ...args]);
      assert.ok(!bytes.includes(RECORD) && !bytes.includes('clerk 7'));
    }
    if (block.number === height - 1) stop.abort();
  }
  for (const secret of [RECORD, 'clerk 7']) {
    assert.ok(!text.includes(secret));
    assert.ok(gateway.log.every((line) => !line.includes(secret)));
  }
});

test('an array: a result per row, a bad row does not sink the good ones', async () => {
  const good = event();
  const { status, body } = await report([good, event({ action: 'steal' }), { id: 'x' }, 7, event()], wait);
  assert.equal(status, 200);
  assert.deepEqual(
    body.rows.map((row) => row.status),
    ['accepted', 'refused', 'refused', 'refused', 'accepted'],
  );
  assert.equal(body.accepted, 2);
  assert.equal(body.refused, 3);
  assert.equal(body.rows[0]?.id, good['id']);
  assert.ok(body.rows[1]?.code);
});

test('NDJSON and CSV: a line that cannot be read is refused by itself', async () => {
  const raw = [JSON.stringify(event()), '{"id":', '', '{"a":1,"a":2}', JSON.stringify(event())].join('\r\n');
  const headers = { 'content-type': 'application/x-ndjson', ...wait };
  const lines = await gateway.call<Reported>(consumer, 'POST', '/v1/usage-events', { raw, headers });
  assert.deepEqual(
    lines.body.rows.map(({ code, status }) => code ?? status),
    ['accepted', 'JSON_MALFORMED', 'JSON_UNSAFE', 'accepted'],
  );
  const names = [
    'id',
    'kind',
    'correlation',
    'grant',
    'recordId',
    'action',
    'at',
    'system',
    'actorId',
    'purpose',
    'items',
    'outcome',
  ];
  const line = (one: Record<string, string>): string => names.map((name) => one[name] ?? '').join(',');
  const csv = [names.join(','), line(event({ items: 'since;status' })), 'only,two', line(event())].join('\n');
  const table = await gateway.call<Reported>(consumer, 'POST', '/v1/usage-events', {
    raw: gzipSync(csv),
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-encoding': 'gzip', ...wait },
  });
  assert.deepEqual(
    table.body.rows.map(({ status }) => status),
    ['accepted', 'refused', 'accepted'],
    table.text,
  );
  const wrong = await gateway.call(consumer, 'POST', '/v1/usage-events', {
    raw: 'id,password\n1,2',
    headers: { 'content-type': 'text/csv' },
  });
  assert.deepEqual([wrong.status, wrong.body.errors?.[0]?.field], [400, 'header']);
});

test('the same event again is a duplicate; another body under its id is refused', async () => {
  const sent = event();
  await report(sent, wait);
  const again = await report(sent);
  assert.deepEqual([again.status, again.body.duplicates], [200, 1], again.text);
  const reordered = Object.fromEntries(Object.entries(sent).reverse());
  assert.equal((await report(reordered)).body.duplicates, 1, 'key order does not matter');
  const changed = await report<{ code: string }>({ ...sent, outcome: 'empty' });
  assert.deepEqual([changed.status, changed.body.code], [409, 'IDEMPOTENCY_MISMATCH'], changed.text);
});

test('a single malformed event is a problem with field and rule', async () => {
  const { status, body, text } = await gateway.call(consumer, 'POST', '/v1/usage-events', {
    body: event({ purpose: 'not a code!' }),
  });
  assert.equal(status, 400, text);
  assert.equal(body.errors?.[0]?.field, 'purpose');
  assert.ok(!text.includes('not a code!'));
});

test('an event under a grant of others is refused; an attestation is the provider’s', async () => {
  const claimed = await gateway.call(provider, 'POST', '/v1/usage-events', { body: event() });
  assert.deepEqual([claimed.status, claimed.body.code], [403, 'NOT_PARTY'], claimed.text);
  const attested = await gateway.call<Reported>(provider, 'POST', '/v1/attestations', {
    body: event({ system: SYSTEM }),
    headers: wait,
  });
  assert.equal(attested.body.state, 'committed', attested.text);
});

test('a violation is recorded, not refused', async () => {
  const sent = event({ purpose: 'curiosity' });
  await report(sent, wait);
  const { body } = await gateway.call<Page<UsageEvent>>(
    provider,
    'GET',
    '/v1/usage-events?violation=wrong-purpose',
  );
  assert.deepEqual(
    body.items.map(({ leaf }) => leaf.id),
    [sent['id']],
  );
});

test('a record’s whole trail by its plain identifier, for who holds the keys', async () => {
  const body = { recordId: RECORD, resource };
  const trail = await gateway.call<Page<TrailEntry>>([PROVIDER, 'officer'], 'POST', '/v1/trails/record', {
    body,
  });
  assert.equal(trail.status, 200, trail.text);
  const uses = trail.body.items.filter(({ entry }) => entry === 'usage');
  assert.ok(uses.length >= 5);
  const nobody = await gateway.call<Page<TrailEntry>>([PROVIDER, 'officer'], 'POST', '/v1/trails/record', {
    body: { recordId: 'HR-0', resource },
  });
  assert.deepEqual(nobody.body.items, []);
  const keyless = await gateway.call([MANAGER, 'officer'], 'POST', '/v1/trails/record', { body });
  assert.equal(keyless.body.code, 'CONDITION_NOT_MET');
});

test('an auditor states a purpose, which is recorded; then sees everything in order', async () => {
  const path = `/v1/trails/grant/${GRANT}`;
  const bare = await gateway.call(auditor, 'GET', path);
  assert.deepEqual([bare.status, bare.body.code], [422, 'PURPOSE_REQUIRED']);
  const trail = await gateway.call<Page<TrailEntry>>(
    auditor,
    'GET',
    `${path}?purpose=audit-2026-4&limit=1000`,
  );
  assert.equal(trail.status, 200, trail.text);
  const kinds = trail.body.items.map((one) => (one.entry === 'usage' ? 'usage' : one.record.type));
  for (const kind of ['resource', 'request', 'grant', 'usage'] as const)
    assert.ok(kinds.includes(kind), kind);
  const reads = await gateway.call<Page<AuditRead>>(consumer, 'GET', '/v1/audit-reads');
  assert.deepEqual(
    reads.body.items.map(({ kind, subjects, purpose }) => [kind, subjects, purpose.code]),
    [['grant', [GRANT], 'audit-2026-4']],
    'who is looked at can see it',
  );
  const lines = await gateway.call(auditor, 'GET', `${path}?purpose=x`, {
    headers: { accept: 'application/x-ndjson' },
  });
  assert.equal(lines.text.trim().split('\n').length, kinds.length);
});
