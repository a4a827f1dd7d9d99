// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { PERIOD } from '../../support/evidence-market.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const GRANT = 'G-PROOF';
const EVENT = uuid();
const consumer = [CONSUMER, 'officer'] as const;
const auditor = [AUDITOR, 'auditor'] as const;
type As = readonly [string, 'officer' | 'auditor'];

let gateway: TestGateway;
/** The ledger's answers wait for it. */
let gate: Promise<void> | undefined;

const gated = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== 'endorsedRead')
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return async (...args: Parameters<Ledger['endorsedRead']>) => {
        await gate;
        return target.endorsedRead(...args);
      };
    },
  });

beforeAll(async () => {
  gateway = await startTestGateway({
    ledger: gated,
    env: { ORGANISATIONS: [MANAGER, PROVIDER, CONSUMER, AUDITOR, OUTSIDER].join() },
  });
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, GRANT, await publish(gateway, 'PROVED', 'conditional'));
  const body = {
    id: EVENT,
    kind: 'use',
    correlation: uuid(),
    grant: GRANT,
    recordId: 'HR-1',
    action: 'query',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
  };
  const headers = { prefer: 'wait=20' };
  const sent = await gateway.call<Reported>([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', {
    body,
    headers,
  });
  assert.equal(sent.body.state, 'committed', sent.text);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const event = { subject: { kind: 'event', id: EVENT } };
const ask = <T = Job>(as: As, body: object): Promise<Reply<T>> =>
  gateway.call<T>(as, 'POST', '/v1/evidence', { body });

async function finished(as: As, location: string): Promise<Job> {
  const deadline = Date.now() + 180_000;
  for (;;) {
    const { body, text } = await gateway.call<Job>(as, 'GET', location);
    if (body.state !== 'working') return body;
    assert.ok(Date.now() < deadline, text);
    await delay(50);
  }
}

async function download(as: As, location: string): Promise<Response> {
  const authorization = `Bearer ${await gateway.token(...as)}`;
  return fetch(new URL(`${location}/bundle`, gateway.url), { headers: { authorization } });
}

const proved = async (as: As, body: object): Promise<string[]> => fetched(as, await ask(as, body));

async function fetched(as: As, asked: Reply<Job>): Promise<string[]> {
  assert.equal(asked.status, 202, asked.text);
  const location = asked.headers.get('location') ?? '';
  const job = await finished(as, location);
  assert.equal(job.state, 'ready', JSON.stringify(job));
  const response = await download(as, location);
  assert.equal(response.headers.get('content-type'), 'application/zip');
  const bundle = Buffer.from(await response.arrayBuffer());
  assert.equal(bundle.length, job.bytes);
  const { valid, faults, claims } = await verifyBundle(bundle);
  assert.deepEqual([valid, faults], [true, []]);
  return claims.map(({ claim }) => claim.claim);
}

test('a party has a bundle made that proves a use, and one that proves a whole month', async () => {
  assert.deepEqual(await proved(consumer, event), ['event', 'grant', 'resource-version']);
  const month = { subject: { kind: 'grant', id: GRANT, period: PERIOD } };
  const claims = await proved([PROVIDER, 'officer'], month);
  assert.deepEqual(claims, ['grant', 'resource-version', 'so-far', 'so-far']);
});

test('a record’s uses are proved by its plain identifier, which stays nowhere', async () => {
  const question = { recordId: 'HR-1', resource: 'ProviderMSP:PROVED' };
  const asked = await gateway.call<Job>(consumer, 'POST', '/v1/evidence/record', { body: question });
  assert.equal(asked.status, 202, asked.text);
  const { subject } = asked.body;
  assert.ok(subject.kind === 'record' && subject.records.length === 1 && !asked.text.includes('HR-1'));
  assert.deepEqual(await fetched(consumer, asked), [
    'record',
    'event',
    'grant',
    'resource-version',
    'request',
  ]);
  assert.deepEqual(await proved([PROVIDER, 'officer'], { subject }), await proved(consumer, { subject }));
  assert.equal((await ask([OUTSIDER, 'officer'], { subject })).status, 404);
  const none = await gateway.call(consumer, 'POST', '/v1/evidence/record', {
    body: { ...question, recordId: 'HR-2' },
  });
  assert.equal(none.status, 404, none.text);
  const keyless = await gateway.call<{ code: string }>([MANAGER, 'officer'], 'POST', '/v1/evidence/record', {
    body: question,
  });
  assert.equal(keyless.body.code, 'CONDITION_NOT_MET');
  assert.ok(!gateway.log.some((line) => line.includes('HR-1')));
  for (const file of readdirSync(gateway.config.stateDir, { recursive: true, withFileTypes: true }))
    if (file.isFile())
      assert.ok(!readFileSync(path.join(file.parentPath, file.name)).includes('HR-1'), file.name);
});

test('who is no party has none, not even of another’s bundle', async () => {
  const { headers } = await ask(consumer, event);
  const location = headers.get('location') ?? '';
  await finished(consumer, location);
  const stranger = [OUTSIDER, 'officer'] as const;
  assert.equal((await ask(stranger, event)).status, 404);
  assert.equal((await gateway.call(stranger, 'GET', location)).status, 404);
  assert.equal((await download([PROVIDER, 'officer'], location)).status, 404);
});

test('an auditor states a purpose, and the ledger holds it before the bundle is made', async () => {
  const refused = await ask<{ code: string }>(auditor, event);
  assert.equal(refused.body.code, 'PURPOSE_REQUIRED', refused.text);
  await proved(auditor, { ...event, purpose: 'routine-audit', case: 'C-9' });
  const reads = await gateway.call<Page<AuditRead>>(consumer, 'GET', '/v1/audit-reads?limit=100');
  const read = reads.body.items.find(({ kind }) => kind === 'evidence');
  assert.deepEqual(
    [read?.subjects, read?.purpose.code, read?.case],
    [[EVENT], 'routine-audit', 'C-9'],
    reads.text,
  );
});

test('what there is not, or is no subject, is refused', async () => {
  assert.equal((await ask(consumer, { subject: { kind: 'event', id: uuid() } })).status, 404);
  assert.equal(
    (await ask(consumer, { subject: { kind: 'grant', id: GRANT, period: '2026-13' } })).status,
    400,
  );
  assert.equal((await ask(consumer, { subject: { kind: 'all' } })).status, 400);
});

test('when too many wait, who asks is told when to come back', async () => {
  const opening = Promise.withResolvers<undefined>();
  gate = opening.promise;
  const asked: Reply<Job>[] = [];
  for (let n = 0; n < 40; n += 1) asked.push(await ask(consumer, event));
  opening.resolve(undefined);
  const refused = asked.filter(({ status }) => status === 503);
  // Of 32 places one role may have as many as stay free for others.
  assert.equal(refused.length, 40 - 17, '16 wait and one is made');
  for (const { text, headers } of refused) {
    assert.match(text, /"code":"LEDGER_OVERLOADED"/);
    assert.ok(Number(headers.get('retry-after')) > 0);
  }
  const last = asked.findLast(({ status }) => status === 202);
  assert.equal((await finished(consumer, last?.headers.get('location') ?? '')).state, 'ready');
});
