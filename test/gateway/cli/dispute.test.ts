// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { grant, publish } from '../../support/api-flows.js';
import { commandLine } from '../../support/command-line.js';
import { ARBITER, startCourt, use, type ReportedUse } from '../../support/dispute-flows.js';
import { CONSUMER, MANAGER, PROVIDER, type TestGateway } from '../../support/gateway.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let gateway: TestGateway;
let misuse: ReportedUse;

beforeAll(async () => {
  gateway = await startCourt();
  await grant(gateway, 'G-1', await publish(gateway, 'DISPUTED', 'conditional'));
  misuse = await use(gateway, 'G-1', { purpose: 'marketing' });
});

afterAll(() => gateway[Symbol.asyncDispose]());

const dispute = (organisation: string, ...words: readonly string[]): Promise<readonly string[]> =>
  commandLine(gateway, organisation, 'dispute', ...words);

test('a dispute goes from its opening to its end by command', async () => {
  const document = path.join(gateway.config.stateDir, 'letter.txt');
  writeFileSync(document, 'Why we think so, at length.');
  const text = ['--text', 'This is what we say.'] as const;
  const opening = ['open', 'D-1', '--kind', 'misuse', '--event', misuse.id, '--evidence', document];
  const [opened] = await dispute(PROVIDER, ...opening, '--statement', 'Used for marketing.');
  assert.match(opened ?? '', /^D-1 {2}misuse {2}opened {2}ProviderMSP against ConsumerMSP {2}answer due 20/);
  await dispute(CONSUMER, 'answer', 'D-1', ...text);
  await dispute(MANAGER, 'assign', 'D-1', '--arbitrator', ARBITER);
  const ruling = ['--finding', 'breach-of-terms', 'out-of-scope-use', '--responsible', CONSUMER];
  const measures = ['--remedy', 'report-measures', '--grant-action', 'suspend', '--reasons', 'Not granted.'];
  await dispute(ARBITER, 'rule', 'D-1', ...ruling, ...measures);
  await dispute(PROVIDER, 'accept', 'D-1', ...text);
  await dispute(CONSUMER, 'remedy', 'D-1', ...text);
  const [closed] = await dispute(PROVIDER, 'close', 'D-1', '--outcome', 'remedied');
  assert.match(closed ?? '', /closed {2}remedied/);
  const [json] = await dispute(PROVIDER, 'show', 'D-1', '--json');
  const { steps, rulings } = JSON.parse(json ?? '') as Dispute;
  const digest = createHash('sha256').update('Why we think so, at length.').digest('hex');
  assert.deepEqual(steps[0]?.evidence, [digest], 'the document is named by its digest');
  assert.deepEqual(rulings[0]?.findings, ['breach-of-terms', 'out-of-scope-use']);
  const shown = (await dispute(CONSUMER, 'show', 'D-1')).join('\n');
  assert.match(shown, /answer {2}ConsumerMSP {2}in time/);
  assert.match(
    shown,
    /ruling 1 by ArbiterMSP: breach-of-terms, out-of-scope-use; by ConsumerMSP; grant: suspend/,
  );
});

test('an arbitrator recuses itself by command, and is not named again', async () => {
  const about = ['--kind', 'other', '--grant', 'G-1', '--correlation', misuse.correlation];
  await dispute(CONSUMER, 'open', 'D-RECUSED', ...about, '--statement', 'The attestation is missing.');
  await dispute(PROVIDER, 'answer', 'D-RECUSED', '--text', 'It came.');
  await dispute(MANAGER, 'assign', 'D-RECUSED', '--arbitrator', ARBITER);
  const [recused] = await dispute(ARBITER, 'recuse', 'D-RECUSED', '--text', 'We run that system.');
  assert.match(recused ?? '', /^D-RECUSED {2}other {2}recused {2}.* {2}assign due 20/);
  const shown = (await dispute(MANAGER, 'show', 'D-RECUSED')).join('\n');
  assert.match(shown, /recuse {2}ArbiterMSP {2}in time/);
  await assert.rejects(dispute(MANAGER, 'assign', 'D-RECUSED', '--arbitrator', ARBITER), {
    code: 'CONFLICT_OF_INTEREST',
  });
  await dispute(CONSUMER, 'withdraw', 'D-RECUSED', '--text', 'It came.');
});

test('disputes are listed by what they are about', async () => {
  const about = ['open', 'D-2', '--kind', 'other', '--grant', 'G-1', '--correlation', misuse.correlation];
  await dispute(CONSUMER, ...about, '--statement', 'The attestation is missing.');
  const listed = await dispute(PROVIDER, 'list', '--opener', CONSUMER);
  assert.deepEqual(
    listed.map((line) => line.split(' ')[0]),
    ['D-2', 'D-RECUSED'],
  );
  assert.equal((await dispute(PROVIDER, 'list')).length, 3);
  const [taken] = await dispute(CONSUMER, 'withdraw', 'D-2', '--text', 'It came.');
  assert.match(taken ?? '', /withdrawn/);
});

test('a dispute about nothing is not opened', async () => {
  const words = ['open', 'D-3', '--kind', 'other', '--statement', 'Something is wrong.'];
  await assert.rejects(dispute(PROVIDER, ...words), { name: 'UsageError' });
});
