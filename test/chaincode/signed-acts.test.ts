// SPDX-License-Identifier: Apache-2.0
/** Decisions signed by persons: what counts, and everything that does not, with nothing written. */
import assert from 'node:assert/strict';
import { SIGNABLE, type SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';
import type { SignaturePolicy } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import {
  ACT_WINDOW_MS,
  type ActSignature,
  type SignedAct,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import { DomainError, type DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { ORGANISATION_ROLES } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { SIGNER_ROLES, type Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import {
  caller,
  consortium,
  MANAGER,
  PROVIDER,
  START,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import { textOf, TestSigner, type Assertion } from '../support/signers.js';
import { beforeEach, describe, test } from '../support/testing.js';

const CHAIN = 'a'.repeat(64);
const SUSPEND = 'organisation:suspend' as const;
const ADMIN = caller('ManagerMSP', 'admin');
const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;

let chain: ChaincodeHarness;
let file: TestSigner;
let passkey: TestSigner;

const policy = (signatures?: SignaturePolicy): object => ({
  deadlines,
  calendar,
  reportWithinHours,
  ...(signatures && { signatures }),
});
const at = (offset = 0): string => new Date(chain.time + offset).toISOString();

const signedBy = (
  signer: TestSigner,
  argument: string | object = 'ConsumerMSP',
  change: Partial<ActSignature> = {},
  assertion: Assertion = {},
  transaction: SignableTransaction = SUSPEND,
): (string | object)[] => {
  const stated = { chain: CHAIN, at: at(), ...change };
  return [argument, { ...signer.signs(transaction, [textOf(argument)], stated, assertion), ...change }];
};

async function registered(signer: TestSigner, role: 'officer' | 'admin' = 'officer'): Promise<Signer> {
  const admin = caller(signer.organisation, 'admin');
  return chain.submit<Signer>(admin, 'signer:register', [signer.registration(role, START)]);
}

beforeEach(async () => {
  chain = await consortium();
  file = new TestSigner('ManagerMSP', 'officer-7f3a');
  passkey = new TestSigner('ManagerMSP', 'officer-11b0', 'webauthn');
  await registered(file);
  await registered(passkey);
  const signatures = { chain: CHAIN, acts: { [SUSPEND]: ['file', 'webauthn'] } } as const;
  await chain.submit(ADMIN, 'policy:set', [policy(signatures)]);
});

const refuses = (code: DomainCode, args: readonly (string | object)[], by = MANAGER): Promise<void> =>
  chain.refuses(code, by, SUSPEND, args);

function recorded(signer: TestSigner, nonce: string): SignedAct {
  const bytes = chain.state.get(`\0signed-act\0${signer.organisation}\0${signer.code}\0${nonce}\0`);
  assert.ok(bytes);
  return JSON.parse(Buffer.from(bytes).toString('utf8')) as SignedAct;
}

for (const kind of ['file', 'webauthn'] as const) {
  test(`a decision signed with a key of kind ${kind} names its signer, and the signature lies beside it`, async () => {
    const signer = kind === 'file' ? file : passkey;
    const args = signedBy(signer);
    const organisation = await chain.submit<Organisation>(MANAGER, SUSPEND, args);
    assert.equal(organisation.changed.signer, signer.id);
    const given = args[1] as ActSignature;
    const { recorded: stamp, signature, transaction, authenticator } = recorded(signer, given.nonce);
    assert.deepEqual(stamp, organisation.changed);
    assert.deepEqual([signature, transaction], [given.signature, SUSPEND]);
    assert.deepEqual(authenticator, given.authenticator);
  });

  test(`a signature by a key of kind ${kind} counts once, for what was signed`, async () => {
    const signer = kind === 'file' ? file : passkey;
    const args = signedBy(signer);
    const [, signature = ''] = args;
    const altered = kind === 'file' ? 'SIGNATURE_INVALID' : 'AUTHENTICATOR_REFUSED';
    await refuses(altered, ['OtherMSP', signature]);
    await chain.refuses(altered, MANAGER, 'organisation:resume', args);
    await chain.submit(MANAGER, SUSPEND, args);
    await refuses('SIGNATURE_REPLAYED', args);
    await chain.submit(MANAGER, 'organisation:resume', ['ConsumerMSP']);
    await refuses('SIGNATURE_REPLAYED', args);
  });
}

test('what the policy wants signed is refused without a signature, and the rest goes on as before', async () => {
  await refuses('SIGNATURE_REQUIRED', ['ConsumerMSP']);
  await refuses('SIGNATURE_REQUIRED', ['ConsumerMSP'], ADMIN);
  await refuses('INVALID_ARGUMENT', []);
  await refuses('INVALID_ARGUMENT', [...signedBy(file), 'more']);
  await chain.refuses('INVALID_STATE', MANAGER, 'organisation:resume', ['ConsumerMSP']);
});

test('a decision may be signed though the policy asks for nothing; then its chain is the channel', async () => {
  await chain.submit(ADMIN, 'policy:set', [policy()]);
  await refuses('SIGNATURE_OTHER_CHAIN', signedBy(file));
  const args = signedBy(file, 'ConsumerMSP', { chain: 'catalog' });
  const { changed } = await chain.submit<Organisation>(MANAGER, SUSPEND, args);
  assert.equal(changed.signer, file.id);
});

test('a signature for another chain is refused, and one that says another chain than was signed', async () => {
  await refuses('SIGNATURE_OTHER_CHAIN', signedBy(file, 'ConsumerMSP', { chain: 'b'.repeat(64) }));
  const elsewhere = file.signs(SUSPEND, ['ConsumerMSP'], { chain: 'b'.repeat(64), at: at() });
  await refuses('SIGNATURE_INVALID', ['ConsumerMSP', { ...elsewhere, chain: CHAIN }]);
});

test('a signature is good for five minutes, by the transaction’s time', async () => {
  for (const offset of [-ACT_WINDOW_MS - 1, ACT_WINDOW_MS + 1])
    await refuses('SIGNATURE_STALE', signedBy(file, 'ConsumerMSP', { at: at(offset) }));
  await chain.submit(MANAGER, SUSPEND, signedBy(file, 'ConsumerMSP', { at: at(-ACT_WINDOW_MS) }));
});

test('a signer of another organisation, an unknown one and one in another role are refused', async () => {
  const foreign = new TestSigner('ProviderMSP', 'officer-9c2d');
  await registered(foreign);
  await refuses('SIGNER_FOREIGN', signedBy(foreign));
  await refuses('SIGNER_UNKNOWN', signedBy(new TestSigner('ManagerMSP', 'officer-0000')));
  await refuses('SIGNER_ROLE', signedBy(file), ADMIN);
});

test('a signer is refused before it is valid, after it, and once it is revoked', async () => {
  const from = new Date(chain.time + 60_000).toISOString();
  const until = new Date(chain.time + 120_000).toISOString();
  const brief = new TestSigner('ManagerMSP', 'officer-b01e');
  await chain.submit(ADMIN, 'signer:register', [brief.registration('officer', START, { from, until })]);
  await refuses('SIGNER_NOT_VALID', signedBy(brief));
  chain.time += 120_000;
  await refuses('SIGNER_NOT_VALID', signedBy(brief));
  await chain.submit(ADMIN, 'signer:revoke', [{ id: file.id, reason: 'The key is lost.' }]);
  await refuses('SIGNER_REVOKED', signedBy(file));
});

test('a kind of key that the policy does not accept is not enough', async () => {
  const signatures = { chain: CHAIN, acts: { [SUSPEND]: ['webauthn'] } } as const;
  await chain.submit(ADMIN, 'policy:set', [policy(signatures)]);
  await refuses('SIGNER_KIND', signedBy(file));
  await chain.submit(MANAGER, SUSPEND, signedBy(passkey));
});

test('both forms of an ECDSA signature count, but one nonce only once', async () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const [argument, given] = signedBy(file) as [string, ActSignature];
  const bytes = Buffer.from(given.signature, 'base64url');
  const other = order - BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const turned = Buffer.concat([
    bytes.subarray(0, 32),
    Buffer.from(other.toString(16).padStart(64, '0'), 'hex'),
  ]);
  await chain.evaluate(MANAGER, SUSPEND, [argument, given]);
  await chain.submit(MANAGER, SUSPEND, [argument, { ...given, signature: turned.toString('base64url') }]);
  await refuses('SIGNATURE_REPLAYED', [argument, given]);
});

describe('an authenticator', () => {
  const wrong: readonly (readonly [string, Assertion])[] = [
    ['of another page', { origin: 'https://console.catalog.example.evil.example' }],
    ['of another scheme', { origin: 'http://console.catalog.example' }],
    ['that was made to register', { type: 'webauthn.create' }],
    ['of another relying party', { relyingParty: 'evil.example' }],
    ['inside another page', { crossOrigin: true }],
    ['without its user', { flags: 0x04 }],
    ['whose user was not verified', { flags: 0x01 }],
    ['for another challenge', { challenge: new Uint8Array(32) }],
  ];
  for (const [what, assertion] of wrong) {
    test(`an assertion ${what} is refused`, async () => {
      await refuses('AUTHENTICATOR_REFUSED', signedBy(passkey, 'ConsumerMSP', {}, assertion));
    });
  }

  test('that counts must count on', async () => {
    await chain.submit(MANAGER, SUSPEND, signedBy(passkey, 'ConsumerMSP', {}, { counter: 7 }));
    for (const counter of [0, 6, 7])
      await refuses('AUTHENTICATOR_COUNTER', signedBy(passkey, 'OtherMSP', {}, { counter }));
    await chain.submit(MANAGER, SUSPEND, signedBy(passkey, 'OtherMSP', {}, { counter: 8 }));
  });

  test('that does not count is taken at its word', async () => {
    await chain.submit(MANAGER, SUSPEND, signedBy(passkey, 'ConsumerMSP', {}, { counter: 0 }));
    await chain.submit(MANAGER, SUSPEND, signedBy(passkey, 'OtherMSP', {}, { counter: 0 }));
  });

  test('members that browsers add after the known ones do not matter', async () => {
    const given = passkey.signs(SUSPEND, ['ConsumerMSP'], { chain: CHAIN, at: at() });
    const { authenticator } = given;
    assert.ok(authenticator);
    const longer = Buffer.from(authenticator.clientData, 'base64url')
      .toString()
      .replace(/\}$/, ',"more":[1]}');
    const clientData = Buffer.from(longer).toString('base64url');
    // Signed anew by nobody: the signature no longer fits, and the client's data are not what is complained of.
    await refuses('SIGNATURE_INVALID', [
      'ConsumerMSP',
      { ...given, authenticator: { ...authenticator, clientData } },
    ]);
  });

  test('its key signs no plain bytes, and a plain key makes no assertion', async () => {
    const { authenticator, ...bare } = passkey.signs(SUSPEND, ['ConsumerMSP'], { chain: CHAIN, at: at() });
    await refuses('SIGNATURE_INVALID', ['ConsumerMSP', bare]);
    const plain = file.signs(SUSPEND, ['ConsumerMSP'], { chain: CHAIN, at: at() });
    await refuses('SIGNATURE_INVALID', ['ConsumerMSP', { ...plain, authenticator }]);
  });
});

describe('signers', () => {
  test('an administrator registers signers of its own organisation only, and nobody else does', async () => {
    const signer = new TestSigner('ProviderMSP', 'officer-2');
    const input = signer.registration('officer', START);
    await chain.refuses('ROLE_REQUIRED', PROVIDER, 'signer:register', [input]);
    const made = await chain.submit<Signer>(caller('ProviderMSP', 'admin'), 'signer:register', [input]);
    assert.deepEqual([made.id, made.status], ['ProviderMSP:officer-2', 'active']);
    const revocation = { id: made.id, reason: 'Left.' };
    await chain.refuses('NOT_OWNER', ADMIN, 'signer:revoke', [revocation]);
    await chain.refuses('ROLE_REQUIRED', PROVIDER, 'signer:revoke', [revocation]);
  });

  test('a pseudonym and a key are given once, even after they are revoked', async () => {
    await chain.submit(ADMIN, 'signer:revoke', [{ id: file.id, reason: 'Left.' }]);
    await chain.refuses('INVALID_STATE', ADMIN, 'signer:revoke', [{ id: file.id, reason: 'Left.' }]);
    const again = new TestSigner('ManagerMSP', file.code).registration('officer', START);
    await chain.refuses('ALREADY_EXISTS', ADMIN, 'signer:register', [again]);
    const renamed = file.registration('officer', START, { code: 'officer-new' });
    await chain.refuses('ALREADY_EXISTS', ADMIN, 'signer:register', [renamed]);
    await chain.refuses('ALREADY_EXISTS', caller('OtherMSP', 'admin'), 'signer:register', [renamed]);
  });

  test('what is no public key, no pseudonym or no relying party of its pages is refused', async () => {
    const fresh = new TestSigner('ManagerMSP', 'officer-x', 'webauthn');
    const input = fresh.registration('officer', START);
    const { relyingParty } = input;
    assert.ok(relyingParty);
    const bad: object[] = [
      { ...input, key: { ...input.key, d: fresh.privateKey.export({ format: 'jwk' }).d } },
      { ...input, key: { ...input.key, y: input.key.x } },
      { ...input, code: 'Officer Wang' },
      { ...input, roles: ['submitter'] },
      { ...input, algorithm: 'none' },
      { ...input, kind: 'file' },
      { ...input, until: input.from },
      { ...input, relyingParty: { ...relyingParty, origins: ['https://evil.example'] } },
      { ...input, relyingParty: { ...relyingParty, origins: ['http://console.catalog.example'] } },
      { ...input, relyingParty: { ...relyingParty, id: 'notlocalhost', origins: ['http://notlocalhost'] } },
      fresh.registration('officer', START, { kind: 'webauthn', relyingParty: { ...relyingParty, id: '' } }),
    ];
    for (const one of bad) await chain.refuses('INVALID_ARGUMENT', ADMIN, 'signer:register', [one]);
    const personal = { ...input, code: 'officer-13812345678' };
    await chain.refuses('RAW_DATA', ADMIN, 'signer:register', [personal]);
    for (const host of ['localhost', 'provider.localhost']) {
      const own = new TestSigner('ManagerMSP', `officer-${host.length}`, 'webauthn');
      const local = { ...relyingParty, id: host, origins: [`http://${host}:8080`] };
      const registration = own.registration('officer', START, { relyingParty: local });
      await chain.submit(ADMIN, 'signer:register', [registration]);
    }
  });

  test('where registering is to be signed, the first administrator is registered by its certificate, the next is not', async () => {
    const acts = { 'signer:register': ['file'], 'signer:revoke': ['file'] } as const;
    await chain.submit(ADMIN, 'policy:set', [policy({ chain: CHAIN, acts })]);
    const first = new TestSigner('ManagerMSP', 'admin-1');
    await chain.submit(ADMIN, 'signer:register', [first.registration('admin', START)]);
    const second = new TestSigner('ManagerMSP', 'admin-2').registration('admin', START);
    await chain.refuses('SIGNATURE_REQUIRED', ADMIN, 'signer:register', [second]);
    await chain.refuses('SIGNATURE_REQUIRED', ADMIN, 'signer:revoke', [{ id: first.id, reason: 'Left.' }]);
    const signed = signedBy(first, second, {}, {}, 'signer:register');
    const { registered: stamp } = await chain.submit<Signer>(ADMIN, 'signer:register', signed);
    assert.equal(stamp.signer, first.id);
  });
});

const codeOf = (error: unknown): string => (error instanceof DomainError ? error.code : String(error));

/** How the decision is refused to each role of the manager; one that may not decide it is told so first. */
async function refusals(name: SignableTransaction, args: readonly string[]): Promise<Set<string>> {
  const codes = new Set<string>();
  for (const role of SIGNER_ROLES) {
    const answer = chain.evaluate(caller('ManagerMSP', role), name, args);
    codes.add(await answer.then(() => 'nothing', codeOf));
    assert.deepEqual(chain.writes, [], name);
  }
  codes.delete('ROLE_REQUIRED');
  return codes;
}

test('every decision takes a signature, and is refused without one where the policy wants it', async () => {
  const roles = [...ORGANISATION_ROLES].sort();
  await chain.submit(ADMIN, 'organisation:update', [{ mspId: 'ManagerMSP', names: { en: 'All' }, roles }]);
  const acts = Object.fromEntries(SIGNABLE.map((name) => [name, ['file']]));
  await registered(new TestSigner('ManagerMSP', 'admin-1'), 'admin');
  await chain.submit(ADMIN, 'policy:set', [policy({ chain: CHAIN, acts })]);
  for (const name of SIGNABLE) {
    assert.deepEqual([...(await refusals(name, ['{}']))], ['SIGNATURE_REQUIRED'], name);
    assert.deepEqual([...(await refusals(name, ['{}', '{}']))], ['INVALID_ARGUMENT'], name);
  }
});
