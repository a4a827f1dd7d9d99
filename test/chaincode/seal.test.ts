// SPDX-License-Identifier: Apache-2.0
/** Uses that are sealed and disclosed later: who may, what shows meanwhile, what they are judged by, what is refused. */
import assert from 'node:assert/strict';
import { TRANSACTIONS as T } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY, rulesOf } from '@catalog-chain/chaincode/domain/members/policy';
import type { Obligation } from '@catalog-chain/chaincode/domain/law/obligation-records';
import { standingOf } from '@catalog-chain/chaincode/domain/law/obligations';
import { DAY_MS, formatInstant, HOUR_MS, parseInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { LEAF_FIELDS } from '@catalog-chain/chaincode/domain/usage/leaf';
import { SEAL_LIMITS, sealStanding, type SealInput } from '@catalog-chain/chaincode/domain/usage/seal';
import type { Seal, SealedMonth } from '@catalog-chain/chaincode/domain/usage/seal-records';
import type { BatchHeader, Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  caller,
  CONSUMER,
  MANAGER,
  PROVIDER,
  type Caller,
  type ChaincodeHarness,
} from '../support/chaincode-harness.js';
import {
  CLAIMANT,
  close,
  granted,
  MARCH,
  MARCH_END,
  readClosure,
  readPeriod,
  Reports,
  told,
} from '../support/periods.js';
import { opening, SEALED_DAYS, saltOf, seal, SEALER, sealing, sealInput } from '../support/sealing.js';
import { test } from '../support/testing.js';
import { bytes32, deflate, linesOf, order, uuid7 } from '../support/usage.js';

const read = (chain: ChaincodeHarness, { side, id }: Leaf): Promise<Seal> =>
  chain.evaluate(CONSUMER, T.sealRead, [SEALER[side].mspId, id]);
const month = (chain: ChaincodeHarness, period = MARCH): Promise<SealedMonth> =>
  chain.evaluate(CONSUMER, T.sealReadMonth, ['ConsumerMSP', period, 'claim']);
const owed = (chain: ChaincodeHarness, leaf: Leaf): Promise<Obligation> =>
  chain.evaluate(CONSUMER, T.obligationRead, [`disclose-sealed~${SEALER[leaf.side].mspId}:${leaf.id}`]);
const headerOf = (chain: ChaincodeHarness, sequence: number): Promise<BatchHeader> =>
  chain.evaluate(CONSUMER, T.usageReadHeader, ['ConsumerMSP', 'J', String(sequence)]);
const tryDisclosing = (
  chain: ChaincodeHarness,
  code: Parameters<ChaincodeHarness['refuses']>[0],
  leaf: Leaf,
  by: Caller = CLAIMANT,
) => chain.refuses(code, by, T.usageSubmit, [order('J'), deflate(linesOf([leaf]))]);

test('nobody seals where the policy does not say so, nor for longer, nor what is to come; nothing is written', async () => {
  const none = await granted();
  const one = sealInput(told('claim', 1));
  const until = (days: number, chain: ChaincodeHarness): string => formatInstant(chain.time + days * DAY_MS);
  await none.refuses('CONDITION_NOT_MET', CONSUMER, T.sealCommit, [
    { seals: [one], discloseBy: until(1, none) },
  ]);
  const chain = await sealing(['ConsumerMSP']);
  const input = { seals: [one], discloseBy: until(SEALED_DAYS, chain) };
  const refused: readonly (readonly [Parameters<ChaincodeHarness['refuses']>[0], Caller, object])[] = [
    ['CONDITION_NOT_MET', PROVIDER, { ...input, seals: [sealInput(told('attestation', 1))] }],
    ['CONDITION_NOT_MET', CONSUMER, { ...input, discloseBy: formatInstant(chain.time) }],
    [
      'CONDITION_NOT_MET',
      CONSUMER,
      { ...input, discloseBy: formatInstant(chain.time + SEALED_DAYS * DAY_MS + 1) },
    ],
    ['CONDITION_NOT_MET', CONSUMER, { ...input, seals: [{ ...one, period: '2026-04' }] }],
    ['ALREADY_EXISTS', CONSUMER, { ...input, seals: [one, { ...one, side: 'attestation' }] }],
    ['INVALID_ARGUMENT', CONSUMER, { ...input, seals: [] }],
    ['INVALID_ARGUMENT', CONSUMER, { ...input, seals: [{ ...one, grant: 'REQ-1' }] }],
    [
      'INVALID_ARGUMENT',
      CONSUMER,
      {
        ...input,
        seals: Array.from({ length: SEAL_LIMITS.seals + 1 }, (_, n) => ({ ...one, id: uuid7(n) })),
      },
    ],
    ...(['submitter', 'auditor', 'arbitrator', 'admin'] as const).map(
      (role) => ['ROLE_REQUIRED', caller('ConsumerMSP', role), input] as const,
    ),
  ];
  for (const [code, by, what] of refused) await chain.refuses(code, by, T.sealCommit, [what]);
  await chain.submit(CONSUMER, T.sealCommit, [input]);
  await chain.refuses('ALREADY_EXISTS', CONSUMER, T.sealCommit, [input]);
});

test('a month has a limit, which counts what was disclosed as well', async () => {
  const chain = await sealing();
  const seals = (from: number): SealInput[] =>
    Array.from({ length: SEAL_LIMITS.seals }, (_, n) => sealInput(told('claim', 1), { id: uuid7(from + n) }));
  const discloseBy = formatInstant(chain.time + DAY_MS);
  for (let from = 0; from < SEAL_LIMITS.inMonth; from += SEAL_LIMITS.seals)
    await chain.submit(CONSUMER, T.sealCommit, [{ seals: seals(from), discloseBy }]);
  const more = sealInput(told('claim', 2));
  await chain.refuses('LIMIT_REACHED', CONSUMER, T.sealCommit, [{ seals: [more], discloseBy }]);
  const other = { ...more, period: '2026-02' };
  await chain.submit(CONSUMER, T.sealCommit, [{ seals: [other], discloseBy }]);
  assert.deepEqual(
    [(await month(chain)).ids.length, (await month(chain, '2026-02')).ids],
    [1000, [other.id]],
  );
});

test('what is sealed says who, when, which side and month, and nothing of the use; both sides find each other', async () => {
  const chain = await sealing();
  const [claim, attestation] = [told('claim', 1), told('attestation', 1)];
  const before = new Set(chain.state.keys());
  const [mine] = await seal(chain, [claim]);
  const [theirs] = await seal(chain, [attestation]);
  assert.equal(mine?.exchange, theirs?.exchange);
  assert.notEqual(mine?.seal, theirs?.seal);
  const other = await seal(chain, [told('claim', 2)]);
  assert.notEqual(other[0]?.exchange, mine?.exchange);
  const added = [...chain.state]
    .filter(([key]) => !before.has(key))
    .map(([key, value]) => key + Buffer.from(value).toString());
  assert.ok(added.length >= 6);
  const secret = [
    claim.grant,
    claim.correlation,
    claim.record,
    claim.actor,
    claim.system,
    claim.purpose,
    saltOf(claim),
    attestation.system,
    attestation.actor,
  ];
  for (const text of secret) assert.ok(!added.some((one) => one.includes(text ?? '?')), text);
  assert.deepEqual((await month(chain)).ids, [claim.id, told('claim', 2).id]);
});

test('disclosed it is an ordinary use, judged as of when it was sealed', async () => {
  const chain = await sealing();
  const reports = new Reports(chain);
  const [open, hidden] = [told('claim', 1), told('claim', 2)];
  await seal(chain, [hidden]);
  await chain.submit(PROVIDER, T.grantRevoke, [{ id: 'REQ-1', reason: 'No longer needed' }]);
  chain.time += 20 * DAY_MS;
  const receipt = await reports.send([opening(hidden)]);
  assert.deepEqual(receipt.violations, [], 'neither late nor revoked: both came after it was sealed');
  const { state: becomes, disclosed } = await read(chain, hidden);
  assert.deepEqual(
    [becomes, disclosed && [disclosed.journal, disclosed.sequence, disclosed.late]],
    ['disclosed', ['J', 1, false]],
  );
  const { state, met } = await owed(chain, hidden);
  assert.deepEqual([state, met?.late], ['met', false]);
  await reports.send([{ ...open, correlation: hidden.correlation, record: hidden.record }]);
  const [sealedTally, plainTally] = [await headerOf(chain, 1), await headerOf(chain, 2)].map(
    ({ tallies }) => tallies[0],
  );
  assert.equal(sealedTally?.exchanges, plainTally?.exchanges, 'the salt is no part of the exchange');
});

test('what was late when it was sealed is late, and what was outside the grant then is outside', async () => {
  const chain = await sealing();
  const reports = new Reports(chain);
  const late = told('claim', 1);
  const early = told('claim', 2, { at: formatInstant(chain.time + HOUR_MS / 6) });
  const wrong = told('claim', 3, { purpose: 'marketing' });
  await seal(chain, [early]);
  await chain.submit(PROVIDER, T.grantSuspend, [{ id: 'REQ-1', reason: 'To be looked at' }]);
  const suspended = told('claim', 4, { at: formatInstant(chain.time) });
  chain.time += 80 * HOUR_MS;
  await seal(chain, [late, wrong, suspended]);
  const { violations } = await reports.send([late, early, wrong, suspended].map(opening));
  assert.deepEqual(
    violations.map(({ codes }) => codes),
    [
      ['reported-late'],
      ['suspended', 'future-time'],
      ['wrong-purpose', 'reported-late'],
      ['suspended', 'reported-late'],
    ],
  );
});

test('what a policy let be sealed is disclosed by the rules of then, whatever policy came since', async () => {
  const chain = await sealing();
  const use = told('claim', 1);
  await seal(chain, [use]);
  const calendar = { ...BUILT_IN_POLICY.calendar, utcOffsetMinutes: -600 };
  const rules = { ...rulesOf(BUILT_IN_POLICY), calendar, reportWithinHours: 1 };
  await chain.submit(MANAGER, T.policySet, [rules]);
  chain.time += 3 * HOUR_MS;
  const discloseBy = formatInstant(chain.time + DAY_MS);
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, T.sealCommit, [
    { seals: [sealInput(told('claim', 2))], discloseBy },
  ]);
  assert.deepEqual((await new Reports(chain).send([opening(use)])).violations, []);
});

test('late disclosure is said for ever, and a missing one by itself', async () => {
  const chain = await sealing();
  const reports = new Reports(chain);
  const [late, never] = [told('claim', 1), told('claim', 2)];
  await seal(chain, [late, never]);
  const { discloseBy } = await read(chain, late);
  chain.time = parseInstant(discloseBy) + 1;
  const receipt = await reports.send([opening(late)]);
  assert.deepEqual(receipt.violations, [{ leaf: 0, codes: ['disclosed-late'] }]);
  assert.equal((await owed(chain, late)).met?.late, true);
  assert.equal(standingOf(await owed(chain, never), chain.time), 'overdue');
  const standings = [await read(chain, late), await read(chain, never)].map((one) =>
    sealStanding(one, chain.time),
  );
  assert.deepEqual(standings, ['disclosed-late', 'overdue']);
  assert.equal(sealStanding(await read(chain, never), chain.time - 1), 'sealed');
  const more = { id: `disclose-sealed~ConsumerMSP:${never.id}`, days: 5, reason: 'More time' };
  await chain.refuses('CONDITION_NOT_MET', CONSUMER, T.obligationAskExtension, [more]);
});

test('what is not what was sealed is refused, whatever field differs, and so is who did not seal it', async () => {
  const chain = await sealing();
  const leaf = told('claim', 1, { case: 'CASE-1', items: ['birth'] });
  await seal(chain, [leaf]);
  const right = opening(leaf);
  const changes: readonly Partial<Leaf>[] = [
    { kind: 'denied' },
    { correlation: 'another' },
    { grant: 'REQ-2' },
    { record: bytes32(2) },
    { record: undefined, count: 1 },
    { action: 'verify' },
    { at: formatInstant(parseInstant(leaf.at) + 1) },
    { system: 'ConsumerMSP:OTHER' },
    { actor: bytes32(3, 'actor') },
    { purpose: 'marketing' },
    { case: 'CASE-2' },
    { case: undefined },
    { items: ['birth', 'name'] },
    { outcome: 'empty' },
    { salt: bytes32(1, 'other') },
  ];
  const changed = new Set(changes.flatMap((change) => Object.keys(change)));
  const others = ['id', 'side', 'corrects', 'retracts'];
  assert.deepEqual([...changed, ...others].sort(), Object.keys(LEAF_FIELDS).sort(), 'every field is tried');
  for (const change of changes) await tryDisclosing(chain, 'SEAL_MISMATCH', { ...right, ...change });
  await tryDisclosing(chain, 'NOT_FOUND', { ...right, id: uuid7(77) });
  await tryDisclosing(
    chain,
    'NOT_FOUND',
    { ...right, side: 'attestation' },
    caller('ProviderMSP', 'submitter'),
  );
  const correction = { kind: 'correction', corrects: uuid7(5), retracts: '0'.repeat(64) } as const;
  await tryDisclosing(chain, 'INVALID_ARGUMENT', { ...right, ...correction });
  assert.equal((await read(chain, leaf)).state, 'sealed');
  const reports = new Reports(chain);
  await reports.send([right]);
  await chain.refuses('INVALID_STATE', CLAIMANT, T.usageSubmit, [
    order('J', 2, 'ab'.repeat(32)),
    deflate(linesOf([right])),
  ]);
});

test('what says another side or month than its seal is refused', async () => {
  const chain = await sealing();
  const [side, period] = [told('claim', 1), told('claim', 2)];
  const seals = [sealInput(side, { side: 'attestation' }), sealInput(period, { period: '2026-02' })];
  await chain.submit(CONSUMER, T.sealCommit, [{ seals, discloseBy: formatInstant(chain.time + DAY_MS) }]);
  for (const leaf of [side, period]) await tryDisclosing(chain, 'SEAL_MISMATCH', opening(leaf));
});

test('what was sealed and is told openly is marked, whatever a gateway lets pass; what was told before is not', async () => {
  const chain = await sealing();
  const reports = new Reports(chain);
  const [before, hidden, other] = [told('claim', 1), told('claim', 2), told('claim', 3)];
  assert.deepEqual((await reports.send([before])).violations, []);
  await seal(chain, [before, hidden]);
  const { violations } = await reports.send([other, hidden]);
  assert.deepEqual(violations, [{ leaf: 1, codes: ['told-openly'] }]);
  assert.equal((await read(chain, hidden)).state, 'sealed', 'it is still to be disclosed');
  assert.deepEqual((await reports.send([opening(hidden)])).violations, []);
});

test('under the id of a seal, another month is told openly all the same, before it is disclosed and after', async () => {
  const chain = await sealing();
  const reports = new Reports(chain);
  const [first, second] = [told('claim', 2), told('claim', 3)];
  await seal(chain, [first, second]);
  const moved = { ...first, at: formatInstant(parseInstant(first.at) - 31 * DAY_MS) };
  const openly = async (leaf: Leaf) =>
    (await reports.send([leaf])).violations.flatMap(({ codes }) => codes).includes('told-openly');
  assert.equal(await openly(moved), true, 'told first');
  assert.deepEqual((await reports.send([opening(first)])).violations, [], 'disclosed later');
  await reports.send([opening(second)]);
  assert.equal(await openly({ ...second, at: moved.at }), true, 'disclosed first, and told after');
});

test('a batch looks up what it tells openly only where the organisation ever sealed something', async () => {
  const chain = await sealing();
  const looked = (): number => chain.reads.filter((key) => key.startsWith('\u0000seal\u0000')).length;
  const batch = [told('claim', 1), told('claim', 2), told('claim', 3)];
  const reports = new Reports(chain);
  await reports.send(batch);
  assert.deepEqual([looked(), chain.ranges], [0, 1]);
  await seal(chain, [told('claim', 9)]);
  await seal(chain, [{ ...told('claim', 10), at: '2026-02-20T00:00:00.000Z' }]);
  await reports.send(batch);
  const months = chain.reads.filter((key) => key.startsWith('\u0000sealed-month\u0000'));
  assert.deepEqual([looked(), months.length], [3, 1], 'one of its months, however many there are');
});

test('a closing says how many are sealed; what they disclose reopens it, and counts as told in time', async () => {
  const chain = await sealing();
  const reports = new Reports(chain);
  await reports.send([told('claim', 1)]);
  await reports.send([told('attestation', 1), told('attestation', 2)]);
  await seal(chain, [told('claim', 2), told('claim', 3)]);
  chain.time = MARCH_END + DAY_MS;
  await close(chain, 'attestation');
  assert.equal((await close(chain, 'claim')).state, 'differs');
  assert.deepEqual(
    [(await readClosure(chain, 'claim')).sealed, (await readClosure(chain, 'attestation')).sealed],
    [2, undefined],
  );
  // A client chooses its transaction's time: that of the closing counts as after it.
  const after = told('claim', 4);
  await seal(chain, [after]);
  chain.time += DAY_MS;
  const { violations } = await reports.send([opening(told('claim', 2)), opening(after)]);
  assert.deepEqual(
    violations,
    [{ leaf: 1, codes: ['after-closing'] }],
    'only what was sealed after the closing',
  );
  assert.deepEqual((await readPeriod(chain)).reopened, ['claim']);
  await close(chain, 'claim');
  assert.equal((await readClosure(chain, 'claim')).sealed, 1);
});

test('both sides sealed and both disclosed match; who manages or audits cannot disclose for them', async () => {
  const chain = await sealing();
  const [claim, attestation] = [told('claim', 1), told('attestation', 1)];
  await seal(chain, [claim]);
  await seal(chain, [attestation]);
  chain.time = MARCH_END + DAY_MS;
  for (const by of [caller('ManagerMSP', 'submitter'), MANAGER]) {
    await chain.submit(by, T.journalOpen, [{ journal: `J-${by.role ?? ''}` }]);
    await chain.refuses('NOT_FOUND', by, T.usageSubmit, [
      order(`J-${by.role ?? ''}`),
      deflate(linesOf([opening(claim)])),
    ]);
  }
  const reports = new Reports(chain);
  await reports.send([opening(claim)]);
  await reports.send([opening(attestation)]);
  await close(chain, 'claim');
  assert.equal((await close(chain, 'attestation')).state, 'matched');
});
