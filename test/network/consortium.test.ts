// SPDX-License-Identifier: Apache-2.0
import 'reflect-metadata';
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { globSync, statSync } from 'node:fs';
import { run } from '@catalog-chain/network/engine/shell';
import { userNames } from '@catalog-chain/network/consortium/plan';
import { X509Certificate as Parsed } from '@peculiar/x509';
import { FabricClient, found, readMember, writeMember } from '../support/fabric-client.js';
import { sharedNetwork } from '../support/fabric-network.js';
import { test } from '../support/testing.js';

const FABRIC_ATTRIBUTES = '1.2.3.4.5.6.7.8.1';
const network = await sharedNetwork();

test('what one organisation writes, every organisation reads from its own peer', async () => {
  await found(network);
  const member = await writeMember(network);
  for (const { name } of network.organisations) await readMember(network, member, name);
});

test('the provider’s second peer serves as well as its first', async () => {
  const [first, second] = network.organisation('provider').peers;
  assert.ok(first && second);
  using client = new FabricClient(network, 'provider', 'officer', 1);
  await client.contract.newProposal('org.hyperledger.fabric:GetMetadata').endorse();
});

test('every user’s certificate carries its role and comes from its own organisation’s authority', () => {
  for (const { users, caPem, mspId } of network.organisations) {
    const authority = new X509Certificate(caPem);
    for (const name of userNames) {
      const { certificatePem } = users[name];
      const certificate = new X509Certificate(certificatePem);
      assert.ok(certificate.verify(authority.publicKey), `${mspId} ${name}`);
      const extension = new Parsed(certificatePem).getExtension(FABRIC_ATTRIBUTES);
      assert.ok(extension);
      const { attrs } = JSON.parse(Buffer.from(extension.value).toString()) as { attrs: object };
      assert.equal((attrs as Record<string, string>)['catalog.role'], name);
      assert.match(certificate.subject, name === 'admin' ? /OU=admin/ : /OU=client/);
    }
  }
});

test('no two organisations trust the same root', () => {
  const roots = new Set(network.organisations.map(({ caPem }) => new X509Certificate(caPem).fingerprint256));
  assert.equal(roots.size, network.organisations.length);
});

test('generated files can be read by their owner only', () => {
  const files = globSync('**/*.{pem,key,crt,env,yaml,json}', { cwd: network.folder });
  assert.ok(files.length > 100);
  for (const file of files.filter((name) => !/ca\/(ca|tls)-cert\.pem$/.test(name))) {
    assert.equal(statSync(`${network.folder}/${file}`).mode & 0o077, 0, file);
  }
});

test('containers run as nobody special, on read-only roots, with ports on the loopback only', async () => {
  const filter = ['--filter', `label=catalog-chain=${network.state.settings.name}`];
  const ids = (await run('docker', ['ps', '-q', ...filter])).trim().split('\n');
  assert.ok(ids.length >= 13);
  interface Container {
    Config: { User: string; Env: string[] };
    HostConfig: {
      ReadonlyRootfs: boolean;
      PortBindings: Record<string, { HostIp: string }[]>;
      CapDrop: string[];
    };
  }
  for (const { Config, HostConfig } of JSON.parse(await run('docker', ['inspect', ...ids])) as Container[]) {
    assert.notEqual(Config.User.split(':')[0], '0');
    assert.notEqual(Config.User, '');
    assert.ok(HostConfig.ReadonlyRootfs);
    assert.deepEqual(HostConfig.CapDrop, ['ALL']);
    for (const { HostIp } of Object.values(HostConfig.PortBindings).flat()) assert.equal(HostIp, '127.0.0.1');
    assert.ok(!Config.Env.some((entry) => /PRIVATE KEY|adminpw|:\/\/[^/]*:[^/]*@/.test(entry)));
  }
});

test('chaincode talks to nobody who shows no certificate of its organisation', async () => {
  const { project } = network.organisation('consumer');
  const probe = `
    const socket = require('node:tls').connect({ host: 'chaincode-a', port: 9999, rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    socket.on('error', (error) => { console.log('refused ' + error.code); process.exit(); });
    socket.on('data', () => { console.log('answered'); process.exit(); });
    setTimeout(() => { console.log('silent'); process.exit(); }, 5000);`;
  const place = ['--rm', '--network', `${project.project}_default`, '--entrypoint', '/usr/local/bin/node'];
  const said = await run('docker', ['run', ...place, network.state.images.chaincode, '-e', probe]);
  assert.match(said, /^refused/);
});
