// SPDX-License-Identifier: Apache-2.0
/** What a ruling must hold, and what it and its appeal do to the grant. */
import assert from 'node:assert/strict';
import type { RulingInput } from '@catalog-chain/chaincode/domain/dispute/dispute-input';
import type { Dispute } from '@catalog-chain/chaincode/domain/dispute/dispute-records';
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';
import type { Grant } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { standingAt } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import type { BatchReceipt } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { caller, CONSUMER, MANAGER, PROVIDER, type ChaincodeHarness } from '../support/chaincode-harness.js';
import {
  answer,
  appeal,
  ARBITER,
  assign,
  clearance,
  close,
  court,
  lapse,
  later,
  open,
  register,
  remedy,
  rule,
  ruling,
  SECOND,
  THIRD,
  USES,
} from '../support/disputes.js';
import { readGrant, RESOURCES } from '../support/sharing.js';
import { test } from '../support/testing.js';
import { deflate, linesOf, order, uuid7 } from '../support/usage.js';

const cause = { id: 'REQ-1', reason: 'By order of the board' };

async function assigned(): Promise<ChaincodeHarness> {
  const chain = await court();
  for (const step of [open, answer, assign]) await step(chain);
  return chain;
}

async function ruledWith(change: Partial<RulingInput>): Promise<ChaincodeHarness> {
  const chain = await assigned();
  await rule(chain, change);
  return chain;
}

/** Ruled, appealed, and with the second arbitrator. */
async function onAppeal(change: Partial<RulingInput>): Promise<ChaincodeHarness> {
  const chain = await ruledWith(change);
  await appeal(chain);
  await assign(chain, 'SecondMSP');
  return chain;
}

const overturn = (change: Partial<RulingInput> = {}): RulingInput =>
  clearance({ outcome: 'overturned', ...change });
const decide = (chain: ChaincodeHarness, input: RulingInput): Promise<Dispute> =>
  chain.submit(SECOND, TRANSACTIONS.disputeRule, [input]);

const UNSOUND: readonly (readonly [string, RulingInput, DomainCode])[] = [
  ['no-breach beside a breach', ruling({ findings: ['late-report', 'no-breach'] }), 'INVALID_ARGUMENT'],
  ['somebody responsible for no breach', clearance({ responsible: 'ConsumerMSP' }), 'INVALID_ARGUMENT'],
  ['a remedy for no breach', clearance({ remedy: { action: 'correct-data' } }), 'INVALID_ARGUMENT'],
  ['a revocation for no breach', clearance({ grantAction: 'revoke' }), 'INVALID_ARGUMENT'],
  ['an outsider responsible', ruling({ responsible: 'OtherMSP' }), 'NOT_PARTY'],
  ['the arbitrator responsible', ruling({ responsible: 'ArbiterMSP' }), 'NOT_PARTY'],
  ['findings out of order', ruling({ findings: ['late-report', 'breach-of-terms'] }), 'INVALID_ARGUMENT'],
  ['no findings', ruling({ findings: [] }), 'INVALID_ARGUMENT'],
  ['an outcome in the first instance', ruling({ outcome: 'upheld' }), 'INVALID_ARGUMENT'],
  ['raw data in its reasons', ruling({ reasons: 'Ask wang@example.com.' }), 'RAW_DATA'],
];

for (const [what, input, code] of UNSOUND) {
  test(`a ruling with ${what} is refused`, async () => {
    const chain = await assigned();
    await chain.refuses(code, ARBITER, TRANSACTIONS.disputeRule, [input]);
  });
}

test('a ruling holds an officer of the arbitrator no better than anyone', async () => {
  const chain = await assigned();
  await chain.refuses('ROLE_REQUIRED', caller('ArbiterMSP'), TRANSACTIONS.disputeRule, [ruling()]);
  await chain.refuses('NOT_OWNER', THIRD, TRANSACTIONS.disputeRule, [ruling()]);
});

test('a ruling revokes the grant in the same transaction, and later uses are judged so', async () => {
  const chain = await assigned();
  chain.time += HOUR_MS;
  const { rulings } = await rule(chain, { grantAction: 'revoke' });
  assert.equal(chain.writes.length, 3, 'the dispute, the grant, and what its provider owed');
  assert.equal(rulings[0]?.grantAction, 'revoke');
  const grant: Grant = await readGrant(chain);
  const last = grant.history.at(-1);
  assert.ok(last?.action === 'revoked');
  assert.deepEqual([grant.state, last.dispute, last.stamp.by], ['revoked', 'D-1', 'ArbiterMSP']);
  assert.deepEqual(await usesBeforeAndAfter(chain), [[], ['revoked']]);
});

/** The verdicts on a use of the last hour and on one of this moment. */
async function usesBeforeAndAfter(chain: ChaincodeHarness): Promise<unknown[]> {
  const { time } = chain;
  const uses = [time - HOUR_MS / 2, time].map((at, n) => ({
    ...(USES[0] ?? assert.fail()),
    id: uuid7(100 + n),
    correlation: uuid7(200 + n),
    at: new Date(at).toISOString(),
  }));
  const header = await chain.evaluate<{ root: string }>(CONSUMER, TRANSACTIONS.usageReadHeader, [
    ...['ConsumerMSP', 'J', '1'],
  ]);
  const { violations } = await chain.submit<BatchReceipt>(
    caller('ConsumerMSP', 'submitter'),
    TRANSACTIONS.usageSubmit,
    [order('J', 2, header.root), deflate(linesOf(uses))],
  );
  return uses.map((_, leaf) => violations.find((found) => found.leaf === leaf)?.codes ?? []);
}

test('a ruling about no grant cannot touch one', async () => {
  const chain = await court();
  const subject = { kind: 'resource', resource: RESOURCES.conditional } as const;
  await open(chain, { kind: 'quality', subject }, MANAGER);
  await answer(chain, {}, PROVIDER);
  await register(chain, 'OtherManagerMSP', ['manager']);
  await assign(chain, 'ArbiterMSP', caller('OtherManagerMSP'));
  const input = ruling({ responsible: 'ProviderMSP', findings: ['incorrect-data'], grantAction: 'suspend' });
  await chain.refuses('CONDITION_NOT_MET', ARBITER, TRANSACTIONS.disputeRule, [input]);
});

test('a grant that has ended is neither suspended nor revoked by a ruling', async () => {
  const chain = await assigned();
  await chain.submit(CONSUMER, TRANSACTIONS.grantRevoke, [cause]);
  for (const grantAction of ['suspend', 'revoke'] as const) {
    await chain.refuses('INVALID_STATE', ARBITER, TRANSACTIONS.disputeRule, [ruling({ grantAction })]);
  }
  assert.equal((await rule(chain)).state, 'ruled');
});

test('what a ruling suspended nobody resumes while the dispute goes on', async () => {
  const chain = await ruledWith({ grantAction: 'suspend' });
  assert.equal((await readGrant(chain)).state, 'suspended');
  for (const by of [PROVIDER, MANAGER]) {
    await chain.refuses('CONDITION_NOT_MET', by, TRANSACTIONS.grantResume, [cause]);
  }
  await lapse(chain);
  await close(chain, 'unremedied');
  await chain.refuses('CONDITION_NOT_MET', PROVIDER, TRANSACTIONS.grantResume, [cause]);
  await chain.submit(MANAGER, TRANSACTIONS.grantResume, [cause]);
  assert.equal((await readGrant(chain)).state, 'active');
});

test('what a ruling suspended goes on when it is remedied', async () => {
  const chain = await ruledWith({ grantAction: 'suspend' });
  await remedy(chain);
  assert.equal((await readGrant(chain)).state, 'suspended');
  chain.time += DAY_MS;
  await close(chain, 'remedied');
  assert.equal(chain.writes.length, 2, 'the dispute and the grant');
  const grant = await readGrant(chain);
  const last = grant.history.at(-1);
  assert.ok(last?.action === 'resumed');
  assert.equal(last.dispute, 'D-1');
  const standings = [-2 * DAY_MS, -HOUR_MS, 0].map((ago) => standingAt(grant, chain.time + ago));
  assert.deepEqual(standings, ['before-grant', 'suspended', 'active']);
});

test('an overturned ruling gives back what it suspended', async () => {
  const chain = await onAppeal({ grantAction: 'suspend' });
  const { rulings } = await decide(chain, overturn());
  assert.deepEqual(
    rulings.map(({ instance, grantAction, outcome }) => [instance, grantAction, outcome]),
    [
      [1, 'suspend', undefined],
      [2, 'resume', 'overturned'],
    ],
  );
  assert.equal((await readGrant(chain)).state, 'active');
});

test('an overturned ruling does not give back what it revoked: the consumer asks anew', async () => {
  const chain = await onAppeal({ grantAction: 'revoke' });
  await decide(chain, overturn());
  assert.equal((await readGrant(chain)).state, 'revoked');
});

test('an overturned ruling does not lift what somebody else has done since', async () => {
  const chain = await onAppeal({ grantAction: 'suspend' });
  await chain.submit(PROVIDER, TRANSACTIONS.grantRevoke, [cause]);
  const { rulings } = await decide(chain, overturn());
  assert.equal(rulings[1]?.grantAction, undefined);
  assert.equal((await readGrant(chain)).state, 'revoked');
});

test('an upheld ruling may go further; what is upheld is the same finding', async () => {
  const chain = await onAppeal({ grantAction: 'suspend' });
  const other = ruling({ outcome: 'upheld', findings: ['late-report'] });
  await chain.refuses('INVALID_ARGUMENT', SECOND, TRANSACTIONS.disputeRule, [other]);
  await chain.refuses('INVALID_ARGUMENT', SECOND, TRANSACTIONS.disputeRule, [ruling()]);
  const { rulings } = await decide(chain, ruling({ outcome: 'upheld', grantAction: 'revoke' }));
  assert.equal(rulings[1]?.appeal, undefined, 'there is one appeal');
  assert.equal((await readGrant(chain)).state, 'revoked');
});

test('an appeal stays the remedy, which then runs from the second ruling', async () => {
  const chain = await onAppeal({});
  later(chain);
  const { rulings, pending } = await decide(chain, ruling({ outcome: 'upheld' }));
  assert.equal(rulings[0]?.remedyDue?.late, undefined);
  assert.equal(rulings[0]?.appeal?.late, false);
  assert.deepEqual(pending, rulings[1]?.remedyDue);
  const { rulings: after } = await remedy(chain);
  assert.deepEqual([after[0]?.remedyDue?.late, after[1]?.remedyDue?.late], [undefined, false]);
});
