// SPDX-License-Identifier: Apache-2.0
/**
 * A network of its own, from the command line's door: what `make up` starts, who can rule there, how organisations
 * join (at once, broken off, frozen out for a while), and what a revoked user leaves working.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Conflict } from '@catalog-chain/chaincode/domain/dispute/dispute-conflicts';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import { run } from '@catalog-chain/network/engine/shell';
import { eventually } from '@catalog-chain/network/engine/wait';
import { v7 as uuid } from 'uuid';
import { name as sharedName, portBase } from '../support/fabric-network.js';
import { NetworkCommand } from '../support/network-command.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const network = new NetworkCommand(`${sharedName}-door`, portBase + 2_000);
const FOUNDERS = ['provider', 'consumer', 'manager', 'auditor', 'arbiter'];

/** So long the joiner's peer cannot read the block that admits it: more than enough for its vote to be refused. */
const FROZEN_MS = 8_000;

const consumer = ['ConsumerMSP', 'officer'] as const;
const manager = ['ManagerMSP', 'officer'] as const;

beforeAll(async () => {
  const { stdout } = await network.run('up');
  assert.match(stdout, /Logins[\s\S]*appeals +ArbiterMSP/);
});

afterAll(async () => {
  await network.run('down');
});

/** Processes of the founders' gateways on this machine. */
async function gatewayProcesses(): Promise<string[]> {
  const containers = FOUNDERS.map((member) => `${network.name}-${member}-gateway-1`);
  const said = await run('docker', [
    'inspect',
    '--format',
    '{{.State.Pid}} {{.State.Running}}',
    ...containers,
  ]);
  return said.trim().split('\n');
}

async function orderers(command: 'pause' | 'unpause'): Promise<void> {
  const ordering = ['provider', 'consumer', 'manager'];
  await run('docker', [command, ...ordering.map((member) => `${network.name}-${member}-orderer-1-1`)]);
}

interface Readiness {
  readonly status: string;
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly code?: string }>>;
}

const readiness = async (organisation: string): Promise<Readiness> =>
  (await (await fetch(`${network.urlOf(organisation)}/readyz`)).json()) as Readiness;

type Shown = Dispute & { readonly conflicts?: readonly Conflict[] };

/** Reports a use and waits for its commit. @returns its state */
async function report(role: 'officer' | 'submitter'): Promise<string> {
  const use = {
    id: uuid(),
    kind: 'use',
    correlation: uuid(),
    grant: 'G-ENROLMENT',
    count: 1,
    action: 'verify',
    at: new Date().toISOString(),
    system: 'ConsumerMSP:means-test',
    actorId: 'clerk 7',
    purpose: 'means-test',
    outcome: 'ok',
  };
  const { state } = await network.ask<{ state: string }>(['ConsumerMSP', role], '/v1/usage-events', use, {
    prefer: 'wait=20',
  });
  return state;
}

test('a dispute is ruled and appealed on what was started, each step at its own organisation’s gateway', async () => {
  const at = `/v1/disputes/D-ENROLMENT`;
  const ruling = {
    findings: ['out-of-scope-use'],
    responsible: 'ConsumerMSP',
    remedy: { action: 'report-measures' },
    reasons: 'The reports show use at the desk.',
  };
  await network.ask(consumer, `${at}/answer`, { text: 'The desk works for the means test.' });
  await network.ask(manager, `${at}/assignment`, { arbitrator: 'AuditorMSP' });
  await network.ask(['AuditorMSP', 'arbitrator'], `${at}/ruling`, ruling);
  await network.ask(consumer, `${at}/appeal`, { text: 'The means test is what the desk does.' });
  await network.ask(manager, `${at}/assignment`, { arbitrator: 'ArbiterMSP' });
  const upheld = await network.ask<Dispute>(['ArbiterMSP', 'arbitrator'], `${at}/ruling`, {
    ...ruling,
    outcome: 'upheld',
  });
  assert.deepEqual(
    upheld.rulings.map(({ arbitrator, outcome }) => [arbitrator, outcome]),
    [
      ['AuditorMSP', undefined],
      ['ArbiterMSP', 'upheld'],
    ],
  );
});

test('an arbitrator recuses itself over Fabric: it is not named again, and what it ruled on the grant before is told', async () => {
  const opening = {
    id: 'D-RECUSED',
    kind: 'other',
    subject: { kind: 'grant', grant: 'G-ENROLMENT' },
    statement: 'The answers are empty.',
  };
  const at = '/v1/disputes/D-RECUSED';
  await network.ask(consumer, '/v1/disputes', opening);
  await network.ask(['ProviderMSP', 'officer'], `${at}/answer`, { text: 'They are not.' });
  await network.ask(manager, `${at}/assignment`, { arbitrator: 'AuditorMSP' });
  await eventually(
    'what the arbitrator ruled before is told at its own gateway',
    async () => {
      const { conflicts } = await network.ask<Shown>(['AuditorMSP', 'arbitrator'], at);
      assert.deepEqual(conflicts, [{ reason: 'ruled-on-grant', dispute: 'D-ENROLMENT' }]);
    },
    { timeoutMs: 180_000 },
  );
  const why = { text: 'This office audited the system that it is about.' };
  const recused = await network.ask<Dispute>(['AuditorMSP', 'arbitrator'], `${at}/recusal`, why);
  assert.deepEqual([recused.state, recused.arbitrators.map((one) => one.recused)], ['recused', [true]]);
  await assert.rejects(
    network.ask(manager, `${at}/assignment`, { arbitrator: 'AuditorMSP' }),
    /CONFLICT_OF_INTEREST/,
  );
  const again = await network.ask<Dispute>(manager, `${at}/assignment`, { arbitrator: 'ArbiterMSP' });
  assert.deepEqual([again.state, again.arbitrators.at(-1)?.organisation], ['assigned', 'ArbiterMSP']);
});

test('two organisations join at once and orderers freeze meanwhile: both are in, and the others’ gateways run on', async () => {
  const before = await gatewayProcesses();
  const first = network.start('org', 'tax-office');
  await first.says('tax-office enrolled');
  const second = network.start('org', 'registry');
  await second.says('waiting for “org tax-office”');
  await first.says('channel updated');
  await orderers('pause');
  await delay(FROZEN_MS);
  await orderers('unpause');
  const [one, other] = await Promise.all([first.ended, second.ended]);
  assert.equal(one.code, 0, one.stderr);
  assert.equal(other.code, 0, other.stderr);
  assert.deepEqual(await gatewayProcesses(), before);
  await followPrintedSteps(one.stdout);
});

/** Runs what the command printed under “What to do next”, as it stands. */
async function followPrintedSteps(stdout: string): Promise<void> {
  assert.match(stdout, /TaxOfficeMSP has joined\. Its gateway: http:\/\/127/);
  assert.match(stdout, /tax-office-officer .*\n +eyJ/);
  const commands = stdout.split('\n').filter((line) => line.trimStart().startsWith('curl '));
  assert.equal(commands.length, 4, stdout);
  for (const command of commands) {
    const follow = (): Promise<unknown> => promisify(execFile)('bash', ['-c', command]);
    // The joiner's own gateway may see what the manager has just written a moment later.
    await eventually(command.slice(0, 400), follow, { timeoutMs: 180_000 });
  }
  const duty = await network.ask<{ owner?: string }>(
    ['TaxOfficeMSP', 'officer'],
    '/v1/duties/TaxOfficeMSP:first',
  );
  assert.ok(duty);
}

test('a join that was killed keeps nobody from joining, and goes on when it is asked for again', async () => {
  const late = network.start('org', 'late');
  await late.says('channel updated');
  late.child.kill('SIGKILL');
  await late.ended;
  const early = network.start('org', 'early');
  await eventually('the authority of early to be started', () => isThere('early-ca-1'), {
    timeoutMs: 180_000,
  });
  early.child.kill('SIGKILL');
  await early.ended;
  assert.match((await network.run('status')).stdout, /late is on its way in[\s\S]*early is on its way in/);
  assert.match(
    (await network.run('org', 'early')).stderr,
    /the join that broke off is undone and begun anew/,
  );
  assert.match((await network.run('org', 'late')).stderr, /going on with the join that broke off/);
  const again = await network.start('org', 'late').ended;
  assert.equal(again.code, 1);
  assert.match(again.stderr, /late is a member already/);
  assert.doesNotMatch((await network.run('status')).stdout, /on its way in/);
});

async function isThere(service: string): Promise<void> {
  await run('docker', ['inspect', `${network.name}-${service}`]);
}

test('a revoked user hinders nobody else, readiness tells of it, and a successor is enrolled', async () => {
  await network.run('revoke', 'consumer', 'submitter');
  const told = async (): Promise<void> => {
    const { status, checks } = await readiness('ConsumerMSP');
    assert.deepEqual(checks['identity ConsumerMSP submitter'], { ok: false, code: 'IDENTITY_REFUSED' });
    assert.equal(status, 'ready', JSON.stringify(checks));
  };
  await eventually('readiness to tell of the revoked submitter', told, { timeoutMs: 180_000 });
  assert.equal(await report('officer'), 'committed', 'the officer’s certificate stands in');
  const { stderr } = await network.run('renew', 'consumer');
  assert.match(stderr, /submitter: .*submitter-2 succeeds it/);
  const { status, checks } = await readiness('ConsumerMSP');
  assert.equal(status, 'ready');
  assert.equal(checks['identity ConsumerMSP submitter'], undefined);
  assert.equal(await report('submitter'), 'committed');
});

test('without anybody who may report the gateway is not ready, and after renewal it sends what waited', async () => {
  await network.run('revoke', 'consumer', 'submitter');
  await network.run('revoke', 'consumer', 'officer');
  await network.run('revoke', 'consumer', 'officer');
  const silenced = async (): Promise<void> => {
    const { status, checks } = await readiness('ConsumerMSP');
    assert.deepEqual(checks['reporting'], { ok: false, code: 'IDENTITY_REFUSED' });
    assert.deepEqual(checks['ledger'], { ok: true }, 'others of the organisation are still taken');
    assert.equal(status, 'not-ready');
  };
  await eventually('readiness to tell that nobody can report', silenced, { timeoutMs: 180_000 });
  await network.run('renew', 'consumer', 'submitter');
  await network.run('renew', 'consumer', 'officer');
  assert.equal((await readiness('ConsumerMSP')).status, 'ready');
  assert.equal(await report('officer'), 'committed');
});

test('an organisation whose administrator was revoked renews it, and signs for the channel again', async () => {
  await network.run('revoke', 'provider', 'admin');
  await network.run('renew', 'provider', 'admin');
  await network.run('revoke', 'provider', 'auditor');
});
