// SPDX-License-Identifier: Apache-2.0
/**
 * What both sides of one exchange must agree on, and its digest. Clocks, ids and actors are each side's own; but a side
 * that finds a use outside its grant, by its time or purpose, must not pass for telling the same as one that does not.
 */
import { hash } from 'node:crypto';
import { STANDINGS, type Standing } from '../sharing/grant-standing';
import type { BatchHeader, Leaf, Violation } from './usage-records';

/** `exchangeForm` of the headers that are written now: their digests hold what is wrong with time and purpose. */
export const EXCHANGE_FORM = 2;

const NONE: readonly Violation[] = [];

export type OutsideStanding = Exclude<Standing, 'active'>;

const isStanding = (code: Violation): code is OutsideStanding =>
  (STANDINGS as readonly string[]).includes(code);

/** How the grant stood at the time of the use, when it did not hold. */
export const standingOf = (verdict: readonly Violation[]): OutsideStanding | undefined =>
  verdict.find(isStanding);

/** Whether the verdict says of time or purpose that the use was outside its grant. */
export const deviates = (verdict: readonly Violation[]): boolean =>
  verdict.some((code) => code === 'wrong-purpose' || isStanding(code));

/** Whether the leaf states an exchange: not `nil`, nor a correction that only withdraws. */
export const statesExchange = ({ record, count }: Pick<Leaf, 'record' | 'count'>): boolean =>
  record !== undefined || count !== undefined;

/**
 * Canonical JSON (RFC 8785) of `{action, correlation, count | record, items?, outcome, purpose?, standing?}`, where a denied
 * attempt has the outcome `denied`. Written out by hand because no value of a valid leaf needs an escape.
 * @param verdict codes of the leaf; `purpose` is there where it was wrong, `standing` where the grant did not hold. Without
 *   one this is the older form, which is that of all uses within their grants
 * @returns undefined for what states no exchange: `nil`, and a correction that only withdraws
 */
export function exchangeText(leaf: Leaf, verdict: readonly Violation[] = NONE): string | undefined {
  if (!statesExchange(leaf)) return undefined;
  const { record, count } = leaf;
  const outcome = leaf.kind === 'denied' ? 'denied' : leaf.outcome;
  const counted = count === undefined ? '' : `"count":${count},`;
  const items = leaf.items === undefined ? '' : `"items":["${leaf.items.join('","')}"],`;
  const purpose = verdict.includes('wrong-purpose') ? `,"purpose":"${leaf.purpose}"` : '';
  const recorded = record === undefined ? '' : `,"record":"${record}"`;
  const stood = standingOf(verdict);
  const standing = stood === undefined ? '' : `,"standing":"${stood}"`;
  return `{"action":"${leaf.action}","correlation":"${leaf.correlation}",${counted}${items}"outcome":"${outcome}"${purpose}${recorded}${standing}}`;
}

/** SHA-256 of the exchange's text, lower-case hex; undefined where there is none. */
export function exchangeDigest(leaf: Leaf, verdict: readonly Violation[] = NONE): string | undefined {
  const text = exchangeText(leaf, verdict);
  return text === undefined ? undefined : hash('sha256', text);
}

/** The verdicts that go into the digests of a batch, by leaf; none of a header in the older form. */
export function verdictsInDigests({
  exchangeForm,
  violations,
}: Pick<BatchHeader, 'exchangeForm' | 'violations'>): (leaf: number) => readonly Violation[] {
  const found = new Map(
    exchangeForm === undefined ? [] : violations.map(({ leaf, codes }) => [leaf, codes] as const),
  );
  return (leaf) => found.get(leaf) ?? NONE;
}
