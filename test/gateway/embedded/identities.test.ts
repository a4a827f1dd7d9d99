// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { USER_ROLES } from '@catalog-chain/chaincode/domain/names';
import type { PreparedTransaction } from '@catalog-chain/gateway/ledger/ledger';
import { LedgerError } from '@catalog-chain/gateway/ledger/ledger-error';
import { readEnvelope, readIdentity } from '@catalog-chain/verifier/wire/envelope';
import { OFFICER, Probe, probe, scratch } from '../../support/probe.js';
import { test } from '../../support/testing.js';

const DAY = 86_400_000;
const put = probe('put', 'k', 'v');

const hasCode =
  (code: LedgerError['code']) =>
  (error: unknown): boolean =>
    error instanceof LedgerError && error.code === code;

const certificateOf = ({ bytes }: PreparedTransaction): X509Certificate =>
  new X509Certificate(readIdentity(readEnvelope(bytes).creator).certificatePem);

test('users are enrolled in their role when they first act', async () => {
  await using ledger = await Probe.open();
  for (const user of USER_ROLES) {
    const about = await ledger.json<{ role: string }>(probe('about'), { mspId: 'OneMSP', user });
    assert.equal(about.role, user);
  }
});

test('an organisation outside the closed list is unknown, and the node is nobody’s signatory', async () => {
  await using ledger = await Probe.open({ organisations: ['OneMSP'] });
  for (const mspId of ['TwoMSP', 'EmbeddedNode', '../OneMSP', ''])
    await assert.rejects(ledger.submit(put, { mspId, user: 'officer' }), hasCode('IDENTITY_UNKNOWN'));
});

test('keys lie in the state directory, for their owner only', async () => {
  using directory = scratch();
  await using ledger = await Probe.open({ directory: directory.path });
  await ledger.commit(put);
  const files = readdirSync(path.join(directory.path, 'identities'), {
    recursive: true,
    withFileTypes: true,
  });
  const keys = files.filter((entry) => entry.isFile());
  assert.deepEqual(keys.map((entry) => path.join(path.basename(entry.parentPath), entry.name)).sort(), [
    'EmbeddedNode/ca.pem',
    'EmbeddedNode/node.pem',
    'OneMSP/ca.pem',
    'OneMSP/officer.pem',
  ]);
  for (const entry of files) {
    const mode = statSync(path.join(entry.parentPath, entry.name)).mode & 0o777;
    assert.equal(mode, entry.isFile() ? 0o600 : 0o700, entry.name);
  }
});

test('identities and roots outlive a restart', async () => {
  using directory = scratch();
  const once = async (): Promise<readonly unknown[]> => {
    await using ledger = await Probe.open({ directory: directory.path });
    const prepared = await ledger.ledger.prepare(OFFICER, put);
    const { genesisHash } = await ledger.ledger.info();
    return [certificateOf(prepared).fingerprint256, await ledger.ledger.rootCertificates(), genesisHash];
  };
  assert.deepEqual(await once(), await once());
});

test('a certificate is renewed before it ends, and the old one is refused after', async () => {
  let now = Date.UTC(2026, 1, 1);
  await using ledger = await Probe.open({ clock: () => now, userLifetimeMs: 10 * 60_000 });
  const early = await ledger.ledger.prepare(OFFICER, put);
  now += 12 * 60_000;
  const late = await ledger.ledger.prepare(OFFICER, put);
  assert.notEqual(certificateOf(early).serialNumber, certificateOf(late).serialNumber);
  const refused = await ledger.ledger.submit(early);
  assert.equal(refused.status === 'rejected' && refused.code, 'IDENTITY_REFUSED');
  assert.equal((await ledger.ledger.submit(late)).status, 'committed');
  now += 400 * DAY;
  await ledger.ledger.verifyChain();
});

test('a certificate of the same name from another authority is refused', async () => {
  await using ledger = await Probe.open();
  await using foreign = await Probe.open();
  await ledger.commit(put);
  const outcome = await ledger.ledger.submit(await foreign.ledger.prepare(OFFICER, put));
  assert.equal(outcome.status === 'rejected' && outcome.code, 'IDENTITY_REFUSED');
});

test('an organisation that never signed here is refused', async () => {
  await using ledger = await Probe.open();
  await using foreign = await Probe.open();
  const outcome = await ledger.ledger.submit(await foreign.ledger.prepare(OFFICER, put));
  assert.equal(outcome.status === 'rejected' && outcome.code, 'IDENTITY_REFUSED');
});

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other signature with the same meaning: `s` replaced by the group's order minus `s`. */
function highS(der: Uint8Array): Buffer {
  const bytes = Buffer.from(der);
  const lengthR = bytes[3] ?? 0;
  const r = bytes.subarray(2, 4 + lengthR);
  const s = ORDER - BigInt(`0x${bytes.subarray(6 + lengthR).toString('hex')}`);
  const digits = Buffer.from(`00${s.toString(16).padStart(64, '0')}`, 'hex');
  const body = Buffer.concat([r, Buffer.from([2, digits.length]), digits]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

test('a signature with another spelling is refused: high S, bytes after its end', async () => {
  await using ledger = await Probe.open();
  const prepared = await ledger.ledger.prepare(OFFICER, put);
  const respell = (change: (signature: Uint8Array) => Uint8Array): PreparedTransaction => {
    const envelope = common.Envelope.deserializeBinary(prepared.bytes);
    envelope.setSignature(change(envelope.getSignature_asU8()));
    return { ...prepared, bytes: envelope.serializeBinary() };
  };
  const changes = [highS, (der: Uint8Array) => Buffer.concat([der, Buffer.from([0])]), () => Buffer.alloc(0)];
  for (const change of changes) {
    const outcome = await ledger.ledger.submit(respell(change));
    assert.equal(outcome.status === 'rejected' && outcome.code, 'IDENTITY_REFUSED');
  }
  assert.equal((await ledger.ledger.submit(respell((der) => der))).status, 'committed');
});

test('a ledger whose keys were replaced is not opened', async () => {
  using directory = scratch();
  const open = (): Promise<Probe> => Probe.open({ directory: directory.path });
  await (await open())[Symbol.asyncDispose]();
  rmSync(path.join(directory.path, 'identities'), { recursive: true });
  await assert.rejects(open(), hasCode('LEDGER_OTHER_CHAIN'));
});
