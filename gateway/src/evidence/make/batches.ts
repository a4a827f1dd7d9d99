// SPDX-License-Identifier: Apache-2.0
/** Batches as they lie in blocks: leaves, paths, envelopes. */
import { readBatch, type ReadBatch } from '@catalog-chain/chaincode/domain/usage/batch';
import { leafHash, nodeHash } from '@catalog-chain/chaincode/domain/encoding/merkle';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { BlockSource, LedgerTransaction } from '../../ledger/ledger.js';
import { bounded } from '../../ledger/persistently.js';
import type { ChainRef } from '../../index/model/records.js';

/** Names a batch. */
export interface BatchPlace {
  readonly organisation: string;
  readonly journal: string;
  readonly sequence: number;
}

export interface CarriedBatch {
  readonly transactionId: string;
  readonly envelope: Uint8Array;
  readonly batch: ReadBatch;
}

/** @throws LedgerError `LEDGER_FAILURE` when the block does not hold what the index says */
export async function carriedBatch(
  ledger: BlockSource,
  { block, transactionId }: ChainRef,
): Promise<CarriedBatch> {
  const found = await transactionAt(ledger, block, transactionId);
  const leaves = found?.args[1];
  if (!found?.valid || !leaves) throw new LedgerError('LEDGER_FAILURE', 'The block does not hold the batch.');
  return { transactionId, envelope: found.envelope, batch: readBatch(leaves) };
}

/** @throws LedgerError `LEDGER_FAILURE` when the block does not hold what the index says */
export async function committedAt(
  ledger: BlockSource,
  { block, transactionId }: ChainRef,
): Promise<LedgerTransaction> {
  const found = await transactionAt(ledger, block, transactionId);
  if (!found?.valid) throw new LedgerError('LEDGER_FAILURE', 'The block does not hold the transaction.');
  return found;
}

async function transactionAt(
  ledger: BlockSource,
  number: number,
  id: string,
): Promise<LedgerTransaction | undefined> {
  const stop = new AbortController();
  const find = async (): Promise<LedgerTransaction | undefined> => {
    for await (const block of ledger.blocks({ from: number, signal: stop.signal }))
      return block.transactions.find((transaction) => transaction.id === id);
    return undefined;
  };
  try {
    // The block is there: a stream that does not bring it never will.
    return await bounded(find);
  } finally {
    stop.abort();
  }
}

/** Paths (RFC 9162 §2.1.3.1) of any leaves of one tree, which is hashed once. */
export class Paths {
  readonly #levels: string[][];

  constructor(lines: readonly string[]) {
    let level = lines.map(leafHash);
    this.#levels = [level];
    while (level.length > 1) {
      const above: string[] = [];
      for (let i = 0; i < level.length; i += 2) {
        const [left = '', right] = [level[i], level[i + 1]];
        above.push(right === undefined ? left : nodeHash(left, right));
      }
      this.#levels.push((level = above));
    }
  }

  /** Lower-case hex, from the leaf upwards. */
  to(index: number): string[] {
    const path: string[] = [];
    for (const [height, level] of this.#levels.entries()) {
      const sibling = level[(index >> height) ^ 1];
      if (sibling !== undefined) path.push(sibling);
    }
    return path;
  }
}
