// SPDX-License-Identifier: Apache-2.0
/**
 * What the way to the ledger meets, seen from the user's door: errors of libraries, calls without an answer and a way
 * that has stopped. Each is waited out, or told by readiness, by the metrics and by the answer to the next report.
 */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Readiness } from '@catalog-chain/gateway/http/health';
import { fabricError } from '@catalog-chain/gateway/ledger/fabric/fabric-errors';
import type { Call, Ledger, Outcome, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../../support/api-flows.js';
import { CONSUMER, PROVIDER, startTestGateway, type Reply, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, beforeEach, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

/** What stands in for the ledger's own answers, while there is something. */
type Stead = Partial<Pick<Ledger, 'evaluate' | 'prepare' | 'submit' | 'outcome'>>;

let gateway: TestGateway;
let stead: Stead = {};
/** How far the gateway's clock is ahead, milliseconds. */
let ahead = 0;

const between = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      const own: unknown = Reflect.get(stead, name);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

beforeAll(async () => {
  gateway = await startTestGateway({ ledger: between, now: () => Date.now() + ahead });
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-1', await publish(gateway, 'HELD', 'conditional'));
});

beforeEach(() => {
  stead = {};
  ahead = 0;
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
});

const SIDES = {
  [CONSUMER]: ['/v1/usage-events', CONSUMER_SYSTEM],
  [PROVIDER]: ['/v1/attestations', SYSTEM],
} as const;

const report = (organisation: keyof typeof SIDES, wait = 0): Promise<Reply<Reported & { code?: string }>> => {
  const [path, system] = SIDES[organisation];
  const row = {
    id: uuid(),
    kind: 'use',
    correlation: uuid(),
    grant: 'G-1',
    action: 'query',
    system,
    count: 1,
    at: new Date().toISOString(),
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
  };
  const headers = wait > 0 ? { prefer: `wait=${wait}` } : {};
  return gateway.call([organisation, 'submitter'], 'POST', path, { body: [row], headers });
};

const usageCheck = async (): Promise<{ readonly status: number; readonly code?: string }> => {
  const { status, body } = await gateway.call<Readiness>(undefined, 'GET', '/readyz');
  const { code } = body.checks['usage'] ?? {};
  return { status, ...(code !== undefined && { code }) };
};

const gauge = async (name: string): Promise<number> => {
  const { text } = await gateway.call(undefined, 'GET', '/metrics');
  return Number(new RegExp(`^catalog_chain_${name} (.+)$`, 'm').exec(text)?.[1]);
};

const isUsage = ({ transaction }: Call): boolean => transaction === TRANSACTIONS.usageSubmit;
const foreign = (): Promise<never> => Promise.reject(new TypeError('Channel has been shut down'));

test('errors that are not the ledger’s own, at every step, cost nobody a use', async () => {
  const { ledger } = gateway;
  const left = { evaluate: 3, prepare: 3, submit: 3, outcome: 3 };
  const failing = <K extends keyof typeof left>(name: K, real: Ledger[K]): Ledger[K] =>
    ((...all: never[]) => {
      left[name] -= 1;
      return left[name] >= 0 ? foreign() : (real as (...all: never[]) => unknown)(...all);
    }) as Ledger[K];
  stead = {
    prepare: failing('prepare', ledger.prepare.bind(ledger)),
    submit: failing('submit', ledger.submit.bind(ledger)),
    outcome: failing('outcome', ledger.outcome.bind(ledger)),
  };
  const answers = await Promise.all([report(CONSUMER, 30), report(PROVIDER, 30)]);
  for (const { status, body, text } of answers)
    assert.deepEqual([status, body.state], [200, 'committed'], text);
  assert.ok(left.prepare < 0 && left.submit < 0, 'the errors were met');
  assert.deepEqual(await usageCheck(), { status: 200 });
});

test('a call that is never answered is told of within half a minute, and the others go on', async () => {
  const { ledger } = gateway;
  const silence = Promise.withResolvers<never>();
  stead = {
    prepare: (signatory, call) =>
      signatory.mspId === CONSUMER && isUsage(call) ? silence.promise : ledger.prepare(signatory, call),
  };
  assert.equal((await report(CONSUMER)).status, 202);
  await until('a batch is under way', async () => (await gauge('usage_in_flight')) === 1);
  ahead = 30_000;
  await until('readiness tells', async () => (await usageCheck()).status === 503);
  assert.deepEqual(await usageCheck(), { status: 503, code: 'LEDGER_TIMEOUT' });
  assert.equal(await gauge('usage_held_organisations'), 1);
  assert.ok((await gauge('usage_held_seconds')) >= 29);
  const next = await report(CONSUMER);
  assert.deepEqual([next.status, next.body.held?.code], [202, 'LEDGER_TIMEOUT']);
  assert.equal((await report(PROVIDER, 30)).body.state, 'committed');
  stead = {};
  silence.reject(new Error('The connection was closed.'));
  await until('what was held goes on', async () => (await gauge('usage_pending')) === 0);
});

test('what gRPC says of a peer is no refusal by a contract', async () => {
  const texts = [
    '5 NOT_FOUND: no chaincode of that name',
    '6 ALREADY_EXISTS: 10 CONFLICT: stream',
    'NOT_FOUND: x',
  ];
  for (const said of texts) {
    stead = { prepare: () => Promise.reject(fabricError(5, [said], undefined)) };
    const body = { code: `D-${texts.indexOf(said)}`, names: { en: 'A duty' }, legalBasis: 'An Act' };
    const { status, body: problem } = await gateway.call([PROVIDER, 'officer'], 'POST', '/v1/duties', {
      body,
    });
    assert.ok(status >= 500, `${said}: ${status} ${problem.code}`);
    assert.equal(problem.code, 'LEDGER_FAILURE');
  }
  const refused = 'catalog-chain NOT_FOUND: There is no such duty.';
  stead = { prepare: () => Promise.reject(fabricError(2, [refused], undefined)) };
  const body = { code: 'D-9', names: { en: 'A duty' }, legalBasis: 'An Act' };
  assert.equal((await gateway.call([PROVIDER, 'officer'], 'POST', '/v1/duties', { body })).status, 404);
});

/** A ledger on which another batch stands at the place where the organisation's own is bound to. */
function takenPlace(ledger: Ledger): Stead {
  const other = { count: 1, root: 'f'.repeat(64), committed: { tx: 'e'.repeat(64) } };
  return {
    submit: (transaction: PreparedTransaction, options): Promise<Outcome> => {
      const { transactionId, signatory } = transaction;
      if (signatory.mspId !== CONSUMER || !Buffer.from(transaction.result).includes('"root"'))
        return ledger.submit(transaction, options);
      return Promise.resolve({ status: 'rejected', transactionId, code: 'LEDGER_CONFLICT', message: 'x' });
    },
    evaluate: (signatory, call) =>
      signatory.mspId === CONSUMER && call.transaction === TRANSACTIONS.usageReadHeader
        ? Promise.resolve(Buffer.from(JSON.stringify(other)))
        : ledger.evaluate(signatory, call),
  };
}

test('a way that has stopped for good is told by readiness, metrics and the next answer, and is its own only', async () => {
  stead = takenPlace(gateway.ledger);
  assert.equal((await report(CONSUMER)).status, 202);
  await until('the way has stopped', async () => (await gauge('usage_stopped_organisations')) === 1);
  // An answer of readiness is used for a second.
  await until('readiness tells why', async () => (await usageCheck()).code === 'SEQUENCE_TAKEN');
  assert.deepEqual(await usageCheck(), { status: 503, code: 'SEQUENCE_TAKEN' });
  const next = await report(CONSUMER);
  assert.deepEqual([next.status, next.body.code], [503, 'LEDGER_UNAVAILABLE']);
  assert.match(next.text, /SEQUENCE_TAKEN/);
  assert.equal((await report(PROVIDER, 30)).body.state, 'committed');
});
