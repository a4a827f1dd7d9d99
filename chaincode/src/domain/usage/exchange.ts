// SPDX-License-Identifier: Apache-2.0
/** What both sides of one exchange must agree on, and its digest. Clocks, ids and actors are each side's own. */
import { hash } from 'node:crypto';
import type { Leaf } from './usage-records';

/**
 * Canonical JSON (RFC 8785) of `{action, correlation, count | record, items?, outcome}`, where a denied attempt has the
 * outcome `denied`. Written out by hand because no value of a valid leaf needs an escape.
 * @returns undefined for what states no exchange: `nil`, and a correction that only withdraws
 */
export function exchangeText(leaf: Leaf): string | undefined {
  const { record, count } = leaf;
  if (record === undefined && count === undefined) return undefined;
  const outcome = leaf.kind === 'denied' ? 'denied' : leaf.outcome;
  const counted = count === undefined ? '' : `"count":${count},`;
  const items = leaf.items === undefined ? '' : `"items":["${leaf.items.join('","')}"],`;
  const recorded = record === undefined ? '' : `,"record":"${record}"`;
  return `{"action":"${leaf.action}","correlation":"${leaf.correlation}",${counted}${items}"outcome":"${outcome}"${recorded}}`;
}

/** SHA-256 of the exchange's text, lower-case hex; undefined where there is none. */
export function exchangeDigest(leaf: Leaf): string | undefined {
  const text = exchangeText(leaf);
  return text === undefined ? undefined : hash('sha256', text);
}
