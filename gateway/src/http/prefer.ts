// SPDX-License-Identifier: Apache-2.0

/** Nobody is kept waiting longer, seconds. */
const MAX_WAIT = 60;

/**
 * Seconds to wait by `Prefer: wait=N` (RFC 7240 §4.3); 0 without it. Other preferences are ignored, as the
 * standard says.
 */
export function waitOf(prefer: string | undefined): number {
  const wait = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:$|[,;])/i.exec(prefer ?? '')?.[1];
  return wait === undefined ? 0 : Math.min(Number(wait), MAX_WAIT);
}
