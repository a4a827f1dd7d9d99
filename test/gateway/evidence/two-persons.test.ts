// SPDX-License-Identifier: Apache-2.0
/** Evidence of a decision that one person entered and another agreed to: both are shown, and both signatures checked offline. */
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { examineBundle, verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import type { Proved } from '@catalog-chain/verifier/verify/content/complete';
import { Fault, type FaultCode } from '@catalog-chain/verifier/verify/faults';
import { checkSignedAct, type CarriedSignature } from '@catalog-chain/verifier/verify/proof/signed-acts';
import { eventId } from '../../support/embedded-market.js';
import { openEvidenceMarket, provenUse, type EvidenceMarket } from '../../support/evidence-market.js';
import { caught, reads } from '../../support/forgery.js';
import { SecondVerifier } from '../../support/second-verifier.js';
import { TestSigner } from '../../support/signers.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const HOUR_MS = 3_600_000;
const ARBITER = 'ArbiterMSP';
const li = new TestSigner(ARBITER, 'arbitrator-7f3a');
const zhao = new TestSigner(ARBITER, 'arbitrator-11b0', 'webauthn');

let market: EvidenceMarket;
let chain: string;
let bundle: Buffer;
let proved: Proved;

async function committed(
  mspId: string,
  user: string,
  transaction: TransactionName,
  ...args: string[]
): Promise<void> {
  const prepared = await market.ledger.prepare({ mspId, user }, { transaction, args });
  const outcome = await market.ledger.submit(prepared);
  assert.ok(outcome.status === 'committed', JSON.stringify(outcome));
  await market.index.reached(outcome.block);
}

const act = (mspId: string, user: string, transaction: TransactionName, input: object): Promise<void> =>
  committed(mspId, user, transaction, encode(input));

beforeAll(async () => {
  market = await openEvidenceMarket();
  chain = (await market.ledger.info()).genesisHash;
  const arbiter = { mspId: ARBITER, code: 'TEST:Arbiter', names: { en: 'Arbiter' }, roles: ['arbitrator'] };
  await act('ManagerMSP', 'admin', TRANSACTIONS.organisationRegister, arbiter);
  for (const signer of [li, zhao]) {
    const registration = signer.registration('arbitrator', Date.now() - HOUR_MS);
    await act(ARBITER, 'admin', TRANSACTIONS.signerRegister, registration);
  }
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const signatures = { chain, acts: { 'dispute:rule': ['file', 'webauthn'] }, twoPersons: ['dispute:rule'] };
  await act('ManagerMSP', 'admin', TRANSACTIONS.policySet, {
    deadlines,
    calendar,
    reportWithinHours,
    signatures,
  });
  const statement = 'Used for a purpose that was never granted.';
  const opening = { id: 'D-1', kind: 'misuse', subject: await provenUse(market, eventId(220)), statement };
  await act('ProviderMSP', 'officer', TRANSACTIONS.disputeOpen, opening);
  await act('ConsumerMSP', 'officer', TRANSACTIONS.disputeAnswer, {
    id: 'D-1',
    text: 'This is what we say.',
  });
  await act('ManagerMSP', 'officer', TRANSACTIONS.disputeAssign, { id: 'D-1', arbitrator: ARBITER });
  const ruling = encode({
    id: 'D-1',
    findings: ['out-of-scope-use'],
    responsible: 'ConsumerMSP',
    remedy: { action: 'report-measures' },
    reasons: 'The purpose is not the one granted.',
  });
  // Entered half an hour ago, which one person alone could no longer use.
  const then = new Date(Date.now() - HOUR_MS / 2).toISOString();
  const entry = li.signs(TRANSACTIONS.disputeRule, [ruling], { chain, at: then });
  const both = zhao.agrees(TRANSACTIONS.disputeRule, [ruling], entry, { at: new Date().toISOString() });
  await committed(ARBITER, 'arbitrator', TRANSACTIONS.disputeRule, ruling, encode(both));
  bundle = await market.bundle({ kind: 'dispute', id: 'D-1' });
  const evidence = await examineBundle(bundle);
  assert.ok(evidence.proved, JSON.stringify(evidence.verdict.faults));
  ({ proved } = evidence);
});
afterAll(() => market[Symbol.asyncDispose]());

test('a ruling of two persons is proved offline with both, by either verifier', async (t) => {
  const { valid, faults, claims } = await verifyBundle(bundle);
  assert.deepEqual([valid, faults], [true, []]);
  const step = `rule by ${ARBITER} (${li.id}, file; agreed by ${zhao.id}, webauthn)`;
  assert.ok(claims[0]?.statement.includes(step), claims[0]?.statement);
  using python = new SecondVerifier();
  python.assertReady(t);
  const { status, text } = python.verify(bundle);
  assert.equal(status, 0, text);
});

test('a bundle without the one or the other is not believed, by either verifier', async (t) => {
  for (const id of [li.id, zhao.id]) {
    const without = reads((lines) => {
      const at = lines.findIndex(({ key }) => key[0] === 'signer' && key[1] === id);
      assert.ok(at >= 0, id);
      lines.splice(at, 1);
    });
    await caught('record-missing', bundle, without);
  }
  using python = new SecondVerifier();
  python.assertReady(t);
});

function carried(): CarriedSignature {
  const transactions = [...proved.transactions.values()];
  const found = transactions.find(({ name }) => name === TRANSACTIONS.disputeRule)?.signed;
  assert.ok(found);
  return found;
}

const faulty = (code: FaultCode, change: Partial<CarriedSignature['given']>, at = 0): void => {
  const own = carried();
  const ledger = { kind: 'embedded', channel: 'catalog', chaincode: 'catalog', genesisHash: chain } as const;
  const altered = { ...own, at: own.at + at, given: { ...own.given, ...change } };
  const check = (): void => {
    checkSignedAct(altered, ARBITER, proved.reads, ledger, 'here');
  };
  assert.throws(check, (error) => error instanceof Fault && error.code === code, code);
};

test('an agreement that was moved, made by the same person, or given long after is none', () => {
  const { given } = carried();
  const { agreement } = given;
  assert.ok(agreement);
  const alone = { signer: given.signer, at: given.at, nonce: given.nonce, signature: given.signature };
  faulty('signer-unfit', { agreement: alone });
  faulty('act-altered', { agreement: { ...agreement, nonce: 'A'.repeat(22) } });
  faulty('act-altered', { nonce: 'A'.repeat(22) });
  faulty('signer-unfit', {}, HOUR_MS);
  faulty('record-missing', { agreement: { ...agreement, signer: `${ARBITER}:arbitrator-0000` } });
});
