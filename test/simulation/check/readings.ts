// SPDX-License-Identifier: Apache-2.0
/** What was read while the chain grew is what an index shows that ends with the block which the answer names. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { SqlIndexReader } from '@catalog-chain/gateway/index/read/index-reader';
import { openIndexDatabase } from '@catalog-chain/gateway/index/tables/open-tables';
import { IndexWriter } from '@catalog-chain/gateway/index/write/index-writer';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';
import type { Reading } from '../actors/looker.js';
import type { Store } from '../store/store.js';
import { Faults } from '../world/faults.js';
import { Life } from '../world/life.js';
import { Chance } from '../world/chance.js';
import type { Model } from './model.js';

const EVERYTHING = { limit: 1_000 };
const textOf = (items: readonly unknown[]): string => items.map((item) => encode(item)).join('\n');

/**
 * Builds an index from the chain, block by block, and compares on the way.
 * @param store with its tables, and nothing that is not in the blocks
 * @returns the finished index
 */
export async function rebuilt(
  model: Model,
  store: Store,
  blocks: readonly LedgerBlock[],
  readings: readonly Reading[],
): Promise<SqlIndexReader> {
  const calm = new Faults(new Chance(0), () => undefined);
  const tables = openIndexDatabase({ dialect: store.dialectFor(new Life('checker'), calm) });
  const reader = new SqlIndexReader(tables);
  const writer = new IndexWriter(tables);
  let from = 0;
  for (const [asOf, some] of byBlock(readings)) {
    await writer.apply(blocks.slice(from, asOf + 1));
    from = asOf + 1;
    for (const { question, items } of some) {
      const right = await question.ask(reader, EVERYTHING);
      if (right.next !== undefined) model.fault(`${question.name}: more than the checker reads`);
      if (textOf(right.items) !== textOf(items))
        model.fault(`${question.name}, as of block ${asOf}: not what the chain up to there makes`);
    }
  }
  await writer.apply(blocks.slice(from));
  return reader;
}

const byBlock = (readings: readonly Reading[]): [number, Reading[]][] =>
  [...Map.groupBy(readings, ({ asOf }) => asOf)].sort(([a], [b]) => a - b);
