// SPDX-License-Identifier: Apache-2.0
/** What stands in several places and should be one. */
import { RowError } from './faults.js';

/**
 * What all of them say; undefined where there is none.
 * @throws RowError `READ_CONTRADICTION` where they differ: which of them counts, nobody can say
 */
export function alike<T>(said: readonly T[], field: string): T | undefined {
  const [first, ...others] = said;
  if (others.some((one) => one !== first)) throw new RowError('READ_CONTRADICTION', { field });
  return first;
}
