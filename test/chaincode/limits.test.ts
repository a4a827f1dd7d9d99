// SPDX-License-Identifier: Apache-2.0
/** How much one organisation can put before another at a time: the policy's limits, held by the contracts. */
import assert from 'node:assert/strict';
import { BUILT_IN_POLICY, DEFAULT_LIMITS } from '@catalog-chain/chaincode/domain/members/policy';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import type { Limits } from '@catalog-chain/chaincode/domain/records';
import type { AccessRequest } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { without } from '@catalog-chain/chaincode/domain/without';
import { CONSUMER, MANAGER, PROVIDER, caller, type ChaincodeHarness } from '../support/chaincode-harness.js';
import { court, open, opening, saying } from '../support/disputes.js';
import {
  ask,
  asking,
  content,
  daysOn,
  grantOf,
  market,
  publish,
  putSystem,
  RESOURCES,
  sharing,
} from '../support/sharing.js';
import { test } from '../support/testing.js';

const setLimits = (chain: ChaincodeHarness, limits: Partial<Limits>): Promise<unknown> => {
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  return chain.submit(MANAGER, TRANSACTIONS.policySet, [{ deadlines, calendar, reportWithinHours, limits }]);
};

const id = (n: number): string => `REQ-${n}`;
const refusesRequest = (chain: ChaincodeHarness, n: number, change: object = {}): Promise<void> =>
  chain.refuses('LIMIT_REACHED', CONSUMER, TRANSACTIONS.requestSubmit, [asking({ id: id(n), ...change })]);

test('so many requests for a resource wait at a time; what was answered or taken back makes room', async () => {
  const chain = await market();
  await setLimits(chain, { openRequests: 3 });
  for (const n of [1, 2, 3]) await ask(chain, { id: id(n) });
  await refusesRequest(chain, 4);
  await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, [id(1)]);
  await ask(chain, { id: id(4) });
  await refusesRequest(chain, 5);
  await chain.submit(PROVIDER, TRANSACTIONS.requestDecide, [{ id: id(2), approved: false, reason: 'No.' }]);
  await ask(chain, { id: id(5) });
  await refusesRequest(chain, 6);
  // Other resources and other consumers have lists of their own.
  await ask(chain, { id: id(6), resource: RESOURCES.unconditional });
  await ask(chain, { id: id(7), systems: ['OtherMSP:LEDGER'] }, caller('OtherMSP'));
});

test('so many grants of a resource stand at a time; what is revoked or over makes room', async () => {
  const chain = await market();
  await setLimits(chain, { standingGrants: 3 });
  const spot = { resource: RESOURCES.unconditional } as const;
  await ask(chain, { id: id(1), ...spot });
  await ask(chain, { id: id(2), ...spot });
  await ask(chain, { id: id(3), ...spot, period: { from: daysOn(0), to: daysOn(10) } });
  await refusesRequest(chain, 4, spot);
  await chain.submit(PROVIDER, TRANSACTIONS.grantSuspend, [{ id: id(1), reason: 'For a while.' }]);
  await refusesRequest(chain, 4, spot);
  await chain.submit(PROVIDER, TRANSACTIONS.grantRevoke, [{ id: id(1), reason: 'For good.' }]);
  assert.deepEqual(
    chain.writes.map(({ key }) => key.split('\u0000')[1]),
    ['grant'],
    'who revokes writes nothing that the consumer writes too',
  );
  await ask(chain, { id: id(4), ...spot });
  await refusesRequest(chain, 5, spot);
  chain.time += 11 * 86_400_000;
  const { state } = await ask(chain, { id: id(5), ...spot, period: { from: daysOn(11), to: daysOn(30) } });
  assert.equal(state, 'granted');
});

test('what a provider gives back of itself is counted as requests are, and what ended makes room', async () => {
  const chain = await returning();
  const back = (n: number) => ({
    ...without(
      asking({ id: id(n), resource: 'UpperMSP:RES', systems: ['LowerMSP:S'], items: ['birth'] }),
      'posts',
    ),
    to: 'LowerMSP',
  });
  const upper = caller('UpperMSP');
  for (const n of [1, 2, 3]) await chain.submit(upper, TRANSACTIONS.grantReturn, [back(n)]);
  await chain.refuses('LIMIT_REACHED', upper, TRANSACTIONS.grantReturn, [back(4)]);
  await chain.submit(caller('LowerMSP'), TRANSACTIONS.grantRevoke, [{ id: id(2), reason: 'Not wanted.' }]);
  await chain.submit(upper, TRANSACTIONS.grantReturn, [back(4)]);
  await chain.refuses('LIMIT_REACHED', upper, TRANSACTIONS.grantReturn, [back(5)]);
});

/** `UpperMSP` provides above the division of `LowerMSP`, and the policy lets three grants stand. */
async function returning(): Promise<ChaincodeHarness> {
  const chain = await market();
  const admin = caller('ManagerMSP', 'admin');
  for (const [mspId, roles, region] of [
    ['UpperMSP', ['provider'], '110000'],
    ['LowerMSP', ['consumer'], '110105'],
  ] as const)
    await chain.submit(admin, TRANSACTIONS.organisationRegister, [
      { mspId, code: `TEST:${mspId}`, names: { en: mspId }, roles, region },
    ]);
  putSystem(chain, 'UpperMSP:R');
  putSystem(chain, 'LowerMSP:S');
  publish(chain, 'UpperMSP:RES', { ...content(sharing('conditional')), system: 'UpperMSP:R' });
  await setLimits(chain, { standingGrants: 3 });
  return chain;
}

test('an open request keeps the place of the grant that it may become', async () => {
  const chain = await market();
  await setLimits(chain, { standingGrants: 2 });
  await grantOf(chain, { id: id(1) });
  await ask(chain, { id: id(2) });
  await refusesRequest(chain, 3);
});

test('what the law refuses at once is not open, and is not counted', async () => {
  const chain = await market();
  await setLimits(chain, { openRequests: 1 });
  for (const n of [1, 2, 3]) {
    const { state } = await ask(chain, { id: id(n), resource: RESOURCES['not-shared'] });
    assert.equal(state, 'refused');
  }
});

test('what began before there were lists is not counted, and ends as it always did', async () => {
  const chain = await market();
  await ask(chain, { id: id(1) });
  for (const key of chain.state.keys()) if (key.includes('open-requests')) chain.state.delete(key);
  await setLimits(chain, { openRequests: 1 });
  await ask(chain, { id: id(2) });
  await refusesRequest(chain, 3);
  await chain.submit<AccessRequest>(CONSUMER, TRANSACTIONS.requestWithdraw, [id(1)]);
  await refusesRequest(chain, 3);
  await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, [id(2)]);
  await ask(chain, { id: id(3) });
});

test('a policy without limits has the built-in ones: the 33rd open request is refused', async () => {
  const chain = await market();
  for (let n = 1; n <= DEFAULT_LIMITS.openRequests; n += 1) await ask(chain, { id: id(n) });
  await refusesRequest(chain, 33);
  await refusesRequest(chain, 33);
  // Answers need no room.
  await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, [id(7)]);
  await ask(chain, { id: id(33) });
});

test('so many disputes of an opener with a respondent are open at a time', async () => {
  const chain = await court();
  await setLimits(chain, { openDisputes: 2 });
  await open(chain, { id: 'D-1' });
  await open(chain, { id: 'D-2' });
  await chain.refuses('LIMIT_REACHED', PROVIDER, TRANSACTIONS.disputeOpen, [opening({ id: 'D-3' })]);
  await open(chain, { id: 'D-4' }, MANAGER);
  const about = { kind: 'other', subject: { kind: 'grant', grant: 'REQ-1' } } as const;
  await open(chain, { id: 'D-5', ...about }, CONSUMER);
  await chain.submit(PROVIDER, TRANSACTIONS.disputeWithdraw, [saying]);
  await open(chain, { id: 'D-3' });
  await chain.refuses('LIMIT_REACHED', PROVIDER, TRANSACTIONS.disputeOpen, [opening({ id: 'D-6' })]);
});

test('so many reports of wrong data, and variations, wait under a grant at a time', async () => {
  const chain = await market();
  await grantOf(chain);
  await setLimits(chain, { openCorrections: 2, openVariations: 2 });
  const subject = { kind: 'record', record: 'A'.repeat(43), items: ['birth'] };
  const correction = (n: number) => ({ id: id(n), grant: 'REQ-1', subject, statement: 'It is wrong' });
  const variation = (n: number) => ({
    id: id(n),
    grant: 'REQ-1',
    adds: { purposes: [{ code: `other-${n}`, text: 'Something else' }] },
    reason: 'Asked for by law',
  });
  const { correctionOpen, correctionAnswer, variationAsk, variationWithdraw } = TRANSACTIONS;
  for (const n of [1, 2]) {
    await chain.submit(CONSUMER, correctionOpen, [correction(n)]);
    await chain.submit(CONSUMER, variationAsk, [variation(n)]);
  }
  await chain.refuses('LIMIT_REACHED', CONSUMER, correctionOpen, [correction(3)]);
  await chain.refuses('LIMIT_REACHED', CONSUMER, variationAsk, [variation(3)]);
  await chain.submit(PROVIDER, correctionAnswer, [{ id: id(1), outcome: 'corrected', text: 'So it was' }]);
  await chain.submit(CONSUMER, variationWithdraw, [id(2)]);
  await chain.submit(CONSUMER, correctionOpen, [correction(3)]);
  await chain.submit(CONSUMER, variationAsk, [variation(3)]);
  await chain.refuses('LIMIT_REACHED', CONSUMER, correctionOpen, [correction(4)]);
});

test('limits are positive and bounded, and each may be left out', async () => {
  const chain = await market();
  const { deadlines, calendar, reportWithinHours } = BUILT_IN_POLICY;
  for (const limits of [{ openRequests: 0 }, { openDisputes: 1001 }, { standingGrants: 1.5 }, { other: 1 }])
    await chain.refuses('INVALID_ARGUMENT', MANAGER, TRANSACTIONS.policySet, [
      { deadlines, calendar, reportWithinHours, limits },
    ]);
  await setLimits(chain, {});
});

test('who begins and takes back over and over begins no more in a month than ten times what may be open', async () => {
  const chain = await market();
  await setLimits(chain, { openRequests: 2, standingGrants: 2 });
  const begin = async (n: number): Promise<void> => {
    await ask(chain, { id: id(n) });
    await chain.submit(CONSUMER, TRANSACTIONS.requestWithdraw, [id(n)]);
  };
  for (let n = 1; n <= 20; n += 1) await begin(n);
  await refusesRequest(chain, 21);
  const period = { from: daysOn(40), to: daysOn(60) };
  chain.time += 32 * 86_400_000;
  await ask(chain, { id: id(21), period });
});

test('grants that are taken and given up again count as well, and the list of another resource is its own', async () => {
  const chain = await market();
  await setLimits(chain, { openRequests: 1, standingGrants: 1 });
  const spot = { resource: RESOURCES.unconditional } as const;
  for (let n = 1; n <= 10; n += 1) {
    await ask(chain, { id: id(n), ...spot });
    await chain.submit(CONSUMER, TRANSACTIONS.grantRevoke, [{ id: id(n), reason: 'Done.' }]);
  }
  await refusesRequest(chain, 11, spot);
  await ask(chain, { id: id(11) });
});
