// SPDX-License-Identifier: Apache-2.0
/** The two sides of a grant’s month, and the exchanges on which they differ. */
import type { SharedVerdict } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf, Side, Violation } from '@catalog-chain/chaincode/domain/usage/usage-records';

/** What a side states of one exchange, when that is not what the other side states. */
export interface Statement {
  /** How many times it is told here and not by the other side; 0 where the other side is the one that says more. */
  readonly count: number;
  /** Absent when no event of this side states the exchange. */
  readonly exchange?: Exchange;
  /** The events that state it or take it back, in chain order. */
  readonly events: readonly {
    readonly id: string;
    readonly kind: Leaf['kind'];
    readonly at: string;
    readonly violations: readonly Violation[];
  }[];
}

/** What both sides must agree on of one exchange, besides its correlation. */
export interface Exchange {
  readonly action: Leaf['action'];
  readonly record?: string;
  readonly count?: number;
  readonly items?: readonly string[];
  readonly outcome: Leaf['outcome'] | 'denied';
  readonly purpose: string;
  /** What was found outside the grant by the time, purpose and items that the side names; absent: nothing. */
  readonly verdict?: readonly SharedVerdict[];
}

/** What may be told otherwise, in the order in which it is named. */
export const DIFFERENCE_FIELDS = [
  'action',
  'record',
  'count',
  'items',
  'outcome',
  'purpose',
  'verdict',
] as const satisfies readonly (keyof Exchange)[];

export type DifferenceField = (typeof DIFFERENCE_FIELDS)[number] | 'at' | 'grant';

export const DIFFERENCES = ['unattested', 'unreported', 'contradicted'] as const;

/** Claimed and not attested; attested and not claimed; told otherwise by each side. */
export type DifferenceVerdict = (typeof DIFFERENCES)[number];

/** One exchange on which the sides differ. */
export interface Difference {
  readonly verdict: DifferenceVerdict;
  readonly correlation: string;
  /**
   * `contradicted`: what each side tells otherwise; `at` where the times are further apart than the policy allows, `grant` where
   * the other side is told under another grant of the provider.
   */
  readonly fields?: readonly DifferenceField[];
  readonly claim?: Statement;
  readonly attestation?: Statement;
}

export interface ReconciliationQuery {
  readonly grant: string;
  /** Local month, `YYYY-MM`. */
  readonly period: string;
  /** As things stood after this block; default: now. */
  readonly asOf?: number;
}

/** What a side has on the ledger of a month. */
export interface SideCount {
  /** Exchanges stated, corrections among them. */
  readonly stated: number;
  /** Exchanges that corrections took back. */
  readonly retracted: number;
}

/** The two sides of a month, exchange by exchange; multiplicity counts. */
export interface Reconciliation {
  readonly claims: SideCount;
  readonly attestations: SideCount;
  readonly matched: number;
  readonly unattested: number;
  readonly unreported: number;
  readonly contradicted: number;
  /**
   * Events on which the sides differ, where these are too many to look for the other side of each under other grants:
   * the sums by verdict do without. Absent: each was looked for. The list of differences looks for all that it shows.
   */
  readonly notLookedUp?: number;
  readonly asOf: number;
}

/** Uses of a month that each side's organisation has sealed and not disclosed, under whatever grants. */
export type SealedSides = Readonly<Record<Side, number>>;

/** What is told of a month; `sealed` is absent where nothing is. */
export type MonthSummary = Reconciliation & { readonly sealed?: SealedSides };

/** A side of a month of a grant, with the organisation whose side it is. */
export interface SideOfMonth {
  readonly grant: string;
  /** `YYYY-MM` */
  readonly period: string;
  readonly side: Side;
  readonly organisation: string;
}

/** A batch of a journal of the organisation. */
export interface JournalEnd {
  readonly journal: string;
  readonly sequence: number;
}
