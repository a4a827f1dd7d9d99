// SPDX-License-Identifier: Apache-2.0
/** Records of access requests and grants. */
import type { Deadline, Stamp } from './records';
import type { SharingMode, SharingType } from './resource-records';

export interface Period {
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

/** What is asked for, and what a grant then fixes. */
export interface Terms {
  readonly resource: string;
  readonly resourceVersion: number;
  readonly provider: string;
  readonly consumer: string;
  readonly purpose: { readonly code: string; readonly text: string };
  readonly legalBasis: string;
  readonly mode: SharingMode;
  /** Codes of data items, sorted, at least one. */
  readonly items: readonly string[];
  /** Ids of the consumer's systems that may use it, sorted, at least one. */
  readonly systems: readonly string[];
  readonly period: Period;
  /** A standing grant may be renewed while its conditions hold. */
  readonly standing: boolean;
  /** Date (`YYYY-MM-DD`) of an agreement made before it was recorded here; both sides confirm it. */
  readonly agreedOn?: string;
  /** Reference of an agreement made outside the ledger. */
  readonly agreement?: string;
}

/** One step of a request: who answered, when, and whether in time. */
export interface Decision {
  readonly step: 'decide' | 'confirm';
  readonly approved: boolean;
  readonly reason?: string;
  readonly stamp: Stamp;
  readonly deadline: Deadline;
}

export interface AccessRequest {
  readonly type: 'request';
  readonly id: string;
  readonly terms: Terms;
  readonly sharingType: SharingType;
  readonly state: 'submitted' | 'decided' | 'granted' | 'refused' | 'withdrawn';
  readonly submitted: Stamp;
  /** The open step's deadline. */
  readonly pending?: Deadline;
  readonly decisions: readonly Decision[];
  /** Why it was refused: the provider's, the manager's, or the law's reason. */
  readonly refusal?: string;
  readonly changed: Stamp;
}

/** What became of a grant, in order; a use is judged by the entry in force at its time. */
export interface GrantChange {
  readonly action: 'granted' | 'renewed' | 'suspended' | 'resumed' | 'revoked' | 'expired';
  /** From when it holds. */
  readonly effective: string;
  readonly reason?: string;
  readonly stamp: Stamp;
}

export interface Grant {
  readonly type: 'grant';
  /** The id of the request it came from. */
  readonly id: string;
  readonly terms: Terms;
  /** SHA-256 of the canonical JSON of `{id, terms}`, lower-case hex; a renewal makes a new one. */
  readonly hash: string;
  readonly state: 'active' | 'suspended' | 'revoked' | 'expired';
  readonly history: readonly GrantChange[];
  /** Hashes of the terms before each renewal, oldest first. */
  readonly formerHashes: readonly string[];
  readonly changed: Stamp;
}
