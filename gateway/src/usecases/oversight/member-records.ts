// SPDX-License-Identifier: Apache-2.0
import { ConcernedRecords } from '../concerned-records.js';
import type { View } from '../records.js';

/** Records of one member's own affairs: known to it, and to those that oversee. */
export type MemberRecordType = 'order' | 'incident' | 'complaint';

export class MemberRecords<T extends MemberRecordType> extends ConcernedRecords<T> {
  protected override concerned(record: View<T>): readonly string[] {
    const found = record.type === 'complaint' ? record.answer?.collected?.organisation : undefined;
    return found === undefined ? [record.organisation] : [record.organisation, found];
  }
}
