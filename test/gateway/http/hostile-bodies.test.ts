// SPDX-License-Identifier: Apache-2.0
/** Small bodies made to cost much: each is refused in about the time that reading it takes. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { registerMembers } from '../../support/api-flows.js';
import { MANAGER, PROVIDER, startTestGateway, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
const officer = [PROVIDER, 'officer'] as const;
const submitter = [PROVIDER, 'submitter'] as const;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
});

afterAll(() => gateway[Symbol.asyncDispose]());

/** Marks of two combining classes, out of order: putting n of them in order by insertion takes n² steps. */
const MARKS = '\u0315\u0300';
/** Of processor time, which other load on the machine does not change. The attacks took several times this. */
const PROMPT_MS = 3_000;

const gzip = { 'content-encoding': 'gzip' };
const json = { 'content-type': 'application/json' };
const duty = { code: 'X1', names: { en: 'A duty' }, legalBasis: 'An Act' };

async function promptly(
  as: readonly [string, 'officer' | 'submitter' | 'admin'],
  path: string,
  text: string,
  type = json['content-type'],
): Promise<{ readonly status: number; readonly text: string }> {
  const started = process.cpuUsage();
  const headers = { ...gzip, 'content-type': type };
  const { status, text: answer } = await gateway.call(as, 'POST', path, { raw: gzipSync(text), headers });
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1_000;
  assert.ok(took < PROMPT_MS, `${path}: took ${Math.round(took)} ms of processor time`);
  return { status, text: answer };
}

test('a text of nothing but combining marks is refused by its length, wherever a text may stand', async () => {
  const marks = `a${MARKS.repeat(80_000)}`;
  for (const body of [
    { ...duty, legalBasis: marks },
    { ...duty, names: { zh: marks } },
    { ...duty, code: marks },
    { ...duty, [marks]: 1 },
  ]) {
    assert.equal((await promptly(officer, '/v1/duties', JSON.stringify(body))).status, 400);
  }
  const member = { organisation: 'NewMSP', code: marks, roles: ['consumer'], names: { en: 'x' } };
  const refused = await promptly([MANAGER, 'admin'], '/v1/organisations', JSON.stringify(member));
  assert.equal(refused.status, 400);
});

test('plain identifiers in rows are refused by their length before they are brought into one form', async () => {
  const long = `a${MARKS.repeat(80_000)}`;
  for (const field of ['actorId', 'recordId', 'correlation', 'at', 'id', 'grant']) {
    const answer = await promptly(submitter, '/v1/attestations', JSON.stringify({ [field]: long }));
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
  }
});

test('many rows, each with marks just within the length, cost no more than their bytes', async () => {
  const actorId = `a${MARKS.repeat(255)}`;
  const rows = Array.from({ length: 4_000 }, () => JSON.stringify({ actorId }));
  const { status } = await promptly(submitter, '/v1/attestations', rows.join('\n'), 'application/x-ndjson');
  assert.equal(status, 200);
});

test('members that were not asked for are counted while they are read', async () => {
  const unknown = Object.fromEntries(Array.from({ length: 90_000 }, (_, i) => [`k${i}`, 1]));
  const texts = [
    { ...duty, ...unknown },
    { ...duty, names: { en: 'A duty', ...unknown } },
    { ...duty, names: [unknown] },
    unknown,
  ].map((body) => JSON.stringify(body));
  for (const text of texts) assert.equal((await promptly(officer, '/v1/duties', text)).status, 400);
  for (const text of texts) {
    const { status } = await promptly(submitter, '/v1/attestations', text);
    assert.equal(status, 400);
  }
});

test('a list longer than a field may hold is not looked at item by item', async () => {
  const duties = Array.from({ length: 250_000 }, () => 1);
  const body = JSON.stringify({ code: 'X', names: { en: 'x' }, duties });
  assert.equal((await promptly(officer, '/v1/systems', body)).status, 400);
});
