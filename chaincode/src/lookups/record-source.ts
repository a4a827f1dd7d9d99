// SPDX-License-Identifier: Apache-2.0
/** As much of the ledger as looking a record up needs. */
import type { ObjectType } from '../domain/names';

/** Every stored record names its object type. */
export interface StoredRecord {
  readonly type: ObjectType;
}

export interface RecordSource {
  /** @returns undefined where there is no such record */
  find<T extends StoredRecord>(
    type: T['type'],
    ...parts: readonly (string | number)[]
  ): Promise<T | undefined>;
  /** @throws DomainError `NOT_FOUND` */
  get<T extends StoredRecord>(type: T['type'], ...parts: readonly (string | number)[]): Promise<T>;
}
