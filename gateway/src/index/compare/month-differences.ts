// SPDX-License-Identifier: Apache-2.0
/** Tells the differences of a month exchange by exchange. The leaves decide; keys only find them. */
import { isShared } from '@catalog-chain/chaincode/domain/usage/exchange';
import {
  SIDES,
  type Leaf,
  type Side,
  type Violation,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import {
  codesOf,
  grantedPurpose,
  retractedDigest,
  statedDigest,
  type JudgedLeaf,
} from '../model/exchanges.js';
import {
  DIFFERENCE_FIELDS,
  type Difference,
  type DifferenceField,
  type Exchange,
  type Statement,
} from '../model/reconciliation.js';
import type { IndexDb } from '../tables/record-queries.js';
import { countNear, StatedTimes } from './stated-times.js';

interface Row extends JudgedLeaf {
  readonly pos: number;
}

const POSITIONS_AT_ONCE = 1000;

/** What the ledger holds of one exchange. */
interface Told {
  correlation: string;
  exchange?: Exchange;
  readonly net: Record<Side, number>;
  readonly times: Record<Side, StatedTimes>;
  readonly events: Record<Side, Map<number, Statement['events'][number]>>;
}

/**
 * @param places of `Apart`, all those of a few hundred correlations
 * @param toleranceMs how far apart the two sides may date an exchange
 */
export async function differencesOf(
  db: IndexDb,
  places: readonly number[],
  toleranceMs: number,
): Promise<Difference[]> {
  const rows = await rowsAt(db, [...new Set(places.map((place) => Math.floor(place / 2)))]);
  const told = new Map<string, Told>();
  const corrected = byId(rows.values());
  const granted = await purposeOf(db, rows.values().next().value?.leaf.grant);
  for (const place of [...places].sort((a, b) => a - b)) {
    const row = rows.get(Math.floor(place / 2));
    if (row) enter(told, { corrected, granted }, row, place % 2 === 1);
  }
  const byCorrelation = Map.groupBy(told.values(), ({ correlation }) => correlation);
  return [...byCorrelation.values()].flatMap((one) => differencesIn(one, toleranceMs));
}

async function rowsAt(db: IndexDb, positions: readonly number[]): Promise<ReadonlyMap<number, Row>> {
  const rows = new Map<number, Row>();
  for (let from = 0; from < positions.length; from += POSITIONS_AT_ONCE) {
    const query = db.selectFrom('ix_event').select(['pos', 'line', 'violations']);
    const some = positions.slice(from, from + POSITIONS_AT_ONCE);
    for (const { pos, line, violations } of await query.where('pos', 'in', some).execute())
      rows.set(pos, { pos, leaf: JSON.parse(line) as Leaf, verdict: codesOf(violations) });
  }
  return rows;
}

/** Events that corrections may name: a side's own, of several with an id the first. */
type ById = ReadonlyMap<string, Row>;
const nameOf = (side: Side, id: string | undefined): string => `${side} ${id ?? ''}`;

function byId(rows: Iterable<Row>): ById {
  const found = new Map<string, Row>();
  for (const row of [...rows].sort((a, b) => a.pos - b.pos)) {
    const name = nameOf(row.leaf.side, row.leaf.id);
    if (!found.has(name)) found.set(name, row);
  }
  return found;
}

function enter(told: Map<string, Told>, month: Month, row: Row, retracted: boolean): void {
  const { pos, leaf, verdict } = row;
  const { id, kind, at, side, correlation } = leaf;
  const digest = (retracted ? retractedBy(leaf, month) : statedDigest(row, month.granted)) ?? '';
  const found = told.get(digest) ?? newlyTold(correlation);
  told.set(digest, found);
  if (!retracted) Object.assign(found, { correlation, exchange: exchangeOf(leaf, verdict) });
  found.net[side] += retracted ? -1 : 1;
  if (retracted) found.times[side].takeBack(leaf.corrects ?? '');
  else found.times[side].state(id, Date.parse(at));
  found.events[side].set(pos, { id, kind, at, violations: verdict });
}

function retractedBy({ retracts, side, corrects }: Leaf, month: Month): string | undefined {
  const row = month.corrected.get(nameOf(side, corrects));
  return retracts === undefined || !row ? retracts : retractedDigest(retracts, row, month.granted);
}

/** What is known of the grant and the side's events beside the event in hand. */
interface Month {
  readonly corrected: ById;
  readonly granted: string | undefined;
}

/** The own purpose of the grant of all the rows: a month is of one. */
async function purposeOf(db: IndexDb, grant: string | undefined): Promise<string | undefined> {
  const query = db.selectFrom('ix_record').select('json').where('type', '=', 'grant');
  const row = await query
    .where('id', '=', grant ?? '')
    .limit(1)
    .executeTakeFirst();
  return row && grantedPurpose(row.json);
}

const newlyTold = (correlation: string): Told => ({
  correlation,
  net: { claim: 0, attestation: 0 },
  times: { claim: new StatedTimes(), attestation: new StatedTimes() },
  events: { claim: new Map(), attestation: new Map() },
});

function exchangeOf(leaf: Leaf, verdict: readonly Violation[]): Exchange {
  const { action, record, count, items, outcome, kind, purpose } = leaf;
  const shared = verdict.filter(isShared);
  return {
    action,
    ...(record !== undefined && { record }),
    ...(count !== undefined && { count }),
    ...(items !== undefined && { items }),
    outcome: kind === 'denied' ? 'denied' : outcome,
    purpose,
    ...(shared.length > 0 && { verdict: shared }),
  };
}

/** What one side states more often than the other, as one or more of the same. */
interface Excess {
  readonly told: Told;
  left: number;
}

function differencesIn(told: readonly Told[], toleranceMs: number): Difference[] {
  const excess = (sign: 1 | -1): Excess[] =>
    told
      .map((one) => ({ told: one, left: (one.net.claim - one.net.attestation) * sign }))
      .filter(({ left }) => left > 0);
  const [claimed, attested] = [excess(1), excess(-1)];
  const found = told.flatMap((one) => datedApart(one, toleranceMs));
  // Each is looked at once: anybody can tell a hundred thousand exchanges under one correlation.
  for (let [a, b] = [0, 0]; a < claimed.length && b < attested.length;) {
    const [one, other] = [claimed[a], attested[b]];
    if (!one || !other) break;
    const both = Math.min(one.left, other.left);
    found.push(contradiction(one.told, other.told, both, toleranceMs));
    one.left -= both;
    other.left -= both;
    if (one.left === 0) a += 1;
    if (other.left === 0) b += 1;
  }
  const rest = (list: readonly Excess[]): Excess[] => list.filter(({ left }) => left > 0);
  found.push(...rest(claimed).map(({ told: one, left }) => alone('unattested', one, left)));
  found.push(...rest(attested).map(({ told: one, left }) => alone('unreported', one, left)));
  return found;
}

/** What both sides tell alike, but for its time: each has dated it so that no time of the other is near. */
function datedApart(told: Told, toleranceMs: number): Difference[] {
  const both = Math.min(told.net.claim, told.net.attestation);
  if (both <= 0) return [];
  const apart = both - nearOf(told, told, toleranceMs);
  if (apart <= 0) return [];
  return [differing(told, told, apart, ['at'])];
}

const nearOf = (claimed: Told, attested: Told, toleranceMs: number): number =>
  countNear(claimed.times.claim.standing(), attested.times.attestation.standing(), toleranceMs);

function contradiction(claimed: Told, attested: Told, count: number, toleranceMs: number): Difference {
  const fields: DifferenceField[] = DIFFERENCE_FIELDS.filter(
    (field) => JSON.stringify(claimed.exchange?.[field]) !== JSON.stringify(attested.exchange?.[field]),
  );
  const isNear = nearOf(claimed, attested, toleranceMs) >= count;
  return differing(claimed, attested, count, isNear ? fields : [...fields, 'at']);
}

const differing = (
  claimed: Told,
  attested: Told,
  count: number,
  fields: readonly DifferenceField[],
): Difference => ({
  verdict: 'contradicted',
  correlation: claimed.correlation,
  fields,
  claim: statementOf(claimed, 'claim', count),
  attestation: statementOf(attested, 'attestation', count),
});

/** With what the other side has of the very same exchange: it may have told it too, only less often. */
function alone(verdict: 'unattested' | 'unreported', told: Told, count: number): Difference {
  const side = verdict === 'unattested' ? 'claim' : 'attestation';
  const other = SIDES.find((one) => one !== side) ?? side;
  return {
    verdict,
    correlation: told.correlation,
    [side]: statementOf(told, side, count),
    ...(told.events[other].size > 0 && { [other]: statementOf(told, other, 0) }),
  };
}

const statementOf = (told: Told, side: Side, count: number): Statement => ({
  count,
  ...(told.exchange && { exchange: told.exchange }),
  events: [...told.events[side].values()],
});
