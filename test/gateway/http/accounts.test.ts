// SPDX-License-Identifier: Apache-2.0
/** Accounts of an organisation's people: what happened to them is on its own record, and one call ends one. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import { AccountLog, type AccountEvent, type Purge } from '@catalog-chain/gateway/accounts/account-log';
import type { Account, Departure } from '@catalog-chain/gateway/usecases/people/accounts';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import { registerMembers } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { freePort } from '../../support/demo-process.js';
import { MANAGER, PROVIDER, startTestGateway, type Reply, type TestGateway } from '../../support/gateway.js';
import { TestProvider } from '../../support/identity-provider.js';
import { PlainBrowser } from '../../support/plain-browser.js';
import { TestSigner } from '../../support/signers.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const DAY_MS = 86_400_000;
const admin = [PROVIDER, 'admin'] as const;
const foreign = [MANAGER, 'admin'] as const;
const reason = 'Left the office.';
const opened = new AsyncDisposableStack();
let gateway: TestGateway;
let provider: TestProvider;
let origin: string;
let folder: string;

beforeAll(async () => {
  origin = `http://127.0.0.1:${await freePort()}`;
  provider = opened.use(await TestProvider.start(await freePort(), origin));
  folder = await mkdtemp(path.join(tmpdir(), 'accounts-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const secretFile = path.join(folder, 'client-secret');
  await writeFile(secretFile, provider.secret, { mode: 0o600 });
  const env = { ...provider.environment, OIDC_CLIENT_SECRET_FILE: secretFile, PUBLIC_URL: origin };
  gateway = opened.use(await startTestGateway({ env: { ...env, PORT: new URL(origin).port } }));
  await registerMembers(gateway);
});

afterAll(async () => {
  await opened.disposeAsync();
  assert.deepEqual(gateway.departures, []);
});

async function signedIn(user: string): Promise<PlainBrowser> {
  provider.people.set(user, { organisation: PROVIDER, roles: ['officer'] });
  provider.expected = user;
  const browser = new PlainBrowser();
  await browser.walk(`${origin}/session/sign-in?return=/docs`);
  return browser;
}

const statusOf = async (browser: PlainBrowser): Promise<number> =>
  (await browser.fetch(`${origin}/v1/session`)).status;

async function registered(code: string, holder?: string): Promise<TestSigner> {
  const signer = new TestSigner(PROVIDER, code);
  const body = { ...signer.registration('officer', Date.now() - 1_000), ...(holder && { holder }) };
  const { status, text } = await gateway.call(admin, 'POST', '/v1/signers', { body });
  assert.equal(status, 201, text);
  return signer;
}

async function events(
  query = '',
  as: typeof admin | typeof foreign = admin,
): Promise<readonly AccountEvent[]> {
  const reply = await gateway.call<{ items: AccountEvent[] }>(as, 'GET', `/v1/account-events${query}`);
  assert.equal(reply.status, 200, reply.text);
  return reply.body.items;
}

const ends = (account: string, as: typeof admin | typeof foreign = admin): Promise<Reply<Departure>> =>
  gateway.call<Departure>(as, 'POST', `/v1/accounts/${account}/end`, { body: { reason } });

const told = (list: readonly AccountEvent[]): string[] =>
  list.map(({ event, account, by }) => `${event} ${account} by ${by}`);

test('whose a signer is stays in the gateway; who signed in, and whose keys came, is on the organisation’s record', async () => {
  const browser = await signedIn('wang');
  const signer = await registered('officer-7f3a', 'wang');
  assert.deepEqual(told(await events('?account=wang')), [
    'signer-registered wang by admin-1',
    'signed-in wang by wang',
  ]);
  const { text } = await gateway.call(foreign, 'GET', `/v1/signers/${signer.id}`);
  assert.ok(!text.includes('wang'));
  const { height } = await gateway.ledger.info();
  for await (const block of gateway.ledger.blocks({ from: 0, signal: AbortSignal.timeout(20_000) })) {
    assert.ok(!block.transactions.some(({ writes }) => JSON.stringify(writes).includes('wang')));
    if (block.number === height - 1) break;
  }
  const account = await gateway.call<Account>(admin, 'GET', '/v1/accounts/wang');
  assert.deepEqual(account.body.signers, [{ id: signer.id, state: 'active' }]);
  assert.equal((await browser.fetch(`${origin}/v1/session`, { method: 'DELETE' })).status, 200);
  assert.equal(told(await events('?event=signed-out'))[0], 'signed-out wang by wang');
});

test('one call ends all sessions and revokes all signers of one who leaves, and may be repeated', async () => {
  const browsers = [await signedIn('zhao'), await signedIn('zhao')];
  const signers = [await registered('officer-11b0', 'zhao'), await registered('officer-22c1', 'zhao')];
  const other = await signedIn('sun');
  const { body, text } = await ends('zhao');
  const revoked = signers.map(({ id }) => ({ id, state: 'revoked' }));
  assert.deepEqual(body, { account: 'zhao', sessions: 2, signers: revoked }, text);
  for (const browser of browsers) assert.equal(await statusOf(browser), 401);
  assert.equal(await statusOf(other), 200);
  for (const { id } of signers) {
    const read = await gateway.call<Signer>(foreign, 'GET', `/v1/signers/${id}`);
    assert.deepEqual([read.body.status, read.body.revoked?.reason], ['revoked', reason]);
  }
  const { height } = await gateway.ledger.info();
  assert.deepEqual((await ends('zhao')).body, { account: 'zhao', sessions: 0, signers: revoked });
  assert.equal((await gateway.ledger.info()).height, height);
  const kinds = (await events('?account=zhao')).map(({ event }) => event);
  assert.deepEqual(kinds.slice(0, 5), [
    'departed',
    'departed',
    'signer-revoked',
    'signer-revoked',
    'sessions-ended',
  ]);
});

test('it is the organisation’s own: others see nothing and end nobody, and only administrators do', async () => {
  await signedIn('chen');
  assert.deepEqual(await events('', foreign), []);
  for (const reply of [await ends('chen', foreign), await gateway.call(foreign, 'GET', '/v1/accounts/chen')])
    assert.equal((reply.body as { code?: string }).code, 'NOT_FOUND', reply.text);
  const officer = [PROVIDER, 'officer'] as const;
  for (const [method, at, body] of [
    ['GET', '/v1/account-events', undefined],
    ['GET', '/v1/accounts/chen', undefined],
    ['POST', '/v1/accounts/chen/end', { reason }],
  ] as const) {
    const { body: answer } = await gateway.call(officer, method, at, { ...(body && { body }) });
    assert.equal(answer.code, 'ROLE_REQUIRED', at);
  }
  assert.equal((await gateway.call(admin, 'GET', '/v1/accounts/nobody')).body.code, 'NOT_FOUND');
});

test('the record is read page by page, the newest first', async () => {
  const all = await events();
  const [newest] = await events('?limit=1');
  assert.deepEqual(newest, all[0]);
  assert.deepEqual(await events(`?before=${newest?.id}`), all.slice(1));
  const bad = await gateway.call(admin, 'GET', '/v1/account-events?limit=501');
  assert.equal(bad.body.code, 'INVALID_ARGUMENT');
});

test('by command: what happened, whose signers and sessions there are, and an end', async () => {
  const browser = await signedIn('zhou');
  const { id } = await registered('officer-44e3', 'zhou');
  const run = (...words: readonly string[]): Promise<readonly string[]> =>
    commandLine(gateway, PROVIDER, 'accounts', ...words);
  const told = (lines: readonly string[]): string[] =>
    lines.map((line) => line.split('  ').slice(1).join('  '));
  assert.deepEqual(told(await run('events', '--account', 'zhou')), [
    `signer-registered  zhou  by admin-1  signer ${id}`,
    'signed-in  zhou  by zhou',
  ]);
  assert.deepEqual(told(await run('events', '--account', 'zhou', '--event', 'signed-in', '--limit', '1')), [
    'signed-in  zhou  by zhou',
  ]);
  const every = await events('?limit=500');
  const lines = await run('events', '--json', '--limit', '1000');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line) as AccountEvent),
    every,
  );
  const [signer, session] = await run('show', 'zhou');
  assert.equal(signer, `signer  ${id}  active`);
  assert.match(session ?? '', /^session {2}officer {2}since \S+Z {2}until \S+Z$/);
  const [shown = ''] = await run('show', 'zhou', '--json');
  assert.equal((JSON.parse(shown) as { sessions: unknown[] }).sessions.length, 1);
  const ended = await run('end', 'zhou', '--reason', reason);
  assert.deepEqual(ended, ['zhou: 1 sessions ended', `signer  ${id}  revoked`]);
  assert.equal(await statusOf(browser), 401);
  const [again = ''] = await run('end', 'zhou', '--reason', reason, '--json');
  assert.equal((JSON.parse(again) as Departure).sessions, 0);
  assert.deepEqual(await commandLine(gateway, MANAGER, 'accounts', 'events'), []);
});

test('by command: an account of another organisation is not found, and no half of its end is done', async () => {
  const browser = await signedIn('wu');
  const run = (...words: readonly string[]): Promise<readonly string[]> =>
    commandLine(gateway, MANAGER, 'accounts', ...words);
  await assert.rejects(run('show', 'wu'), { code: 'NOT_FOUND' });
  await assert.rejects(run('end', 'wu', '--reason', reason), { code: 'NOT_FOUND' });
  assert.equal(await statusOf(browser), 200);
});

test('a system that came is written down once a day', async () => {
  const clock = { now: Date.parse('2026-11-02T01:00:00Z') };
  await using log = await AccountLog.open({ sqlite: path.join(folder, 'own.sqlite') }, () => clock.now);
  for (let i = 0; i < 3; i += 1) await log.noteSystem(PROVIDER, 'system:tax');
  clock.now += DAY_MS;
  await log.noteSystem(PROVIDER, 'system:tax');
  const list = await log.list(PROVIDER, {}, 10);
  assert.deepEqual(told(list), Array(2).fill('system-seen system:tax by system:tax'));
});

test('what is older than its term is destroyed, and a receipt stays; what is younger is not, nor is another’s', async () => {
  const YEAR_MS = 365.25 * DAY_MS;
  const start = Date.parse('2020-03-01T00:00:00Z');
  const clock = { now: start };
  await using log = await AccountLog.open({ sqlite: path.join(folder, 'old.sqlite') }, () => clock.now);
  const came = (organisation: string, account: string): Promise<void> =>
    log.note({ organisation, event: 'signed-in', account, by: account });
  for (let n = 0; n < 600; n += 1) await came(PROVIDER, `person-${n % 7}`);
  await came(MANAGER, 'other');
  for (const signer of ['gone', 'here', 'counts']) await log.hold(PROVIDER, `holder-${signer}`, signer);
  clock.now = start + 4 * YEAR_MS;
  await came(PROVIDER, 'holder-here');
  const old = (await log.list(PROVIDER, {}, 2_000)).slice(1).reverse();
  const wanted = createHash('sha256');
  for (const event of old) wanted.update(`${JSON.stringify(event)}\n`);
  const purge = await log.purge(PROVIDER, start + YEAR_MS, ['gone', 'here']);
  const before = new Date(start + YEAR_MS).toISOString();
  assert.deepEqual(purge, { before, events: 600, sha256: wanted.digest('hex'), holders: 1 });
  await log.note({ organisation: PROVIDER, event: 'purged', account: '', by: 'admin-1', purge });
  assert.deepEqual(
    (await log.list(PROVIDER, {}, 10)).map(({ event }) => event),
    ['purged', 'signed-in'],
  );
  assert.deepEqual(await log.held(PROVIDER), ['counts', 'here']);
  assert.equal((await log.list(MANAGER, {}, 10)).length, 1);
  const again = await log.purge(PROVIDER, start + 5 * YEAR_MS, []);
  assert.equal(again.events, 1, 'receipts stay');
});

test('nothing is destroyed before the term of the policy is over, nor by anybody but an administrator', async () => {
  const before = (years: number): string => new Date(Date.now() - years * 365.25 * DAY_MS).toISOString();
  const purge = (as: Parameters<TestGateway['call']>[0], years: number) =>
    gateway.call<Purge & { code: string }>(as, 'POST', '/v1/account-events/purge', {
      body: { before: before(years) },
    });
  const known = (await events('?limit=500')).length;
  const early = await purge(admin, 2.9);
  assert.deepEqual([early.status, early.body.code], [422, 'CONDITION_NOT_MET'], early.text);
  assert.equal((await purge([PROVIDER, 'officer'], 4)).status, 403);
  const none = await purge(admin, 4);
  assert.deepEqual([none.status, none.body.events, none.body.holders], [200, 0, 0], none.text);
  assert.equal((await events('?limit=500')).length, known, 'what destroyed nothing leaves no receipt');
  const [line = ''] = await commandLine(gateway, PROVIDER, 'accounts', 'purge', '--before', before(4));
  assert.match(line, /^0 events before \S+Z destroyed, sha256 [0-9a-f]{64}; 0 signers/);
});

test('where revocations are to be signed, sessions end and the signers that still count are named', async () => {
  const { genesisHash: chain } = await gateway.ledger.info();
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const signatures = { chain, acts: { 'signer:revoke': ['file'] } };
  const policy = { body: { deadlines, calendar, reportWithinHours, signatures } };
  assert.equal((await gateway.call(foreign, 'POST', '/v1/policies', policy)).status, 201);
  const browser = await signedIn('sun');
  const { id } = await registered('officer-33d2', 'sun');
  const { height } = await gateway.ledger.info();
  const { body } = await ends('sun');
  assert.deepEqual(body.signers, [{ id, state: 'active', code: 'SIGNATURE_REQUIRED' }]);
  assert.equal((await gateway.ledger.info()).height, height);
  assert.equal(await statusOf(browser), 401);
  const lines: string[] = [];
  const codes: number[] = [];
  const out = (line: string): number => lines.push(line);
  const program = createProgram({ out, err: out, isTerminal: false }, (code) => codes.push(code));
  const key = path.join(gateway.config.stateDir, 'demo-token-key.json');
  const who = ['--url', gateway.url, '--demo-key', key, '--organisation', PROVIDER];
  const words = ['accounts', 'end', 'sun', '--reason', reason, ...who];
  await program.parseAsync(['node', 'catalog-chain', ...words]);
  assert.deepEqual(lines, ['sun: 0 sessions ended', `signer  ${id}  active  SIGNATURE_REQUIRED`]);
  assert.deepEqual(codes, [1]);
});
