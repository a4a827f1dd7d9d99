// SPDX-License-Identifier: Apache-2.0
/** Tests wait for what they need to have come about, and say what never did. */
import { setTimeout as delay } from 'node:timers/promises';

/** Long, since a busy machine may be ten times as slow. */
const WAIT_MS = 180_000;
/** Soon at first, then less and less often: whoever asks all the time takes the processor from what is waited for. */
const FIRST_MS = 5;
const SLOWER = 1.3;
const LAST_MS = 100;

/** Looks again and again until it holds. @throws an error that names what was waited for, after three minutes */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = WAIT_MS,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (let pause = FIRST_MS; !(await holds()); pause = Math.min(pause * SLOWER, LAST_MS)) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms until ${what}`);
    await delay(pause);
  }
}
