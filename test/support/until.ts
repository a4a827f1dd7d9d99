// SPDX-License-Identifier: Apache-2.0
/** Tests wait for what they need to have come about, and say what never did. */
import { setTimeout as delay } from 'node:timers/promises';

/** Long, since a busy machine may be ten times as slow. */
const WAIT_MS = 180_000;
const EVERY_MS = 10;

/** Looks again and again until it holds. @throws an error that names what was waited for, after three minutes */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = WAIT_MS,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms until ${what}`);
    await delay(EVERY_MS);
  }
}
