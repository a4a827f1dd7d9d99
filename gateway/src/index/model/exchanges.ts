// SPDX-License-Identifier: Apache-2.0
/** Digests of exchanges as the index compares them: with the verdicts on time and purpose, whatever form the header has. */
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';

/** @param violations as the index keeps them: codes joined by commas */
export const codesOf = (violations: string | null): readonly Violation[] =>
  (violations?.split(',') ?? []) as Violation[];

/**
 * What a correction takes back by naming a digest of the event that it corrects, in the older form or in the newer one: the
 * exchange with its verdict. Any other digest is what it is.
 */
export function retractedDigest(retracts: string, corrected: Leaf, verdict: readonly Violation[]): string {
  if (retracts !== exchangeDigest(corrected)) return retracts;
  return exchangeDigest(corrected, verdict) ?? retracts;
}
