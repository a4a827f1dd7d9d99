// SPDX-License-Identifier: Apache-2.0
/** Administrative divisions (GB/T 2260) as people read them: the code, and the name of the division of the first level. */
import type { useWord } from '../../i18n/i18n';

const FIRST_LEVEL = 2;

/** A division of no name, as in a made-up country, by its code alone. */
export function regionName(word: ReturnType<typeof useWord>, code: string): string {
  const first = code.slice(0, FIRST_LEVEL);
  const name = word('division', first);
  return name === first ? code : `${code} ${name}`;
}
