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
  | 'trail'
  | 'evidence'
  | 'verify'
  | 'signers'
  | 'keys';

export const ENTRIES: Readonly<Record<Hat, readonly Entry[]>> = {
  provider: ['home', 'requests', 'resources', 'grants', 'uses', 'disputes'],
  consumer: ['home', 'resources', 'requests', 'grants', 'report', 'periods'],
  manager: ['home', 'resources', 'requests', 'obligations', 'disputes', 'organisations'],
  auditor: ['home', 'trail', 'uses', 'periods', 'disputes', 'evidence'],
  arbitrator: ['home', 'disputes', 'trail', 'evidence', 'verify'],
  submitter: ['home', 'report', 'uses', 'periods'],
  admin: ['home', 'signers', 'organisations', 'keys'],
};
