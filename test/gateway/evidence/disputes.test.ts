// SPDX-License-Identifier: Apache-2.0
/** Bundles of disputes: every step signed, every record it rests on, rulings, grant and the event itself. */
import assert from 'node:assert/strict';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { TRANSACTIONS, type TransactionName } from '@catalog-chain/chaincode/domain/names';
import { openBundle } from '@catalog-chain/verifier/archive/open-archive';
import { verifyBundle } from '@catalog-chain/verifier/archive/verify-bundle';
import { eventId } from '../../support/embedded-market.js';
import { openEvidenceMarket, provenUse, type EvidenceMarket } from '../../support/evidence-market.js';
import { caught, codesOf, forged, leaves, put, reads, type Files } from '../../support/forgery.js';
import { SecondVerifier } from '../../support/second-verifier.js';
import { afterAll, beforeAll, test } from '../../support/testing.js';

let market: EvidenceMarket;
let opened: Buffer;
let ruled: Buffer;

async function act(mspId: string, user: string, transaction: TransactionName, input: object): Promise<void> {
  const call = { transaction, args: [encode(input)] };
  const outcome = await market.ledger.submit(await market.ledger.prepare({ mspId, user }, call));
  assert.ok(outcome.status === 'committed', JSON.stringify(outcome));
  await market.index.reached(outcome.block);
}

const bundle = (): Promise<Buffer> => market.bundle({ kind: 'dispute', id: 'D-1' });

beforeAll(async () => {
  market = await openEvidenceMarket();
  const arbiter = {
    mspId: 'ArbiterMSP',
    code: 'TEST:Arbiter',
    names: { en: 'Arbiter' },
    roles: ['arbitrator'],
  };
  await act('ManagerMSP', 'admin', TRANSACTIONS.organisationRegister, arbiter);
  const statement = 'Used for a purpose that was never granted.';
  const opening = { id: 'D-1', kind: 'misuse', subject: await provenUse(market, eventId(220)), statement };
  await act('ProviderMSP', 'officer', TRANSACTIONS.disputeOpen, opening);
  opened = await bundle();
  const saying = { id: 'D-1', text: 'This is what we say.' };
  await act('ConsumerMSP', 'officer', TRANSACTIONS.disputeAnswer, saying);
  await act('ManagerMSP', 'officer', TRANSACTIONS.disputeAssign, { id: 'D-1', arbitrator: 'ArbiterMSP' });
  const ruling = {
    id: 'D-1',
    findings: ['out-of-scope-use'],
    responsible: 'ConsumerMSP',
    grantAction: 'suspend',
    remedy: { action: 'report-measures' },
    reasons: 'The purpose is not the one granted.',
  };
  await act('ArbiterMSP', 'arbitrator', TRANSACTIONS.disputeRule, ruling);
  ruled = await bundle();
});
afterAll(() => market[Symbol.asyncDispose]());

async function proved(zip: Buffer): Promise<string[]> {
  const { valid, faults, claims } = await verifyBundle(zip);
  assert.deepEqual([valid, faults], [true, []]);
  return claims.map(({ claim, statement }) => `${claim.claim}: ${statement}`);
}

test('a dispute is proved with its steps, rulings, event and grant, though the grant has changed since', async () => {
  const [dispute = '', event = '', grant = ''] = await proved(ruled);
  assert.match(
    dispute,
    /^dispute: D-1: misuse \(event\), opened by ProviderMSP against ConsumerMSP .*; ruled when read; /,
  );
  assert.match(
    dispute,
    /open by ProviderMSP, answer by ConsumerMSP, assign by ManagerMSP, rule by ArbiterMSP; /,
  );
  assert.match(
    dispute,
    /; ArbiterMSP ruled: out-of-scope-use, ConsumerMSP answers for it, remedy report-measures; as of block /,
  );
  assert.match(event, /^event: .*violations: wrong-purpose; as of block /);
  assert.match(grant, /^grant: .*; suspended when read; as of block /);
  assert.match(
    (await proved(opened))[0] ?? '',
    /; opened when read; signed: open by ProviderMSP; rests on 3 records/,
  );
});

test('what there is not makes no bundle', async () => {
  await assert.rejects(market.bundle({ kind: 'dispute', id: 'D-404' }), { code: 'NOT_FOUND' });
});

/** Files of the bundle's transactions, by what they wrote of the dispute: the number of steps. */
async function transactionOf(zip: Buffer, write: string): Promise<string> {
  for (const [name, content] of await openBundle(zip))
    if (name.startsWith('transactions/') && content.includes(write)) return name;
  assert.fail(`no transaction has ${write}`);
}

test('a step left out is caught, be it the first, one between or the ruling', async () => {
  for (const step of ['dispute:open', 'dispute:answer', 'dispute:rule']) {
    const name = await transactionOf(ruled, step);
    await caught('record-missing', ruled, (files: Files) => files.delete(name));
  }
});

test('a transaction in the place of another is caught', async () => {
  const [answer, rule] = [
    await transactionOf(ruled, 'dispute:answer'),
    await transactionOf(ruled, 'dispute:rule'),
  ];
  await caught('transaction-malformed', ruled, (files: Files) => {
    files.set(answer, files.get(rule) ?? Buffer.alloc(0));
  });
});

/** The read of a record as another bundle has it. */
async function readOf(zip: Buffer, type: string): Promise<(files: Files) => void> {
  const other = String((await openBundle(zip)).get('reads.ndjson'));
  const line = other.split('\n').find((one) => one.includes(`"key":["${type}"`)) ?? '';
  return reads((lines) => {
    const at = lines.findIndex(({ key }) => key[0] === type);
    lines.splice(at, 1, JSON.parse(line) as (typeof lines)[number]);
  });
}

test('a ruled dispute is not shown as it stood before, neither by an old read nor beside the ruling', async () => {
  await caught('time-missing', ruled, await readOf(opened, 'dispute'));
  const step = await transactionOf(ruled, 'dispute:answer');
  const content = (await openBundle(ruled)).get(step) ?? Buffer.alloc(0);
  await caught('superseded', opened, (files: Files) => void files.set(step, content));
  await caught('record-missing', opened, put(await market.readBeside(opened, ['dispute', 'D-1'])));
});

test('a record that it rests on cannot be left out or take the form that it has now', async () => {
  const deposit = await transactionOf(ruled, 'request:submit');
  await caught('record-missing', ruled, (files: Files) => files.delete(deposit));
  const review = await transactionOf(ruled, 'resource:review');
  // The version stands as it was: its read shows it as well as its transaction does.
  assert.deepEqual(await codesOf(await forged(ruled, (files) => void files.delete(review))), []);
  await caught('record-missing', ruled, (files: Files) => {
    files.delete(review);
    reads((lines) => {
      lines.splice(
        lines.findIndex(({ key }) => key[0] === 'resource-version'),
        1,
      );
    })(files);
  });
});

test('the event in dispute cannot be left out', async () => {
  await caught(
    'record-missing',
    ruled,
    leaves((lines) => lines.splice(0)),
  );
});

test('the second verifier proves the same, and refuses what is left out', async (t) => {
  using python = new SecondVerifier();
  python.assertReady(t);
  const good = python.verify(ruled);
  assert.equal(good.status, 0, good.text);
  assert.match(good.text, /^dispute ruled open,answer,assign,rule\nevent wrong-purpose\n/);
  for (const part of ['dispute:open', 'dispute:answer', 'dispute:rule', 'request:submit']) {
    const name = await transactionOf(ruled, part);
    const less = python.verify(await forged(ruled, (files) => void files.delete(name)));
    assert.equal(less.status, 1, less.text);
  }
});
