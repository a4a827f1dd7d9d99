// SPDX-License-Identifier: Apache-2.0
/** Changes that a catalogue follows, source agencies, demand: opened, met, doubted, extended, ended; by whom alone. */
import assert from 'node:assert/strict';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { standingOf } from '@catalog-chain/chaincode/domain/law/obligations';
import type { CatalogueChange } from '@catalog-chain/chaincode/domain/upkeep/catalogue-change';
import type { Demand } from '@catalog-chain/chaincode/domain/upkeep/demand';
import type { SourceAgency, SourceUpdate } from '@catalog-chain/chaincode/domain/upkeep/source-agency';
import { DAY_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { catalogue, content, DUTY } from '../support/catalogue-fixtures.js';
import {
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { test } from '../support/testing.js';

const T = TRANSACTIONS;
const OTHER = caller('OtherMSP');
const owed = (chain: ChaincodeHarness, id: string): Promise<Obligation> =>
  chain.evaluate(CONSUMER, T.obligationRead, [id]);
const change = (chain: ChaincodeHarness, id: string): Promise<CatalogueChange> =>
  chain.evaluate(CONSUMER, T.changeRead, [id]);
const declare = (
  chain: ChaincodeHarness,
  by: Caller,
  id = 'C-1',
  more: object = {},
): Promise<CatalogueChange> =>
  chain.submit(by, T.changeDeclare, [
    { id, duty: 'ProviderMSP:D1', kind: 'law-changed', text: 'The law has a new section', ...more },
  ]);

/** Monday 2 March 2026: the end of the tenth working day after it. */
const TENTH = '2026-03-16T15:59:59.999Z';

test('a duty that is repealed opens an update of the catalogue, due on the tenth working day', async () => {
  const chain = await catalogue();
  await chain.submit(PROVIDER, T.dutyRepeal, ['ProviderMSP:D1']);
  const key = [...chain.state.keys()].find((one) => one.includes('catalogue-change')) ?? '';
  const id = key.split('\u0000')[2] ?? '';
  const { kind, state, duty, dueAt } = await change(chain, id);
  assert.deepEqual([kind, state, duty, dueAt], ['duty-repealed', 'open', 'ProviderMSP:D1', TENTH]);
  const open = await owed(chain, `update-catalogue~${id}`);
  assert.deepEqual(
    [open.owedBy, open.owedTo, open.article, open.cause.type],
    ['ProviderMSP', undefined, '17', 'catalogue-change'],
  );
  const ask = [{ id: open.id, days: 6, reason: 'many entries' }];
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, T.obligationAskExtension, ask);
  await chain.submit(PROVIDER, T.obligationAskExtension, [{ ...ask[0], days: 5 }]);
  await chain.submit(MANAGER, T.obligationAnswerExtension, [{ id: open.id, approved: true }]);
  assert.equal((await owed(chain, open.id)).dueAt, '2026-03-23T15:59:59.999Z');
  assert.equal((await change(chain, id)).dueAt, '2026-03-23T15:59:59.999Z', 'as the change itself says');
});

test('who provides nothing has no catalogue that follows; a duty in the place of another has', async () => {
  const chain = await catalogue();
  await chain.submit(CONSUMER, T.dutyRepeal, ['ConsumerMSP:D1']);
  const changes = (): number =>
    [...chain.state.keys()].filter((one) => one.includes('catalogue-change')).length;
  assert.equal(changes(), 0);
  const next = { ...DUTY, code: 'D2' };
  await chain.refuses('NOT_FOUND', PROVIDER, T.dutyRegister, [{ ...next, replaces: 'ProviderMSP:NONE' }]);
  await chain.refuses('NOT_OWNER', PROVIDER, T.dutyRegister, [{ ...next, replaces: 'ConsumerMSP:D1' }]);
  await chain.submit(PROVIDER, T.dutyRegister, [{ ...next, replaces: 'ProviderMSP:D1' }]);
  assert.equal(changes(), 1);
});

test('an update names entries that were changed and handed in since; late is late', async () => {
  const chain = await catalogue();
  await declare(chain, MANAGER);
  const update = (by: Caller, entries: readonly string[]): Promise<CatalogueChange> =>
    chain.submit(by, T.changeRecordUpdate, [{ id: 'C-1', entries }]);
  const refuses = (code: Parameters<typeof chain.refuses>[0], by: Caller, given: object): Promise<void> =>
    chain.refuses(code, by, T.changeRecordUpdate, [{ id: 'C-1', ...given }]);
  chain.time += DAY_MS;
  await refuses('CONDITION_NOT_MET', PROVIDER, { entries: ['ProviderMSP:ASK'] });
  await refuses('NOT_FOUND', PROVIDER, { entries: ['ProviderMSP:NONE'] });
  await refuses('NOT_OWNER', PROVIDER, { entries: ['ConsumerMSP:X'] });
  await refuses('INVALID_ARGUMENT', PROVIDER, {});
  const next = content({ updateCycle: 'weekly' });
  await chain.submit(PROVIDER, T.resourceDraft, [{ code: 'ASK', content: next }]);
  await refuses('CONDITION_NOT_MET', PROVIDER, { entries: ['ProviderMSP:ASK'] });
  await chain.submit<Resource>(PROVIDER, T.resourceSubmit, ['ProviderMSP:ASK']);
  chain.time = parseInstant(TENTH) + 1;
  await refuses('ROLE_REQUIRED', CONSUMER, { entries: ['ProviderMSP:ASK'] });
  const { state } = await update(PROVIDER, ['ProviderMSP:ASK']);
  const { met } = await owed(chain, 'update-catalogue~C-1');
  assert.deepEqual([state, met?.late, met?.basis], ['updated', true, 'act']);
  await refuses('INVALID_STATE', PROVIDER, { text: 'again' });
  await chain.refuses('INVALID_STATE', MANAGER, T.changeContestUpdate, [{ id: 'C-1', reason: 'no' }]);
});

test('a word that no entry had to be changed may be doubted, and is owed as before', async () => {
  const chain = await catalogue();
  await declare(chain, PROVIDER);
  await chain.submit(PROVIDER, T.changeRecordUpdate, [{ id: 'C-1', text: 'No entry hangs on it' }]);
  assert.equal((await owed(chain, 'update-catalogue~C-1')).met?.basis, 'declared');
  await chain.submit(MANAGER, T.changeContestUpdate, [{ id: 'C-1', reason: 'One does' }]);
  const again = await owed(chain, 'update-catalogue~C-1');
  assert.deepEqual([again.state, again.contested?.length, again.dueAt], ['open', 1, TENTH]);
  assert.equal((await change(chain, 'C-1')).contested?.length, 1);
  await chain.submit(PROVIDER, T.changeRecordUpdate, [{ id: 'C-1', text: 'No entry hangs on it' }]);
  chain.time = parseInstant(TENTH) + 1;
  await chain.submit(MANAGER, T.changeContestUpdate, [{ id: 'C-1', reason: 'One does' }]);
  const { dueAt } = await owed(chain, 'update-catalogue~C-1');
  assert.deepEqual([dueAt, (await change(chain, 'C-1')).dueAt], ['2026-03-31T15:59:59.999Z', dueAt]);
});

test('a change is declared by the duty’s own organisation or a manager, once, and not in the ledger’s own name', async () => {
  const chain = await catalogue();
  const told = { id: 'C-1', duty: 'ProviderMSP:D1', kind: 'duty-changed', text: 'Wider' };
  await chain.refuses('NOT_OWNER', CONSUMER, T.changeDeclare, [told]);
  await chain.refuses('NOT_FOUND', MANAGER, T.changeDeclare, [{ ...told, duty: 'ProviderMSP:D9' }]);
  await chain.refuses('INVALID_ARGUMENT', MANAGER, T.changeDeclare, [{ ...told, id: 'duty-repealed-1' }]);
  await chain.refuses('INVALID_ARGUMENT', MANAGER, T.changeDeclare, [{ ...told, kind: 'duty-repealed' }]);
  await declare(chain, PROVIDER);
  await chain.refuses('ALREADY_EXISTS', MANAGER, T.changeDeclare, [told]);
});

test('under the generic profile a change is recorded and nothing is owed', async () => {
  const chain = await catalogue();
  await chain.submit(MANAGER, T.policySet, [{ ...rulesOf(BUILT_IN_POLICY), profile: 'generic' }]);
  assert.equal((await declare(chain, PROVIDER)).dueAt, undefined);
  await chain.refuses('NOT_FOUND', PROVIDER, T.obligationRead, ['update-catalogue~C-1']);
  await chain.submit(PROVIDER, T.changeRecordUpdate, [{ id: 'C-1', text: 'Nothing hangs on it' }]);
});

const DESIGNATION = {
  id: 'S-1',
  names: { en: 'Births', zh: '出生信息' },
  agency: 'ProviderMSP',
  collectors: ['OtherMSP'],
  items: [{ resource: 'ProviderMSP:ASK', items: ['birth'] }],
  basis: 'Article 19',
};

async function subject(): Promise<ChaincodeHarness> {
  const chain = await catalogue();
  const { names } = await chain.evaluate<{ names: object }>(MANAGER, T.organisationRead, ['OtherMSP']);
  const both = { mspId: 'OtherMSP', names, roles: ['consumer', 'provider'] };
  await chain.submit(MANAGER, T.organisationUpdate, [both]);
  return chain;
}

test('a manager names a source agency of providers, over entries that hold the items', async () => {
  const chain = await subject();
  const bad = (code: Parameters<typeof chain.refuses>[0], given: object, by = MANAGER): Promise<void> =>
    chain.refuses(code, by, T.sourceDesignate, [{ ...DESIGNATION, ...given }]);
  await bad('ROLE_REQUIRED', {}, PROVIDER);
  await bad('INVALID_ARGUMENT', { collectors: ['ProviderMSP'] });
  await bad('CONDITION_NOT_MET', { collectors: ['ConsumerMSP'] });
  await bad('CONDITION_NOT_MET', { items: [{ resource: 'ProviderMSP:ASK', items: ['none'] }] });
  await bad('CONDITION_NOT_MET', { agency: 'OtherMSP', collectors: ['ManagerMSP'] });
  await bad('NOT_FOUND', { items: [{ resource: 'ProviderMSP:NONE' }] });
  const source = await chain.submit<SourceAgency>(MANAGER, T.sourceDesignate, [DESIGNATION]);
  assert.deepEqual([source.state, source.organisation], ['in-force', 'ProviderMSP']);
  await bad('ALREADY_EXISTS', {});
  const end = [{ id: 'S-1', reason: 'another law' }];
  await chain.refuses('ROLE_REQUIRED', PROVIDER, T.sourceEnd, end);
  await chain.submit(MANAGER, T.sourceEnd, end);
  await chain.refuses('INVALID_STATE', MANAGER, T.sourceEnd, end);
  await chain.refuses('INVALID_STATE', PROVIDER, T.sourceAskUpdate, [
    { id: 'U-1', source: 'S-1', collector: 'OtherMSP', text: 'x' },
  ]);
});

test('collectors owe what the source agency asks: declared, doubted, declared again, confirmed', async () => {
  const chain = await subject();
  await chain.submit(MANAGER, T.sourceDesignate, [DESIGNATION]);
  const asked = { id: 'U-1', source: 'S-1', collector: 'OtherMSP', text: 'Births of February' };
  await chain.refuses('NOT_OWNER', OTHER, T.sourceAskUpdate, [asked]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, T.sourceAskUpdate, [
    { ...asked, collector: 'ConsumerMSP' },
  ]);
  const update = await chain.submit<SourceUpdate>(PROVIDER, T.sourceAskUpdate, [asked]);
  assert.equal(update.dueAt, TENTH);
  const declared = [{ id: 'U-1', text: 'Sent' }];
  await chain.refuses('NOT_OWNER', PROVIDER, T.sourceDeclareUpdate, declared);
  await chain.refuses('INVALID_STATE', PROVIDER, T.sourceConfirmUpdate, ['U-1']);
  await chain.submit(OTHER, T.sourceDeclareUpdate, declared);
  await chain.refuses('NOT_OWNER', OTHER, T.sourceConfirmUpdate, ['U-1']);
  chain.time += 30 * DAY_MS;
  const objection = [{ id: 'U-1', reason: 'Half of it' }];
  const contested = await chain.submit<SourceUpdate>(PROVIDER, T.sourceContestUpdate, objection);
  const again = await owed(chain, 'supply-source~U-1');
  assert.deepEqual([contested.dueAt, standingOf(again, chain.time)], [again.dueAt, 'open']);
  chain.time = parseInstant(again.dueAt) + 1;
  await chain.submit(OTHER, T.sourceDeclareUpdate, declared);
  const { state } = await chain.submit<SourceUpdate>(PROVIDER, T.sourceConfirmUpdate, ['U-1']);
  const { met, article, owedBy, owedTo } = await owed(chain, 'supply-source~U-1');
  assert.deepEqual(
    [state, met?.basis, met?.late, article, owedBy, owedTo],
    ['confirmed', 'confirmed', true, '19', 'OtherMSP', 'ProviderMSP'],
  );
});

const DEMAND = {
  id: 'N-1',
  provider: 'ProviderMSP',
  names: { zh: '婚姻状况', en: 'Marital status' },
  purpose: { code: 'housing', text: 'Housing benefits' },
  legalBasis: 'Housing Act, section 9',
};
const state = (chain: ChaincodeHarness, id = 'N-1', by: Caller = CONSUMER): Promise<Demand> =>
  chain.submit(by, T.demandState, [{ ...DEMAND, id }]);

test('a demand is met by a published entry within fifteen working days, or refused with a reason', async () => {
  const chain = await catalogue();
  await chain.refuses('ROLE_REQUIRED', PROVIDER, T.demandState, [DEMAND]);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, T.demandState, [{ ...DEMAND, provider: 'AuditorMSP' }]);
  await chain.refuses('NOT_OWNER', CONSUMER, T.demandState, [{ ...DEMAND, duty: 'ProviderMSP:D1' }]);
  await chain.refuses('NOT_FOUND', CONSUMER, T.demandState, [{ ...DEMAND, duty: 'ConsumerMSP:D9' }]);
  const { dueAt } = await state(chain);
  assert.equal(dueAt, '2026-03-23T15:59:59.999Z');
  const listing = (resource: string): object[] => [{ id: 'N-1', resource }];
  await chain.refuses('NOT_OWNER', PROVIDER, T.demandMeet, listing('OtherMSP:A'));
  await chain.submit(PROVIDER, T.resourceDraft, [{ code: 'NEW', content: content() }]);
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, T.demandMeet, listing('ProviderMSP:NEW'));
  const { state: listed } = await chain.submit<Demand>(PROVIDER, T.demandMeet, listing('ProviderMSP:ASK'));
  assert.deepEqual([listed, (await owed(chain, 'list-demanded~N-1')).met?.late], ['listed', false]);
  await chain.refuses('INVALID_STATE', PROVIDER, T.demandMeet, listing('ProviderMSP:ASK'));
  await state(chain, 'N-2');
  const no = { id: 'N-2', ground: 'held-by-another', reason: 'The courts hold it' };
  await chain.refuses('INVALID_ARGUMENT', PROVIDER, T.demandRefuse, [no]);
  await chain.refuses('NOT_FOUND', PROVIDER, T.demandRefuse, [{ ...no, holder: 'NobodyMSP' }]);
  await chain.submit(PROVIDER, T.demandRefuse, [{ ...no, holder: 'OtherMSP' }]);
  await state(chain, 'N-3');
  await chain.refuses('ROLE_REQUIRED', PROVIDER, T.demandWithdraw, ['N-3']);
  await chain.submit(CONSUMER, T.demandWithdraw, ['N-3']);
  assert.equal((await owed(chain, 'list-demanded~N-3')).state, 'void');
});

test('nobody is buried under demands', async () => {
  const chain = await catalogue();
  const rules = { ...rulesOf(BUILT_IN_POLICY), limits: { openDemands: 2 } };
  await chain.submit(MANAGER, T.policySet, [rules]);
  await state(chain, 'A');
  await state(chain, 'B');
  await chain.refuses('LIMIT_REACHED', CONSUMER, T.demandState, [{ ...DEMAND, id: 'C' }]);
  await chain.submit(CONSUMER, T.demandWithdraw, ['A']);
  await state(chain, 'C');
});
