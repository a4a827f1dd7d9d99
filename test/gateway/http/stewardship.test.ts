// SPDX-License-Identifier: Apache-2.0
/** Grants once given, at the user's door: wider use, mending, notices, disposal, yearly reports, retention; by command too. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Grant, KeyPurge } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Disposal } from '@catalog-chain/chaincode/domain/stewardship/disposal';
import type { ServiceChange } from '@catalog-chain/chaincode/domain/stewardship/service-change';
import type { UseReport } from '@catalog-chain/chaincode/domain/stewardship/use-report';
import type { Variation } from '@catalog-chain/chaincode/domain/stewardship/variation';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { ObligationView } from '@catalog-chain/gateway/usecases/oversight/obligations';
import {
  content,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
  SYSTEM,
} from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { EventReader } from '../../support/event-source.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const digest = 'd'.repeat(64);

let gateway: TestGateway;
let resource: string;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'HELD', 'conditional');
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

type As = Parameters<TestGateway['call']>[0];

async function got<T>(as: As, method: string, at: string, body?: object, status = 200): Promise<T> {
  const reply = await gateway.call<T>(as, method, at, body ? { body } : {});
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

const post = <T>(as: As, at: string, body?: object, status = 200): Promise<T> =>
  got(as, 'POST', at, body, status);

async function refused(as: As, at: string, body: object, code: string): Promise<void> {
  const reply = await gateway.call(as, 'POST', at, { body });
  assert.equal(reply.body.code, code, reply.text);
}

const owed = (id: string): Promise<ObligationView> => got(manager, 'GET', `/v1/obligations/${id}`);
const grantOf = (id: string): Promise<Grant> => got(consumer, 'GET', `/v1/grants/${id}`);
const file = (name: string, text: string): string => {
  const at = path.join(gateway.config.stateDir, name);
  writeFileSync(at, text);
  return at;
};

/** A grant of copies, with one of the two items. */
async function copies(id: string): Promise<void> {
  const copied = `${PROVIDER}:COPIED`;
  if ((await gateway.call(provider, 'GET', `/v1/resources/${copied}`)).status === 404) {
    const sharing = { sharingType: 'unconditional', modes: ['copy'] };
    const body = { code: 'COPIED', content: { ...content('unconditional'), sharing, system: SYSTEM } };
    await post(provider, '/v1/resources', body, 201);
    const { pending } = await post<{ pending: { digest: string } }>(
      provider,
      `/v1/resources/${copied}/submission`,
    );
    await post(manager, `/v1/resources/${copied}/review`, { approved: true, digest: pending.digest });
  }
  const asked = { ...requestBody(id, copied), mode: 'copy', items: ['status'] };
  await post(consumer, '/v1/requests', asked, 201);
}

test('wider use is asked for, agreed to and seen in the grant; others see none of it', async () => {
  await copies('H-1');
  const adds = { items: ['since'], purposes: [{ code: 'audit', text: 'To audit benefits' }] };
  const body = { id: 'V-1', grant: 'H-1', adds, reason: 'The audit office asks' };
  await refused(provider, '/v1/variations', body, 'ROLE_REQUIRED');
  const asked = await gateway.call<Variation>(consumer, 'POST', '/v1/variations', { body });
  assert.deepEqual([asked.status, asked.body.state], [201, 'asked'], asked.text);
  assert.equal(asked.headers.get('location'), '/v1/variations/V-1');
  assert.equal((await owed('answer-variation~V-1')).standing, 'open');
  assert.equal((await gateway.call([AUDITOR, 'officer'], 'GET', '/v1/variations/V-1')).status, 404);
  assert.equal((await gateway.call([AUDITOR, 'auditor'], 'GET', '/v1/variations/V-1')).status, 422);
  await post(provider, '/v1/variations/V-1/answer', { approved: true });
  const { terms } = await grantOf('H-1');
  assert.deepEqual([terms.items, terms.purposes], [['since', 'status'], adds.purposes]);
  const { items } = await got<Page<Variation>>(provider, 'GET', '/v1/variations?state=agreed&grant=H-1');
  assert.deepEqual(
    items.map(({ id }) => id),
    ['V-1'],
  );
  const trail = await gateway.call(consumer, 'GET', '/v1/trails/grant/H-1');
  assert.match(trail.text, /"type":"variation"/);
});

test('what was added counts for uses from then on, and not for those before', async () => {
  await copies('H-2');
  const early = new Date().toISOString();
  const adds = { items: ['since'], purposes: [{ code: 'audit', text: 'To audit benefits' }] };
  await post(consumer, '/v1/variations', { id: 'V-2', grant: 'H-2', adds, reason: 'More' }, 201);
  await post(provider, '/v1/variations/V-2/answer', { approved: true });
  const use = (id: string, at: string) => ({
    id,
    kind: 'use',
    correlation: id,
    grant: 'H-2',
    recordId: 'R-1',
    action: 'copy',
    at,
    system: `${CONSUMER}:APP`,
    actorId: 'job',
    purpose: 'audit',
    items: ['since'],
    outcome: 'ok',
  });
  const first = '01890000-0000-7000-8000-000000000001';
  const second = '01890000-0000-7000-8000-000000000002';
  const body = [use(first, early), use(second, new Date().toISOString())];
  await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', {
    body,
    headers: { prefer: 'wait=20' },
  });
  const { items } = await got<Page<{ leaf: { id: string }; violations: string[] }>>(
    consumer,
    'GET',
    '/v1/usage-events?grant=H-2',
  );
  const of = (id: string) => items.find(({ leaf }) => leaf.id === id)?.violations;
  assert.deepEqual([of(first), of(second)], [['wrong-purpose', 'wrong-item'], []]);
});

test('a misuse is mended by a date, from the door to the obligation', async () => {
  await grant(gateway, 'H-3', resource);
  const suspension = { reason: 'Looked up out of hours', rectifyWithin: 5 };
  await post(provider, '/v1/grants/H-3/suspension', suspension);
  const said = { text: 'Access by night is off', evidence: ['b'.repeat(64), 'a'.repeat(64)] };
  await refused(provider, '/v1/grants/H-3/rectification', said, 'ROLE_REQUIRED');
  await post(consumer, '/v1/grants/H-3/rectification', said);
  await post(manager, '/v1/grants/H-3/rectification/objection', { reason: 'One desk is left' });
  assert.equal((await owed('rectify-use~H-3~1')).standing, 'open');
  await commandLine(gateway, CONSUMER, 'grant', 'rectify', 'H-3', '--text', 'All desks are off');
  const [line] = await commandLine(gateway, PROVIDER, 'grant', 'resume', 'H-3', '--reason', 'Seen to be off');
  assert.equal(line, 'grant H-3  active');
  const { rectification } = await grantOf('H-3');
  assert.deepEqual([rectification?.outcome, rectification?.contested?.length], ['mended', 1]);
  assert.equal((await owed('rectify-use~H-3~1')).met?.basis, 'confirmed');
});

test('a service ends by notice, or marked as not filed', async () => {
  await grant(gateway, 'H-4', resource);
  const soon = new Date(Date.now() + 1500).toISOString();
  const told = { id: 'S-4', grant: 'H-4', action: 'end', reason: 'The register moves', effectiveAt: soon };
  await refused(consumer, '/v1/service-changes', told, 'ROLE_REQUIRED');
  await post(provider, '/v1/service-changes', told, 201);
  assert.equal((await grantOf('H-4')).notice, 'S-4');
  await refused(provider, '/v1/grants/H-4/revocation', { reason: 'Now' }, 'CONDITION_NOT_MET');
  await post(consumer, '/v1/service-changes/S-4/consultation', { agreed: false, text: 'Not before June' });
  await post(provider, '/v1/service-changes/S-4/filing', { document: digest, reference: '2026-17' });
  await post(manager, '/v1/service-changes/S-4/receipt');
  let effect = await gateway.call<ServiceChange>(provider, 'POST', '/v1/service-changes/S-4/effect');
  while (effect.status !== 200) {
    assert.match(effect.text, /CONDITION_NOT_MET/);
    effect = await gateway.call(provider, 'POST', '/v1/service-changes/S-4/effect');
  }
  assert.deepEqual([effect.body.state, effect.body.effect?.filed], ['effective', true]);
  assert.equal((await grantOf('H-4')).state, 'revoked');
  await refused(provider, '/v1/service-changes/S-4/filing', { document: digest }, 'INVALID_STATE');
  await grant(gateway, 'H-5', resource);
  await post(provider, '/v1/grants/H-5/revocation', { reason: 'No more' });
  const last = (await grantOf('H-5')).history.at(-1);
  assert.equal(last && 'unfiled' in last && last.unfiled, true);
  const missed = await owed('file-service-change~H-5');
  assert.deepEqual([missed.standing, missed.liability], ['missed', '39-7']);
  const { items } = await got<Page<ServiceChange>>(consumer, 'GET', '/v1/service-changes?state=effective');
  assert.deepEqual(
    items.map(({ id }) => id),
    ['S-4'],
  );
});

test('copies are disposed of as the provider asks, and the record says whose word it is', async () => {
  await copies('H-6');
  await post(consumer, '/v1/grants/H-6/revocation', { reason: 'The purpose is reached' });
  await post(provider, '/v1/disposals/H-6/instruction', { method: 'destroy' });
  const said = { method: 'destroy', digest, on: new Date().toISOString().slice(0, 10) };
  await refused(consumer, '/v1/disposals/H-6/declaration', { ...said, method: 'seal' }, 'CONDITION_NOT_MET');
  const declared = await post<Disposal>(consumer, '/v1/disposals/H-6/declaration', said);
  assert.deepEqual([declared.state, declared.declaration?.digest], ['declared', digest]);
  assert.equal((await owed('dispose-data~H-6')).met?.basis, 'declared');
  await post(provider, '/v1/disposals/H-6/objection', { reason: 'A backup is left' });
  const record = file('destroyed.txt', 'two discs');
  const words = ['--method', 'destroy', '--record', record, '--on', said.on];
  await commandLine(gateway, CONSUMER, 'disposal', 'declare', 'H-6', ...words);
  const [line] = await commandLine(gateway, PROVIDER, 'disposal', 'confirm', 'H-6');
  assert.match(line ?? '', /^disposal H-6 {2}confirmed/);
  const { items } = await got<Page<Disposal>>(consumer, 'GET', '/v1/disposals?state=confirmed');
  assert.deepEqual(
    items.map((one) => one.grant),
    ['H-6'],
  );
});

test('contractors are reported with the use, and each gives its word when copies are disposed of', async () => {
  await copies('H-20');
  const year = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4);
  const contractors = [{ code: 'TEST:C1', tasks: ['operate', 'store'], agreement: digest }];
  const told = {
    grant: 'H-20',
    year,
    scenario: 'Intake',
    course: 'Once for each application',
    effect: { text: 'Fewer visits', figures: [] },
    storage: { place: 'Government cloud', copies: 1 },
    contractors,
  };
  await commandLine(gateway, CONSUMER, 'use-report', file('contracted.json', JSON.stringify(told)));
  const seen = await got<UseReport>(provider, 'GET', `/v1/use-reports/H-20/${year}`);
  assert.deepEqual(seen.contractors, contractors);
  await post(consumer, '/v1/grants/H-20/revocation', { reason: 'The purpose is reached' });
  const said = { method: 'destroy', digest, on: new Date().toISOString().slice(0, 10) };
  await refused(consumer, '/v1/disposals/H-20/declaration', said, 'CONDITION_NOT_MET');
  const record = file('destroyed.txt', 'two discs');
  const kept = `TEST:C1=${file('word.txt', 'We kept nothing')}`;
  const words = ['--method', 'destroy', '--record', record, '--on', said.on, '--contractor', kept];
  await commandLine(gateway, CONSUMER, 'disposal', 'declare', 'H-20', ...words);
  const { declaration } = await got<Disposal>(provider, 'GET', '/v1/disposals/H-20');
  assert.deepEqual(
    declaration?.contractors?.map(({ code }) => code),
    ['TEST:C1'],
  );
});

test('a year’s use is recorded, by body and by file, and shown', async () => {
  await grant(gateway, 'H-7', resource);
  const year = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4);
  const told = {
    grant: 'H-7',
    year,
    scenario: 'Intake',
    course: 'Once for each application',
    effect: { text: 'Fewer visits', figures: [{ code: 'visits-saved', value: 12, unit: 'visits' }] },
    storage: { place: 'Government cloud', copies: 1, until: `${year}-12-31` },
  };
  await refused(consumer, '/v1/use-reports', { ...told, year: '2001' }, 'CONDITION_NOT_MET');
  const made = await gateway.call<UseReport>(consumer, 'POST', '/v1/use-reports', { body: told });
  assert.equal(made.headers.get('location'), `/v1/use-reports/H-7/${year}`, made.text);
  const [line] = await commandLine(
    gateway,
    CONSUMER,
    'use-report',
    file('report.json', JSON.stringify({ ...told, destroyed: { copies: 1, on: `${year}-01-01` } })),
  );
  assert.equal(line, `use-report H-7/${year}  recorded`);
  const seen = await got<UseReport>(provider, 'GET', `/v1/use-reports/H-7/${year}`);
  assert.deepEqual([seen.number, seen.destroyed?.copies], [2, 1]);
  assert.equal((await owed(`report-use~H-7~${year}`)).standing, 'open', 'the year is not over');
  const { items } = await got<Page<UseReport>>(manager, 'GET', '/v1/use-reports?grant=H-7');
  assert.equal(items.length, 1);
});

test('record keys are kept beyond the end of a grant, and a policy says for how long', async () => {
  await refused(provider, '/v1/grants/H-5/key/purge', { reason: 'Erasure' }, 'CONDITION_NOT_MET');
  const policy = await got<Record<string, unknown>>(consumer, 'GET', '/v1/policies/current');
  const { deadlines, calendar, reportWithinHours } = policy;
  const rules = { deadlines, calendar, reportWithinHours, profile: 'cn-809' };
  await refused(manager, '/v1/policies', { ...rules, retentionYears: 2 }, 'INVALID_ARGUMENT');
  await post(manager, '/v1/policies', { ...rules, retentionYears: 5 }, 201);
  await grant(gateway, 'H-8', resource);
  assert.equal((await grantOf('H-8')).retentionYears, 5);
});

test('commands ask, answer and take back; announce, file and withdraw', async () => {
  const ask = [
    'variation',
    'ask',
    'H-8',
    '--id',
    'V-8',
    '--third-party',
    'TEST:HOSPITAL',
    '--reason',
    'Care',
  ];
  const [asked] = await commandLine(gateway, CONSUMER, ...ask);
  assert.match(asked ?? '', /^variation V-8 {2}asked {2}due /);
  await commandLine(gateway, PROVIDER, 'variation', 'answer', 'V-8', '--refuse', '--reason', 'Not to them');
  assert.equal((await got<Variation>(consumer, 'GET', '/v1/variations/V-8')).state, 'refused');
  const purpose = ['--id', 'V-9', '--purpose', 'audit=To audit', '--reason', 'Audit'];
  await commandLine(gateway, CONSUMER, 'variation', 'ask', 'H-8', ...purpose);
  await commandLine(gateway, CONSUMER, 'variation', 'withdraw', 'V-9');
  const effective = new Date(Date.now() + 86_400_000).toISOString();
  const announce = [
    '--id',
    'S-8',
    '--action',
    'change',
    '--reason',
    'A new interface',
    '--effective',
    effective,
  ];
  await commandLine(gateway, PROVIDER, 'service', 'announce', 'H-8', ...announce);
  await commandLine(gateway, CONSUMER, 'service', 'consult', 'S-8', '--agree');
  await commandLine(gateway, PROVIDER, 'service', 'file', 'S-8', '--document', file('filing.txt', 'filed'));
  await commandLine(gateway, MANAGER, 'service', 'receive', 'S-8');
  const [line] = await commandLine(gateway, PROVIDER, 'service', 'withdraw', 'S-8');
  assert.equal(line, 'service-change S-8  withdrawn');
});

test('an auditor reads all of it on record, and nothing without saying why', async () => {
  const auditor = [AUDITOR, 'auditor'] as const;
  for (const [what, one] of [
    ['variations', 'V-1'],
    ['service-changes', 'S-4'],
    ['disposals', 'H-6'],
  ] as const) {
    assert.equal((await gateway.call(auditor, 'GET', `/v1/${what}/${one}`)).body.code, 'PURPOSE_REQUIRED');
    await got(auditor, 'GET', `/v1/${what}/${one}?purpose=inspection`);
    const { items } = await got<Page<object>>(auditor, 'GET', `/v1/${what}?purpose=inspection`);
    assert.ok(items.length > 0);
    assert.deepEqual((await got<Page<object>>(auditor, 'GET', `/v1/${what}`)).items, []);
  }
});

test('each step is told to both sides', async () => {
  const wanted = [
    'variation.asked',
    'grant.varied',
    'service.effective',
    'disposal.confirmed',
    'report.submitted',
  ];
  const url = new URL('/v1/events/stream?from=0', gateway.url);
  await using reader = await EventReader.open(url, await gateway.token(CONSUMER, 'officer'));
  const names = new Set<string>();
  while (!wanted.every((name) => names.has(name)))
    for (const { type } of await reader.take(1)) names.add(type.replace('cn.catalog-chain.', ''));
});

/** Files of the gateway, its ledger among them, in which the bytes lie. */
async function filesHolding(bytes: Buffer): Promise<string[]> {
  const root = gateway.config.stateDir;
  const found: string[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const name = path.join(entry.parentPath, entry.name);
    if ((await readFile(name)).includes(bytes)) found.push(path.relative(root, name));
  }
  return found;
}

async function keyOf(organisation: string, id: string): Promise<Buffer> {
  const call = { transaction: TRANSACTIONS.keyRead, args: [id] };
  const found = await gateway.ledger.evaluate({ mspId: organisation, user: 'officer' }, call);
  const { recordKey } = JSON.parse(Buffer.from(found).toString('utf8')) as { recordKey: string };
  return Buffer.from(recordKey, 'base64url');
}

test('a record key is destroyed against a receipt on the ledger, and no file holds it any more', async () => {
  const policy = await got<Record<string, unknown>>(consumer, 'GET', '/v1/policies/current');
  const { deadlines, calendar, reportWithinHours } = policy;
  await post(manager, '/v1/policies', { deadlines, calendar, reportWithinHours, profile: 'generic' }, 201);
  await grant(gateway, 'H-9', resource);
  await post(consumer, '/v1/grants/H-9/revocation', { reason: 'No more need' });
  const key = await keyOf(PROVIDER, 'H-9');
  assert.equal(key.length, 32);
  assert.notDeepEqual(await filesHolding(key), []);
  const reason = 'Erasure';
  const receipt = await post<KeyPurge>(provider, '/v1/grants/H-9/key/purge', { reason }, 200);
  const recordKeyHash = createHash('sha256').update(key).digest('hex');
  assert.deepEqual(
    [receipt.recordKeyHash, receipt.organisation, receipt.reason, receipt.retention],
    [recordKeyHash, PROVIDER, reason, undefined],
  );
  assert.notDeepEqual(await filesHolding(key), [], 'the consumer has a copy of its own');
  const [line = ''] = await commandLine(
    gateway,
    CONSUMER,
    ...['grant', 'purge-key', 'H-9', '--reason', reason, '--json'],
  );
  assert.equal((JSON.parse(line) as KeyPurge).recordKeyHash, recordKeyHash);
  assert.deepEqual(await filesHolding(key), []);
  const text = [key.toString('base64url'), key.toString('hex')];
  for (const form of text) assert.deepEqual(await filesHolding(Buffer.from(form)), []);
  await assert.rejects(keyOf(CONSUMER, 'H-9'), { code: 'NOT_FOUND' });
  const trail = await got<{ items: unknown[] }>(consumer, 'GET', '/v1/trails/grant/H-9');
  assert.ok(JSON.stringify(trail).includes(recordKeyHash));
});
