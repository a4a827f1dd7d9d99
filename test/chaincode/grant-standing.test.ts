// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Grant, GrantChange, TermsChange } from '@catalog-chain/chaincode/domain/sharing/grant-records';
import { standingAt, timeline, type Standing } from '@catalog-chain/chaincode/domain/sharing/grant-standing';
import { formatInstant } from '@catalog-chain/chaincode/domain/calendar/time';
import { test } from '../support/testing.js';

const LAST = 40;
const stamp = { at: formatInstant(0), tx: '0'.repeat(64), by: 'ProviderMSP' };

interface Step {
  readonly action: Exclude<GrantChange['action'], 'varied'>;
  readonly tick: number;
  readonly period: readonly [number, number];
}

const change = ({ action, tick, period: [from, to] }: Step): GrantChange => {
  const effective = formatInstant(tick);
  return action === 'granted' || action === 'renewed'
    ? {
        action,
        effective,
        stamp,
        resourceVersion: 1,
        hash: '',
        period: { from: formatInstant(from), to: formatInstant(to) },
      }
    : { action, effective, stamp };
};

const historyOf = (steps: readonly Step[]): Grant['history'] => {
  const [first, ...rest] = steps.map(change);
  return [first as TermsChange, ...rest];
};

const STATUS = { granted: 'active', suspended: 'suspended', resumed: 'active', revoked: 'revoked' } as const;

/** The slow way: lives through every millisecond. */
function lived(steps: readonly Step[]): Standing[] {
  let status: 'before-grant' | 'active' | 'suspended' | 'revoked' = 'before-grant';
  let period: readonly [number, number] = [0, 0];
  return Array.from({ length: LAST }, (_, tick) => {
    for (const { action, ...step } of steps.filter((one) => one.tick === tick)) {
      if (action in STATUS) status = STATUS[action as keyof typeof STATUS];
      if (action === 'granted' || action === 'renewed') period = step.period;
    }
    if (status === 'before-grant' || status === 'revoked') return status;
    if (tick >= period[1]) return 'expired';
    return tick < period[0] ? 'outside-period' : status;
  });
}

/** Any history that the contracts could write: status steps as they follow each other, times that never fall. */
const steps = fc
  .record({
    from: fc.nat(15),
    length: fc.integer({ min: 1, max: 15 }),
    ticks: fc.array(fc.nat(LAST - 1), { minLength: 1, maxLength: 8 }).map((all) => all.sort((a, b) => a - b)),
    choices: fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }),
  })
  .map(({ from, length, ticks, choices }) => {
    const all: Step[] = [];
    let [status, to] = ['active', from + length];
    ticks.forEach((tick, i) => {
      if (i === 0) all.push({ action: 'granted', tick, period: [from, to] });
      else if (status !== 'revoked') {
        const flip = status === 'active' ? 'suspended' : 'resumed';
        const renewable = status === 'active' && tick < to;
        const action =
          (['revoked', flip, flip, renewable ? 'renewed' : flip] as const)[choices[i] ?? 0] ?? flip;
        if (action === 'renewed') to += 5;
        else status = action === 'resumed' ? 'active' : action;
        all.push({ action, tick, period: [from, to] });
      }
    });
    return all;
  });

test('a standing is what living through the history would have shown, at every moment', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const grant = { history: historyOf(history) };
      const standing = timeline(grant);
      const seen = Array.from({ length: LAST }, (_, tick) => standing(tick));
      assert.deepEqual(seen, lived(history));
      assert.equal(standingAt(grant, 20), seen[20]);
    }),
    { numRuns: 2000 },
  );
});

test('recording the end of a grant changes no verdict', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const to = Math.max(...history.map(({ period }) => period[1]));
      const recorded = [...history, { action: 'expired', tick: to, period: [0, 0] } as const];
      const [before, after] = [{ history: historyOf(history) }, { history: historyOf(recorded) }];
      for (let tick = 0; tick < LAST; tick += 1)
        assert.equal(standingAt(before, tick), standingAt(after, tick));
    }),
  );
});

test('a renewal reaches forward only: a use in the gap before it stays expired', () => {
  const grant = {
    history: historyOf([
      { action: 'granted', tick: 0, period: [0, 10] },
      { action: 'renewed', tick: 20, period: [0, 30] },
    ]),
  };
  assert.deepEqual(
    [9, 10, 19, 20, 29, 30].map((tick) => standingAt(grant, tick)),
    ['active', 'expired', 'expired', 'active', 'active', 'expired'],
  );
});
