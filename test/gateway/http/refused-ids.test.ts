// SPDX-License-Identifier: Apache-2.0
/**
 * Ids of what was refused: what came to nothing holds no id, so that it may be sent again once its cause is mended, as it was or
 * corrected; and what stands on the ledger as refused is told as that, however often it is asked for.
 */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { Duty } from '@catalog-chain/chaincode/domain/records';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Call, Ledger, Outcome, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { AnyReceipt, Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
} from '../../support/api-flows.js';
import { CONSUMER, PROVIDER, startTestGateway, type Reply, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, beforeEach, test } from '../../support/testing.js';

const officer = [CONSUMER, 'officer'] as const;
const clerk = [CONSUMER, 'submitter'] as const;
let gateway: TestGateway;

/** What the ledger does with the next calls. */
const faults: {
  /** The batches of uses are refused with it. */
  batches?: LedgerError | undefined;
  submit?: ((transaction: PreparedTransaction, real: Ledger) => Promise<Outcome>) | undefined;
  /** What is known of a transaction's fate. */
  outcome?: Outcome | undefined;
} = {};

const faulty = (real: Ledger): Ledger => {
  const prepare: Ledger['prepare'] = (signatory, call: Call) => {
    const isRefused = faults.batches !== undefined && call.transaction === TRANSACTIONS.usageSubmit;
    return isRefused ? Promise.reject(faults.batches ?? new Error()) : real.prepare(signatory, call);
  };
  const submit: Ledger['submit'] = (transaction, options) =>
    faults.submit ? faults.submit(transaction, real) : real.submit(transaction, options);
  const outcome: Ledger['outcome'] = (id, signatory) =>
    faults.outcome?.transactionId === id ? Promise.resolve(faults.outcome) : real.outcome(id, signatory);
  const own: Partial<Ledger> = { prepare, submit, outcome };
  return new Proxy(real, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
};

beforeAll(async () => {
  gateway = await startTestGateway({ ledger: faulty });
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-1', await publish(gateway, 'REFUSED', 'conditional'));
});

beforeEach(() => {
  faults.batches = undefined;
  faults.submit = undefined;
  faults.outcome = undefined;
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const height = async (): Promise<number> => (await gateway.ledger.info()).height;

const use = (change: object = {}): Readonly<Record<string, unknown>> => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: 'G-1',
  recordId: 'HR-0417',
  action: 'query',
  at: new Date().toISOString(),
  system: CONSUMER_SYSTEM,
  actor: 'A'.repeat(43),
  purpose: 'housing',
  outcome: 'ok',
  ...change,
});

const report = (rows: readonly object[]): Promise<Reply<Reported>> =>
  gateway.call(clerk, 'POST', '/v1/usage-events', { body: rows, headers: { prefer: 'wait=20' } });

const receipt = async ({ id }: { readonly id?: unknown }): Promise<AnyReceipt> =>
  (await gateway.call<AnyReceipt>(clerk, 'GET', `/v1/receipts/${String(id)}`)).body;

test('a use that the ledger refused is no duplicate when it is sent again: it is judged again, and taken once it may be', async () => {
  const [row, other] = [use(), use()];
  faults.batches = new LedgerError('NOT_PARTY', 'leaf 0: The organisation is not the consumer.');
  const refused = await report([row]);
  assert.equal(refused.body.state, 'rejected', refused.text);
  assert.equal((await receipt(row)).state, 'rejected');
  const again = await report([row]);
  assert.deepEqual([again.body.accepted, again.body.state], [1, 'rejected'], again.text);
  faults.batches = undefined;
  const taken = await report([row, other]);
  assert.deepEqual([taken.body.accepted, taken.body.state], [2, 'committed'], taken.text);
  assert.equal((await receipt(row)).state, 'committed');
  const twice = await report([row, other]);
  assert.deepEqual([twice.body.accepted, twice.body.duplicates], [0, 2], twice.text);
});

test('a use that the ledger refused may be corrected under its id, and then stands as it was corrected', async () => {
  const row = use();
  faults.batches = new LedgerError('INVALID_ARGUMENT', 'leaf 0: purpose: must be known.');
  assert.equal((await report([row])).body.state, 'rejected');
  faults.batches = undefined;
  const corrected = { ...row, purpose: 'housing-2' };
  const taken = await report([corrected]);
  assert.deepEqual([taken.body.accepted, taken.body.state], [1, 'committed'], taken.text);
  const told = await gateway.call<{ leaf: { purpose: string } }>(
    officer,
    'GET',
    `/v1/usage-events/${String(row['id'])}`,
  );
  assert.equal(told.body.leaf.purpose, 'housing-2', told.text);
  const { rows } = (await report([row, use()])).body;
  assert.equal(rows[0]?.code, 'IDEMPOTENCY_MISMATCH');
});

const duty = (code: string, legalBasis = 'An Act'): object => ({ code, names: { en: 'A duty' }, legalBasis });
const enter = (body: object, key?: string): Promise<Reply<Duty & { code: string }>> =>
  gateway.call([PROVIDER, 'officer'], 'POST', '/v1/duties', {
    body,
    ...(key !== undefined && { headers: { 'idempotency-key': key } }),
  });

for (const key of [undefined, 'a-key'] as const) {
  const under = key === undefined ? 'its own id' : 'a key';
  test(`what the network lost and the ledger then refused may be corrected under ${under}`, async () => {
    const code = key === undefined ? 'LOST-OWN' : 'LOST-KEY';
    let transactionId = '';
    faults.submit = (transaction) => {
      ({ transactionId } = transaction);
      return Promise.resolve({ status: 'unknown', transactionId, message: 'lost' });
    };
    assert.equal((await enter(duty(code), key)).body.code, 'OUTCOME_UNKNOWN');
    faults.submit = undefined;
    const at = await height();
    const early = await enter(duty(code, 'Another Act'), key);
    assert.equal(early.body.code, 'IDEMPOTENCY_MISMATCH', 'it may be committed yet');
    const message = 'It lost a race.';
    faults.outcome = { status: 'rejected', transactionId, code: 'LEDGER_CONFLICT', message };
    const corrected = await enter(duty(code, 'Another Act'), key);
    assert.deepEqual([corrected.status, corrected.body.legalBasis], [201, 'Another Act'], corrected.text);
    assert.equal(await height(), at + 1);
    const repeated = await enter(duty(code, 'Another Act'), key);
    assert.deepEqual(repeated.body, corrected.body);
    assert.equal((await enter(duty(code), key)).body.code, 'IDEMPOTENCY_MISMATCH');
    assert.equal(await height(), at + 1);
  });
}

test('a request that the law refuses stands as refused: asked again it is told as that, and another needs an id of its own', async () => {
  const resource = await publish(gateway, 'WITHHELD', 'not-shared');
  const body = { ...requestBody('R-WITHHELD', resource), mode: 'query' };
  const ask = (sent: object, key?: string): Promise<Reply<AccessRequest & { code: string }>> =>
    gateway.call(officer, 'POST', '/v1/requests', {
      body: sent,
      ...(key !== undefined && { headers: { 'idempotency-key': key } }),
    });
  const first = await ask(body);
  assert.deepEqual([first.status, first.body.state], [201, 'refused'], first.text);
  const at = await height();
  const again = await ask(body);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  assert.equal((await ask(body, 'a-key-of-its-own')).body.code, 'ALREADY_EXISTS');
  const other = await ask({ ...body, legalBasis: 'Another Act' });
  assert.equal(other.body.code, 'IDEMPOTENCY_MISMATCH', other.text);
  assert.equal(await height(), at);
  const read = await gateway.call<AccessRequest>(officer, 'GET', '/v1/requests/R-WITHHELD');
  assert.deepEqual([read.body.state, read.body.refusal], ['refused', 'Secrecy Act']);
  assert.equal((await gateway.call(officer, 'GET', '/v1/grants/R-WITHHELD')).status, 404);
  const anew = await ask({ ...body, id: 'R-ANEW' });
  assert.equal(anew.status, 201, anew.text);
});
