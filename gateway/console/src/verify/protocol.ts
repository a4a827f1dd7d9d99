// SPDX-License-Identifier: Apache-2.0
/** What page and worker say to each other about a bundle. */

export interface Told {
  readonly kind: string;
  readonly statement: string;
}

export interface PathStep {
  readonly ours: string;
  readonly sibling: string;
  /** On which side our hash stands. */
  readonly isLeft: boolean;
  readonly parent: string;
}

/** One use with its way to the root that its batch's header states. */
export interface ProvedPath {
  readonly id: string;
  readonly place: string;
  readonly leaf: string;
  readonly steps: readonly PathStep[];
  readonly root: string;
  readonly stated: string;
}

export type Answer =
  | { readonly outcome: 'unreadable'; readonly why: string }
  | {
      readonly outcome: 'judged';
      readonly isValid: boolean;
      readonly claims: readonly Told[];
      readonly faults: readonly { readonly code: string; readonly where: string; readonly message: string }[];
      readonly unproved: readonly string[];
      readonly counts: { readonly reads: number; readonly transactions: number; readonly leaves: number };
      readonly ledger: { readonly kind: string; readonly channel: string; readonly genesisHash: string };
      readonly asOf: { readonly block: number; readonly time: string } | undefined;
      readonly paths: readonly ProvedPath[];
      readonly ms: number;
    };
