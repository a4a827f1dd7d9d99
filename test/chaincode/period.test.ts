// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { BUILT_IN_POLICY } from '@catalog-chain/chaincode/domain/members/policy';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { MANAGER } from '../support/chaincode-harness.js';
import {
  attestations,
  ATTESTER,
  claims,
  CLAIMANT,
  close,
  MARCH,
  MARCH_DUE,
  MARCH_END,
  monthOf,
  readClosure,
  readPeriod,
  told,
} from '../support/periods.js';
import { test } from '../support/testing.js';
import { uuid7 } from '../support/usage.js';

test('sides that state the same match, whatever their order and batches', async () => {
  const { chain } = await monthOf(claims(1, 2), claims(3), attestations(3, 1, 2));
  const closing = await close(chain, 'claim');
  assert.deepEqual(
    [closing.state, closing.claim, closing.attestation, closing.verdicts],
    ['closing', 1, undefined, []],
  );
  assert.equal(chain.event?.name, 'period.closed');
  const period = await close(chain, 'attestation');
  assert.deepEqual([period.state, period.claim, period.attestation], ['matched', 1, 1]);
  assert.deepEqual(period.verdicts, [{ state: 'matched', claim: 1, attestation: 1, stamp: period.changed }]);
  assert.equal(chain.event.name, 'period.matched');
  assert.deepEqual(await readPeriod(chain), period);
});

test('a closure says how far it followed every journal, and nobody tells it totals', async () => {
  const { chain, reports } = await monthOf(claims(1, 2));
  await chain.submit(CLAIMANT, TRANSACTIONS.journalOpen, [{ journal: 'A' }]);
  await chain.submit(CLAIMANT, TRANSACTIONS.journalOpen, [{ journal: 'Z' }]);
  const { root } = await reports.send(claims(3), 'Z');
  await close(chain, 'claim');
  const closure = await readClosure(chain, 'claim');
  assert.deepEqual(
    closure.journals.map(({ id, batches }) => [id, batches]),
    [
      ['A', 0],
      ['J', 1],
      ['Z', 1],
    ],
  );
  assert.deepEqual([closure.journals[0]?.root, closure.journals[2]?.root], [NO_ROOT, root]);
  assert.deepEqual([closure.total.count, closure.batches, closure.reported], [3, 2, 'uses']);
  assert.deepEqual(chain.writes, []);
});

test('one use more, one less, told twice or otherwise: the sides differ', async () => {
  const cases: readonly (readonly [readonly Leaf[], readonly Leaf[]])[] = [
    [claims(1, 2), attestations(1)],
    [claims(1), attestations(1, 2)],
    [[...claims(1), told('claim', 1, { id: uuid7(9) })], attestations(1)],
    [[told('claim', 1, { outcome: 'empty' })], attestations(1)],
    [[told('claim', 1, { kind: 'denied' })], attestations(1)],
    [claims(1), attestations(2)],
  ];
  for (const [one, other] of cases) {
    const { chain } = await monthOf([...one], [...other]);
    await close(chain, 'attestation');
    assert.equal((await close(chain, 'claim')).state, 'differs');
    assert.equal(chain.event?.name, 'period.differs');
  }
});

test('what a correction took back does not count, on either side', async () => {
  const wrong = told('claim', 1, { outcome: 'error' });
  const retracts = exchangeDigest(wrong) ?? '';
  const corrected = told('claim', 1, { id: uuid7(7), kind: 'correction', corrects: wrong.id, retracts });
  const { chain } = await monthOf([wrong], [corrected], attestations(1));
  await close(chain, 'claim');
  assert.equal((await close(chain, 'attestation')).state, 'matched');
  const { total } = await readClosure(chain, 'claim');
  assert.deepEqual([total.count, total.retracted?.count], [2, 1]);
});

test('a retraction of what was never told does not make sides equal', async () => {
  const retraction = told('claim', 2, {
    kind: 'correction',
    corrects: uuid7(9),
    retracts: hash('sha256', 'never told'),
    record: undefined,
  });
  const { chain } = await monthOf([...claims(1), retraction], attestations(1));
  await close(chain, 'claim');
  assert.equal((await close(chain, 'attestation')).state, 'differs');
});

test('a side that reported nil is told from one that was silent, and both match nothing', async () => {
  const { chain } = await monthOf([told('claim', 1, { kind: 'nil', record: undefined })]);
  await close(chain, 'claim');
  assert.equal((await close(chain, 'attestation')).state, 'matched');
  assert.equal((await readClosure(chain, 'claim')).reported, 'nil');
  assert.equal((await readClosure(chain, 'attestation')).reported, 'silent');
});

test('only uses of the grant, side and local month count', async () => {
  const lastMoment = formatInstant(MARCH_END - 1);
  const { chain, reports } = await monthOf(claims(1), attestations(1, 2));
  const last = told('claim', 2, { at: lastMoment });
  const next = told('claim', 3, { at: formatInstant(MARCH_END) });
  await reports.send([last, next, told('claim', 4, { grant: 'UNKNOWN' })]);
  await close(chain, 'claim');
  assert.equal((await close(chain, 'attestation')).state, 'matched');
});

test('a month can be closed from its end on, by the policy that was in force then', async () => {
  const { chain } = await monthOf(claims(1));
  const { calendar, deadlines } = BUILT_IN_POLICY;
  const input = { calendar: { ...calendar, utcOffsetMinutes: 0 }, reportWithinHours: 72 };
  await chain.submit(MANAGER, TRANSACTIONS.policySet, [
    { ...input, deadlines: { ...deadlines, 'close-period': 2 } },
  ]);
  chain.time = MARCH_END - 1;
  await chain.refuses('CONDITION_NOT_MET', CLAIMANT, TRANSACTIONS.periodClose, [
    { grant: 'REQ-1', period: MARCH, side: 'claim' },
  ]);
  chain.time = MARCH_END;
  await close(chain, 'claim');
  const { deadline } = await readClosure(chain, 'claim');
  assert.deepEqual(deadline, {
    step: 'close-period',
    policyVersion: 0,
    startedAt: formatInstant(MARCH_END),
    dueAt: formatInstant(MARCH_DUE),
    doneAt: formatInstant(MARCH_END),
    late: false,
  });
  chain.time = Date.UTC(2026, 3, 30, 23, 59, 59, 999);
  const april = { grant: 'REQ-1', period: '2026-04', side: 'claim' };
  await chain.refuses('CONDITION_NOT_MET', CLAIMANT, TRANSACTIONS.periodClose, [april]);
  chain.time += 1;
  await close(chain, 'claim', CLAIMANT, '2026-04');
  const measured = (await readClosure(chain, 'claim', '2026-04')).deadline;
  assert.deepEqual([measured.policyVersion, measured.dueAt], [1, '2026-05-05T23:59:59.999Z']);
});

test('a side closed a millisecond after its deadline is late for ever', async () => {
  const { chain, reports } = await monthOf(claims(1));
  chain.time = MARCH_DUE + 1;
  await close(chain, 'claim');
  assert.equal((await readClosure(chain, 'claim')).deadline.late, true);
  chain.time = MARCH_DUE;
  await close(chain, 'attestation');
  assert.equal((await readClosure(chain, 'attestation')).deadline.late, false);
  await reports.send(claims(2));
  await close(chain, 'claim');
  const again = await readClosure(chain, 'claim');
  assert.deepEqual([again.revision, again.deadline.late], [2, true]);
});

test('an overdue side is closed by the other party, from what it stated itself', async () => {
  const { chain } = await monthOf(claims(1), attestations(1));
  await close(chain, 'claim');
  chain.time = MARCH_DUE + 1;
  assert.equal((await close(chain, 'attestation', CLAIMANT)).state, 'matched');
  const closure = await readClosure(chain, 'attestation');
  assert.deepEqual(
    [closure.organisation, closure.closed.by, closure.deadline.late],
    ['ProviderMSP', 'ConsumerMSP', true],
  );
});

test('reads check what they are asked for', async () => {
  const { chain } = await monthOf();
  await chain.refuses('NOT_FOUND', CLAIMANT, TRANSACTIONS.periodRead, ['REQ-1', MARCH]);
  await chain.refuses('NOT_FOUND', ATTESTER, TRANSACTIONS.periodReadClosure, ['REQ-1', MARCH, 'claim']);
  await chain.refuses('INVALID_ARGUMENT', CLAIMANT, TRANSACTIONS.periodRead, ['REQ-1', '2026-13']);
  await chain.refuses('INVALID_ARGUMENT', CLAIMANT, TRANSACTIONS.periodReadClosure, ['REQ-1', MARCH, 'both']);
  for (const change of [{ period: '2026-3' }, { period: '1969-12' }, { side: 'both' }, { total: 3 }]) {
    const input = { grant: 'REQ-1', period: MARCH, side: 'claim', ...change };
    await chain.refuses('INVALID_ARGUMENT', CLAIMANT, TRANSACTIONS.periodClose, [input]);
  }
});
