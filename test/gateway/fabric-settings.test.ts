// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@catalog-chain/gateway/config';
import { readFabricSettings } from '@catalog-chain/gateway/ledger/fabric/fabric-settings';
import type { FabricProfile } from '@catalog-chain/gateway/ledger/fabric/profile';
import { scratch } from '../support/probe.js';
import { test } from '../support/testing.js';

const PEM = '-----BEGIN CERTIFICATE-----';
const node = { endpoint: '127.0.0.1:7051', tlsHostName: 'peer-1', tlsCaPem: PEM };
const identity = { certificatePem: PEM, privateKeyPem: '-----BEGIN PRIVATE KEY-----' };
const member = (mspId: string) => ({ mspId, peers: [node], users: { officer: identity } });
const profile = {
  channel: 'catalog',
  chaincode: 'catalog',
  members: [member('AMSP'), member('BMSP')],
  endorsers: { AMSP: [node], BMSP: [node] },
  orderers: [node],
};

/** The profile as the gateway of AMSP reads it from a file. */
function read(content: string, organisations: readonly string[] = ['AMSP'], mode = 0o600): FabricProfile {
  using folder = scratch();
  const file = path.join(folder.path, 'profile.json');
  writeFileSync(file, content, { mode });
  return readFabricSettings({ fabricProfile: file, organisations });
}

const faultsOf = (attempt: () => unknown): string => {
  try {
    attempt();
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.faults.join('\n');
  }
  return '';
};

test('only identities of the organisations served are kept', () => {
  const { members } = read(JSON.stringify(profile));
  assert.deepEqual(
    members.map(({ mspId }) => mspId),
    ['AMSP'],
  );
});

test('an organisation without identities in the profile is not served', () => {
  const faults = faultsOf(() => read(JSON.stringify(profile), ['AMSP', 'CMSP']));
  assert.equal(faults, 'ORGANISATIONS: the Fabric profile has no identities of CMSP');
});

test('a profile that others may read is refused', () => {
  assert.match(
    faultsOf(() => read(JSON.stringify(profile), ['AMSP'], 0o644)),
    /^FABRIC_PROFILE: only its owner/,
  );
});

test('a fault names the field and quotes nothing of the file', () => {
  const secret = 'x-very-secret';
  const spoilt = {
    ...profile,
    members: [{ ...member('AMSP'), users: { officer: { ...identity, privateKeyPem: secret } } }],
  };
  const faults = faultsOf(() => read(JSON.stringify(spoilt)));
  assert.match(faults, /^FABRIC_PROFILE: .*members\.0\.users\.officer\.privateKeyPem/);
  assert.ok(!faults.includes(secret));
  assert.equal(
    faultsOf(() => read(`{"privateKeyPem": ${secret}`)),
    'FABRIC_PROFILE: is not JSON',
  );
});
