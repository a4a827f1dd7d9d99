// SPDX-License-Identifier: Apache-2.0
/**
 * What both sides of one exchange must agree on, and its digest. Clocks, ids and actors are each side's own; but a side
 * that tells another purpose, or whose telling is found outside the grant, must not pass for telling the same as one that does not.
 */
import { hash } from 'node:crypto';
import { STANDINGS } from '../sharing/grant-standing';
import type { BatchHeader, Leaf, Violation } from './usage-records';

/** `exchangeForm` of the headers that are written now: their digests hold what is found of purpose, items and time. */
export const EXCHANGE_FORM = 2;

/** Verdicts that turn on the time of a use, or on its purpose: of one exchange both sides must be judged alike. */
export const SHARED_VERDICTS = [
  ...STANDINGS.filter((standing) => standing !== 'active'),
  'wrong-purpose',
  'wrong-item',
] as const satisfies readonly Violation[];
export type SharedVerdict = (typeof SHARED_VERDICTS)[number];

export const isShared = (code: Violation): code is SharedVerdict =>
  (SHARED_VERDICTS as readonly Violation[]).includes(code);

/** What of a use is not as its grant was given at first, and so has to be told alike. */
export interface Deviation {
  /** Of the use, where it is not the grant's own. */
  readonly purpose?: string;
  /** In the order of `VIOLATIONS`; absent where there is none. */
  readonly verdict?: readonly SharedVerdict[];
}

/**
 * @param verdict codes of the leaf
 * @param granted code of the grant's own purpose, which never changes; undefined where that is not known: then the purpose is not told
 * @returns undefined for most uses: they are as the grant was given
 */
export function deviationOf(
  { purpose }: Pick<Leaf, 'purpose'>,
  verdict: readonly Violation[],
  granted: string | undefined,
): Deviation | undefined {
  const isOther = granted !== undefined && purpose !== granted;
  const shared = verdict.length === 0 ? [] : verdict.filter(isShared);
  if (!isOther && shared.length === 0) return undefined;
  return { ...(isOther && { purpose }), ...(shared.length > 0 && { verdict: shared }) };
}

/** Whether the leaf states an exchange: not `nil`, nor a correction that only withdraws. */
export const statesExchange = ({ record, count }: Pick<Leaf, 'record' | 'count'>): boolean =>
  record !== undefined || count !== undefined;

/**
 * Canonical JSON (RFC 8785) of `{action, correlation, count | record, items?, outcome, purpose?, verdict?}`, where a denied
 * attempt has the outcome `denied`. Written out by hand because no value of a valid leaf needs an escape.
 * @param deviation of the leaf; without one this is the older form, which is that of all uses that are as their grant was given
 * @returns undefined for what states no exchange: `nil`, and a correction that only withdraws
 */
export function exchangeText(leaf: Leaf, { purpose, verdict }: Deviation = {}): string | undefined {
  if (!statesExchange(leaf)) return undefined;
  const { record, count } = leaf;
  const outcome = leaf.kind === 'denied' ? 'denied' : leaf.outcome;
  const counted = count === undefined ? '' : `"count":${count},`;
  const items = leaf.items === undefined ? '' : `"items":["${leaf.items.join('","')}"],`;
  const meant = purpose === undefined ? '' : `,"purpose":"${purpose}"`;
  const recorded = record === undefined ? '' : `,"record":"${record}"`;
  const judged = verdict === undefined ? '' : `,"verdict":["${verdict.join('","')}"]`;
  return `{"action":"${leaf.action}","correlation":"${leaf.correlation}",${counted}${items}"outcome":"${outcome}"${meant}${recorded}${judged}}`;
}

/** SHA-256 of the exchange's text, lower-case hex; undefined where there is none. */
export function exchangeDigest(leaf: Leaf, deviation?: Deviation): string | undefined {
  const text = exchangeText(leaf, deviation);
  return text === undefined ? undefined : hash('sha256', text);
}

/** Verdicts of a header, by leaf. */
export function verdictsOf({
  violations,
}: Pick<BatchHeader, 'violations'>): (leaf: number) => readonly Violation[] {
  const found = new Map(violations.map(({ leaf, codes }) => [leaf, codes]));
  return (leaf) => found.get(leaf) ?? NONE;
}

const NONE: readonly Violation[] = [];

/** What of a header's leaves went into its digests; nothing of a header in the older form. */
export function deviationsIn(
  header: Pick<BatchHeader, 'exchangeForm' | 'violations'>,
): (leaf: Leaf, index: number, granted: string | undefined) => Deviation | undefined {
  if (header.exchangeForm === undefined) return () => undefined;
  const verdict = verdictsOf(header);
  return (leaf, index, granted) => deviationOf(leaf, verdict(index), granted);
}
