// SPDX-License-Identifier: Apache-2.0
import { sql } from 'kysely';
import type { SealCount } from '../model/seals.js';
import type { IndexDb } from '../tables/record-queries.js';

/** In order of organisation; claims first. @param now RFC 3339 UTC with milliseconds */
export async function countSeals(db: IndexDb, period: string, now: string): Promise<SealCount[]> {
  const rows = await db
    .selectFrom('ix_record')
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
    .where('to_block', 'is', null)
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
