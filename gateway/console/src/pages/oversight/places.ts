// SPDX-License-Identifier: Apache-2.0
/** Places in a batch as a report names them: `48-51,54` are five. */

/** @returns each place once, in order; none of what is written otherwise */
export function placesIn(part: string): readonly number[] {
  const places = part.split(',').flatMap((run) => {
    const [, from = '', to = from] = /^(\d+)(?:-(\d+))?$/.exec(run) ?? [];
    if (from === '') return [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  });
  return [...new Set(places)].sort((a, b) => a - b);
}
