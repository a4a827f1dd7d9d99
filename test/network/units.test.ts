// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createVerify, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import fc from 'fast-check';
import { packageOf } from '@catalog-chain/network/consortium/chaincode-package';
import { signLowS } from '@catalog-chain/network/consortium/keys';
import {
  mspIdOf,
  placeOf,
  planFounders,
  planPeerOnly,
  portVariables,
} from '@catalog-chain/network/consortium/plan';
import { chooseSource } from '@catalog-chain/network/images/source';
import { defaultSettings } from '@catalog-chain/network/network';
import { planJoiner, portsOf } from '@catalog-chain/network/ports';
import { test } from '../support/testing.js';

const never = (): Promise<boolean> => Promise.reject(new Error('asked the registry'));

test('signatures verify and have a low S', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  fc.assert(
    fc.property(fc.string(), (text) => {
      const signature = signLowS(pem, text);
      assert.ok(createVerify('sha256').update(text).verify(publicKey, signature));
      const s = signature.subarray(4 + (signature[3] ?? 0) + 2);
      assert.ok(s.length < 32 || (s[0] ?? 0xff) <= 0x7f);
    }),
    { numRuns: 200 },
  );
});

test('one version in one place is the same package everywhere, another is another', () => {
  assert.deepEqual(packageOf('1.0', 'a'), packageOf('1.0', 'a'));
  assert.notEqual(packageOf('1.0', 'a').id, packageOf('1.0', 'b').id);
  assert.notEqual(packageOf('1.0', 'a').id, packageOf('1.1', 'a').id);
  assert.match(packageOf('1.0', 'a').id, /^catalog_1\.0:[0-9a-f]{64}$/);
});

test('no two things of a network share a port', () => {
  const plans = planFounders({ ...defaultSettings, ordering: 'bft', secondPeer: true });
  const ports = plans.flatMap((plan) => Object.values(portVariables(plan)));
  assert.equal(new Set(ports).size, ports.length);
});

test('a joiner has ports that are nobody’s: of a member, of a join that broke off, of another program', async () => {
  const members = planFounders(defaultSettings);
  const halfDone = planPeerOnly(defaultSettings, 'half-done', 4);
  const busy = new Set(portsOf(planPeerOnly(defaultSettings, 'other', 3)).slice(0, 1));
  const isFree = (port: number): Promise<boolean> => Promise.resolve(!busy.has(port));
  const plan = await planJoiner(defaultSettings, 'tax', [...members, halfDone], isFree);
  assert.equal(placeOf(defaultSettings, plan), 5);
  const ports = [...members, halfDone, plan].flatMap((one) => Object.values(portVariables(one)));
  assert.equal(new Set(ports).size, ports.length);
});

test('a place that a member left free is taken before those behind it, and none is beyond the last port', async () => {
  const free = (): Promise<boolean> => Promise.resolve(true);
  const [provider, , manager] = planFounders(defaultSettings);
  assert.ok(provider && manager);
  const plan = await planJoiner(defaultSettings, 'tax', [provider, manager], free);
  assert.equal(placeOf(defaultSettings, plan), 1);
  const nearTheEnd = { ...defaultSettings, portBase: 65_400 };
  const last = await planJoiner(nearTheEnd, 'tax', [], free);
  await assert.rejects(planJoiner(nearTheEnd, 'other', [last], free), /no ports are left/);
});

test('a port that something listens on is not free', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const portBase = port - 51;
  const plan = await planJoiner({ ...defaultSettings, portBase }, 'tax', []);
  assert.notEqual(placeOf({ ...defaultSettings, portBase }, plan), 0);
  server.close();
});

test('Byzantine ordering has four orderers among three organisations', () => {
  const count = (ordering: 'raft' | 'bft'): number =>
    planFounders({ ...defaultSettings, ordering }).flatMap(({ orderers }) => orderers).length;
  assert.equal(count('raft'), 3);
  assert.equal(count('bft'), 4);
});

test('an organisation’s name becomes its MSP id', () => {
  assert.equal(mspIdOf('provider'), 'ProviderMSP');
  assert.equal(mspIdOf('tax-office'), 'TaxOfficeMSP');
});

test('the image source is what was asked for, in CI always built, else what can be reached', async () => {
  assert.equal(await chooseSource({ CATALOG_IMAGES: 'official', CI: 'true' }, never), 'official');
  assert.equal(await chooseSource({ CI: 'true' }, never), 'build');
  assert.equal(await chooseSource({}, () => Promise.resolve(true)), 'official');
  assert.equal(await chooseSource({}, () => Promise.resolve(false)), 'build');
  await assert.rejects(chooseSource({ CATALOG_IMAGES: 'other' }, never), /official or build/);
});
