// SPDX-License-Identifier: Apache-2.0
/** Work that somebody else may do at the same time: who is refused for it looks again at what is there by then. */
import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds before each further look: reads may follow the ledger a little later. */
const LOOKS_MS = [50, 250, 1_000];

/**
 * @param work begins by looking at what is there, and does what is left
 * @param isOvertaken whether it failed for what somebody else has done meanwhile, perhaps
 * @throws whatever the last look came to
 */
export async function despiteOthers<T>(
  work: () => Promise<T>,
  isOvertaken: (error: unknown) => boolean,
): Promise<T> {
  for (const wait of LOOKS_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
    await delay(wait);
  }
  return work();
}
