// SPDX-License-Identifier: Apache-2.0
/** Months through the API: both sides report, close, see what differs, and settle it. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import type { Period } from '@catalog-chain/chaincode/domain/period/period-records';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { merkleRoot } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import type { Difference } from '@catalog-chain/gateway/index/model/reconciliation';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import type { PeriodDetail } from '@catalog-chain/gateway/usecases/usage/periods';
import type { ReconciliationPage } from '@catalog-chain/gateway/usecases/usage/reconciliations';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  SYSTEM,
} from '../../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  OUTSIDER,
  PROVIDER,
  startTestGateway,
  type Reply,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';
import { deflate, leaf, order } from '../../support/usage.js';

type As = Parameters<TestGateway['call']>[0];

let gateway: TestGateway;
const GRANT = 'G-MONTH';
const consumer = [CONSUMER, 'submitter'] as const;
const provider = [PROVIDER, 'submitter'] as const;
const auditor = [AUDITOR, 'auditor'] as const;

/** The middle of the month before last: over, and overdue, whenever this runs. */
const now = new Date();
const USED = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 2, 15));
const MONTH = USED.toISOString().slice(0, 7);

beforeAll(async () => {
  const organisations = [MANAGER, PROVIDER, CONSUMER, AUDITOR, OUTSIDER].join();
  gateway = await startTestGateway({ env: { ORGANISATIONS: organisations } });
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, GRANT, await publish(gateway, 'MONTHLY', 'conditional'));
  const body = { organisation: OUTSIDER, code: 'TEST:9', roles: ['consumer'], names: { en: 'Outsider' } };
  assert.equal((await gateway.call([MANAGER, 'admin'], 'POST', '/v1/organisations', { body })).status, 201);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function report(
  as: typeof consumer | typeof provider,
  exchange: number,
  change: object = {},
): Promise<void> {
  const claims = as === consumer;
  const body = {
    id: uuid(),
    kind: 'use',
    correlation: `exchange-${exchange}`,
    grant: GRANT,
    recordId: `R-${exchange}`,
    action: 'query',
    at: USED.toISOString(),
    system: claims ? CONSUMER_SYSTEM : SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
    ...change,
  };
  const path = claims ? '/v1/usage-events' : '/v1/attestations';
  const { status, text } = await gateway.call(as, 'POST', path, { body, headers: { prefer: 'wait=20' } });
  assert.ok(status === 200 || status === 201, text);
}

const close = <T = Period>(as: As, side: string, month = MONTH): Promise<Reply<T>> =>
  gateway.call<T>(as, 'POST', `/v1/periods/${GRANT}/${month}/closing`, { body: { side } });

const period = async (as: As = consumer): Promise<PeriodDetail> =>
  (await gateway.call<PeriodDetail>(as, 'GET', `/v1/periods/${GRANT}/${MONTH}`)).body;

const reconciled = (as: As = consumer, query = ''): Promise<Reply<ReconciliationPage>> =>
  gateway.call<ReconciliationPage>(as, 'GET', `/v1/reconciliations/${GRANT}/${MONTH}${query}`);

test('what is not over, unknown or not one’s own is refused with its code', async () => {
  const thisMonth = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 7);
  assert.deepEqual(
    (await close<{ code: string }>(consumer, 'claim', thisMonth)).body.code,
    'CONDITION_NOT_MET',
  );
  assert.equal((await close([OUTSIDER, 'officer'], 'claim')).status, 404);
  assert.equal((await close([CONSUMER, 'admin'], 'claim')).status, 403);
  assert.equal((await close(consumer, 'both')).status, 400);
  assert.equal((await close(consumer, 'claim', '2026-13')).status, 400);
  assert.equal((await gateway.call(consumer, 'GET', `/v1/periods/${GRANT}/${MONTH}`)).status, 404);
});

test('both sides close, the chain compares, the difference names the exchanges', async () => {
  for (const n of [1, 2, 3]) await report(consumer, n);
  await report(provider, 1);
  await report(provider, 3, { outcome: 'empty' });
  await report(provider, 4);
  const first = await close(consumer, 'claim');
  assert.deepEqual([first.status, first.body.state], [200, 'closing'], first.text);
  const second = await close(provider, 'attestation');
  assert.equal(second.body.state, 'differs', second.text);
  assert.equal((await close<{ code: string }>(provider, 'attestation')).body.code, 'INVALID_STATE');
  const { summary, items } = (await reconciled()).body;
  const { matched, unattested, unreported, contradicted } = summary;
  assert.deepEqual([matched, unattested, unreported, contradicted], [1, 1, 1, 1]);
  assert.deepEqual(items.map(({ correlation, verdict, fields }) => [correlation, verdict, fields]).sort(), [
    ['exchange-2', 'unattested', undefined],
    ['exchange-3', 'contradicted', ['outcome']],
    ['exchange-4', 'unreported', undefined],
  ]);
});

test('a verdict can be asked for alone, and all differences come as lines', async () => {
  const alone = (await reconciled(provider, '?verdict=unreported')).body.items;
  assert.deepEqual(
    alone.map(({ correlation }) => correlation),
    ['exchange-4'],
  );
  const headers = { accept: 'application/x-ndjson' };
  const lines = await gateway.call(consumer, 'GET', `/v1/reconciliations/${GRANT}/${MONTH}`, { headers });
  const found = lines.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Difference);
  assert.equal(found.length, 3);
  assert.equal((await reconciled(consumer, '?verdict=matched')).status, 400);
});

test('what arrives after closing reopens the verdict, and closing again settles it', async () => {
  await report(provider, 2);
  assert.deepEqual((await period()).reopened, ['attestation']);
  const again = await close(provider, 'attestation');
  assert.deepEqual([again.body.attestation, again.body.verdicts.length], [2, 2]);
  const { closures, reopened } = await period();
  assert.deepEqual(reopened, []);
  assert.deepEqual([closures.attestation?.revision, closures.claim?.reported], [2, 'uses']);
  const late = await gateway.call<Page<unknown>>(consumer, 'GET', '/v1/usage-events?violation=after-closing');
  assert.equal(late.body.items.length, 1);
});

test('a side that something came late for is told, however much came late for the other', async () => {
  const { ledger } = gateway;
  const signatory = { mspId: CONSUMER, user: 'submitter' };
  const commit = async (transaction: string, args: (string | Uint8Array)[]): Promise<void> => {
    const outcome = await ledger.submit(await ledger.prepare(signatory, { transaction, args }));
    assert.equal(outcome.status, 'committed');
  };
  await commit(TRANSACTIONS.journalOpen, [encode({ journal: 'LATE' })]);
  let previous = NO_ROOT;
  for (let sequence = 1; sequence <= 120; sequence += 1) {
    const lines = [encode(leaf(sequence, { grant: GRANT, at: USED.toISOString(), system: CONSUMER_SYSTEM }))];
    await commit(TRANSACTIONS.usageSubmit, [encode(order('LATE', sequence, previous)), deflate(lines)]);
    previous = merkleRoot(lines);
  }
  await report(provider, 99);
  assert.deepEqual((await period()).reopened, ['claim', 'attestation']);
  const months = (await gateway.call<Page<Period>>(consumer, 'GET', `/v1/periods?grant=${GRANT}`)).body.items;
  assert.equal(months.length, 1);
});

test('a month in which the grant did not stand is closed by the side itself, and by nobody else', async () => {
  const before = new Date(Date.UTC(USED.getUTCFullYear(), USED.getUTCMonth() - 1, 15))
    .toISOString()
    .slice(0, 7);
  for (const other of [
    [MANAGER, 'officer'],
    [PROVIDER, 'officer'],
  ] as const)
    assert.equal((await close<{ code: string }>(other, 'claim', before)).body.code, 'CONDITION_NOT_MET');
  const closed = await close(consumer, 'claim', before);
  assert.equal(closed.status, 200, closed.text);
  const { body } = await gateway.call<PeriodDetail>(provider, 'GET', `/v1/periods/${GRANT}/${before}`);
  assert.deepEqual([body.closures.claim?.closed.by, body.closures.claim?.reported], [CONSUMER, 'silent']);
  const list = (query: string, as: As = consumer): Promise<Reply<Page<Period>>> =>
    gateway.call<Page<Period>>(as, 'GET', `/v1/periods${query}`);
  assert.deepEqual(
    (await list(`?period=${before}`)).body.items.map(({ state }) => state),
    ['closing'],
  );
  assert.equal((await list(`?state=differs&grant=${GRANT}&provider=${PROVIDER}`)).body.items.length, 1);
  assert.equal((await list('', [OUTSIDER, 'officer'])).body.items.length, 0);
});

test('only parties and those that oversee see a month; an auditor says why, on record', async () => {
  const outsider = [OUTSIDER, 'officer'] as const;
  assert.equal((await reconciled(outsider)).status, 404);
  assert.equal((await gateway.call(outsider, 'GET', `/v1/periods/${GRANT}/${MONTH}`)).status, 404);
  assert.equal((await reconciled([MANAGER, 'officer'])).status, 200);
  assert.equal((await reconciled(auditor)).status, 422);
  assert.equal((await reconciled(auditor, '?purpose=yearly-audit')).status, 200);
  const reads = await gateway.call<Page<AuditRead>>(
    consumer,
    'GET',
    `/v1/audit-reads?organisation=${AUDITOR}`,
  );
  assert.ok(
    reads.body.items.some(({ kind, subjects }) => kind === 'reconciliation' && subjects[1] === MONTH),
  );
});

test('the trail of the grant has its closures, verdicts and what came late', async () => {
  const { body } = await gateway.call<Page<TrailEntry>>(
    consumer,
    'GET',
    `/v1/trails/grant/${GRANT}?limit=200`,
  );
  const types = body.items.map((entry) => (entry.entry === 'record' ? entry.record.type : 'usage'));
  for (const type of ['closure', 'period', 'after-closing'] as const) assert.ok(types.includes(type), type);
  assert.ok(!(types as string[]).includes('tally'));
});
