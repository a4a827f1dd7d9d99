// SPDX-License-Identifier: Apache-2.0
/** One hash over everything an index holds. Two indexes of one chain have the same, whatever database they lie in. */
import { createHash, hash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../db/database.js';
import type { IndexSchema } from './schema.js';

export interface IndexDigest {
  /** Newest block in it. */
  readonly block: number;
  /** SHA-256 over the tables' digests, lower-case hex. */
  readonly digest: string;
  readonly tables: Readonly<Partial<Record<keyof IndexSchema, string>>>;
}

/** The number by which a table is read in parts; rows with the same one are few. */
const TABLES = {
  ix_checkpoint: 'id',
  ix_block: 'number',
  ix_tx: 'tx',
  ix_name: 'name',
  ix_record: 'pos',
  ix_link: 'pos',
  ix_event: 'pos',
  ix_segment: 'seg',
  ix_anomaly: 'tx',
} as const satisfies Record<keyof IndexSchema, string>;

const STEP = 5000;

/** Reads a snapshot: an index that is being written to meanwhile has the digest of the moment it began. */
export async function digestOf({ db, kind }: Database<IndexSchema>): Promise<IndexDigest> {
  const reading = db.transaction();
  const snapshot = kind === 'postgres' ? reading.setIsolationLevel('repeatable read') : reading;
  return snapshot.execute(async (trx) => {
    const { block } = await trx.selectFrom('ix_checkpoint').select('block').executeTakeFirstOrThrow();
    const tables: Partial<Record<keyof IndexSchema, string>> = {};
    for (const [table, key] of Object.entries(TABLES))
      tables[table as keyof IndexSchema] = await tableDigest(trx, table, key);
    return { block, tables, digest: hash('sha256', JSON.stringify(Object.values(tables))) };
  });
}

async function tableDigest(db: Kysely<IndexSchema>, table: string, key: string): Promise<string> {
  const digest = createHash('sha256');
  const [name, column] = [sql.table(table), sql.ref(key)];
  const bounds = sql<{ low: number | null; high: number | null }>`
    select min(${column}) as low, max(${column}) as high from ${name}`;
  const { low, high } = (await bounds.execute(db)).rows[0] ?? { low: null, high: null };
  if (low === null || high === null) return digest.digest('hex');
  for (let from = low; from <= high; from += STEP) {
    const rows = sql<Record<string, unknown>>`
      select * from ${name} where ${column} >= ${from} and ${column} < ${from + STEP} order by ${column}`;
    for (const line of linesOf((await rows.execute(db)).rows, key)) digest.update(line);
  }
  return digest.digest('hex');
}

/** Rows as text, in an order that does not depend on the database's collation. */
function linesOf(rows: readonly Record<string, unknown>[], key: string): string[] {
  const lines = rows.map((row) => ({ at: Number(row[key]), line: lineOf(row) }));
  lines.sort((a, b) => a.at - b.at || (a.line < b.line ? -1 : Number(a.line > b.line)));
  return lines.map(({ line }) => line);
}

function lineOf(row: Readonly<Record<string, unknown>>): string {
  const columns = Object.keys(row).sort();
  const values = columns.map((column) => {
    const value = row[column];
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  });
  return `${JSON.stringify(values)}\n`;
}
