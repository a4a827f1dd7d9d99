// SPDX-License-Identifier: Apache-2.0
/** The shape of a profile of the law: a table of obligations, and the course that requests take. */
import type { DeadlineStep, DisputeCourse, ObligationKind, ProfileName } from '../records';

/** In Chinese and English. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** One row of the table of obligations. */
export interface ObligationRule {
  readonly title: Words;
  /** Article; absent where the profile stands for no law. */
  readonly article?: string;
  readonly starts: Words;
  readonly ends: Words;
  /** `member`: whichever member it concerns. */
  readonly owedBy: 'provider' | 'consumer' | 'manager' | 'government' | 'member';
  /** `manager`: to the authority, and no member in particular. */
  readonly owedTo: 'provider' | 'consumer' | 'manager';
  /**
   * Working days, or the step of the policy's deadlines that says how many; `named`: until the moment that the act which
   * opens it names.
   */
  readonly days: number | DeadlineStep | 'named';
  /** By how many working days it can be extended, once; absent: not at all. */
  readonly extensionDays?: number;
  /**
   * Working days that the law itself gives: a policy of its profile sets fewer and not more, nor more to extend them by. Absent where
   * the law names none, and the number is this product's.
   */
  readonly decreed?: number;
  /** Article and item of what follows when it is not met, as `39-4`. */
  readonly liability?: string;
}

/** Of no law: the policy that lets uses be sealed asks for it, under every profile. */
export const DISCLOSE_SEALED: ObligationRule = {
  title: { zh: '公开密封的使用', en: 'Disclose a sealed use' },
  starts: { zh: '密封使用记录', en: 'a use is sealed' },
  ends: { zh: '公开各项内容', en: 'its fields are disclosed' },
  owedBy: 'member',
  owedTo: 'manager',
  days: 'named',
};

/** What a request can lack. */
export type RequestNeed = 'scenario' | 'posts';

/** What an entry of the catalogue can lack. */
export const ENTRY_NEEDS = [
  'formats',
  'update-cycle',
  'grades',
  'classes',
  'conditions',
  'basis',
  'assessments',
] as const;
export type EntryNeed = (typeof ENTRY_NEEDS)[number];

export interface Profile {
  readonly name: ProfileName;
  /** Whether the manager confirms within the time that the provider has to decide. */
  readonly hasOneClock: boolean;
  /** Whether a provider tells once what is missing, while the clock stands still. */
  readonly hasSupplement: boolean;
  /** How disputes go where the policy does not say and there is a government to decide them. */
  readonly disputeCourse: DisputeCourse;
  /** Within how many hours of being noticed an incident is reported; absent: no such time. */
  readonly incidentHours?: number;
  /** How many years after a grant's end its record keys are kept; absent: none. */
  readonly retentionYears?: number;
  /** What a request says besides what every request says. */
  readonly requestNeeds: readonly RequestNeed[];
  /** What an entry of the catalogue says besides what every entry says. */
  readonly entryNeeds: readonly EntryNeed[];
  readonly rules: Partial<Readonly<Record<ObligationKind, ObligationRule>>>;
}
