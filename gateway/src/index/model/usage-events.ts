// SPDX-License-Identifier: Apache-2.0
/** Reported uses as the index keeps them, and what they can be asked for by. */
import type { Leaf, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { SealedBefore } from './seals.js';
import type { ChainRef } from './records.js';

export interface UsageFilter {
  readonly organisation?: string;
  /** Only events to which this organisation is a party (reporter, or provider or consumer of the grant). */
  readonly party?: string;
  readonly side?: Leaf['side'];
  readonly kind?: Leaf['kind'];
  readonly action?: Leaf['action'];
  readonly outcome?: Leaf['outcome'];
  readonly grant?: string;
  readonly resource?: string;
  /** Only uses under grants of what the systems hold that serve this duty. */
  readonly duty?: string;
  /** A commitment, base64url. */
  readonly record?: string;
  readonly actor?: string;
  readonly system?: string;
  readonly correlation?: string;
  readonly case?: string;
  readonly violation?: Violation | 'any' | 'none';
  /** `at` not before, and before: RFC 3339 UTC with milliseconds. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * `replaced`: it is taken back and the correction states another in its place; `taken-back`: nothing stands in its place;
 * `none`: the correction names it and takes back another exchange than the one that it states.
 */
export const CORRECTION_EFFECTS = ['replaced', 'taken-back', 'none'] as const;

/** A correction of an event, by the same reporter, under the same grant and on the same side. */
export interface CorrectedBy {
  /** Of the correction. */
  readonly id: string;
  readonly effect: (typeof CORRECTION_EFFECTS)[number];
  readonly written: ChainRef;
}

/** A usage event in the chain: the leaf as reported, the verdict, the place. */
export interface UsageEvent {
  readonly leaf: Leaf;
  readonly organisation: string;
  /** Resource of the grant; absent when there is no such grant. */
  readonly resource?: string;
  readonly violations: readonly Violation[];
  readonly batch: { readonly journal: string; readonly sequence: number; readonly leaf: number };
  readonly written: ChainRef;
  /** It was committed to before it was disclosed. */
  readonly sealed?: SealedBefore;
  /** What later named it as an event to correct, oldest first; absent where nothing did, and in lists and trails. */
  readonly correctedBy?: readonly CorrectedBy[];
  /** The id appeared before, in another batch: position of the first. */
  readonly repeats?: { readonly block: number; readonly transactionId: string };
}
