// SPDX-License-Identifier: Apache-2.0

/** In ascending order of UTF-16 code units, as the domain's sets are written. */
export const sorted = <T extends string>(values: readonly T[]): T[] =>
  [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
