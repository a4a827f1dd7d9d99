// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait for a condition and how often to look. */
export interface Patience {
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

/** A failure that no waiting mends. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless';
}

/**
 * Tries until the attempt succeeds and gives its result.
 * Throws an error that names what was waited for, with the last failure as its cause; {@link Hopeless} at once.
 */
export async function eventually<T>(what: string, attempt: () => Promise<T>, patience: Patience): Promise<T> {
  const deadline = Date.now() + patience.timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (cause) {
      if (cause instanceof Hopeless) throw cause;
      if (Date.now() > deadline) {
        const seconds = Math.round(patience.timeoutMs / 1_000);
        throw new Error(`waited ${seconds} s for ${what}`, { cause });
      }
      await delay(patience.everyMs ?? 250);
    }
  }
}
