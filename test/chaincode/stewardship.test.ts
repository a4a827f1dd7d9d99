// SPDX-License-Identifier: Apache-2.0
/** Grants once given: widened by consent, mended after a misuse, ended by notice, copies disposed of, years reported. */
import assert from 'node:assert/strict';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { standingOf } from '@catalog-chain/chaincode/domain/law/obligations';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Grant, KeyPurge } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Disposal } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import type { ServiceChange } from '@catalog-chain/chaincode/domain/stewardship/service-change';
import type { UseReport } from '@catalog-chain/chaincode/domain/stewardship/use-report';
import type { Variation } from '@catalog-chain/chaincode/domain/stewardship/variation';
import { DAY_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import {
  AUDITOR,
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  START,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { daysOn, grantOf, market, readGrant } from '../support/sharing.js';
import { test } from '../support/testing.js';

const OTHER = caller('OtherMSP');
const {
  disposalConfirm,
  disposalContest,
  disposalDeclare,
  disposalInstruct,
  grantContestRectification,
  grantExpire,
  grantRectify,
  grantResume,
  grantRevoke,
  grantSuspend,
  keyPurge,
  reportSubmit,
  serviceAnnounce,
  serviceConsult,
  serviceFile,
  serviceReceive,
  serviceTakeEffect,
  serviceWithdraw,
  variationAnswer,
  variationAsk,
  variationWithdraw,
} = TRANSACTIONS;

const reason = 'for a test';
const owed = (chain: ChaincodeHarness, id: string): Promise<Obligation> =>
  chain.evaluate(CONSUMER, TRANSACTIONS.obligationRead, [id]);
const generic = (chain: ChaincodeHarness): Promise<unknown> =>
  chain.submit(MANAGER, TRANSACTIONS.policySet, [
    { ...rulesOf(BUILT_IN_POLICY), profile: 'generic', reportWithinHours: 72 },
  ]);

async function given(change: Parameters<typeof grantOf>[1] = {}): Promise<ChaincodeHarness> {
  const chain = await market();
  await grantOf(chain, change);
  return chain;
}

const wider = (adds: object, id = 'V-1') => ({ id, grant: 'REQ-1', adds, reason });

test('a grant is widened by consent only, from then on, and names what was added', async () => {
  const chain = await given({ items: ['birth'] });
  const adds = {
    items: ['name'],
    systems: ['ConsumerMSP:AUDITS'],
    purposes: [{ code: 'death-benefit', text: 'To pay the bereaved' }],
    thirdParties: ['TEST:HOSPITAL'],
  };
  await chain.refuses('NOT_FOUND', OTHER, variationAsk, [wider(adds)]);
  await chain.refuses('ROLE_REQUIRED', PROVIDER, variationAsk, [wider(adds)]);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, variationAsk, [wider({})]);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, variationAsk, [wider({ items: ['birth'] })]);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, variationAsk, [wider({ items: ['salary'] })]);
  await chain.refuses('NOT_OWNER', CONSUMER, variationAsk, [wider({ systems: ['OtherMSP:LEDGER'] })]);
  const purpose = { code: 'pension-audit', text: 'The same again' };
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, variationAsk, [wider({ purposes: [purpose] })]);
  const asked = await chain.submit<Variation>(CONSUMER, variationAsk, [wider(adds)]);
  assert.deepEqual([asked.state, asked.dueAt], ['asked', '2026-03-16T15:59:59.999Z']);
  await chain.refuses('ALREADY_EXISTS', CONSUMER, variationAsk, [wider(adds)]);
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, variationAnswer, [{ id: 'V-1', approved: false }]);
  await chain.refuses('ROLE_REQUIRED', CONSUMER, variationAnswer, [{ id: 'V-1', approved: true }]);
  await chain.refuses('NOT_FOUND', OTHER, variationAnswer, [{ id: 'V-1', approved: true }]);
  chain.time += DAY_MS;
  await chain.submit(PROVIDER, variationAnswer, [{ id: 'V-1', approved: true }]);
  assert.equal(chain.event?.name, 'grant.varied');
  const grant = await readGrant(chain);
  assert.deepEqual(grant.terms.items, ['birth', 'name']);
  assert.deepEqual(grant.terms.systems, ['ConsumerMSP:AUDITS', 'ConsumerMSP:PENSIONS']);
  assert.deepEqual([grant.terms.purposes, grant.terms.thirdParties], [adds.purposes, adds.thirdParties]);
  const last = grant.history.at(-1);
  assert.deepEqual(last && 'added' in last && [last.action, last.variation, last.added], [
    'varied',
    'V-1',
    adds,
  ]);
  assert.equal((await owed(chain, 'answer-variation~V-1')).state, 'met');
  await chain.refuses('INVALID_STATE', PROVIDER, variationAnswer, [{ id: 'V-1', approved: true }]);
});

test('what is not agreed to, or taken back, leaves the grant as it was', async () => {
  const chain = await given({ items: ['birth'] });
  const before = await readGrant(chain);
  await chain.submit(CONSUMER, variationAsk, [wider({ items: ['name'] })]);
  await chain.submit(PROVIDER, variationAnswer, [{ id: 'V-1', approved: false, reason }]);
  await chain.submit(CONSUMER, variationAsk, [wider({ items: ['name'] }, 'V-2')]);
  await chain.refuses('ROLE_REQUIRED', PROVIDER, variationWithdraw, ['V-2']);
  await chain.submit(CONSUMER, variationWithdraw, ['V-2']);
  await chain.refuses('INVALID_STATE', PROVIDER, variationAnswer, [{ id: 'V-2', approved: true }]);
  assert.deepEqual(await readGrant(chain), before);
  assert.equal((await owed(chain, 'answer-variation~V-2')).state, 'void');
});

test('a grant that has ended is not widened', async () => {
  const chain = await given({ items: ['birth'] });
  await chain.submit(CONSUMER, variationAsk, [wider({ items: ['name'] })]);
  await chain.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  await chain.refuses('INVALID_STATE', CONSUMER, variationAsk, [wider({ items: ['name'] }, 'V-2')]);
  await chain.refuses('INVALID_STATE', PROVIDER, variationAnswer, [{ id: 'V-1', approved: true }]);
});

const suspend = (chain: ChaincodeHarness, rectifyWithin?: number, by = PROVIDER): Promise<Grant> =>
  chain.submit(by, grantSuspend, [{ id: 'REQ-1', reason, ...(rectifyWithin && { rectifyWithin }) }]);
const RECTIFY = 'rectify-use~REQ-1~1';

test('a misuse is mended by a date: declared, contested, declared again, found mended', async () => {
  const chain = await given();
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, grantSuspend, [
    { id: 'REQ-1', reason, rectifyWithin: 0 },
  ]);
  const { rectification } = await suspend(chain, 5);
  assert.equal(rectification?.dueAt, '2026-03-09T15:59:59.999Z');
  const open = await owed(chain, RECTIFY);
  assert.deepEqual([open.owedBy, open.dueAt, open.article], ['ConsumerMSP', rectification.dueAt, '27']);
  const said = { id: 'REQ-1', text: 'Access is taken from two clerks', evidence: ['a'.repeat(64)] };
  await chain.refuses('ROLE_REQUIRED', PROVIDER, grantRectify, [said]);
  await chain.refuses('NOT_FOUND', OTHER, grantRectify, [said]);
  await chain.refuses('INVALID_STATE', PROVIDER, grantContestRectification, [{ id: 'REQ-1', reason }]);
  await chain.submit(CONSUMER, grantRectify, [said]);
  await chain.refuses('INVALID_STATE', CONSUMER, grantRectify, [said]);
  assert.equal((await owed(chain, RECTIFY)).met?.basis, 'declared');
  await chain.refuses('NOT_PARTY', CONSUMER, grantContestRectification, [{ id: 'REQ-1', reason }]);
  await chain.submit(PROVIDER, grantContestRectification, [{ id: 'REQ-1', reason: 'One still has access' }]);
  assert.equal((await owed(chain, RECTIFY)).state, 'open');
  await chain.submit(CONSUMER, grantRectify, [said]);
  const resumed = await chain.submit<Grant>(PROVIDER, grantResume, [{ id: 'REQ-1', reason }]);
  assert.deepEqual([resumed.state, resumed.rectification?.outcome], ['active', 'mended']);
  assert.equal((await owed(chain, RECTIFY)).met?.basis, 'confirmed');
  await chain.refuses('INVALID_STATE', CONSUMER, grantRectify, [said]);
  await suspend(chain, 5, MANAGER);
  assert.equal((await owed(chain, 'rectify-use~REQ-1~2')).state, 'open');
});

test('what is not mended in time is ground to end the grant; without ground its end is marked as not filed', async () => {
  const chain = await given();
  await suspend(chain, 5);
  chain.time += 30 * DAY_MS;
  const ended = await chain.submit<Grant>(PROVIDER, grantRevoke, [{ id: 'REQ-1', reason }]);
  assert.equal(ended.rectification?.outcome, 'failed');
  assert.equal('unfiled' in (ended.history.at(-1) ?? {}), false);
  assert.equal((await owed(chain, RECTIFY)).state, 'missed');
  const early = await given();
  await suspend(early, 5);
  const tooEarly = await early.submit<Grant>(PROVIDER, grantRevoke, [{ id: 'REQ-1', reason }]);
  const last = tooEarly.history.at(-1);
  assert.equal(last && 'unfiled' in last && last.unfiled, true);
  assert.equal(tooEarly.rectification?.outcome, 'ended');
  assert.equal((await owed(early, RECTIFY)).state, 'void');
});

test('a suspension without a date owes nothing', async () => {
  const chain = await given();
  await suspend(chain);
  await chain.refuses('NOT_FOUND', CONSUMER, TRANSACTIONS.obligationRead, [RECTIFY]);
  await chain.refuses('INVALID_STATE', CONSUMER, grantRectify, [{ id: 'REQ-1', text: 'It is mended' }]);
});

const notice = (more: object = {}) => ({
  id: 'S-1',
  grant: 'REQ-1',
  action: 'end',
  reason,
  effectiveAt: daysOn(20),
  ...more,
});
const FILE = 'file-service-change~REQ-1~S-1';
const document = 'd'.repeat(64);

test('a service ends by notice: talked over, filed, received, in effect', async () => {
  const chain = await given();
  await chain.refuses('NOT_FOUND', OTHER, serviceAnnounce, [notice()]);
  await chain.refuses('ROLE_REQUIRED', CONSUMER, serviceAnnounce, [notice()]);
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, serviceAnnounce, [notice({ effectiveAt: daysOn(-1) })]);
  await chain.submit(PROVIDER, serviceAnnounce, [notice()]);
  await chain.refuses('ALREADY_EXISTS', PROVIDER, serviceAnnounce, [notice()]);
  await chain.refuses('INVALID_STATE', PROVIDER, serviceAnnounce, [notice({ id: 'S-2' })]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, grantRevoke, [{ id: 'REQ-1', reason }]);
  await chain.refuses('INVALID_STATE', MANAGER, serviceReceive, ['S-1']);
  await chain.submit(CONSUMER, serviceConsult, [{ id: 'S-1', agreed: false, text: 'We need it until June' }]);
  await chain.submit(CONSUMER, serviceConsult, [{ id: 'S-1', agreed: true }]);
  await chain.refuses('ROLE_REQUIRED', CONSUMER, serviceFile, [{ id: 'S-1', document }]);
  await chain.submit(PROVIDER, serviceFile, [{ id: 'S-1', document, reference: '2026-17' }]);
  await chain.refuses('INVALID_STATE', PROVIDER, serviceFile, [{ id: 'S-1', document }]);
  assert.equal((await owed(chain, FILE)).state, 'met');
  await chain.refuses('ROLE_REQUIRED', PROVIDER, serviceReceive, ['S-1']);
  await chain.submit(MANAGER, serviceReceive, ['S-1']);
  await chain.refuses('INVALID_STATE', MANAGER, serviceReceive, ['S-1']);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, serviceTakeEffect, ['S-1']);
  chain.time = parseInstant(daysOn(20));
  const { effect } = await chain.submit<ServiceChange>(PROVIDER, serviceTakeEffect, ['S-1']);
  assert.deepEqual([effect?.filed, effect?.consulted], [true, true]);
  const grant = await readGrant(chain);
  const last = grant.history.at(-1);
  assert.deepEqual([grant.state, grant.notice], ['revoked', undefined]);
  assert.deepEqual(last && 'notice' in last && [last.notice, last.unfiled], ['S-1', undefined]);
  await chain.refuses('INVALID_STATE', PROVIDER, serviceFile, [{ id: 'S-1', document }]);
  await chain.refuses('INVALID_STATE', PROVIDER, serviceWithdraw, ['S-1']);
});

test('what takes effect unfiled stays marked, and is filed no more', async () => {
  const chain = await given();
  await chain.submit(PROVIDER, serviceAnnounce, [notice()]);
  chain.time = parseInstant(daysOn(20));
  const { effect } = await chain.submit<ServiceChange>(PROVIDER, serviceTakeEffect, ['S-1']);
  assert.deepEqual([effect?.filed, effect?.consulted], [false, false]);
  const last = (await readGrant(chain)).history.at(-1);
  assert.equal(last && 'unfiled' in last && last.unfiled, true);
  assert.equal((await owed(chain, FILE)).state, 'missed');
  await chain.refuses('INVALID_STATE', PROVIDER, serviceFile, [{ id: 'S-1', document }]);
});

test('a provider that ends a service of itself misses its filing at once; others file nothing', async () => {
  const chain = await given();
  await chain.submit(PROVIDER, grantRevoke, [{ id: 'REQ-1', reason }]);
  const missed = await owed(chain, 'file-service-change~REQ-1');
  assert.deepEqual([missed.state, missed.ended?.reason, missed.owedBy], ['missed', 'unfiled', 'ProviderMSP']);
  for (const by of [CONSUMER, MANAGER]) {
    const other = await given();
    const grant = await other.submit<Grant>(by, grantRevoke, [{ id: 'REQ-1', reason }]);
    assert.equal('unfiled' in (grant.history.at(-1) ?? {}), false);
  }
});

test('a change leaves the grant, a notice that is taken back owes nothing, and one whose grant ends lapses', async () => {
  const chain = await given();
  await chain.submit(PROVIDER, serviceAnnounce, [notice({ action: 'change', text: 'Another interface' })]);
  chain.time = parseInstant(daysOn(20));
  await chain.submit(PROVIDER, serviceFile, [{ id: 'S-1', document }]);
  await chain.submit(PROVIDER, serviceTakeEffect, ['S-1']);
  assert.equal((await readGrant(chain)).state, 'active');
  await chain.submit(PROVIDER, serviceAnnounce, [notice({ id: 'S-2', effectiveAt: daysOn(40) })]);
  await chain.refuses('ROLE_REQUIRED', CONSUMER, serviceWithdraw, ['S-2']);
  await chain.submit(PROVIDER, serviceWithdraw, ['S-2']);
  assert.equal((await owed(chain, 'file-service-change~REQ-1~S-2')).state, 'void');
  await chain.submit(PROVIDER, serviceAnnounce, [notice({ id: 'S-3', effectiveAt: daysOn(40) })]);
  await chain.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  const change = await chain.evaluate<ServiceChange>(PROVIDER, TRANSACTIONS.serviceRead, ['S-3']);
  assert.equal(change.state, 'lapsed');
  assert.equal((await owed(chain, 'file-service-change~REQ-1~S-3')).state, 'void');
  await chain.refuses('INVALID_STATE', PROVIDER, serviceTakeEffect, ['S-3']);
});

const DISPOSE = 'dispose-data~REQ-1';
const gone = (more: object = {}) => ({
  grant: 'REQ-1',
  method: 'destroy',
  digest: document,
  on: '2026-03-02',
  ...more,
});

test('copies are disposed of when their grant ends: as asked, declared, contested, declared again, confirmed', async () => {
  const chain = await given({ mode: 'copy' });
  await chain.refuses('INVALID_STATE', CONSUMER, disposalDeclare, [gone()]);
  await chain.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  assert.equal((await owed(chain, DISPOSE)).dueAt, '2026-03-30T15:59:59.999Z');
  await chain.refuses('NOT_FOUND', OTHER, disposalDeclare, [gone()]);
  await chain.refuses('ROLE_REQUIRED', CONSUMER, disposalInstruct, [{ grant: 'REQ-1', method: 'return' }]);
  await chain.submit(PROVIDER, disposalInstruct, [
    { grant: 'REQ-1', method: 'destroy', text: 'With a witness' },
  ]);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, disposalDeclare, [gone({ method: 'return' })]);
  for (const on of ['2026-03-03', '2026-03-09'])
    await chain.refuses('INVALID_ARGUMENT', CONSUMER, disposalDeclare, [gone({ on })]);
  await chain.refuses('INVALID_STATE', PROVIDER, disposalConfirm, ['REQ-1']);
  await chain.submit(CONSUMER, disposalDeclare, [gone()]);
  await chain.refuses('INVALID_STATE', PROVIDER, disposalInstruct, [{ grant: 'REQ-1', method: 'return' }]);
  await chain.submit(PROVIDER, disposalContest, [{ grant: 'REQ-1', reason: 'A backup is left' }]);
  const contested = await owed(chain, DISPOSE);
  assert.deepEqual([contested.state, contested.contested?.length], ['open', 1]);
  chain.time += 60 * DAY_MS;
  assert.equal(standingOf(contested, chain.time), 'overdue');
  await chain.submit(CONSUMER, disposalDeclare, [gone()]);
  const done = await chain.submit<Disposal>(PROVIDER, disposalConfirm, ['REQ-1']);
  assert.deepEqual([done.state, done.contested?.length], ['confirmed', 1]);
  const met = await owed(chain, DISPOSE);
  assert.deepEqual([met.met?.basis, met.met?.late], ['confirmed', true]);
});

test('a declaration that is contested after it was due leaves the days that were left, on the record too', async () => {
  const chain = await given({ mode: 'copy' });
  await suspend(chain, 5);
  await chain.submit(CONSUMER, grantRectify, [{ id: 'REQ-1', text: 'Access is taken from two clerks' }]);
  chain.time += 60 * DAY_MS;
  const wanting = [{ id: 'REQ-1', reason: 'One still has access' }];
  const { rectification } = await chain.submit<Grant>(PROVIDER, grantContestRectification, wanting);
  assert.equal(rectification?.dueAt, '2026-05-08T15:59:59.999Z');
  assert.equal((await owed(chain, RECTIFY)).dueAt, rectification.dueAt);
  await chain.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  await chain.submit(CONSUMER, disposalDeclare, [gone({ on: '2026-05-01' })]);
  chain.time += 60 * DAY_MS;
  const objection = [{ grant: 'REQ-1', reason: 'A backup is left' }];
  const disposal = await chain.submit<Disposal>(PROVIDER, disposalContest, objection);
  assert.equal(disposal.dueAt, '2026-07-28T15:59:59.999Z');
  const again = await owed(chain, DISPOSE);
  assert.deepEqual([again.dueAt, standingOf(again, chain.time)], [disposal.dueAt, 'open']);
});

test('copies are disposed of on no day to come by the consortium’s calendar, to the minute', async () => {
  const chain = await given({ mode: 'copy' });
  await chain.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  chain.time = Date.UTC(2026, 2, 2, 15, 59);
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, disposalDeclare, [gone({ on: '2026-03-03' })]);
  chain.time += 60_000;
  const { declaration } = await chain.submit<Disposal>(CONSUMER, disposalDeclare, [
    gone({ on: '2026-03-03' }),
  ]);
  assert.equal(declaration?.on, '2026-03-03', 'midnight in Beijing');
});

test('whatever ends a grant of copies makes them to be disposed of; what was only looked up owes nothing', async () => {
  const chain = await given({ mode: 'copy' });
  chain.time = START + 366 * DAY_MS;
  await chain.submit(CONSUMER, grantExpire, ['REQ-1']);
  assert.equal((await owed(chain, DISPOSE)).state, 'open');
  const query = await given();
  await query.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  await query.refuses('NOT_FOUND', CONSUMER, TRANSACTIONS.obligationRead, [DISPOSE]);
  await query.refuses('CONDITION_NOT_MET', CONSUMER, disposalDeclare, [gone()]);
});

const agreement = 'a'.repeat(64);
const contractor = (code: string) => ({ code, tasks: ['operate', 'store'], agreement });
const word = (code: string) => ({ code, digest: document });

test('contractors that a report names stay named, and each gives its word before copies count as disposed of', async () => {
  const chain = await given({ mode: 'copy' });
  const [one, two, three] = ['TEST:C1', 'TEST:C2', 'TEST:C3'] as const;
  const unsorted = report('2026', { contractors: [contractor(two), contractor(one)] });
  await chain.refuses('INVALID_ARGUMENT', CONSUMER, reportSubmit, [unsorted]);
  await chain.submit(CONSUMER, reportSubmit, [report('2026', { contractors: [contractor(one)] })]);
  for (const contractors of [undefined, [contractor(two)]])
    await chain.refuses('CONDITION_NOT_MET', CONSUMER, reportSubmit, [
      report('2026', contractors && { contractors }),
    ]);
  const both = [contractor(one), contractor(two)];
  await chain.submit(CONSUMER, reportSubmit, [report('2026', { contractors: both })]);
  chain.time = Date.parse('2027-02-01T01:00:00Z');
  await chain.submit(CONSUMER, reportSubmit, [report('2027', { contractors: [contractor(three)] })]);
  await chain.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  const wrong = [undefined, [word(one), word(two)], [word(one), word(two), word(three), word('TEST:C4')]];
  for (const contractors of wrong)
    await chain.refuses('CONDITION_NOT_MET', CONSUMER, disposalDeclare, [
      gone(contractors && { contractors }),
    ]);
  const contractors = [word(one), word(two), word(three)];
  const said = await chain.submit<Disposal>(CONSUMER, disposalDeclare, [gone({ contractors })]);
  assert.deepEqual(said.declaration?.contractors, contractors);
});

const report = (year: string, more: object = {}) => ({
  grant: 'REQ-1',
  year,
  scenario: 'Yearly review of pensions',
  course: 'Looked up once for each pensioner',
  effect: { text: 'Fewer visits', figures: [{ code: 'visits-saved', value: 1200, unit: 'visits' }] },
  storage: { place: 'Government cloud', copies: 0 },
  ...more,
});

test('a year’s use is reported after its end, and the next year is owed while the grant stands', async () => {
  const chain = await given();
  const first = await owed(chain, 'report-use~REQ-1~2026');
  assert.deepEqual([first.owedBy, first.dueAt], ['ConsumerMSP', '2027-01-28T15:59:59.999Z']);
  await chain.refuses('ROLE_REQUIRED', PROVIDER, reportSubmit, [report('2026')]);
  await chain.refuses('NOT_FOUND', OTHER, reportSubmit, [report('2026')]);
  for (const year of ['2025', '2027'])
    await chain.refuses('CONDITION_NOT_MET', CONSUMER, reportSubmit, [report(year)]);
  chain.time = Date.UTC(2027, 0, 10);
  await chain.submit(CONSUMER, reportSubmit, [report('2026')]);
  assert.equal((await owed(chain, 'report-use~REQ-1~2026')).met?.late, false);
  const next = await owed(chain, 'report-use~REQ-1~2027');
  assert.equal(next.state, 'open');
  const destroyed = { copies: 2, on: '2026-12-30', digest: document };
  const again = await chain.submit<UseReport>(CONSUMER, reportSubmit, [report('2026', { destroyed })]);
  assert.deepEqual([again.number, again.destroyed], [2, destroyed]);
  assert.deepEqual(await owed(chain, 'report-use~REQ-1~2027'), next);
});

test('record keys are kept for three years after the grant’s end', async () => {
  const chain = await given();
  assert.equal((await readGrant(chain)).retentionYears, 3);
  await chain.submit(CONSUMER, grantRevoke, [{ id: 'REQ-1', reason }]);
  const purge = [{ grant: 'REQ-1', reason }];
  for (const by of [PROVIDER, CONSUMER]) await chain.refuses('CONDITION_NOT_MET', by, keyPurge, purge);
  chain.time = Date.UTC(2029, 2, 2, 1) - 1;
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, keyPurge, purge);
  chain.time += 1;
  for (const by of [PROVIDER, CONSUMER]) {
    const { retention } = await chain.submit<KeyPurge>(by, keyPurge, purge);
    assert.deepEqual(retention, { years: 3, until: new Date(Date.UTC(2029, 2, 2, 1)).toISOString() });
  }
});

test('a policy keeps keys for longer and never for less than its law; another profile as it says', async () => {
  const chain = await market();
  const rules = rulesOf(BUILT_IN_POLICY);
  const set = TRANSACTIONS.policySet;
  await chain.refuses('INVALID_ARGUMENT', MANAGER, set, [{ ...rules, retentionYears: 2 }]);
  await chain.submit(MANAGER, set, [{ ...rules, retentionYears: 10 }]);
  await grantOf(chain);
  assert.equal((await readGrant(chain)).retentionYears, 10);
  await chain.submit(MANAGER, set, [{ ...rules, profile: 'generic', retentionYears: 1 }]);
  assert.equal((await grantOf(chain, { id: 'REQ-2' })).retentionYears, 1);
});

test('under the generic profile nothing of this is owed, and all of it can be done', async () => {
  const chain = await market();
  await generic(chain);
  await grantOf(chain, { mode: 'copy', items: ['birth'] });
  assert.equal((await readGrant(chain)).retentionYears, undefined);
  const asked = await chain.submit<Variation>(CONSUMER, variationAsk, [wider({ items: ['name'] })]);
  assert.equal(asked.dueAt, undefined);
  await chain.submit(PROVIDER, variationAnswer, [{ id: 'V-1', approved: true }]);
  await suspend(chain, 5);
  await chain.submit(CONSUMER, grantRectify, [{ id: 'REQ-1', text: 'It is mended' }]);
  await chain.submit(PROVIDER, grantResume, [{ id: 'REQ-1', reason }]);
  const ended = await chain.submit<Grant>(PROVIDER, grantRevoke, [{ id: 'REQ-1', reason }]);
  assert.equal('unfiled' in (ended.history.at(-1) ?? {}), false);
  await chain.submit(CONSUMER, disposalDeclare, [gone()]);
  await chain.submit(CONSUMER, reportSubmit, [report('2026')]);
  for (const id of [RECTIFY, DISPOSE, 'report-use~REQ-1~2026', 'answer-variation~V-1'])
    await chain.refuses('NOT_FOUND', AUDITOR, TRANSACTIONS.obligationRead, [id]);
  await chain.submit(CONSUMER, keyPurge, [{ grant: 'REQ-1', reason }]);
});

const missing = (chain: ChaincodeHarness, id: string): Promise<void> =>
  chain.refuses('NOT_FOUND', CONSUMER, TRANSACTIONS.obligationRead, [id]);

test('an agreement that was over before it came to the ledger owes nothing; its copies may still be disposed of', async () => {
  const chain = await given({
    mode: 'copy',
    agreedOn: daysOn(-800).slice(0, 10),
    period: { from: daysOn(-700), to: daysOn(-300) },
  });
  await chain.submit(PROVIDER, grantExpire, ['REQ-1']);
  const years = [-800, -700, -300, 0].map((days) => daysOn(days).slice(0, 4));
  for (const year of new Set(years)) await missing(chain, `report-use~REQ-1~${year}`);
  await missing(chain, 'deliver-data~REQ-1');
  await missing(chain, 'dispose-data~REQ-1');
  assert.equal((await readGrant(chain)).deliverBy, undefined);
  await chain.submit(PROVIDER, disposalInstruct, [{ grant: 'REQ-1', method: 'destroy' }]);
});

test('of an agreement that still holds no year is reported on that was over before it came to the ledger', async () => {
  const chain = await given({
    mode: 'copy',
    agreedOn: daysOn(-800).slice(0, 10),
    period: { from: daysOn(-700), to: daysOn(300) },
  });
  await missing(chain, `report-use~REQ-1~${daysOn(-700).slice(0, 4)}`);
  const year = daysOn(0).slice(0, 4);
  assert.equal((await owed(chain, `report-use~REQ-1~${year}`)).state, 'open');
  assert.equal((await owed(chain, 'deliver-data~REQ-1')).state, 'open');
});
