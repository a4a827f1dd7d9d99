// SPDX-License-Identifier: Apache-2.0
/** Records of access requests and grants. */
import type { Deadline, ProfileName, Stamp } from '../records';
import type { RequestNeed } from '../law/rule';
import type { SharingMode, SharingType } from '../catalogue/resource-records';

/** RFC 3339 UTC with milliseconds. */
export interface Period {
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

export interface Purpose {
  readonly code: string;
  readonly text: string;
}

/** What a variation adds to the terms of a grant; at least one of them. */
export interface Widening {
  /** Codes of data items, sorted. */
  readonly items?: readonly string[];
  /** Ids of the consumer's systems, sorted. */
  readonly systems?: readonly string[];
  readonly purposes?: readonly Purpose[];
  /** Codes of organisations (GB 32100, or `SCHEME:ID`) to which the data may be passed on, sorted. */
  readonly thirdParties?: readonly string[];
}

/** What is asked for, and what a grant then fixes; a variation to which the provider agreed adds to it. */
export interface Terms {
  readonly resource: string;
  readonly resourceVersion: number;
  readonly provider: string;
  readonly consumer: string;
  readonly purpose: Purpose;
  /** Further purposes, by variation; absent: none. */
  readonly purposes?: readonly Purpose[];
  /** Codes of organisations to which the data may be passed on, by variation; absent: none. */
  readonly thirdParties?: readonly string[];
  readonly legalBasis: string;
  /** The work in which the data are used; absent in terms written before it was asked for. */
  readonly scenario?: string;
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
  /** `return`: data of a lower division, given back to it by its superior of itself; absent: asked for. */
  readonly flow?: 'return';
}

/** Who agreed inside the organisation, and who entered it: posts, not persons, and two of them. */
export interface Posts {
  readonly agreed: string;
  readonly entered: string;
}

/** What a refusal rests on: a condition that the catalogue states, or none. That papers are missing is no ground. */
export const REFUSAL_GROUNDS = ['condition', 'none'] as const;
export type RefusalGround = (typeof REFUSAL_GROUNDS)[number];

/** Stated conditions that the ledger can judge: who asks, and what for. */
export const UNMET_CONDITIONS = ['consumers', 'purposes'] as const;
export type UnmetCondition = (typeof UNMET_CONDITIONS)[number];

/** What was missing, told once; the clock stands still until it is given. */
export interface Supplement {
  readonly missing: readonly string[];
  readonly asked: Stamp;
  /** What the consumer gave; a scenario and posts go into the request itself. */
  readonly given?: {
    readonly text?: string;
    /** SHA-256 of papers, lower-case hex, sorted. */
    readonly documents?: readonly string[];
    readonly stamp: Stamp;
  };
}

/** One step of a request: who answered, when, and whether in time. */
export interface Decision {
  readonly step: 'decide' | 'confirm';
  readonly approved: boolean;
  readonly reason?: string;
  /** Of a refusal; absent in those made before it was asked for. */
  readonly ground?: RefusalGround;
  /** `condition`: the condition that is not met: `consumers`, `purposes`, or words of the catalogue. */
  readonly condition?: string;
  readonly posts?: Posts;
  readonly stamp: Stamp;
  readonly deadline: Deadline;
}

export interface AccessRequest {
  readonly type: 'request';
  readonly id: string;
  readonly terms: Terms;
  readonly sharingType: SharingType;
  /** Whose course it takes; absent in requests made before there were profiles: `generic`. */
  readonly profile?: ProfileName;
  readonly posts?: Posts;
  /** What the profile asks of a request and this one lacks; absent where nothing is. */
  readonly lacks?: readonly RequestNeed[];
  /** Conditions of the version asked for that it does not meet, as the ledger sees it; absent where there are none. */
  readonly unmet?: readonly UnmetCondition[];
  readonly supplement?: Supplement;
  readonly state: 'submitted' | 'decided' | 'granted' | 'refused' | 'withdrawn';
  readonly submitted: Stamp;
  /** The open step's deadline; of a withdrawn request, the step that was left, late if it was overdue by then. */
  readonly pending?: Deadline;
  readonly decisions: readonly Decision[];
  /** SHA-256 of the record key that both parties held when the provider approved, lower-case hex. */
  readonly recordKeyHash?: string;
  /** Why it was refused: the provider's, the manager's, or the law's reason. */
  readonly refusal?: string;
  readonly changed: Stamp;
}

/** Terms that came into force: the rest of a grant's terms never change. */
export interface TermsChange {
  readonly action: 'granted' | 'renewed' | 'varied';
  readonly resourceVersion: number;
  readonly period: Period;
  /** SHA-256 of the canonical JSON of `{id, terms}` with these terms, lower-case hex. */
  readonly hash: string;
  /** `varied`: id of the variation, and what it added, which holds from `effective` on. */
  readonly variation?: string;
  readonly added?: Widening;
  /** From when it holds; never earlier than the change before it. */
  readonly effective: string;
  readonly stamp: Stamp;
}

/** A grant stopped or started to hold. */
export interface StatusChange {
  readonly action: 'suspended' | 'resumed' | 'revoked' | 'expired';
  readonly reason?: string;
  /** The dispute whose ruling did it, or whose closure ended what a ruling did. */
  readonly dispute?: string;
  /** The notice of the provider's that took effect. */
  readonly notice?: string;
  /** `revoked` by the provider without grounds in a rectification that failed, and without filing it before. */
  readonly unfiled?: true;
  /** From when it holds; never earlier than the change before it. `expired`: the end of the period. */
  readonly effective: string;
  readonly stamp: Stamp;
}

/** What became of a grant, in order. A use is judged by what was in force at its time: see `grant-standing.ts`. */
export type GrantChange = TermsChange | StatusChange;

/** What the consumer of a suspended grant has to mend, until when, and how that went. */
export interface Rectification {
  readonly reason: string;
  /** Which one of the grant's, from 1. */
  readonly number: number;
  readonly asked: Stamp;
  readonly dueAt: string;
  /** The consumer says that it is mended. */
  readonly declared?: Declaration;
  /** Declared, and found wanting, oldest first. */
  readonly contested?: readonly {
    readonly declared: Declaration;
    readonly reason: string;
    readonly stamp: Stamp;
  }[];
  /** `mended`: the grant was resumed; `failed`: it ended on account of it; `ended`: it ended otherwise. */
  readonly outcome?: 'mended' | 'failed' | 'ended';
}

/** What an organisation says that it has done. */
export interface Declaration {
  readonly text: string;
  /** SHA-256 of documents, lower-case hex, sorted. */
  readonly evidence?: readonly string[];
  readonly stamp: Stamp;
}

export interface Grant {
  readonly type: 'grant';
  /** The id of the request it came from. */
  readonly id: string;
  /** The newest terms; `history` says which period and resource version were in force before. */
  readonly terms: Terms;
  /** SHA-256 of the canonical JSON of `{id, terms}`, lower-case hex; a renewal makes a new one. */
  readonly hash: string;
  /** SHA-256 of the record key, lower-case hex; absent where it was deposited after a grant on the spot. */
  readonly recordKeyHash?: string;
  /** As last recorded. A period ends without a transaction: ask `standingAt`. */
  readonly state: 'active' | 'suspended' | 'revoked' | 'expired';
  /** Until when the data are to be delivered; absent where no profile said so when it was granted. */
  readonly deliverBy?: string;
  /** The newest; absent where none was asked for. */
  readonly rectification?: Rectification;
  /** Id of the provider's notice that is open: `service-change`. */
  readonly notice?: string;
  /** How many years after its end its record keys are kept; absent: none, as before there was such a rule. */
  readonly retentionYears?: number;
  /** Never empty; the first entry is `granted`. */
  readonly history: readonly [TermsChange, ...GrantChange[]];
  readonly changed: Stamp;
}

/** A record key was disclosed to an organisation that may read trails. Key: [grant, to, discloser]. */
export interface Disclosure {
  readonly type: 'disclosure';
  readonly grant: string;
  /** MSP of the organisation that receives the key. */
  readonly to: string;
  readonly reason: DisclosureReason;
  /** Reference of the case or dispute. */
  readonly case?: string;
  /** SHA-256 of the record key, lower-case hex: what is delivered is this key. */
  readonly recordKeyHash: string;
  readonly disclosed: Stamp;
}

export const DISCLOSURE_REASONS = ['audit', 'dispute', 'court-order', 'supervision'] as const;
export type DisclosureReason = (typeof DISCLOSURE_REASONS)[number];

/** Years from the end of a grant, and the instant at which they are over. */
export interface KeptTerm {
  readonly years: number;
  readonly until: string;
}

/** A holder destroyed its copy of a record key: the receipt for it. Key: [grant, organisation]. */
export interface KeyPurge {
  readonly type: 'key-purge';
  readonly grant: string;
  readonly organisation: string;
  readonly reason: string;
  /** SHA-256 of the copy that was destroyed, lower-case hex. Absent in records of earlier versions of the chaincode. */
  readonly recordKeyHash?: string;
  /** The term for which a party had to keep it; absent where none was set, and for who received it by disclosure. */
  readonly retention?: KeptTerm;
  readonly purged: Stamp;
}
