// SPDX-License-Identifier: Apache-2.0
/** What the steps of a dispute leave behind: deadlines, who decides, rulings, grants, corrections. */
import assert from 'node:assert/strict';
import type { RulingInput } from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
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
  appeal,
  ARBITER,
  assign,
  clearance,
  close,
  court,
  draw,
  lapse,
  later,
  open,
  read,
  recuse,
  register,
  remedy,
  rule,
  ruling,
  saying,
  SECOND,
  THIRD,
  withdraw,
} from '../support/disputes.js';
import { test } from '../support/testing.js';

const ADMIN = caller('ManagerMSP', 'admin');
async function assigned(): Promise<ChaincodeHarness> {
  const chain = await court();
  for (const step of [open, answer, assign]) await step(chain);
  return chain;
}

async function ruledWith(change: Partial<RulingInput>): Promise<ChaincodeHarness> {
  const chain = await assigned();
  await rule(chain, change);
  return chain;
}

test('each step is measured by the policy in force at the opening, whatever is set later', async () => {
  const chain = await court();
  const { reportWithinHours, calendar } = BUILT_IN_POLICY;
  const deadlines = Object.fromEntries(Object.keys(BUILT_IN_POLICY.deadlines).map((step) => [step, 1]));
  await open(chain);
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [{ deadlines, calendar, reportWithinHours }]);
  const { pending, policyVersion } = await answer(chain);
  assert.deepEqual([policyVersion, pending?.policyVersion], [0, 0]);
  await assign(chain);
  const { rulings, steps } = await rule(chain);
  const all = [...steps.map(({ deadline }) => deadline), rulings[0]?.appeal, rulings[0]?.remedyDue];
  assert.deepEqual(
    all.map((deadline) => deadline && [deadline.step, deadline.policyVersion]),
    [
      ...[undefined, ['answer', 0], ['assign', 0], ['rule', 0]],
      ...[
        ['appeal', 0],
        ['remedy', 0],
      ],
    ],
  );
  // Monday 2 March: ten working days to answer.
  assert.equal(steps[1]?.deadline?.dueAt, '2026-03-16T15:59:59.999Z');
  const second = await open(chain, { id: 'D-2' });
  assert.equal(second.pending?.policyVersion, 1);
});

test('a late step is late for ever', async () => {
  const chain = await court();
  await open(chain);
  for (const step of [answer, assign, rule, remedy]) {
    await lapse(chain);
    await step(chain);
  }
  await close(chain, 'remedied');
  const { steps, rulings, arbitrators } = await read(chain);
  const late = steps.map(({ action, deadline }) => `${action} ${String(deadline?.late)}`);
  assert.deepEqual(late, [
    ...['open undefined', 'answer true', 'assign true', 'rule true', 'remedy true', 'close undefined'],
  ]);
  assert.deepEqual([rulings[0]?.remedyDue?.late, arbitrators[0]?.deadline.late], [true, true]);
});

test('who does not answer in time is recorded as silent, and cannot answer any more', async () => {
  const chain = await court();
  for (const step of [open, lapse, assign]) await step(chain);
  const { steps } = await read(chain);
  assert.deepEqual(
    steps.map(({ action, deadline }) => [action, deadline?.step, deadline?.late]),
    [
      ['open', undefined, undefined],
      ['default', 'answer', true],
      ['assign', 'assign', false],
    ],
  );
  await chain.refuses('INVALID_STATE', CONSUMER, TRANSACTIONS.disputeAnswer, [{ id: 'D-1', text: 'Wait.' }]);
});

test('an arbitrator that does not rule in time is replaced, and by none of those before', async () => {
  const chain = await assigned();
  await lapse(chain);
  const anew = { id: 'D-1', arbitrator: 'ArbiterMSP' };
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, TRANSACTIONS.disputeAssign, [anew]);
  const { arbitrators } = await assign(chain, 'SecondMSP');
  assert.deepEqual(
    arbitrators.map(({ organisation, instance, deadline }) => [organisation, instance, deadline.late]),
    [
      ['ArbiterMSP', 1, true],
      ['SecondMSP', 1, undefined],
    ],
  );
  await chain.refuses('NOT_OWNER', ARBITER, TRANSACTIONS.disputeRule, [ruling()]);
  assert.equal((await rule(chain, {}, SECOND)).rulings[0]?.arbitrator, 'SecondMSP');
});

test('an arbitrator with a conflict recuses itself with its reason, and another one rules', async () => {
  const chain = await assigned();
  await chain.refuses('INVALID_ARGUMENT', ARBITER, TRANSACTIONS.disputeRecuse, [{ id: 'D-1' }]);
  const withdrawn = await recuse(chain);
  const [step, [one]] = [withdrawn.steps.at(-1), withdrawn.arbitrators];
  assert.ok(step?.deadline && one && withdrawn.pending);
  const { action, text, evidence, deadline, stamp } = step;
  assert.deepEqual([action, text, evidence], ['recuse', saying.text, saying.evidence]);
  assert.deepEqual([deadline.step, deadline.late, stamp.by], ['rule', false, 'ArbiterMSP']);
  assert.deepEqual([one.recused, one.deadline], [true, deadline]);
  assert.deepEqual([withdrawn.pending.step, withdrawn.pending.startedAt], ['assign', stamp.at]);
  await chain.refuses('INVALID_STATE', ARBITER, TRANSACTIONS.disputeRule, [ruling()]);
  const anew = { id: 'D-1', arbitrator: 'ArbiterMSP' };
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, TRANSACTIONS.disputeAssign, [anew]);
  const { arbitrators, steps } = await assign(chain, 'SecondMSP');
  assert.deepEqual([arbitrators.length, arbitrators[0], arbitrators[1]?.recused], [2, one, undefined]);
  assert.equal(steps.at(-1)?.deadline?.late, false);
  assert.equal((await rule(chain, {}, SECOND)).rulings[0]?.arbitrator, 'SecondMSP');
});

test('who recuses itself late stays late, and gains nobody time: another one is drawn as if it had not', async () => {
  const chain = await assigned();
  const due = (await read(chain)).pending?.dueAt;
  later(chain);
  const { arbitrators, pending } = await recuse(chain);
  assert.deepEqual([arbitrators[0]?.deadline.late, pending?.startedAt], [true, due]);
  assert.equal((await draw(chain, CONSUMER)).arbitrators.at(-1)?.organisation, 'SecondMSP');
});

test('a recusal on appeal leaves the first ruling and its appeal as they were', async () => {
  const chain = await assigned();
  await rule(chain, { grantAction: 'suspend' });
  await appeal(chain);
  const { rulings } = await assign(chain, 'SecondMSP');
  assert.deepEqual((await recuse(chain, SECOND)).rulings, rulings);
  const { arbitrators } = await assign(chain, 'ThirdMSP');
  assert.deepEqual(
    arbitrators.map(({ instance, recused }) => [instance, recused]),
    [
      [1, undefined],
      [2, true],
      [2, undefined],
    ],
  );
  const clear = clearance({ outcome: 'overturned' });
  const overturned = await chain.submit<Dispute>(THIRD, TRANSACTIONS.disputeRule, [clear]);
  assert.equal(overturned.rulings[1]?.grantAction, 'resume');
});

test('an arbitrator that lost its role is replaced at once, and rules no more', async () => {
  const chain = await assigned();
  await chain.submit(ADMIN, TRANSACTIONS.organisationUpdate, [
    { mspId: 'ArbiterMSP', names: { en: 'A' }, roles: ['auditor'] },
  ]);
  await chain.refuses('ROLE_REQUIRED', ARBITER, TRANSACTIONS.disputeRule, [ruling()]);
  await chain.submit(ADMIN, TRANSACTIONS.organisationSuspend, ['SecondMSP']);
  const suspended = { id: 'D-1', arbitrator: 'SecondMSP' };
  await chain.refuses('CONDITION_NOT_MET', MANAGER, TRANSACTIONS.disputeAssign, [suspended]);
  assert.equal((await assign(chain, 'ThirdMSP')).arbitrators.at(-1)?.organisation, 'ThirdMSP');
});

test('nobody decides its own case: no party, not the manager that names, not twice', async () => {
  const chain = await court();
  const roles = ['arbitrator', 'consumer', 'manager', 'provider'];
  for (const mspId of ['ProviderMSP', 'ConsumerMSP', 'ManagerMSP']) {
    await chain.submit(ADMIN, TRANSACTIONS.organisationUpdate, [{ mspId, names: { en: mspId }, roles }]);
  }
  for (const step of [open, answer]) await step(chain);
  const name = (by: Caller, arbitrator: string, code: DomainCode): Promise<void> =>
    chain.refuses(code, by, TRANSACTIONS.disputeAssign, [{ id: 'D-1', arbitrator }]);
  await name(MANAGER, 'ProviderMSP', 'CONFLICT_OF_INTEREST');
  await name(MANAGER, 'ConsumerMSP', 'CONFLICT_OF_INTEREST');
  await name(MANAGER, 'ManagerMSP', 'CONFLICT_OF_INTEREST');
  await name(PROVIDER, 'ArbiterMSP', 'CONFLICT_OF_INTEREST');
  await name(MANAGER, 'AuditorMSP', 'CONDITION_NOT_MET');
  await name(MANAGER, 'NobodyMSP', 'NOT_FOUND');
  await assign(chain);
  await rule(chain);
  await appeal(chain);
  await name(MANAGER, 'ArbiterMSP', 'CONFLICT_OF_INTEREST');
});

test('a manager that decided the first instance does not name who decides the second', async () => {
  const chain = await court();
  await register(chain, 'BothMSP', ['arbitrator', 'manager']);
  for (const step of [open, answer]) await step(chain);
  await assign(chain, 'BothMSP');
  await rule(chain, {}, caller('BothMSP', 'arbitrator'));
  await appeal(chain);
  const name = { id: 'D-1', arbitrator: 'SecondMSP' };
  await chain.refuses('CONFLICT_OF_INTEREST', caller('BothMSP'), TRANSACTIONS.disputeAssign, [name]);
  assert.equal((await assign(chain, 'SecondMSP')).state, 'assigned');
});

test('an auditor that opens a dispute is a party and has no say in it as another', async () => {
  const chain = await court();
  await chain.submit(ADMIN, TRANSACTIONS.organisationUpdate, [
    { mspId: 'AuditorMSP', names: { en: 'A' }, roles: ['arbitrator', 'auditor'] },
  ]);
  assert.deepEqual((await open(chain, {}, AUDITOR)).parties, ['AuditorMSP', 'ConsumerMSP', 'ProviderMSP']);
  await answer(chain);
  const itself = { id: 'D-1', arbitrator: 'AuditorMSP' };
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, TRANSACTIONS.disputeAssign, [itself]);
  assert.equal((await withdraw(chain, AUDITOR)).state, 'withdrawn');
});

test('a draw passes over parties, the suspended and those who were assigned before', async () => {
  const chain = await court();
  await register(chain, 'AaaMSP', ['arbitrator']);
  await chain.submit(ADMIN, TRANSACTIONS.organisationSuspend, ['AaaMSP']);
  for (const step of [open, answer]) await step(chain);
  for (const expected of ['ArbiterMSP', 'SecondMSP', 'ThirdMSP']) {
    later(chain);
    const { arbitrators } = await draw(chain, CONSUMER);
    assert.equal(arbitrators.at(-1)?.organisation, expected);
  }
  later(chain);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, TRANSACTIONS.disputeAssign, [{ id: 'D-1' }]);
  await register(chain, 'FourthMSP', ['arbitrator']);
  assert.equal((await draw(chain, PROVIDER)).arbitrators.at(-1)?.organisation, 'FourthMSP');
});

test('a remedy that never came is a fact that stays', async () => {
  const chain = await ruledWith({});
  await lapse(chain);
  const { outcome, rulings, pending } = await close(chain, 'unremedied', MANAGER);
  assert.deepEqual([outcome, rulings[0]?.remedyDue?.late, pending], ['unremedied', true, undefined]);
});

test('a manager that is a party neither names who decides nor closes for itself', async () => {
  const chain = await court();
  await open(chain, {}, MANAGER);
  await answer(chain);
  const name = { id: 'D-1', arbitrator: 'ArbiterMSP' };
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, TRANSACTIONS.disputeAssign, [name]);
  await register(chain, 'OtherManagerMSP', ['manager']);
  await assign(chain, 'ArbiterMSP', caller('OtherManagerMSP'));
  await rule(chain, { responsible: 'ManagerMSP', findings: ['breach-of-terms'] });
  await remedy(chain, {}, MANAGER);
  for (const party of [PROVIDER, CONSUMER]) {
    await chain.submit(party, TRANSACTIONS.disputeAccept, [{ id: 'D-1', text: 'Good.' }]);
  }
  const done = { id: 'D-1', outcome: 'remedied' };
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, TRANSACTIONS.disputeClose, [done]);
  assert.equal((await close(chain, 'remedied', caller('OtherManagerMSP'))).state, 'closed');
});

test('a finding of wanting remedy says what is wanting', async () => {
  const chain = await ruledWith({});
  await remedy(chain);
  await lapse(chain);
  const silent = { id: 'D-1', outcome: 'unremedied' };
  await chain.refuses('INVALID_ARGUMENT', MANAGER, TRANSACTIONS.disputeClose, [silent]);
  const { outcome, rulings } = await close(chain, 'unremedied', MANAGER);
  assert.deepEqual([outcome, rulings[0]?.remedyDue?.late], ['unremedied', false]);
});
