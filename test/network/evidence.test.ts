// SPDX-License-Identifier: Apache-2.0
/**
 * Two gateways of one organisation, each a process, on one PostgreSQL and one Fabric network; bundles made through
 * both Fabric adapters, and verified by processes that have neither ledger nor network.
 */
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { MembershipHistory } from '@catalog-chain/chaincode/domain/members/membership';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { readLines, type ReadLine } from '@catalog-chain/verifier/format';
import { readResponse } from '@catalog-chain/verifier/wire/envelope';
import type { Job } from '@catalog-chain/gateway/evidence/jobs/job';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import { eventually } from '@catalog-chain/network/engine/wait';
import { v7 as uuid } from 'uuid';
import { unique } from '../contracts/ledger-harness.js';
import { PERIOD } from '../support/evidence-market.js';
import { fabricProfile } from '../support/fabric-ledger.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { startGatewayProcess, type GatewayProcess } from '../support/gateway-process.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { emptyDatabase } from '../support/postgres.js';
import { scratch } from '../support/probe.js';
import { SecondVerifier } from '../support/second-verifier.js';
import { afterAll, beforeAll, test } from '../support/testing.js';

const CLI = fileURLToPath(import.meta.resolve('@catalog-chain/gateway/cli/main'));
const network = await sharedNetwork();
const grant = unique('G-');
const resource = unique('R');
const folder = scratch();
const consumer = ['ConsumerMSP', 'officer'] as const;
const submitter = ['ConsumerMSP', 'submitter'] as const;
const ids = Array.from({ length: 6 }, () => uuid());

/** Many endorsed reads, and other bundles may come first: seconds on a quiet machine, minutes on a busy one. */
const BUNDLE_MS = 240_000;

/** A gateway of the organisation, its profile and state below the folder. */
function start(name: string, state: string, env: NodeJS.ProcessEnv): Promise<GatewayProcess> {
  const file = path.join(folder.path, `${state}.json`);
  writeFileSync(file, JSON.stringify(fabricProfile(network, name)), { mode: 0o600 });
  return startGatewayProcess({
    FABRIC_PROFILE: file,
    ORGANISATIONS: network.organisation(name).mspId,
    STATE_DIR: path.join(folder.path, state),
    ACTORS_DIR: path.join(folder.path, `${name}-actors`),
    ...env,
  });
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  assert.ok(response.ok, `${response.url}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

beforeAll(() => layCatalogue(network, resource));
afterAll(() => {
  folder[Symbol.dispose]();
});

const use = (id: string): object => ({
  id,
  kind: 'use',
  correlation: uuid(),
  grant,
  recordId: 'HR-2026-18',
  action: 'query',
  outcome: 'ok',
  at: new Date().toISOString(),
  system: 'ConsumerMSP:SYS',
  actorId: 'clerk 7',
  purpose: 'AID',
});

type As = Parameters<GatewayProcess['call']>[0];

const ask = async (gateway: GatewayProcess, as: As, subject: object): Promise<Job> =>
  bodyOf<Job>(await gateway.call(as, '/v1/evidence', { subject }));

/** Waits for the bundle, and keeps it in the folder. */
async function keep(gateway: GatewayProcess, as: As, id: string, name: string): Promise<void> {
  const ready = async (): Promise<void> => {
    const job = await bodyOf<Job>(await gateway.call(as, `/v1/evidence/${id}`));
    assert.equal(job.state, 'ready', JSON.stringify(job));
  };
  await eventually('the bundle', ready, { timeoutMs: BUNDLE_MS });
  const download = await gateway.call(as, `/v1/evidence/${id}/bundle`);
  writeFileSync(path.join(folder.path, 'bundles', name), Buffer.from(await download.arrayBuffer()));
}

/** Asks until the gateway dies of a bundle that it makes: some it may have left to the other. @returns the last asked for */
async function dyingIn(gateway: GatewayProcess, subject: object): Promise<string> {
  let last = '';
  for (let isDead = false; !isDead;) {
    const dead = gateway.ended.then(() => true);
    // It may die of an earlier one while it is asked for another.
    const asked = await ask(gateway, consumer, subject).catch((error: unknown) => {
      if (error instanceof TypeError) return undefined;
      throw error;
    });
    last = asked?.id ?? last;
    isDead = await Promise.race([dead, delay(5_000, false)]);
  }
  return last;
}

test('two gateways on one PostgreSQL share uses and bundles, and one makes what the other died of making', async (t) => {
  const DATABASE_URL = await emptyDatabase(t);
  mkdirSync(path.join(folder.path, 'bundles'));
  const env = { LEDGER: 'fabric-gateway', DATABASE_URL };
  await using one = await start('consumer', 'one', {
    ...env,
    REPLICA: '0',
    CATALOG_CHAIN_FAILPOINT: 'evidence:2',
  });
  await using two = await start('consumer', 'two', { ...env, REPLICA: '1' });
  await bodyOf(await one.call(consumer, '/v1/requests', requestFor(grant, resource)));
  const report = async (gateway: GatewayProcess, own: readonly string[]): Promise<void> => {
    const answer = await gateway.call(submitter, '/v1/usage-events', own.map(use));
    assert.equal((await bodyOf<{ state: string }>(answer)).state, 'committed');
  };
  await Promise.all([report(one, ids.slice(0, 3)), report(two, ids.slice(3))]);
  for (const gateway of [one, two]) {
    const all = async (): Promise<void> => {
      const at = `/v1/usage-events?grant=${grant}`;
      const { items } = await bodyOf<Page<UsageEvent>>(await gateway.call(consumer, at));
      assert.deepEqual(items.map(({ leaf }) => leaf.id).sort(), [...ids].sort());
      assert.equal(new Set(items.map(({ batch }) => batch.journal)).size, 2, 'a journal each');
      assert.equal(new Set(items.map(({ leaf }) => leaf.actor)).size, 1, 'one pseudonym for one person');
    };
    await eventually('all uses at either gateway', all, { timeoutMs: 180_000 });
  }
  const [first = ''] = ids;
  const receipt = await bodyOf<{ state: string }>(await two.call(submitter, `/v1/receipts/${first}`));
  assert.equal(receipt.state, 'committed', 'the receipt of the other gateway');
  const asked = await ask(one, consumer, { kind: 'event', id: first });
  await keep(two, consumer, asked.id, 'event.zip');
  const month = await dyingIn(one, { kind: 'grant', id: grant, period: PERIOD });
  await keep(two, consumer, month, 'month.zip');
  for (const { log } of [one, two]) assert.ok(!log.some((line) => line.includes('HR-2026-18')));
}, 900_000);

/** Who the members were, as a bundle has it. */
function membersIn(lines: Buffer): string[] {
  for (const line of readLines(lines)) {
    const { key, payload } = JSON.parse(line) as ReadLine;
    if (key[0] !== 'membership-history') continue;
    const { result } = readResponse('catalog', Buffer.from(payload, 'base64'));
    const { versions } = JSON.parse(Buffer.from(result).toString('utf8')) as MembershipHistory;
    return versions.at(-1)?.members.map(({ mspId }) => mspId) ?? [];
  }
  return [];
}

test('the manager’s gateway records who the members are, and every bundle brings it', async () => {
  await using manager = await start('manager', 'manager', { LEDGER: 'fabric-gateway' });
  const officer = ['ManagerMSP', 'officer'] as const;
  const known = async (): Promise<void> => {
    await bodyOf(await manager.call(officer, `/v1/grants/${grant}`));
  };
  await eventually('the grant at the manager’s', known, { timeoutMs: 180_000 });
  const recorded = async (): Promise<void> => {
    const { id } = await ask(manager, officer, { kind: 'event', id: ids[0] });
    await keep(manager, officer, id, 'managed.zip');
    const files = await openBundle(readFileSync(path.join(folder.path, 'bundles', 'managed.zip')));
    const members = membersIn(files.get('reads.ndjson') ?? Buffer.alloc(0));
    assert.deepEqual(members, network.organisations.map(({ mspId }) => mspId).sort());
  };
  await eventually('the members on the ledger', recorded, { timeoutMs: BUNDLE_MS });
});

test('the older client makes a bundle as well', async () => {
  await using provider = await start('provider', 'provider', { LEDGER: 'fabric-network' });
  const month = { kind: 'grant', id: grant, period: PERIOD };
  const seen = async (): Promise<void> => {
    await bodyOf(await provider.call(['ProviderMSP', 'officer'], `/v1/grants/${grant}`));
  };
  await eventually('the grant at the provider’s', seen, { timeoutMs: 180_000 });
  const officer = ['ProviderMSP', 'officer'] as const;
  await keep(provider, officer, (await ask(provider, officer, month)).id, 'older-client.zip');
});

/** Without any network where the machine lets us, and in any case without a ledger to ask. */
function verify(file: string, trust: string): ReturnType<typeof spawnSync> {
  const command = [process.execPath, CLI, 'verify', file, '--trust', trust];
  const cut =
    spawnSync('unshare', ['--net', 'true']).status === 0 ? ['unshare', '--net', ...command] : command;
  const [program = '', ...args] = cut;
  return spawnSync(program, args, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] },
    timeout: BUNDLE_MS,
  });
}

test('with gateways gone and no network, both verifiers prove the bundles by the members’ own roots', (t) => {
  const trust = path.join(folder.path, 'roots');
  mkdirSync(trust);
  for (const { mspId, caPem } of network.organisations)
    writeFileSync(path.join(trust, `${mspId}.pem`), caPem);
  const bundles = path.join(folder.path, 'bundles');
  const names = readdirSync(bundles).sort();
  assert.deepEqual(names, ['event.zip', 'managed.zip', 'month.zip', 'older-client.zip']);
  using python = new SecondVerifier();
  for (const name of names) {
    const { status, stdout, stderr } = verify(path.join(bundles, name), trust);
    assert.equal(status, 0, String(stdout) + String(stderr));
    assert.match(
      String(stdout),
      /ledger {4}fabric,[\s\S]*as of {5}block \d+,[\s\S]*roots {5}yours[\s\S]*VALID\n$/,
    );
    if (name !== 'event.zip' && name !== 'managed.zip')
      assert.match(String(stdout), /ConsumerMSP reported 6 events of grant/);
  }
  python.assertReady(t);
  for (const name of names) {
    const second = python.verifyFile(path.join(bundles, name), trust);
    assert.equal(second.status, 0, second.text);
  }
});
