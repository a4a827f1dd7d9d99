// SPDX-License-Identifier: Apache-2.0
/**
 * Two gateways of one organisation that share no database, and a sealed use that both disclose: the second one's row is refused
 * and says why, and what follows goes on.
 */
import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { v7 as uuid } from 'uuid';
import type { JournalList } from '@catalog-chain/chaincode/domain/audit';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { Call, Ledger, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { headerAt } from '@catalog-chain/gateway/usage/commit/batch-call';
import type { SealView } from '@catalog-chain/gateway/usecases/usage/seals';
import type { AnyReceipt, Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { CONSUMER, MANAGER, startTestGateway, type Reply, type TestGateway } from '../../support/gateway.js';
import { afterAll, afterEach, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';

const GRANT = 'G-TWICE';
/** Of a journal of these tests. */
const MOST_BATCHES = 30;
const opened = new AsyncDisposableStack();
let first: TestGateway;
/** Shares no database with the first one. */
let second: TestGateway;
/** Resolves before the second gateway's batches are sent; absent: at once. */
let held: ((prepared: PreparedTransaction) => Promise<unknown>) | undefined;

/** The second gateway's way to the ledger, which can be held up between endorsing and sending. */
const between = (real: Ledger): Ledger => {
  const batches = new Set<string>();
  const prepare: Ledger['prepare'] = async (signatory, call: Call) => {
    const prepared = await real.prepare(signatory, call);
    if (call.transaction === TRANSACTIONS.usageSubmit) batches.add(prepared.transactionId);
    return prepared;
  };
  const submit: Ledger['submit'] = async (prepared, options) => {
    if (batches.has(prepared.transactionId)) await held?.(prepared);
    return real.submit(prepared, options);
  };
  const own: Partial<Ledger> = { prepare, submit };
  return new Proxy(real, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(own, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
};

beforeAll(async () => {
  first = opened.use(await startTestGateway());
  await registerMembers(first);
  await registerSystems(first);
  await grant(first, GRANT, await publish(first, 'TWICE', 'conditional'));
  const body = { ...rulesOf(BUILT_IN_POLICY), sealing: { organisations: [CONSUMER], days: 30 } };
  const { status, text } = await first.call([MANAGER, 'officer'], 'POST', '/v1/policies', { body });
  assert.equal(status, 201, text);
  second = await startTestGateway({ over: first.ledger, ledger: between });
});
afterEach(() => {
  held = undefined;
});
afterAll(async () => {
  assert.deepEqual([...first.departures, ...second.departures], []);
  await second[Symbol.asyncDispose]();
  await opened.disposeAsync();
});

type Row = Readonly<Record<string, unknown>>;

/** Without a pseudonym of the gateway's making: each has a secret of its own. */
const use = (): Row => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: GRANT,
  recordId: 'HR-0417',
  action: 'query',
  at: new Date().toISOString(),
  system: CONSUMER_SYSTEM,
  actor: 'A'.repeat(43),
  purpose: 'housing',
  outcome: 'ok',
});

async function sealed(count: number): Promise<readonly Row[]> {
  const events = Array.from({ length: count }, use);
  const discloseBy = new Date(Date.now() + 3_600_000).toISOString();
  const body = { side: 'claim', discloseBy, events };
  const { status, text } = await first.call([CONSUMER, 'officer'], 'POST', '/v1/seals', { body });
  assert.equal(status, 201, text);
  const ids = new Set(events.map(({ id }) => id));
  await until('the second gateway knows them', async () => {
    const { items } = (await second.call<Page<SealView>>([CONSUMER, 'officer'], 'GET', '/v1/seals')).body;
    return items.filter(({ id }) => ids.has(id)).length === count;
  });
  return events;
}

type Answer = Reply<Reported & { code?: string }>;

const send = (gateway: TestGateway, at: string, body: readonly Row[], wait = 20): Promise<Answer> =>
  gateway.call([CONSUMER, 'submitter'], 'POST', at, { body, headers: { prefer: `wait=${wait}` } });

const disclose = (gateway: TestGateway, rows: readonly Row[], wait?: number): Promise<Answer> =>
  send(gateway, '/v1/seals/usage-events', rows, wait);

async function receipt(gateway: TestGateway, { id }: Row): Promise<AnyReceipt> {
  const at = `/v1/receipts/${String(id)}`;
  return (await gateway.call<AnyReceipt>([CONSUMER, 'submitter'], 'GET', at)).body;
}

async function assertRefused(row: Row): Promise<void> {
  const shown = await receipt(second, row);
  assert.deepEqual([shown.state, 'code' in shown && shown.code], ['rejected', 'INVALID_STATE']);
  assert.match('message' in shown ? shown.message : '', /The use was disclosed before\.$/);
}

/** What is reported afterwards is committed, and no journal of the organisation has a gap. */
async function assertGoesOn(): Promise<void> {
  const { body, text } = await send(second, '/v1/usage-events', [use()]);
  assert.equal(body.state, 'committed', text);
  const clerk = { mspId: CONSUMER, user: 'submitter' } as const;
  const call = { transaction: TRANSACTIONS.auditListJournals, args: [CONSUMER] };
  const bytes = await second.ledger.evaluate(clerk, call);
  const { journals } = JSON.parse(Buffer.from(bytes).toString('utf8')) as JournalList;
  for (const journal of journals) {
    let [root, isOver] = [NO_ROOT, false];
    for (let sequence = 1; sequence <= MOST_BATCHES; sequence += 1) {
      const header = await headerAt(second.ledger, clerk, { journal, sequence });
      isOver ||= header === undefined;
      assert.equal(header === undefined, isOver, `a batch follows a gap in ${journal}`);
      assert.equal(header?.previousRoot ?? root, root, journal);
      root = header?.root ?? root;
    }
  }
}

test('what one gateway disclosed the other refuses, says so, and goes on', async () => {
  const [use1 = {}, use2 = {}] = await sealed(2);
  assert.equal((await disclose(first, [use1])).body.state, 'committed');
  const both = await disclose(second, [use1, use2]);
  assert.equal(both.body.state, 'rejected', both.text);
  await assertRefused(use1);
  assert.equal((await receipt(second, use2)).state, 'committed');
  await assertGoesOn();
});

test('what both disclose at once only one gets through; the other refuses it, says so, and leaves no gap', async () => {
  const [use1 = {}, use2 = {}] = await sealed(2);
  const isHeld = Promise.withResolvers<undefined>();
  const isFree = Promise.withResolvers<undefined>();
  held = () => {
    isHeld.resolve(undefined);
    return isFree.promise;
  };
  const both = disclose(second, [use1, use2]);
  await isHeld.promise;
  // Its place in the journal is bound, and reports wait behind it.
  const behind = send(second, '/v1/usage-events', [use()]);
  assert.equal((await disclose(first, [use1])).body.state, 'committed');
  isFree.resolve(undefined);
  held = undefined;
  assert.equal((await both).body.state, 'rejected', (await both).text);
  await assertRefused(use1);
  assert.equal((await receipt(second, use2)).state, 'committed');
  assert.equal((await behind).body.state, 'committed', (await behind).text);
  await assertGoesOn();
});

test('what a gateway had on its way when it died, and another disclosed meanwhile, is refused after the restart', async () => {
  const [use1 = {}, use2 = {}] = await sealed(2);
  const isHeld = Promise.withResolvers<undefined>();
  held = () => {
    isHeld.resolve(undefined);
    return Promise.reject(new Error('The network is down.'));
  };
  await disclose(second, [use1, use2], 0);
  await isHeld.promise;
  const { config, departures } = second;
  const restored = await startTestGateway({
    over: first.ledger,
    restore: async (directory) => {
      await cp(config.stateDir, directory, { recursive: true });
      await second[Symbol.asyncDispose]();
      assert.equal((await disclose(first, [use1])).body.state, 'committed');
    },
  });
  assert.deepEqual(departures, []);
  second = restored;
  await until('it is refused', async () => (await receipt(second, use1)).state === 'rejected');
  await assertRefused(use1);
  await until('the other one is committed', async () => (await receipt(second, use2)).state === 'committed');
  await assertGoesOn();
});
