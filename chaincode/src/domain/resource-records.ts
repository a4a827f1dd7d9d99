// SPDX-License-Identifier: Apache-2.0
/** Records of the catalogue's entries. */
import type { Deadline, Names, Stamp } from './records';

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
}

export interface Resource {
  readonly type: 'resource';
  readonly id: string;
  readonly organisation: string;
  readonly code: string;
  readonly state: 'draft' | 'submitted' | 'published' | 'suspended' | 'retired';
  /** Newest published version; 0 before the first. */
  readonly version: number;
  /** The next version in the making. */
  readonly pending?: {
    readonly state: 'draft' | 'submitted' | 'returned';
    readonly content: ResourceContent;
    readonly reasons?: string;
    readonly review?: Deadline;
  };
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
}
