// SPDX-License-Identifier: Apache-2.0
/** The figures of the index are those that anybody computes from the blocks. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { VIOLATIONS } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { claimsOutside } from '@catalog-chain/gateway/appraisal/count-uses';
import { settingOf } from '@catalog-chain/gateway/appraisal/setting';
import { appraise } from '@catalog-chain/gateway/appraisal/appraise';
import type { Database } from '@catalog-chain/gateway/db/database';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { bindToChain, openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import type { IndexSchema } from '@catalog-chain/gateway/index/tables/schema';
import { chainOf, happenings } from '../../support/appraised-chain.js';
import { PARTIES } from '../../support/drawn.js';
import { plainDisputes, plainMonths } from '../../support/plain-oversight.js';
import { PlainAppraisal } from '../../support/plain-appraisal.js';
import { emptyDatabase } from '../../support/postgres.js';
import type { ScriptedChain } from '../../support/scripted-chain.js';
import { test } from '../../support/testing.js';

const months = fc
  .tuple(fc.constantFrom('2025-12', '2026-01', '2026-02'), fc.constantFrom('2026-01', '2026-02', '2026-03'))
  .map(([from, to]) => (from <= to ? { from, to } : { from: to, to: from }));

const question = fc.record({
  organisation: fc.constantFrom(...PARTIES),
  months,
  back: fc.integer({ min: 0, max: 30 }),
  grant: fc.option(fc.constantFrom('G1', 'G3', 'G9', 'G7'), { nil: undefined }),
});

async function filled(database: Database<IndexSchema>, chain: ScriptedChain): Promise<SqlIndexReader> {
  await bindToChain(database, (await chain.info()).genesisHash);
  await new IndexWriter(database).apply(chain.chain);
  return new SqlIndexReader(database);
}

type Asked = typeof question extends fc.Arbitrary<infer T> ? T : never;

async function assertSame(index: SqlIndexReader, chain: ScriptedChain, asked: Asked): Promise<void> {
  const { organisation, months: span, back, grant } = asked;
  const asOf = Math.max(0, chain.chain.length - 1 - back);
  const named = { organisation, months: span, asOf, ...(grant !== undefined && { grant }) };
  const report = await appraise(index, named);
  const plain = new PlainAppraisal(chain.chain, organisation, span, asOf);
  const uses = plain.usageFigures(VIOLATIONS, grant);
  const all =
    grant === undefined
      ? [
          ...plain.catalogueFigures(),
          ...plain.requestFigures(),
          ...uses,
          ...plainDisputes(plain),
          ...plainMonths(plain),
        ]
      : uses;
  for (const [i, figure] of all.entries()) assert.deepEqual(report.figures[i], figure);
  assert.equal(report.figures.length, all.length);
  if (grant === undefined) {
    // Found from the violating events alone, they are those that all events leave outside.
    const within = uses.find(({ figure }) => figure === 'claims-within-grant');
    const { count } = await claimsOutside(index.counts, await settingOf(index, named));
    assert.equal(count, (within?.of.count ?? 0) - (within?.met.count ?? 0));
  }
  assert.equal(report.asOf.catalogueBlock, plain.catalogueBlock);
  assert.deepEqual(report.span, {
    from: new Date(plain.from).toISOString(),
    to: new Date(plain.to).toISOString(),
  });
}

test('figures of the index equal those computed from the blocks alone', async () => {
  const property = fc.asyncProperty(
    happenings,
    fc.nat(20),
    fc.array(question, { minLength: 4, maxLength: 4 }),
    async (all, after, questions) => {
      await using database = openIndexDatabase({ sqlite: ':memory:' });
      const chain = chainOf(all, after);
      const index = await filled(database, chain);
      for (const asked of questions) await assertSame(index, chain, asked);
    },
  );
  await fc.assert(property, { numRuns: 25, interruptAfterTimeLimit: 60_000 });
});

test('they are the same on PostgreSQL', async (t) => {
  const postgres = await emptyDatabase(t);
  const [all = []] = fc.sample(happenings, { numRuns: 1, seed: 7 });
  const chain = chainOf(all, 3);
  await using database = openIndexDatabase({ postgres });
  const index = await filled(database, chain);
  for (const asked of fc.sample(question, { numRuns: 12, seed: 7 })) await assertSame(index, chain, asked);
});
