// SPDX-License-Identifier: Apache-2.0
/** Evidence of decisions that persons signed: shown with their signers, checked offline, and what does not hold. */
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { SignableTransaction } from '@catalog-chain/chaincode/domain/acts/signable';
import type { Signer } from '@catalog-chain/chaincode/domain/members/signer-records';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { examineBundle, verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { checkDispute } from '@catalog-chain/verifier/verify/content/disputes';
import type { Proved } from '@catalog-chain/verifier/verify/content/complete';
import { Fault, type FaultCode } from '@catalog-chain/verifier/verify/faults';
import { Reads } from '@catalog-chain/verifier/verify/proof/reads';
import { checkSignedAct, type CarriedSignature } from '@catalog-chain/verifier/verify/proof/signed-acts';
import { eventId } from '../../support/embedded-market.js';
import { openEvidenceMarket, provenUse, type EvidenceMarket } from '../../support/evidence-market.js';
import { caught, flip, forged, reads, type Files } from '../../support/forgery.js';
import { SecondVerifier } from '../../support/second-verifier.js';
import { TestSigner } from '../../support/signers.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

const arbitrator = new TestSigner('ArbiterMSP', 'arbitrator-7f3a');
const manager = new TestSigner('ManagerMSP', 'officer-11b0', 'webauthn');
const LEDGER = {
  kind: 'embedded',
  channel: 'catalog',
  chaincode: 'catalog',
  genesisHash: 'a'.repeat(64),
} as const;

let market: EvidenceMarket;
let chain: string;
let ruled: Buffer;
let proved: Proved;
/** The ruling as it was submitted. */
let ruling: readonly string[];

async function committed(
  mspId: string,
  user: string,
  transaction: TransactionName,
  args: readonly string[],
): Promise<void> {
  const outcome = await market.ledger.submit(
    await market.ledger.prepare({ mspId, user }, { transaction, args }),
  );
  assert.ok(outcome.status === 'committed', JSON.stringify(outcome));
  await market.index.reached(outcome.block);
}

const act = (mspId: string, user: string, transaction: TransactionName, input: object): Promise<void> =>
  committed(mspId, user, transaction, [encode(input)]);

function signed(signer: TestSigner, transaction: SignableTransaction, input: object): string[] {
  const text = encode(input);
  const stated = { chain, at: new Date().toISOString() };
  return [text, encode(signer.signs(transaction, [text], stated))];
}

const bundle = (): Promise<Buffer> => market.bundle({ kind: 'dispute', id: 'D-1' });

beforeAll(async () => {
  market = await openEvidenceMarket();
  chain = (await market.ledger.info()).genesisHash;
  const names = { en: 'Arbiter' };
  const arbiter = { mspId: 'ArbiterMSP', code: 'TEST:Arbiter', names, roles: ['arbitrator'] };
  await act('ManagerMSP', 'admin', TRANSACTIONS.organisationRegister, arbiter);
  const from = Date.now() - 60_000;
  await act('ArbiterMSP', 'admin', TRANSACTIONS.signerRegister, arbitrator.registration('arbitrator', from));
  await act('ManagerMSP', 'admin', TRANSACTIONS.signerRegister, manager.registration('officer', from));
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  const acts = { 'dispute:assign': ['webauthn'], 'dispute:rule': ['file'] };
  const policy = { deadlines, calendar, reportWithinHours, signatures: { chain, acts } };
  await act('ManagerMSP', 'admin', TRANSACTIONS.policySet, policy);
  const statement = 'Used for a purpose that was never granted.';
  const opening = { id: 'D-1', kind: 'misuse', subject: await provenUse(market, eventId(220)), statement };
  await act('ProviderMSP', 'officer', TRANSACTIONS.disputeOpen, opening);
  await act('ConsumerMSP', 'officer', TRANSACTIONS.disputeAnswer, {
    id: 'D-1',
    text: 'This is what we say.',
  });
  const assignment = { id: 'D-1', arbitrator: 'ArbiterMSP' };
  const assigning = signed(manager, TRANSACTIONS.disputeAssign, assignment);
  await committed('ManagerMSP', 'officer', TRANSACTIONS.disputeAssign, assigning);
  const decision = {
    id: 'D-1',
    findings: ['out-of-scope-use'],
    responsible: 'ConsumerMSP',
    remedy: { action: 'report-measures' },
    reasons: 'The purpose is not the one granted.',
  };
  const alone = { transaction: TRANSACTIONS.disputeRule, args: [encode(decision)] };
  const gateway = { mspId: 'ArbiterMSP', user: 'arbitrator' };
  await assert.rejects(market.ledger.prepare(gateway, alone), { code: 'SIGNATURE_REQUIRED' });
  ruling = signed(arbitrator, TRANSACTIONS.disputeRule, decision);
  await committed('ArbiterMSP', 'arbitrator', TRANSACTIONS.disputeRule, ruling);
  ruled = await bundle();
  const evidence = await examineBundle(ruled);
  assert.ok(evidence.proved, JSON.stringify(evidence.verdict.faults));
  ({ proved } = evidence);
});
afterAll(() => market[Symbol.asyncDispose]());

const STEPS =
  /open by ProviderMSP, answer by ConsumerMSP, assign by ManagerMSP \(ManagerMSP:officer-11b0, webauthn\), rule by ArbiterMSP \(ArbiterMSP:arbitrator-7f3a, file\); /;

test('a ruling signed by a person is proved offline, with the pseudonym and the kind of key', async () => {
  const { valid, faults, claims } = await verifyBundle(ruled);
  assert.deepEqual([valid, faults], [true, []]);
  assert.match(claims[0]?.statement ?? '', STEPS);
});

test('the same ruling is not taken again', async () => {
  const call = { transaction: TRANSACTIONS.disputeRule, args: ruling };
  const gateway = { mspId: 'ArbiterMSP', user: 'arbitrator' };
  await assert.rejects(market.ledger.prepare(gateway, call), { code: 'SIGNATURE_REPLAYED' });
});

test('a bundle without the signer, or with a transaction that was touched, is not believed', async () => {
  const without = reads((lines) => {
    lines.splice(
      lines.findIndex(({ key }) => key[0] === 'signer'),
      1,
    );
  });
  await caught('record-missing', ruled, without);
  const touched = (files: Files): void => {
    const [name, content] =
      [...files].find(([, bytes]) => bytes.includes(arbitrator.id) && bytes.includes('dispute:rule')) ?? [];
    assert.ok(name !== undefined && content);
    files.set(name, flip(content, content.indexOf('out-of-scope-use')));
  };
  const { valid } = await verifyBundle(await forged(ruled, touched));
  assert.equal(valid, false);
});

/** The ruling's signature as the bundle shows it. */
function carried(): CarriedSignature {
  const found = [...proved.transactions.values()].find(
    ({ name }) => name === TRANSACTIONS.disputeRule,
  )?.signed;
  assert.ok(found);
  return found;
}

function checkedAgainst(
  change: Partial<Signer>,
  signature: CarriedSignature = carried(),
  by = 'ArbiterMSP',
): void {
  const read = proved.reads.find('signer', arbitrator.id);
  assert.ok(read?.record.type === 'signer');
  const known = new Reads();
  known.add(['signer', arbitrator.id], { ...read, record: { ...read.record, ...change } }, 'here');
  checkSignedAct(signature, by, known, { ...LEDGER, genesisHash: chain }, 'here');
}

const faulty = (code: FaultCode, work: () => void): void => {
  assert.throws(work, (error) => error instanceof Fault && error.code === code, code);
};

test('what whoever held every certificate could have made up does not hold against the person’s signature', () => {
  checkedAgainst({});
  const own = carried();
  const { given } = own;
  const altered = own.argument.replace('ConsumerMSP', 'ProviderMSP');
  faulty('act-altered', () => {
    checkedAgainst({}, { ...own, argument: altered });
  });
  faulty('act-altered', () => {
    checkedAgainst({}, { ...own, given: { ...given, nonce: 'A'.repeat(22) } });
  });
  faulty('act-altered', () => {
    checkedAgainst({}, { ...own, given: { ...given, chain: 'f'.repeat(64) } });
  });
  faulty('act-altered', () => {
    checkedAgainst({ key: manager.key });
  });
  faulty('act-altered', () => {
    checkedAgainst({}, { ...own, transaction: 'dispute:close' });
  });
});

test('a signer that did not count then, or not for this, proves nothing', () => {
  const own = carried();
  const before = { at: new Date(own.at - 1).toISOString(), tx: '0'.repeat(64), by: 'ArbiterMSP' };
  const after = { ...before, at: new Date(own.at + 1).toISOString() };
  const revoked = { status: 'revoked' } as const;
  faulty('signer-unfit', () => {
    checkedAgainst({ ...revoked, revoked: { reason: 'Lost.', stamp: before } });
  });
  checkedAgainst({ ...revoked, revoked: { reason: 'Lost.', stamp: after } });
  faulty('signer-unfit', () => {
    checkedAgainst({ registered: after });
  });
  faulty('signer-unfit', () => {
    checkedAgainst({ until: before.at });
  });
  faulty('signer-unfit', () => {
    checkedAgainst({ from: after.at });
  });
  faulty('signer-unfit', () => {
    checkedAgainst({ roles: ['officer'] });
  });
  faulty('signer-unfit', () => {
    checkedAgainst({}, own, 'ManagerMSP');
  });
  faulty('signer-unfit', () => {
    checkedAgainst({}, { ...own, at: own.at + 301_000 });
  });
});

test('a step that names a person who signed nothing, or none where one signed, is caught', () => {
  const others = new Map(proved.transactions);
  for (const [id, { signed: person, ...rest }] of proved.transactions)
    if (person?.given.signer === arbitrator.id) others.set(id, rest);
  checkDispute('D-1', proved);
  faulty('act-unsigned', () => {
    checkDispute('D-1', { ...proved, transactions: others });
  });
});

test('what was signed before a revocation stays proved after it', async () => {
  const revocation = { id: arbitrator.id, reason: 'The key is lost.' };
  await act('ArbiterMSP', 'admin', TRANSACTIONS.signerRevoke, revocation);
  const { valid, claims } = await verifyBundle(await bundle());
  assert.equal(valid, true);
  assert.match(claims[0]?.statement ?? '', STEPS);
});

test('the second verifier checks persons’ signatures, too', async (t) => {
  using python = new SecondVerifier();
  python.assertReady(t);
  const good = python.verify(ruled);
  assert.equal(good.status, 0, good.text);
  assert.match(good.text, /^dispute ruled open,answer,assign,rule\n/);
  const without = await forged(
    ruled,
    reads((lines) => {
      lines.splice(
        lines.findIndex(({ key }) => key[0] === 'signer'),
        1,
      );
    }),
  );
  const less = python.verify(without);
  assert.deepEqual([less.status, /signer is not there/.test(less.text)], [1, true], less.text);
});
