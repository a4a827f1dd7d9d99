// SPDX-License-Identifier: Apache-2.0
/**
 * The records that lie in the ledger's state, as closed shapes. Each is stored as canonical JSON (RFC 8785)
 * under a key of `OBJECT_TYPES`; `type` repeats the object type. Times are RFC 3339 UTC with milliseconds.
 * Identifiers of duties, systems and resources are `MSPID:CODE`: the owner is part of the name.
 */
import type { SignaturePolicy } from './acts/signature-rules';
import type { OrganisationRole } from './names';

/** Chinese and English; at least one is present. */
export interface Names {
  readonly zh?: string;
  readonly en?: string;
}

/** When, in which transaction and by which organisation something was done. */
export interface Stamp {
  readonly at: string;
  readonly tx: string;
  readonly by: string;
  /** Of a decision that a person signed: the signer, `MSPID:CODE`. */
  readonly signer?: string;
  /** Of a decision that another person agreed to: that one's signer. */
  readonly agreed?: string;
}

export interface Organisation {
  readonly type: 'organisation';
  readonly mspId: string;
  /** Unified social credit code (GB 32100), or `SCHEME:ID` for a national equivalent. */
  readonly code: string;
  readonly names: Names;
  readonly roles: readonly OrganisationRole[];
  /** Roles that it had and has no more, sorted; absent in records that were last written before this was kept, and until a first change. */
  readonly formerRoles?: readonly OrganisationRole[];
  /** Administrative division (GB/T 2260, six digits; `000000` the whole country); absent where none was said. */
  readonly region?: string;
  readonly status: 'active' | 'suspended';
  readonly registered: Stamp;
  readonly changed: Stamp;
}

/** Which member has a code: no two have the same. */
export interface OrganisationCode {
  readonly type: 'organisation-code';
  readonly code: string;
  /** MSP id. */
  readonly organisation: string;
}

/** Steps that have a deadline. Values are working days. */
export const DEADLINE_STEPS = [
  'review',
  'decide',
  'confirm',
  'answer',
  'assign',
  'rule',
  'remedy',
  'appeal',
  'close-period',
] as const;
export type DeadlineStep = (typeof DEADLINE_STEPS)[number];

/** What somebody can owe: `domain/law` says who, to whom, from when and until when. */
export const OBLIGATION_KINDS = [
  'answer-request',
  'confirm-request',
  'deliver-data',
  'review-catalogue',
  'correct-data',
  'answer-variation',
  'rectify-use',
  'file-service-change',
  'dispose-data',
  'report-use',
  'return-data',
  'coordinate-dispute',
  'decide-dispute',
  'comply-order',
  'close-incident',
  'answer-complaint',
  'update-catalogue',
  'supply-source',
  'list-demanded',
  'disclose-sealed',
] as const;
export type ObligationKind = (typeof OBLIGATION_KINDS)[number];

/** Whose law the obligations follow: `domain/law`. */
export const PROFILE_NAMES = ['cn-809', 'generic'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** How disputes go: negotiated, coordinated and decided by a government, or decided by an arbitrator. */
export const DISPUTE_COURSES = ['coordination', 'arbitration'] as const;
export type DisputeCourse = (typeof DISPUTE_COURSES)[number];

/** How many may be open at a time. */
export interface Limits {
  /** Requests of a consumer for a resource that wait for an answer. */
  readonly openRequests: number;
  /** Grants of a consumer for a resource that are not over, with the open requests that may become one. */
  readonly standingGrants: number;
  /** Disputes of an opener with a respondent that are neither closed nor withdrawn. */
  readonly openDisputes: number;
  /** Reports of wrong data under a grant that nobody has answered. */
  readonly openCorrections: number;
  /** Variations of a grant that are asked for. */
  readonly openVariations: number;
  /** What one organisation demands of another to be listed, or to be brought up to date, and waits for. */
  readonly openDemands: number;
}

/** Uses that are committed to now and disclosed later: docs/decisions/0550-sealed-uses.md. */
export interface Sealing {
  /** MSP ids, sorted. */
  readonly organisations: readonly string[];
  /** Calendar days from the sealing to the last moment of the disclosure, at most. */
  readonly days: number;
}

export interface Policy {
  readonly type: 'policy';
  readonly version: number;
  readonly deadlines: Readonly<Record<DeadlineStep, number>>;
  readonly calendar: WorkingCalendar;
  /** A use reported more than this many hours after it happened is `reported-late`. */
  readonly reportWithinHours: number;
  /**
   * How far apart, in seconds, the two sides of an exchange may date it; absent: `DEFAULT_TIME_TOLERANCE_SECONDS`, as in
   * policies set before times were compared.
   */
  readonly timeToleranceSeconds?: number;
  /** Of what one organisation can put before another at a time; absent ones: `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>;
  /** Absent in policies set before there were profiles: `generic`, which is what those asked. */
  readonly profile?: ProfileName;
  /** Whether an entry that lacks what the profile asks for cannot be handed in; absent: it can, and what it lacks is recorded. */
  readonly completeEntries?: boolean;
  /** Working days in place of the profile's own; `deadlines` say those of the steps that have one. */
  readonly obligationDays?: Partial<Readonly<Record<ObligationKind, number>>>;
  /** Working days by which an obligation can be extended, in place of the profile's own. */
  readonly extensionDays?: Partial<Readonly<Record<ObligationKind, number>>>;
  /** Absent: the profile's, where the consortium has a government that can decide; else arbitration. */
  readonly disputeCourse?: DisputeCourse;
  /** How many years after the end of a grant its record keys are kept, in place of the profile's own. */
  readonly retentionYears?: number;
  /** MSP ids of the organisations that run peers; with it, an owner's records need the owner's endorsement. */
  readonly endorsers?: readonly string[];
  /** Who may seal uses, and until when they are disclosed; absent: nobody may. */
  readonly sealing?: Sealing;
  /** Which decisions persons sign; absent: none must be signed. */
  readonly signatures?: SignaturePolicy;
  readonly set: Stamp;
}

/** Saturdays and Sundays are free unless listed in `workdays`; `holidays` are free. Dates are local `YYYY-MM-DD`. */
export interface WorkingCalendar {
  /** Offset of local time from UTC, minutes (China: 480). No daylight saving. */
  readonly utcOffsetMinutes: number;
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
}

/** What a step was measured against, kept for ever. */
export interface Deadline {
  readonly step: DeadlineStep;
  readonly policyVersion: number;
  readonly startedAt: string;
  /** Later than at first where the time was extended, or stood still for a while. */
  readonly dueAt: string;
  /** Since when the clock stands still; absent while it runs. */
  readonly pausedAt?: string;
  readonly doneAt?: string;
  readonly late?: boolean;
}

export interface Duty {
  readonly type: 'duty';
  readonly id: string;
  readonly organisation: string;
  readonly code: string;
  readonly names: Names;
  readonly legalBasis: string;
  /** Id of the duty in whose place it came; absent where there was none. */
  readonly replaces?: string;
  readonly status: 'active' | 'repealed';
  readonly registered: Stamp;
  readonly changed: Stamp;
}

export interface System {
  readonly type: 'system';
  readonly id: string;
  readonly organisation: string;
  readonly code: string;
  readonly names: Names;
  /** Ids of the duties it serves: at least one, all of the same organisation. */
  readonly duties: readonly string[];
  readonly status: 'active' | 'retired';
  readonly registered: Stamp;
  readonly changed: Stamp;
}
