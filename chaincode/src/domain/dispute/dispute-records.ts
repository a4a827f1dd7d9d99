// SPDX-License-Identifier: Apache-2.0
/** Records of disputes: opened → answered → assigned → ruled → remedied or appealed → closed. Recused: assigned anew. */
import type { ObjectType } from '../names';
import type { Deadline, Stamp } from '../records';

export const DISPUTE_KINDS = ['misuse', 'quality', 'omission', 'refusal', 'other'] as const;
export type DisputeKind = (typeof DISPUTE_KINDS)[number];

export const DISPUTE_STATES = [
  'opened',
  'answered',
  'referred',
  'coordinated',
  'assigned',
  'recused',
  'ruled',
  'appealed',
  'remedied',
  'closed',
  'withdrawn',
] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** What the dispute is about. An event is proved: its leaf is shown to lie under the root of a batch on the chain. */
export type DisputeSubject =
  /** `grant`: of a consumer, the grant under which it has the resource. */
  | { readonly kind: 'resource'; readonly resource: string; readonly grant?: string }
  | { readonly kind: 'request'; readonly request: string }
  | { readonly kind: 'grant'; readonly grant: string }
  | { readonly kind: 'period'; readonly grant: string; readonly period: string }
  | {
      /** What a batch reports under one of its grants. */
      readonly kind: 'batch';
      readonly grant: string;
      readonly organisation: string;
      readonly journal: string;
      readonly sequence: number;
    }
  | {
      readonly kind: 'event';
      readonly organisation: string;
      readonly journal: string;
      readonly sequence: number;
      /** Position in the batch, from 0. */
      readonly leaf: number;
      readonly id: string;
    };

/** A record as it stood when the dispute was opened. */
export interface FrozenRecord {
  readonly type: ObjectType;
  /** The parts of its key joined by `/`, numbers with ten digits, as in the index. */
  readonly id: string;
  /** SHA-256 of its canonical JSON, lower-case hex. */
  readonly digest: string;
}

export const FINDINGS = [
  'out-of-scope-use',
  'use-without-grant',
  'unreported-use',
  'unattested-use',
  'contradictory-report',
  'late-report',
  'incorrect-data',
  'incomplete-data',
  'outdated-data',
  'unjustified-refusal',
  'breach-of-terms',
  'passed-on',
  'duplicate-collection',
  'no-breach',
] as const;
export type Finding = (typeof FINDINGS)[number];

export const REMEDY_ACTIONS = [
  'correct-report',
  'correct-data',
  'restrict-access',
  'report-measures',
  'grant-access',
  'none',
] as const;

/** What a ruling asks of the responsible party. */
export interface Remedy {
  readonly action: (typeof REMEDY_ACTIONS)[number];
  readonly text?: string;
}

export interface Ruling {
  /** 1, and 2 on appeal. */
  readonly instance: Instance;
  readonly arbitrator: string;
  /** Sorted. */
  readonly findings: readonly Finding[];
  /** MSP of the party that answers for it; absent where nobody does. */
  readonly responsible?: string;
  /** On appeal: whether the first ruling stands. */
  readonly outcome?: 'upheld' | 'overturned';
  readonly remedy: Remedy;
  /** What the ruling did to the grant in the same transaction; `resume`: took back what the first one did. */
  readonly grantAction?: 'suspend' | 'revoke' | 'resume';
  readonly reasons: string;
  /** SHA-256 of the reasons in full, kept by the parties. */
  readonly document?: string;
  readonly stamp: Stamp;
  /** Of the ruling itself. */
  readonly deadline: Deadline;
  /** First instance: until when a party may appeal. */
  readonly appeal?: Deadline;
  /** Where something is to be remedied: until when. Answered by the remedy, or by a closure without one. */
  readonly remedyDue?: Deadline;
}

export type Instance = 1 | 2;

export const DISPUTE_ACTIONS = [
  'open',
  'answer',
  'default',
  'assign',
  'refer',
  'coordinate',
  'escalate',
  'recuse',
  'rule',
  'appeal',
  'accept',
  'lapse',
  'remedy',
  'close',
  'withdraw',
] as const;

/** A step that somebody took, and whether in time. */
export interface DisputeStep {
  /**
   * `default`: the respondent had not answered in time when an arbitrator was assigned. `recuse`: who was to rule
   * withdrew, for the reason in `text`. `lapse`: the appeal ended, since nobody was free to decide it.
   */
  readonly action: (typeof DISPUTE_ACTIONS)[number];
  readonly stamp: Stamp;
  readonly deadline?: Deadline;
  readonly text?: string;
  /** SHA-256 digests of documents, lower-case hex, sorted. */
  readonly evidence?: readonly string[];
}

/** An organisation that was to decide; the last one of an instance does. */
export interface Assignment {
  readonly organisation: string;
  readonly instance: Instance;
  /** Drawn by rule at a party's request, after no manager had assigned one in time. */
  readonly drawn?: boolean;
  /** It withdrew before it ruled; the step `recuse` says when and why. */
  readonly recused?: boolean;
  readonly stamp: Stamp;
  /** Until when it rules; kept as it ran out where another was assigned instead, or it recused itself. */
  readonly deadline: Deadline;
}

/** What mended the data: a newer version of the resource, or a record of the correction. */
export type Correction = { readonly resourceVersion: number } | { readonly document: string };

export const CLOSURE_OUTCOMES = ['settled', 'remedied', 'unremedied'] as const;
/** `settled`: there was nothing to remedy. */
export type ClosureOutcome = (typeof CLOSURE_OUTCOMES)[number];

/** Who coordinates a dispute: the manager of the parties' division, or of the nearest one above both. */
export interface Coordination {
  readonly organisation: string;
  /** Its division; absent where it has none. */
  readonly region?: string;
  readonly stamp: Stamp;
  /** Until when it proposes a settlement. */
  readonly deadline: Deadline;
  /** What it proposes; the parties accept it, or one puts it to the government. */
  readonly proposal?: { readonly text: string; readonly document?: string; readonly stamp: Stamp };
}

export interface Dispute {
  readonly type: 'dispute';
  readonly id: string;
  readonly kind: DisputeKind;
  readonly subject: DisputeSubject;
  /** MSP that opened it: a party, a manager, or an auditing organisation. */
  readonly opener: string;
  /** MSP that answers. */
  readonly respondent: string;
  /** Parties: opener, respondent, provider and consumer of what it is about; none of them arbitrates. Sorted. */
  readonly parties: readonly string[];
  readonly provider: string;
  readonly consumer?: string;
  readonly resource?: string;
  /** Newest published version of the resource when it was opened; a correction is newer. */
  readonly resourceVersion?: number;
  readonly grant?: string;
  readonly case?: string;
  readonly statement: string;
  readonly state: DisputeState;
  /** The policy in force when it was opened measures every step. */
  readonly policyVersion: number;
  /** The open step's deadline; of a ruled dispute the remedy's, or the appeal's where nothing is to be remedied. */
  readonly pending?: Deadline;
  /** The records in dispute as they stood; `evidenceDigest` is the SHA-256 of this list's canonical JSON. */
  readonly frozen: readonly FrozenRecord[];
  readonly evidenceDigest: string;
  readonly steps: readonly DisputeStep[];
  /** `coordination`: the course of negotiation, coordination and decision by a government; absent: arbitration. */
  readonly course?: 'coordination';
  readonly coordination?: Coordination;
  /** Who decides: arbitrators, or the government. */
  readonly arbitrators: readonly Assignment[];
  readonly rulings: readonly Ruling[];
  /** When the appeal ended without a ruling, since nobody was free to decide it: the first ruling stands and is final. */
  readonly lapsed?: Stamp;
  /** Of a quality dispute: what mended the data. */
  readonly correction?: Correction;
  readonly outcome?: ClosureOutcome;
  readonly opened: Stamp;
  readonly changed: Stamp;
}
