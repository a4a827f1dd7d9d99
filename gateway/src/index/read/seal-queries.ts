// SPDX-License-Identifier: Apache-2.0
/** Sealed uses: how many there are, which find each other, and which were disclosed as which event. */
import type { Seal } from '@catalog-chain/chaincode/domain/usage/seal-records';
import { sql } from 'kysely';
import type { SealCount, SealedBefore, SealedSide } from '../model/seals.js';
import { standing, type IndexDb } from '../tables/record-queries.js';

/** Ids or digests of one query: databases take so many. */
const PER_QUERY = 500;

/** In order of organisation; claims first. @param now RFC 3339 UTC with milliseconds */
export async function countSeals(
  db: IndexDb,
  period: string,
  now: string,
  asOf?: number,
): Promise<SealCount[]> {
  const rows = await db
    .selectFrom('ix_record as record')
    .select([
      'organisation',
      'provider',
      sql<number | string>`count(*)`.as('sealed'),
      sql<number | string>`sum(case when state = 'sealed' then 1 else 0 end)`.as('undisclosed'),
      sql<number | string>`sum(case when state = 'sealed' and due < ${now} then 1 else 0 end)`.as('overdue'),
      sql<number | string>`sum(case when state = 'disclosed-late' then 1 else 0 end)`.as('late'),
    ])
    .where('type', '=', 'seal')
    .where('code', '=', period)
    .where(standing(asOf))
    .groupBy(['organisation', 'provider'])
    .orderBy('organisation')
    .execute();
  const counts = rows.map(({ organisation, provider, sealed, undisclosed, overdue, late }) => ({
    organisation: organisation ?? '',
    side: provider === null ? ('claim' as const) : ('attestation' as const),
    sealed: Number(sealed),
    undisclosed: Number(undisclosed),
    overdue: Number(overdue),
    late: Number(late),
  }));
  return counts.sort((a, b) => compare(a.organisation, b.organisation) || compare(b.side, a.side));
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Who sealed a use of one of these exchanges. */
export async function sealsOfExchanges(db: IndexDb, exchanges: readonly string[]): Promise<SealedSide[]> {
  const found: SealedSide[] = [];
  for (const keys of parts(exchanges)) {
    const rows = await db
      .selectFrom('ix_link as link')
      .innerJoin('ix_record as record', 'record.pos', 'link.pos')
      .select('record.json')
      .where('link.kind', '=', 'exchange')
      .where('link.key', 'in', keys)
      .where('record.to_block', 'is', null)
      .orderBy('record.pos')
      .execute();
    found.push(...rows.map(({ json }) => JSON.parse(json) as Seal));
  }
  return found;
}

/** By id of the record, `ORGANISATION/ID`: of those that were disclosed. */
export async function sealedBefore(
  db: IndexDb,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SealedBefore>> {
  const found = new Map<string, SealedBefore>();
  for (const part of parts(ids)) {
    const rows = await db
      .selectFrom('ix_record')
      .select(['id', 'json'])
      .where('type', '=', 'seal')
      .where('id', 'in', part)
      .where('to_block', 'is', null)
      .execute();
    for (const { id, json } of rows) {
      const { sealed, discloseBy, disclosed } = JSON.parse(json) as Seal;
      if (disclosed) found.set(id, { at: sealed.at, discloseBy, late: disclosed.late });
    }
  }
  return found;
}

function parts(all: readonly string[]): string[][] {
  const cut: string[][] = [];
  for (let from = 0; from < all.length; from += PER_QUERY) cut.push(all.slice(from, from + PER_QUERY));
  return cut;
}
