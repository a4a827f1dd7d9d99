// SPDX-License-Identifier: Apache-2.0
/** The table of rights, walked over the reads of a gateway: operation × user × relation × standing of the organisation. */
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { v7 as uuid } from 'uuid';
import type { Resource } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { USER_ROLES, type UserRole } from '@catalog-chain/chaincode/domain/names';
import { GATEWAY_RIGHTS, type Scope } from '@catalog-chain/chaincode/domain/rights/gateway-rights';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { ImportRecord } from '@catalog-chain/gateway/import/record/import-records';
import type { Reported } from '@catalog-chain/gateway/usecases/usage/usage-reports';
import {
  CONSUMER_SYSTEM,
  content,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
} from '../../support/api-flows.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const OTHER = 'OtherMSP';
const SUSPENDED = 'SuspendedMSP';
const NO_MEMBER = 'NobodyMSP';
const GRANT = 'G-1';
const ENDED = 'G-2';
const MONTH = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
const YEAR = MONTH.slice(0, 4);
const DIGEST = 'd'.repeat(64);
const consumer = [CONSUMER, 'officer'] as const;
const provider = [PROVIDER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;

type As = readonly [organisation: string, role: UserRole];

let gateway: TestGateway;
/** What the things are named by that name themselves. */
const made = { event: uuid(), receipt: '', batch: '', evidence: '', imported: '', transaction: '' };

async function post<T = unknown>(as: As, path: string, body: object = {}): Promise<T> {
  const reply = await gateway.call<T>(as, 'POST', path, { body, headers: { prefer: 'wait=20' } });
  assert.ok(reply.status < 300, `${path}: ${reply.text}`);
  return reply.body;
}

beforeAll(async () => {
  const organisations = [MANAGER, PROVIDER, CONSUMER, AUDITOR, OTHER, SUSPENDED, NO_MEMBER].join();
  gateway = await startTestGateway({
    env: { ORGANISATIONS: organisations, WEBHOOK_ALLOW_PRIVATE: 'true', LIMIT_REQUESTS_PER_MINUTE: '100000' },
    parts: (parts) => {
      void parts.accounts.noteSystem(CONSUMER, 'kiosk');
      return parts;
    },
  });
  await registerMembers(gateway);
  const roles = ['provider', 'consumer'];
  for (const [organisation, code] of [
    [OTHER, 'TEST:5'],
    [SUSPENDED, 'TEST:6'],
  ])
    await post([MANAGER, 'admin'], '/v1/organisations', {
      organisation,
      code,
      roles,
      names: { en: 'Roads' },
    });
  await registerSystems(gateway);
  await fillCatalogue();
  await fillGrants();
  await fillSupervision();
  await fillOwn();
  await post([MANAGER, 'admin'], `/v1/organisations/${SUSPENDED}/suspension`, { reason: 'For a test' });
});

async function fillCatalogue(): Promise<void> {
  const resource = await publish(gateway, 'SEEN', 'conditional');
  await post(provider, '/v1/resources', { code: 'DRAFTED', content: content('conditional') });
  await grant(gateway, GRANT, resource);
  await post(consumer, '/v1/requests', requestBody('R-1', resource));
  const source = {
    id: 'S-1',
    names: { en: 'Marriages' },
    agency: PROVIDER,
    collectors: [SUSPENDED],
    items: [{ resource, items: ['status'] }],
    basis: 'Article 19',
  };
  await post(manager, '/v1/source-agencies', source);
  await post(provider, '/v1/source-updates', { id: 'U-1', source: 'S-1', collector: SUSPENDED, text: 'May' });
  const purpose = { code: 'housing', text: 'Housing benefits' };
  await post(consumer, '/v1/demands', {
    id: 'N-1',
    provider: PROVIDER,
    names: { en: 'Divorces' },
    purpose,
    legalBasis: 'Housing Act',
  });
}

async function fillGrants(): Promise<void> {
  const use = {
    id: made.event,
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
  };
  const reported = await post<Reported>([CONSUMER, 'submitter'], '/v1/usage-events', [use]);
  made.receipt = reported.receipt ?? '';
  const [place] = reported.batches ?? [];
  made.batch = `${CONSUMER}/${place?.journal ?? ''}/${place?.sequence ?? 0}`;
  made.transaction = place?.transactionId ?? '';
  await post(consumer, '/v1/variations', {
    id: 'V-1',
    grant: GRANT,
    adds: { purposes: [{ code: 'audit', text: 'Audit' }] },
    reason: 'Asked',
  });
  await post(provider, '/v1/service-changes', {
    id: 'C-1',
    grant: GRANT,
    action: 'end',
    reason: 'It moves',
    effectiveAt: '2099-01-01T00:00:00Z',
  });
  const effect = { text: 'Fewer visits', figures: [{ code: 'visits-saved', value: 12, unit: 'visits' }] };
  await post(consumer, '/v1/use-reports', {
    grant: GRANT,
    year: YEAR,
    scenario: 'Intake',
    course: 'Once',
    effect,
    storage: { place: 'Cloud', copies: 1, until: `${YEAR}-12-31` },
  });
  await post(consumer, '/v1/corrections', {
    id: 'W-1',
    grant: GRANT,
    subject: { kind: 'record', record: `${'B'.repeat(42)}A` },
    statement: 'Wrong',
    evidence: [DIGEST],
  });
  await post(provider, '/v1/disputes', {
    id: 'D-1',
    kind: 'misuse',
    subject: { kind: 'grant', grant: GRANT },
    statement: 'Too much.',
  });
  await copyAndEnd();
}

/** A grant of copies, which have to be disposed of when it ends. */
async function copyAndEnd(): Promise<void> {
  const id = `${PROVIDER}:COPIED`;
  const sharing = { sharingType: 'unconditional', modes: ['copy'] };
  await post(provider, '/v1/resources', {
    code: 'COPIED',
    content: { ...content('unconditional'), sharing },
  });
  const { pending } = await post<Resource>(provider, `/v1/resources/${id}/submission`);
  await post(manager, `/v1/resources/${id}/review`, { approved: true, digest: pending?.digest });
  await post(consumer, '/v1/requests', { ...requestBody(ENDED, id), mode: 'copy' });
  await post(consumer, `/v1/grants/${ENDED}/revocation`, { reason: 'No more need' });
}

async function fillSupervision(): Promise<void> {
  await post(manager, '/v1/orders', {
    id: 'O-1',
    organisation: CONSUMER,
    items: ['40-5'],
    text: 'Report',
    within: 5,
    report: DIGEST,
  });
  await post(manager, '/v1/criticisms', {
    id: 'K-1',
    organisation: CONSUMER,
    items: ['40-5'],
    text: 'Not done',
  });
  await post(consumer, '/v1/incidents', {
    id: 'I-1',
    kind: 'leak',
    noticedAt: new Date().toISOString(),
    text: 'A disc was lost',
    digest: DIGEST,
  });
  await post(consumer, '/v1/complaints', {
    id: 'P-1',
    kind: 'wrong-data',
    digest: DIGEST,
    receivedOn: `${YEAR}-01-01`,
    about: { organisation: PROVIDER },
  });
}

async function fillOwn(): Promise<void> {
  made.evidence = (
    await post<Job>(consumer, '/v1/evidence', { subject: { kind: 'grant', id: GRANT, period: MONTH } })
  ).id;
  const told = {
    file: 'a.csv',
    digest: DIGEST,
    format: 'csv',
    encoding: 'utf-8',
  };
  made.imported = (await post<ImportRecord>(consumer, '/v1/imports', told)).id;
  await post(consumer, '/v1/webhooks', { id: 'H-1', url: 'http://127.0.0.1:9/' });
  await post(consumer, '/v1/webhooks/H-1/pause');
}

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

type Asked = readonly [path: string, absent?: string];

/** Reads of one thing of the consumer's, or that concerns it, and the same of what there is not. */
const ONE: Readonly<Record<string, () => Asked>> = {
  getOrganisation: () => [`/v1/organisations/${CONSUMER}`, '/v1/organisations/XMSP'],
  getDuty: () => [`/v1/duties/${CONSUMER}:D1`, `/v1/duties/${CONSUMER}:X`],
  getSystem: () => [`/v1/systems/${CONSUMER}:APP`, `/v1/systems/${CONSUMER}:X`],
  getSourceAgency: () => ['/v1/source-agencies/S-1', '/v1/source-agencies/X'],
  getSourceUpdate: () => ['/v1/source-updates/U-1', '/v1/source-updates/X'],
  getDemand: () => ['/v1/demands/N-1', '/v1/demands/X'],
  getCriticism: () => ['/v1/criticisms/K-1', '/v1/criticisms/X'],
  getPolicy: () => ['/v1/policies/current'],
  getLedger: () => ['/v1/ledger'],
  getBlock: () => ['/v1/blocks/1', '/v1/blocks/99999'],
  getTransaction: () => [`/v1/transactions/${made.transaction}`, `/v1/transactions/${'0'.repeat(64)}`],
  getList: () => ['/v1/lists/responsibility'],
  countSeals: () => [`/v1/seal-counts?period=${MONTH}`],
  getResource: () => [`/v1/resources/${PROVIDER}:SEEN`, `/v1/resources/${PROVIDER}:X`],
  getResourceVersion: () => [
    `/v1/resources/${PROVIDER}:SEEN/versions/1`,
    `/v1/resources/${PROVIDER}:X/versions/1`,
  ],
  getCatalogueTable: () => ['/v1/catalogue-table'],
  getRequest: () => ['/v1/requests/R-1', '/v1/requests/X'],
  getGrant: () => [`/v1/grants/${GRANT}`, '/v1/grants/X'],
  getObligation: () => ['/v1/obligations/answer-request~R-1', '/v1/obligations/answer-request~X'],
  getReconciliation: () => [`/v1/reconciliations/${GRANT}/${MONTH}`, `/v1/reconciliations/X/${MONTH}`],
  getVariation: () => ['/v1/variations/V-1', '/v1/variations/X'],
  getServiceChange: () => ['/v1/service-changes/C-1', '/v1/service-changes/X'],
  getDisposal: () => [`/v1/disposals/${ENDED}`, '/v1/disposals/X'],
  getUseReport: () => [`/v1/use-reports/${GRANT}/${YEAR}`, `/v1/use-reports/X/${YEAR}`],
  getUsageEvent: () => [`/v1/usage-events/${made.event}`, `/v1/usage-events/${uuid()}`],
  getBatch: () => [`/v1/batches/${made.batch}`, `/v1/batches/${made.batch.replace(/\d+$/, '999')}`],
  getCorrection: () => ['/v1/corrections/W-1', '/v1/corrections/X'],
  getDispute: () => ['/v1/disputes/D-1', '/v1/disputes/X'],
  getOrder: () => ['/v1/orders/O-1', '/v1/orders/X'],
  getIncident: () => ['/v1/incidents/I-1', '/v1/incidents/X'],
  getComplaint: () => ['/v1/complaints/P-1', '/v1/complaints/X'],
  getTrail: () => [`/v1/trails/grant/${GRANT}`, '/v1/trails/grant/X'],
  getDutiesOverview: () => [`/v1/duties-overview?organisation=${CONSUMER}`],
  getSupervisionReport: () => [`/v1/supervision?period=${MONTH}&organisation=${CONSUMER}`],
  getKpis: () => [`/v1/kpis?period=${MONTH}&organisation=${CONSUMER}`],
  getReceipt: () => [`/v1/receipts/${made.receipt}`, `/v1/receipts/${uuid()}`],
  getEvidence: () => [`/v1/evidence/${made.evidence}`, `/v1/evidence/${uuid()}`],
  downloadEvidence: () => [`/v1/evidence/${made.evidence}/bundle`, `/v1/evidence/${uuid()}/bundle`],
  getImport: () => [`/v1/imports/${made.imported}`, `/v1/imports/${uuid()}`],
  getWebhook: () => ['/v1/webhooks/H-1', '/v1/webhooks/X'],
  listDeliveries: () => ['/v1/webhooks/H-1/deliveries', '/v1/webhooks/X/deliveries'],
  listDeadLetters: () => ['/v1/webhooks/H-1/dead-letters', '/v1/webhooks/X/dead-letters'],
  getAccount: () => ['/v1/accounts/kiosk', '/v1/accounts/nobody'],
};

/** Reads of several things. */
const LISTS: Readonly<Record<string, () => string>> = {
  listOrganisations: () => '/v1/organisations',
  listSigners: () => '/v1/signers',
  listDuties: () => '/v1/duties',
  listSystems: () => '/v1/systems',
  listCatalogueChanges: () => '/v1/catalogue-changes',
  listDemands: () => '/v1/demands',
  listSourceAgencies: () => '/v1/source-agencies',
  listSourceUpdates: () => '/v1/source-updates',
  listCriticisms: () => '/v1/criticisms',
  listAuditReads: () => '/v1/audit-reads',
  listBlocks: () => '/v1/blocks',
  listResources: () => '/v1/resources',
  listResourceVersions: () => `/v1/resources/${PROVIDER}:SEEN/versions`,
  listRequests: () => '/v1/requests',
  listGrants: () => '/v1/grants',
  getImpact: () => `/v1/impact/resource/${PROVIDER}:SEEN`,
  listObligations: () => '/v1/obligations',
  listVariations: () => '/v1/variations',
  listServiceChanges: () => '/v1/service-changes',
  listDisposals: () => '/v1/disposals',
  listUseReports: () => '/v1/use-reports',
  listUsageEvents: () => '/v1/usage-events',
  listDutyConsumers: () => `/v1/duties/${PROVIDER}:D1/consumers`,
  listBatches: () => '/v1/batches',
  listCorrections: () => '/v1/corrections',
  listDisputes: () => '/v1/disputes',
  listOrders: () => '/v1/orders',
  listIncidents: () => '/v1/incidents',
  listComplaints: () => '/v1/complaints',
  listImports: () => '/v1/imports',
  listWebhooks: () => '/v1/webhooks',
  listAccountEvents: () => '/v1/account-events',
};

/** Walked elsewhere: a stream never ends, nobody signs in here, and the rest has no sample of the consumer's. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  streamEvents: 'events/stream',
  getSession: 'sessions',
  listSessions: 'sessions',
  getSigner: 'people/signers',
  getCatalogueChange: 'http/upkeep',
  listPeriods: 'http/periods',
  getPeriod: 'http/periods',
  listSeals: 'http/seals',
  getObligationCalendar: 'http/obligations',
};

/** How an asker stands to it. */
const STANDINGS = [
  'party',
  'stranger',
  'manager',
  'auditor',
  'auditor with a purpose',
  'suspended',
  'no member',
] as const;
type Standing = (typeof STANDINGS)[number];
const ORGANISATIONS: Readonly<Record<Standing, string>> = {
  party: CONSUMER,
  stranger: OTHER,
  manager: MANAGER,
  auditor: AUDITOR,
  'auditor with a purpose': AUDITOR,
  suspended: SUSPENDED,
  'no member': NO_MEMBER,
};

const TAKES_PURPOSE = new Set<string>();
beforeAll(() => {
  for (const methods of Object.values(
    gateway.description['paths'] as Record<
      string,
      Record<string, { operationId?: string; parameters?: { name?: string }[] }>
    >,
  ))
    if (methods['get']?.parameters?.some(({ name }) => name === 'purpose'))
      TAKES_PURPOSE.add(methods['get'].operationId ?? '');
});

/** What is answered. */
const ANSWERS = {
  shown: [200, undefined],
  absent: [404, 'NOT_FOUND'],
  suspended: [403, 'ORGANISATION_SUSPENDED'],
  unasked: [422, 'PURPOSE_REQUIRED'],
  refused: [403, 'ROLE_REQUIRED'],
} as const;
type Outcome = keyof typeof ANSWERS;

const outcomes = (...all: readonly [Outcome, Outcome, Outcome, Outcome, Outcome, Outcome, Outcome]) =>
  Object.fromEntries(STANDINGS.map((standing, n) => [standing, all[n]])) as Record<Standing, Outcome>;

/** In the order of the standings. */
const EXPECTED: Readonly<Partial<Record<Scope, Readonly<Record<Standing, Outcome>>>>> = {
  members: outcomes('shown', 'shown', 'shown', 'shown', 'shown', 'suspended', 'shown'),
  entries: outcomes('shown', 'shown', 'shown', 'shown', 'shown', 'suspended', 'shown'),
  concerned: outcomes('shown', 'absent', 'shown', 'unasked', 'shown', 'suspended', 'absent'),
  figures: outcomes('shown', 'refused', 'shown', 'unasked', 'shown', 'suspended', 'refused'),
  overseen: outcomes('shown', 'absent', 'absent', 'unasked', 'shown', 'suspended', 'absent'),
  own: outcomes('shown', 'absent', 'absent', 'absent', 'absent', 'suspended', 'absent'),
};

const scopeOf = (operation: string): Scope => GATEWAY_RIGHTS.get(operation)?.scope ?? 'anybody';
const outcomeOf = (operation: string, standing: Standing): Outcome =>
  EXPECTED[scopeOf(operation)]?.[standing] ?? 'absent';

interface Seen {
  readonly status: number;
  readonly code: string | undefined;
  /** All that the answer says, but for what names the call itself. */
  readonly text: string;
  readonly items: readonly unknown[] | undefined;
}

function pathFor(operation: string, standing: Standing, path: string): string {
  const purpose = standing === 'auditor with a purpose' && TAKES_PURPOSE.has(operation);
  return purpose ? `${path}${path.includes('?') ? '&' : '?'}purpose=routine-audit` : path;
}

async function asked(operation: string, standing: Standing, path: string): Promise<Seen> {
  const [user] = GATEWAY_RIGHTS.get(operation)?.users ?? [];
  const role: UserRole = user ?? (standing.startsWith('auditor') ? 'auditor' : 'officer');
  const as = [ORGANISATIONS[standing], role] as const;
  const at = pathFor(operation, standing, path);
  const reply = await gateway.call<Partial<Seen> | undefined>(as, 'GET', at);
  const { code, items } = reply.body ?? {};
  return {
    status: reply.status,
    code: reply.status === 200 ? undefined : code,
    text: reply.text.replaceAll(/"(?:instance|requestId)":"[^"]*"/g, ''),
    items,
  };
}

/** @returns how the answers for one thing depart from the table */
async function driftsOfOne(operation: string, standing: Standing, [path, absent]: Asked): Promise<string[]> {
  const outcome = outcomeOf(operation, standing);
  const seen = await asked(operation, standing, path);
  const isRight = isDeepStrictEqual([seen.status, seen.code], ANSWERS[outcome]);
  const told = `${operation} (${scopeOf(operation)}), ${standing}`;
  const drifts = isRight ? [] : [`${told}: ${seen.status} ${seen.code} instead of ${outcome}`];
  if (absent === undefined || outcome === 'suspended') return drifts;
  const nothing = await asked(operation, standing, absent);
  const isNothing = nothing.status === 404 || (outcome === 'unasked' && nothing.code === 'PURPOSE_REQUIRED');
  if (!isNothing) drifts.push(`${told}: ${nothing.status} for what there is not`);
  if (outcome === 'absent' && nothing.text !== seen.text)
    drifts.push(`${told}: ${seen.text} is not ${nothing.text}`);
  return drifts;
}

/** @returns how a list departs from the table; undefined where it does not */
async function driftOfList(operation: string, standing: Standing, path: string): Promise<string | undefined> {
  const outcome = outcomeOf(operation, standing);
  const { status, code, items } = await asked(operation, standing, path);
  const told = `${operation} (${scopeOf(operation)}), ${standing}: ${status} ${code}, ${items?.length} items`;
  if (outcome === 'suspended') return code === 'ORGANISATION_SUSPENDED' ? undefined : told;
  // Without a purpose a list is refused, or holds what is the auditor's own.
  if (outcome === 'unasked' && code === 'PURPOSE_REQUIRED') return undefined;
  if (items === undefined) return told;
  const mayBeEmpty = scopeOf(operation) === 'members';
  const isRight = outcome === 'shown' ? mayBeEmpty || items.length > 0 : items.length === 0;
  return isRight ? undefined : told;
}

test('each read of one thing is answered as the table says, and what is another’s as what there is not', async () => {
  const drifts: string[] = [];
  for (const [operation, sample] of Object.entries(ONE))
    for (const standing of STANDINGS) drifts.push(...(await driftsOfOne(operation, standing, sample())));
  assert.deepEqual(drifts, []);
});

test('each list shows what the table says, and leaves out what is others’', async () => {
  const drifts: (string | undefined)[] = [];
  for (const [operation, path] of Object.entries(LISTS))
    for (const standing of STANDINGS) drifts.push(await driftOfList(operation, standing, path()));
  assert.deepEqual(
    drifts.filter((drift) => drift !== undefined),
    [],
  );
});

test('what is being written of an entry only its owner and those that oversee see', async () => {
  const path = `/v1/resources/${PROVIDER}:DRAFTED`;
  const written = 'Who is married to whom';
  const seen = async (as: As): Promise<boolean> =>
    (await gateway.call(as, 'GET', path)).text.includes(written);
  for (const as of [provider, manager]) assert.equal(await seen(as), true, as.join());
  for (const organisation of [OTHER, CONSUMER, NO_MEMBER])
    assert.equal(await seen([organisation, 'officer']), false, organisation);
});

/** @returns users who are let in, or refused, otherwise than the table says */
async function driftsOfUsers(operation: string, users: readonly UserRole[], path: string): Promise<string[]> {
  const drifts: string[] = [];
  const bare = await gateway.call(undefined, 'GET', path);
  if (bare.body.code !== 'UNAUTHENTICATED') drifts.push(`${operation} without a token: ${bare.status}`);
  for (const role of USER_ROLES.filter((one) => users.length > 0 && !users.includes(one))) {
    const { body } = await gateway.call([CONSUMER, role], 'GET', path);
    if (body.code !== 'ROLE_REQUIRED') drifts.push(`${operation} by ${role}: ${body.code}`);
  }
  return drifts;
}

test('users whom the table does not name are refused before anything is looked for, and nobody without a token', async () => {
  const drifts: string[] = [];
  for (const [operation, { users }] of GATEWAY_RIGHTS) {
    const path = ONE[operation]?.()[0] ?? LISTS[operation]?.();
    if (path !== undefined) drifts.push(...(await driftsOfUsers(operation, users, path)));
  }
  for (const path of ['/healthz', '/readyz', '/metrics'])
    if ((await gateway.call(undefined, 'GET', path)).status !== 200) drifts.push(path);
  assert.deepEqual(drifts, []);
});

test('every read that is offered is walked, or named as walked elsewhere', () => {
  const paths = Object.values(
    gateway.description['paths'] as Record<string, Record<string, { operationId: string }>>,
  );
  const offered = paths.flatMap(({ get }) => (get ? [get.operationId] : []));
  const walked = new Set([...Object.keys(ONE), ...Object.keys(LISTS), ...Object.keys(ELSEWHERE)]);
  const missing = offered.filter(
    (operation) => !walked.has(operation) && GATEWAY_RIGHTS.get(operation)?.scope !== 'anybody',
  );
  assert.deepEqual(missing, []);
});
