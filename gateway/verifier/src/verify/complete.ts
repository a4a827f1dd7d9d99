// SPDX-License-Identifier: Apache-2.0
/** That nothing was left out: an organisation's journals, each whole, and every leaf of a grant in a month. */
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import type { ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import { tenDigits } from '@catalog-chain/chaincode/domain/names';
import { tallies } from '@catalog-chain/chaincode/domain/usage/tally';
import { JournalLinks } from '@catalog-chain/chaincode/domain/usage/journal-links';
import {
  belongsToGrant,
  type BatchHeader,
  type BrokenLinks,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Claim } from '../format.js';
import { demand } from './faults.js';
import type { Leaves } from './leaves.js';
import type { Reads } from './reads.js';
import type { ProvedTransaction } from './transactions.js';

export interface Proved {
  readonly reads: Reads;
  readonly leaves: Leaves;
  readonly transactions: ReadonlyMap<string, ProvedTransaction>;
  /** By grant and period: batches found whole, with how many leaves. Several claims may rest on one. */
  readonly whole: Map<string, Map<BatchHeader, number>>;
}

export type CompleteClaim = Extract<Claim, { claim: 'complete' }>;

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
  const { organisation } = claim;
  const { journals } = proved.reads.get(where, 'journal-list', organisation);
  let [batches, events] = [0, 0];
  const faults: string[] = [];
  for (const journal of journals) {
    const head = proved.reads.get(where, 'journal-head', organisation, journal);
    const { headers, broken } = wholeJournal(organisation, journal, head, proved.reads, where);
    for (const header of headers) events += wholeBatch(claim, header, proved, where);
    batches += headers.length;
    if (broken) faults.push(`${journal} at batch ${broken.sequence}`);
  }
  return { journals: journals.length, batches, events, broken: faults };
}

/** The headers of a journal, and where they do not follow on one another. */
export interface JournalHeaders {
  readonly headers: readonly BatchHeader[];
  readonly broken?: BrokenLinks;
}

/** Batches from 1 to the last, none left out. A batch that was given up has a header that says so. */
export function wholeJournal(
  organisation: string,
  journal: string,
  head: { readonly batches: number; readonly root: string },
  reads: Reads,
  where: string,
): JournalHeaders {
  const headers: BatchHeader[] = [];
  const links = new JournalLinks({ batches: 0, root: NO_ROOT });
  for (let sequence = 1; sequence <= head.batches; sequence += 1) {
    const header = reads.get(where, 'batch', organisation, journal, tenDigits(sequence));
    links.follow(header);
    headers.push(header);
  }
  const { root, broken } = links.followed;
  demand(head.root === root, 'journal-broken', where, 'The journal does not end with the root of its head.');
  return { headers, ...(broken && { broken }) };
}

/**
 * @returns how many leaves of the batch belong to the grant and month; all that its tallies state are given. A header of
 *   an earlier version also tallies what was reported before there was the grant: that is given, and not counted.
 * @throws Fault
 */
export function wholeBatch(
  of: Pick<CompleteClaim, 'grant' | 'period'>,
  header: BatchHeader,
  proved: Proved,
  where: string,
): number {
  const name = `${of.grant} ${of.period}`;
  const known = proved.whole.get(name) ?? new Map<BatchHeader, number>();
  proved.whole.set(name, known);
  const count = known.get(header) ?? countWhole(of, header, proved, where);
  known.set(header, count);
  return count;
}

function countWhole(
  { grant, period }: Pick<CompleteClaim, 'grant' | 'period'>,
  header: BatchHeader,
  proved: Proved,
  where: string,
): number {
  const stated = header.tallies.filter((one) => one.grant === grant && one.period === period);
  if (stated.length === 0) return 0;
  const { calendar } = proved.reads.get(where, 'policy', tenDigits(header.policyVersion));
  const { utcOffsetMinutes } = calendar;
  const monthOf = months(utcOffsetMinutes);
  const isMeant = ({ leaf, atMs }: ReadLeaf): boolean => leaf.grant === grant && monthOf(atMs) === period;
  const given = proved.leaves.ofBatch(header).filter(isMeant);
  const place = `Batch ${header.sequence} of journal ${header.journal}`;
  const same = encode(tallies(given, utcOffsetMinutes)) === encode(stated);
  demand(same, 'leaves-incomplete', where, `${place}: the leaves given do not make the tally in its header.`);
  const carried = proved.transactions.get(header.committed.tx)?.batch?.leaves.filter(isMeant);
  const all = carried === undefined || carried.length === given.length;
  demand(all, 'leaves-incomplete', where, `${place}: its transaction carried more leaves than are given.`);
  const belongs = belongsToGrant(header);
  return given.filter(({ index }) => belongs(index)).length;
}
