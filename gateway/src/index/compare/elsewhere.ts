// SPDX-License-Identifier: Apache-2.0
/**
 * Exchanges of which the other side is told under another grant of the same provider: the two sides name different
 * consumers, systems or years for one exchange. Looked at grant by grant each side would seem to be missing.
 */
import { statesExchange } from '@catalog-chain/chaincode/domain/usage/exchange';
import type { Leaf, Side } from '@catalog-chain/chaincode/domain/usage/usage-records';
import { textKey48 } from '../model/keys.js';
import type { Difference, Statement } from '../model/reconciliation.js';
import type { IndexDb } from '../tables/record-queries.js';
import type { MonthQuestion } from './apart.js';

const AT_ONCE = 250;

/** A difference of which one side alone says something. */
interface Lone {
  readonly difference: Difference;
  readonly side: Side;
  readonly statement: Statement;
}

function loneOf(difference: Difference): Lone | undefined {
  const { claim, attestation } = difference;
  if (claim && attestation) return undefined;
  if (claim) return { difference, side: 'claim', statement: claim };
  return attestation && { difference, side: 'attestation', statement: attestation };
}

/** The same differences; those of which the other side stands elsewhere are contradictions about the grant. */
export async function lookedUpElsewhere(
  db: IndexDb,
  question: MonthQuestion,
  differences: readonly Difference[],
): Promise<Difference[]> {
  const lone = differences.flatMap((one) => loneOf(one) ?? []);
  const found = new Map<Difference, number>();
  for (let from = 0; from < lone.length; from += AT_ONCE) {
    const some = lone.slice(from, from + AT_ONCE);
    const correlations = new Set(some.map(({ difference }) => difference.correlation));
    const told = await toldUnderOthers(db, question, correlations);
    for (const { difference, side } of some)
      found.set(difference, excessOf(told.get(difference.correlation) ?? [], side));
  }
  return differences.flatMap((one) => parted(one, found.get(one) ?? 0));
}

/** What an other grant's events state of one correlation, side by side. */
type Net = Record<Side, number>;

/** How much more often the other side is told elsewhere than this side is. */
function excessOf(nets: readonly Net[], side: Side): number {
  const other = side === 'claim' ? 'attestation' : 'claim';
  return nets.reduce((sum, net) => sum + Math.max(0, net[other] - net[side]), 0);
}

/** @returns the difference, or the part of it that the other side contradicts, and what is left */
function parted(difference: Difference, elsewhere: number): Difference[] {
  const lone = loneOf(difference);
  if (!lone || elsewhere === 0) return [difference];
  const { side, statement } = lone;
  const both = Math.min(statement.count, elsewhere);
  const { correlation } = difference;
  const contradicted: Difference = {
    verdict: 'contradicted',
    correlation,
    fields: ['grant'],
    [side]: { ...statement, count: both },
  };
  if (both === statement.count) return [contradicted];
  return [contradicted, { ...difference, [side]: { ...statement, count: statement.count - both } }];
}

async function toldUnderOthers(
  db: IndexDb,
  { grant, upTo }: MonthQuestion,
  correlations: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly Net[]>> {
  const own = db.selectFrom('ix_event').select('provider').where('grant_no', '=', grant);
  const provider = (await own.where('provider', 'is not', null).limit(1).executeTakeFirst())?.provider;
  const byGrant = new Map<string, { correlation: string; net: Net }>();
  if (provider === undefined || provider === null) return new Map();
  const rows = await db
    .selectFrom('ix_event')
    .select(['line', 'grant_no'])
    .where('seg', 'in', db.selectFrom('ix_segment').select('seg'))
    .where('correlation_key', 'in', Array.from(correlations, textKey48))
    .where('provider', '=', provider)
    .where('grant_no', '!=', grant)
    .where('pos', '<=', upTo)
    .execute();
  for (const { line, grant_no: other } of rows) {
    const leaf = JSON.parse(line) as Leaf;
    const { correlation, side } = leaf;
    if (!correlations.has(correlation)) continue;
    const key = `${other}\n${correlation}`;
    const known = byGrant.get(key) ?? { correlation, net: { claim: 0, attestation: 0 } };
    byGrant.set(key, known);
    known.net[side] += statedBy(leaf);
  }
  const byCorrelation = Map.groupBy(byGrant.values(), ({ correlation }) => correlation);
  return new Map(Array.from(byCorrelation, ([name, all]) => [name, all.map(({ net }) => net)]));
}

/** A correction takes one statement back, and most state another. */
const statedBy = (leaf: Leaf): number =>
  (statesExchange(leaf) ? 1 : 0) - (leaf.retracts === undefined ? 0 : 1);
