// SPDX-License-Identifier: Apache-2.0
/** Records of reconciliation: what each side closed, and what the chain found when it compared the two. */
import type { Deadline, Stamp } from '../records';
import type { BrokenLinks, Side } from '../usage/usage-records';

/** What a side states in all: the sum of the tallies of all headers that a closure covers, see `coverage.ts`. */
export interface SideTotal {
  /** Exchanges stated: uses, denied attempts, corrections that restate one. */
  readonly count: number;
  /** Multiset hash of their digests; see `multiset-hash.ts`. */
  readonly exchanges: string;
  /** The same in the older form; absent: the same as `exchanges`. See `Tally`. */
  readonly older?: string;
  /** Absent where a header in the older form is among what is summed up, or nothing is. */
  readonly exchangeForm?: 2;
  /** What corrections took back. */
  readonly retracted?: { readonly count: number; readonly exchanges: string };
}

/** How far a closure followed a journal of the side's organisation. */
export interface CoveredJournal {
  readonly id: string;
  /** Batches 1 to this are covered: the journal's checkpoint when the side was closed. */
  readonly batches: number;
  /** Root of the last of them; 64 zeros where there is none. */
  readonly root: string;
  /** Where they do not follow on one another: a finding against the organisation. */
  readonly broken?: BrokenLinks;
}

/** One side of (grant, period), closed. Key: [grant, period, side]. */
export interface Closure {
  readonly type: 'closure';
  readonly grant: string;
  /** Local month, `YYYY-MM`. */
  readonly period: string;
  readonly side: Side;
  /** MSP of the side: the consumer for claims, the provider for attestations. */
  readonly organisation: string;
  /** `uses`, `nil` where only `nil` leaves were reported, `silent` where nothing at all was. */
  readonly reported: 'uses' | 'nil' | 'silent';
  readonly total: SideTotal;
  /** Every journal of the organisation that was open since the month began or a little before, in order of id. */
  readonly journals: readonly CoveredJournal[];
  /** How many batches have something of it. */
  readonly batches: number;
  /**
   * How many uses of the month the organisation had sealed on this side and not disclosed, under whatever grants; absent: none.
   * They are in no total: each may be of this grant.
   */
  readonly sealed?: number;
  /** From the end of the period, and met or not by the first revision: late is late for ever. */
  readonly deadline: Deadline;
  /** From 1; closing again, after something arrived late, makes the next. */
  readonly revision: number;
  /** By whom: of a side that did not close in time, the other party or a manager. */
  readonly closed: Stamp;
}

export const PERIOD_STATES = ['closing', 'matched', 'differs'] as const;
export type PeriodState = (typeof PERIOD_STATES)[number];

/** (grant, period): `closing` until both sides are closed, then what their comparison found. Key: [grant, period]. */
export interface Period {
  readonly type: 'period';
  readonly grant: string;
  readonly period: string;
  readonly provider: string;
  readonly consumer: string;
  readonly resource: string;
  readonly state: PeriodState;
  /** Revisions of the closures compared. */
  readonly claim?: number;
  readonly attestation?: number;
  /** Every verdict so far, oldest first: a later one annotates, it does not replace. */
  readonly verdicts: readonly {
    readonly state: 'matched' | 'differs';
    readonly claim: number;
    readonly attestation: number;
    readonly stamp: Stamp;
  }[];
  readonly changed: Stamp;
}

/** What `period:read` answers: the record, and of which sides something has arrived since they were closed. */
export type PeriodAnswer = Period & { readonly reopened?: readonly Side[] };

/**
 * A batch brought something for a side that was closed: its leaves carry `after-closing`. Written beside the header,
 * under a key of its own. Key: [grant, period, side, organisation, journal, sequence].
 */
export interface AfterClosing {
  readonly type: 'after-closing';
  readonly grant: string;
  readonly period: string;
  readonly side: Side;
  readonly organisation: string;
  readonly journal: string;
  readonly sequence: number;
  readonly arrived: Stamp;
}
