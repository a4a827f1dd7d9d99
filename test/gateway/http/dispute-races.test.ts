// SPDX-License-Identifier: Apache-2.0
/** Two act on one dispute, or on its grant, at the same moment: one wins, the other is told. */
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Outcome, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { grant, publish } from '../../support/api-flows.js';
import { ARBITER, openBody, post, startCourt, STEPS, take, type As } from '../../support/dispute-flows.js';
import { CONSUMER, PROVIDER, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
const provider = [PROVIDER, 'officer'] as const;

beforeAll(async () => {
  gateway = await startCourt();
  await grant(gateway, 'G-1', await publish(gateway, 'DISPUTED', 'conditional'));
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function open(id: string): Promise<void> {
  const { status, text } = await post(gateway, provider, '', openBody(id, { kind: 'grant', grant: 'G-1' }));
  assert.equal(status, 201, text);
}

/** As the ledger has it: the index may be a block behind. */
async function read(id: string): Promise<Dispute> {
  const call = { transaction: TRANSACTIONS.disputeRead, args: [id] };
  const bytes = await gateway.ledger.evaluate({ mspId: PROVIDER, user: 'officer' }, call);
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as Dispute;
}

const prepared = (
  [mspId, user]: As,
  transaction: TransactionName,
  input: object,
): Promise<PreparedTransaction> =>
  gateway.ledger.prepare({ mspId, user }, { transaction, args: [encode(input)] });

/** Submits both at once: they were prepared on the same state. */
async function race(
  one: PreparedTransaction,
  other: PreparedTransaction,
): Promise<readonly [Outcome, Outcome]> {
  return Promise.all([gateway.ledger.submit(one), gateway.ledger.submit(other)]);
}

function assertOneWon(outcomes: readonly Outcome[]): void {
  const told = outcomes.map((one) => (one.status === 'rejected' ? one.code : one.status)).sort();
  assert.deepEqual(told, ['LEDGER_CONFLICT', 'committed']);
}

test('answer and withdrawal in one block: one of them is in the dispute', async () => {
  await open('D-1');
  const say = { id: 'D-1', text: 'At the same moment.' };
  const outcomes = await race(
    await prepared([CONSUMER, 'officer'], TRANSACTIONS.disputeAnswer, say),
    await prepared(provider, TRANSACTIONS.disputeWithdraw, say),
  );
  assertOneWon(outcomes);
  const { state, steps } = await read('D-1');
  assert.equal(state, outcomes[0].status === 'committed' ? 'answered' : 'withdrawn');
  assert.equal(steps.length, 2);
});

test('a ruling that revokes the grant, and the provider that revokes it, in one block', async () => {
  await open('D-2');
  for (const step of ['answer', 'assignment'] as const) await take(gateway, 'D-2', step);
  const [, ruling] = STEPS.ruling;
  const outcomes = await race(
    await prepared([ARBITER, 'arbitrator'], TRANSACTIONS.disputeRule, { id: 'D-2', ...ruling }),
    await prepared(provider, TRANSACTIONS.grantRevoke, { id: 'G-1', reason: 'Out of our own will' }),
  );
  assertOneWon(outcomes);
  assert.equal((await read('D-2')).state, outcomes[0].status === 'committed' ? 'ruled' : 'assigned');
});

test('over the API the slower one is told that the state has changed', async () => {
  await open('D-3');
  const replies = await Promise.all([
    post<{ code?: string }>(gateway, [CONSUMER, 'officer'], '/D-3/answer', { text: 'No.' }),
    post<{ code?: string }>(gateway, provider, '/D-3/withdrawal', { text: 'Never mind.' }),
  ]);
  const codes = replies.map(({ status, body }) => (status === 200 ? 'ok' : body.code));
  const { steps } = await read('D-3');
  // A withdrawal may follow an answer, an answer may not follow a withdrawal.
  const both = codes.join() === 'ok,ok';
  assert.ok(
    both ? steps.length === 3 : codes.includes('ok') && codes.includes('INVALID_STATE'),
    codes.join(),
  );
});
