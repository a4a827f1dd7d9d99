// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { DAY_MS, formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { START } from '../support/chaincode-harness.js';
import {
  attestations,
  claims,
  CLAIMANT,
  close,
  MARCH,
  MARCH_END,
  monthOf,
  readPeriod,
  told,
} from '../support/periods.js';
import { test } from '../support/testing.js';
import { deflate, linesOf, order, uuid7 } from '../support/usage.js';

test('what arrives after closing commits with the mark, and reopens the verdict', async () => {
  const { chain, reports } = await monthOf(claims(1), attestations(1, 2));
  await close(chain, 'claim');
  await close(chain, 'attestation');
  const late = await reports.send([told('claim', 2), told('claim', 3, { at: formatInstant(MARCH_END) })]);
  assert.deepEqual(late.violations, [{ leaf: 0, codes: ['after-closing'] }]);
  assert.deepEqual(
    chain.writes.map(({ key }) => key.split('\u0000')[1]),
    ['batch', 'after-closing'],
  );
  assert.deepEqual((await readPeriod(chain)).reopened, ['claim']);
  await chain.refuses('INVALID_STATE', CLAIMANT, TRANSACTIONS.periodClose, [
    { grant: 'REQ-1', period: MARCH, side: 'claim' },
  ]);
  const again = await close(chain, 'claim');
  assert.deepEqual([again.state, again.claim, again.attestation], ['matched', 2, 1]);
  assert.deepEqual(
    again.verdicts.map(({ state, claim }) => [state, claim]),
    [
      ['differs', 1],
      ['matched', 2],
    ],
  );
  assert.equal((await readPeriod(chain)).reopened, undefined);
  assert.deepEqual(
    (await reports.send(claims(5))).violations,
    [{ leaf: 0, codes: ['after-closing'] }],
    'closed again, late again',
  );
});

test('nil, denied attempts and corrections that arrive after closing are marked too', async () => {
  const { chain, reports } = await monthOf(claims(1));
  await close(chain, 'claim');
  const retracts = exchangeDigest(told('claim', 1)) ?? '';
  const receipt = await reports.send([
    told('claim', 2, { kind: 'nil', record: undefined }),
    told('claim', 3, { kind: 'denied' }),
    told('claim', 1, { id: uuid7(8), kind: 'correction', corrects: told('claim', 1).id, retracts }),
  ]);
  assert.deepEqual(
    receipt.violations.map(({ leaf, codes }) => [leaf, codes.includes('after-closing')]),
    [
      [0, true],
      [1, true],
      [2, true],
    ],
  );
  const other = await reports.send(attestations(1));
  assert.deepEqual(other.violations, [], 'the other side is still open');
});

test('a side does not close again while nothing has arrived', async () => {
  const { chain, reports } = await monthOf(claims(1));
  await close(chain, 'claim');
  await reports.send([told('claim', 2, { at: formatInstant(MARCH_END) })]);
  const again = [{ grant: 'REQ-1', period: MARCH, side: 'claim' }];
  await chain.refuses('INVALID_STATE', CLAIMANT, TRANSACTIONS.periodClose, again);
  await reports.send([told('claim', 3, { kind: 'nil', record: undefined })]);
  assert.equal((await close(chain, 'claim')).claim, 2);
});

test('the running month costs a batch no reads, a month that is over one for each grant and month', async () => {
  const { chain } = await monthOf();
  const reads = async (list: readonly Leaf[]): Promise<string[]> => {
    await chain.evaluate(CLAIMANT, TRANSACTIONS.usageSubmit, [order('J'), deflate(linesOf(list))]);
    return chain.reads.map((key) => key.split('\u0000')[1] ?? '').filter((type) => type === 'closure');
  };
  const april = formatInstant(MARCH_END + 1);
  assert.deepEqual(await reads([told('claim', 1, { at: april })]), []);
  assert.deepEqual(await reads([...claims(1, 2), told('claim', 3, { at: april })]), ['closure']);
  const february = formatInstant(START - 5 * DAY_MS);
  assert.deepEqual(await reads([...claims(1), told('claim', 2, { at: february })]), ['closure', 'closure']);
  assert.deepEqual(
    await reads([told('claim', 1, { grant: 'UNKNOWN' })]),
    [],
    'what does not exist is not closed',
  );
});

test('two days before a month ends a batch looks already, for clocks differ and policies change', async () => {
  const { chain } = await monthOf();
  const looked = async (): Promise<boolean> => {
    await chain.evaluate(CLAIMANT, TRANSACTIONS.usageSubmit, [order('J'), deflate(linesOf(claims(1)))]);
    return chain.reads.some((key) => key.startsWith('\u0000closure\u0000'));
  };
  chain.time = MARCH_END - 2 * DAY_MS - 1;
  assert.equal(await looked(), false);
  chain.time += 1;
  assert.equal(await looked(), true);
});
