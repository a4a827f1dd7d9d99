// SPDX-License-Identifier: Apache-2.0
/** Random lives of requests, grants and what they owe, through holidays and the days worked for them, beside a plain model. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
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
import { ObligationModel, WallCalendar, type Owed, type Verdict } from '../support/obligation-model.js';
import { asking, daysOn, deposit, KEY, market } from '../support/sharing.js';
import { test } from '../support/testing.js';

/** Spring as it is announced: days off, among them working days, and weekends that are worked for them. */
const HOLIDAYS = [
  ...['2026-03-09', '2026-03-10', '2026-04-04', '2026-04-05', '2026-04-06'],
  ...['2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04', '2026-05-05'],
];
const WORKDAYS = ['2026-03-14', '2026-03-21', '2026-04-26', '2026-05-09'];
const OFFSET_MS = 480 * 60_000;
/** The local day of an instant, counted from 1970. */
const dayOf = (ms: number): number => Math.floor((ms + OFFSET_MS) / DAY_MS);
const FIRST = dayOf(START);
const IDS = ['A', 'B'] as const;

type Command = fc.AsyncCommand<ObligationModel, ChaincodeHarness>;

const command = (
  name: string,
  run: (model: ObligationModel, chain: ChaincodeHarness) => Promise<void>,
): Command => ({ check: () => true, run, toString: () => name });

/** Does the call, holds the contract to the model's verdict, and compares all that is owed. */
const step = (
  name: string,
  by: Caller,
  transaction: TransactionName,
  argument: Argument,
  expects: (model: ObligationModel) => Verdict,
): Command =>
  command(name, async (model, chain) => {
    const verdict = expects(model);
    const transient = { recordKey: KEY };
    if (verdict === 'ok') await chain.submit(by, transaction, [argument], transient);
    else await chain.refuses(verdict, by, transaction, [argument], transient);
    for (const id of IDS) await compare(model, chain, id);
  });

const KINDS = {
  answer: 'answer-request',
  confirm: 'confirm-request',
  deliver: 'deliver-data',
} as const;

const plain = ({ state, due, stoppedOn, late, basis, extension }: Owed): object => ({
  state,
  due,
  stoppedOn,
  late,
  extension,
  basis: state === 'met' ? basis : undefined,
});

function told({ state, dueAt, pausedAt, met, extension }: Obligation): object {
  const answered = extension?.answer === undefined ? 'asked' : 'answered';
  return plain({
    state,
    due: dayOf(parseInstant(dueAt)),
    ...(pausedAt !== undefined && { stoppedOn: dayOf(parseInstant(pausedAt)) }),
    ...(met && { late: met.late, basis: met.basis as NonNullable<Owed['basis']> }),
    ...(extension && { extension: answered }),
  });
}

async function compare(model: ObligationModel, chain: ChaincodeHarness, id: string): Promise<void> {
  const asked = model.requests.get(id);
  for (const [name, kind] of Object.entries(KINDS)) {
    const expected = asked?.[name as keyof typeof KINDS];
    const args = [`${kind}~${id}`];
    if (expected === undefined) await chain.refuses('NOT_FOUND', MANAGER, TRANSACTIONS.obligationRead, args);
    else {
      const owed = await chain.evaluate<Obligation>(MANAGER, TRANSACTIONS.obligationRead, args);
      assert.deepEqual(told(owed), plain(expected), `${kind} ${id}`);
    }
  }
}

const wait = (days: number): Command =>
  command(`wait ${days} days`, (model, chain) => {
    model.day += days;
    chain.time = START + (model.day - FIRST) * DAY_MS;
    return Promise.resolve();
  });

const ask = (id: string): Command =>
  command(`ask ${id}`, async (model, chain) => {
    const input = asking({ id, period: { from: daysOn(model.day - FIRST), to: daysOn(3_000) } });
    const verdict = model.ask(id);
    if (verdict !== 'ok') await chain.refuses(verdict, CONSUMER, TRANSACTIONS.requestSubmit, [input]);
    else {
      await chain.submit(CONSUMER, TRANSACTIONS.requestSubmit, [input]);
      await deposit(chain, id);
    }
    await compare(model, chain, id);
  });

const answerTo = (id: string, approved: boolean): object => ({
  id,
  approved,
  ...(!approved && { reason: 'no' }),
});
const decide = (id: string, approved: boolean): Command =>
  step(`decide ${id} ${approved}`, PROVIDER, TRANSACTIONS.requestDecide, answerTo(id, approved), (model) =>
    model.decide(id, approved),
  );
const confirm = (id: string, approved: boolean): Command =>
  step(`confirm ${id} ${approved}`, MANAGER, TRANSACTIONS.requestConfirm, answerTo(id, approved), (model) =>
    model.confirm(id, approved),
  );
const withdraw = (id: string): Command =>
  step(`withdraw ${id}`, CONSUMER, TRANSACTIONS.requestWithdraw, id, (model) => model.withdraw(id));
const tellMissing = (id: string): Command =>
  step(
    `tell what ${id} lacks`,
    PROVIDER,
    TRANSACTIONS.requestAskSupplement,
    { id, missing: ['a paper'] },
    (model) => model.tellMissing(id),
  );
const supplement = (id: string): Command =>
  step(`supplement ${id}`, CONSUMER, TRANSACTIONS.requestSupplement, { id, text: 'Here it is' }, (model) =>
    model.supplement(id),
  );

const DAYS = { A: 3, B: 10 } as const;
type Id = keyof typeof DAYS;
const owedId = (id: string): string => `answer-request~${id}`;
const askMore = (id: Id, days: number): Command =>
  step(
    `ask ${days} days more for ${id}`,
    PROVIDER,
    TRANSACTIONS.obligationAskExtension,
    { id: owedId(id), days, reason: 'Three registers' },
    (model) => model.askMore(id, days),
  );
const giveMore = (id: Id, approved: boolean): Command =>
  step(
    `give ${id} more ${approved}`,
    MANAGER,
    TRANSACTIONS.obligationAnswerExtension,
    { id: owedId(id), approved, ...(!approved && { reason: 'no' }) },
    (model) => model.giveMore(id, approved, DAYS[id]),
  );
const deliver = (id: string): Command =>
  step(`deliver ${id}`, PROVIDER, TRANSACTIONS.grantDeliver, id, (model) => model.deliver(id));
const came = (id: string): Command =>
  step(`${id} came`, CONSUMER, TRANSACTIONS.grantConfirmDelivery, id, (model) =>
    model.answerDelivery(id, true),
  );
const didNotCome = (id: string): Command =>
  step(`${id} did not come`, CONSUMER, TRANSACTIONS.grantContestDelivery, { id, reason: 'Empty' }, (model) =>
    model.answerDelivery(id, false),
  );
const revoke = (id: string): Command =>
  step(`revoke ${id}`, CONSUMER, TRANSACTIONS.grantRevoke, { id, reason: 'Done' }, (model) =>
    model.revoke(id),
  );

const one = fc.constantFrom(...IDS);
const yes = fc.constantFrom(true, true, true, false);
const commands = [
  fc.integer({ min: 1, max: 9 }).map(wait),
  fc.integer({ min: 1, max: 40 }).map(wait),
  one.map(ask),
  fc.tuple(one, yes).map((args) => decide(...args)),
  fc.tuple(one, yes).map((args) => confirm(...args)),
  one.map(withdraw),
  one.map(tellMissing),
  one.map(supplement),
  one.map((id) => askMore(id, DAYS[id])),
  one.map((id) => askMore(id, 11)),
  fc.tuple(one, yes).map((args) => giveMore(...args)),
  one.map(deliver),
  one.map(came),
  one.map(didNotCome),
  one.map(revoke),
];

async function begun(): Promise<{ model: ObligationModel; real: ChaincodeHarness }> {
  const real = await market();
  const calendar = { ...BUILT_IN_POLICY.calendar, holidays: HOLIDAYS, workdays: WORKDAYS };
  await real.submit(MANAGER, TRANSACTIONS.policySet, [{ ...rulesOf(BUILT_IN_POLICY), calendar }]);
  return { model: new ObligationModel(new WallCalendar(HOLIDAYS, WORKDAYS), FIRST), real };
}

test('what is owed is what a calendar on the wall says, whatever happens in whatever order', async () => {
  const property = fc.asyncProperty(fc.commands(commands, { maxCommands: 40 }), async (some) => {
    const setup = await begun();
    await fc.asyncModelRun(() => setup, some);
  });
  await fc.assert(property, { numRuns: 120 });
});

const GRANTED = [ask('A'), decide('A', true), confirm('A', true)];

/** A random life may miss them: each of these comes to its end through days off. */
const LIVES: readonly (readonly [string, readonly Command[], Partial<Record<keyof typeof KINDS, Owed>>])[] = [
  [
    'in time, over a holiday and a Saturday that is worked',
    [ask('A'), wait(15), decide('A', true)],
    { answer: { state: 'met', due: FIRST + 15, late: false, basis: 'act' } },
  ],
  [
    'stopped on its last day, it ends with the day on which it goes on',
    [ask('A'), wait(15), tellMissing('A'), wait(59), supplement('A'), decide('A', true)],
    { answer: { state: 'met', due: FIRST + 74, late: false, basis: 'act' } },
  ],
  [
    'stopped on its last day and gone on with on a Saturday, it ends on Monday',
    [ask('A'), wait(15), tellMissing('A'), wait(60), supplement('A'), wait(2), decide('A', true)],
    { answer: { state: 'met', due: FIRST + 77, late: false, basis: 'act' } },
  ],
  [
    'declared with days left and contested after it was due, the days that were left go on',
    [...GRANTED, wait(21), deliver('A'), wait(60), didNotCome('A'), wait(7), deliver('A'), came('A')],
    { deliver: { state: 'met', due: FIRST + 88, late: false, basis: 'confirmed' } },
  ],
  [
    'declared late, it stays late however often that is contested',
    [...GRANTED, wait(40), deliver('A'), didNotCome('A'), wait(1), deliver('A')],
    { deliver: { state: 'met', due: FIRST + 28, late: true, basis: 'declared' } },
  ],
  [
    'contested when its grant has ended, it is owed no more',
    [...GRANTED, deliver('A'), wait(40), revoke('A'), didNotCome('A')],
    { deliver: { state: 'void', due: FIRST + 70 } },
  ],
];

for (const [what, life, expected] of LIVES)
  test(what, async () => {
    const { model, real } = await begun();
    for (const each of life) await each.run(model, real);
    for (const [name, owed] of Object.entries(expected))
      assert.deepEqual(plain(model.requests.get('A')?.[name as keyof typeof KINDS] as Owed), plain(owed));
  });
