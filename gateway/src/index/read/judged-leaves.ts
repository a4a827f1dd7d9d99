// SPDX-License-Identifier: Apache-2.0
/** Which leaves of a batch that were found wanting concern an organisation. */
import { sql, type RawBuilder } from 'kysely';
import type { IndexDb } from '../tables/record-queries.js';
import { SEGMENT } from '../tables/schema.js';

/** Where a batch's events lie: behind its header, in its transaction, up to the end of its block. */
interface Place {
  readonly tx: number;
  readonly after: number;
  readonly upTo: number;
}

async function placeOf(db: IndexDb, batch: string): Promise<Place | undefined> {
  return db
    .selectFrom('ix_record as record')
    .innerJoin('ix_block as block', 'block.number', 'record.from_block')
    .select(['record.tx', 'record.pos as after', 'block.last_pos as upTo'])
    .where('record.type', '=', 'batch')
    .where('record.id', '=', batch)
    .orderBy('record.pos')
    .limit(1)
    .executeTakeFirst();
}

/** Of one segment, so that the index of what was found wanting gives a range of positions. */
export const wantingIn = (
  { tx, after, upTo }: Place,
  seg: number,
  party: number,
): RawBuilder<{ leaf: number }> => sql`
  select event.leaf from ix_event as event
  where event.seg = ${seg} and event.violations is not null and event.pos > ${after} and event.pos <= ${upTo}
    and event.tx + 0 = ${tx} and (event.provider + 0 = ${party} or event.consumer + 0 = ${party})
  order by event.pos`;

/**
 * Reads what was found wanting of the batch's block alone, however many events there are beside.
 * @param batch id of its header @param party number of the organisation's name
 * @returns places in the batch, in order
 */
export async function judgedLeaves(db: IndexDb, batch: string, party: number): Promise<readonly number[]> {
  const place = await placeOf(db, batch);
  if (!place) return [];
  const found: number[] = [];
  const last = Math.floor(place.upTo / SEGMENT);
  for (let seg = Math.floor((place.after + 1) / SEGMENT); seg <= last; seg += 1) {
    const { rows } = await wantingIn(place, seg, party).execute(db);
    found.push(...rows.map(({ leaf }) => leaf));
  }
  return found;
}
