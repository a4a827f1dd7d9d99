// SPDX-License-Identifier: Apache-2.0
/** Which grants hang on a duty, a system, a resource or an organisation. */
import { sql, type RawBuilder } from 'kysely';
import type { ImpactSubject } from '../model/impact.js';
import { selectRecords, type IndexDb, type RecordRow } from './record-queries.js';

export interface DependentsQuery {
  /** Ids after this one. */
  readonly after?: string;
  /** Only grants to which this organisation is a party. */
  readonly party?: string;
  /** As things stood after this block. */
  readonly asOf?: number;
  readonly limit?: number;
}

type Fragment = RawBuilder<unknown>;
type Ids = RawBuilder<{ readonly id: string }>;

/** What stood after the block, or stands now, of a table under a name. */
function stood(alias: string, asOf: number | undefined): Fragment {
  const [from, to] = [sql.ref(`${alias}.from_block`), sql.ref(`${alias}.to_block`)];
  return asOf === undefined
    ? sql`${to} is null`
    : sql`${from} <= ${asOf} and (${to} is null or ${to} > ${asOf})`;
}

/** Ids of standing records of a type with a link to one of the keys. */
const linked = (type: string, kind: string, keys: Fragment, asOf: number | undefined): Ids => sql`
  select holder.id from ix_link as held join ix_record as holder on holder.pos = held.pos
  where held.kind = ${kind} and held.key in (${keys}) and holder.type = ${type} and ${stood('holder', asOf)}`;

const grantsBy = (column: string, keys: Fragment, asOf: number | undefined): Fragment => sql`
  select g.pos from ix_record as g
  where g.type = 'grant' and ${stood('g', asOf)} and ${sql.ref(`g.${column}`)} in (${keys})`;

/** Systems that serve a duty; a query. */
export const systemsOf = ({ id }: ImpactSubject, asOf?: number): Ids =>
  linked('system', 'duty', sql`${id}`, asOf);

/** A grant hangs on the systems that use the data, and on those that hold what it pins or what is offered now. */
function bySystems(systems: Fragment, asOf: number | undefined): Fragment {
  const versions = linked('resource-version', 'system', systems, asOf);
  const resources = linked('resource', 'system', systems, asOf);
  return sql`
    select pos from ix_link where kind = 'system' and key in (${systems})
    union select pos from ix_link where kind = 'version' and key in (${versions})
    union ${grantsBy('resource', resources, asOf)}`;
}

function candidates(subject: ImpactSubject, asOf: number | undefined): Fragment {
  const { kind, id } = subject;
  if (kind === 'resource') return grantsBy('resource', sql`${id}`, asOf);
  if (kind === 'system') return bySystems(sql`${id}`, asOf);
  if (kind === 'duty') return bySystems(systemsOf(subject, asOf), asOf);
  return sql`${grantsBy('provider', sql`${id}`, asOf)} union ${grantsBy('consumer', sql`${id}`, asOf)}`;
}

/** Grants that have not ended by a transaction, in order of id. */
export async function dependentGrants(
  db: IndexDb,
  subject: ImpactSubject,
  { after, party, asOf, limit }: DependentsQuery = {},
): Promise<RecordRow[]> {
  let query = selectRecords(db)
    .where('record.type', '=', 'grant')
    .where(sql<boolean>`record.pos in (${candidates(subject, asOf)})`)
    .where(sql<boolean>`${stood('record', asOf)}`)
    .where('record.state', 'in', ['active', 'suspended']);
  if (after !== undefined) query = query.where('record.id', '>', after);
  if (party !== undefined)
    query = query.where(sql<boolean>`(record.provider = ${party} or record.consumer = ${party})`);
  const ordered = query.orderBy('record.id');
  return (limit === undefined ? ordered : ordered.limit(limit)).execute();
}
