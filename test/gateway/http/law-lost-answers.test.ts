// SPDX-License-Identifier: Apache-2.0
/**
 * Every act of the law at the user's door, its answer lost: the ledger has it, whoever asked does not know, asks again and is told
 * what was done; two who ask at once get one act. What is offered and not in this table is a fault of the table.
 */
import assert from 'node:assert/strict';
import { RIGHTS } from '@catalog-chain/chaincode/domain/rights/rights';
import type { Ledger, Outcome, PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import { CONSUMER, MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
type As = typeof provider | typeof consumer | typeof manager;

const DAY_MS = 86_400_000;
const digest = 'd'.repeat(64);
const reason = 'For a test';
const text = 'This is what we say';
const today = (): string => new Date().toISOString().slice(0, 10);

let gateway: TestGateway;
/** By which the ledger's clock is before everybody's. */
let ahead = 0;
let loses = false;
const lost = new Set<string>();

/** Commits, and says of the first try that nobody knows what became of it. */
const forgetful = (real: Ledger): Ledger =>
  new Proxy(real, {
    get(target, name): unknown {
      if (name === 'submit') return (transaction: PreparedTransaction) => submitted(target, transaction);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });

async function submitted(real: Ledger, transaction: PreparedTransaction): Promise<Outcome> {
  const outcome = await real.submit(transaction);
  const { transactionId } = transaction;
  if (!loses || lost.has(transactionId)) return outcome;
  lost.add(transactionId);
  return { status: 'unknown', transactionId, message: 'lost' };
}

let asked: string;
let copied: string;

beforeAll(async () => {
  gateway = await startTestGateway({ ledger: forgetful, clock: () => Date.now() + ahead });
  await registerMembers(gateway);
  await registerSystems(gateway);
  for (const [organisation, roles, region] of [
    [MANAGER, ['manager'], '310000'],
    [PROVIDER, ['provider'], '310000'],
    [CONSUMER, ['consumer', 'provider'], '310115'],
  ] as const) {
    const body = { names: { en: organisation }, roles, region };
    const told = await gateway.call([MANAGER, 'admin'], 'PUT', `/v1/organisations/${organisation}`, { body });
    assert.equal(told.status, 200, told.text);
  }
  asked = await publish(gateway, 'ASKED', 'conditional');
  copied = await publish(gateway, 'COPIED', 'unconditional', ['copy']);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function plainly<T>(as: As, at: string, body?: object): Promise<T> {
  const { status, text: said, body: told } = await gateway.call<T>(as, 'POST', at, body ? { body } : {});
  assert.ok(status < 300, `${at}: ${said}`);
  return told;
}

const height = async (): Promise<number> => (await gateway.ledger.info()).height;
const acted = new Set<string>();

/** Does it with its answer lost, twice more at once, and once more afterwards. */
async function act(operation: string, as: As, at: string, body?: object): Promise<void> {
  acted.add(operation);
  const headers = { 'idempotency-key': `${operation}-${acted.size}-${await height()}` };
  const send = () => gateway.call<{ code?: string }>(as, 'POST', at, { headers, ...(body && { body }) });
  const before = await height();
  loses = true;
  const first = await send();
  assert.deepEqual([first.status, first.body.code], [504, 'OUTCOME_UNKNOWN'], `${operation}: ${first.text}`);
  assert.equal(await height(), before + 1, operation);
  const two = await Promise.all([send(), send()]);
  loses = false;
  for (const answer of two)
    assert.ok(answer.status < 300 || answer.body.code === 'IDEMPOTENCY_IN_PROGRESS', answer.text);
  const last = await send();
  const done = two.find(({ status }) => status < 300) ?? last;
  assert.deepEqual([last.status, last.text], [done.status, done.text], operation);
  assert.ok(last.status < 300, `${operation}: ${last.text}`);
  assert.equal(await height(), before + 1, operation);
}

test('the catalogue follows, sources are named and asked, demand is stated and answered', async () => {
  const change = { id: 'CH-1', duty: `${PROVIDER}:D1`, kind: 'law-changed', text };
  await act('declareCatalogueChange', manager, '/v1/catalogue-changes', change);
  await act('recordCatalogueUpdate', provider, '/v1/catalogue-changes/CH-1/update', { text });
  await act('contestCatalogueUpdate', manager, '/v1/catalogue-changes/CH-1/objection', { reason });
  const named = { id: 'S-1', names: { en: 'Marriages' }, agency: PROVIDER, collectors: [CONSUMER] };
  const source = { ...named, items: [{ resource: asked }], basis: 'By mandate' };
  await act('designateSource', manager, '/v1/source-agencies', source);
  const update = { id: 'U-1', source: 'S-1', collector: CONSUMER, text };
  await act('askSourceUpdate', provider, '/v1/source-updates', update);
  await act('declareSourceUpdate', consumer, '/v1/source-updates/U-1/declaration', { text });
  await act('contestSourceUpdate', provider, '/v1/source-updates/U-1/objection', { reason });
  await plainly(consumer, '/v1/source-updates/U-1/declaration', { text });
  await act('confirmSourceUpdate', provider, '/v1/source-updates/U-1/confirmation');
  await act('endSource', manager, '/v1/source-agencies/S-1/ending', { reason });
  const purpose = { code: 'housing', text: 'Housing benefits' };
  for (const id of ['N-1', 'N-2', 'N-3']) {
    const demand = { id, provider: PROVIDER, names: { en: 'Divorces' }, purpose, legalBasis: 'Act, 9' };
    await act('stateDemand', consumer, '/v1/demands', demand);
  }
  await act('listDemanded', provider, '/v1/demands/N-1/listing', { resource: asked });
  await act('refuseDemand', provider, '/v1/demands/N-2/refusal', { ground: 'not-held', reason });
  await act('withdrawDemand', consumer, '/v1/demands/N-3/withdrawal');
});

test('a request is extended, completed, granted, delivered, mended and widened', async () => {
  await act('submitRequest', consumer, '/v1/requests', requestBody('R-1', asked));
  const owed = '/v1/obligations/answer-request~R-1/extension';
  await act('askExtension', provider, owed, { days: 3, reason });
  await act('answerExtension', manager, `${owed}/answer`, { approved: true });
  await act('askSupplement', provider, '/v1/requests/R-1/supplement/question', { missing: ['a paper'] });
  await act('giveSupplement', consumer, '/v1/requests/R-1/supplement', { text });
  await plainly(provider, '/v1/requests/R-1/decision', { approved: true });
  await plainly(manager, '/v1/requests/R-1/confirmation', { approved: true });
  await act('declareDelivery', provider, '/v1/grants/R-1/delivery');
  await act('contestDelivery', consumer, '/v1/grants/R-1/delivery/objection', { reason });
  await plainly(provider, '/v1/grants/R-1/delivery');
  await act('confirmDelivery', consumer, '/v1/grants/R-1/delivery/confirmation');
  await act('suspendGrant', provider, '/v1/grants/R-1/suspension', { reason, rectifyWithin: 5 });
  await act('declareRectification', consumer, '/v1/grants/R-1/rectification', { text });
  await act('contestRectification', provider, '/v1/grants/R-1/rectification/objection', { reason });
  await plainly(consumer, '/v1/grants/R-1/rectification', { text });
  await act('resumeGrant', provider, '/v1/grants/R-1/resumption', { reason });
  for (const id of ['V-1', 'V-2']) {
    const adds = { purposes: [{ code: id.toLowerCase(), text: 'Another one' }] };
    await act('askVariation', consumer, '/v1/variations', { id, grant: 'R-1', adds, reason });
  }
  await act('answerVariation', provider, '/v1/variations/V-1/answer', { approved: true });
  await act('withdrawVariation', consumer, '/v1/variations/V-2/withdrawal');
});

test('wrong data is reported, answered, taken back and disputed', async () => {
  for (const id of ['C-1', 'C-2', 'C-3']) {
    const report = { id, grant: 'R-1', subject: { kind: 'resource' }, statement: text };
    await act('openCorrection', consumer, '/v1/corrections', report);
  }
  await act('answerCorrection', provider, '/v1/corrections/C-1/answer', { outcome: 'corrected', text });
  await act('withdrawCorrection', consumer, '/v1/corrections/C-2/withdrawal');
  await plainly(provider, '/v1/corrections/C-3/answer', { outcome: 'not-wrong', text });
  await act('disputeCorrection', consumer, '/v1/corrections/C-3/dispute', {
    dispute: 'D-3',
    statement: text,
  });
});

test('services change and are kept, a year is reported, copies are disposed of, data flow back', async () => {
  const effectiveAt = new Date(Date.now() + 2 * DAY_MS).toISOString();
  const notice = { grant: 'R-1', action: 'change', reason, effectiveAt };
  await act('announceServiceChange', provider, '/v1/service-changes', { ...notice, id: 'SC-2' });
  await act('withdrawServiceChange', provider, '/v1/service-changes/SC-2/withdrawal');
  await act('announceServiceChange', provider, '/v1/service-changes', { ...notice, id: 'SC-1' });
  const at = '/v1/service-changes/SC-1';
  await act('consultOnServiceChange', consumer, `${at}/consultation`, { agreed: true, text });
  await act('fileServiceChange', provider, `${at}/filing`, { document: digest });
  await act('receiveServiceChange', manager, `${at}/receipt`);
  await plainly(consumer, '/v1/requests', { ...requestBody('R-2', copied), mode: 'copy' });
  const told = { grant: 'R-2', year: today().slice(0, 4), scenario: text, course: text };
  const effect = { text, figures: [] };
  const report = { ...told, effect, storage: { place: 'Government cloud', copies: 1 } };
  await act('submitUseReport', consumer, '/v1/use-reports', report);
  await act('revokeGrant', consumer, '/v1/grants/R-2/revocation', { reason });
  await act('instructDisposal', provider, '/v1/disposals/R-2/instruction', { method: 'destroy' });
  const gone = { method: 'destroy', digest, on: today() };
  await act('declareDisposal', consumer, '/v1/disposals/R-2/declaration', gone);
  await act('contestDisposal', provider, '/v1/disposals/R-2/objection', { reason });
  await plainly(consumer, '/v1/disposals/R-2/declaration', gone);
  await act('confirmDisposal', provider, '/v1/disposals/R-2/confirmation');
  const { legalBasis, items, systems, period } = requestBody('R-3', copied);
  const back = { id: 'R-3', resource: copied, to: CONSUMER, purpose: { code: 'own', text: 'Its own data' } };
  const terms = { ...back, legalBasis, mode: 'copy', items, systems, period, standing: false };
  await act('returnData', provider, '/v1/data-returns', terms);
  ahead = 3 * DAY_MS;
  await act('putServiceChangeIntoEffect', provider, `${at}/effect`);
});

test('an authority orders, criticises and is told of incidents and complaints', async () => {
  for (const id of ['O-1', 'O-2']) {
    const order = { id, organisation: PROVIDER, items: ['39-4'], text, within: 5 };
    await act('issueOrder', manager, '/v1/orders', order);
  }
  await act('reportOrder', provider, '/v1/orders/O-1/compliance', { text });
  await act('concludeOrder', manager, '/v1/orders/O-1/conclusion', { complied: true, text });
  await act('withdrawOrder', manager, '/v1/orders/O-2/withdrawal');
  const notice = { id: 'K-1', organisation: PROVIDER, items: ['39-4'], text };
  await act('issueCriticism', manager, '/v1/criticisms', notice);
  const incident = { id: 'I-1', kind: 'leak', noticedAt: new Date().toISOString(), text, digest };
  await act('reportIncident', provider, '/v1/incidents', incident);
  await act('closeIncident', provider, '/v1/incidents/I-1/closing', { text, digest });
  const complaint = { id: 'P-1', kind: 'duplicate-collection', digest, receivedOn: today() };
  await act('receiveComplaint', manager, '/v1/complaints', complaint);
  const collected = { organisation: CONSUMER, resource: asked };
  await act('answerComplaint', manager, '/v1/complaints/P-1/answer', {
    outcome: 'upheld',
    digest,
    collected,
  });
});

const OF_THE_LAW =
  /^(?:change|source|demand|service|disposal|report|variation|correction|order|criticism|incident|complaint|obligation):/;
const SHARED = ['submitRequest', 'suspendGrant', 'resumeGrant', 'revokeGrant', 'returnData'];

test('every act of the law that is offered is in this table', () => {
  const offered = Object.entries(RIGHTS)
    .filter(([name]) => OF_THE_LAW.test(name))
    .flatMap(([, { operations }]) => operations);
  const steps = ['askSupplement', 'giveSupplement', 'declareDelivery', 'confirmDelivery', 'contestDelivery'];
  const mended = ['declareRectification', 'contestRectification'];
  assert.deepEqual([...acted].sort(), [...new Set([...offered, ...steps, ...mended, ...SHARED])].sort());
});
