// SPDX-License-Identifier: Apache-2.0
/** Appraisals over HTTP and on the command line: who sees which, and that an altered one is found out. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommanderError } from 'commander';
import type { Appraisal } from '@catalog-chain/gateway/appraisal/report';
import { createProgram } from '@catalog-chain/gateway/cli/program';
import * as flows from '../../support/api-flows.js';
import { eventId } from '../../support/embedded-market.js';
import {
  AUDITOR,
  CONSUMER,
  MANAGER,
  PROVIDER,
  startTestGateway,
  type TestGateway,
} from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const PERIOD = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
const folder = mkdtempSync(path.join(tmpdir(), 'kpis-'));
let gateway: TestGateway;

const row = (n: number, change: object = {}): object => ({
  id: eventId(n),
  kind: 'use',
  correlation: `X-${n}`,
  grant: 'G-1',
  recordId: `A-${n}`,
  action: 'query',
  at: new Date().toISOString(),
  system: flows.CONSUMER_SYSTEM,
  actorId: 'clerk 7',
  purpose: 'housing',
  outcome: 'ok',
  ...change,
});

beforeAll(async () => {
  gateway = await startTestGateway();
  await flows.registerMembers(gateway);
  await flows.registerSystems(gateway);
  const resource = await flows.publish(gateway, 'MARRIAGES', 'conditional');
  await flows.grant(gateway, 'G-1', resource);
  const headers = { prefer: 'wait=10' };
  const claims = [row(1), row(2), row(3, { purpose: 'curiosity' })];
  const sent = await gateway.call([CONSUMER, 'submitter'], 'POST', '/v1/usage-events', {
    body: claims,
    headers,
  });
  assert.equal(sent.status, 200, sent.text);
  const body = [row(11, { correlation: 'X-1', recordId: 'A-1', system: flows.SYSTEM })];
  const attested = await gateway.call([PROVIDER, 'submitter'], 'POST', '/v1/attestations', { body, headers });
  assert.equal(attested.status, 200, attested.text);
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const OWN = `/v1/kpis?period=${PERIOD}`;
const rates = ({ figures }: Appraisal): Record<string, string> =>
  Object.fromEntries(figures.map(({ figure, met, of }) => [figure, `${met.count}/${of.count}`]));

test('an organisation sees its own appraisal', async () => {
  const consumer = await gateway.call<Appraisal>([CONSUMER, 'officer'], 'GET', OWN);
  assert.equal(consumer.status, 200, consumer.text);
  const found = rates(consumer.body);
  assert.deepEqual(
    [
      found['claims-within-grant'],
      found['reports-in-time'],
      found['uses-claimed'],
      found['requests-granted'],
    ],
    ['2/3', '3/3', '1/1', '1/1'],
  );
  const provider = rates((await gateway.call<Appraisal>([PROVIDER, 'officer'], 'GET', OWN)).body);
  assert.deepEqual([provider['uses-attested'], provider['resources-placed']], ['1/3', '1/1']);
});

test('a manager sees any, an auditor any on record, others none but their own', async () => {
  const path = `${OWN}&organisation=${CONSUMER}`;
  const manager = await gateway.call<Appraisal>([MANAGER, 'officer'], 'GET', path);
  assert.equal(manager.body.organisation, CONSUMER);
  const provider = await gateway.call([PROVIDER, 'officer'], 'GET', path);
  assert.deepEqual([provider.status, provider.body.code], [403, 'ROLE_REQUIRED']);
  const silent = await gateway.call([AUDITOR, 'auditor'], 'GET', path);
  assert.equal(silent.body.code, 'PURPOSE_REQUIRED');
  assert.equal((await gateway.call([AUDITOR, 'auditor'], 'GET', `${path}&purpose=appraisal`)).status, 200);
  const reads = await gateway.call<{ items: { subjects: string[] }[] }>(
    [CONSUMER, 'officer'],
    'GET',
    '/v1/audit-reads',
  );
  assert.deepEqual(
    reads.body.items.map(({ subjects }) => subjects),
    [[CONSUMER]],
  );
  const nobody = await gateway.call([MANAGER, 'officer'], 'GET', `${OWN}&organisation=NobodyMSP`);
  assert.equal(nobody.body.code, 'NOT_FOUND');
});

test('as CSV by Accept or format, and what is no month is refused', async () => {
  const headers = { accept: 'text/csv' };
  const csv = await gateway.call([CONSUMER, 'officer'], 'GET', OWN, { headers });
  assert.match(csv.headers.get('content-type') ?? '', /^text\/csv/);
  assert.match(
    csv.text,
    new RegExp(`^${CONSUMER},,${PERIOD},${PERIOD},\\d+,claims-within-grant,2,3,,,`, 'm'),
  );
  const same = await gateway.call([CONSUMER, 'officer'], 'GET', `${OWN}&format=csv`);
  assert.equal(same.text, csv.text);
  for (const query of [
    '',
    '?period=2026-13',
    `?period=2026-02&until=2026-01`,
    `${OWN.slice(8)}&format=xml`,
  ]) {
    const refused = await gateway.call([CONSUMER, 'officer'], 'GET', `/v1/kpis${query}`);
    assert.deepEqual([refused.status, refused.body.code], [400, 'INVALID_ARGUMENT'], query);
  }
});

async function run(...args: readonly string[]): Promise<{ code: number; out: string }> {
  const lines: string[] = [];
  let code = -1;
  const terminal = {
    out: (line: string) => lines.push(line),
    err: (line: string) => lines.push(line),
    isTerminal: false,
  };
  const program = createProgram(terminal, (exitCode) => (code = exitCode));
  const token = await gateway.token(CONSUMER, 'officer');
  try {
    await program.parseAsync([
      'node',
      'catalog-chain',
      'kpis',
      '--url',
      gateway.url,
      '--token',
      token,
      ...args,
    ]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return { code, out: lines.join('\n') };
}

function written(name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('the command line prints an appraisal and verifies it', async () => {
  const text = await run('--period', PERIOD);
  assert.equal(text.code, 0);
  assert.match(text.out, /^claims-within-grant +2 of 3$/m);
  const report = JSON.parse((await run('--period', PERIOD, '--json')).out) as Appraisal;
  const same = await run('--verify', written('same.json', report));
  assert.deepEqual([same.code, /^SAME {2}\d+ figures, as of block \d+$/.test(same.out)], [0, true]);
  const [first, ...rest] = report.figures;
  assert.ok(first);
  const raised = { ...first, met: { ...first.met, count: first.met.count + 1 } };
  const altered = await run('--verify', written('altered.json', { ...report, figures: [raised, ...rest] }));
  assert.equal(altered.code, 1);
  assert.match(altered.out, new RegExp(`^differs {2}${first.figure} {2}met: stated .*, recomputed .*$`));
  const digest = { ...first, of: { ...first.of, digest: 'ab'.repeat(32) } };
  const swapped = await run('--verify', written('digest.json', { ...report, figures: [digest, ...rest] }));
  assert.match(swapped.out, new RegExp(`^differs {2}${first.figure} {2}of: `));
  const short = await run('--verify', written('short.json', { ...report, figures: rest }));
  assert.match(short.out, new RegExp(`^differs {2}${first.figure} {2}figure: stated none`, 'm'));
  assert.equal((await run('--verify', written('other.json', { figures: [] }))).code, 2);
  assert.equal((await run('--verify', path.join(folder, 'none.json'))).code, 2);
});

test('an index with an altered row is found out by the report of an honest one', async () => {
  const report = (await gateway.call<Appraisal>([CONSUMER, 'officer'], 'GET', OWN)).body;
  const file = written('honest.json', report);
  const copy = path.join(folder, 'copy.sqlite');
  const source = new DatabaseSync(path.join(gateway.config.stateDir, 'index.sqlite'), { readOnly: true });
  source.exec(`vacuum into '${copy}'`);
  source.close();
  assert.equal((await run('--verify', file, '--index', copy)).code, 0);
  const held = new DatabaseSync(copy);
  held.exec('update ix_event set violations = null');
  const pardoned = await run('--verify', file, '--index', copy);
  assert.equal(pardoned.code, 1);
  assert.match(pardoned.out, /^differs {2}claims-within-grant {2}met: /m);
  assert.match(pardoned.out, /^differs {2}violations-wrong-purpose {2}met: /m);
  held.exec(`update ix_record set json = replace(json, '"count":3', '"count":4') where type = 'batch'`);
  held.close();
  assert.match((await run('--verify', file, '--index', copy)).out, /^differs {2}reports-in-time {2}of: /m);
});
