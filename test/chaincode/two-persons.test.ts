// SPDX-License-Identifier: Apache-2.0
/** Decisions that two persons sign: entered by one, agreed to by another; and all that is no agreement, with nothing written. */
import assert from 'node:assert/strict';
import type { SignaturePolicy } from '@catalog-chain/chaincode/domain/acts/signature-rules';
import type { SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';
import {
  ENTRY_WINDOW_MS,
  type ActSignature,
  type SignedAgreement,
} from '@catalog-chain/chaincode/domain/acts/signed-act';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import type { Organisation } from '@catalog-chain/chaincode/domain/records';
import { caller, consortium, MANAGER, START, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { textOf, TestSigner, type Assertion } from '../support/signers.js';
import { beforeEach, test } from '../support/testing.js';

const CHAIN = 'a'.repeat(64);
const SUSPEND = 'organisation:suspend' as const;
const ADMIN = caller('ManagerMSP', 'admin');
const DAY_MS = 86_400_000;
const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;

let chain: ChaincodeHarness;
let li: TestSigner;
let zhao: TestSigner;

const policy = (signatures: SignaturePolicy): object => ({
  deadlines,
  calendar,
  reportWithinHours,
  signatures,
});
const at = (offset = 0): string => new Date(chain.time + offset).toISOString();

const entered = (
  argument: string | object,
  offset = 0,
  transaction: SignableTransaction = SUSPEND,
): ActSignature => li.signs(transaction, [textOf(argument)], { chain: CHAIN, at: at(offset) });

const agreed = (
  by: TestSigner,
  argument: string | object,
  entry: ActSignature,
  offset = 0,
  assertion: Assertion = {},
): ActSignature => by.agrees(SUSPEND, [textOf(argument)], entry, { at: at(offset) }, assertion);

async function registered(signer: TestSigner, role: 'officer' | 'admin' = 'officer'): Promise<TestSigner> {
  const admin = caller(signer.organisation, 'admin');
  await chain.submit<Signer>(admin, 'signer:register', [signer.registration(role, START)]);
  return signer;
}

beforeEach(async () => {
  chain = await consortium();
  li = await registered(new TestSigner('ManagerMSP', 'officer-7f3a'));
  zhao = await registered(new TestSigner('ManagerMSP', 'officer-11b0', 'webauthn'));
  const acts = { [SUSPEND]: ['file', 'webauthn'] } as const;
  await chain.submit(ADMIN, 'policy:set', [policy({ chain: CHAIN, acts, twoPersons: [SUSPEND] })]);
});

const refuses = (code: DomainCode, args: readonly (string | object)[], by = MANAGER): Promise<void> =>
  chain.refuses(code, by, SUSPEND, args);

test('what one person entered and another agreed to is done; the record names both, and both signatures lie beside it', async () => {
  const entry = entered('ConsumerMSP');
  const signature = agreed(zhao, 'ConsumerMSP', entry);
  const { changed } = await chain.submit<Organisation>(MANAGER, SUSPEND, ['ConsumerMSP', signature]);
  assert.deepEqual([changed.signer, changed.agreed], [li.id, zhao.id]);
  const nonce = signature.agreement?.nonce ?? '';
  assert.ok(chain.state.has(`\0signed-act\0ManagerMSP\0officer-7f3a\0${entry.nonce}\0`));
  const bytes = chain.state.get(`\0signed-agreement\0ManagerMSP\0officer-11b0\0${nonce}\0`);
  const kept = JSON.parse(Buffer.from(bytes ?? []).toString()) as SignedAgreement;
  assert.deepEqual([kept.recorded, kept.signature], [changed, signature.agreement?.signature]);
});

test('one person alone decides nothing, whichever it is', async () => {
  await refuses('SIGNATURE_REQUIRED', ['ConsumerMSP']);
  await refuses('SECOND_SIGNATURE_REQUIRED', ['ConsumerMSP', entered('ConsumerMSP')]);
  await refuses('SECOND_SIGNER_SAME', ['ConsumerMSP', agreed(li, 'ConsumerMSP', entered('ConsumerMSP'))]);
});

test('it may be agreed to within a week, and is signed then and there by whoever agrees', async () => {
  const old = entered('ConsumerMSP', -ENTRY_WINDOW_MS - 1);
  await refuses('SIGNATURE_STALE', ['ConsumerMSP', agreed(zhao, 'ConsumerMSP', old)]);
  const entry = entered('ConsumerMSP', -3 * DAY_MS);
  await refuses('SIGNATURE_STALE', ['ConsumerMSP', entry]);
  await refuses('SIGNATURE_STALE', ['ConsumerMSP', agreed(zhao, 'ConsumerMSP', entry, -DAY_MS)]);
  await refuses('SIGNATURE_STALE', [
    'ConsumerMSP',
    agreed(zhao, 'ConsumerMSP', entered('ConsumerMSP', DAY_MS)),
  ]);
  await chain.submit(MANAGER, SUSPEND, ['ConsumerMSP', agreed(zhao, 'ConsumerMSP', entry)]);
});

test('an agreement is to one act of one person: altered, moved or replayed, it is none', async () => {
  const entry = entered('ConsumerMSP');
  const good = agreed(zhao, 'ConsumerMSP', entry);
  const other = entered('ProviderMSP');
  assert.ok(good.agreement);
  await refuses('SIGNATURE_INVALID', ['ProviderMSP', good]);
  await refuses('AUTHENTICATOR_REFUSED', ['ProviderMSP', { ...other, agreement: good.agreement }]);
  const again = entered('ConsumerMSP');
  await refuses('AUTHENTICATOR_REFUSED', ['ConsumerMSP', { ...again, agreement: good.agreement }]);
  // An act of the second one's own is no agreement, though it is over the same.
  const act = zhao.signs(SUSPEND, ['ConsumerMSP'], { chain: CHAIN, at: at() });
  const { signer, at: time, nonce, signature, authenticator } = act;
  const posing = { signer, at: time, nonce, signature, ...(authenticator && { authenticator }) };
  await refuses('AUTHENTICATOR_REFUSED', ['ConsumerMSP', { ...entry, agreement: posing }]);
  await chain.submit(MANAGER, SUSPEND, ['ConsumerMSP', good]);
  await chain.submit(MANAGER, 'organisation:resume', ['ConsumerMSP']);
  await refuses('SIGNATURE_REPLAYED', ['ConsumerMSP', good]);
  const { nonce: used } = good.agreement;
  const anew = entered('ConsumerMSP');
  const reused = zhao.agrees(SUSPEND, ['ConsumerMSP'], anew, { at: at(), nonce: used });
  await refuses('SIGNATURE_REPLAYED', ['ConsumerMSP', reused]);
});

test('whoever agrees has to be one who may decide: own, in force, in the role, with a key that is enough', async () => {
  const entry = entered('ConsumerMSP');
  const foreign = await registered(new TestSigner('ProviderMSP', 'officer-1'));
  await refuses('SIGNER_FOREIGN', ['ConsumerMSP', agreed(foreign, 'ConsumerMSP', entry)]);
  const unknown = new TestSigner('ManagerMSP', 'officer-2');
  await refuses('SIGNER_UNKNOWN', ['ConsumerMSP', agreed(unknown, 'ConsumerMSP', entry)]);
  const admin = await registered(new TestSigner('ManagerMSP', 'admin-3'), 'admin');
  await refuses('SIGNER_ROLE', ['ConsumerMSP', agreed(admin, 'ConsumerMSP', entry)]);
  const clerk = new TestSigner('ManagerMSP', 'officer-4');
  const kind = clerk.registration('officer', START, { kind: 'browser' });
  await chain.submit(ADMIN, 'signer:register', [kind]);
  await refuses('SIGNER_KIND', ['ConsumerMSP', agreed(clerk, 'ConsumerMSP', entry)]);
  await chain.submit(ADMIN, 'signer:revoke', [{ id: zhao.id, reason: 'Left.' }]);
  await refuses('SIGNER_REVOKED', ['ConsumerMSP', agreed(zhao, 'ConsumerMSP', entry)]);
});

test('an authenticator that agrees counts on like one that decides', async () => {
  const entry = entered('ConsumerMSP');
  const signature = agreed(zhao, 'ConsumerMSP', entry, 0, { counter: 9 });
  await chain.submit(MANAGER, SUSPEND, ['ConsumerMSP', signature]);
  await chain.submit(MANAGER, 'organisation:resume', ['ConsumerMSP']);
  const back = agreed(zhao, 'ConsumerMSP', entered('ConsumerMSP'), 0, { counter: 9 });
  await refuses('AUTHENTICATOR_COUNTER', ['ConsumerMSP', back]);
});

test('a policy wants two persons for signed decisions only; where it wants one, two are welcome', async () => {
  const bad = policy({ chain: CHAIN, acts: {}, twoPersons: [SUSPEND] });
  await chain.refuses('INVALID_ARGUMENT', ADMIN, 'policy:set', [bad]);
  await chain.submit(ADMIN, 'policy:set', [
    policy({ chain: CHAIN, acts: { [SUSPEND]: ['file', 'webauthn'] } }),
  ]);
  const signature = agreed(zhao, 'ConsumerMSP', entered('ConsumerMSP'));
  const { changed } = await chain.submit<Organisation>(MANAGER, SUSPEND, ['ConsumerMSP', signature]);
  assert.equal(changed.agreed, zhao.id);
});

test('where registering wants two administrators, the first is registered by certificate, the second by the first, and from then on two sign', async () => {
  const acts = { 'signer:register': ['file'] } as const;
  await chain.submit(ADMIN, 'policy:set', [policy({ chain: CHAIN, acts, twoPersons: ['signer:register'] })]);
  const [first, second, third] = [1, 2, 3].map((n) => new TestSigner('ManagerMSP', `admin-${n}`));
  assert.ok(first && second && third);
  const registration = (signer: TestSigner): string => textOf(signer.registration('admin', START));
  const stated = { chain: CHAIN, at: at() };
  await chain.submit(ADMIN, 'signer:register', [registration(first)]);
  const one = first.signs('signer:register', [registration(second)], stated);
  await chain.submit(ADMIN, 'signer:register', [registration(second), one]);
  const args = [registration(third)];
  const entry = first.signs('signer:register', args, stated);
  await chain.refuses('SECOND_SIGNATURE_REQUIRED', ADMIN, 'signer:register', [...args, entry]);
  const both = second.agrees('signer:register', args, entry, stated);
  const { registered: stamp } = await chain.submit<Signer>(ADMIN, 'signer:register', [...args, both]);
  assert.deepEqual([stamp.signer, stamp.agreed], [first.id, second.id]);
});
