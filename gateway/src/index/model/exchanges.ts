// SPDX-License-Identifier: Apache-2.0
/** Digests of exchanges as the index compares them: with purposes and verdicts, whatever form the header has. */
import { deviationOf, exchangeDigest, type Deviation } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';

/** @param violations as the index keeps them: codes joined by commas */
export const codesOf = (violations: string | null): readonly Violation[] =>
  (violations?.split(',') ?? []) as Violation[];

/** A leaf as it was judged, under the own purpose of its grant. */
export interface JudgedLeaf {
  readonly leaf: Leaf;
  readonly verdict: readonly Violation[];
}

const told = ({ leaf, verdict }: JudgedLeaf, granted: string | undefined): Deviation | undefined =>
  deviationOf(leaf, verdict, granted);

/** @param granted the own purpose of the leaf's grant */
export const statedDigest = (judged: JudgedLeaf, granted: string | undefined): string | undefined =>
  exchangeDigest(judged.leaf, told(judged, granted));

/**
 * What a correction takes back by naming a digest of the event that it corrects, in the older form or in the newer one: the
 * exchange as it is compared. Any other digest is what it is.
 */
export function retractedDigest(
  retracts: string,
  corrected: JudgedLeaf,
  granted: string | undefined,
): string {
  if (retracts !== exchangeDigest(corrected.leaf)) return retracts;
  return statedDigest(corrected, granted) ?? retracts;
}

/** The code of a grant's own purpose. @param json the grant's record, any revision of it; anything may lie in it */
export function grantedPurpose(json: string): string | undefined {
  const { terms } = JSON.parse(json) as { terms?: { purpose?: { code?: string } } };
  return terms?.purpose?.code;
}
