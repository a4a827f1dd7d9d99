// SPDX-License-Identifier: Apache-2.0
/** What stands at the left for each hat: six entries at most. */
import type { Hat } from '../api/me';

export type Entry =
  | 'home'
  | 'requests'
  | 'grants'
  | 'resources'
  | 'uses'
  | 'disputes'
  | 'report'
  | 'periods'
  | 'obligations'
  | 'organisations'
  | 'supervision'
  | 'trail'
  | 'evidence'
  | 'verify'
  | 'signers'
  | 'keys';

export const ENTRIES: Readonly<Record<Hat, readonly Entry[]>> = {
  provider: ['home', 'requests', 'resources', 'grants', 'uses', 'disputes'],
  consumer: ['home', 'resources', 'requests', 'grants', 'report', 'disputes'],
  manager: ['home', 'resources', 'requests', 'obligations', 'disputes', 'supervision'],
  auditor: ['home', 'trail', 'uses', 'periods', 'disputes', 'evidence'],
  arbitrator: ['home', 'disputes', 'trail', 'evidence', 'verify'],
  submitter: ['home', 'report', 'uses', 'periods'],
  admin: ['home', 'signers', 'organisations', 'keys'],
};

/** Screens that a hat needs less often: they are named at the foot of its home page. */
export type Further =
  | 'catalogue'
  | 'periods'
  | 'obligations'
  | 'organisations'
  | 'corrections'
  | 'matters'
  | 'duties'
  | 'lists'
  | 'supervision'
  | 'appraisal'
  | 'orders'
  | 'criticisms'
  | 'incidents'
  | 'complaints'
  | 'policy'
  | 'desk'
  | 'patterns'
  | 'questions'
  | 'news'
  | 'journals'
  | 'imports';

export const FURTHER: Readonly<Record<Hat, readonly Further[]>> = {
  provider: [
    'catalogue',
    'imports',
    'news',
    'desk',
    'patterns',
    'questions',
    'obligations',
    'matters',
    'duties',
    'lists',
    'corrections',
    'supervision',
    'appraisal',
    'orders',
    'incidents',
    'complaints',
    'criticisms',
    'organisations',
    'policy',
  ],
  consumer: [
    'catalogue',
    'imports',
    'periods',
    'news',
    'journals',
    'patterns',
    'questions',
    'obligations',
    'matters',
    'duties',
    'lists',
    'supervision',
    'appraisal',
    'orders',
    'incidents',
    'complaints',
    'criticisms',
    'organisations',
    'policy',
  ],
  manager: [
    'catalogue',
    'imports',
    'news',
    'patterns',
    'questions',
    'matters',
    'appraisal',
    'duties',
    'lists',
    'orders',
    'criticisms',
    'incidents',
    'complaints',
    'organisations',
    'policy',
  ],
  auditor: [
    'catalogue',
    'imports',
    'questions',
    'journals',
    'news',
    'patterns',
    'obligations',
    'matters',
    'supervision',
    'appraisal',
    'duties',
    'lists',
    'orders',
    'incidents',
    'complaints',
    'criticisms',
    'organisations',
    'policy',
  ],
  arbitrator: [
    'catalogue',
    'news',
    'questions',
    'obligations',
    'matters',
    'lists',
    'criticisms',
    'policy',
    'organisations',
  ],
  submitter: ['imports'],
  admin: ['imports'],
};
