// SPDX-License-Identifier: Apache-2.0
/** Whatever is reported in whatever batches and journals: the chain's verdict is that of plain multisets. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { formatInstant, HOUR_MS } from '@catalog-chain/chaincode/domain/calendar/time';
import { SIDES, type Leaf, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { ChaincodeHarness } from '../support/chaincode-harness.js';
import { close, granted, MARCH_END, readClosure, REPORTER, Reports, told } from '../support/periods.js';
import { test } from '../support/testing.js';
import { uuid7 } from '../support/usage.js';

const JOURNALS = ['J', 'K'] as const;

interface Told {
  readonly side: Side;
  readonly exchange: number;
  readonly outcome: Leaf['outcome'];
  readonly kind: 'use' | 'denied' | 'nil' | 'retract' | 'restate';
  readonly elsewhere: boolean;
  readonly purpose: 'pension-audit' | 'marketing' | 'surveys';
}
interface Sent {
  readonly leaves: readonly Told[];
  readonly journal: (typeof JOURNALS)[number];
  readonly checkpoint: boolean;
}

const anyTold = fc.record({
  side: fc.constantFrom(...SIDES),
  exchange: fc.nat(2),
  outcome: fc.constantFrom('ok', 'empty'),
  kind: fc.constantFrom('use', 'use', 'use', 'denied', 'nil', 'retract', 'restate'),
  elsewhere: fc.constantFrom(false, false, false, true),
  purpose: fc.constantFrom('pension-audit', 'pension-audit', 'marketing', 'surveys'),
});
const anySent = fc.record({
  leaves: fc.array(anyTold, { minLength: 1, maxLength: 4 }),
  journal: fc.constantFrom(...JOURNALS),
  checkpoint: fc.boolean(),
});

let ids = 0;

const digestOf = (leaf: Leaf): string | undefined =>
  exchangeDigest(
    leaf,
    leaf.purpose === 'pension-audit' ? undefined : { purpose: leaf.purpose, verdict: ['wrong-purpose'] },
  );

function leafOf({ side, exchange, outcome, kind, elsewhere, purpose }: Told): Leaf {
  const use = told(side, exchange, {
    outcome,
    purpose,
    ...(elsewhere ? { at: formatInstant(MARCH_END + HOUR_MS) } : {}),
  });
  const id = uuid7((ids += 1), 'model');
  if (kind === 'use' || kind === 'denied') return { ...use, kind, id };
  const { record, ...bare } = use;
  if (kind === 'nil') return { ...bare, kind, id };
  const correction = {
    kind: 'correction',
    id,
    corrects: use.id,
    retracts: digestOf(use),
  } as const;
  return kind === 'retract'
    ? { ...bare, ...correction }
    : { ...bare, ...correction, record, outcome: 'error' };
}

/** A side's multiset, exchange by exchange; what was taken back counts down. */
function multiset(leaves: readonly Leaf[], side: Side): Map<string, number> {
  const counts = new Map<string, number>();
  const enter = (digest: string | undefined, by: number): void => {
    if (digest !== undefined) counts.set(digest, (counts.get(digest) ?? 0) + by);
  };
  for (const leaf of leaves) {
    if (leaf.side !== side || leaf.at >= formatInstant(MARCH_END)) continue;
    enter(digestOf(leaf), 1);
    enter(leaf.retracts, -1);
  }
  return new Map([...counts].filter(([, count]) => count !== 0).sort());
}

const reportedOf = (leaves: readonly Leaf[], side: Side): string => {
  const own = leaves.filter((leaf) => leaf.side === side && leaf.at < formatInstant(MARCH_END));
  if (own.length === 0) return 'silent';
  return own.every(({ kind }) => kind === 'nil') ? 'nil' : 'uses';
};

async function sendAll(chain: ChaincodeHarness, sent: readonly Sent[]): Promise<Leaf[]> {
  const reports = new Reports(chain);
  const all: Leaf[] = [];
  for (const { leaves, journal, checkpoint } of sent) {
    for (const side of SIDES) {
      const batch = leaves.filter((one) => one.side === side).map(leafOf);
      if (batch.length === 0) continue;
      all.push(...batch);
      const { sequence } = await reports.send(batch, journal);
      const place = [{ journal, batches: sequence }];
      if (checkpoint) await chain.submit(REPORTER[side], TRANSACTIONS.journalCheckpoint, place);
    }
  }
  return all;
}

async function chainOfTwoJournals(): Promise<ChaincodeHarness> {
  const chain = await granted();
  for (const side of SIDES) await chain.submit(REPORTER[side], TRANSACTIONS.journalOpen, [{ journal: 'K' }]);
  return chain;
}

/** Closes both sides and holds the chain to what plain multisets say. @returns the verdict */
async function verdictOn(sent: readonly Sent[]): Promise<string> {
  const chain = await chainOfTwoJournals();
  const leaves = await sendAll(chain, sent);
  chain.time = MARCH_END + HOUR_MS;
  await close(chain, 'claim');
  const { state } = await close(chain, 'attestation');
  const [claims, attestations] = SIDES.map((side) => [...multiset(leaves, side)]);
  const isEqual = JSON.stringify(claims) === JSON.stringify(attestations);
  assert.equal(state, isEqual ? 'matched' : 'differs');
  for (const side of SIDES) assert.equal((await readClosure(chain, side)).reported, reportedOf(leaves, side));
  return state;
}

/** The same, told by both sides. */
const mirror = (sent: readonly Sent[]): Sent[] =>
  sent.map((one) => ({
    ...one,
    leaves: one.leaves.flatMap((leaf) => SIDES.map((side) => ({ ...leaf, side }))),
  }));

test('the same uses of both sides match, and those of one side differ', async () => {
  const leaf = {
    side: SIDES[0],
    exchange: 0,
    outcome: 'ok',
    kind: 'use',
    elsewhere: false,
    purpose: 'surveys',
  } as const;
  const sent = [{ leaves: [leaf, { ...leaf, exchange: 1 }], journal: 'J', checkpoint: false }] as const;
  assert.equal(await verdictOn(mirror(sent)), 'matched');
  assert.equal(await verdictOn(sent), 'differs');
});

test('the verdict is that of plain multisets, however they were cut up', async () => {
  await fc.assert(
    // Sides at random hardly ever agree: half of the runs tell everything on both.
    fc.asyncProperty(fc.array(anySent, { maxLength: 5 }), fc.boolean(), async (sent, mirrored) => {
      await verdictOn(mirrored ? mirror(sent) : sent);
    }),
    { numRuns: 120 },
  );
});

/** Has the chain follow a side's journals as far as it was closed. */
async function checkpoints(chain: ChaincodeHarness, side: Side): Promise<void> {
  const { journals } = await readClosure(chain, side);
  for (const { id, batches } of journals.filter((one) => one.batches > 0)) {
    const place = [{ journal: id, batches }];
    await chain.submit(REPORTER[side], TRANSACTIONS.journalCheckpoint, place);
  }
}

test('what is reported between closings is found again by the next revision, and no leaf twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anySent, { maxLength: 3 }),
      fc.array(anySent, { maxLength: 3 }),
      async (early, late) => {
        const chain = await chainOfTwoJournals();
        const first = await sendAll(chain, early);
        chain.time = MARCH_END + HOUR_MS;
        for (const side of SIDES) await close(chain, side);
        for (const side of SIDES) await checkpoints(chain, side);
        const more = late.map((one) => ({ ...one, journal: 'L' as 'K', checkpoint: false }));
        for (const side of SIDES)
          await chain.submit(REPORTER[side], TRANSACTIONS.journalOpen, [{ journal: 'L' }]);
        const leaves = [...first, ...(await sendAll(chain, more))];
        for (const side of SIDES) await close(chain, side).catch(() => undefined);
        const [claims, attestations] = SIDES.map((side) => JSON.stringify([...multiset(leaves, side)]));
        const period = await chain.evaluate<{ state: string }>(REPORTER.claim, TRANSACTIONS.periodRead, [
          'REQ-1',
          '2026-03',
        ]);
        assert.equal(period.state, claims === attestations ? 'matched' : 'differs');
        for (const side of SIDES) {
          const { total } = await readClosure(chain, side);
          const net = [...multiset(leaves, side).values()].reduce((sum, count) => sum + count, 0);
          assert.equal(total.count - (total.retracted?.count ?? 0), net);
        }
      },
    ),
    { numRuns: 40 },
  );
});
