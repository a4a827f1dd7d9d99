// SPDX-License-Identifier: Apache-2.0
/** Reads a usage batch out of its transaction: the leaves from the argument, the verdicts from the header. */
import { inflateSync } from 'node:zlib';
import { inflating } from '@catalog-chain/chaincode/domain/usage/batch';
import { LeafReader, type ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import type { BatchHeader } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { LedgerTransaction } from '../../ledger/ledger.js';

const LEAVES_ARGUMENT = 1;
const NO_BYTES = new Uint8Array();

/** @returns the leaves in order; undefined when the argument is not what the contract accepts */
export function leavesIn({ args }: Pick<LedgerTransaction, 'args'>): readonly ReadLeaf[] | undefined {
  try {
    const deflated = args[LEAVES_ARGUMENT] ?? NO_BYTES;
    const bytes = inflateSync(deflated, inflating(deflated));
    const reader = new LeafReader();
    return bytes
      .toString('utf8')
      .split('\n')
      .map((line) => reader.read(line));
  } catch {
    return undefined;
  }
}

/** Verdicts by leaf, as codes joined by commas. */
export function verdictsOf({ violations }: BatchHeader): ReadonlyMap<number, string> {
  return new Map(violations.map(({ leaf, codes }) => [leaf, codes.join(',')]));
}
