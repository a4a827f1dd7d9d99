// SPDX-License-Identifier: Apache-2.0
/** One hash over everything an index holds. Two indexes of one chain have the same, whatever database they lie in. */
import { createHash, hash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../../db/database.js';
import type { IndexSchema } from '../tables/schema.js';

export interface IndexDigest {
  /** Newest block in it. */
  readonly block: number;
  /** SHA-256 over the tables' digests, lower-case hex. */
  readonly digest: string;
  readonly tables: Readonly<Partial<Record<keyof IndexSchema, string>>>;
}

/** The number by which a table is read in parts; rows with the same one are few. */
export const TABLES = {
  ix_checkpoint: 'id',
  ix_block: 'number',
  ix_tx: 'tx',
  ix_name: 'name',
  ix_record: 'pos',
  ix_link: 'pos',
  ix_event: 'pos',
  ix_exchange: 'pos',
  ix_segment: 'seg',
  ix_anomaly: 'tx',
  ix_message: 'tx',
  ix_message_link: 'tx',
} as const satisfies Record<keyof IndexSchema, string>;

export const STEP = 5000;

export type Row = Readonly<Record<string, unknown>>;

/** Work on a snapshot of an index: what is written to it meanwhile is not seen. */
export function onSnapshot<T>(
  { db, kind }: Database<IndexSchema>,
  work: (trx: Kysely<IndexSchema>) => Promise<T>,
): Promise<T> {
  const reading = db.transaction();
  const snapshot = kind === 'postgres' ? reading.setIsolationLevel('repeatable read') : reading;
  return snapshot.execute(work);
}

/** An index that is being written to meanwhile has the digest of the moment it began. */
export const digestOf = (database: Database<IndexSchema>): Promise<IndexDigest> =>
  onSnapshot(database, digestWithin);

export async function digestWithin(trx: Kysely<IndexSchema>): Promise<IndexDigest> {
  const { block } = await trx.selectFrom('ix_checkpoint').select('block').executeTakeFirstOrThrow();
  const tables: Partial<Record<keyof IndexSchema, string>> = {};
  for (const table of Object.keys(TABLES) as (keyof IndexSchema)[])
    tables[table] = await tableDigest(trx, table);
  return { block, tables, digest: hash('sha256', JSON.stringify(Object.values(tables))) };
}

async function tableDigest(db: Kysely<IndexSchema>, table: keyof IndexSchema): Promise<string> {
  const digest = createHash('sha256');
  const bounds = await boundsOf(db, table);
  if (!bounds) return digest.digest('hex');
  for (let from = bounds.low; from <= bounds.high; from += STEP)
    for (const line of linesOf(await rowsFrom(db, table, from), TABLES[table])) digest.update(line);
  return digest.digest('hex');
}

/** Least and greatest of the number by which the table is read; undefined for an empty one. */
export async function boundsOf(
  db: Kysely<IndexSchema>,
  table: keyof IndexSchema,
): Promise<{ readonly low: number; readonly high: number } | undefined> {
  const column = sql.ref(TABLES[table]);
  const bounds = sql<{ low: number | null; high: number | null }>`
    select min(${column}) as low, max(${column}) as high from ${sql.table(table)}`;
  const [found] = (await bounds.execute(db)).rows;
  return found?.low == null || found.high === null ? undefined : { low: found.low, high: found.high };
}

/** The rows of one step. */
export async function rowsFrom(
  db: Kysely<IndexSchema>,
  table: keyof IndexSchema,
  from: number,
): Promise<readonly Row[]> {
  const column = sql.ref(TABLES[table]);
  const rows = sql<Row>`
    select * from ${sql.table(table)} where ${column} >= ${from} and ${column} < ${from + STEP} order by ${column}`;
  return (await rows.execute(db)).rows;
}

/** Rows as text, in an order that does not depend on the database's collation. */
function linesOf(rows: readonly Row[], key: string): string[] {
  const lines = rows.map((row) => ({ at: Number(row[key]), line: lineOf(row) }));
  lines.sort((a, b) => a.at - b.at || (a.line < b.line ? -1 : Number(a.line > b.line)));
  return lines.map(({ line }) => line);
}

/** A row as text. */
export function lineOf(row: Row): string {
  const columns = Object.keys(row).sort();
  const values = columns.map((column) => {
    const value = row[column];
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
  return `${JSON.stringify(values)}\n`;
}
