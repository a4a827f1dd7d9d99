// SPDX-License-Identifier: Apache-2.0
/** Disturbs the run's network; each test leaves it well. The runner runs such files last, one after the other. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addOrganisation } from '@catalog-chain/network/commands/add-organisation';
import { run } from '@catalog-chain/network/engine/shell';
import { eventually } from '@catalog-chain/network/engine/wait';
import { upgradeChaincode } from '@catalog-chain/network/commands/upgrade-chaincode';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import type { Page } from '@catalog-chain/gateway/index/model/pages';
import type { UsageEvent } from '@catalog-chain/gateway/index/model/usage-events';
import type { StartedNetwork } from '@catalog-chain/network/started/started-network';
import { CommitError, EndorseError, GatewayError, StatusCode } from '@hyperledger/fabric-gateway';
import { v7 as uuid } from 'uuid';
import { unique } from '../contracts/ledger-harness.js';
import { attachGateway, call } from '../support/attached-gateway.js';
import { FabricClient, found, readMember, readMemberOnce, writeMember } from '../support/fabric-client.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { layCatalogue, requestFor } from '../support/network-catalogue.js';
import { content, sharing } from '../support/sharing.js';
import { scratch } from '../support/probe.js';
import { beforeAll, test } from '../support/testing.js';

let network = await sharedNetwork();

beforeAll(() => found(network));

const started = async (container: string): Promise<string> =>
  (await run('docker', ['inspect', '--format', '{{.State.StartedAt}}', container])).trim();

/** Runs the disturbance and checks that no chaincode service was restarted by it or after it. */
async function chaincodeUntouched(disturb: () => Promise<void>): Promise<void> {
  const services = network.organisations.map(({ chaincode }) => chaincode.container);
  const since = await Promise.all(services.map(started));
  await disturb();
  assert.deepEqual(await Promise.all(services.map(started)), since);
}

test('a restarted peer endorses and commits again, its chaincode left running', async () => {
  await chaincodeUntouched(async () => {
    await network.organisation('consumer').peers[0]?.restart();
    await network.ready();
    await readMember(network, await writeMember(network), 'consumer');
  });
});

test('peers killed and recreated all at once heal, their chaincode left running', async () => {
  await chaincodeUntouched(async () => {
    const containers = network.organisations.flatMap(({ peers }) => peers.map(({ container }) => container));
    await run('docker', ['rm', '--force', ...containers]);
    await Promise.all(
      network.organisations.map(({ project, plan }) =>
        project.up(...plan.peers.map(({ service }) => service)),
      ),
    );
    await network.ready();
    await readMember(network, await writeMember(network), 'provider');
  });
});

test('a call that needs chaincode which is away fails clearly, and succeeds once it is back', async () => {
  const { chaincode, mspId } = network.organisation('consumer');
  await chaincode.kill();
  using client = new FabricClient(network, 'consumer', 'officer');
  const call = { endorsingOrganizations: [mspId] };
  const ask = (): Promise<unknown> =>
    client.contract.newProposal('org.hyperledger.fabric:GetMetadata', call).endorse();
  await assert.rejects(ask(), GatewayError);
  await chaincode.start();
  await network.ready();
  await ask();
});

test('when the leading orderer is killed, another leads and writes go on', async () => {
  const leader = await network.leader();
  await leader.kill();
  const successor = await eventually(
    'another leader',
    async () => {
      const now = await network.leader();
      assert.notEqual(now.container, leader.container);
      return now;
    },
    { timeoutMs: 180_000 },
  );
  await eventually('a write', () => writeMember(network), { timeoutMs: 180_000 });
  await leader.start();
  await leader.healthy();
  assert.notEqual(successor.container, leader.container);
});

test('without a quorum of orderers nothing commits and reads still work; with it back, writes go on', async () => {
  const member = await writeMember(network);
  const lost = network.orderers.slice(0, 2);
  await Promise.all(lost.map((orderer) => orderer.kill()));
  await assert.rejects(writeMember(network));
  await readMember(network, member, 'consumer');
  await Promise.all(lost.map((orderer) => orderer.start()));
  await Promise.all(lost.map((orderer) => orderer.healthy()));
  await network.leader();
  await eventually('a write', () => writeMember(network), { timeoutMs: 180_000 });
});

test('two chaincode builds that disagree commit nothing, nor does one of them alone', async () => {
  const consumer = network.organisation('consumer');
  const honest = network.state.images.chaincode;
  const other = await tampered(honest);
  await consumer.replaceChaincode(other);
  try {
    await network.ready();
    await assert.rejects(submitWith('TogetherMSP', ['ProviderMSP', 'ConsumerMSP']), EndorseError);
    await assert.rejects(submitWith('AloneMSP', ['ConsumerMSP']), (error) => {
      assert.ok(error instanceof CommitError);
      return error.code === StatusCode.ENDORSEMENT_POLICY_FAILURE;
    });
    for (const mspId of ['TogetherMSP', 'AloneMSP']) {
      await assert.rejects(readMemberOnce(network, mspId, 'provider'), /NOT_FOUND/);
    }
  } finally {
    await consumer.replaceChaincode(honest);
    await run('docker', ['rmi', other]);
  }
  await network.ready();
});

/** Submits with the organisations given as endorsers, from the manager's peer. */
async function submitWith(mspId: string, endorsers: string[]): Promise<void> {
  using client = new FabricClient(network, 'manager', 'admin');
  const input = { mspId, code: `TEST:${mspId}`, names: { en: 'A test' }, roles: ['consumer'] };
  await client.contract.submit('organisation:register', {
    arguments: [encode(input)],
    endorsingOrganizations: endorsers,
  });
}

/** The chaincode's image with one change: what it writes has a blank at its end. */
async function tampered(image: string): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'tampered-'));
  writeFileSync(
    path.join(folder, 'tamper.cjs'),
    `const stub = require('/app/node_modules/fabric-shim/lib/stub.js');
     const put = stub.prototype.putState;
     stub.prototype.putState = function (key, value) {
       return put.call(this, key, Buffer.concat([Buffer.from(value), Buffer.from(' ')]));
     };`,
  );
  writeFileSync(
    path.join(folder, 'Dockerfile'),
    `FROM ${image}\nCOPY tamper.cjs /tamper.cjs\nENV NODE_OPTIONS=--require=/tamper.cjs\n`,
  );
  const made = await run('docker', ['build', '-q', folder], { env: { DOCKER_BUILDKIT: '0' } });
  rmSync(folder, { recursive: true });
  return made.trim();
}

test('a peer lost with its volume is restored from a copy of its data', async () => {
  const { peers, project } = network.organisation('consumer');
  const container = peers[0]?.container ?? '';
  const member = await writeMember(network);
  const folder = mkdtempSync(path.join(tmpdir(), 'peer-'));
  const copy = path.join(folder, 'peer.tar');
  await run('docker', ['stop', container]);
  await run('sh', ['-c', `docker cp ${container}:/data/. - > ${copy}`]);
  await run('docker', ['start', container]);
  const later = await writeMember(network);
  await run('docker', ['rm', '--force', container]);
  await run('docker', ['volume', 'rm', `${project.project}_peer-1`]);
  await project.compose(['up', '--no-start', 'peer-1']);
  await run('sh', ['-c', `docker cp - ${container}:/data < ${copy}`]);
  rmSync(folder, { recursive: true });
  await run('docker', ['start', container]);
  await network.ready();
  await readMember(network, member, 'consumer');
  await eventually('the blocks since the copy', () => readMemberOnce(network, later, 'consumer'), {
    timeoutMs: 180_000,
  });
});

/** Today's image with the contracts of commit a4007dd, the last ones without obligations, compiled then. */
async function olderImage(): Promise<string> {
  const image = 'catalog-chain/chaincode:before-the-law';
  const context = mkdtempSync(path.join(tmpdir(), 'older-'));
  const fixture = path.resolve(import.meta.dirname, '../../fixtures/chaincode-before-the-law.tar.gz');
  copyFileSync(fixture, path.join(context, 'dist.tar.gz'));
  writeFileSync(
    path.join(context, 'Dockerfile'),
    `FROM ${network.state.images.chaincode}\nADD dist.tar.gz /app/chaincode/\n`,
  );
  const label = ['--label', 'catalog-chain.image=true'];
  await run('docker', ['build', '-q', ...label, '-t', image, context], { env: { DOCKER_BUILDKIT: '0' } });
  rmSync(context, { recursive: true });
  return image;
}

const upgraded = (image: string): Promise<StartedNetwork> =>
  upgradeChaincode(network, `${network.state.chaincode.sequence + 1}.0`, undefined, image);

test('contracts from before the law are replaced on the running network, with uses before, meanwhile and after', async () => {
  const member = await writeMember(network);
  const today = network.state.images.chaincode;
  network = await upgraded(await olderImage());
  const resource = unique('R');
  await layCatalogue(network, resource);
  using folder = scratch();
  await using consumer = await attachGateway(network, 'consumer', 'fabric-gateway', folder.path);
  using owner = new FabricClient(network, 'provider', 'officer');
  /** An entry that says what the law asks, in a field that older contracts do not know. */
  const write = (code: string): Promise<unknown> => {
    const entry = { ...content(sharing('conditional')), formats: ['csv'] };
    return owner.contract.submitTransaction('resource:draft', encode({ code, content: entry }));
  };
  const unknownField = (error: unknown): boolean =>
    error instanceof EndorseError && JSON.stringify(error.details).includes('INVALID_ARGUMENT');
  await assert.rejects(write(unique('E')), unknownField);
  const grant = unique('G-');
  const asked = requestFor(grant, resource);
  await call<AccessRequest>(consumer, ['ConsumerMSP', 'officer'], '/v1/requests', asked);
  const use = async (): Promise<string> => {
    const { state } = await call<{ state: string }>(
      consumer,
      ['ConsumerMSP', 'submitter'],
      '/v1/usage-events',
      {
        id: uuid(),
        kind: 'use',
        correlation: uuid(),
        grant,
        recordId: 'HR-1',
        action: 'query',
        at: new Date().toISOString(),
        system: 'ConsumerMSP:SYS',
        actorId: 'clerk 7',
        purpose: 'AID',
        outcome: 'ok',
      },
    );
    return state;
  };
  assert.equal(await use(), 'committed');
  let done = false;
  const untilDone = async (): Promise<string[]> => {
    const reported: string[] = [];
    while (!done) reported.push(await use());
    return reported;
  };
  const { sequence } = network.state.chaincode;
  const upgrading = upgraded(today).finally(() => (done = true));
  const [now, states] = await Promise.all([upgrading, untilDone()]);
  network = now;
  assert.equal(network.state.chaincode.sequence, sequence + 1);
  assert.deepEqual(new Set(states), new Set(['committed']));
  assert.equal(await use(), 'committed');
  for (const { name } of network.organisations) await readMember(network, member, name);
  await write(unique('E'));
  const events = await call<Page<UsageEvent>>(
    consumer,
    ['ConsumerMSP', 'officer'],
    `/v1/usage-events?grant=${grant}&limit=1000`,
  );
  assert.equal(events.items.length, states.length + 2);
  assert.deepEqual(
    events.items.flatMap(({ violations }) => violations),
    [],
  );
});

test('an organisation joins the running channel, reads what was there and endorses', async () => {
  const member = await writeMember(network);
  await assert.rejects(addOrganisation(network, 'provider'), /member already/);
  await assert.rejects(addOrganisation(network, 'No Name'), /lower case/);
  const joiner = `tax-office-${network.organisations.length}`;
  network = await addOrganisation(network, joiner);
  await readMember(network, member, joiner);
  using client = new FabricClient(network, joiner, 'officer');
  const call = { endorsingOrganizations: network.organisations.map(({ mspId }) => mspId) };
  await client.contract.newProposal('org.hyperledger.fabric:GetMetadata', call).endorse();
});
