// SPDX-License-Identifier: Apache-2.0
/** Two sides that tell the same use, but not whether it was within the grant, as a ledger's own peers compare them. */
import assert from 'node:assert/strict';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { TRANSACTIONS as T } from '@catalog-chain/chaincode/domain/names';
import type { Closure } from '@catalog-chain/chaincode/domain/period/period-records';
import type { BatchReceipt, Leaf, Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { test } from '../support/testing.js';
import { deflate, leaves, linesOf, order } from '../support/usage.js';
import { call, officer, parse, unique } from './ledger-harness.js';
import { depositOf, requested } from './ledger-private-data.js';
import type { Suite } from './ledger-suite.js';

/** Days of the month before this one, at noon in UTC. */
const lastMonth = (day: number, now = new Date()): string =>
  formatInstant(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, day, 12));
const PERIOD = lastMonth(15).slice(0, 7);

export function testVerdicts({ harness, steps }: Suite): void {
  const { manager, provider, consumer } = harness;
  const reporter = { claim: consumer, attestation: provider } as const satisfies Record<Side, string>;

  /** A grant of an older agreement, in force from the tenth of last month. */
  async function agreed(): Promise<{ readonly id: string; readonly code: string }> {
    const period = { from: lastMonth(10), to: formatInstant(Date.now() + 86_400_000) };
    const asked = await requested(steps(), harness, { period, agreedOn: lastMonth(1).slice(0, 10) });
    const key = depositOf(asked.id, new Uint8Array(32).fill(7), [provider, consumer]);
    await steps().commit(officer(provider), key);
    const yes = { id: asked.id, approved: true };
    await steps().commit(officer(provider), call(T.requestDecide, yes));
    await steps().commit(officer(manager), call(T.requestConfirm, yes));
    return asked;
  }

  /** Reports uses of one side in a journal of its own, and closes the side. @returns the verdict so far */
  async function told(
    side: Side,
    { id: grant, code }: Awaited<ReturnType<typeof agreed>>,
    changes: readonly Partial<Leaf>[],
  ): Promise<{ readonly state: string; readonly codes: readonly string[] }> {
    const by = { mspId: reporter[side], user: 'submitter' };
    const journal = unique('J-');
    const uses = leaves(changes.length, (n) => ({
      side,
      grant,
      purpose: 'audit',
      at: lastMonth(12),
      system: `${reporter[side]}:${code}`,
      ...changes[n],
    }));
    await steps().commit(by, call(T.journalOpen, { journal }));
    const batch = call(T.usageSubmit, order(journal, 1, NO_ROOT), deflate(linesOf(uses)));
    const { prepared } = await steps().commit(by, batch);
    await steps().commit(by, call(T.journalCheckpoint, { journal, batches: 1 }));
    const closing = { grant, period: PERIOD, side };
    const closed = await steps().commit(by, call(T.periodClose, closing), 10);
    const { violations } = parse(prepared.result) as unknown as BatchReceipt;
    const codes = violations.flatMap((one) => one.codes).filter((one) => one !== 'reported-late');
    return { state: (parse(closed.prepared.result) as unknown as { state: string }).state, codes };
  }

  test('a time before the grant held, and a purpose that was not granted, match only the same of the other side', async () => {
    const outside = { at: lastMonth(8) };
    const ads = { purpose: 'marketing' };
    for (const [claims, attestations, expected] of [
      [[{}, {}], [{}, outside], 'differs'],
      [[{}, {}], [{}, ads], 'differs'],
      [[ads, outside], [ads, outside], 'matched'],
    ] as const) {
      const grant = await agreed();
      await told('claim', grant, claims);
      const { state, codes } = await told('attestation', grant, attestations);
      assert.equal(state, expected, JSON.stringify([claims, attestations]));
      assert.ok(codes.length > 0);
      const read = call(T.periodReadClosure, grant.id, PERIOD, 'attestation');
      const { total } = (await steps().read(officer(consumer), read)) as unknown as Closure;
      assert.equal(total.exchangeForm, 2);
      assert.notEqual(total.older, undefined);
    }
  });
}
