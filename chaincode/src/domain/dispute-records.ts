// SPDX-License-Identifier: Apache-2.0
/** Records of disputes: opened → answered → assigned → ruled → remedied or appealed → closed. */
import type { Deadline, Stamp } from './records';

export const DISPUTE_KINDS = ['misuse', 'quality', 'omission', 'refusal', 'other'] as const;
export type DisputeKind = (typeof DISPUTE_KINDS)[number];

export const DISPUTE_STATES = [
  'opened',
  'answered',
  'assigned',
  'ruled',
  'appealed',
  'remedied',
  'closed',
  'withdrawn',
] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** What the dispute is about. An event is proved: its leaf is shown to lie under the root of a batch on the chain. */
export type DisputeSubject =
  | { readonly kind: 'resource'; readonly resource: string }
  | { readonly kind: 'request'; readonly request: string }
  | { readonly kind: 'grant'; readonly grant: string }
  | { readonly kind: 'period'; readonly grant: string; readonly period: string }
  | {
      readonly kind: 'batch';
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

/** A record as it stood when the dispute was opened: its type, key and the SHA-256 of its canonical JSON. */
export interface FrozenRecord {
  readonly type: string;
  readonly id: string;
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
  'no-breach',
] as const;
export type Finding = (typeof FINDINGS)[number];

/** What a ruling asks of the responsible party, until when. */
export interface Remedy {
  readonly action:
    'correct-report' | 'correct-data' | 'restrict-access' | 'report-measures' | 'grant-access' | 'none';
  readonly text?: string;
}

export interface Ruling {
  /** 1, and 2 on appeal. */
  readonly instance: 1 | 2;
  readonly arbitrator: string;
  readonly findings: readonly Finding[];
  /** MSP of the party that answers for it; absent where nobody does. */
  readonly responsible?: string;
  /** On appeal: whether the first ruling stands. */
  readonly outcome?: 'upheld' | 'overturned';
  readonly remedy: Remedy;
  /** What the ruling did to the grant in the same transaction. */
  readonly grantAction?: 'suspend' | 'revoke';
  readonly reasons: string;
  /** SHA-256 of the reasons in full, kept by the parties. */
  readonly document?: string;
  readonly stamp: Stamp;
  readonly deadline: Deadline;
}

/** A step that somebody took, and whether in time. */
export interface DisputeStep {
  readonly action:
    'open' | 'answer' | 'assign' | 'rule' | 'appeal' | 'remedy' | 'accept' | 'close' | 'withdraw';
  readonly stamp: Stamp;
  readonly deadline?: Deadline;
  readonly text?: string;
  /** SHA-256 digests of documents, lower-case hex, sorted. */
  readonly evidence?: readonly string[];
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
  readonly grant?: string;
  readonly case?: string;
  readonly statement: string;
  readonly state: DisputeState;
  /** The policy in force when it was opened measures every step. */
  readonly policyVersion: number;
  /** The open step's deadline. */
  readonly pending?: Deadline;
  /** The records in dispute as they stood; `evidenceDigest` is the SHA-256 of this list's canonical JSON. */
  readonly frozen: readonly FrozenRecord[];
  readonly evidenceDigest: string;
  readonly steps: readonly DisputeStep[];
  readonly arbitrators: readonly {
    readonly organisation: string;
    readonly instance: 1 | 2;
    readonly stamp: Stamp;
  }[];
  readonly rulings: readonly Ruling[];
  /** Of a quality dispute: the resource version or the record that mended it. */
  readonly correction?: { readonly resourceVersion?: number; readonly document?: string };
  readonly opened: Stamp;
  readonly changed: Stamp;
}
