// SPDX-License-Identifier: Apache-2.0
/** Which grants hang on a duty, a system, a resource or an organisation. */
import { sql } from 'kysely';
import type { ImpactSubject } from '../model/impact.js';
import { linked, stood, systemsOf, type Fragment } from './linked.js';
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

const grantsBy = (column: string, keys: Fragment, asOf: number | undefined): Fragment => sql`
  select g.pos from ix_record as g
  where g.type = 'grant' and ${stood('g', asOf)} and ${sql.ref(`g.${column}`)} in (${keys})`;

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
  if (kind === 'duty') return bySystems(systemsOf(id, asOf), asOf);
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
