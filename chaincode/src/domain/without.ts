// SPDX-License-Identifier: Apache-2.0
/** The record without some of its members. */
export const without = <T extends object, K extends keyof T>(record: T, ...keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(
    Object.entries(record).filter(([name]) => !(keys as readonly PropertyKey[]).includes(name)),
  ) as Omit<T, K>;
