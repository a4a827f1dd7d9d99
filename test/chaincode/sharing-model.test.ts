// SPDX-License-Identifier: Apache-2.0
/** Random lives of requests and grants: the contracts and a simple model agree on every step. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { standingAt } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  CONSUMER,
  MANAGER,
  PROVIDER,
  START,
  type Argument,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { Model, type Side, type Verdict } from '../support/sharing-model.js';
import {
  asking,
  content,
  daysOn,
  KEY,
  market,
  publish,
  readGrant,
  readRequest,
  RESOURCES,
  sharing,
} from '../support/sharing.js';
import { describe, test } from '../support/testing.js';

type Command = fc.AsyncCommand<Model, ChaincodeHarness>;

const CALLERS: Record<Side, Caller> = { provider: PROVIDER, manager: MANAGER, consumer: CONSUMER };
const CHANGE = { suspended: 'grantSuspend', active: 'grantResume', revoked: 'grantRevoke' } as const;

/** Does the call, and holds the contract to the verdict. */
async function hold(
  chain: ChaincodeHarness,
  verdict: Verdict,
  by: Caller,
  name: TransactionName,
  argument: Argument,
): Promise<boolean> {
  const transient = { recordKey: KEY };
  if (verdict !== 'ok') await chain.refuses(verdict, by, name, [argument], transient);
  else await chain.submit(by, name, [argument], transient);
  return verdict === 'ok';
}

const command = (name: string, run: (model: Model, chain: ChaincodeHarness) => Promise<void>): Command => ({
  check: () => true,
  run,
  toString: () => name,
});

const wait = (days: number): Command =>
  command(`wait ${days} days`, (model, chain) => {
    model.day += days;
    chain.time = START + model.day * DAY_MS;
    return Promise.resolve();
  });

const toggle = (): Command =>
  command('suspend or resume the resources', (model, chain) => {
    model.published = !model.published;
    const state = model.published ? 'published' : 'suspended';
    for (const type of ['conditional', 'unconditional'] as const) {
      publish(chain, RESOURCES[type], content(sharing(type)), { state });
    }
    return Promise.resolve();
  });

const ask = (id: string, type: 'conditional' | 'unconditional', days: number): Command =>
  command(`ask ${id} ${type} for ${days} days`, async (model, chain) => {
    const to = model.day + days;
    const input = asking({
      id,
      resource: RESOURCES[type],
      period: { from: daysOn(model.day), to: daysOn(to) },
    });
    const free: Verdict = model.requests.has(id) ? 'ALREADY_EXISTS' : 'ok';
    const verdict = free === 'ok' && !model.published ? 'CONDITION_NOT_MET' : free;
    if (!(await hold(chain, verdict, CONSUMER, TRANSACTIONS.requestSubmit, input))) return;
    const state = type === 'conditional' ? 'submitted' : 'granted';
    const due = parseInstant((await readRequest(chain, id)).pending?.dueAt ?? daysOn(0));
    model.requests.set(id, { state, sharing: type, to, keyed: false, late: [], due });
    if (state === 'granted') model.grants.set(id, { state: 'active', to, changes: 1 });
  });

const deposit = (id: string): Command =>
  command(`deposit ${id}`, async (model, chain) => {
    const done = await hold(chain, model.deposit(id), PROVIDER, TRANSACTIONS.keyDeposit, id);
    const request = model.requests.get(id);
    if (done && request) request.keyed = true;
  });

const answer = (id: string, step: 'submitted' | 'decided', approved: boolean): Command =>
  command(`${approved ? 'approve' : 'refuse'} ${id} when ${step}`, async (model, chain) => {
    const [by, name] =
      step === 'submitted' ? [PROVIDER, 'requestDecide' as const] : [MANAGER, 'requestConfirm' as const];
    const input = { id, approved, ...(!approved && { reason: 'no' }) };
    const done = await hold(chain, model.answer(id, step, approved), by, TRANSACTIONS[name], input);
    const request = model.requests.get(id);
    if (!done || !request) return;
    request.late.push(chain.time > request.due);
    request.state = !approved ? 'refused' : step === 'submitted' ? 'decided' : 'granted';
    if (request.state === 'granted') model.grants.set(id, { state: 'active', to: request.to, changes: 1 });
    const { pending } = await readRequest(chain, id);
    if (pending) request.due = parseInstant(pending.dueAt);
  });

const withdraw = (id: string): Command =>
  command(`withdraw ${id}`, async (model, chain) => {
    const done = await hold(chain, model.withdraw(id), CONSUMER, TRANSACTIONS.requestWithdraw, id);
    const request = model.requests.get(id);
    if (done && request) request.state = 'withdrawn';
  });

const status = (id: string, to: 'suspended' | 'active' | 'revoked', by: Side): Command =>
  command(`make ${id} ${to} by ${by}`, async (model, chain) => {
    const input = { id, reason: 'so it is' };
    const done = await hold(chain, model.status(id, to, by), CALLERS[by], TRANSACTIONS[CHANGE[to]], input);
    const grant = model.grants.get(id);
    if (done && grant) Object.assign(grant, { state: to, suspendedBy: by, changes: grant.changes + 1 });
  });

const renew = (id: string, days: number): Command =>
  command(`renew ${id} until ${days} days from now`, async (model, chain) => {
    const to = model.day + days;
    const input = { id, to: daysOn(to) };
    const done = await hold(chain, model.renew(id, to), PROVIDER, TRANSACTIONS.grantRenew, input);
    const grant = model.grants.get(id);
    if (done && grant) Object.assign(grant, { to, changes: grant.changes + 1 });
  });

const expire = (id: string): Command =>
  command(`expire ${id}`, async (model, chain) => {
    const done = await hold(chain, model.expire(id), CONSUMER, TRANSACTIONS.grantExpire, id);
    const grant = model.grants.get(id);
    if (done && grant) Object.assign(grant, { state: 'expired', changes: grant.changes + 1 });
  });

const id = fc.constantFrom('A', 'B');
const days = fc.integer({ min: 1, max: 60 });
const side = fc.constantFrom<Side[]>('provider', 'manager', 'consumer');
const sharingType = fc.constantFrom('conditional', 'conditional', 'unconditional');
const statuses = fc.constantFrom('suspended', 'active', 'revoked');

const commands = [
  fc.integer({ min: 1, max: 40 }).map(wait),
  fc.constant(toggle()),
  fc.tuple(id, sharingType, days).map((args) => ask(...args)),
  id.map(deposit),
  fc
    .tuple(id, fc.constantFrom('submitted', 'decided'), fc.constantFrom(true, true, false))
    .map((args) => answer(...args)),
  // Approvals come often, or few lives would get to a grant.
  id.map((one) => answer(one, 'submitted', true)),
  id.map((one) => answer(one, 'decided', true)),
  id.map(withdraw),
  fc.tuple(id, statuses, side).map((args) => status(...args)),
  fc.tuple(id, days).map((args) => renew(...args)),
  id.map(expire),
];

/** What the ledger holds in the end is what the model holds. */
async function compare(model: Model, chain: ChaincodeHarness): Promise<void> {
  for (const [key, expected] of model.requests) {
    const { state, decisions, pending }: AccessRequest = await readRequest(chain, key);
    assert.equal(state, expected.state);
    assert.deepEqual(
      decisions.map(({ deadline }) => deadline.late),
      expected.late,
    );
    assert.equal(pending !== undefined, ['submitted', 'decided', 'withdrawn'].includes(state));
  }
  for (const [key, expected] of model.grants) {
    const grant: Grant = await readGrant(chain, key);
    assert.deepEqual([grant.state, grant.history.length], [expected.state, expected.changes]);
    assert.equal(standingAt(grant, chain.time), model.standing(expected));
    const times = grant.history.map(({ effective }) => effective);
    assert.deepEqual(times, [...times].sort());
  }
}

const asked = [ask('A', 'conditional', 60), deposit('A')];
const decided = [...asked, answer('A', 'submitted', true)];
const granted = [...decided, answer('A', 'decided', true)];

/** Where a life leads: the request's state and the grant's, if there is one. */
type End = readonly [AccessRequest['state'], Grant['state'] | undefined];

/** A random life may lead anywhere; these lead everywhere. */
const LIVES: readonly (readonly [string, readonly Command[], End])[] = [
  ['submitted', asked, ['submitted', undefined]],
  ['decided', decided, ['decided', undefined]],
  ['refused at once', [...asked, answer('A', 'submitted', false)], ['refused', undefined]],
  ['refused in the end', [...decided, answer('A', 'decided', false)], ['refused', undefined]],
  ['withdrawn', [...decided, withdraw('A')], ['withdrawn', undefined]],
  ['granted', granted, ['granted', 'active']],
  ['granted on the spot', [ask('A', 'unconditional', 60)], ['granted', 'active']],
  ['suspended', [...granted, status('A', 'suspended', 'manager')], ['granted', 'suspended']],
  [
    'active again',
    [...granted, status('A', 'suspended', 'provider'), status('A', 'active', 'provider')],
    ['granted', 'active'],
  ],
  ['revoked', [...granted, status('A', 'revoked', 'consumer')], ['granted', 'revoked']],
  ['expired', [...granted, wait(60), expire('A')], ['granted', 'expired']],
  ['renewed', [...granted, renew('A', 90), wait(60), expire('A')], ['granted', 'active']],
];

describe('the model and the contracts reach every state', () => {
  for (const [name, life, end] of LIVES) {
    test(name, async () => {
      const [model, chain] = [new Model(), await market()];
      for (const step of life) await step.run(model, chain);
      await compare(model, chain);
      assert.deepEqual([model.requests.get('A')?.state, model.grants.get('A')?.state], end);
    });
  }

  test('there is a life for each of the nine', () => {
    const reached = new Set(LIVES.flatMap(([, , end]) => end));
    reached.delete(undefined);
    assert.equal(reached.size, 9);
  });
});

test('any life of requests and grants goes as the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (life) => {
      const [model, chain] = [new Model(), await market()];
      await fc.asyncModelRun(() => ({ model, real: chain }), life);
      await compare(model, chain);
    }),
    { numRuns: 300 },
  );
}, 900_000);
