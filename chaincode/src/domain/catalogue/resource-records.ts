// SPDX-License-Identifier: Apache-2.0
/** Records of the catalogue's entries. */
import type { Deadline, Names, Stamp } from '../records';

export const SHARING_TYPES = ['unconditional', 'conditional', 'not-shared'] as const;
export type SharingType = (typeof SHARING_TYPES)[number];

export const SHARING_MODES = ['copy', 'query', 'verify'] as const;
export type SharingMode = (typeof SHARING_MODES)[number];

export const UPDATE_CYCLES = [
  'real-time',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'half-yearly',
  'yearly',
  'irregular',
  'unknown',
] as const;
export type UpdateCycle = (typeof UPDATE_CYCLES)[number];

export const DATA_TYPES = [
  'string',
  'number',
  'boolean',
  'date',
  'date-time',
  'code',
  'document',
  'image',
  'geometry',
  'dataset',
] as const;
export type DataType = (typeof DATA_TYPES)[number];

/** A data item: a column or field, described and never quoted. */
export interface DataItem {
  readonly code: string;
  readonly names: Names;
  readonly dataType: DataType;
  /** 1 (public) to 4 (most sensitive). */
  readonly sensitivity: 1 | 2 | 3 | 4;
}

/** What a provider writes about a resource; one version of it is fixed when published. */
export interface ResourceContent {
  readonly names: Names;
  readonly summary: Names;
  /** Id of the information system that holds the data. */
  readonly system: string;
  readonly items: readonly DataItem[];
  /** SHA-256 of the data's schema document, lower-case hex; absent where there is none. */
  readonly schemaDigest?: string;
  readonly updateCycle: UpdateCycle;
  readonly sharing: {
    readonly sharingType: SharingType;
    /** `conditional`: the condition. */
    readonly condition?: string;
    /** `not-shared`: why the law forbids it. */
    readonly legalBasis?: string;
    readonly modes: readonly SharingMode[];
  };
  /** The post, not the person, that answers for it. */
  readonly contactRole: string;
  /** Where the entry was taken from; absent where it was written here. */
  readonly source?: {
    /** The identifier that it has there; absent where it has none. */
    readonly identifier?: string;
    /** SHA-256 of the entry as it stood there, what has no field here included, lower-case hex. */
    readonly digest: string;
  };
}

/** One round of review. */
export interface Review {
  readonly approved: boolean;
  /** Why it was returned. */
  readonly reasons?: string;
  readonly stamp: Stamp;
  readonly deadline: Deadline;
}

/** The next version in the making. */
export interface PendingContent {
  readonly state: 'draft' | 'submitted' | 'returned';
  readonly content: ResourceContent;
  /** SHA-256 of the canonical JSON of `content`, lower-case hex. */
  readonly digest: string;
  /** `submitted`: until when the manager answers. */
  readonly deadline?: Deadline;
  /** Rounds so far, oldest first. */
  readonly reviews: readonly Review[];
}

export interface Resource {
  readonly type: 'resource';
  readonly id: string;
  readonly organisation: string;
  readonly code: string;
  readonly state: 'draft' | 'submitted' | 'published' | 'suspended' | 'retired';
  /** Newest published version; 0 before the first. */
  readonly version: number;
  /** Digest of the newest published version. */
  readonly digest?: string;
  readonly pending?: PendingContent;
  /** `suspended`: by whom and why. Who suspended it (the owner, or a manager) also resumes it. */
  readonly suspension?: { readonly reason: string; readonly stamp: Stamp };
  /** `retired`: why. */
  readonly retirement?: { readonly reason: string; readonly stamp: Stamp };
  readonly registered: Stamp;
  readonly changed: Stamp;
}

export interface ResourceVersion {
  readonly type: 'resource-version';
  readonly id: string;
  readonly version: number;
  readonly content: ResourceContent;
  /** SHA-256 of the canonical JSON of `content`, lower-case hex. */
  readonly digest: string;
  readonly published: Stamp;
  /** The rounds of review that led to it, oldest first; the last one approved it. */
  readonly reviews: readonly Review[];
}
