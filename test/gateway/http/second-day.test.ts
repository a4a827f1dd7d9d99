// SPDX-License-Identifier: Apache-2.0
/** What shows only after a while: an answer that was lost between two steps, a ledger that went silent. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Disclosure } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { boundedLedger } from '@catalog-chain/gateway/ledger/bounded-ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { Call, Ledger } from '@catalog-chain/gateway/ledger/ledger';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, beforeEach, test } from '../../support/testing.js';

let gateway: TestGateway;
/** What a test has put in the place of the ledger's own methods. */
let stead: Partial<Ledger> = {};

const between = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      const own: unknown = Reflect.get(stead, name);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

const provider = [PROVIDER, 'officer'] as const;
const submitter = [CONSUMER, 'submitter'] as const;

beforeAll(async () => {
  gateway = await startTestGateway({ ledger: between });
  await registerMembers(gateway);
  await registerSystems(gateway);
});

beforeEach(() => {
  stead = {};
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const is =
  (name: string) =>
  ({ transaction }: Call): boolean =>
    transaction === name;

const use = (grantId: string, recordId: string): Record<string, unknown> => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: grantId,
  recordId,
  action: 'query',
  at: new Date().toISOString(),
  system: CONSUMER_SYSTEM,
  actorId: 'clerk 7',
  purpose: 'housing',
  outcome: 'ok',
});

const report = (body: object): Promise<Reply<{ readonly code?: string }>> =>
  gateway.call(submitter, 'POST', '/v1/usage-events', { body, headers: { prefer: 'wait=20' } });

test('a key whose disclosure is on record and that was not handed over is handed over by the same request again', async () => {
  const { ledger } = gateway;
  const id = await grant(gateway, 'G-HANDED', await publish(gateway, 'HANDED', 'conditional'));
  const key = await gateway.call(provider, 'POST', `/v1/grants/${id}/key`);
  assert.equal(key.status, 200, key.text);
  stead = {
    prepare: (signatory, call) =>
      is(TRANSACTIONS.keyDeliver)(call)
        ? Promise.reject(new LedgerError('LEDGER_UNAVAILABLE', 'The auditor’s peer is away.'))
        : ledger.prepare(signatory, call),
  };
  const disclose = (reason: string): Promise<Reply<Disclosure & { readonly code?: string }>> =>
    gateway.call(provider, 'POST', `/v1/grants/${id}/key/disclosure`, { body: { to: AUDITOR, reason } });
  const held = (): Promise<boolean> =>
    ledger
      .evaluate({ mspId: AUDITOR, user: 'auditor' }, { transaction: TRANSACTIONS.keyRead, args: [id] })
      .then(
        () => true,
        () => false,
      );
  assert.equal((await disclose('audit')).status, 503);
  assert.equal(await held(), false);
  const { height } = await ledger.info();
  stead = {};
  const again = await disclose('audit');
  assert.deepEqual([again.status, again.body.to], [200, AUDITOR], again.text);
  assert.equal(await held(), true);
  assert.equal((await ledger.info()).height, height + 1, 'the delivery alone was written');
  assert.equal((await disclose('audit')).status, 200, 'and once more changes nothing');
  assert.equal((await disclose('dispute')).status, 409, 'for another reason it is another disclosure');
  assert.equal((await ledger.info()).height, height + 1);
});

test('a read of the ledger that is never answered ends, keeps nothing, and holds no place', async () => {
  const { ledger } = gateway;
  const id = await grant(gateway, 'G-SILENT', await publish(gateway, 'SILENT', 'conditional'));
  assert.equal((await gateway.call(provider, 'POST', `/v1/grants/${id}/key`)).status, 200);
  const silent: Ledger = between(ledger);
  const bounded = boundedLedger(
    Object.assign(Object.create(silent) as Ledger, {
      evaluate: (...[signatory, call]: Parameters<Ledger['evaluate']>) =>
        is(TRANSACTIONS.keyRead)(call)
          ? new Promise<never>(() => undefined)
          : ledger.evaluate(signatory, call),
    }),
    400,
  );
  stead = { evaluate: bounded.evaluate.bind(bounded) };
  const row = use(id, 'R-1');
  const answers = await Promise.all([report(row), report(row)]);
  for (const { status, body, text } of answers)
    assert.deepEqual([status, body.code], [504, 'LEDGER_TIMEOUT'], text);
  assert.equal((await gateway.call(submitter, 'GET', `/v1/receipts/${String(row['id'])}`)).status, 404);
  stead = {};
  assert.equal((await report(row)).status, 200);
});
