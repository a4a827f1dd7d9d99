// SPDX-License-Identifier: Apache-2.0
/** The figures of uses: docs/appraisal.md, section 5. Counts events as they come; keeps of them only where they lie. */
import { isShared } from '@catalog-chain/chaincode/domain/usage/exchange';
import {
  VIOLATIONS,
  type Leaf,
  type Side,
  type Violation,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import { figureOf } from './counted.js';
import { EventSet, type BatchName, type Placed } from './events.js';
import type { Figure } from './report.js';

/** A usage event, as far as figures look at it. */
export interface Use extends Placed {
  readonly kind: Leaf['kind'];
  /** Whatever names the grant. */
  readonly grant: number | string;
  readonly correlation: string;
  /** Codes joined by commas. */
  readonly violations: string | null;
  /** It states an exchange that no correction took back. */
  readonly stands: boolean;
}

/** Of what was counted, what met the condition. */
class Share {
  readonly of = new EventSet();
  readonly met = new EventSet();

  add(use: Placed, meets: boolean): void {
    this.of.add(use);
    if (meets) this.met.add(use);
  }
}

/** An own event whose verdict the other side may tell otherwise. */
interface Contestable {
  readonly side: Side;
  readonly use: Use;
  readonly codes: readonly string[];
}

/** Codes that the other side tells of each exchange on which an own event says that it was outside its grant. */
class OtherTellings {
  readonly #codes = new Map<string, Set<string>>();
  readonly #asked = new Set<string>();

  ask(side: Side, use: Use): void {
    this.#asked.add(exchangeName(side, use));
  }

  /** @param side on which the organisation answers */
  note(side: Side, use: Use): void {
    const name = exchangeName(side, use);
    if (!this.#asked.has(name)) return;
    const known = this.#codes.get(name) ?? new Set();
    this.#codes.set(name, known);
    for (const code of use.violations?.split(',') ?? []) known.add(code);
  }

  /** The codes without those that the other side, telling the same exchange, does not find. */
  uncontested({ side, use, codes }: Contestable): readonly string[] {
    const told = this.#codes.get(exchangeName(side, use));
    if (!told) return codes;
    return codes.filter((code) => !isContestable(code) || told.has(code));
  }
}

const exchangeName = (side: Side, { grant, correlation }: Use): string => `${side} ${grant} ${correlation}`;

/** Exchanges that one side stated, by grant. */
class Exchanges {
  readonly #known = new Map<number | string, Set<string>>();

  add({ grant, correlation }: Use): void {
    const known = this.#known.get(grant);
    if (known) known.add(correlation);
    else this.#known.set(grant, new Set([correlation]));
  }

  has({ grant, correlation }: Use): boolean {
    return this.#known.get(grant)?.has(correlation) ?? false;
  }
}

/** Of when and how it was reported, and nothing of the use itself. */
const OF_REPORT: readonly string[] = [
  'reported-late',
  'after-closing',
  'disclosed-late',
  'told-openly',
] satisfies readonly Violation[];

/** Of what was reported before there was the grant: it answers nobody, and nobody owes it an answer. */
const NO_GRANT = 'no-grant' satisfies Violation;

const isContestable = (code: string): boolean => isShared(code as Violation);

/** An organisation's claims of uses that were not within their grants, and that the other side does not deny. */
export class OutsideCount {
  readonly #others = new OtherTellings();
  readonly #claims: Contestable[] = [];

  /** An own claim of which the chain found something. */
  addOwn(use: Use): void {
    const codes = use.violations?.split(',') ?? [];
    if (use.kind !== 'use' || codes.every((code) => OF_REPORT.includes(code))) return;
    this.#claims.push({ side: 'claim', use, codes });
    if (codes.some(isContestable)) this.#others.ask('claim', use);
  }

  /** Ids of the exchanges of which it matters what the other side tells. */
  asked(): readonly string[] {
    const contestable = this.#claims.filter(({ codes }) => codes.some(isContestable));
    return [...new Set(contestable.map(({ use }) => use.correlation))];
  }

  /** What the other side tells of one of them. */
  addOther(use: Use): void {
    if (use.stands) this.#others.note('claim', use);
  }

  /** Once all are added. */
  outside(): EventSet {
    const found = new EventSet();
    for (const one of this.#claims)
      if (!this.#others.uncontested(one).every((code) => OF_REPORT.includes(code))) found.add(one.use);
    return found;
  }
}

/** First the organisation's own events of both sides, then the other parties': what it says of theirs. */
export class UsageCount {
  readonly #inTime = new Share();
  readonly #within = { claim: new Share(), attestation: new Share() } as const satisfies Record<Side, Share>;
  readonly #violations = new Map(VIOLATIONS.map((code) => [code, new Share()]));
  readonly #own = { claim: new Exchanges(), attestation: new Exchanges() } as const;
  /** By the side on which the organisation answers. */
  readonly #answered = { attestation: new Share(), claim: new Share() } as const;

  readonly #others = new OtherTellings();
  #contestable: Contestable[] = [];

  /** An event of the organisation, on the side that it speaks for. */
  addOwn(side: Side, use: Use): void {
    const codes = use.violations?.split(',') ?? [];
    if (use.kind === 'use' || use.kind === 'denied') this.#inTime.add(use, !codes.includes('reported-late'));
    if (use.stands && !codes.includes(NO_GRANT)) this.#own[side].add(use);
    if (!codes.some(isContestable)) {
      this.#judge({ side, use, codes });
      return;
    }
    this.#contestable.push({ side, use, codes });
    this.#others.ask(side, use);
  }

  #judge({ side, use, codes }: Contestable): void {
    if (use.kind === 'use')
      this.#within[side].add(
        use,
        codes.every((code) => OF_REPORT.includes(code)),
      );
    for (const [code, share] of this.#violations) share.add(use, codes.includes(code));
  }

  /** Whoever reports what the other side denies is not the worse for it: the month's comparison tells that they differ. */
  #settle(): void {
    for (const one of this.#contestable) this.#judge({ ...one, codes: this.#others.uncontested(one) });
    this.#contestable = [];
  }

  /** An event of another party, to which the organisation has an answer on the other side, or has not. */
  addOther(side: Side, use: Use): void {
    if (!use.stands) return;
    const answer = side === 'claim' ? 'attestation' : 'claim';
    this.#others.note(answer, use);
    this.#answered[answer].add(use, this.#own[answer].has(use));
  }

  /** Once all events are added. */
  batches(): Set<number> {
    return new Set(this.#shares().flatMap(([, { of }]) => [...of.batches()]));
  }

  /** @param names of the batches @returns the figures, in the order of the page */
  figures(names: ReadonlyMap<number, BatchName>): Figure[] {
    return this.#shares().map(([figure, { of, met }]) =>
      figureOf(figure, of.counted(names), met.counted(names)),
    );
  }

  #shares(): (readonly [figure: string, share: Share])[] {
    this.#settle();
    return [
      ['reports-in-time', this.#inTime],
      ['claims-within-grant', this.#within.claim],
      ['attestations-within-grant', this.#within.attestation],
      ...[...this.#violations].map(([code, share]) => [`violations-${code}`, share] as const),
      ['uses-attested', this.#answered.attestation],
      ['uses-claimed', this.#answered.claim],
    ];
  }
}
