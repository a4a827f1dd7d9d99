// SPDX-License-Identifier: Apache-2.0
/** Whose endorsements count, on a consortium of three organisations made for the test. */
import assert from 'node:assert/strict';
import type { Manifest } from '@catalog-chain/verifier/format';
import { checkEndorsements } from '@catalog-chain/verifier/verify/proof/endorsements';
import { Fault, type FaultCode } from '@catalog-chain/verifier/verify/faults';
import { Trust } from '@catalog-chain/verifier/verify/proof/trust';
import {
  createRoot,
  issue,
  type KeyPair,
} from '@catalog-chain/gateway/ledger/embedded/identities/certificates';
import { Identity } from '@catalog-chain/gateway/ledger/embedded/identities/identity';
import type { Endorsement } from '@catalog-chain/verifier/wire/envelope';
import { test } from '../../support/testing.js';

const AT = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;
const valid = { notBefore: AT - DAY, notAfter: AT + DAY };
const NAMES = ['ConsumerMSP', 'ManagerMSP', 'ProviderMSP'];
const PAYLOAD = Buffer.from('a proposal response');

const roots = new Map<string, KeyPair>();
for (const name of NAMES) roots.set(name, await createRoot(name, valid));
const rootOf = (name: string): KeyPair => roots.get(name) ?? assert.fail(name);
const peer = async (name: string, validity = valid): Promise<Identity> =>
  Identity.of(name, await issue(rootOf(name), { name: 'peer0', organisation: name }, validity));
const [CONSUMER, MANAGER, PROVIDER] = (await Promise.all(NAMES.map((name) => peer(name)))) as [
  ...[Identity, Identity, Identity],
];

const trust = Trust.of(new Map(NAMES.map((name) => [name, rootOf(name).certificatePem])));
const FABRIC: Manifest['ledger'] = {
  kind: 'fabric',
  channel: 'catalog',
  chaincode: 'catalog',
  genesisHash: '0'.repeat(64),
};
const check = (endorsements: readonly Endorsement[], ledger = FABRIC): void => {
  checkEndorsements({ payload: PAYLOAD, endorsements, at: AT, where: 'here' }, trust, ledger);
};
const refused = (code: FaultCode, ...endorsements: readonly Endorsement[]): void => {
  assert.throws(
    () => {
      check(endorsements);
    },
    (error) => error instanceof Fault && error.code === code,
    code,
  );
};

test('more than half of the organisations must endorse, each counted once', () => {
  check([CONSUMER, PROVIDER].map((one) => one.endorse(PAYLOAD)));
  check([CONSUMER, PROVIDER, MANAGER].map((one) => one.endorse(PAYLOAD)));
  refused('endorsements-too-few', CONSUMER.endorse(PAYLOAD));
  refused('endorsements-too-few', CONSUMER.endorse(PAYLOAD), CONSUMER.endorse(PAYLOAD));
});

test('what an embedded ledger endorses counts for no consortium, and the other way round', () => {
  assert.throws(() => {
    check([CONSUMER.endorse(PAYLOAD), PROVIDER.endorse(PAYLOAD)], { ...FABRIC, kind: 'embedded' });
  }, /Too few/);
});

test('a user of an organisation does not endorse for it', async () => {
  const subject = { name: 'officer', organisation: 'ConsumerMSP', role: 'officer' };
  const user = Identity.of('ConsumerMSP', await issue(rootOf('ConsumerMSP'), subject, valid));
  refused('role-unfit', user.endorse(PAYLOAD), PROVIDER.endorse(PAYLOAD));
});

test('a certificate of another authority, of another organisation, expired, or an authority itself is refused', async () => {
  const fake = await createRoot('ConsumerMSP', valid);
  const forger = Identity.of(
    'ConsumerMSP',
    await issue(fake, { name: 'peer0', organisation: 'ConsumerMSP' }, valid),
  );
  const issued = await issue(rootOf('ProviderMSP'), { name: 'peer0', organisation: 'ConsumerMSP' }, valid);
  const old = await peer('ConsumerMSP', { notBefore: AT - DAY, notAfter: AT - 1 });
  const stranger = Identity.of('StrangerMSP', await issue(fake, { name: 'peer0', organisation: 'x' }, valid));
  const other = PROVIDER.endorse(PAYLOAD);
  refused('certificate-foreign', forger.endorse(PAYLOAD), other);
  refused('certificate-foreign', Identity.of('ConsumerMSP', issued).endorse(PAYLOAD), other);
  refused('certificate-foreign', stranger.endorse(PAYLOAD), other);
  refused('certificate-expired', old.endorse(PAYLOAD), other);
  refused('certificate-unfit', Identity.of('ConsumerMSP', rootOf('ConsumerMSP')).endorse(PAYLOAD), other);
});

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other `s` that fits: valid to OpenSSL, refused by Fabric. */
function highS(der: Uint8Array): Buffer {
  const r = Buffer.from(der).subarray(2, 4 + (der[3] ?? 0));
  const s = Buffer.from(der).subarray(r.length + 4);
  const high = (ORDER - BigInt(`0x${s.toString('hex')}`)).toString(16).padStart(64, '0');
  const content = Buffer.from(`00${high}`, 'hex');
  const body = Buffer.concat([r, Buffer.from([2, content.length]), content]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

test('a signature has one spelling: no high s, nothing after it, no other message', () => {
  const other = PROVIDER.endorse(PAYLOAD);
  const { endorser, signature } = CONSUMER.endorse(PAYLOAD);
  refused('signature-wrong', { endorser, signature: highS(signature) }, other);
  refused('signature-wrong', { endorser, signature: Buffer.concat([signature, Buffer.alloc(1)]) }, other);
  refused('signature-wrong', { endorser, signature: new Uint8Array() }, other);
  refused('signature-wrong', CONSUMER.endorse(Buffer.from('another response')), other);
});
