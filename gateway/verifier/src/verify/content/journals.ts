// SPDX-License-Identifier: Apache-2.0
/**
 * Journals walked from their first batch on, batch by batch, with what each states of a grant's month. Nothing of a
 * batch is kept but sums, so that a journal may be as long as it likes.
 */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { months } from '@catalog-chain/chaincode/domain/calendar/month';
import { countsTowards } from '@catalog-chain/chaincode/domain/period/coverage';
import { NO_ROOT } from '@catalog-chain/chaincode/domain/usage/batch';
import { JournalLinks, type Followed } from '@catalog-chain/chaincode/domain/usage/journal-links';
import { deviationsIn } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { ReadLeaf } from '@catalog-chain/chaincode/domain/usage/leaf-line';
import { tallies, type Telling } from '@catalog-chain/chaincode/domain/usage/tally';
import { TallySum } from '@catalog-chain/chaincode/domain/usage/tally-sum';
import {
  belongsToGrant,
  SIDES,
  type BatchHeader,
  type Leaf,
  type Side,
  type Tally,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Claim } from '../../format.js';
import { Fault } from '../faults.js';
import type { Reads } from '../proof/reads.js';

/** What is looked for in a journal. */
export interface GrantMonth {
  readonly grant: string;
  readonly period: string;
}

type SideSum = TallySum['value'];

/** What the batches so far state of a grant's month. */
export interface MonthSum {
  readonly events: number;
  /** Of what counts towards the month's closing. */
  readonly sides: Readonly<Record<Side, SideSum>>;
}

/** How a journal stands after so many batches. */
export interface Reached extends Followed {
  readonly sums: ReadonlyMap<string, MonthSum>;
}

interface OpenSum {
  readonly of: GrantMonth;
  events: number;
  readonly sides: Readonly<Record<Side, TallySum>>;
}

/** A leaf and its position in its batch. */
export interface PlacedLeaf extends ReadLeaf {
  readonly index: number;
}

/** Leaves of a batch, and the offset of local time by which it was tallied. Asked for where they are needed. */
export interface BatchContent {
  readonly leaves: (isMeant: (one: ReadLeaf) => boolean) => readonly PlacedLeaf[];
  /** @throws Fault `record-missing` */
  readonly utcOffsetMinutes: () => number;
}

export const nameOf = ({ grant, period }: GrantMonth): string => `${grant} ${period}`;

class Journal {
  readonly #links = new JournalLinks({ batches: 0, root: NO_ROOT });
  #fault: Fault | undefined;
  readonly #sums = new Map<string, OpenSum>();
  readonly #reached = new Map<number, Reached>();
  readonly #ends = new Set<number>();
  /** Batches that came before their turn. */
  readonly #waiting = new Map<number, readonly [BatchHeader, BatchContent]>();

  constructor(readonly name: string) {}

  lookFor(of: GrantMonth): void {
    const sides = { claim: new TallySum(), attestation: new TallySum() };
    if (!this.#sums.has(nameOf(of))) this.#sums.set(nameOf(of), { of, events: 0, sides });
  }

  /** Somebody wants to know how it stands after so many batches. */
  endAt(batches: number): void {
    this.#ends.add(batches);
  }

  /**
   * Batches come in order, but for those that may wait for their turn. What is wrong is told to whoever asks how the
   * journal stands.
   */
  offer(header: BatchHeader, content: BatchContent, mayWait: boolean): void {
    this.#note();
    if (mayWait && header.sequence > this.#next()) {
      this.#waiting.set(header.sequence, [header, content]);
      return;
    }
    this.#take(header, content);
    for (let next = this.#turn(); next && !this.#fault; next = this.#turn()) this.#take(...next);
  }

  #take(header: BatchHeader, content: BatchContent): void {
    if (this.#fault) return;
    try {
      if (header.sequence !== this.#next()) throw this.#missing();
      for (const sum of this.#sums.values()) add(sum, header, content);
      this.#links.follow(header);
      this.#note();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#fault = error;
    }
  }

  /** @throws Fault with the place of whoever asks */
  reached(batches: number, where: string): Reached {
    this.#note();
    const found = this.#reached.get(batches);
    if (found) return found;
    const { code, message } = this.#fault ?? this.#missing();
    throw new Fault(code, where, message);
  }

  #next(): number {
    return this.#links.followed.batches + 1;
  }

  /** The batch that waits for its turn, which has come. */
  #turn(): readonly [BatchHeader, BatchContent] | undefined {
    const found = this.#waiting.get(this.#next());
    if (found) this.#waiting.delete(found[0].sequence);
    return found;
  }

  #note(): void {
    const { followed } = this.#links;
    const { batches } = followed;
    if (!this.#ends.has(batches) || this.#reached.has(batches) || this.#fault) return;
    const sums = [...this.#sums].map(([name, sum]) => [name, written(sum)] as const);
    this.#reached.set(batches, { ...followed, sums: new Map(sums) });
  }

  #missing(): Fault {
    const message = `Journal ${this.name}: batch ${this.#next()} is not there, or not in its place.`;
    return new Fault('record-missing', `journal ${this.name}`, message);
  }
}

const written = ({ events, sides: { claim, attestation } }: OpenSum): MonthSum => ({
  events,
  sides: { claim: claim.value, attestation: attestation.value },
});

/** @throws Fault where the leaves are not those that the header tallies */
function add(sum: OpenSum, header: BatchHeader, content: BatchContent): void {
  const { grant, period } = sum.of;
  const stated = header.tallies.filter((one) => one.grant === grant && one.period === period);
  if (stated.length === 0) return;
  const offset = content.utcOffsetMinutes();
  const monthOf = months(offset);
  const given = content.leaves(({ leaf, atMs }) => leaf.grant === grant && monthOf(atMs) === period);
  if (encode(tallies(given, offset, tellingOf(header, stated))) !== encode(stated)) {
    const place = `Batch ${header.sequence} of journal ${header.journal}`;
    const message = `${place}: the leaves given do not make the tally in its header.`;
    throw new Fault('leaves-incomplete', place, message);
  }
  // A header of an earlier version also tallies what was reported before there was the grant.
  const belongs = belongsToGrant(header);
  sum.events += given.filter(({ index }) => belongs(index)).length;
  // What is reported long before the month began does not count towards its closing.
  if (!countsTowards(period, header.committed.at)) return;
  const { exchangeForm } = header;
  for (const side of SIDES)
    for (const tally of stated) if (tally.side === side) sum.sides[side].add({ ...tally, exchangeForm });
}

/** How the header's digests were made: which purpose they leave out, its tally of a grant's side says. */
function tellingOf(header: BatchHeader, stated: readonly Tally[]): Telling<PlacedLeaf> | undefined {
  if (header.exchangeForm === undefined) return undefined;
  const deviation = deviationsIn(header);
  const grantedTo = ({ side }: Leaf): string | undefined => stated.find((one) => one.side === side)?.purpose;
  return {
    deviationOf: ({ leaf, index }) => deviation(leaf, index, grantedTo(leaf)),
    grantedTo,
  };
}

/** All journals that claims rest on. */
export class Journals {
  readonly #all = new Map<string, Journal>();

  /** @param claims whatever else is missing for a claim is told when the claim is looked at */
  constructor(claims: readonly Claim[], reads: Reads) {
    for (const claim of claims) {
      if (claim.claim === 'complete' || claim.claim === 'so-far') this.#complete(claim, reads);
      if (claim.claim === 'period') this.#closed(claim, reads);
    }
  }

  isWalked({ organisation, journal }: BatchHeader): boolean {
    return this.#all.has(keyOf(organisation, journal));
  }

  /** @param mayWait the batch may come before its turn */
  offer(header: BatchHeader, content: BatchContent, mayWait: boolean): void {
    this.#all.get(keyOf(header.organisation, header.journal))?.offer(header, content, mayWait);
  }

  /** @throws Fault */
  reached(organisation: string, journal: string, batches: number, where: string): Reached {
    const found = this.#all.get(keyOf(organisation, journal));
    if (!found) throw new Fault('record-missing', where, `The journal ${journal} is not there.`);
    return found.reached(batches, where);
  }

  #complete({ organisation, ...of }: GrantMonth & { readonly organisation: string }, reads: Reads): void {
    const list = reads.find('journal-list', organisation)?.record;
    if (list?.type !== 'journal-list') return;
    for (const name of list.journals) {
      const head = reads.find('journal-head', organisation, name)?.record;
      if (head?.type === 'journal-head') this.#walk(organisation, name, of, head.batches);
    }
  }

  #closed(of: GrantMonth, reads: Reads): void {
    for (const side of SIDES) {
      const closure = reads.find('closure', of.grant, of.period, side)?.record;
      if (closure?.type !== 'closure') continue;
      for (const { id, batches } of closure.journals) this.#walk(closure.organisation, id, of, batches);
    }
  }

  #walk(organisation: string, name: string, of: GrantMonth, batches: number): void {
    const key = keyOf(organisation, name);
    const journal = this.#all.get(key) ?? new Journal(`${organisation}/${name}`);
    this.#all.set(key, journal);
    journal.lookFor(of);
    journal.endAt(batches);
  }
}

const keyOf = (organisation: string, journal: string): string => `${organisation}\0${journal}`;
