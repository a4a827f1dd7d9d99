// SPDX-License-Identifier: Apache-2.0
/** That nothing was left out: an organisation's journals, each whole, and every leaf of a grant in a month. */
import { monthEnd } from '@catalog-chain/chaincode/domain/calendar/month';
import type { Claim } from '../../format.js';
import type { Anchor } from '../proof/as-of.js';
import { demand } from '../faults.js';
import { nameOf, type GrantMonth, type Journals } from './journals.js';
import type { Leaves } from './leaves.js';
import type { Reads } from '../proof/reads.js';
import type { ProvedTransaction } from '../proof/transactions.js';

export interface Proved {
  readonly reads: Reads;
  readonly leaves: Leaves;
  readonly transactions: ReadonlyMap<string, ProvedTransaction>;
  readonly journals: Journals;
  readonly anchor: Anchor;
}

export type CompleteClaim = Extract<Claim, { claim: 'complete' | 'so-far' }>;

/** How much was looked at. */
export interface Completeness {
  readonly journals: number;
  readonly batches: number;
  readonly events: number;
  /** Journals whose batches do not follow on one another, each with the first place. */
  readonly broken: readonly string[];
}

/** @throws Fault */
export function checkComplete(claim: CompleteClaim, proved: Proved, where: string): Completeness {
  if (claim.claim === 'complete') demandOver(claim, proved, where);
  else demandBegun(claim, proved, where);
  const { organisation } = claim;
  const { journals } = proved.reads.get(where, 'journal-list', organisation);
  let batches = 0;
  let events = 0;
  const faults: string[] = [];
  for (const journal of journals) {
    const head = proved.reads.get(where, 'journal-head', organisation, journal);
    const { root, sums, broken } = proved.journals.reached(organisation, journal, head.batches, where);
    demand(
      head.root === root,
      'journal-broken',
      where,
      'The journal does not end with the root of its head.',
    );
    batches += head.batches;
    events += sums.get(nameOf(claim))?.events ?? 0;
    if (broken) faults.push(`${journal} at batch ${broken.sequence}`);
  }
  return { journals: journals.length, batches, events, broken: faults };
}

/** That the month was over, in the local time of the policy in force. @throws Fault */
export function demandOver({ period }: GrantMonth, proved: Proved, where: string): void {
  const over = proved.anchor.at >= monthEnd(period, offsetOf(proved, where));
  demand(over, 'period-not-over', where, `The month ${period} was not over at the bundle's time.`);
}

/** @throws Fault */
function demandBegun({ period }: GrantMonth, proved: Proved, where: string): void {
  const [year = 0, month = 0] = period.split('-').map(Number);
  const before = new Date(Date.UTC(year, month - 2)).toISOString().slice(0, 7);
  const begun = proved.anchor.at >= monthEnd(before, offsetOf(proved, where));
  demand(begun, 'period-not-begun', where, `The month ${period} had not begun at the bundle's time.`);
}

const offsetOf = ({ reads }: Proved, where: string): number =>
  reads.get(where, 'policy', 'current').calendar.utcOffsetMinutes;
