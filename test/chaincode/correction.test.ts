// SPDX-License-Identifier: Apache-2.0
/** Wrong data: reported, checked, corrected or not, handed over, late, and made a dispute of. */
import assert from 'node:assert/strict';
import type { Correction } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { standingOf } from '@catalog-chain/chaincode/domain/law/obligations';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  AUDITOR,
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { grantOf, market } from '../support/sharing.js';
import { test } from '../support/testing.js';

const { correctionOpen, correctionAnswer, correctionWithdraw, correctionDispute } = TRANSACTIONS;
const OTHER = caller('OtherMSP');
const RECORD = 'A'.repeat(42) + 'A';
/** Monday 2 March 2026 and ten working days. */
const TENTH = '2026-03-16T15:59:59.999Z';

const report = (change: object = {}) => ({
  id: 'C-1',
  grant: 'REQ-1',
  subject: { kind: 'record', record: RECORD, items: ['birth'] },
  statement: 'The date of birth is after the date of marriage',
  ...change,
});
const said = (outcome: string, more: object = {}) => ({ id: 'C-1', outcome, text: 'We looked', ...more });

async function shared(): Promise<ChaincodeHarness> {
  const chain = await market();
  await grantOf(chain);
  return chain;
}

async function reported(): Promise<ChaincodeHarness> {
  const chain = await shared();
  await chain.submit(CONSUMER, correctionOpen, [report()]);
  return chain;
}

const owed = (chain: ChaincodeHarness, id = 'correct-data~C-1~1'): Promise<Obligation> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.obligationRead, [id]);
const read = (chain: ChaincodeHarness): Promise<Correction> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.correctionRead, ['C-1']);

test('a report opens what its provider owes within ten working days, and an answer meets it', async () => {
  const chain = await shared();
  const correction = await chain.submit<Correction>(CONSUMER, correctionOpen, [report()]);
  assert.deepEqual(
    [correction.state, correction.answering, correction.dueAt],
    ['opened', 'ProviderMSP', TENTH],
  );
  assert.deepEqual([(await owed(chain)).article, (await owed(chain)).owedTo], ['26', 'ConsumerMSP']);
  const done = await chain.submit<Correction>(PROVIDER, correctionAnswer, [said('corrected')]);
  assert.deepEqual([done.state, done.answers[0]?.outcome], ['corrected', 'corrected']);
  assert.equal((await owed(chain)).met?.late, false);
});

test('an answer after its time is late for ever', async () => {
  const chain = await reported();
  chain.time = parseInstant(TENTH) + 1;
  assert.equal(standingOf(await owed(chain), chain.time), 'overdue');
  await chain.submit(PROVIDER, correctionAnswer, [said('not-wrong')]);
  assert.equal(standingOf(await owed(chain), chain.time), 'met-late');
});

test('who it is handed to answers, within a time of its own; it is handed over once', async () => {
  const chain = await reported();
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, correctionAnswer, [said('handed-over')]);
  for (const to of ['ConsumerMSP', 'ProviderMSP', 'NobodyMSP', 'AuditorMSP'])
    await chain.refuses('CONDITION_NOT_MET', PROVIDER, correctionAnswer, [said('handed-over', { to })]);
  const handed = await chain.submit<Correction>(PROVIDER, correctionAnswer, [
    said('handed-over', { to: 'OtherMSP' }),
  ]);
  assert.deepEqual([handed.state, handed.answering], ['opened', 'OtherMSP']);
  assert.equal((await owed(chain)).state, 'met');
  assert.equal((await owed(chain, 'correct-data~C-1~2')).owedBy, 'OtherMSP');
  await chain.refuses('NOT_OWNER', PROVIDER, correctionAnswer, [said('corrected')]);
  await chain.refuses('CONDITION_NOT_MET', OTHER, correctionAnswer, [
    said('handed-over', { to: 'AuditorMSP' }),
  ]);
  const done = await chain.submit<Correction>(OTHER, correctionAnswer, [said('corrected')]);
  assert.deepEqual([done.state, done.answers.length], ['corrected', 2]);
});

test('only the consumer of the grant reports, about what the grant gives', async () => {
  const chain = await shared();
  for (const [by, code] of [
    [OTHER, 'NOT_FOUND'],
    [PROVIDER, 'ROLE_REQUIRED'],
    [MANAGER, 'ROLE_REQUIRED'],
    [AUDITOR, 'ROLE_REQUIRED'],
  ] as const)
    await chain.refuses(code, by, correctionOpen, [report()]);
  const wrong: readonly (readonly [
    object,
    'CONDITION_NOT_MET' | 'INVALID_ARGUMENT' | 'NOT_FOUND' | 'RAW_DATA',
  ])[] = [
    [{ grant: 'REQ-9' }, 'NOT_FOUND'],
    [{ subject: { kind: 'item', item: 'salary' } }, 'CONDITION_NOT_MET'],
    [{ subject: { kind: 'record', record: 'plain-7' } }, 'INVALID_ARGUMENT'],
    [{ subject: { kind: 'person' } }, 'INVALID_ARGUMENT'],
    [{ statement: '' }, 'INVALID_ARGUMENT'],
    [{ statement: 'born as 11010519491231002X' }, 'RAW_DATA'],
  ];
  for (const [change, code] of wrong) await chain.refuses(code, CONSUMER, correctionOpen, [report(change)]);
  await chain.submit(CONSUMER, correctionOpen, [report({ subject: { kind: 'resource' } })]);
  await chain.refuses('ALREADY_EXISTS', CONSUMER, correctionOpen, [report()]);
});

test('what is over is not answered, withdrawn or disputed again', async () => {
  const chain = await reported();
  await chain.refuses('NOT_FOUND', OTHER, correctionWithdraw, ['C-1']);
  await chain.submit(CONSUMER, correctionWithdraw, ['C-1']);
  assert.equal((await owed(chain)).state, 'void');
  const dispute = { id: 'C-1', dispute: 'D-1', statement: 'Still wrong' };
  await chain.refuses('INVALID_STATE', PROVIDER, correctionAnswer, [said('corrected')]);
  await chain.refuses('INVALID_STATE', CONSUMER, correctionWithdraw, ['C-1']);
  await chain.refuses('INVALID_STATE', CONSUMER, correctionDispute, [dispute]);
});

test('unanswered in time it becomes a dispute in one call', async () => {
  const chain = await reported();
  const dispute = { id: 'C-1', dispute: 'D-1', statement: 'Nobody answered' };
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, correctionDispute, [dispute]);
  chain.time = parseInstant(TENTH) + 1;
  await chain.refuses('NOT_FOUND', OTHER, correctionDispute, [dispute]);
  const next = await chain.submit<Correction>(CONSUMER, correctionDispute, [dispute]);
  assert.deepEqual([next.state, next.dispute], ['disputed', 'D-1']);
  const opened = await chain.evaluate<Dispute>(CONSUMER, TRANSACTIONS.disputeRead, ['D-1']);
  assert.deepEqual([opened.kind, opened.respondent, opened.grant], ['quality', 'ProviderMSP', 'REQ-1']);
  assert.equal((await owed(chain)).state, 'missed');
  await chain.refuses('INVALID_STATE', CONSUMER, correctionDispute, [{ ...dispute, dispute: 'D-2' }]);
});

test('an answer that the consumer does not accept becomes a dispute at once', async () => {
  const chain = await reported();
  await chain.submit(PROVIDER, correctionAnswer, [said('not-wrong')]);
  await chain.submit(CONSUMER, correctionDispute, [{ id: 'C-1', dispute: 'D-1', statement: 'It is wrong' }]);
  assert.equal((await read(chain)).state, 'disputed');
  assert.equal((await owed(chain)).state, 'met', 'the answer was given in time');
});

test('under the generic profile a report is answered, and nothing is owed for it', async () => {
  const chain = await shared();
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [{ ...rulesOf(BUILT_IN_POLICY), profile: 'generic' }]);
  const correction = await chain.submit<Correction>(CONSUMER, correctionOpen, [report()]);
  assert.equal(correction.dueAt, undefined);
  const done = await chain.submit<Correction>(PROVIDER, correctionAnswer, [said('corrected')]);
  assert.equal(done.state, 'corrected');
});
