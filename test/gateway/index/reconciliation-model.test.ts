// SPDX-License-Identifier: Apache-2.0
/** The difference of a month on SQLite and PostgreSQL, against a plain comparison of multisets. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { SIDES, type Leaf, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Database, DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import type { IndexSchema } from '@catalog-chain/gateway/index/tables/schema';
import {
  allDifferences,
  correction,
  indexOf,
  JANUARY,
  told,
  without,
  type VerdictOf,
} from '../../support/months.js';
import { emptyDatabase } from '../../support/postgres.js';
import { uuid7 } from '../../support/scripted-chain.js';
import { test } from '../../support/testing.js';

const anyTold = fc.record({
  side: fc.constantFrom(...SIDES),
  exchange: fc.nat(3),
  outcome: fc.constantFrom<Leaf['outcome'][]>('ok', 'empty'),
  kind: fc.constantFrom('use', 'use', 'use', 'denied', 'nil', 'retract', 'restate'),
  hours: fc.constantFrom(0, 0, 0, 0.5, 1, 3),
  purpose: fc.constantFrom('AID', 'AID', 'ADS'),
});
const verdictOf: VerdictOf = ({ purpose }) => (purpose === 'AID' ? [] : ['wrong-purpose']);
const digestOf = (leaf: Leaf): string | undefined =>
  exchangeDigest(
    leaf,
    leaf.purpose === 'AID' ? undefined : { purpose: leaf.purpose, verdict: ['wrong-purpose'] },
  );
const HOUR_MS = 3_600_000;
const TIME = Date.UTC(2026, 0, 10);

function leafFrom({
  side,
  exchange,
  outcome,
  kind,
  hours,
  purpose,
}: typeof anyTold extends fc.Arbitrary<infer T> ? T : never): Leaf {
  const at = new Date(TIME + hours * HOUR_MS).toISOString();
  const use = told(side, exchange, { outcome, purpose, at });
  if (kind === 'use' || kind === 'denied') return { ...use, kind };
  if (kind === 'nil') return { ...without(use), kind };
  const retracts = digestOf(use);
  const taken = correction({ ...use, id: uuid7(5) }, { retracts, purpose });
  return kind === 'retract' ? without(taken) : { ...taken, outcome: 'error' };
}

/** What a side tells of one exchange: how often, and when. */
interface Plain {
  net: number;
  times: number[];
}

/** By digest; what is taken back without having been told takes the earliest. */
function multiset(leaves: readonly Leaf[], side: Side): Map<string, Plain> {
  const told = new Map<string, Plain & { taken: number }>();
  const of = (digest: string) => {
    const known = told.get(digest) ?? { net: 0, times: [], taken: 0 };
    told.set(digest, known);
    return known;
  };
  for (const leaf of leaves.filter((one) => one.side === side)) {
    const digest = digestOf(leaf);
    if (digest !== undefined) of(digest).times.push(Date.parse(leaf.at));
    if (leaf.retracts !== undefined) of(leaf.retracts).taken += 1;
  }
  return new Map(
    [...told].map(([digest, { times, taken }]) => {
      const left = times.toSorted((a, b) => a - b).slice(taken);
      return [digest, { net: times.length - taken, times: left }];
    }),
  );
}

/** The most pairs within an hour, by trying all. */
function mostPairs([first, ...rest]: readonly number[], others: readonly number[]): number {
  if (first === undefined) return 0;
  const tries = others.flatMap((other, n) =>
    Math.abs(other - first) <= HOUR_MS ? [1 + mostPairs(rest, others.toSpliced(n, 1))] : [],
  );
  return Math.max(mostPairs(rest, others), ...tries);
}

async function agreesWithPlainSets(database: Database<IndexSchema>, leaves: readonly Leaf[]): Promise<void> {
  const batches = leaves.map((leaf) => [leaf]);
  const index = await indexOf(database, batches, verdictOf);
  const [claims, attestations] = SIDES.map((side) => multiset(leaves, side)) as [
    Map<string, Plain>,
    Map<string, Plain>,
  ];
  const none: Plain = { net: 0, times: [] };
  const digests = new Set([...claims.keys(), ...attestations.keys()]);
  let [matched, apart] = [0, 0];
  for (const digest of digests) {
    const [claimed, attested] = [claims.get(digest) ?? none, attestations.get(digest) ?? none];
    const both = Math.min(claimed.net, attested.net);
    const near = both > 0 ? mostPairs(claimed.times, attested.times) : both;
    matched += near;
    apart += Math.abs(claimed.net - attested.net) + 2 * (both - near);
  }
  const summary = await index.reconciliation(JANUARY);
  assert.equal(summary.matched, matched);
  assert.equal(summary.unattested + summary.unreported + 2 * summary.contradicted, apart);
  const listed = { unattested: 0, unreported: 0, contradicted: 0 };
  for (const { verdict, claim, attestation } of await allDifferences(index, undefined, 3))
    listed[verdict] += (verdict === 'unreported' ? attestation : claim)?.count ?? 0;
  assert.deepEqual(listed, {
    unattested: summary.unattested,
    unreported: summary.unreported,
    contradicted: summary.contradicted,
  });
}

async function holdsForAll(location: DatabaseLocation, numRuns: number): Promise<void> {
  await using database = openIndexDatabase(location);
  const property = fc.asyncProperty(fc.array(anyTold, { maxLength: 14 }), (list) =>
    agreesWithPlainSets(database, list.map(leafFrom)),
  );
  await fc.assert(property, { numRuns });
}

test('SQLite finds what plain multisets find', async () => {
  await holdsForAll({ sqlite: ':memory:' }, 150);
});

test('PostgreSQL finds what plain multisets find', async (t) => {
  await holdsForAll({ postgres: await emptyDatabase(t) }, 40);
});
