// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Ledger } from '@catalog-chain/gateway/ledger/ledger';
import { PipelineOverloaded } from '@catalog-chain/gateway/usage/ports';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, PROVIDER, startTestGateway, type Reply } from '../../support/gateway.js';
import { test } from '../../support/testing.js';

const officer = [PROVIDER, 'officer'] as const;

test('more requests a minute than allowed are told to wait', async () => {
  await using gateway = await startTestGateway({ env: { LIMIT_REQUESTS_PER_MINUTE: '5' } });
  const statuses: number[] = [];
  for (let i = 0; i < 7; i += 1) statuses.push((await gateway.call(officer, 'GET', '/v1/duties')).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429]);
  const { body, headers } = await gateway.call(officer, 'GET', '/v1/duties');
  assert.equal(body.code, 'TOO_MANY_REQUESTS');
  assert.ok(Number(headers.get('retry-after')) > 0);
  assert.equal(
    (await gateway.call([MANAGER, 'officer'], 'GET', '/v1/duties')).status,
    200,
    'others are not hit',
  );
  assert.deepEqual(gateway.departures, []);
});

/** A ledger whose submissions wait until they are let go. */
function gated(): { readonly wrap: (real: Ledger) => Ledger; readonly entered: Promise<void>; open(): void } {
  const gate = Promise.withResolvers<undefined>();
  const entered = Promise.withResolvers<undefined>();
  const wrap = (real: Ledger): Ledger =>
    new Proxy(real, {
      get(target, name): unknown {
        if (name !== 'submit') {
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        }
        return async (...args: Parameters<Ledger['submit']>) => {
          entered.resolve(undefined);
          await gate.promise;
          return target.submit(...args);
        };
      },
    });
  return {
    wrap,
    entered: entered.promise,
    open: () => {
      gate.resolve(undefined);
    },
  };
}

const member = {
  organisation: MANAGER,
  code: 'TEST:1',
  names: { en: 'Data bureau' },
  roles: ['manager'],
};

test('more requests at a time than allowed are refused at once, the rest go on', async () => {
  const gate = gated();
  await using gateway = await startTestGateway({ env: { LIMIT_CONCURRENCY: '1' }, ledger: gate.wrap });
  const first = gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body: member });
  await gate.entered;
  const second = await gateway.call(officer, 'GET', '/v1/duties');
  assert.deepEqual([second.status, second.body.code], [503, 'OVERLOADED']);
  assert.equal(second.headers.get('retry-after'), '1');
  gate.open();
  assert.equal((await first).status, 201);
  assert.equal((await gateway.call(officer, 'GET', '/v1/duties')).status, 200);
});

test('a stop lets running requests end, takes no new ones and leaves whole answers', async () => {
  const gate = gated();
  const gateway = await startTestGateway({ ledger: gate.wrap });
  const first = gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body: member });
  await gate.entered;
  const stopped = gateway[Symbol.asyncDispose]();
  await assert.rejects(fetch(`${gateway.url}/healthz`, { headers: { connection: 'close' } }));
  gate.open();
  assert.equal((await first).status, 201);
  await stopped;
});

test('a stop is bounded: what does not end is cut', async () => {
  const gate = gated();
  const gateway = await startTestGateway({ env: { STOP_TIMEOUT_MS: '300' }, ledger: gate.wrap });
  const hanging = gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body: member });
  const cut = assert.rejects(hanging);
  await gate.entered;
  const started = performance.now();
  const stopped = gateway[Symbol.asyncDispose]();
  await cut;
  gate.open();
  await stopped;
  assert.ok(performance.now() - started < 10_000);
});

test('security headers are set, answers are not stored, the server does not name itself', async () => {
  await using gateway = await startTestGateway();
  await registerMembers(gateway);
  const { headers } = await gateway.call(officer, 'GET', '/v1/organisations');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('x-powered-by'), null);
  assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/);
});

test('bulk bodies beyond what memory is set aside for are refused before they are read', async () => {
  const full = new PipelineOverloaded(7);
  const entered = Promise.withResolvers<undefined>();
  const gate = Promise.withResolvers<undefined>();
  const accept = async (): Promise<never> => {
    entered.resolve(undefined);
    await gate.promise;
    throw full;
  };
  await using gateway = await startTestGateway({
    env: { LIMIT_HELD_BYTES: '1500' },
    parts: (parts) => ({ ...parts, pipeline: { ...parts.pipeline, admit: () => undefined, accept } }),
  });
  const submitter = [PROVIDER, 'submitter'] as const;
  const send = (): Promise<Reply> =>
    gateway.call(submitter, 'POST', '/v1/attestations', { body: [{ id: 'x'.repeat(1_000) }] });
  const first = send();
  await entered.promise;
  const second = await send();
  assert.deepEqual([second.status, second.body.code], [503, 'OVERLOADED']);
  gate.resolve(undefined);
  const answer = await first;
  assert.deepEqual(
    [answer.status, answer.body.code],
    [503, 'LEDGER_OVERLOADED'],
    'a full outbox says when to come back',
  );
  assert.equal(answer.headers.get('retry-after'), '7');
  assert.notEqual((await send()).body.code, 'OVERLOADED', 'the room is given back');
});

test('uses that could not be kept are refused before a byte of them is read', async () => {
  const admit = (): never => {
    throw new PipelineOverloaded(9);
  };
  await using gateway = await startTestGateway({
    parts: (parts) => ({ ...parts, pipeline: { ...parts.pipeline, admit } }),
  });
  const raw = 'no JSON, and never looked at';
  const answer = await gateway.call([PROVIDER, 'submitter'], 'POST', '/v1/attestations', { raw });
  assert.deepEqual([answer.status, answer.body.code], [503, 'LEDGER_OVERLOADED']);
  assert.equal(answer.headers.get('retry-after'), '9');
});
