// SPDX-License-Identifier: Apache-2.0
/** Records of the catalogue's entries. */
import type { EntryNeed } from '../law/rule';
import type { Level } from '../members/region';
import type { OrganisationRole } from '../names';
import type { Deadline, Names, Stamp } from '../records';

export const SHARING_TYPES = ['unconditional', 'conditional', 'not-shared'] as const;
export type SharingType = (typeof SHARING_TYPES)[number];

/** New ones come last: indexes name them by their place. `copy` is of before copies were told apart, and says no more. */
export const SHARING_MODES = ['copy', 'query', 'verify', 'batch', 'file'] as const;
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

/** In what the data come: files, or what a system answers. */
export const DATA_FORMATS = [
  'bmp',
  'csv',
  'database',
  'dbf',
  'doc',
  'docx',
  'et',
  'geojson',
  'gif',
  'html',
  'interface',
  'jpg',
  'json',
  'mdb',
  'mp3',
  'mp4',
  'ofd',
  'other',
  'pdf',
  'png',
  'ppt',
  'pptx',
  'shp',
  'tif',
  'txt',
  'wps',
  'xls',
  'xlsx',
  'xml',
] as const;
export type DataFormat = (typeof DATA_FORMATS)[number];

/** Grades of GB/T 43697, the lowest first. */
export const DATA_GRADES = ['general-1', 'general-2', 'general-3', 'general-4', 'important', 'core'] as const;
export type DataGrade = (typeof DATA_GRADES)[number];

/** Classes of GB/T 43697 by what the data describe: users, business, running an organisation, running systems. */
export const DATA_CLASSES = ['user', 'business', 'management', 'operations'] as const;
export type DataClass = (typeof DATA_CLASSES)[number];

/** Whether the public may have it. */
export const OPEN_TYPES = ['unconditional', 'conditional', 'not-open'] as const;

/** What alone may say that data is not shared: no rule of a department or a locality. */
export const BASIS_KINDS = ['law', 'administrative-regulation', 'state-council-decision'] as const;
export type BasisKind = (typeof BASIS_KINDS)[number];

/** A data item: a column or field, described and never quoted. */
export interface DataItem {
  readonly code: string;
  readonly names: Names;
  readonly dataType: DataType;
  /** 1 (public) to 4 (most sensitive). */
  readonly sensitivity: 1 | 2 | 3 | 4;
  /** Absent in items written before it was asked for. A general grade is the sensitivity; above it, that is 4. */
  readonly grade?: DataGrade;
  readonly dataClass?: DataClass;
}

/** Who may ask: an organisation that is named, or one that has a role, is of a level and in a division of these. */
export interface AllowedConsumers {
  readonly roles?: readonly OrganisationRole[];
  readonly levels?: readonly Level[];
  /** Administrative divisions (GB/T 2260), those below them included, sorted. */
  readonly regions?: readonly string[];
  /** MSP ids, sorted. */
  readonly organisations?: readonly string[];
}

/** What conditional sharing is tied to. */
export interface SharingConditions {
  readonly consumers?: AllowedConsumers;
  /** Codes of the purposes that are permitted, sorted. */
  readonly purposes?: readonly string[];
  /** In words, numbered as they stand. */
  readonly others?: readonly string[];
}

/** Done before an entry is handed in: documents by their digest, and the post that agreed. */
export interface Assessments {
  /** SHA-256 of the assessment of secrecy, lower-case hex. */
  readonly secrecy: string;
  /** SHA-256 of the assessment of what it means for personal information, lower-case hex. */
  readonly personalInformation: string;
  readonly agreed: string;
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
  /** Sorted; absent where none was stated, as before there was such a field. */
  readonly formats?: readonly DataFormat[];
  readonly sharing: {
    readonly sharingType: SharingType;
    /** `conditional`: the condition, in words. */
    readonly condition?: string;
    /** `conditional`: what it comes to; absent in entries that state it in words only. */
    readonly conditions?: SharingConditions;
    /** `not-shared`: why the law forbids it. */
    readonly legalBasis?: string;
    /** `not-shared`: why it is withheld. */
    readonly reason?: string;
    /** `not-shared`: what says so, and where; absent in entries that state it in words only. */
    readonly basis?: { readonly kind: BasisKind; readonly citation: string };
    readonly modes: readonly SharingMode[];
  };
  readonly openness?: {
    readonly openType: (typeof OPEN_TYPES)[number];
    /** `conditional`: the condition. */
    readonly condition?: string;
  };
  /** Code of the national guide: class, item, subject and detail, a stroke, the serial number. */
  readonly guideCode?: string;
  readonly assessments?: Assessments;
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
  /** What the profile asks of an entry and this one lacks; absent in drafts made before it was looked at. */
  readonly lacks?: readonly EntryNeed[];
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
  /** The highest grade of its items; absent where one of them has none. */
  readonly grade?: DataGrade;
  /** What the profile asked of an entry then and this one lacks; absent in versions published before it was looked at. */
  readonly lacks?: readonly EntryNeed[];
  readonly published: Stamp;
  /** The rounds of review that led to it, oldest first; the last one approved it. */
  readonly reviews: readonly Review[];
}
