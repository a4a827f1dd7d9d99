// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import type { Conflict } from '@catalog-chain/chaincode/domain/dispute/dispute-conflicts';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import type { AuditRead } from '@catalog-chain/chaincode/domain/audit';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { TrailEntry } from '@catalog-chain/gateway/index/model/trails';
import { commandLine } from '../../support/command-line.js';
import { grant, publish } from '../../support/api-flows.js';
import {
  ARBITER,
  openBody,
  post,
  SECOND,
  startCourt,
  STEPS,
  take,
  use,
  type As,
  type ReportedUse,
} from '../../support/dispute-flows.js';
import { AUDITOR, CONSUMER, MANAGER, OUTSIDER, PROVIDER, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

type Shown = Dispute & { readonly conflicts?: readonly Conflict[] };

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;

let gateway: TestGateway;
let resource: string;
let misuse: ReportedUse;

beforeAll(async () => {
  gateway = await startCourt();
  resource = await publish(gateway, 'DISPUTED', 'conditional');
  await grant(gateway, 'G-1', resource);
  await use(gateway, 'G-1');
  misuse = await use(gateway, 'G-1', { purpose: 'marketing', case: 'CASE-7' });
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function opened(id: string, change: object = {}, by: As = provider): Promise<Dispute> {
  const body = openBody(id, { kind: 'event', id: misuse.id }, change);
  const { status, text, body: dispute } = await post(gateway, by, '', body);
  assert.equal(status, 201, text);
  return dispute;
}

const listed = async (as: As, query: string): Promise<string[]> => {
  const { body, status, text } = await gateway.call<Page<Dispute>>(as, 'GET', `/v1/disputes?${query}`);
  assert.equal(status, 200, text);
  return body.items.map(({ id }) => id);
};

async function trail(kind: string, id: string, as: As = provider): Promise<readonly TrailEntry[]> {
  const at = `/v1/trails/${kind}/${encodeURIComponent(id)}?limit=200`;
  const { body } = await gateway.call<Page<TrailEntry>>(as, 'GET', at);
  return body.items;
}
const disputesIn = (entries: readonly TrailEntry[], id: string): string[] =>
  entries.flatMap((entry) =>
    entry.entry === 'record' && entry.record.type === 'dispute' && entry.record.id === id
      ? [(entry.record.value as Dispute).state]
      : [],
  );

test('a dispute about a use goes from its event to a revoked grant, and stands in every trail', async () => {
  const dispute = await opened('D-1');
  assert.deepEqual([dispute.state, dispute.respondent, dispute.case], ['opened', CONSUMER, 'CASE-7']);
  assert.equal(dispute.evidenceDigest, digestOf(dispute.frozen));
  for (const step of ['answer', 'assignment', 'ruling', 'appeal'] as const) await take(gateway, 'D-1', step);
  const upheld = { outcome: 'upheld', grantAction: undefined };
  await take(gateway, 'D-1', 'assignment', { arbitrator: SECOND });
  await take(gateway, 'D-1', 'ruling', upheld, [SECOND, 'arbitrator']);
  await take(gateway, 'D-1', 'remedy');
  const { state, outcome, rulings } = await take(gateway, 'D-1', 'closure');
  assert.deepEqual([state, outcome, rulings.length], ['closed', 'remedied', 2]);
  const { body } = await gateway.call<Grant>(consumer, 'GET', '/v1/grants/G-1');
  assert.equal(body.state, 'revoked');
  const change = body.history.at(-1);
  assert.equal(change && 'dispute' in change && change.dispute, 'D-1');
  const every = [
    'opened',
    'answered',
    'assigned',
    'ruled',
    'appealed',
    'assigned',
    'ruled',
    'remedied',
    'closed',
  ];
  for (const [kind, id] of [
    ['dispute', 'D-1'],
    ['grant', 'G-1'],
    ['resource', resource],
    ['organisation', PROVIDER],
    ['organisation', CONSUMER],
    ['case', 'CASE-7'],
  ] as const) {
    assert.deepEqual(disputesIn(await trail(kind, id), 'D-1'), every, `${kind} ${id}`);
  }
  const judged = await trail('organisation', ARBITER, [ARBITER, 'officer']);
  assert.equal(disputesIn(judged, 'D-1')[0], 'assigned');
  const own = await trail('dispute', 'D-1');
  const types = own.map((entry) => (entry.entry === 'record' ? entry.record.type : entry.entry));
  assert.deepEqual(
    types.filter((type) => type !== 'dispute'),
    ['grant'],
    'what the ruling did to the grant',
  );
});

test('an arbitrator with a conflict recuses itself: its reason stays, another one rules, and it still reads its case', async () => {
  await opened('D-RECUSED');
  for (const step of ['answer', 'assignment'] as const) await take(gateway, 'D-RECUSED', step);
  const silent = await post(gateway, [ARBITER, 'arbitrator'], '/D-RECUSED/recusal', {});
  assert.equal(silent.status, 400, silent.text);
  for (const [by, code] of [
    [[SECOND, 'arbitrator'], 'NOT_OWNER'],
    [[ARBITER, 'officer'], 'ROLE_REQUIRED'],
    [provider, 'ROLE_REQUIRED'],
  ] as const) {
    const refused = await post<{ code: string }>(gateway, by, '/D-RECUSED/recusal', { text: 'No.' });
    assert.deepEqual([refused.status, refused.body.code], [403, code], refused.text);
  }
  const { state, arbitrators, pending } = await take(gateway, 'D-RECUSED', 'recusal');
  assert.deepEqual(
    [state, arbitrators.map(({ recused }) => recused), pending?.step],
    ['recused', [true], 'assign'],
  );
  assert.deepEqual(await listed([MANAGER, 'officer'], 'state=recused'), ['D-RECUSED']);
  const again = await post<{ code: string }>(gateway, [MANAGER, 'officer'], '/D-RECUSED/assignment', {
    arbitrator: ARBITER,
  });
  assert.equal(again.body.code, 'CONFLICT_OF_INTEREST', again.text);
  await take(gateway, 'D-RECUSED', 'assignment', { arbitrator: SECOND });
  const late = await post<{ code: string }>(gateway, [ARBITER, 'arbitrator'], '/D-RECUSED/ruling', {
    ...STEPS.ruling[1],
  });
  assert.equal(late.body.code, 'NOT_OWNER', late.text);
  const own = await gateway.call<Dispute>([ARBITER, 'arbitrator'], 'GET', '/v1/disputes/D-RECUSED');
  const said = own.body.steps.find(({ action }) => action === 'recuse');
  assert.deepEqual([said?.text, said?.deadline?.late], [STEPS.recusal[1].text, false], own.text);
  assert.deepEqual(disputesIn(await trail('dispute', 'D-RECUSED'), 'D-RECUSED'), [
    'opened',
    'answered',
    'assigned',
    'recused',
    'assigned',
  ]);
  await take(gateway, 'D-RECUSED', 'withdrawal');
});

test('an exchange from a reconciliation stands for the claim that was made', async () => {
  const unattested = await use(gateway, 'G-1');
  const subject = { kind: 'exchange', grant: 'G-1', correlation: unattested.correlation };
  const { subject: found } = await opened('D-EXCHANGE', { kind: 'omission', subject });
  assert.equal(found.kind === 'event' && found.id, unattested.id);
  const missing = openBody('D-X', { ...subject, correlation: 'never' });
  assert.equal((await post(gateway, provider, '', missing)).status, 404);
});

test('lists are filtered, and everyone sees its own', async () => {
  await opened('D-QUALITY', { kind: 'quality', subject: { kind: 'grant', grant: 'G-1' } }, consumer);
  await opened('D-AUDIT', { kind: 'other', subject: { kind: 'event', id: misuse.id } }, [AUDITOR, 'auditor']);
  for (const [query, expected] of [
    ['kind=quality', ['D-QUALITY']],
    [`opener=${CONSUMER}`, ['D-QUALITY']],
    [`respondent=${PROVIDER}`, ['D-QUALITY']],
    ['state=closed', ['D-1']],
    [`arbitrator=${ARBITER}`, ['D-1', 'D-RECUSED']],
    [`kind=misuse&grant=G-1&resource=${encodeURIComponent(resource)}`, ['D-1', 'D-RECUSED']],
    ['grant=G-2', []],
  ] as const) {
    assert.deepEqual(await listed([MANAGER, 'officer'], query), expected, query);
  }
  const all = ['D-1', 'D-AUDIT', 'D-EXCHANGE', 'D-QUALITY', 'D-RECUSED'];
  assert.deepEqual(await listed([MANAGER, 'officer'], ''), all);
  assert.deepEqual(await listed(consumer, ''), all);
  assert.deepEqual(await listed([OUTSIDER, 'officer'], ''), []);
  for (const as of [
    [SECOND, 'officer'],
    [SECOND, 'arbitrator'],
  ] as const) {
    assert.deepEqual(await listed(as, ''), ['D-1', 'D-RECUSED']);
  }
  assert.deepEqual(await listed([AUDITOR, 'auditor'], ''), ['D-AUDIT']);
  assert.deepEqual(await listed([AUDITOR, 'auditor'], 'purpose=yearly'), all);
});

test('who is not concerned is not told that there is a dispute; who oversees is on record', async () => {
  const get = (as: As, query = ''): Promise<{ status: number; body: { code: string } }> =>
    gateway.call(as, 'GET', `/v1/disputes/D-1${query}`);
  assert.equal((await get([OUTSIDER, 'officer'])).status, 404);
  assert.equal((await get([AUDITOR, 'officer'])).status, 404);
  for (const as of [provider, consumer, [MANAGER, 'officer'], [ARBITER, 'arbitrator']] as const)
    assert.equal((await get(as)).status, 200);
  assert.equal((await get([AUDITOR, 'auditor'])).body.code, 'PURPOSE_REQUIRED');
  assert.equal((await get([AUDITOR, 'auditor'], '?purpose=complaint')).status, 200);
  const reads = await gateway.call<Page<AuditRead>>([MANAGER, 'officer'], 'GET', '/v1/audit-reads');
  const noted = reads.body.items.filter(({ kind, subjects }) => kind === 'dispute' && subjects[0] === 'D-1');
  assert.deepEqual(
    noted.map(({ organisation, purpose }) => [organisation, purpose.code]),
    [[AUDITOR, 'complaint']],
  );
});

test('an outsider learns nothing of a use by disputing it', async () => {
  const body = openBody('D-OUT', { kind: 'event', id: misuse.id });
  const { status } = await post(gateway, [OUTSIDER, 'officer'], '', body);
  assert.equal(status, 404);
});

const REFUSED: readonly (readonly [string, As, string, object, number, string])[] = [
  [
    'a second dispute of one id',
    consumer,
    '',
    openBody('D-1', { kind: 'grant', grant: 'G-1' }, { kind: 'quality' }),
    409,
    'ALREADY_EXISTS',
  ],
  [
    'the consumer against itself',
    consumer,
    '',
    openBody('D-9', { kind: 'grant', grant: 'G-1' }),
    403,
    'CONFLICT_OF_INTEREST',
  ],
  [
    'a misuse of a resource',
    provider,
    '',
    openBody('D-9', { kind: 'resource', resource: 'ProviderMSP:DISPUTED' }),
    400,
    'INVALID_ARGUMENT',
  ],
  ['an answer by the opener', provider, '/D-EXCHANGE/answer', { text: 'No.' }, 403, 'NOT_PARTY'],
  ['a step after the end', consumer, '/D-1/appeal', { text: 'Again.' }, 409, 'INVALID_STATE'],
  [
    'a manager that comes too early',
    [MANAGER, 'officer'],
    '/D-EXCHANGE/assignment',
    { arbitrator: ARBITER },
    422,
    'CONDITION_NOT_MET',
  ],
  ['a ruling by an officer', [ARBITER, 'officer'], '/D-EXCHANGE/ruling', {}, 403, 'ROLE_REQUIRED'],
  [
    'a statement with an address',
    provider,
    '/D-EXCHANGE/withdrawal',
    { text: 'wang@example.com' },
    422,
    'RAW_DATA',
  ],
  [
    'evidence that is no digest',
    provider,
    '/D-EXCHANGE/withdrawal',
    { text: 'So.', evidence: ['x'] },
    400,
    'INVALID_ARGUMENT',
  ],
  [
    'a field of its own',
    provider,
    '/D-EXCHANGE/withdrawal',
    { text: 'So.', verdict: 'x' },
    400,
    'INVALID_ARGUMENT',
  ],
];

test('what is refused says why', async () => {
  for (const [what, as, at, body, status, code] of REFUSED) {
    const reply = await post<{ code: string }>(gateway, as, at, body);
    assert.deepEqual([reply.status, reply.body.code], [status, code], `${what}: ${reply.text}`);
  }
});

test('whoever reads a case is told what the ledger knows between who decides it and its parties or its grant', async () => {
  const read = async (as: As, id: string): Promise<readonly object[] | undefined> => {
    const { status, text, body } = await gateway.call<Shown>(as, 'GET', `/v1/disputes/${id}`);
    assert.equal(status, 200, text);
    return body.conflicts;
  };
  await opened('D-KNOWN');
  await take(gateway, 'D-KNOWN', 'answer');
  assert.equal(await read([MANAGER, 'officer'], 'D-KNOWN'), undefined);
  await take(gateway, 'D-KNOWN', 'assignment');
  // It ruled in D-1 on the same grant; nobody of these has a division that is known.
  const ruled = [{ reason: 'ruled-on-grant', dispute: 'D-1' }];
  for (const as of [[ARBITER, 'arbitrator'], [MANAGER, 'officer'], provider, consumer] as const)
    assert.deepEqual(await read(as, 'D-KNOWN'), ruled, as[0]);
  const docket = await gateway.call<Page<Shown>>(
    [ARBITER, 'arbitrator'],
    'GET',
    '/v1/disputes?state=assigned',
  );
  assert.deepEqual(
    docket.body.items.map(({ id, conflicts }) => [id, conflicts]),
    [['D-KNOWN', ruled]],
  );
  for (const [member, region] of [
    [ARBITER, '310100'],
    [CONSUMER, '310100'],
    [PROVIDER, '310000'],
  ] as const) {
    const { body } = await gateway.call<Organisation>(
      [MANAGER, 'officer'],
      'GET',
      `/v1/organisations/${member}`,
    );
    const { names, roles } = body;
    const put = await gateway.call([MANAGER, 'officer'], 'PUT', `/v1/organisations/${member}`, {
      body: { names, roles, region },
    });
    assert.equal(put.status, 200, put.text);
  }
  const superior = { reason: 'same-superior', organisation: CONSUMER };
  assert.deepEqual(await read([ARBITER, 'arbitrator'], 'D-KNOWN'), [superior, ...ruled]);
  const lines = await commandLine(gateway, MANAGER, 'dispute', 'show', 'D-KNOWN', '--role', 'officer');
  assert.ok(lines.includes(`  conflict same-superior ${CONSUMER}`), lines.join('\n'));
  await take(gateway, 'D-KNOWN', 'recusal');
  await take(gateway, 'D-KNOWN', 'assignment', { arbitrator: SECOND });
  // Who ruled on appeal ruled, too.
  assert.deepEqual(await read(provider, 'D-KNOWN'), ruled);
  await take(gateway, 'D-KNOWN', 'withdrawal');
  assert.equal(await read(provider, 'D-KNOWN'), undefined);
});
