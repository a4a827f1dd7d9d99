// SPDX-License-Identifier: Apache-2.0
/** Orders to correct, notices of criticism, incidents and complaints: every step by who may and may not take it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { standingOf } from '@catalog-chain/chaincode/domain/law/obligations';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import type { Criticism, Order } from '@catalog-chain/chaincode/domain/supervision/order';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { Complaint, Incident } from '@catalog-chain/chaincode/domain/supervision/incident';
import { DAY_MS, formatInstant, HOUR_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  AUDITOR,
  caller,
  consortium,
  CONSUMER,
  MANAGER,
  PROVIDER,
  START,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { catalogue } from '../support/catalogue-fixtures.js';
import { seed } from '../support/sharing.js';
import { test } from '../support/testing.js';

const OTHER = caller('OtherMSP');
const {
  complaintAnswer,
  complaintReceive,
  criticismIssue,
  incidentClose,
  incidentReport,
  orderConclude,
  orderIssue,
  orderReport,
  orderWithdraw,
} = TRANSACTIONS;
const digest = 'd'.repeat(64);
const text = 'Answer what is asked in time';
const order = (more: object = {}) => ({
  id: 'O-1',
  organisation: 'ProviderMSP',
  items: ['39-4', '39-7'],
  text,
  within: 5,
  ...more,
});
const owed = (chain: ChaincodeHarness, id: string): Promise<Obligation> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.obligationRead, [id]);

test('an order is issued by an authority to another member, for items that its law has', async () => {
  const chain = await consortium();
  await chain.refuses('ROLE_REQUIRED', PROVIDER, orderIssue, [order()]);
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, orderIssue, [order({ organisation: 'ManagerMSP' })]);
  await chain.refuses('NOT_FOUND', MANAGER, orderIssue, [order({ organisation: 'NobodyMSP' })]);
  await chain.refuses('CONDITION_NOT_MET', MANAGER, orderIssue, [order({ items: ['42-1'] })]);
  for (const wrong of [{ items: [] }, { items: ['39-7', '39-4'] }, { items: ['x'] }, { within: 0 }])
    await chain.refuses('INVALID_ARGUMENT', MANAGER, orderIssue, [order(wrong)]);
  const issued = await chain.submit<Order>(MANAGER, orderIssue, [order({ report: digest })]);
  assert.deepEqual(
    [issued.state, issued.dueAt, issued.issuer],
    ['issued', '2026-03-09T15:59:59.999Z', 'ManagerMSP'],
  );
  const owing = await owed(chain, 'comply-order~O-1');
  assert.deepEqual([owing.owedBy, owing.owedTo, owing.dueAt], ['ProviderMSP', 'ManagerMSP', issued.dueAt]);
  await chain.submit(MANAGER, orderIssue, [
    order({ id: 'O-3', organisation: 'ConsumerMSP', items: ['40-2'] }),
  ]);
  const { article } = await owed(chain, 'comply-order~O-3');
  assert.deepEqual([owing.article, article], ['39', '40'], 'of its items, which are those of the side');
  await chain.refuses('ALREADY_EXISTS', MANAGER, orderIssue, [order()]);
  const rules = { ...rulesOf(BUILT_IN_POLICY), profile: 'generic' };
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [rules]);
  await chain.refuses('CONDITION_NOT_MET', MANAGER, orderIssue, [order({ id: 'O-2' })]);
});

const NEVER = { provider: '39-1', consumer: '40-1', manager: '41-3' } as const;
const update = (
  chain: ChaincodeHarness,
  roles: readonly string[],
  mspId = 'ProviderMSP',
): Promise<Organisation> =>
  chain.submit(MANAGER, TRANSACTIONS.organisationUpdate, [{ mspId, names: { en: mspId }, roles }]);

test('a member is charged with items of the sides on which it is, alone or together, and with no others', async () => {
  const chain = await consortium();
  const refuses = async (items: readonly string[], organisation?: string): Promise<void> => {
    const charged = { items, ...(organisation !== undefined && { organisation }) };
    await chain.refuses('CONDITION_NOT_MET', MANAGER, orderIssue, [order(charged)]);
    const notice = { id: 'N-1', organisation: 'ProviderMSP', text, ...charged };
    await chain.refuses('CONDITION_NOT_MET', MANAGER, criticismIssue, [notice]);
  };
  await refuses([NEVER.consumer]);
  await refuses([NEVER.manager]);
  await refuses([NEVER.provider, NEVER.consumer]);
  await refuses([NEVER.provider], 'ConsumerMSP');
  for (const item of Object.values(NEVER)) await refuses([item], 'AuditorMSP');
  await update(chain, ['consumer', 'provider']);
  await refuses([NEVER.manager]);
  await chain.submit(MANAGER, orderIssue, [order({ items: [NEVER.provider, NEVER.consumer] })]);
});

test('a member that was something answers for it afterwards; one of which nobody knows what it was, for all', async () => {
  const chain = await consortium();
  const charge = (id: string, item: string): object => order({ id, items: [item] });
  assert.deepEqual((await update(chain, ['consumer', 'provider'])).formerRoles, []);
  assert.deepEqual((await update(chain, ['auditor'])).formerRoles, ['consumer', 'provider']);
  const suspended = await chain.submit<Organisation>(MANAGER, TRANSACTIONS.organisationSuspend, [
    'ProviderMSP',
  ]);
  assert.deepEqual(suspended.formerRoles, ['consumer', 'provider']);
  await chain.submit(MANAGER, orderIssue, [charge('O-1', NEVER.provider)]);
  await chain.submit(MANAGER, orderIssue, [charge('O-2', NEVER.consumer)]);
  await chain.refuses('CONDITION_NOT_MET', MANAGER, orderIssue, [charge('O-3', NEVER.manager)]);
  assert.deepEqual((await update(chain, ['provider'])).formerRoles, ['auditor', 'consumer']);
  await chain.submit(MANAGER, TRANSACTIONS.organisationSuspend, ['ConsumerMSP']);
  await chain.refuses('CONDITION_NOT_MET', MANAGER, orderIssue, [
    order({ id: 'O-3', organisation: 'ConsumerMSP', items: [NEVER.provider] }),
  ]);
  // Changed by a chaincode that kept nothing of it: whether it was a manager once, nobody can say.
  const { formerRoles, ...older } = await update(chain, ['consumer'], 'OtherMSP');
  assert.deepEqual(formerRoles, ['provider']);
  seed(chain, older, 'OtherMSP');
  await chain.submit(MANAGER, orderIssue, [{ ...charge('O-4', NEVER.manager), organisation: 'OtherMSP' }]);
  assert.equal((await update(chain, ['provider'], 'OtherMSP')).formerRoles, undefined);
});

type State = 'issued' | 'overdue' | 'reported' | 'complied' | 'failed' | 'withdrawn';
const said = { id: 'O-1', text: 'Two clerks more' };
const good = { id: 'O-1', complied: true, text: 'So it is' };
const bad = { id: 'O-1', complied: false, text: 'It is not' };

async function orderThatIs(state: State): Promise<ChaincodeHarness> {
  const chain = await consortium();
  await chain.submit(MANAGER, orderIssue, [order()]);
  if (state === 'overdue' || state === 'failed') chain.time += 30 * DAY_MS;
  if (state === 'reported' || state === 'complied') await chain.submit(PROVIDER, orderReport, [said]);
  if (state === 'complied') await chain.submit(MANAGER, orderConclude, [good]);
  if (state === 'failed') await chain.submit(MANAGER, orderConclude, [bad]);
  if (state === 'withdrawn') await chain.submit(MANAGER, orderWithdraw, ['O-1']);
  return chain;
}

const STEPS: readonly (readonly [TransactionName, string | object, 'provider' | 'manager'])[] = [
  [orderReport, said, 'provider'],
  [orderConclude, good, 'manager'],
  [orderConclude, bad, 'manager'],
  [orderWithdraw, 'O-1', 'manager'],
];
const ALLOWED: Readonly<Record<State, readonly (DomainCode | 'ok')[]>> = {
  issued: ['ok', 'ok', 'CONDITION_NOT_MET', 'ok'],
  overdue: ['ok', 'ok', 'ok', 'ok'],
  reported: ['INVALID_STATE', 'ok', 'ok', 'ok'],
  complied: ['INVALID_STATE', 'INVALID_STATE', 'INVALID_STATE', 'INVALID_STATE'],
  failed: ['INVALID_STATE', 'INVALID_STATE', 'INVALID_STATE', 'INVALID_STATE'],
  withdrawn: ['INVALID_STATE', 'INVALID_STATE', 'INVALID_STATE', 'INVALID_STATE'],
};

for (const [state, verdicts] of Object.entries(ALLOWED)) {
  test(`an order that is ${state}: every step by every caller`, async () => {
    const chain = await orderThatIs(state as State);
    for (const [i, [transaction, argument, by]] of STEPS.entries()) {
      const args = [argument];
      const verdict = verdicts[i] ?? 'ok';
      const own = by === 'provider' ? PROVIDER : MANAGER;
      if (verdict === 'ok') await chain.evaluate(own, transaction, args);
      else await chain.refuses(verdict, own, transaction, args);
      const wrong = by === 'provider' ? 'NOT_FOUND' : 'ROLE_REQUIRED';
      for (const stranger of [OTHER, CONSUMER]) await chain.refuses(wrong, stranger, transaction, args);
      if (by === 'provider') await chain.refuses('NOT_OWNER', MANAGER, transaction, args);
      await chain.refuses('ROLE_REQUIRED', AUDITOR, transaction, args);
    }
  });
}

test('what was declared as corrected stands when the authority finds it so, and is missed when it does not', async () => {
  const found = await orderThatIs('complied');
  assert.equal((await owed(found, 'comply-order~O-1')).met?.basis, 'confirmed');
  const chain = await orderThatIs('reported');
  assert.equal((await owed(chain, 'comply-order~O-1')).met?.basis, 'declared');
  await chain.submit(MANAGER, orderConclude, [bad]);
  const missed = await owed(chain, 'comply-order~O-1');
  assert.deepEqual(
    [missed.state, missed.ended?.reason, standingOf(missed, chain.time)],
    ['missed', 'not-corrected', 'missed'],
  );
});

test('another authority neither concludes nor withdraws an order', async () => {
  const chain = await orderThatIs('reported');
  const second = { mspId: 'SecondMSP', code: 'TEST:SECOND', names: { en: 'Second' }, roles: ['manager'] };
  await chain.submit(caller('ManagerMSP', 'admin'), TRANSACTIONS.organisationRegister, [second]);
  await chain.refuses('NOT_OWNER', caller('SecondMSP'), orderConclude, [good]);
  await chain.refuses('NOT_OWNER', caller('SecondMSP'), orderWithdraw, ['O-1']);
});

test('a member is criticised before all, for an order that it did not comply with or for an item', async () => {
  const chain = await orderThatIs('failed');
  const notice = { id: 'N-1', organisation: 'ProviderMSP', items: ['39-4'], text, order: 'O-1' };
  await chain.refuses('ROLE_REQUIRED', CONSUMER, criticismIssue, [notice]);
  await chain.refuses('CONFLICT_OF_INTEREST', MANAGER, criticismIssue, [
    { ...notice, organisation: 'ManagerMSP' },
  ]);
  await chain.refuses('CONDITION_NOT_MET', MANAGER, criticismIssue, [
    { ...notice, organisation: 'ConsumerMSP' },
  ]);
  await chain.refuses('CONDITION_NOT_MET', MANAGER, criticismIssue, [{ ...notice, items: ['50-1'] }]);
  await chain.refuses('NOT_FOUND', MANAGER, criticismIssue, [{ ...notice, order: 'O-9' }]);
  const issued = await chain.submit<Criticism>(MANAGER, criticismIssue, [notice]);
  assert.deepEqual([issued.issuer, issued.order], ['ManagerMSP', 'O-1']);
  assert.equal(Buffer.from(chain.event?.payload ?? []).toString('utf8'), '{"id":"N-1"}', 'told to all');
  await chain.refuses('ALREADY_EXISTS', MANAGER, criticismIssue, [notice]);
  const early = await orderThatIs('issued');
  await early.refuses('CONDITION_NOT_MET', MANAGER, criticismIssue, [notice]);
});

const incident = (more: object = {}) => ({
  id: 'I-1',
  kind: 'leak',
  noticedAt: formatInstant(START - HOUR_MS),
  text: 'A disc was lost',
  digest,
  ...more,
});

test('an incident is reported at once, late when not, and its outcome is owed', async () => {
  const chain = await consortium();
  await chain.refuses('ROLE_REQUIRED', caller('ConsumerMSP', 'submitter'), incidentReport, [incident()]);
  const ahead = formatInstant(START + 1);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, incidentReport, [incident({ noticedAt: ahead })]);
  const reported = await chain.submit<Incident>(CONSUMER, incidentReport, [incident()]);
  assert.deepEqual([reported.late, reported.dueAt], [false, '2026-03-16T15:59:59.999Z']);
  await chain.refuses('ALREADY_EXISTS', PROVIDER, incidentReport, [incident()]);
  const late = { id: 'I-2', noticedAt: formatInstant(START - 25 * HOUR_MS) };
  assert.equal((await chain.submit<Incident>(CONSUMER, incidentReport, [incident(late)])).late, true);
  const outcome = { id: 'I-1', text: 'It was found', digest };
  await chain.refuses('NOT_FOUND', PROVIDER, incidentClose, [outcome]);
  await chain.refuses('NOT_OWNER', MANAGER, incidentClose, [outcome]);
  await chain.submit(CONSUMER, incidentClose, [outcome]);
  assert.equal((await owed(chain, 'close-incident~I-1')).state, 'met');
  await chain.refuses('INVALID_STATE', CONSUMER, incidentClose, [outcome]);
});

test('a complaint is recorded by digest and answered once, naming only what is there', async () => {
  const chain = await consortium();
  const came = { id: 'P-1', kind: 'personal-information', digest, receivedOn: '2026-03-02' };
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, complaintReceive, [
    { ...came, receivedOn: '2026-03-05' },
  ]);
  const received = await chain.submit<Complaint>(PROVIDER, complaintReceive, [came]);
  assert.deepEqual([received.state, received.dueAt], ['received', '2026-03-23T15:59:59.999Z']);
  await chain.refuses('ALREADY_EXISTS', CONSUMER, complaintReceive, [came]);
  const answer = { id: 'P-1', outcome: 'upheld', digest };
  await chain.refuses('NOT_FOUND', CONSUMER, complaintAnswer, [answer]);
  await chain.refuses('NOT_OWNER', MANAGER, complaintAnswer, [answer]);
  for (const named of [{ correction: 'C-9' }, { dispute: 'D-9' }])
    await chain.refuses('NOT_FOUND', PROVIDER, complaintAnswer, [{ ...answer, ...named }]);
  await chain.submit(PROVIDER, complaintAnswer, [answer]);
  assert.equal((await owed(chain, 'answer-complaint~P-1')).state, 'met');
  await chain.refuses('INVALID_STATE', PROVIDER, complaintAnswer, [answer]);
});

test('a second collection is found by who collected or an authority, against an entry that was listed and shared then', async () => {
  const chain = await catalogue();
  const came = { kind: 'duplicate-collection', digest, receivedOn: '2026-03-02' };
  await chain.submit(CONSUMER, complaintReceive, [{ ...came, id: 'P-1' }]);
  await chain.submit(MANAGER, complaintReceive, [{ ...came, id: 'P-2' }]);
  await chain.submit(PROVIDER, complaintReceive, [{ ...came, id: 'P-3' }]);
  await chain.submit(MANAGER, complaintReceive, [{ ...came, id: 'P-4', kind: 'other' }]);
  await chain.submit(MANAGER, complaintReceive, [{ ...came, id: 'P-5', receivedOn: '2026-02-01' }]);
  const collected = { organisation: 'ConsumerMSP', resource: 'ProviderMSP:ASK' };
  const upheld = (id: string, found?: object) => ({
    id,
    outcome: 'upheld',
    digest,
    ...(found && { collected: found }),
  });
  const refused: readonly (readonly [DomainCode, Caller, object])[] = [
    ['INVALID_ARGUMENT', MANAGER, upheld('P-2')],
    ['INVALID_ARGUMENT', MANAGER, { ...upheld('P-2', collected), outcome: 'rejected' }],
    ['INVALID_ARGUMENT', MANAGER, upheld('P-4', collected)],
    ['CONDITION_NOT_MET', PROVIDER, upheld('P-3', collected)],
    ['NOT_FOUND', MANAGER, upheld('P-2', { ...collected, organisation: 'NobodyMSP' })],
    ['NOT_FOUND', MANAGER, upheld('P-2', { ...collected, resource: 'ProviderMSP:NONE' })],
    ['CONDITION_NOT_MET', MANAGER, upheld('P-2', { ...collected, organisation: 'ProviderMSP' })],
    ['CONDITION_NOT_MET', MANAGER, upheld('P-2', { ...collected, resource: 'ProviderMSP:CLOSED' })],
    ['CONDITION_NOT_MET', MANAGER, upheld('P-5', collected)],
  ];
  for (const [code, by, answer] of refused) await chain.refuses(code, by, complaintAnswer, [answer]);
  for (const [by, id] of [
    [CONSUMER, 'P-1'],
    [MANAGER, 'P-2'],
  ] as const) {
    const { answer } = await chain.submit<Complaint>(by, complaintAnswer, [upheld(id, collected)]);
    assert.deepEqual(answer?.collected, collected);
  }
  await chain.submit(PROVIDER, complaintAnswer, [{ id: 'P-3', outcome: 'forwarded', digest }]);
});

/** What becomes of an order and its obligation, said plainly. */
class PlainOrder {
  state: 'issued' | 'reported' | 'over' = 'issued';
  standing = 'open';

  constructor(
    private readonly chain: ChaincodeHarness,
    private readonly due: number,
  ) {}

  get isLate(): boolean {
    return this.chain.time > this.due;
  }

  private get done(): string {
    return this.isLate ? 'met-late' : 'met';
  }

  wait(): void {
    this.chain.time += 4 * DAY_MS;
  }

  async report(): Promise<void> {
    if (this.state !== 'issued') return this.chain.refuses('INVALID_STATE', PROVIDER, orderReport, [said]);
    await this.chain.submit(PROVIDER, orderReport, [said]);
    this.state = 'reported';
    this.standing = this.done;
  }

  async good(): Promise<void> {
    if (this.state === 'over') return this.chain.refuses('INVALID_STATE', MANAGER, orderConclude, [good]);
    await this.chain.submit(MANAGER, orderConclude, [good]);
    if (this.state === 'issued') this.standing = this.done;
    this.state = 'over';
  }

  async bad(): Promise<void> {
    if (this.state === 'over') return this.chain.refuses('INVALID_STATE', MANAGER, orderConclude, [bad]);
    if (this.state === 'issued' && !this.isLate)
      return this.chain.refuses('CONDITION_NOT_MET', MANAGER, orderConclude, [bad]);
    await this.chain.submit(MANAGER, orderConclude, [bad]);
    this.standing = 'missed';
    this.state = 'over';
  }

  async withdraw(): Promise<void> {
    if (this.state === 'over') return this.chain.refuses('INVALID_STATE', MANAGER, orderWithdraw, ['O-1']);
    await this.chain.submit(MANAGER, orderWithdraw, ['O-1']);
    if (this.state === 'issued') this.standing = this.isLate ? 'missed' : 'void';
    this.state = 'over';
  }
}

test('however time and steps fall, an order’s obligation says what happened to it', async () => {
  const step = fc.constantFrom('report', 'good', 'bad', 'withdraw', 'wait', 'wait');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      const chain = await consortium();
      const { dueAt } = await chain.submit<Order>(MANAGER, orderIssue, [order()]);
      const plain = new PlainOrder(chain, parseInstant(dueAt));
      for (const one of steps) await plain[one]();
      const standing = standingOf(await owed(chain, 'comply-order~O-1'), chain.time);
      const expected = plain.standing === 'open' && plain.isLate ? 'overdue' : plain.standing;
      assert.equal(standing, expected, steps.join());
    }),
    { numRuns: 40 },
  );
});
