// SPDX-License-Identifier: Apache-2.0
import type { BlockSource, LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';

/** All blocks that there are, in order. */
export async function blocksOf(ledger: BlockSource): Promise<LedgerBlock[]> {
  const { height } = await ledger.info();
  const stop = new AbortController();
  const blocks: LedgerBlock[] = [];
  for await (const block of ledger.blocks({ from: 0, signal: stop.signal })) {
    blocks.push(block);
    if (block.number >= height - 1) break;
  }
  stop.abort();
  return blocks;
}
