// SPDX-License-Identifier: Apache-2.0
/** What members answer for, at the user's door: by whom it is read, in which forms, and recomputed. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { v7 as uuid } from 'uuid';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { SupervisionReport } from '@catalog-chain/gateway/supervision/report';
import {
  CONSUMER_SYSTEM,
  grant,
  publish,
  registerMembers,
  registerSystems,
  requestBody,
} from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { builtConsole } from '../../support/console-page.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { ImportLine } from '../../support/import-line.js';
import { SecondVerifier } from '../../support/second-verifier.js';
import { until } from '../../support/until.js';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const provider = [PROVIDER, 'officer'] as const;
const consumer = [CONSUMER, 'officer'] as const;
const manager = [MANAGER, 'officer'] as const;
const local = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
const at = `/v1/supervision?period=${local}`;

let gateway: TestGateway;
type As = Parameters<TestGateway['call']>[0];

async function got<T>(as: As, method: string, where: string, body?: object, status = 200): Promise<T> {
  const reply = await gateway.call<T>(as, method, where, body ? { body } : {});
  assert.equal(reply.status, status, reply.text);
  return reply.body;
}

const countOf = ({ members }: SupervisionReport, organisation: string, item: string): number | undefined =>
  members.find((one) => one.organisation === organisation)?.items.find((one) => one.item === item)?.count;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  const resource = await publish(gateway, 'SUPERVISED', 'conditional');
  await grant(gateway, 'L-1', resource);
  const use = { id: uuid(), kind: 'use', correlation: uuid(), grant: 'L-1', recordId: 'R', action: 'query' };
  const who = { system: CONSUMER_SYSTEM, actorId: 'job', purpose: 'marketing', outcome: 'ok' };
  await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', {
    body: { ...use, ...who, at: new Date().toISOString() },
    headers: { prefer: 'wait=20' },
  });
  await got(provider, 'POST', '/v1/grants/L-1/revocation', { reason: 'No more' });
  await got(consumer, 'POST', '/v1/requests', requestBody('L-2', resource), 201);
  await got(provider, 'POST', '/v1/requests/L-2/decision', { approved: false, reason: 'No' });
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

test('a manager sees all members: an end that was not filed, a refusal without a condition, a use outside its grant', async () => {
  const report = await got<SupervisionReport>(manager, 'GET', at);
  assert.equal(report.profile, 'cn-809');
  assert.deepEqual(
    [countOf(report, PROVIDER, '39-7'), countOf(report, PROVIDER, '39-2'), countOf(report, CONSUMER, '40-2')],
    [1, 1, 1],
  );
  assert.deepEqual([countOf(report, PROVIDER, '39-4'), countOf(report, CONSUMER, '40-4')], [0, 0]);
});

test('a member sees its own, nobody else’s; an auditor any, on record', async () => {
  const own = await got<SupervisionReport>(consumer, 'GET', at);
  assert.deepEqual(
    own.members.map(({ organisation }) => organisation),
    [CONSUMER],
  );
  const others = await gateway.call(consumer, 'GET', `${at}&organisation=${PROVIDER}`);
  assert.equal(others.body.code, 'ROLE_REQUIRED');
  const auditor = [AUDITOR, 'auditor'] as const;
  assert.equal((await gateway.call(auditor, 'GET', at)).body.code, 'PURPOSE_REQUIRED');
  const seen = await got<SupervisionReport>(
    auditor,
    'GET',
    `${at}&organisation=${PROVIDER}&purpose=inspection`,
  );
  assert.equal(countOf(seen, PROVIDER, '39-7'), 1);
  assert.equal((await gateway.call(manager, 'GET', `${at}&organisation=NobodyMSP`)).status, 404);
  assert.equal((await gateway.call(manager, 'GET', `${at}&until=2001-01`)).body.code, 'INVALID_ARGUMENT');
});

test('it is had as CSV and as a page to print', async () => {
  const csv = await gateway.call(manager, 'GET', `${at}&organisation=${PROVIDER}&format=csv`);
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/);
  assert.equal(csv.text.trimEnd().split('\n').length, 10);
  const page = await gateway.call(manager, 'GET', `${at}&format=html&language=zh`);
  assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
  assert.equal(page.headers.get('content-language'), 'zh');
  assert.match(page.text, /擅自终止或者变更/);
  const english = await gateway.call(manager, 'GET', `${at}&format=html`);
  assert.equal(english.headers.get('content-language'), 'en');
  assert.doesNotMatch(english.text, /[一-鿿]/, 'one language on a page');
  assert.match(page.text, /<svg[\s\S]*\/console\/verify/);
});

/** As a browser asks; `fetch` would say by itself that a program does. */
async function asked(address: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const request = get(new URL(address, gateway.url), { headers });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.resume();
  return answer;
}

test('its address, typed into a browser, leads through the console to the page; programs are answered as programs', async () => {
  await builtConsole();
  await using console = await startTestGateway();
  const page = new URL(`${at}&format=html&purpose=audit&case=C-1`, console.url).href;
  const typed = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };
  const led = await asked(page, typed);
  assert.deepEqual(
    [led.statusCode, led.headers.location],
    [303, `/console/supervision/page?period=${local}`],
    'why somebody reads is asked of himself',
  );
  assert.equal((await asked(page, { ...typed, cookie: '__Host-session=nobody' })).statusCode, 303);
  const others = [
    {},
    { ...typed, 'sec-fetch-mode': 'cors' },
    { ...typed, 'sec-fetch-dest': 'iframe' },
    { ...typed, authorization: 'Bearer none' },
  ];
  for (const headers of others) assert.equal((await asked(page, headers)).statusCode, 401);
  const table = new URL(`${at}&format=csv`, console.url).href;
  assert.equal((await asked(table, typed)).statusCode, 401);
});

test('a command prints it, writes it, and recomputes it from a gateway and from an index', async () => {
  const lines = await commandLine(gateway, MANAGER, 'supervision', '--period', local, '--member', PROVIDER);
  assert.ok(
    lines.some((line) => /Art\. 39 \(7\) {5}1 /.test(line)),
    lines.join('\n'),
  );
  assert.ok(lines.some((line) => line.includes('Art. 39 (8)  not visible to the ledger')));
  const [json = ''] = await commandLine(gateway, MANAGER, 'supervision', '--period', local, '--json');
  const file = path.join(gateway.config.stateDir, 'supervision.json');
  writeFileSync(file, json);
  const [same] = await commandLine(gateway, MANAGER, 'supervision', '--verify', file);
  assert.match(same ?? '', /^SAME {2}4 members/);
  const report = JSON.parse(readFileSync(file, 'utf8')) as SupervisionReport;
  const index = path.join(gateway.config.stateDir, 'index.sqlite');
  const [again] = await commandLine(gateway, MANAGER, 'supervision', '--verify', file, '--index', index);
  assert.equal(again, same);
  const csv = await commandLine(gateway, MANAGER, 'supervision', '--period', local, '--csv');
  assert.equal(csv[0]?.split('\n')[0], 'organisation,from,to,block,item,text,seen,count,digest');
  assert.equal(report.digest.length, 64);
});

async function bundleOf(as: typeof provider, subject: object): Promise<Buffer> {
  const asked = await gateway.call<Job>(as, 'POST', '/v1/evidence', { body: { subject } });
  assert.equal(asked.status, 202, asked.text);
  const where = `/v1/evidence/${asked.body.id}`;
  await until('the bundle is made', async () => (await got<Job>(as, 'GET', where)).state !== 'working');
  assert.equal((await got<Job>(as, 'GET', where)).state, 'ready');
  const authorization = `Bearer ${await gateway.token(as[0], as[1])}`;
  const response = await fetch(new URL(`${where}/bundle`, gateway.url), { headers: { authorization } });
  return Buffer.from(await response.arrayBuffer());
}

test('what was owed is proved by a bundle, from which the report is counted again without a ledger', async (t) => {
  const subject = { kind: 'obligations', id: PROVIDER, period: local };
  const others = await gateway.call(consumer, 'POST', '/v1/evidence', { body: { subject } });
  assert.deepEqual([others.status, others.body.code], [404, 'NOT_FOUND']);
  const report = await got<SupervisionReport>(manager, 'GET', `${at}&organisation=${PROVIDER}`);
  const bundle = await bundleOf(provider, subject);
  const { valid, claims, faults } = await verifyBundle(bundle);
  assert.deepEqual([valid, faults], [true, []]);
  assert.ok(
    claims.some(({ statement }) => /owes file-service-change.* under article 27.*missed/.test(statement)),
  );
  const files = { report: 'owed.json', bundle: 'owed.zip', forged: 'forged.json' };
  const place = (name: string): string => path.join(gateway.config.stateDir, name);
  writeFileSync(place(files.report), JSON.stringify(report));
  writeFileSync(place(files.bundle), bundle);
  const line = new ImportLine(gateway);
  const check = (file: string): ReturnType<ImportLine['run']> =>
    line.run('supervision', '--verify', place(file), '--bundle', place(files.bundle));
  const same = await check(files.report);
  assert.deepEqual(
    [same.code, same.out.split('\n').at(-1)],
    [0, `SAME  8 items, as of block ${report.asOf.block}`],
  );
  assert.match(same.out, /^beyond {3}39-2: /);
  const forged = structuredClone(report) as { members: { items: { item: string; count: number }[] }[] };
  for (const item of forged.members[0]?.items ?? []) if (item.item === '39-7') item.count = 0;
  writeFileSync(place(files.forged), JSON.stringify(forged));
  const differs = await check(files.forged);
  assert.equal(differs.code, 1, differs.out);
  assert.match(differs.out, /differs {2}item 39-7: stated 0, in the bundle 1/);
  using second = new SecondVerifier();
  second.assertReady(t);
  const verdict = second.verify(bundle);
  assert.equal(verdict.status, 0, verdict.text);
});
