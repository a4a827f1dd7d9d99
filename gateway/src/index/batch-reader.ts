// SPDX-License-Identifier: Apache-2.0
/** Reads a usage batch out of its transaction: the leaves from the argument, the verdicts from the header. */
import { readBatch, type ReadBatch } from '@catalog-chain/chaincode/domain/batch';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage-records';
import type { LedgerTransaction } from '../ledger/ledger.js';

const LEAVES_ARGUMENT = 1;

/** @returns the leaves in order and their root; undefined when the argument is not what the contract accepts */
export function batchIn({ args }: Pick<LedgerTransaction, 'args'>): ReadBatch | undefined {
  try {
    return readBatch(args[LEAVES_ARGUMENT] ?? new Uint8Array());
  } catch {
    return undefined;
  }
}

/** Verdicts by leaf, as codes joined by commas. */
export function verdictsOf({ violations }: BatchHeader): ReadonlyMap<number, string> {
  return new Map(violations.map(({ leaf, codes }) => [leaf, codes.join(',')]));
}
