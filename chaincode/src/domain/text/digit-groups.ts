// SPDX-License-Identifier: Apache-2.0
/** Digits as people group them: runs of digits, and what stands between neighbouring runs. */

export interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
  /** What stands between the group before and this one. */
  readonly gap: string;
}

const RUN = /\d+/g;
/** A longer run is no number of a person's, and two such in a row are not one either. */
const MAX_RUN = 40;

/**
 * Chains of groups that may be one number: between two neighbours stands what `joins` permits.
 * A run longer than any number is left out and parts the chain.
 */
export function digitGroups(text: string, joins: RegExp): readonly (readonly Group[])[] {
  const chains: Group[][] = [];
  let chain: Group[] = [];
  let end = -1;
  for (const match of text.matchAll(RUN)) {
    const [digits] = match;
    const gap = end < 0 ? '' : text.slice(end, Math.min(match.index, end + 4));
    if (end < 0 || !joins.test(gap)) chains.push((chain = []));
    end = match.index + digits.length;
    if (digits.length <= MAX_RUN) chain.push({ digits, start: match.index, end, gap });
    else chains.push((chain = []));
  }
  return chains;
}
