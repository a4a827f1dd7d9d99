// SPDX-License-Identifier: Apache-2.0

/** How often a message is tried, and how long is waited between: doubled each time, up to a most. */
export interface RetrySettings {
  readonly tries: number;
  readonly baseMs: number;
  readonly capMs: number;
}

/** About two hours in all. */
export const DEFAULT_RETRIES: RetrySettings = { tries: 12, baseMs: 5_000, capMs: 3_600_000 };

/**
 * @param tries made so far, from 1
 * @param random from 0 up to 1: receivers that failed together are not asked again together
 * @returns milliseconds until the next try, between half and the whole of the doubled time
 */
export function delayAfter(tries: number, { baseMs, capMs }: RetrySettings, random: number): number {
  const whole = Math.min(capMs, baseMs * 2 ** (tries - 1));
  return Math.round(whole / 2 + (random * whole) / 2);
}
