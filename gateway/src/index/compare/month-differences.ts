// SPDX-License-Identifier: Apache-2.0
/** Tells the differences of a month exchange by exchange. The leaves decide; keys only find them. */
import { exchangeDigest } from '@catalog-chain/chaincode/domain/usage/exchange';
import {
  SIDES,
  type Leaf,
  type Side,
  type Violation,
} from '@catalog-chain/chaincode/domain/usage/usage-records';
import type { Difference, Exchange, Statement } from '../model/reconciliation.js';
import type { IndexDb } from '../tables/record-queries.js';

interface Row {
  readonly pos: number;
  readonly line: string;
  readonly violations: string | null;
}

const POSITIONS_AT_ONCE = 1000;

/** What the ledger holds of one exchange. */
interface Told {
  correlation: string;
  exchange?: Exchange;
  readonly net: Record<Side, number>;
  readonly events: Record<Side, Map<number, Statement['events'][number]>>;
}

const FIELDS = [
  'action',
  'record',
  'count',
  'items',
  'outcome',
] as const satisfies readonly (keyof Exchange)[];

/** @param places of `Apart`, all those of a few hundred correlations */
export async function differencesOf(db: IndexDb, places: readonly number[]): Promise<Difference[]> {
  const rows = await rowsAt(db, [...new Set(places.map((place) => Math.floor(place / 2)))]);
  const told = new Map<string, Told>();
  for (const place of [...places].sort((a, b) => a - b)) {
    const row = rows.get(Math.floor(place / 2));
    if (row) enter(told, row, place % 2 === 1);
  }
  const byCorrelation = Map.groupBy(told.values(), ({ correlation }) => correlation);
  return [...byCorrelation.values()].flatMap(differencesIn);
}

async function rowsAt(db: IndexDb, positions: readonly number[]): Promise<ReadonlyMap<number, Row>> {
  const rows = new Map<number, Row>();
  for (let from = 0; from < positions.length; from += POSITIONS_AT_ONCE) {
    const query = db.selectFrom('ix_event').select(['pos', 'line', 'violations']);
    const some = positions.slice(from, from + POSITIONS_AT_ONCE);
    for (const row of await query.where('pos', 'in', some).execute()) rows.set(row.pos, row);
  }
  return rows;
}

function enter(told: Map<string, Told>, { pos, line, violations }: Row, retracted: boolean): void {
  const leaf = JSON.parse(line) as Leaf;
  const { id, kind, at, side, correlation } = leaf;
  const digest = (retracted ? leaf.retracts : exchangeDigest(leaf)) ?? '';
  const found = told.get(digest) ?? newlyTold(correlation);
  told.set(digest, found);
  if (!retracted) Object.assign(found, { correlation, exchange: exchangeOf(leaf) });
  found.net[side] += retracted ? -1 : 1;
  const codes = (violations?.split(',') ?? []) as Violation[];
  found.events[side].set(pos, { id, kind, at, violations: codes });
}

const newlyTold = (correlation: string): Told => ({
  correlation,
  net: { claim: 0, attestation: 0 },
  events: { claim: new Map(), attestation: new Map() },
});

const exchangeOf = ({ action, record, count, items, outcome, kind }: Leaf): Exchange => ({
  action,
  ...(record !== undefined && { record }),
  ...(count !== undefined && { count }),
  ...(items !== undefined && { items }),
  outcome: kind === 'denied' ? 'denied' : outcome,
});

/** What one side states more often than the other, as one or more of the same. */
interface Excess {
  readonly told: Told;
  left: number;
}

function differencesIn(told: readonly Told[]): Difference[] {
  const excess = (sign: 1 | -1): Excess[] =>
    told
      .map((one) => ({ told: one, left: (one.net.claim - one.net.attestation) * sign }))
      .filter(({ left }) => left > 0);
  const [claimed, attested] = [excess(1), excess(-1)];
  const found: Difference[] = [];
  for (const one of claimed) {
    for (const other of attested) {
      const both = Math.min(one.left, other.left);
      if (both === 0) continue;
      found.push(contradiction(one.told, other.told, both));
      one.left -= both;
      other.left -= both;
    }
  }
  const rest = (list: readonly Excess[]): Excess[] => list.filter(({ left }) => left > 0);
  found.push(...rest(claimed).map(({ told: one, left }) => alone('unattested', one, left)));
  found.push(...rest(attested).map(({ told: one, left }) => alone('unreported', one, left)));
  return found;
}

function contradiction(claimed: Told, attested: Told, count: number): Difference {
  const fields = FIELDS.filter(
    (field) => JSON.stringify(claimed.exchange?.[field]) !== JSON.stringify(attested.exchange?.[field]),
  );
  return {
    verdict: 'contradicted',
    correlation: claimed.correlation,
    fields,
    claim: statementOf(claimed, 'claim', count),
    attestation: statementOf(attested, 'attestation', count),
  };
}

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
