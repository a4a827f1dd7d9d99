// SPDX-License-Identifier: Apache-2.0
/** Sealed uses through the API: sealed, counted, disclosed as they were sealed and not otherwise, late by themselves. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { v7 as uuid } from 'uuid';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { SealCount } from '@catalog-chain/gateway/index/model/seals';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import type { Call, Outcome } from '@catalog-chain/gateway/ledger/ledger';
import type { PeriodDetail } from '@catalog-chain/gateway/usecases/usage/periods';
import type { ReconciliationPage } from '@catalog-chain/gateway/usecases/usage/reconciliations';
import type { SealView } from '@catalog-chain/gateway/usecases/usage/seals';
import type { AnyReceipt, Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../../support/api-flows.js';
import { commandLine, runCommand, runWithToken } from '../../support/command-line.js';
import {
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { until } from '../../support/until.js';
import { deflate, leaf, linesOf, order } from '../../support/usage.js';

const GRANT = 'G-SEALED';
const HOUR_MS = 3_600_000;
const OFFICER = { claim: [CONSUMER, 'officer'], attestation: [PROVIDER, 'officer'] } as const;
const DISCLOSING = { claim: '/v1/seals/usage-events', attestation: '/v1/seals/attestations' } as const;

type Row = Readonly<Record<string, unknown>>;
interface Sealed {
  readonly seals: readonly Seal[];
}

let gateway: TestGateway;
let ahead = 0;
const now = (): number => Date.now() + ahead;

beforeAll(async () => {
  gateway = await startTestGateway({ clock: now, now, parts: (base) => ({ ...base, now }) });
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, GRANT, await publish(gateway, 'SEALED', 'conditional'));
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const useOf = (side: Side, change: Row = {}): Row => ({
  id: uuid(),
  kind: 'use',
  correlation: uuid(),
  grant: GRANT,
  recordId: 'HR-0417',
  action: 'query',
  at: new Date(now()).toISOString(),
  system: side === 'claim' ? CONSUMER_SYSTEM : SYSTEM,
  actorId: 'investigator 3',
  purpose: 'housing',
  outcome: 'ok',
  ...change,
});

const allow = async (organisations: readonly string[]): Promise<void> => {
  const body = { ...rulesOf(BUILT_IN_POLICY), sealing: { organisations, days: 30 } };
  const { status, text } = await gateway.call([MANAGER, 'officer'], 'POST', '/v1/policies', { body });
  assert.equal(status, 201, text);
};

const seal = (
  side: Side,
  events: readonly Row[],
  discloseBy = new Date(now() + HOUR_MS).toISOString(),
  key = uuid(),
): Promise<Reply<Sealed & { code?: string; detail?: string }>> =>
  gateway.call(OFFICER[side], 'POST', '/v1/seals', {
    body: { side, discloseBy, events },
    headers: { 'idempotency-key': key },
  });

const disclose = (side: Side, body: Row | readonly Row[]): Promise<Reply<Reported & { code?: string }>> =>
  gateway.call([OFFICER[side][0], 'submitter'], 'POST', DISCLOSING[side], {
    body,
    headers: { prefer: 'wait=20' },
  });

const listed = async (side: Side): Promise<readonly SealView[]> =>
  (await gateway.call<Page<SealView>>(OFFICER[side], 'GET', '/v1/seals')).body.items;

const countOf = async (side: Side, period: string): Promise<SealCount | undefined> => {
  const at = `/v1/seal-counts?period=${period}`;
  const { status, body, text } = await gateway.call<Page<SealCount>>([PROVIDER, 'officer'], 'GET', at);
  assert.equal(status, 200, text);
  return body.items.find((one) => one.side === side);
};

test('nobody seals until a policy says who may, and then nobody else', async () => {
  const refused = await seal('claim', [useOf('claim')]);
  assert.deepEqual([refused.status, refused.body.code], [422, 'CONDITION_NOT_MET']);
  await allow([CONSUMER]);
  const other = await seal('attestation', [useOf('attestation')]);
  assert.deepEqual([other.status, other.body.code], [422, 'CONDITION_NOT_MET']);
  await allow([PROVIDER, CONSUMER]);
  const clerk = [CONSUMER, 'submitter'] as const;
  const body = {
    side: 'claim',
    discloseBy: new Date(now() + HOUR_MS).toISOString(),
    events: [useOf('claim')],
  };
  assert.equal((await gateway.call(clerk, 'POST', '/v1/seals', { body })).status, 403);
});

test('a row that cannot be sealed is named, and none is sealed', async () => {
  const rows = [useOf('claim'), useOf('claim', { grant: 'G-NONE' })];
  const keyless = await seal('claim', rows);
  assert.deepEqual([keyless.status, keyless.body.code], [422, 'CONDITION_NOT_MET'], keyless.text);
  assert.match(keyless.body.detail ?? '', /events\.1\.recordId/);
  const nil = await seal('claim', [useOf('claim', { kind: 'nil', recordId: undefined })]);
  assert.equal(nil.body.code, 'INVALID_ARGUMENT', nil.text);
  const discloseBy = new Date(now() + HOUR_MS).toISOString();
  const foreign = { body: { side: 'claim', discloseBy, events: [useOf('claim')] } };
  const { status, body } = await gateway.call<{ code: string }>(
    OFFICER.attestation,
    'POST',
    '/v1/seals',
    foreign,
  );
  assert.deepEqual([status, body.code], [403, 'NOT_PARTY']);
  const twice = useOf('claim');
  assert.equal((await seal('claim', [twice, twice])).body.code, 'DUPLICATE_ID');
  assert.deepEqual(await listed('claim'), []);
});

test('what is sealed is counted and says nothing; a lost answer is given again; both sides find each other', async () => {
  const [claim, correlation] = [useOf('claim'), uuid()];
  const rows = [{ ...claim, correlation }];
  const until = new Date(now() + HOUR_MS).toISOString();
  const key = uuid();
  const first = await seal('claim', rows, until, key);
  assert.equal(first.status, 201, first.text);
  const again = await seal('claim', rows, until, key);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  for (const secret of [GRANT, correlation, 'HR-0417', CONSUMER_SYSTEM, 'housing'])
    assert.ok(!first.text.includes(secret), secret);
  const answered = await seal('attestation', [useOf('attestation', { correlation, at: claim['at'] })]);
  assert.equal(answered.body.seals[0]?.exchange, first.body.seals[0]?.exchange);
  const sides = await Promise.all([listed('claim'), listed('attestation')]);
  assert.deepEqual(
    sides.map(([one]) => one?.counterpart),
    [PROVIDER, CONSUMER].map((organisation) => ({ organisation, state: 'sealed' })),
  );
  const [mine, ...more] = await listed('claim');
  assert.deepEqual([mine?.id, mine?.standing, more], [claim['id'], 'sealed', []]);
  assert.ok((await listed('attestation')).every(({ organisation }) => organisation === PROVIDER));
  const count = await countOf('claim', mine?.period ?? '');
  assert.deepEqual(count, {
    organisation: CONSUMER,
    side: 'claim',
    sealed: 1,
    undisclosed: 1,
    overdue: 0,
    late: 0,
  });
});

test('whoever seals at the same time is not in the other’s way', async () => {
  const calls = Array.from({ length: 4 }, () => seal('claim', [useOf('claim'), useOf('claim')]));
  const answers = await Promise.all(calls);
  assert.deepEqual(
    answers.map(({ status }) => status),
    calls.map(() => 201),
  );
  const ids = new Set((await listed('claim')).map(({ id }) => id));
  for (const { body } of answers) assert.ok(body.seals.every(({ id }) => ids.has(id)));
});

test('the gateway keeps nothing of what is sealed, in no file', async () => {
  const use = useOf('claim', { recordId: 'HR-SEALED-0815', actorId: 'investigator of window 9' });
  assert.equal((await seal('claim', [use])).status, 201);
  const { stateDir } = gateway.config;
  const names = await readdir(stateDir, { recursive: true, withFileTypes: true });
  const files = names.filter((one) => one.isFile()).map((one) => path.join(one.parentPath, one.name));
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const isThere = (text: string): boolean => contents.some((content) => content.includes(text));
  assert.ok(isThere(String(use['id'])), 'that something is sealed is there');
  for (const name of ['recordId', 'actorId', 'correlation'])
    assert.ok(!isThere(String(use[name])), `${name} is kept`);
  assert.ok(!gateway.log.some((line) => line.includes(String(use['correlation']))), 'nor in the log');
});

test('what is sealed is not reported openly by an oversight; what is not sealed goes on', async () => {
  const [use, other] = [useOf('claim'), useOf('claim')];
  assert.equal((await seal('claim', [use])).status, 201);
  const sending = { body: [use, other], headers: { prefer: 'wait=20' } };
  const { body, text } = await gateway.call<Reported>(
    [CONSUMER, 'submitter'],
    'POST',
    '/v1/usage-events',
    sending,
  );
  assert.deepEqual(
    body.rows.map(({ status, code, field }) => [status, code, field]),
    [
      ['refused', 'CONDITION_NOT_MET', 'id'],
      ['accepted', undefined, undefined],
    ],
    text,
  );
  assert.equal(body.state, 'committed');
});

test('whoever goes round the gateway and tells openly what is sealed, before or meanwhile, is marked for it', async () => {
  const { ledger } = gateway;
  const submitter = { mspId: CONSUMER, user: 'submitter' } as const;
  const submit = async (call: Call): Promise<Outcome['status']> =>
    (await ledger.submit(await ledger.prepare(submitter, call))).status;
  const opening = { transaction: TRANSACTIONS.journalOpen, args: [encode({ journal: 'ROUND' })] };
  assert.equal(await submit(opening), 'committed');
  const use = useOf('claim');
  const id = String(use['id']);
  const openly = {
    transaction: TRANSACTIONS.usageSubmit,
    args: [
      encode(order('ROUND')),
      deflate(
        linesOf([
          leaf(1, { id, at: String(use['at']), grant: GRANT, system: CONSUMER_SYSTEM, purpose: 'housing' }),
        ]),
      ),
    ],
  };
  const meanwhile = await ledger.prepare(submitter, openly);
  assert.equal((await seal('claim', [use])).status, 201);
  const outcome = await ledger.submit(meanwhile);
  assert.equal(outcome.status === 'rejected' && outcome.code, 'LEDGER_CONFLICT', 'it is judged anew');
  assert.equal(await submit(openly), 'committed');
  const at = `/v1/usage-events/${id}`;
  await until(
    'it is indexed',
    async () => (await gateway.call([CONSUMER, 'officer'], 'GET', at)).status === 200,
  );
  const { body, text } = await gateway.call<UsageEvent>([CONSUMER, 'officer'], 'GET', at);
  assert.ok(body.violations.includes('told-openly'), text);
  assert.equal((await disclose('claim', use)).body.rows[0]?.status, 'accepted', 'it is owed all the same');
});

test('only what was sealed is disclosed, once, and is an ordinary use from then on', async () => {
  const use = useOf('claim');
  assert.equal((await seal('claim', [use])).status, 201);
  const wrong = [
    { purpose: 'other' },
    { recordId: 'HR-0418' },
    { actorId: 'somebody else' },
    { outcome: 'empty' },
  ];
  for (const change of wrong) {
    const refused = await disclose('claim', { ...use, ...change });
    assert.deepEqual([refused.status, refused.body.code], [409, 'SEAL_MISMATCH'], refused.text);
  }
  const mixed = await disclose('claim', [use, useOf('claim')]);
  assert.deepEqual(
    mixed.body.rows.map(({ status, code }) => [status, code]),
    [
      ['accepted', undefined],
      ['refused', 'NOT_FOUND'],
    ],
  );
  assert.equal(mixed.body.state, 'committed', mixed.text);
  const repeated = await disclose('claim', [use]);
  assert.equal(repeated.body.rows[0]?.status, 'duplicate', repeated.text);
  const late = await seal('claim', [use]);
  assert.deepEqual([late.status, late.body.code], [409, 'DUPLICATE_ID'], late.text);
  const id = String(use['id']);
  const shown = await gateway.call<UsageEvent>(OFFICER.claim, 'GET', `/v1/usage-events/${id}`);
  assert.deepEqual(
    [shown.body.leaf.grant, shown.body.leaf.salt?.length, shown.body.violations],
    [GRANT, 43, []],
  );
  assert.deepEqual([shown.body.sealed?.late, shown.body.sealed?.discloseBy.length], [false, 24]);
  const found = (await listed('claim')).find((one) => one.id === id);
  assert.deepEqual([found?.standing, found?.disclosed?.late], ['disclosed', false]);
  const plain = await gateway.call(OFFICER.claim, 'POST', '/v1/usage-events', {
    body: { ...useOf('claim'), salt: 'a' },
  });
  assert.equal(plain.status, 400, 'a salt is not the reporter’s to choose');
});

test('a file is sealed and disclosed from the command line', async () => {
  const file = path.join(gateway.config.stateDir, 'uses.ndjson');
  const rows = [useOf('claim'), useOf('claim')];
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
  const until = new Date(now() + HOUR_MS).toISOString();
  const sealed = await commandLine(gateway, CONSUMER, 'usage', 'seal', file, '--disclose-by', until);
  assert.deepEqual(
    sealed.map((line) => line.split('  ')[0]),
    rows.map(({ id }) => id),
  );
  assert.deepEqual(await commandLine(gateway, CONSUMER, 'usage', 'disclose', file), [
    '2 of 2 disclosed: committed',
  ]);
  // Software that reports uses may disclose them too, with nothing but its own token.
  const token = await gateway.token(CONSUMER, 'submitter');
  const told = await runWithToken(gateway, token, 'usage', 'disclose', file);
  assert.match(told.lines.join(' '), /^2 of 2 disclosed/);
  assert.equal(told.code, 0);
});

test('who does not disclose in time is overdue by itself, and who does so late is late for ever', async () => {
  const [late, never] = [useOf('claim'), useOf('claim')];
  const sealed = await seal('claim', [late, never]);
  const period = sealed.body.seals[0]?.period ?? '';
  const before = await countOf('claim', period);
  ahead = 2 * HOUR_MS;
  const during = await countOf('claim', period);
  assert.equal(during?.overdue, before?.undisclosed);
  const at = '/v1/obligations?kind=disclose-sealed&standing=overdue';
  const owed = await gateway.call<Page<Obligation>>(OFFICER.claim, 'GET', at);
  assert.ok(
    owed.body.items.some(({ id }) => id === `disclose-sealed~${CONSUMER}:${String(never['id'])}`),
    owed.text,
  );
  assert.equal((await disclose('claim', late)).body.state, 'committed');
  const { body } = await gateway.call<AnyReceipt>(
    [CONSUMER, 'submitter'],
    'GET',
    `/v1/receipts/${String(late['id'])}`,
  );
  assert.deepEqual(body.of === 'event' && body.violations, ['disclosed-late']);
  const standings = new Map((await listed('claim')).map(({ id, standing }) => [id, standing]));
  assert.deepEqual(
    [standings.get(String(late['id'])), standings.get(String(never['id']))],
    ['disclosed-late', 'overdue'],
  );
  const after = await countOf('claim', period);
  assert.deepEqual([after?.late, after?.undisclosed], [1, (before?.undisclosed ?? 0) - 1]);
});

test('a month says how many of its uses are sealed, open or closed', async () => {
  const month = (await listed('claim')).find(({ standing }) => standing === 'overdue')?.period ?? '';
  const at = `/v1/reconciliations/${GRANT}/${month}`;
  const { body, text } = await gateway.call<ReconciliationPage>(OFFICER.attestation, 'GET', at);
  const undisclosed = (await countOf('claim', month))?.undisclosed ?? 0;
  assert.ok(undisclosed > 0);
  assert.deepEqual(body.summary.sealed, { claim: undisclosed, attestation: 1 }, text);
  const words = ['reconcile', '--period', month, '--grant', GRANT];
  const { lines } = await runCommand(gateway, PROVIDER, ...words);
  assert.match(lines[0] ?? '', new RegExp(`; sealed: ${undisclosed} claims, 1 attestations$`));
  ahead = 40 * 24 * HOUR_MS;
  const path = `/v1/periods/${GRANT}/${month}`;
  const closed = await gateway.call(OFFICER.claim, 'POST', `${path}/closing`, { body: { side: 'claim' } });
  assert.ok(closed.status < 300, closed.text);
  const shown = await gateway.call<PeriodDetail>(OFFICER.attestation, 'GET', path);
  assert.equal(shown.body.closures.claim?.sealed, undisclosed, shown.text);
});
