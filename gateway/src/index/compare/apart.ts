// SPDX-License-Identifier: Apache-2.0
/** Compares the two sides of a month of a grant: on which exchanges they are apart, and how many they state. */
import { NetTable } from './net-table.js';
import { correlationAt, ENTRY_WORDS, leafAt, wordsOf } from '../tables/packed-exchanges.js';
import { differencesOf } from './month-differences.js';
import type { DifferenceVerdict, Reconciliation, SideCount } from '../model/reconciliation.js';
import type { IndexDb } from '../tables/record-queries.js';

/** A month of a grant as the index stood at a position of the chain. */
export interface MonthQuestion {
  /** -1: a grant that the index has not met. */
  readonly grant: number;
  readonly month: number;
  readonly upTo: number;
  /** How far apart the sides may date an exchange. */
  readonly toleranceMs: number;
}

/** Plain data, so that it passes between threads. */
export interface Apart extends Omit<Reconciliation, 'asOf'> {
  /** Every entry under a correlation on which the sides differ: the correlation's key, in ascending order. */
  readonly correlations: Float64Array;
  /** The entries' events: position × 2, plus 1 where the event takes the exchange back. */
  readonly places: Float64Array;
}

interface Packed {
  readonly pos: number;
  readonly side: number;
  readonly first: number;
  readonly stated: Uint8Array;
  readonly retracted: Uint8Array;
}

/** One entry of a batch. */
type Visit = (words: Uint32Array, at: number, row: Packed, retracted: 0 | 1) => void;

/** Batches read at a time. */
const STEP = 250;
const CLAIM = 0;

/** Sums every exchange over both sides, then looks again for the events of those that do not come out at nothing. */
export async function findApart(db: IndexDb, question: MonthQuestion): Promise<Apart> {
  const table = new NetTable();
  const counts = [newCount(), newCount()] as const;
  await eachEntry(db, question, (words, at, { side }, retracted) => {
    table.add(words, at, (side === CLAIM) === (retracted === 0) ? 1 : -1, retracted === 0);
    counts[side === CLAIM ? 0 : 1][retracted === 0 ? 'stated' : 'retracted'] += 1;
  });
  const [claims, attestations] = counts;
  const { leftovers, ...verdicts } = sortedOut(table, question.toleranceMs);
  const told = claims.stated - claims.retracted + attestations.stated - attestations.retracted;
  const events = leftovers.size === 0 ? nothing() : await eventsOf(db, question, table, leftovers);
  const exact = await toldApart(db, question, verdicts, leftovers, events);
  const apart = exact.unattested + exact.unreported + 2 * exact.contradicted;
  return { claims, attestations, matched: (told - apart) / 2, ...exact, ...events };
}

type Verdicts = Record<DifferenceVerdict, number>;

/** Correlations looked at again at a time. */
const TOGETHER = 500;

/**
 * A key of 48 bits only finds what may be one exchange, and anybody can choose correlations with the same key: where both
 * sides state something under one key, the correlations themselves say whether they contradict each other. Of what is stated
 * more than once, the times themselves say whether each has its counterpart.
 */
async function toldApart(
  db: IndexDb,
  { toleranceMs }: MonthQuestion,
  { unattested, unreported, contradicted }: Verdicts,
  leftovers: ReadonlyMap<number, Leftover>,
  { correlations, places }: Pick<Apart, 'correlations' | 'places'>,
): Promise<Verdicts> {
  const exact = { unattested, unreported, contradicted };
  const lookAgain = async (doubtful: readonly number[]): Promise<void> => {
    for (const { verdict, ...sides } of await differencesOf(db, doubtful, toleranceMs))
      exact[verdict] += Math.max(sides.claim?.count ?? 0, sides.attestation?.count ?? 0);
  };
  const groups = [...leftovers].filter(
    ([, { claimed, attested, isFarApart }]) => isFarApart || (claimed > 0 && attested > 0),
  );
  const byKey = new Map(groups.map(([key]) => [key, [] as number[]]));
  correlations.forEach((key, at) => byKey.get(key)?.push(places[at] ?? 0));
  for (const [, { claimed, attested }] of groups) {
    const both = Math.min(claimed, attested);
    exact.contradicted -= both;
    exact.unattested -= claimed - both;
    exact.unreported -= attested - both;
  }
  const all = [...byKey.values()];
  for (let from = 0; from < all.length; from += TOGETHER)
    await lookAgain(all.slice(from, from + TOGETHER).flat());
  return exact;
}

const newCount = (): { -readonly [K in keyof SideCount]: number } => ({ stated: 0, retracted: 0 });
const nothing = () => ({ correlations: new Float64Array(), places: new Float64Array() });

async function eachEntry(db: IndexDb, { grant, month, upTo }: MonthQuestion, visit: Visit): Promise<void> {
  for (let [after, rows] = [-1, STEP]; rows === STEP;) {
    const found = await db
      .selectFrom('ix_exchange')
      .select(['pos', 'side', 'first', 'stated', 'retracted'])
      .where('grant_no', '=', grant)
      .where('month', '=', month)
      .where('pos', '>', after)
      .where('pos', '<=', upTo)
      .orderBy('pos')
      .limit(STEP)
      .execute();
    // Rows of one batch are not parted: a reporter on both sides has two at one position.
    const whole = found.length < STEP ? found : found.filter(({ pos }) => pos !== found.at(-1)?.pos);
    for (const row of whole) visitRow(row, visit);
    [after, rows] = [whole.at(-1)?.pos ?? after, found.length];
  }
}

function visitRow(row: Packed, visit: Visit): void {
  const lists = [row.stated, row.retracted] as const;
  for (const retracted of [0, 1] as const) {
    const words = wordsOf(lists[retracted]);
    for (let at = 0; at < words.length; at += ENTRY_WORDS) visit(words, at, row, retracted);
  }
}

interface Leftover {
  claimed: number;
  attested: number;
  /** Something under the correlation is stated at times that lie far apart. */
  isFarApart: boolean;
}

/** What each side states more often, by correlation: where both do, they contradict each other. */
function sortedOut(table: NetTable, toleranceMs: number) {
  const leftovers = new Map<number, Leftover>();
  const leftoverOf = (correlation: number): Leftover => {
    const known = leftovers.get(correlation) ?? { claimed: 0, attested: 0, isFarApart: false };
    leftovers.set(correlation, known);
    return known;
  };
  for (const { correlation, net } of table.uneven()) {
    const leftover = leftoverOf(correlation);
    if (net > 0) leftover.claimed += net;
    else leftover.attested -= net;
  }
  for (const correlation of table.farApart(toleranceMs)) leftoverOf(correlation).isFarApart = true;
  const found = { unattested: 0, unreported: 0, contradicted: 0 };
  for (const { claimed, attested } of leftovers.values()) {
    const both = Math.min(claimed, attested);
    found.contradicted += both;
    found.unattested += claimed - both;
    found.unreported += attested - both;
  }
  return { leftovers, ...found };
}

async function eventsOf(
  db: IndexDb,
  question: MonthQuestion,
  table: NetTable,
  leftovers: ReadonlyMap<number, unknown>,
): Promise<Pick<Apart, 'correlations' | 'places'>> {
  const found: { correlation: number; place: number }[] = [];
  await eachEntry(db, question, (words, at, { first }, retracted) => {
    const own = correlationAt(words, at);
    const doubtful = table.doubtfulCorrelation(words, at, question.toleranceMs);
    const correlation = doubtful ?? (leftovers.has(own) ? own : undefined);
    if (correlation === undefined) return;
    found.push({ correlation, place: (first + leafAt(words, at)) * 2 + retracted });
  });
  found.sort((a, b) => a.correlation - b.correlation || a.place - b.place);
  return {
    correlations: Float64Array.from(found, ({ correlation }) => correlation),
    places: Float64Array.from(found, ({ place }) => place),
  };
}
