// SPDX-License-Identifier: Apache-2.0
/** What hangs on what: systems on duties, entries of the catalogue on systems. Queries for ids, to stand inside others. */
import { sql, type RawBuilder } from 'kysely';

export type Fragment = RawBuilder<unknown>;
type Ids = RawBuilder<{ readonly id: string }>;

/** What stood after the block, or stands now, of a table under a name. */
export function stood(alias: string, asOf: number | undefined): Fragment {
  const [from, to] = [sql.ref(`${alias}.from_block`), sql.ref(`${alias}.to_block`)];
  return asOf === undefined
    ? sql`${to} is null`
    : sql`${from} <= ${asOf} and (${to} is null or ${to} > ${asOf})`;
}

/** Ids of standing records of a type with a link to one of the keys. */
export const linked = (type: string, kind: string, keys: Fragment, asOf: number | undefined): Ids => sql`
  select holder.id from ix_link as held join ix_record as holder on holder.pos = held.pos
  where held.kind = ${kind} and held.key in (${keys}) and holder.type = ${type} and ${stood('holder', asOf)}`;

/** Systems that serve a duty, as a query. */
export const systemsOf = (duty: string, asOf?: number): Ids => linked('system', 'duty', sql`${duty}`, asOf);

/** Entries whose system serves a duty: as the overview of duties counts what hangs on each. */
export const entriesOf = (duty: string, asOf?: number): Ids =>
  linked('resource', 'system', systemsOf(duty, asOf), asOf);
