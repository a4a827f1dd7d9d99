// SPDX-License-Identifier: Apache-2.0
/** What requests and grants owe: opened, extended, stopped, met in time, met late, and never met. */
import assert from 'node:assert/strict';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { standingOf } from '@catalog-chain/chaincode/domain/law/obligations';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { AccessRequest, Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  AUDITOR,
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import {
  approve,
  ask,
  confirm,
  daysOn,
  deposit,
  grantOf,
  market,
  readGrant,
  readRequest,
  RESOURCES,
} from '../support/sharing.js';
import { test } from '../support/testing.js';

const owed = (chain: ChaincodeHarness, id: string): Promise<Obligation> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.obligationRead, [id]);

const ANSWER = 'answer-request~REQ-1';
const CONFIRM = 'confirm-request~REQ-1';
const DELIVER = 'deliver-data~REQ-1';
const complete = {
  scenario: 'Yearly review of pensions',
  posts: { agreed: 'Head of the data office', entered: 'Clerk' },
};

/** Monday 2 March 2026, 09:00 in Beijing; the end of the tenth working day after it. */
const TENTH = '2026-03-16T15:59:59.999Z';

const askExtension = (chain: ChaincodeHarness, days: number, id = ANSWER): Promise<Obligation> =>
  chain.submit(PROVIDER, TRANSACTIONS.obligationAskExtension, [
    { id, days, reason: 'Three registers to ask' },
  ]);
const answerExtension = (chain: ChaincodeHarness, approved: boolean): Promise<Obligation> =>
  chain.submit(MANAGER, TRANSACTIONS.obligationAnswerExtension, [
    { id: ANSWER, approved, ...(!approved && { reason: 'One register is enough' }) },
  ]);
const askSupplement = (chain: ChaincodeHarness): Promise<AccessRequest> =>
  chain.submit(PROVIDER, TRANSACTIONS.requestAskSupplement, [{ id: 'REQ-1', missing: ['The scenario'] }]);
const supplement = (chain: ChaincodeHarness, given: object): Promise<AccessRequest> =>
  chain.submit(CONSUMER, TRANSACTIONS.requestSupplement, [{ id: 'REQ-1', ...given }]);

test('decision and confirmation share one clock of ten working days', async () => {
  const chain = await market();
  const { pending, profile } = await ask(chain, complete);
  assert.deepEqual([profile, pending?.dueAt], ['cn-809', TENTH]);
  const open = await owed(chain, ANSWER);
  assert.deepEqual(
    [open.owedBy, open.owedTo, open.dueAt, open.article, open.state],
    ['ProviderMSP', 'ConsumerMSP', TENTH, '21', 'open'],
  );
  await deposit(chain);
  chain.time += 7 * DAY_MS;
  const decided = await approve(chain);
  assert.equal(decided.pending?.dueAt, TENTH);
  assert.equal((await owed(chain, ANSWER)).met?.late, false);
  const confirming = await owed(chain, CONFIRM);
  assert.deepEqual(
    [confirming.owedBy, confirming.owedByRole, confirming.dueAt],
    [undefined, 'manager', TENTH],
  );
  chain.time = parseInstant(TENTH) + 1;
  assert.equal(standingOf(confirming, chain.time), 'overdue');
  const granted = await confirm(chain);
  assert.deepEqual(
    granted.decisions.map(({ deadline }) => deadline.late),
    [false, true],
  );
  const late = await owed(chain, CONFIRM);
  assert.deepEqual(
    [late.owedBy, late.met?.late, standingOf(late, chain.time)],
    ['ManagerMSP', true, 'met-late'],
  );
});

test('under the generic profile decision and confirmation have a clock each, and nothing else is owed', async () => {
  const chain = await market();
  const rules = rulesOf(BUILT_IN_POLICY);
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [{ ...rules, profile: 'generic' }]);
  const { profile, lacks } = await ask(chain);
  assert.deepEqual([profile, lacks], ['generic', undefined]);
  await deposit(chain);
  chain.time = parseInstant(TENTH);
  const { pending } = await approve(chain);
  assert.equal(pending?.dueAt, '2026-03-23T15:59:59.999Z');
  await confirm(chain);
  assert.equal((await readGrant(chain)).deliverBy, undefined);
  await chain.refuses('NOT_FOUND', PROVIDER, TRANSACTIONS.obligationRead, [DELIVER]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.grantDeliver, ['REQ-1']);
  await ask(chain, { id: 'REQ-2', period: { from: daysOn(30), to: daysOn(60) } });
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.obligationAskExtension, [
    { id: 'answer-request~REQ-2', days: 1, reason: 'more time' },
  ]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.requestAskSupplement, [
    { id: 'REQ-2', missing: ['a paper'] },
  ]);
});

test('a policy sets days of its own in place of the profile’s', async () => {
  const chain = await market();
  const rules = rulesOf(BUILT_IN_POLICY);
  const own = { ...rules, obligationDays: { 'deliver-data': 5 }, extensionDays: { 'answer-request': 2 } };
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [own]);
  await ask(chain, { id: 'OPEN', resource: RESOURCES.unconditional });
  assert.equal((await owed(chain, 'deliver-data~OPEN')).dueAt, '2026-03-09T15:59:59.999Z');
  await ask(chain);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.obligationAskExtension, [
    { id: ANSWER, days: 3, reason: 'more time' },
  ]);
  for (const wrong of [{ 'answer-request': 3 }, { 'deliver-data': 0 }, { other: 1 }])
    await chain.refuses('INVALID_ARGUMENT', MANAGER, TRANSACTIONS.policySet, [
      { ...rules, obligationDays: wrong },
    ]);
});

test('an extension is asked for once, in time, for at most ten days, and moves the request’s clock', async () => {
  const chain = await market();
  await ask(chain, complete);
  const ten = { id: ANSWER, days: 10, reason: 'Three registers to ask' };
  const asking = TRANSACTIONS.obligationAskExtension;
  await chain.refuses('NOT_OWNER', CONSUMER, asking, [ten]);
  await chain.refuses('NOT_OWNER', MANAGER, asking, [ten]);
  await chain.refuses('ROLE_REQUIRED', AUDITOR, asking, [ten]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, asking, [{ ...ten, days: 11 }]);
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, asking, [{ ...ten, days: 0 }]);
  const asked = await askExtension(chain, 10);
  assert.deepEqual([asked.dueAt, asked.extension?.answer], [TENTH, undefined]);
  await chain.refuses('INVALID_STATE', PROVIDER, asking, [ten]);
  await chain.refuses('ROLE_REQUIRED', PROVIDER, TRANSACTIONS.obligationAnswerExtension, [
    { id: ANSWER, approved: true },
  ]);
  const given = await answerExtension(chain, true);
  assert.equal(given.dueAt, '2026-03-30T15:59:59.999Z');
  assert.equal((await readRequest(chain)).pending?.dueAt, given.dueAt);
  await chain.refuses('INVALID_STATE', MANAGER, TRANSACTIONS.obligationAnswerExtension, [
    { id: ANSWER, approved: true },
  ]);
  chain.time = parseInstant(given.dueAt);
  await deposit(chain);
  const { decisions } = await approve(chain);
  assert.equal(decisions[0]?.deadline.late, false);
});

test('an extension that is not given moves nothing, and both words are kept', async () => {
  const chain = await market();
  await ask(chain);
  await askExtension(chain, 5);
  await chain.refuses('INVALID_ARGUMENT', MANAGER, TRANSACTIONS.obligationAnswerExtension, [
    { id: ANSWER, approved: false },
  ]);
  const refused = await answerExtension(chain, false);
  assert.equal(chain.event?.name, 'obligation.extension-refused');
  assert.deepEqual([refused.dueAt, refused.extension?.answer?.approved], [TENTH, false]);
  assert.equal((await readRequest(chain)).pending?.dueAt, TENTH);
});

test('what is overdue or over is not extended', async () => {
  const chain = await market();
  await ask(chain);
  chain.time = parseInstant(TENTH) + 1;
  const asking = [{ id: ANSWER, days: 1, reason: 'more time' }];
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.obligationAskExtension, asking);
  await deposit(chain);
  await approve(chain);
  await chain.refuses('INVALID_STATE', PROVIDER, TRANSACTIONS.obligationAskExtension, asking);
});

test('a manager does not give itself more time', async () => {
  const chain = await market();
  const both = { mspId: 'ProviderMSP', names: { en: 'Both' }, roles: ['manager', 'provider'] };
  await chain.submit(caller('ManagerMSP', 'admin'), TRANSACTIONS.organisationUpdate, [both]);
  await ask(chain);
  await askExtension(chain, 5);
  await chain.refuses('CONFLICT_OF_INTEREST', PROVIDER, TRANSACTIONS.obligationAnswerExtension, [
    { id: ANSWER, approved: true },
  ]);
});

test('what is missing is told once; the clock stands still until it is given', async () => {
  const chain = await market();
  const first = await ask(chain);
  assert.deepEqual(first.lacks, ['scenario', 'posts']);
  await chain.refuses('NOT_FOUND', caller('OtherMSP'), TRANSACTIONS.requestAskSupplement, [
    { id: 'REQ-1', missing: ['x'] },
  ]);
  await chain.refuses('INVALID_STATE', CONSUMER, TRANSACTIONS.requestSupplement, [
    { id: 'REQ-1', text: 'x' },
  ]);
  chain.time += 2 * DAY_MS;
  const asked = await askSupplement(chain);
  assert.equal(asked.pending?.pausedAt, daysOn(2));
  chain.time += 60 * DAY_MS;
  assert.equal(standingOf(await owed(chain, ANSWER), chain.time), 'paused');
  const refusal = { id: 'REQ-1', approved: false, reason: 'papers are missing' };
  await chain.refuses('INVALID_STATE', PROVIDER, TRANSACTIONS.requestDecide, [refusal]);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, TRANSACTIONS.requestSupplement, [{ id: 'REQ-1' }]);
  const given = await supplement(chain, complete);
  assert.deepEqual(
    [given.lacks, given.terms.scenario, given.posts, given.pending?.pausedAt],
    [undefined, complete.scenario, complete.posts, undefined],
  );
  const due = given.pending?.dueAt ?? '';
  assert.equal(due, '2026-05-13T15:59:59.999Z', 'eight working days were left');
  assert.equal((await owed(chain, ANSWER)).dueAt, due);
  await chain.refuses('INVALID_STATE', PROVIDER, TRANSACTIONS.requestAskSupplement, [
    { id: 'REQ-1', missing: ['more'] },
  ]);
});

test('a supplement is not asked for after the time to answer', async () => {
  const chain = await market();
  await ask(chain);
  chain.time = parseInstant(TENTH) + 1;
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.requestAskSupplement, [
    { id: 'REQ-1', missing: ['x'] },
  ]);
});

test('who agreed is another post than who entered it', async () => {
  const chain = await market();
  const same = { agreed: 'Clerk', entered: 'Clerk' };
  await assert.rejects(ask(chain, { posts: same }), /another post/);
  const request = await ask(chain, complete);
  assert.deepEqual([request.posts, request.lacks], [complete.posts, undefined]);
  await deposit(chain);
  const answer = { id: 'REQ-1', approved: true, posts: complete.posts };
  const { decisions } = await chain.submit<AccessRequest>(PROVIDER, TRANSACTIONS.requestDecide, [answer]);
  assert.deepEqual(decisions[0]?.posts, complete.posts);
});

test('a refusal names a condition that the catalogue states, or says that it rests on none', async () => {
  const chain = await market();
  await ask(chain);
  const refuse = (more: object) => [{ id: 'REQ-1', approved: false, reason: 'not for this', ...more }];
  const decide = TRANSACTIONS.requestDecide;
  const invented = { ground: 'condition', condition: 'a fee is paid' };
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, decide, refuse(invented));
  for (const wrong of [{ ground: 'incomplete' }, { ground: 'condition' }, { ground: 'none', condition: 'x' }])
    await chain.refuses('INVALID_ARGUMENT', PROVIDER, decide, refuse(wrong));
  await ask(chain, { id: 'REQ-2' });
  const stated = { ground: 'condition', condition: 'for pension audits' };
  const first = await chain.submit<AccessRequest>(PROVIDER, decide, refuse(stated));
  assert.deepEqual(
    [first.decisions[0]?.ground, first.decisions[0]?.condition],
    ['condition', 'for pension audits'],
  );
  const bare = { id: 'REQ-2', approved: false, reason: 'no' };
  const second = await chain.submit<AccessRequest>(PROVIDER, decide, [bare]);
  assert.equal(second.decisions[0]?.ground, 'none');
  assert.equal((await owed(chain, ANSWER)).state, 'met');
});

test('a request that is withdrawn owes no answer any more; overdue by then, it was missed', async () => {
  const chain = await market();
  await ask(chain);
  await ask(chain, { id: 'REQ-2' });
  await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, ['REQ-1']);
  assert.equal((await owed(chain, ANSWER)).state, 'void');
  chain.time = parseInstant(TENTH) + 1;
  await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, ['REQ-2']);
  assert.equal((await owed(chain, 'answer-request~REQ-2')).state, 'missed');
});

test('data is delivered within twenty working days: declared, contested, declared again, confirmed', async () => {
  const chain = await market();
  const { deliverBy } = await grantOf(chain);
  assert.equal(deliverBy, '2026-03-30T15:59:59.999Z');
  const { grantDeliver, grantConfirmDelivery, grantContestDelivery } = TRANSACTIONS;
  await chain.refuses('INVALID_STATE', CONSUMER, grantConfirmDelivery, ['REQ-1']);
  await chain.refuses('NOT_PARTY', CONSUMER, grantDeliver, ['REQ-1']);
  await chain.refuses('NOT_PARTY', MANAGER, grantDeliver, ['REQ-1']);
  const declared = await chain.submit<Obligation>(PROVIDER, grantDeliver, ['REQ-1']);
  assert.deepEqual([declared.met?.basis, declared.met?.late], ['declared', false]);
  await chain.refuses('INVALID_STATE', PROVIDER, grantDeliver, ['REQ-1']);
  await chain.refuses('NOT_PARTY', PROVIDER, grantConfirmDelivery, ['REQ-1']);
  const objection = { id: 'REQ-1', reason: 'The interface answers nothing' };
  await chain.refuses('NOT_PARTY', PROVIDER, grantContestDelivery, [objection]);
  const contested = await chain.submit<Obligation>(CONSUMER, grantContestDelivery, [objection]);
  assert.deepEqual([contested.state, contested.contested?.length], ['open', 1]);
  chain.time = parseInstant(deliverBy) + 1;
  await chain.submit(PROVIDER, grantDeliver, ['REQ-1']);
  const confirmed = await chain.submit<Obligation>(CONSUMER, grantConfirmDelivery, ['REQ-1']);
  assert.deepEqual([confirmed.met?.basis, confirmed.met?.late], ['confirmed', true]);
  await chain.refuses('INVALID_STATE', CONSUMER, grantContestDelivery, [objection]);
});

test('a grant that ends before its data came leaves the delivery void, or missed when it was due', async () => {
  const chain = await market();
  await grantOf(chain);
  await grantOf(chain, { id: 'REQ-2' });
  const revoke = (id: string) =>
    chain.submit<Grant>(PROVIDER, TRANSACTIONS.grantRevoke, [{ id, reason: 'The service ends' }]);
  await revoke('REQ-1');
  assert.deepEqual((await owed(chain, DELIVER)).state, 'void');
  chain.time += 60 * DAY_MS;
  await revoke('REQ-2');
  const missed = await owed(chain, 'deliver-data~REQ-2');
  assert.deepEqual([missed.state, missed.ended?.reason], ['missed', 'grant-ended']);
});
