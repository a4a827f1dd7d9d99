// SPDX-License-Identifier: Apache-2.0
/** Answers about months: compares each once for as long as nothing is added to it, then pages through what was found. */
import type { Apart, MonthQuestion } from './apart.js';
import { lookedUpElsewhere } from './elsewhere.js';
import { differencesOf } from './month-differences.js';
import type { Difference, DifferenceVerdict, Reconciliation } from '../model/reconciliation.js';
import type { IndexDb } from '../tables/record-queries.js';

export type Compare = (question: MonthQuestion) => Promise<Apart>;

export interface Differences {
  readonly items: readonly Difference[];
  /** Key of the last correlation looked at; undefined when it is the last of all. */
  readonly lookedTo?: number;
}

/** Comparisons remembered; each holds 16 bytes per event on which the sides differ. */
const REMEMBERED = 4;
/** Correlations looked at for one page when a verdict is asked for. */
const STEPS_PER_PAGE = 8;
const STEP = 250;
/** In a month with more differences than this one side has not reported: its sum is not held up by looking for each. */
const MOST_SUMMED = 5_000;

type Verdicts = Pick<Reconciliation, DifferenceVerdict | 'notLookedUp'>;

export class Reconciler {
  private readonly known = new Map<string, Promise<Apart>>();

  constructor(
    private readonly db: IndexDb,
    private readonly compare: Compare,
  ) {}

  async summary(question: MonthQuestion): Promise<Omit<Reconciliation, 'asOf'>> {
    const apart = await this.apartOf(await this.narrowed(question));
    const { claims, attestations, matched } = apart;
    return { claims, attestations, matched, ...(await this.verdicts(question, apart)) };
  }

  /** How many exchanges there are of each verdict. */
  private async verdicts(question: MonthQuestion, apart: Apart): Promise<Verdicts> {
    const { unattested, unreported, contradicted, places } = apart;
    if (places.length === 0) return { unattested, unreported, contradicted };
    if (places.length > MOST_SUMMED)
      return { unattested, unreported, contradicted, notLookedUp: places.length };
    const counts = { unattested: 0, unreported: 0, contradicted: 0 };
    for (const one of await this.differencesAt(question, apart, 0, places.length))
      counts[one.verdict] += Math.max(one.claim?.count ?? 0, one.attestation?.count ?? 0);
    return counts;
  }

  /** @param from and to: of places of whole correlations */
  private async differencesAt(
    question: MonthQuestion,
    apart: Apart,
    from: number,
    to: number,
  ): Promise<Difference[]> {
    const found = await differencesOf(this.db, [...apart.places.subarray(from, to)], question.toleranceMs);
    return lookedUpElsewhere(this.db, question, found);
  }

  /** @param after key of the correlation that the page before ended with */
  async page(
    question: MonthQuestion,
    verdict: DifferenceVerdict | undefined,
    limit: number,
    after = -1,
  ): Promise<Differences> {
    const exact = await this.narrowed(question);
    const apart = await this.apartOf(exact);
    const { correlations } = apart;
    const items: Difference[] = [];
    let at = firstAbove(correlations, after);
    for (let steps = STEPS_PER_PAGE; steps > 0 && items.length < limit; steps -= 1) {
      const end = endOf(correlations, at, Math.min(STEP, limit - items.length));
      const found = await this.differencesAt(question, apart, at, end);
      items.push(...found.filter((one) => verdict === undefined || one.verdict === verdict));
      at = end;
    }
    const last = correlations[at - 1];
    return at < correlations.length && last !== undefined ? { items, lookedTo: last } : { items };
  }

  /** The same question up to the newest position of the month: its answer stays until something is added. */
  private async narrowed(question: MonthQuestion): Promise<MonthQuestion> {
    const { grant, month, upTo } = question;
    const newest = await this.db
      .selectFrom('ix_exchange')
      .select(({ fn }) => fn.max('pos').as('pos'))
      .where('grant_no', '=', grant)
      .where('month', '=', month)
      .where('pos', '<=', upTo)
      .executeTakeFirst();
    return { ...question, upTo: newest?.pos ?? 0 };
  }

  private apartOf(question: MonthQuestion): Promise<Apart> {
    const key = JSON.stringify(question);
    const known = this.known.get(key);
    this.known.delete(key);
    const apart = known ?? this.compare(question);
    this.known.set(key, apart);
    apart.catch(() => this.known.delete(key));
    for (const oldest of this.known.keys()) {
      if (this.known.size <= REMEMBERED) break;
      this.known.delete(oldest);
    }
    return apart;
  }
}

/** Index of the first value above another; of ascending values. */
function firstAbove(values: Float64Array, bound: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) > bound) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where so many different values end, from an index on. */
function endOf(values: Float64Array, from: number, different: number): number {
  let at = from;
  for (let left = different; left > 0 && at < values.length; left -= 1)
    at = firstAbove(values, values[at] ?? 0);
  return at;
}
