// SPDX-License-Identifier: Apache-2.0
/** What the ledger holds, read from its blocks alone. */
import { inflateSync } from 'node:zlib';
import { leafHash, merkleRootOfHashes } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { TRANSACTIONS } from '@catalog-chain/chaincode/domain/names';
import { NO_ROOT, type BatchOrder } from '@catalog-chain/chaincode/domain/usage/batch';
import type { Leaf } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { LedgerBlock } from '@catalog-chain/gateway/ledger/ledger';

export interface ChainBatch {
  readonly organisation: string;
  readonly order: BatchOrder;
  readonly root: string;
  readonly block: number;
  readonly leaves: readonly Leaf[];
  readonly ids: readonly string[];
}

export function batchesIn(blocks: readonly LedgerBlock[]): ChainBatch[] {
  const batches: ChainBatch[] = [];
  for (const block of blocks)
    for (const { valid, transaction, args, creator } of block.transactions) {
      if (!valid || transaction !== TRANSACTIONS.usageSubmit) continue;
      const [order, leaves] = args;
      const lines = inflateSync(leaves ?? Buffer.alloc(0))
        .toString('utf8')
        .split('\n');
      const told = lines.map((line) => JSON.parse(line) as Leaf);
      batches.push({
        organisation: creator.mspId,
        order: JSON.parse(Buffer.from(order ?? []).toString('utf8')) as BatchOrder,
        root: merkleRootOfHashes(lines.map(leafHash)),
        block: block.number,
        leaves: told,
        ids: told.map(({ id }) => id),
      });
    }
  return batches;
}

/** What is wrong with the journals: a number missing or twice, a root that is not the one before. */
export function journalFaults(batches: readonly ChainBatch[]): string[] {
  const faults: string[] = [];
  const journals = Map.groupBy(batches, ({ organisation, order }) => `${organisation}/${order.journal}`);
  for (const journal of journals.values()) {
    const sorted = journal.toSorted((a, b) => a.order.sequence - b.order.sequence);
    for (const [i, { organisation, order }] of sorted.entries()) {
      const before = sorted[i - 1]?.root ?? NO_ROOT;
      if (order.sequence !== i + 1)
        faults.push(`a journal of ${organisation} has a gap before ${order.sequence}`);
      if (order.previousRoot !== before)
        faults.push(
          `batch ${order.sequence} of a journal of ${organisation} names another root than the one before`,
        );
    }
  }
  return faults;
}
