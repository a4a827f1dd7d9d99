// SPDX-License-Identifier: Apache-2.0
/** Every state of a dispute × every action × every caller: allowed, or refused with its code and nothing written. */
import assert from 'node:assert/strict';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import {
  AUDITOR,
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import {
  answer,
  ARBITER,
  court,
  draw,
  endAppeal,
  lapse,
  later,
  open,
  read,
  ruling,
  saying,
  SECOND,
} from '../support/disputes.js';
import { ACTIONS, CODES, states, STEPS } from '../support/dispute-states.js';
import { test } from '../support/testing.js';

const CALLERS = {
  provider: PROVIDER,
  consumer: CONSUMER,
  manager: MANAGER,
  arbiter: ARBITER,
  second: SECOND,
} as const;

const NOBODY = '              RR   RR  RR   RR   RR   RR  RR  RR  RR  RR  RR  RR  RR  RR  RR';
const OUTSIDER = '            AE   NP  NP   NP   RR   RR  NP  NP  NP  NP  NP  NP  NP  NP  RR';

/** To whom there is no such dispute; an id that is taken is not given twice. */
const UNKNOWING = '          AE   NF  NF   NF   RR   RR  NF  NF  NF  NF  NF  NF  NF  NF  RR';

/** For whom an existing dispute's state makes no difference. */
const OTHERS: readonly (readonly [string, Caller, string])[] = [
  ['an officer of another organisation', caller('OtherMSP'), UNKNOWING],
  ['an auditor', AUDITOR, OUTSIDER],
  ["the auditor's officer", caller('AuditorMSP'), OUTSIDER],
  ["the arbiter's officer", caller('ArbiterMSP'), OUTSIDER],
  ["the consumer's submitter", caller('ConsumerMSP', 'submitter'), NOBODY],
  ["the provider's admin", caller('ProviderMSP', 'admin'), NOBODY],
  ["the provider's auditor", caller('ProviderMSP', 'auditor'), NOBODY],
  ["the consumer's arbitrator", caller('ConsumerMSP', 'arbitrator'), NOBODY],
  ["the manager's arbitrator", caller('ManagerMSP', 'arbitrator'), NOBODY],
  ["the provider's user without a role", { mspId: 'ProviderMSP', role: undefined }, NOBODY],
  [
    'a stranger',
    caller('StrangerMSP'),
    '                           NM   NM  NM   NM   RR   RR  NM  NM  NM  NM  NM  NM  NM  NM  RR',
  ],
];

const wordsOf = (row: string): string[] => row.trim().split(/\s+/);

async function check(chain: ChaincodeHarness, who: string, by: Caller, row: string): Promise<void> {
  const codes = wordsOf(row);
  assert.equal(codes.length, ACTIONS.length);
  for (const [i, [name, transaction, input]] of ACTIONS.entries()) {
    const verdict = CODES[codes[i] as keyof typeof CODES];
    if (verdict === 'ok') {
      const { state } = await chain.evaluate<Dispute>(by, transaction, [input]);
      assert.ok(state, `${name} by ${who}`);
      const written = name === 'open' ? ['open-disputes', 'disputed-grant', 'dispute'] : ['dispute'];
      const types = chain.writes.map(({ key }) => key.split('\u0000')[1]);
      assert.deepEqual(types, written, `${name} by ${who} writes nothing else`);
      assert.ok(chain.event, `${name} by ${who} emits an event`);
    } else {
      await chain.refuses(verdict, by, transaction, [input]).catch((error: unknown) => {
        throw new Error(`${name} by ${who}`, { cause: error });
      });
    }
  }
}

test('the table has every state', () => {
  assert.deepEqual(
    states()
      .map(({ state }) => state)
      .sort(),
    Object.keys(STEPS).sort(),
  );
});

for (const { state, rows } of states()) {
  test(`a dispute that is ${state}: every action by every caller`, async () => {
    const chain = await court();
    for (const step of STEPS[state]) await step(chain);
    for (const [index, [who, by]] of Object.entries(CALLERS).entries()) {
      await check(chain, who, by, rows[index] ?? '');
    }
    if (state === 'none') return;
    for (const [who, by, row] of OTHERS) await check(chain, who, by, row);
    await chain.submit(caller('ManagerMSP', 'admin'), TRANSACTIONS.organisationSuspend, ['ProviderMSP']);
    const byArbitrators: readonly string[] = [TRANSACTIONS.disputeRule, TRANSACTIONS.disputeRecuse];
    const suspended = ACTIONS.map(([, of]) => (byArbitrators.includes(of) ? 'RR' : 'OS')).join(' ');
    await check(chain, 'the provider, suspended', PROVIDER, suspended);
  });
}

test('an appeal that nobody is free to decide ends, and the first ruling stands, marked so', async () => {
  const chain = await court();
  for (const step of STEPS['appealed, with nobody left to decide']) await step(chain);
  const before = await read(chain);
  const { state, lapsed, rulings, steps, pending, changed } = await endAppeal(chain, MANAGER);
  assert.deepEqual([state, lapsed, rulings.length], ['ruled', changed, 1]);
  const { action, deadline, stamp } = steps.at(-1) ?? {};
  assert.deepEqual([action, stamp, deadline?.step, deadline?.late], ['lapse', changed, 'assign', true]);
  assert.deepEqual(pending, rulings[0]?.remedyDue);
  assert.equal(pending?.startedAt, changed.at, 'the time to remedy runs anew');
  assert.deepEqual({ ...rulings[0], remedyDue: undefined }, { ...before.rulings[0], remedyDue: undefined });
});

test('an arbitrator on appeal that lets its time pass, with nobody after it, does not keep the dispute open', async () => {
  const chain = await court();
  for (const step of STEPS['assigned on appeal']) await step(chain);
  await chain.submit(caller('ManagerMSP', 'admin'), TRANSACTIONS.organisationSuspend, ['ThirdMSP']);
  await lapse(chain);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.disputeLapse, [saying]);
  later(chain);
  const { arbitrators, rulings } = await endAppeal(chain);
  assert.equal(arbitrators[1]?.deadline.late, true);
  assert.equal(rulings.length, 1);
  await chain.refuses('INVALID_STATE', SECOND, TRANSACTIONS.disputeRule, [ruling({ outcome: 'upheld' })]);
});

test('a draw takes the first free arbitrator by name', async () => {
  const chain = await court();
  for (const step of [open, answer, lapse]) await step(chain);
  const { arbitrators } = await draw(chain, PROVIDER);
  assert.deepEqual(
    arbitrators.map(({ organisation, drawn }) => [organisation, drawn]),
    [['ArbiterMSP', true]],
  );
});
