// SPDX-License-Identifier: Apache-2.0
/** Months that a read may be asked about at once. */

/** Ten years: no grant is given for longer, and none of the lists is older than its chain. */
export const MOST_MONTHS = 120;

export const LAST_MONTH = `The last month, of ${MOST_MONTHS} at most.`;
