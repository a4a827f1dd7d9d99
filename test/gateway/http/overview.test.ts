// SPDX-License-Identifier: Apache-2.0
/** What hangs on duties and the three lists, at the user's door: who sees what, as JSON, CSV and by command. */
import assert from 'node:assert/strict';
import type { DutiesOverview } from '@catalog-chain/gateway/supervision/duties';
import { grant, publish, registerMembers, registerSystems, requestBody } from '../../support/api-flows.js';
import { use } from '../../support/dispute-flows.js';
import { commandLine } from '../../support/command-line.js';
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
const auditor = [AUDITOR, 'auditor'] as const;
type As = Parameters<TestGateway['call']>[0];

let gateway: TestGateway;
let resource: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  resource = await publish(gateway, 'MARRIAGES', 'conditional');
  const open = await publish(gateway, 'STOPS', 'unconditional');
  await publish(gateway, 'SECRETS', 'not-shared');
  await grant(gateway, 'G-1', resource);
  for (const [id, of] of [
    ['R-1', resource],
    ['G-2', open],
  ] as const)
    await post(consumer, '/v1/requests', requestBody(id, of), 201);
  await post(provider, '/v1/requests/R-1/decision', { approved: false, reason: 'No' });
  const demand = {
    provider: PROVIDER,
    names: { zh: '离婚登记', en: 'Divorces, and "more"' },
    purpose: { code: 'housing', text: 'Housing benefits' },
    legalBasis: 'Housing Act, section 9',
    duty: `${CONSUMER}:D1`,
  };
  await post(consumer, '/v1/demands', { ...demand, id: 'N-1' }, 201);
  await post(consumer, '/v1/demands', { ...demand, id: 'N-2' }, 201);
  await post(provider, '/v1/demands/N-2/listing', { resource });
  const change = { duty: `${PROVIDER}:D1`, kind: 'law-changed', text: 'A new section' };
  await post(manager, '/v1/catalogue-changes', change, 201);
});
afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

async function got<T>(as: As, at: string): Promise<T> {
  const reply = await gateway.call<T>(as, 'GET', at);
  assert.equal(reply.status, 200, reply.text);
  return reply.body;
}

async function post(as: As, at: string, body: object, status = 200): Promise<void> {
  const reply = await gateway.call(as, 'POST', at, { body });
  assert.equal(reply.status, status, reply.text);
}

test('a duty shows what is listed, asked for, granted, used and needed', async () => {
  const { duties } = await got<DutiesOverview>(manager, '/v1/duties-overview');
  const [first, second] = [`${PROVIDER}:D1`, `${CONSUMER}:D1`].map((id) =>
    duties.find(({ duty }) => duty === id),
  );
  assert.deepEqual(first && { ...first, names: undefined }, {
    duty: `${PROVIDER}:D1`,
    organisation: PROVIDER,
    names: undefined,
    status: 'active',
    systems: 1,
    resources: { listed: 3, unlisted: 0, incomplete: 3 },
    requests: { asked: 3, open: 0, refused: 1 },
    grants: { given: 2, standing: 2 },
    consumers: 1,
    uses: 0,
    demands: { stated: 0, open: 0 },
    changes: 1,
  });
  assert.deepEqual([second?.demands, second?.resources.listed], [{ stated: 2, open: 1 }, 0]);
});

test('what a duty is asked for, granted and in need of is listed by it, as it is counted', async () => {
  const idsOf = async (at: string, duty: string): Promise<string[]> => {
    const page = await got<{ items: readonly { id: string }[] }>(manager, `${at}?duty=${duty}`);
    return page.items.map(({ id }) => id);
  };
  const [providers, consumers] = [`${PROVIDER}:D1`, `${CONSUMER}:D1`];
  assert.deepEqual(await idsOf('/v1/requests', providers), ['G-1', 'G-2', 'R-1']);
  assert.deepEqual(await idsOf('/v1/grants', providers), ['G-1', 'G-2']);
  assert.deepEqual(await idsOf('/v1/demands', consumers), ['N-1', 'N-2']);
  // Another duty, one of a name that begins alike, and a wildcard are others.
  for (const [at, duty] of [
    ['/v1/requests', consumers],
    ['/v1/grants', consumers],
    ['/v1/demands', providers],
    ['/v1/demands', `${CONSUMER}:D`],
    ['/v1/demands', `${CONSUMER}:D_`],
  ] as const)
    assert.deepEqual(await idsOf(at, duty), [], `${at} ${duty}`);
});

test('uses and consumers of a duty are listed as many as are counted, to whom they concern', async () => {
  for (let n = 0; n < 3; n += 1) await use(gateway, 'G-1');
  const { duties } = await got<DutiesOverview>(manager, '/v1/duties-overview');
  const row = duties.find(({ duty }) => duty === `${PROVIDER}:D1`);
  const listed = async (as: As, at: string): Promise<number> =>
    (await got<{ items: readonly unknown[] }>(as, at)).items.length;
  const [uses, consumers] = [`/v1/usage-events?duty=${PROVIDER}:D1`, `/v1/duties/${PROVIDER}:D1/consumers`];
  assert.deepEqual([row?.uses, row?.consumers], [3, 1]);
  for (const as of [manager, provider, consumer])
    assert.deepEqual([await listed(as, uses), await listed(as, consumers)], [3, 1], as[0]);
  assert.equal(await listed(manager, `/v1/usage-events?duty=${CONSUMER}:D1`), 0);
  assert.equal(await listed(manager, `/v1/duties/${CONSUMER}:D1/consumers`), 0);
  // An auditor without a purpose sees what is its own, which is nothing.
  const without = await gateway.call(auditor, 'GET', uses);
  assert.equal(without.body.code, 'PURPOSE_REQUIRED', without.text);
  assert.equal(await listed(auditor, consumers), 0);
  for (const at of [uses, `${consumers}?`])
    assert.ok((await listed(auditor, `${at}&purpose=routine-audit`)) > 0);
  const reads = await got<{ items: readonly { subjects: readonly string[] }[] }>(auditor, '/v1/audit-reads');
  const named = reads.items.filter(({ subjects }) => subjects.includes(`${PROVIDER}:D1`));
  assert.equal(named.length, 2);
  const nowhere = await gateway.call(manager, 'GET', `/v1/duties/${PROVIDER}:D9/consumers`);
  assert.equal(nowhere.body.code, 'NOT_FOUND');
  const lines = await commandLine(gateway, MANAGER, 'uses', '--duty', `${PROVIDER}:D1`);
  assert.equal(lines.filter((line) => line.includes('grant=G-1')).length, 3);
  assert.ok(
    (await commandLine(gateway, MANAGER, 'consumers', `${PROVIDER}:D1`)).some((line) =>
      line.startsWith(`${CONSUMER}  `),
    ),
  );
});

test('each sees its own; a manager all; an auditor on record', async () => {
  const own = await got<DutiesOverview>(consumer, '/v1/duties-overview');
  assert.deepEqual(
    own.duties.map(({ organisation }) => organisation),
    [CONSUMER],
  );
  const others = await gateway.call(consumer, 'GET', `/v1/duties-overview?organisation=${PROVIDER}`);
  assert.deepEqual([others.status, others.body.code], [403, 'ROLE_REQUIRED']);
  const nobody = await gateway.call(manager, 'GET', '/v1/duties-overview?organisation=NobodyMSP');
  assert.equal(nobody.body.code, 'NOT_FOUND');
  const without = await gateway.call(auditor, 'GET', `/v1/duties-overview?organisation=${PROVIDER}`);
  assert.equal(without.body.code, 'PURPOSE_REQUIRED', without.text);
  await got(auditor, `/v1/duties-overview?organisation=${PROVIDER}&purpose=routine-audit`);
  const before = await got<DutiesOverview>(manager, '/v1/duties-overview?asOf=5');
  assert.deepEqual([before.asOf.block, before.duties.some(({ consumers }) => consumers > 0)], [5, false]);
});

test('the demand, the responsibility and the negative list are every member’s, with the headings agencies use', async () => {
  interface Listed {
    readonly rows: readonly Readonly<Record<string, unknown>>[];
    readonly next?: string;
  }
  const demand = await got<Listed>(consumer, '/v1/lists/demand');
  assert.deepEqual(
    demand.rows.map(({ id, state }) => [id, state]),
    [
      ['N-1', 'open'],
      ['N-2', 'listed'],
    ],
  );
  const page = await got<Listed>(consumer, '/v1/lists/demand?limit=1');
  assert.ok(page.next);
  const rest = await got<Listed>(consumer, `/v1/lists/demand?limit=1&cursor=${page.next}`);
  assert.deepEqual([page.rows.length, rest.rows[0]?.['id']], [1, 'N-2']);
  const responsible = await got<Listed>(consumer, `/v1/lists/responsibility?organisation=${PROVIDER}`);
  const marriages = responsible.rows.find(({ id }) => id === resource);
  assert.deepEqual(
    [marriages?.['contactRole'], marriages?.['duties'], marriages?.['sharingType']],
    ['Registry desk', [`${PROVIDER}:D1`], 'conditional'],
  );
  const negative = await got<Listed>(consumer, '/v1/lists/negative');
  assert.deepEqual(
    negative.rows.map(({ id, citation }) => [id, citation]),
    [[`${PROVIDER}:SECRETS`, 'Secrecy Act']],
  );
  const csv = await gateway.call(consumer, 'GET', '/v1/lists/demand?format=csv&language=zh');
  assert.match(csv.text, /^需求编号,需求部门,提供部门,所需数据,/);
  assert.equal(csv.text.trimEnd().split('\n').length, 3);
  const unknown = await gateway.call(consumer, 'GET', '/v1/lists/wishes');
  assert.equal(unknown.status, 400, unknown.text);
});

test('the same by command', async () => {
  const lines = await commandLine(gateway, MANAGER, 'overview');
  assert.ok(
    lines.some((line) => line.startsWith(`${PROVIDER}:D1  listed 3  asked 3  granted 2 (2 standing`)),
  );
  const csv = await commandLine(gateway, PROVIDER, 'overview', '--csv', '--language', 'zh');
  assert.match(csv.join('\n'), /^职责,机构,/);
  const json = await commandLine(gateway, PROVIDER, 'overview', '--json');
  assert.equal((JSON.parse(json[0] ?? '') as DutiesOverview).organisation, PROVIDER);
  const list = await commandLine(gateway, CONSUMER, 'list', 'negative', '--language', 'zh');
  assert.match(list.join('\n'), /^目录编号,提供单位[^\n]*\nProviderMSP:SECRETS,/);
  const rows = await commandLine(gateway, CONSUMER, 'list', 'responsibility', '--json', '--member', PROVIDER);
  assert.equal(rows.length, 3);
});
