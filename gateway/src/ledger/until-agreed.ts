// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';
import { LedgerError } from './ledger-error.js';

const PAUSE_MS = 300;

/**
 * Asks for endorsements again while the endorsing peers disagree. Peers that have not all seen the same block yet come
 * to different results, since one reads what another has not written so far; a moment later they agree.
 * @param withinMs how long peers are given to see the same blocks
 * @throws LedgerError `ENDORSEMENT_MISMATCH` where they disagree for longer, and whatever else `ask` throws
 */
export async function untilAgreed<T>(ask: () => Promise<T>, withinMs: number): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const disagree = error instanceof LedgerError && error.code === 'ENDORSEMENT_MISMATCH';
      if (!disagree || performance.now() >= deadline) throw error;
    }
    await delay(PAUSE_MS);
  }
}
