// SPDX-License-Identifier: Apache-2.0
import { ConcernedRecords } from '../concerned-records.js';
import type { View } from '../records.js';

/** Records of what a provider and a consumer do under a grant: known to both, and to those that oversee. */
export type PartyRecordType = 'variation' | 'service-change' | 'disposal' | 'use-report';

export class PartyRecords<T extends PartyRecordType> extends ConcernedRecords<T> {
  protected override concerned({ provider, consumer }: View<T>): readonly string[] {
    return [provider, consumer];
  }
}
