// SPDX-License-Identifier: Apache-2.0
/** The difference of a month on SQLite and PostgreSQL, against a plain comparison of multisets. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import { SIDES, type Leaf, type Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Database, DatabaseLocation } from '@catalog-chain/gateway/db/database';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import type { IndexSchema } from '@catalog-chain/gateway/index/tables/schema';
import { allDifferences, correction, indexOf, JANUARY, told, without } from '../../support/months.js';
import { emptyDatabase } from '../../support/postgres.js';
import { uuid7 } from '../../support/scripted-chain.js';
import { test } from '../../support/testing.js';

const anyTold = fc.record({
  side: fc.constantFrom(...SIDES),
  exchange: fc.nat(3),
  outcome: fc.constantFrom<Leaf['outcome'][]>('ok', 'empty'),
  kind: fc.constantFrom('use', 'use', 'use', 'denied', 'nil', 'retract', 'restate'),
});

function leafFrom({
  side,
  exchange,
  outcome,
  kind,
}: typeof anyTold extends fc.Arbitrary<infer T> ? T : never): Leaf {
  const use = told(side, exchange, { outcome });
  if (kind === 'use' || kind === 'denied') return { ...use, kind };
  if (kind === 'nil') return { ...without(use), kind };
  const taken = correction({ ...use, id: uuid7(5) });
  return kind === 'retract' ? without(taken) : { ...taken, outcome: 'error' };
}

/** Net exchanges of a side by digest. */
function multiset(leaves: readonly Leaf[], side: Side): Map<string, number> {
  const counts = new Map<string, number>();
  const enter = (digest: string | undefined, by: number): void => {
    if (digest !== undefined) counts.set(digest, (counts.get(digest) ?? 0) + by);
  };
  for (const leaf of leaves.filter((one) => one.side === side)) {
    enter(exchangeDigest(leaf), 1);
    enter(leaf.retracts, -1);
  }
  return counts;
}

async function agreesWithPlainSets(database: Database<IndexSchema>, leaves: readonly Leaf[]): Promise<void> {
  const batches = leaves.map((leaf) => [leaf]);
  const index = await indexOf(database, batches);
  const [claims, attestations] = SIDES.map((side) => multiset(leaves, side)) as [
    Map<string, number>,
    Map<string, number>,
  ];
  const digests = new Set([...claims.keys(), ...attestations.keys()]);
  let [matched, apart] = [0, 0];
  for (const digest of digests) {
    const [claimed, attested] = [claims.get(digest) ?? 0, attestations.get(digest) ?? 0];
    matched += Math.min(claimed, attested);
    apart += Math.abs(claimed - attested);
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
