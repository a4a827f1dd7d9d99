// SPDX-License-Identifier: Apache-2.0
/** Judges a use against its grant as of the time of the use. A violation is a verdict and never a refusal. */
import type { Grant } from '../sharing/grant-records';
import { scopeOf, timeline } from '../sharing/grant-standing';
import { coversMode } from '../sharing/mode';
import { HOUR_MS } from '../calendar/time';
import { VIOLATIONS, type Leaf, type Side, type Violation } from './usage-records';

/** How far a reporter's clock may run ahead of the transaction's time. */
export const CLOCK_TOLERANCE_MS = 300_000;

/** What all leaves of a transaction are measured by. */
export interface Measure {
  /** The transaction's time, milliseconds since 1970. */
  readonly nowMs: number;
  readonly reportWithinHours: number;
  /**
   * Whether the side had closed the leaf's month before an instant; absent: no month is closed.
   * @param asOfMs when the use was sealed; Infinity where it was not
   */
  readonly isClosed?: (leaf: Leaf, atMs: number, asOfMs: number) => boolean;
  /** Of leaves that disclose what was sealed, by id: they are judged as of then. Absent: none does. */
  readonly sealed?: ReadonlyMap<string, SealedSetting>;
  /** Ids of leaves that disclose nothing, although their reporter had sealed them. Absent: there is none. */
  readonly openly?: ReadonlySet<string>;
}

/** What a disclosed leaf is measured by, in place of the transaction's time and the policy in force. */
export interface SealedSetting {
  /** When it was sealed, milliseconds since 1970. */
  readonly sealedMs: number;
  /** Of the policy under which it was sealed. */
  readonly reportWithinHours: number;
  /** Whether it is disclosed later than was owed. */
  readonly isLate: boolean;
}

/** A grant with the systems that held its resource in the versions it was given for. */
export interface JudgedGrant {
  readonly grant: Grant;
  readonly providerSystems: readonly string[];
}

/** @returns the broken rules, in the order of `VIOLATIONS`; of one grant and one transaction */
export type Judge = (leaf: Leaf, atMs: number) => readonly Violation[];

const NONE: readonly Violation[] = [];
const RANK = new Map(VIOLATIONS.map((violation, rank) => [violation, rank]));

/** Whether the organisation may report on this side: the consumer claims, the provider attests. */
export function isParty({ terms }: Grant, side: Side, mspId: string): boolean {
  return mspId === (side === 'claim' ? terms.consumer : terms.provider);
}

/**
 * Prepares the judgement of many leaves. A `nil` period is no use: only an unknown grant and a future time count
 * against it. A correction is not late, whenever it comes. What comes for a closed month is marked, whatever it is, unless it
 * had been sealed before the month was closed.
 * @param known undefined where there is no such grant
 */
export function judgeOf(known: JudgedGrant | undefined, measure: Measure): Judge {
  const inTerms = known && termsJudge(known);
  const inTime = timeJudge(measure);
  return (leaf, atMs) => {
    const found: Violation[] = [];
    if (!inTerms) found.push('no-grant');
    else if (leaf.kind !== 'nil') inTerms(leaf, atMs, found);
    inTime(leaf, atMs, found);
    if (measure.openly?.has(leaf.id) === true) found.push('told-openly');
    if (found.length === 0) return NONE;
    return found.sort((a, b) => (RANK.get(a) ?? 0) - (RANK.get(b) ?? 0));
  };
}

/** Prepares the judgement of when a leaf was reported; one that was sealed, when it was sealed. */
function timeJudge({ nowMs, reportWithinHours, isClosed, sealed }: Measure) {
  const open: SealedSetting = { sealedMs: nowMs, reportWithinHours, isLate: false };
  const sealOfLeaf = ({ id, salt }: Leaf): SealedSetting | undefined =>
    salt === undefined ? undefined : sealed?.get(id);
  return (leaf: Leaf, atMs: number, found: Violation[]): void => {
    const seal = sealOfLeaf(leaf);
    const { sealedMs: reportedMs, reportWithinHours: hours, isLate } = seal ?? open;
    const ageMs = reportedMs - atMs;
    if (ageMs < -CLOCK_TOLERANCE_MS) found.push('future-time');
    if (isReport(leaf) && ageMs > hours * HOUR_MS) found.push('reported-late');
    if (isClosed?.(leaf, atMs, seal ? reportedMs : Infinity)) found.push('after-closing');
    if (isLate) found.push('disclosed-late');
  };
}

const isReport = ({ kind }: Leaf): boolean => kind === 'use' || kind === 'denied';

function termsJudge({ grant, providerSystems }: JudgedGrant) {
  const { terms } = grant;
  const standing = timeline(grant);
  const { items, systems: claiming, purposes } = scopeOf(grant);
  const attesting = new Set(providerSystems);
  return (leaf: Leaf, atMs: number, found: Violation[]): void => {
    const stood = standing(atMs);
    if (stood !== 'active') found.push(stood);
    if (!coversMode(terms.mode, leaf.action)) found.push('wrong-mode');
    if (!purposes(leaf.purpose, atMs)) found.push('wrong-purpose');
    const isKnown = leaf.side === 'claim' ? claiming(leaf.system, atMs) : attesting.has(leaf.system);
    if (!isKnown) found.push('wrong-system');
    if (leaf.items?.some((item) => !items(item, atMs))) found.push('wrong-item');
  };
}
