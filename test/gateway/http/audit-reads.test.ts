// SPDX-License-Identifier: Apache-2.0
/** What an auditor is no party to it sees for a purpose and on record, whichever way it looks. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import type { AuditRead, AuditReadKind } from '@catalog-chain/chaincode/domain/audit';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
} from '../../support/api-flows.js';
import { PERIOD } from '../../support/evidence-market.js';
import { AUDITOR, CONSUMER, MANAGER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const GRANT = 'G-SEEN';
const RESOURCE = 'ProviderMSP:SEEN';
const EVENT = uuid();
const auditor = [AUDITOR, 'auditor'] as const;

let gateway: TestGateway;
let batch = '{batch}';

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, GRANT, await publish(gateway, 'SEEN', 'conditional'));
  const body = {
    id: EVENT,
    kind: 'use',
    correlation: uuid(),
    grant: GRANT,
    recordId: 'HR-1',
    action: 'query',
    at: new Date().toISOString(),
    system: CONSUMER_SYSTEM,
    actorId: 'clerk 7',
    purpose: 'housing',
    outcome: 'ok',
    case: 'HOUSING-3',
  };
  const sending = { body, headers: { prefer: 'wait=20' } };
  const sent = await gateway.call<Reported>([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', sending);
  assert.equal(sent.body.state, 'committed', sent.text);
  await sealOne(body);
  const [place] = sent.body.batches ?? [];
  batch = `${CONSUMER}/${place?.journal ?? ''}/${place?.sequence ?? 0}`;
});

/** A use that is not disclosed yet. */
async function sealOne(body: object): Promise<void> {
  const policy = { ...rulesOf(BUILT_IN_POLICY), sealing: { organisations: [CONSUMER], days: 1 } };
  await gateway.call([MANAGER, 'officer'], 'POST', '/v1/policies', { body: policy });
  const discloseBy = new Date(Date.now() + 3_600_000).toISOString();
  const sealing = { side: 'claim', discloseBy, events: [{ ...body, id: uuid() }] };
  const sealed = await gateway.call([CONSUMER, 'officer'], 'POST', '/v1/seals', { body: sealing });
  assert.equal(sealed.status, 201, sealed.text);
}

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function reads(): Promise<readonly AuditRead[]> {
  const at = `/v1/audit-reads?organisation=${AUDITOR}&limit=1000`;
  return (await gateway.call<Page<AuditRead>>([MANAGER, 'officer'], 'GET', at)).body.items;
}

/** Reads that a call put on record. */
async function recordedBy(call: () => Promise<unknown>): Promise<readonly AuditRead[]> {
  const known = new Set((await reads()).map(({ id }) => id));
  await call();
  return (await reads()).filter(({ id }) => !known.has(id));
}

type Row = readonly [kind: AuditReadKind, path: () => string];

/** Things of others. */
const SINGLE: readonly Row[] = [
  ['grant', () => `/v1/grants/${GRANT}`],
  ['request', () => `/v1/requests/${GRANT}`],
  ['usage-events', () => `/v1/usage-events/${EVENT}`],
  ['obligation', () => `/v1/obligations/deliver-data~${GRANT}`],
  ['batch', () => `/v1/batches/${batch}`],
  // These show nothing at all without a purpose, as one thing does.
  ['usage-events', () => '/v1/usage-events'],
  ['grant', () => `/v1/trails/grant/${GRANT}`],
  ['reconciliation', () => `/v1/reconciliations/${GRANT}/${PERIOD}`],
];

/** The case is put on record beside the purpose. No use names it. */
const FOR_A_CASE = '?purpose=routine-audit&case=C-7';

for (const [kind, path] of SINGLE) {
  test(`${kind}: ${path().replaceAll(EVENT, '{id}')} asks an auditor for a purpose, and is on record`, async () => {
    const refused = await recordedBy(async () => {
      const { status, body } = await gateway.call(auditor, 'GET', path());
      assert.deepEqual([status, body.code], [422, 'PURPOSE_REQUIRED']);
    });
    assert.deepEqual(refused, []);
    const [read, ...more] = await recordedBy(async () => {
      const shown = await gateway.call<{ items?: unknown[] }>(auditor, 'GET', `${path()}${FOR_A_CASE}`);
      assert.equal(shown.status, 200, shown.text);
      assert.notEqual(shown.body.items?.length, 0, 'what it is looked at for is no filter');
    });
    assert.deepEqual([read?.kind, read?.purpose.code, read?.case, more], [kind, 'routine-audit', 'C-7', []]);
  });
}

/** Lists: without a purpose the auditor's own, which are none. */
const LISTS: readonly Row[] = [
  ['grant', () => '/v1/grants'],
  ['request', () => '/v1/requests'],
  ['obligation', () => '/v1/obligations'],
  ['batch', () => '/v1/batches'],
  ['seal', () => '/v1/seals'],
  ['grant', () => `/v1/impact/resource/${RESOURCE}`],
];

for (const [kind, path] of LISTS) {
  test(`${kind}: ${path()} shows an auditor its own, or all for a purpose and on record`, async () => {
    const list = async (query: string): Promise<number> => {
      const page = await gateway.call<Page<unknown>>(auditor, 'GET', `${path()}${query}`);
      assert.equal(page.status, 200, page.text);
      return page.body.items.length;
    };
    let shown = -1;
    const quiet = await recordedBy(async () => {
      shown = await list('');
    });
    assert.deepEqual([shown, quiet], [0, []]);
    const [read, ...more] = await recordedBy(async () => {
      shown = await list(FOR_A_CASE);
    });
    assert.ok(shown > 0);
    assert.deepEqual([read?.kind, read?.case, more], [kind, 'C-7', []]);
  });
}

test('looks are found by the case that they state, by every member', async () => {
  const looks = async (query: string): Promise<readonly AuditRead[]> => {
    const at = `/v1/audit-reads?${query}&limit=1000`;
    return (await gateway.call<Page<AuditRead>>([CONSUMER, 'officer'], 'GET', at)).body.items;
  };
  const look = await gateway.call(auditor, 'GET', `/v1/grants/${GRANT}?purpose=routine-audit&case=C-77`);
  assert.equal(look.status, 200, look.text);
  const found = await looks('case=C-77');
  assert.deepEqual(
    found.map(({ case: stated, subjects }) => [stated, subjects]),
    [['C-77', [GRANT]]],
  );
  assert.deepEqual(await looks('case=C-78'), []);
  assert.deepEqual(await looks(`case=C-77&organisation=${CONSUMER}`), []);
});

test('uses are found by the case that their reporters name, which is another than that of the reader', async () => {
  const found = async (name: string): Promise<number> => {
    const path = `/v1/usage-events${FOR_A_CASE}&businessCase=${name}`;
    return (await gateway.call<Page<unknown>>(auditor, 'GET', path)).body.items.length;
  };
  assert.deepEqual([await found('HOUSING-3'), await found('HOUSING-4')], [1, 0]);
});

test('parties and managers see the same without a purpose, and unrecorded', async () => {
  const all = [...SINGLE, ...LISTS];
  const recorded = await recordedBy(async () => {
    for (const as of [[CONSUMER, 'officer'] as const, [MANAGER, 'officer'] as const])
      for (const [, path] of all) assert.equal((await gateway.call(as, 'GET', path())).status, 200, path());
  });
  assert.deepEqual(recorded, []);
});

test('every read of what belongs to parties is in these tables, or records by itself', () => {
  const covered = [...SINGLE, ...LISTS].map(([, path]) => path());
  const paths = Object.keys(gateway.description['paths'] as object);
  const open =
    /^\/(?:v1\/)?(?:organisations|duties|systems|resources|catalogue-changes|source-agencies|source-updates|demands|policies|ledger|audit-reads|receipts|kpis|supervision|duties-overview|lists|catalogue-table|seal-counts|healthz|readyz|metrics|openapi|docs|events|webhooks|notices|imports|sessions?|signers|accounts|account-events)/;
  // Those of corrections are held in corrections.test.ts, those of what is done under a grant in stewardship.test.ts.
  const ownOnly = ['/v1/obligations/calendar', '/v1/corrections', '/v1/corrections/{id}'];
  const underGrants = /^\/v1\/(?:variations|service-changes|disposals|use-reports)/;
  // Criticism is read by every member; the others are held in measures.test.ts.
  const measures = /^\/v1\/(?:orders|incidents|complaints|criticisms)/;
  // Blocks are public; searches are held in explorer.test.ts.
  const explored = ['/v1/blocks', '/v1/blocks/{number}', '/v1/transactions/{id}'];
  const elsewhere = [
    ...ownOnly,
    ...explored,
    '/v1/disputes',
    '/v1/disputes/{id}',
    '/v1/periods',
    '/v1/periods/{grant}/{period}',
  ];
  const evidence = /^\/v1\/evidence/;
  const gets = paths.filter(
    (path) => 'get' in ((gateway.description['paths'] as Record<string, object>)[path] ?? {}),
  );
  const missing = gets.filter((path) => {
    if (
      open.test(path) ||
      evidence.test(path) ||
      underGrants.test(path) ||
      measures.test(path) ||
      elsewhere.includes(path)
    )
      return false;
    const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return !covered.some((one) => pattern.test(one));
  });
  assert.deepEqual(missing, []);
});

test('who turns the pages of a recorded read for another purpose or case is put on record again', async () => {
  const at = '/v1/grants?limit=1';
  await grant(gateway, 'G-SEEN-2', await publish(gateway, 'SEEN2', 'conditional'));
  const first = await gateway.call<Page<unknown>>(auditor, 'GET', `${at}&purpose=routine-audit`);
  const { next = '' } = first.body;
  assert.notEqual(next, '', first.text);
  const turned = (why: string) =>
    recordedBy(() => gateway.call(auditor, 'GET', `${at}&${why}&cursor=${encodeURIComponent(next)}`));
  assert.equal((await turned('purpose=routine-audit')).length, 0);
  assert.equal((await turned('purpose=gossip')).length, 1);
  assert.equal((await turned('purpose=routine-audit&case=X')).length, 1);
});

test('who reads on record and states no purpose is not told which ids there are', async () => {
  const known = [
    [`/v1/grants/${GRANT}`, '/v1/grants/G-NOPE'],
    [`/v1/requests/${GRANT}`, '/v1/requests/G-NOPE'],
    [`/v1/usage-events/${EVENT}`, `/v1/usage-events/${uuid()}`],
    [`/v1/reconciliations/${GRANT}/2026-01`, '/v1/reconciliations/G-NOPE/2026-01'],
  ];
  const unknown = ['corrections', 'disputes', 'orders', 'variations'];
  for (const at of [...known.flat(), ...unknown.map((noun) => `/v1/${noun}/G-NOPE`)]) {
    const reply = await gateway.call(auditor, 'GET', at);
    assert.equal(reply.status, 422, `${at}: ${reply.text}`);
    assert.equal(reply.body.code, 'PURPOSE_REQUIRED');
  }
  const missing = await gateway.call(auditor, 'GET', '/v1/grants/G-NOPE?purpose=routine-audit');
  assert.equal(missing.status, 404, missing.text);
});
