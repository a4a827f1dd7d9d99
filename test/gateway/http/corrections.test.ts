// SPDX-License-Identifier: Apache-2.0
/** Wrong data and working days at the user's door: reports, answers, disputes; the calendar by one command. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Correction } from '@catalog-chain/chaincode/domain/dispute/correction-records';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import { CALENDARS } from '@catalog-chain/gateway/cli/calendars';
import { grant, publish, registerMembers, registerSystems } from '../../support/api-flows.js';
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

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  await registerMembers(gateway);
  await registerSystems(gateway);
  await grant(gateway, 'G-1', await publish(gateway, 'WRONG', 'conditional'));
});

afterAll(async () => {
  assert.deepEqual(gateway.departures, []);
  await gateway[Symbol.asyncDispose]();
});

const report = (id: string) => ({
  id,
  grant: 'G-1',
  subject: { kind: 'record', record: 'B'.repeat(42) + 'A' },
  statement: 'Married before birth',
  evidence: ['c'.repeat(64), 'b'.repeat(64)],
});

test('a consumer reports wrong data by its commitment, and the provider corrects it', async () => {
  const opened = await gateway.call<Correction>(consumer, 'POST', '/v1/corrections', { body: report('C-1') });
  assert.equal(opened.status, 201, opened.text);
  assert.equal(opened.headers.get('location'), '/v1/corrections/C-1');
  const plain = { ...report('C-2'), subject: { kind: 'record', record: 'HR-17' } };
  const refused = await gateway.call(consumer, 'POST', '/v1/corrections', { body: plain });
  assert.equal(refused.body.code, 'INVALID_ARGUMENT');
  const body = { outcome: 'corrected', text: 'A year was mistyped' };
  const wrongSide = await gateway.call(consumer, 'POST', '/v1/corrections/C-1/answer', { body });
  assert.equal(wrongSide.body.code, 'NOT_OWNER');
  const answered = await gateway.call<Correction>(provider, 'POST', '/v1/corrections/C-1/answer', { body });
  assert.equal(answered.body.state, 'corrected', answered.text);
  const listed = await gateway.call<Page<Correction>>(
    consumer,
    'GET',
    '/v1/corrections?state=corrected&grant=G-1',
  );
  assert.deepEqual(
    listed.body.items.map(({ id }) => id),
    ['C-1'],
  );
  assert.equal((await gateway.call([AUDITOR, 'officer'], 'GET', '/v1/corrections/C-1')).status, 404);
  assert.equal((await gateway.call([AUDITOR, 'auditor'], 'GET', '/v1/corrections/C-1')).status, 422);
});

test('an answer that is not accepted becomes a dispute in one call', async () => {
  await gateway.call(consumer, 'POST', '/v1/corrections', { body: report('C-3') });
  const early = { body: { dispute: 'D-3', statement: 'It takes too long' } };
  const refused = await gateway.call(consumer, 'POST', '/v1/corrections/C-3/dispute', early);
  assert.equal(refused.body.code, 'CONDITION_NOT_MET');
  const body = { outcome: 'not-wrong', text: 'The register says so' };
  await gateway.call(provider, 'POST', '/v1/corrections/C-3/answer', { body });
  const made = await gateway.call<Correction>(consumer, 'POST', '/v1/corrections/C-3/dispute', {
    body: { dispute: 'D-3', statement: 'The register is wrong' },
  });
  assert.deepEqual([made.body.state, made.body.dispute], ['disputed', 'D-3'], made.text);
  const { body: dispute } = await gateway.call<Dispute>(provider, 'GET', '/v1/disputes/D-3');
  assert.deepEqual([dispute.kind, dispute.state, dispute.respondent], ['quality', 'opened', PROVIDER]);
});

test('a report is taken back until it is answered', async () => {
  await gateway.call(consumer, 'POST', '/v1/corrections', { body: report('C-4') });
  const taken = await gateway.call<Correction>(consumer, 'POST', '/v1/corrections/C-4/withdrawal');
  assert.equal(taken.body.state, 'withdrawn', taken.text);
  const owed = await gateway.call<{ standing: string }>(
    provider,
    'GET',
    '/v1/obligations/correct-data~C-4~1',
  );
  assert.equal(owed.body.standing, 'void');
});

test('the announced holidays of China are set by one command, once, and keep the other rules', async () => {
  const before = await gateway.call<Policy>(consumer, 'GET', '/v1/policies/current');
  const [line] = await commandLine(gateway, MANAGER, 'calendar', 'set', 'cn');
  assert.match(line ?? '', /^policy 1: 61 free days, 11 days worked for them$/);
  const { body: policy } = await gateway.call<Policy>(consumer, 'GET', '/v1/policies/current');
  assert.deepEqual([policy.profile, policy.deadlines], [before.body.profile, before.body.deadlines]);
  assert.ok(policy.calendar.holidays.includes('2026-02-17'));
  assert.ok(policy.calendar.workdays.includes('2026-02-28'));
  const [again] = await commandLine(gateway, MANAGER, 'calendar', 'set', 'cn');
  assert.equal(again, 'policy 1 has this calendar already');
});

test('a file sets the years that it names and leaves the others', async () => {
  const file = path.join(gateway.config.stateDir, 'calendar.json');
  writeFileSync(
    file,
    JSON.stringify({ 2026: { free: [['2026-01-01', '2026-01-02']], worked: ['2026-01-04'] } }),
  );
  await commandLine(gateway, MANAGER, 'calendar', 'set', file);
  const { body: policy } = await gateway.call<Policy>(consumer, 'GET', '/v1/policies/current');
  const of = (year: string, days: readonly string[]) => days.filter((day) => day.startsWith(year));
  assert.deepEqual(of('2026', policy.calendar.holidays), ['2026-01-01', '2026-01-02']);
  assert.equal(of('2025', policy.calendar.workdays).length, CALENDARS.cn['2025']?.worked.length);
});
