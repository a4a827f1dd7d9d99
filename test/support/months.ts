// SPDX-License-Identifier: Apache-2.0
/** Months of a scripted chain, told by both sides, as an index holds them. */
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Policy } from '@catalog-chain/chaincode/domain/records';
import type { Leaf, Side, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Database } from '@catalog-chain/gateway/db/database';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import { emptyTables } from '@catalog-chain/gateway/index/tables/migrations';
import { bindToChain } from '@catalog-chain/gateway/index/tables/open-tables';
import type { Difference, DifferenceVerdict } from '@catalog-chain/gateway/index/model/reconciliation';
import type { IndexSchema } from '@catalog-chain/gateway/index/tables/schema';
import { leafOf, ScriptedChain, uuid7 } from './scripted-chain.js';

export const JANUARY = { grant: 'G1', period: '2026-01' };
const REPORTER = { claim: 'ConsumerMSP', attestation: 'ProviderMSP' } as const;

let ids = 1_000_000;
export const told = (side: Side, n: number, fields: Partial<Leaf> = {}): Leaf =>
  leafOf(n, { id: uuid7((ids += 0x1000)), side, ...fields });

export const correction = (of: Leaf, fields: Partial<Leaf> = {}): Leaf => ({
  ...told(of.side, 0, { correlation: of.correlation, at: of.at }),
  kind: 'correction',
  corrects: of.id,
  retracts: exchangeDigest(of),
  ...fields,
});

export const without = (leaf: Leaf): Leaf => {
  const fields = Object.entries(leaf).filter(([name]) => name !== 'record');
  return Object.fromEntries(fields) as unknown as Leaf;
};

export type VerdictOf = (leaf: Leaf) => readonly Violation[];

export async function indexOf(
  database: Database<IndexSchema>,
  batches: readonly (readonly Leaf[])[],
  verdictOf: VerdictOf = () => [],
  policies: readonly Policy[] = [],
  grants: readonly string[] = ['G1'],
): Promise<SqlIndexReader> {
  const chain = new ScriptedChain();
  for (const grant of grants) chain.grant(grant, 'ProviderMSP:POP');
  for (const policy of policies)
    chain.put('ManagerMSP', [['policy', String(policy.version).padStart(10, '0')], policy]);
  for (const batch of batches) {
    const violations = Object.fromEntries(
      batch.flatMap((leaf, n) => (verdictOf(leaf).length > 0 ? [[n, verdictOf(leaf)] as const] : [])),
    );
    chain.batch(REPORTER[batch[0]?.side ?? 'claim'], batch, { violations });
  }
  await bindToChain(database, (await chain.info()).genesisHash);
  await emptyTables(database.db);
  await bindToChain(database, (await chain.info()).genesisHash);
  await new IndexWriter(database).apply(chain.chain);
  return new SqlIndexReader(database);
}

/** All pages, in order of correlation. */
export async function allDifferences(
  index: SqlIndexReader,
  verdict?: DifferenceVerdict,
  limit = 1000,
): Promise<Difference[]> {
  const found: Difference[] = [];
  let cursor: string | undefined;
  do {
    const page = await index.differences(JANUARY, verdict, {
      limit,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found.sort((a, b) => a.correlation.localeCompare(b.correlation));
}
