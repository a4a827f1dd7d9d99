// SPDX-License-Identifier: Apache-2.0
/** Random lives of two disputes and of the grant they are about: the contracts and a simple model agree on every step. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RulingInput } from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import {
  ARBITRATORS,
  DisputeModel,
  type Closer,
  type Found,
  type ModelledDispute,
  type Outcome,
  type Party,
} from '../support/dispute-model.js';
import { clearance, opening, register, ruling } from '../support/disputes.js';
import { daysOn, grantOf, market, readGrant } from '../support/sharing.js';
import type { Verdict } from '../support/sharing-model.js';
import { describe, test } from '../support/testing.js';

type Command = fc.AsyncCommand<DisputeModel, ChaincodeHarness>;
type Step = (model: DisputeModel, chain: ChaincodeHarness) => Promise<void>;

const CALLERS = { provider: PROVIDER, consumer: CONSUMER, manager: MANAGER } as const;
const text = 'As it happened.';

const command = (name: string, run: Step): Command => ({ check: () => true, run, toString: () => name });

/** Does the call, holds the contract to the verdict, and takes over what only the calendar can say. */
async function hold(
  [model, chain]: readonly [DisputeModel, ChaincodeHarness],
  verdict: Verdict,
  by: Caller,
  name: TransactionName,
  input: { readonly id: string; readonly [member: string]: unknown },
  after: (dispute: ModelledDispute, record: Dispute) => void,
): Promise<void> {
  if (verdict !== 'ok') return chain.refuses(verdict, by, name, [input]);
  const record = await chain.submit<Dispute>(by, name, [input]);
  const dispute = model.disputes.get(input.id);
  assert.ok(dispute);
  after(dispute, record);
  dispute.due = record.pending ? parseInstant(record.pending.dueAt) : 0;
}

const wait = (days: number): Command =>
  command(`wait ${days} days`, (model, chain) => {
    model.now += days * DAY_MS;
    chain.time = model.now;
    return Promise.resolve();
  });

const open = (id: string): Command =>
  command(`open ${id}`, async (model, chain) => {
    const input = opening({ id, subject: { kind: 'grant', grant: 'REQ-1' } });
    if (model.disputes.has(id)) {
      await chain.refuses('ALREADY_EXISTS', PROVIDER, TRANSACTIONS.disputeOpen, [input]);
      return;
    }
    const { pending } = await chain.submit<Dispute>(PROVIDER, TRANSACTIONS.disputeOpen, [input]);
    const due = parseInstant(pending?.dueAt ?? '');
    const blank = { state: 'opened', due, appealDue: 0, rulings: [], arbitrators: [] } as const;
    model.disputes.set(id, { ...blank, rulings: [], arbitrators: [], accepted: new Set() });
  });

const answer = (id: string, by: Party): Command =>
  command(`answer ${id} by ${by}`, (model, chain) =>
    hold(
      [model, chain],
      model.answer(id, by),
      CALLERS[by],
      TRANSACTIONS.disputeAnswer,
      { id, text },
      (dispute) => (dispute.state = 'answered'),
    ),
  );

const assign = (id: string, named: (typeof ARBITRATORS)[number] | undefined): Command =>
  command(`assign ${named ?? 'by draw'} to ${id}`, (model, chain) =>
    hold(
      [model, chain],
      model.assign(id, named),
      named === undefined ? CONSUMER : MANAGER,
      TRANSACTIONS.disputeAssign,
      { id, ...(named !== undefined && { arbitrator: named }) },
      (dispute, { arbitrators }) => {
        const expected = named ?? model.free(dispute);
        assert.equal(arbitrators.at(-1)?.organisation, expected);
        if (expected) dispute.arbitrators.push(expected);
        dispute.state = 'assigned';
      },
    ),
  );

/** On appeal the same finding upholds, another one overturns. */
function rulingOf(id: string, found: Found, first: boolean | undefined): RulingInput {
  const breach = found !== 'clear';
  const outcome =
    first === undefined ? {} : ({ outcome: first === breach ? 'upheld' : 'overturned' } as const);
  if (!breach) return clearance({ id, ...outcome });
  return ruling({ id, ...outcome, ...(found !== 'breach' && { grantAction: found }) });
}

const rule = (id: string, by: (typeof ARBITRATORS)[number], found: Found): Command =>
  command(`rule ${found} in ${id} by ${by}`, (model, chain) => {
    const [first] = model.disputes.get(id)?.rulings ?? [];
    const input = rulingOf(id, found, first);
    return hold(
      [model, chain],
      model.rule(id, by, found),
      caller(by, 'arbitrator'),
      TRANSACTIONS.disputeRule,
      input,
      (dispute, { rulings }) => {
        dispute.state = 'ruled';
        dispute.rulings.push(found !== 'clear');
        if (first === undefined) dispute.appealDue = parseInstant(rulings[0]?.appeal?.dueAt ?? '');
        if (found === 'suspend') model.set('suspended', id);
        else if (found === 'revoke') model.set('revoked', id);
        else if (input.outcome === 'overturned' && model.holds(id)) model.set('active', id);
      },
    );
  });

const recuse = (id: string, by: (typeof ARBITRATORS)[number]): Command =>
  command(`recuse ${by} from ${id}`, (model, chain) =>
    hold(
      [model, chain],
      model.recuse(id, by),
      caller(by, 'arbitrator'),
      TRANSACTIONS.disputeRecuse,
      { id, text },
      (dispute, { arbitrators }) => {
        assert.equal(arbitrators.at(-1)?.recused, true);
        dispute.state = 'recused';
      },
    ),
  );

const speak = (id: string, verb: 'appeal' | 'accept' | 'remedy' | 'withdraw', by: Party): Command =>
  command(`${verb} ${id} by ${by}`, (model, chain) => {
    const name = {
      appeal: TRANSACTIONS.disputeAppeal,
      accept: TRANSACTIONS.disputeAccept,
      remedy: TRANSACTIONS.disputeRemedy,
      withdraw: TRANSACTIONS.disputeWithdraw,
    }[verb];
    const state = {
      appeal: 'appealed',
      accept: undefined,
      remedy: 'remedied',
      withdraw: 'withdrawn',
    } as const;
    return hold([model, chain], model[verb](id, by), CALLERS[by], name, { id, text }, (dispute) => {
      dispute.state = state[verb] ?? dispute.state;
      if (verb === 'accept' || verb === 'remedy') dispute.accepted.add(by);
      if (verb === 'remedy') dispute.remedied = true;
    });
  });

const endAppeal = (id: string, by: Closer): Command =>
  command(`end the appeal of ${id} by ${by}`, (model, chain) => {
    const input = { id, text };
    return hold([model, chain], model.lapse(id), CALLERS[by], TRANSACTIONS.disputeLapse, input, (dispute) => {
      dispute.state = dispute.remedied ? 'remedied' : 'ruled';
      dispute.lapsed = true;
    });
  });

const close = (id: string, by: Closer, outcome: Outcome): Command =>
  command(`close ${id} as ${outcome} by ${by}`, (model, chain) => {
    const input = { id, outcome, text };
    const verdict = model.close(id, by, outcome);
    return hold([model, chain], verdict, CALLERS[by], TRANSACTIONS.disputeClose, input, (dispute) => {
      Object.assign(dispute, { state: 'closed', outcome });
      if (outcome === 'remedied' && model.holds(id)) model.set('active', id);
    });
  });

const CHANGE = { suspended: 'grantSuspend', active: 'grantResume', revoked: 'grantRevoke' } as const;

const change = (to: keyof typeof CHANGE, by: 'provider' | 'manager'): Command =>
  command(`make the grant ${to} by ${by}`, async (model, chain) => {
    const verdict = model.change(to, by);
    const call = [CALLERS[by], TRANSACTIONS[CHANGE[to]], [{ id: 'REQ-1', reason: 'So it is' }]] as const;
    if (verdict !== 'ok') return chain.refuses(verdict, ...call);
    await chain.submit(...call);
    model.set(to, by);
  });

/** What comes next when all do their part; few random lives would get to an appeal. */
function nextOf(model: DisputeModel, one: string, by: Party, what: Found, end: Outcome): Command {
  const dispute = model.disputes.get(one);
  if (!dispute) return open(one);
  const last = dispute.arbitrators.at(-1) ?? 'ArbiterMSP';
  const assigning = assign(one, model.free(dispute) ?? last);
  const closing = close(one, by, end);
  const ways: Record<Dispute['state'], Command> = {
    opened: answer(one, 'consumer'),
    answered: assigning,
    // Of the other course, which has tests of its own.
    referred: closing,
    coordinated: closing,
    appealed: assigning,
    assigned: rule(one, last, what),
    recused: assigning,
    ruled: end === 'settled' ? speak(one, 'remedy', 'consumer') : speak(one, 'appeal', by),
    remedied: closing,
    closed: closing,
    withdrawn: closing,
  };
  return ways[dispute.state];
}

const goOn = (one: string, by: Party, what: Found, end: Outcome): Command =>
  command(`go on with ${one}: ${by} ${what} ${end}`, (model, chain) =>
    nextOf(model, one, by, what, end).run(model, chain),
  );

const id = fc.constantFrom('D-1', 'D-1', 'D-2');
const party = fc.constantFrom<Party[]>('provider', 'consumer');
const closer = fc.constantFrom<Closer[]>('provider', 'consumer', 'manager');
const arbitrator = fc.constantFrom(...ARBITRATORS);
const found = fc.constantFrom<Found[]>('clear', 'breach', 'suspend', 'suspend', 'revoke');
const outcome = fc.constantFrom<Outcome[]>('settled', 'remedied', 'unremedied');

const onward = fc.tuple(id, party, found, outcome).map((args) => goOn(...args));

const commands = [
  ...[onward, onward, onward, onward, onward],
  fc.integer({ min: 1, max: 20 }).map(wait),
  id.map(open),
  fc.tuple(id, party).map((args) => answer(...args)),
  id.map((one) => answer(one, 'consumer')),
  fc.tuple(id, arbitrator).map((args) => assign(...args)),
  id.map((one) => assign(one, undefined)),
  fc.tuple(id, arbitrator, found).map((args) => rule(...args)),
  fc.tuple(id, arbitrator).map((args) => recuse(...args)),
  fc.tuple(id, fc.constantFrom('appeal', 'accept', 'remedy'), party).map((args) => speak(...args)),
  fc.tuple(id, fc.constantFrom('appeal', 'remedy'), party).map((args) => speak(...args)),
  id.map((one) => speak(one, 'withdraw', 'provider')),
  fc.tuple(id, closer).map((args) => endAppeal(...args)),
  fc.tuple(id, closer, outcome).map((args) => close(...args)),
  fc
    .tuple(fc.constantFrom('suspended', 'active', 'active'), closer)
    .map(([to, by]) => change(to, by === 'consumer' ? 'manager' : by)),
];

async function bench(): Promise<ChaincodeHarness> {
  const chain = await market();
  for (const mspId of ARBITRATORS) await register(chain, mspId, ['arbitrator']);
  await grantOf(chain, { period: { from: daysOn(0), to: daysOn(3600) } });
  return chain;
}

/** What the ledger holds in the end is what the model holds. */
async function compare(model: DisputeModel, chain: ChaincodeHarness): Promise<void> {
  const { state, history } = await readGrant(chain);
  assert.deepEqual([state, history.length], [model.grant, model.changes]);
  for (const [key, expected] of model.disputes) {
    const record = await chain.evaluate<Dispute>(CONSUMER, TRANSACTIONS.disputeRead, [key]);
    assert.deepEqual([record.state, record.outcome], [expected.state, expected.outcome], key);
    assert.equal(record.rulings.length, expected.rulings.length);
    assert.equal(
      record.pending === undefined,
      ['closed', 'withdrawn'].includes(record.state) || isDone(record),
    );
    const times = record.steps.map(({ stamp }) => stamp.at);
    assert.deepEqual(times, [...times].sort());
  }
}

/** Nothing is awaited after a last ruling that asks for nothing. */
const isDone = ({ state, rulings, lapsed }: Dispute): boolean =>
  state === 'ruled' &&
  (rulings.length === 2 || lapsed !== undefined) &&
  rulings.at(-1)?.remedyDue === undefined;

async function live(model: DisputeModel, chain: ChaincodeHarness, life: readonly Command[]): Promise<void> {
  for (const step of life) await step.run(model, chain);
  await compare(model, chain);
}

const YEAR = wait(365);
const assigned = [open('D-1'), answer('D-1', 'consumer'), assign('D-1', 'ArbiterMSP')];
const recused = [...assigned, recuse('D-1', 'ArbiterMSP')];
const ruled = (what: Found): Command[] => [...assigned, rule('D-1', 'ArbiterMSP', what)];
const appealed = [...ruled('suspend'), speak('D-1', 'appeal', 'consumer')];
const onAppeal = [...appealed, assign('D-1', 'SecondMSP')];
const remedied = [...ruled('suspend'), speak('D-1', 'remedy', 'consumer')];

/** Where a life leads: the dispute's state and outcome, how many rulings it took, and the grant's state. */
type End = readonly [Dispute['state'], Outcome | undefined, number, DisputeModel['grant']];

/** Few random lives get this far, and none has to. */
const LIVES: readonly (readonly [string, readonly Command[], End])[] = [
  ['answered', [open('D-1'), answer('D-1', 'consumer')], ['answered', undefined, 0, 'active']],
  ['assigned', assigned, ['assigned', undefined, 0, 'active']],
  ['assigned by draw', [open('D-1'), YEAR, assign('D-1', undefined)], ['assigned', undefined, 0, 'active']],
  ['withdrawn', [...assigned, speak('D-1', 'withdraw', 'provider')], ['withdrawn', undefined, 0, 'active']],
  ['recused', recused, ['recused', undefined, 0, 'active']],
  [
    'withdrawn after a recusal',
    [...recused, speak('D-1', 'withdraw', 'provider')],
    ['withdrawn', undefined, 0, 'active'],
  ],
  [
    'ruled by another after a recusal',
    [...recused, assign('D-1', 'SecondMSP'), rule('D-1', 'SecondMSP', 'suspend')],
    ['ruled', undefined, 1, 'suspended'],
  ],
  [
    'recused on appeal, and overturned by another',
    [
      ...onAppeal,
      recuse('D-1', 'SecondMSP'),
      YEAR,
      assign('D-1', undefined),
      rule('D-1', 'ThirdMSP', 'clear'),
    ],
    ['ruled', undefined, 2, 'active'],
  ],
  ['ruled', ruled('suspend'), ['ruled', undefined, 1, 'suspended']],
  ['ruled with a revocation', ruled('revoke'), ['ruled', undefined, 1, 'revoked']],
  ['appealed', appealed, ['appealed', undefined, 1, 'suspended']],
  ['upheld', [...onAppeal, rule('D-1', 'SecondMSP', 'breach')], ['ruled', undefined, 2, 'suspended']],
  ['overturned', [...onAppeal, rule('D-1', 'SecondMSP', 'clear')], ['ruled', undefined, 2, 'active']],
  ['remedied', remedied, ['remedied', undefined, 1, 'suspended']],
  [
    'closed as settled',
    [...ruled('clear'), YEAR, close('D-1', 'provider', 'settled')],
    ['closed', 'settled', 1, 'active'],
  ],
  [
    'closed as settled on appeal',
    [...onAppeal, rule('D-1', 'SecondMSP', 'clear'), close('D-1', 'consumer', 'settled')],
    ['closed', 'settled', 2, 'active'],
  ],
  [
    'closed as remedied',
    [...remedied, speak('D-1', 'accept', 'consumer'), close('D-1', 'provider', 'remedied')],
    ['closed', 'remedied', 1, 'active'],
  ],
  [
    'closed as unremedied',
    [...ruled('suspend'), YEAR, close('D-1', 'manager', 'unremedied')],
    ['closed', 'unremedied', 1, 'suspended'],
  ],
  [
    'closed as unremedied by the manager, though said to be remedied',
    [...remedied, YEAR, close('D-1', 'manager', 'unremedied')],
    ['closed', 'unremedied', 1, 'suspended'],
  ],
];

describe('the model and the contracts reach every state and outcome', () => {
  for (const [name, life, [state, end, rulings, grant]] of LIVES) {
    test(name, async () => {
      const [model, chain] = [new DisputeModel(), await bench()];
      await live(model, chain, life);
      const dispute = model.disputes.get('D-1');
      assert.deepEqual(
        [dispute?.state, dispute?.outcome, dispute?.rulings.length, model.grant],
        [state, end, rulings, grant],
      );
    });
  }

  test('there is a life for each of them', () => {
    const reached = LIVES.flatMap(([, , [state, end]]) => [state, end]);
    const states = [
      'answered',
      'assigned',
      'recused',
      'ruled',
      'appealed',
      'remedied',
      'closed',
      'withdrawn',
    ];
    for (const fact of [...states, 'settled', 'remedied', 'unremedied'])
      assert.ok(reached.includes(fact as Outcome), fact);
  });
});

test('any life of disputes and of their grant goes as the rules say', async () => {
  await fc.assert(
    fc.asyncProperty(fc.commands(commands, { maxCommands: 80, size: 'max' }), async (life) => {
      const [model, chain] = [new DisputeModel(), await bench()];
      await fc.asyncModelRun(() => ({ model, real: chain }), life);
      await compare(model, chain);
    }),
    { numRuns: 200 },
  );
}, 900_000);
