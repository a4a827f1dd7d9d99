// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { Duty } from '@catalog-chain/chaincode/domain/records';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import type { Ledger, Outcome, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { lockReplica } from '@catalog-chain/gateway/db/replica-lock';
import { KEEP_MS, SqlAttempts } from '@catalog-chain/gateway/attempts/sql-attempts';
import { registerMembers } from '../../support/api-flows.js';
import { emptyDatabase } from '../../support/postgres.js';
import {
  AUDITOR,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, beforeEach, test } from '../../support/testing.js';

let gateway: TestGateway;

/** What the network between gateway and ledger does to the next calls. */
const faults: {
  submit?: ((transaction: PreparedTransaction, real: Ledger) => Promise<Outcome>) | undefined;
  prepare?: (() => never) | undefined;
} = {};

const faulty = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      if (name === 'submit' && faults.submit) {
        const { submit } = faults;
        return (transaction: PreparedTransaction) => submit(transaction, target);
      }
      if (name === 'prepare' && faults.prepare) return () => Promise.reject(reasonOf(faults.prepare));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

function reasonOf(failing: (() => never) | undefined): Error {
  try {
    failing?.();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return new Error('no reason');
}

beforeAll(async () => {
  gateway = await startTestGateway({ ledger: faulty });
  await registerMembers(gateway);
});

beforeEach(() => {
  faults.submit = undefined;
  faults.prepare = undefined;
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const height = async (): Promise<number> => (await gateway.ledger.info()).height;
const duty = (code: string): object => ({ code, names: { en: 'A duty' }, legalBasis: 'An Act' });
const post = (key: string | undefined, body: object): Promise<Reply<Duty & { code: string }>> => {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return gateway.call([PROVIDER, 'officer'], 'POST', '/v1/duties', { body, headers });
};

test('same key, same body: the stored answer, and nothing is written again', async () => {
  const first = await post('k1', duty('A1'));
  const at = await height();
  const second = await post('k1', duty('A1'));
  assert.deepEqual([second.status, second.body], [201, first.body]);
  assert.equal(second.headers.get('location'), first.headers.get('location'));
  assert.equal(await height(), at);
});

test('same key, other body or other address: refused, and nothing is written', async () => {
  const at = await height();
  assert.deepEqual(
    [(await post('k1', duty('A2'))).status, (await post('k1', duty('A2'))).body.code],
    [409, 'IDEMPOTENCY_MISMATCH'],
  );
  const elsewhere = await gateway.call([PROVIDER, 'officer'], 'POST', `/v1/duties/${PROVIDER}:A1/repeal`, {
    headers: { 'idempotency-key': 'k1' },
  });
  assert.equal(elsewhere.body.code, 'IDEMPOTENCY_MISMATCH');
  assert.equal(await height(), at);
});

test("without a key, the record's own id stands in", async () => {
  const first = await post(undefined, duty('OWN'));
  const second = await post(undefined, duty('OWN'));
  assert.deepEqual(second.body, first.body);
  const other = await post(undefined, { ...duty('OWN'), legalBasis: 'Another Act' });
  assert.deepEqual([other.status, other.body.code], [409, 'IDEMPOTENCY_MISMATCH']);
});

test("keys are each user's own", async () => {
  await post('shared', duty('MINE'));
  const headers = { 'idempotency-key': 'shared' };
  const other = await gateway.call<Duty>([MANAGER, 'officer'], 'POST', '/v1/duties', {
    body: duty('MINE'),
    headers,
  });
  assert.equal(other.status, 201);
  assert.equal(other.body.organisation, MANAGER);
});

test('no name and key together can be read as another’s', async () => {
  const write = async (user: string, key: string, code: string): Promise<Reply<Duty & { code: string }>> => {
    const token = await gateway.tokens.issue({ organisation: PROVIDER, role: 'officer', user });
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key };
    return gateway.call(undefined, 'POST', '/v1/duties', { body: duty(code), headers });
  };
  const pairs = [
    ['a', 'b/c'],
    ['a/b', 'c'],
    ['a%2Fb', 'c'],
  ] as const;
  for (const [n, [user, key]] of pairs.entries()) {
    const { status, text } = await write(user, key, `PAIR-${n}`);
    assert.equal(status, 201, text);
  }
});

test('a malformed key is refused', async () => {
  for (const key of ['a b', 'x'.repeat(129)]) assert.equal((await post(key, duty('BAD'))).status, 400, key);
});

test('a refused write is not remembered: it may be corrected under the same key', async () => {
  const body = { code: 'S1', names: { en: 'A system' }, duties: [`${PROVIDER}:LATER`] };
  const headers = { 'idempotency-key': 'k-refused' };
  const ask = (): Promise<Reply> =>
    gateway.call([PROVIDER, 'officer'], 'POST', '/v1/systems', { body, headers });
  assert.equal((await ask()).status, 404);
  await post(undefined, duty('LATER'));
  assert.equal((await ask()).status, 201);
});

test('the reply of the ledger is lost after it committed: a repetition finds it, and writes nothing', async () => {
  faults.submit = async (transaction, real) => {
    await real.submit(transaction);
    return { status: 'unknown', transactionId: transaction.transactionId, message: 'lost' };
  };
  const lost = await post('k-lost', duty('LOST'));
  assert.deepEqual([lost.status, lost.body.code], [504, 'OUTCOME_UNKNOWN']);
  const at = await height();
  faults.submit = undefined;
  const found = await post('k-lost', duty('LOST'));
  assert.equal(found.status, 201, found.text);
  assert.equal(await height(), at);
});

test('the transaction is lost on its way: a repetition submits the same bytes, and it commits once', async () => {
  const submitted: string[] = [];
  faults.submit = ({ transactionId }) => {
    submitted.push(transactionId);
    return Promise.resolve({ status: 'unknown', transactionId, message: 'lost' });
  };
  assert.equal((await post('k-way', duty('WAY'))).status, 504);
  const at = await height();
  faults.submit = (transaction, real) => {
    submitted.push(transaction.transactionId);
    return real.submit(transaction);
  };
  assert.equal((await post('k-way', duty('WAY'))).status, 201);
  assert.equal(submitted.length, 2);
  assert.equal(submitted[0], submitted[1]);
  assert.equal(await height(), at + 1);
});

test('two at once under one key: one writes, the other is told to come back', async () => {
  const at = await height();
  const answers = await Promise.all([post('k-twice', duty('TWICE')), post('k-twice', duty('TWICE'))]);
  const statuses = answers.map(({ status }) => status).sort();
  assert.ok(statuses.includes(201), statuses.join());
  for (const { status, body } of answers) {
    if (status !== 201) assert.equal(body.code, 'IDEMPOTENCY_IN_PROGRESS');
  }
  assert.equal(await height(), at + 1);
});

test('parallel writes to one record all succeed: who loses the race tries again', async () => {
  const roles = ['auditor'];
  const rename = (en: string): Promise<Reply> =>
    gateway.call([MANAGER, 'admin'], 'PUT', `/v1/organisations/${AUDITOR}`, {
      body: { names: { en }, roles },
    });
  const answers = await Promise.all(['One', 'Two', 'Three'].map(rename));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
});

test('retries end: a record that never stops changing is a conflict', async () => {
  let tries = 0;
  faults.submit = ({ transactionId }) => {
    tries += 1;
    return Promise.resolve({ status: 'rejected', transactionId, code: 'LEDGER_CONFLICT', message: 'again' });
  };
  const answer = await post('k-race', duty('RACE'));
  assert.deepEqual([answer.status, answer.body.code], [409, 'LEDGER_CONFLICT']);
  assert.equal(tries, 4);
});

test('a ledger that is away is 503 with Retry-After, and the same key works when it is back', async () => {
  faults.prepare = () => {
    throw new LedgerError('LEDGER_UNAVAILABLE', 'No peer answers.');
  };
  const away = await post('k-away', duty('AWAY'));
  assert.deepEqual([away.status, away.body.code], [503, 'LEDGER_UNAVAILABLE']);
  assert.ok(Number(away.headers.get('retry-after')) > 0);
  faults.prepare = undefined;
  assert.equal((await post('k-away', duty('AWAY'))).status, 201);
});

test('a failure of our own says nothing of its cause, and the log has it under the same instance', async () => {
  faults.prepare = () => {
    throw new TypeError('secret detail of the inside');
  };
  const { status, body, text } = await gateway.call([PROVIDER, 'officer'], 'POST', '/v1/duties', {
    body: duty('FAIL'),
  });
  assert.deepEqual([status, body.code], [500, 'INTERNAL']);
  assert.ok(!text.includes('secret detail'));
  const requestId = body.instance.replace('urn:uuid:', '');
  assert.ok(gateway.log.some((line) => line.includes(requestId) && line.includes('secret detail')));
});

const buffers = ({ bytes, result }: PreparedTransaction): object => ({
  bytes: Buffer.from(bytes),
  result: Buffer.from(result),
});

const GENESIS = 'a'.repeat(64);
const key = { organisation: PROVIDER, key: 'k' };
const pending: PreparedTransaction = {
  transactionId: 't1',
  signatory: { mspId: PROVIDER, user: 'officer' },
  bytes: Uint8Array.of(1, 2, 255),
  result: Uint8Array.of(3),
};

test('attempts survive the process: what another run left open counts as interrupted', async () => {
  const location = { sqlite: `${gateway.config.stateDir}/attempts-test.sqlite` };
  await using first = await SqlAttempts.open(location, GENESIS);
  assert.equal((await first.begin(key, 'd', 1)).state, 'new');
  await first.prepared(key, pending);
  assert.equal((await first.begin(key, 'd', 1)).state, 'running');
  await using second = await SqlAttempts.open(location, GENESIS);
  const known = await second.begin(key, 'd', 2);
  assert.deepEqual(known, { state: 'interrupted', pending: { ...pending, ...buffers(pending) } });
  assert.equal((await second.begin(key, 'other', 2)).state, 'mismatch');
});

test('what was never ended is forgotten after a week, like every other answer', async () => {
  const location = { sqlite: `${gateway.config.stateDir}/attempts-swept.sqlite` };
  await using attempts = await SqlAttempts.open(location, GENESIS);
  for (const open of ['a', 'b']) {
    assert.equal((await attempts.begin({ ...key, key: open }, 'd', 1)).state, 'new');
    await attempts.prepared({ ...key, key: open }, pending);
  }
  await attempts.interrupted({ ...key, key: 'b' });
  const rows = (): number => {
    using database = new DatabaseSync(location.sqlite);
    return Number(database.prepare('select count(*) as rows from at_attempt').get()?.['rows']);
  };
  await attempts.begin(key, 'd', KEEP_MS);
  assert.equal(rows(), 3, 'within the week they are there');
  await attempts.begin({ ...key, key: 'later' }, 'd', KEEP_MS + 120_000);
  assert.equal(rows(), 2);
});

test('gateways on one PostgreSQL share attempts: a running one keeps its own, a dead one’s is taken over', async (t) => {
  const postgres = await emptyDatabase(t);
  const location = { postgres };
  await using two = await SqlAttempts.open(location, GENESIS, 2);
  {
    await using gateways = new AsyncDisposableStack();
    gateways.use(await lockReplica(postgres, 1));
    const one = gateways.use(await SqlAttempts.open(location, GENESIS, 1));
    assert.equal((await one.begin(key, 'd', 1)).state, 'new');
    assert.equal((await two.begin(key, 'd', 1)).state, 'running');
    await one.prepared(key, pending);
  }
  const takers = await Promise.all([two.begin(key, 'd', 2), two.begin(key, 'd', 2)]);
  assert.deepEqual(takers.map(({ state }) => state).sort(), ['interrupted', 'running']);
  await two.answered(key, { status: 201, headers: {}, body: { done: true } });
  await using third = await SqlAttempts.open(location, GENESIS, 3);
  assert.equal((await third.begin(key, 'd', 3)).state, 'answered');
});

test('a gateway that was thought dead writes nothing that another one has taken over, and takes nothing from it', async (t) => {
  const postgres = await emptyDatabase(t);
  const location = { postgres };
  const lock = await lockReplica(postgres, 1);
  await using one = await SqlAttempts.open(location, GENESIS, 1);
  await using two = await SqlAttempts.open(location, GENESIS, 2);
  assert.equal((await one.begin(key, 'd', 1)).state, 'new');
  // Its connection to the server breaks while it works; it works on.
  await lock[Symbol.asyncDispose]();
  assert.equal((await two.begin(key, 'd', 2)).state, 'interrupted');
  await assert.rejects(one.prepared(key, pending), { code: 'IDEMPOTENCY_IN_PROGRESS' });
  await one.forget(key);
  await two.prepared(key, pending);
  await one.answered(key, { status: 500, headers: {}, body: {} });
  await two.answered(key, { status: 201, headers: {}, body: { done: true } });
  const known = await one.begin(key, 'd', 3);
  assert.deepEqual(known, { state: 'answered', answer: { status: 201, headers: {}, body: { done: true } } });
});
