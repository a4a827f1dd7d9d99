// SPDX-License-Identifier: Apache-2.0
/** Which rows of an index are not those that the chain makes. */
import { sql, type Kysely } from 'kysely';
import { boundsOf, lineOf, rowsFrom, STEP, TABLES, type Row } from './digest.js';
import type { IndexSchema } from '../tables/schema.js';

/** A row that is not what the chain says. It is named by its key; values are not shown. */
export interface RowDifference {
  readonly table: keyof IndexSchema;
  /** Columns and values of the primary key. */
  readonly row: string;
  readonly fault: 'altered' | 'missing' | 'extra';
  /** Of an altered row. */
  readonly columns?: readonly string[];
  /** The transaction that the row comes from, where it comes from one. */
  readonly transactionId?: string;
}

const KEYS: Readonly<Partial<Record<keyof IndexSchema, readonly string[]>>> = {
  ix_link: ['kind', 'key', 'pos'],
  ix_anomaly: ['tx', 'leaf', 'kind'],
  ix_exchange: ['grant_no', 'month', 'pos', 'side'],
  ix_message: ['tx', 'part'],
  ix_message_link: ['kind', 'key', 'tx', 'part'],
};

/** @returns differing rows of the tables, in order, at most so many */
export async function differencesOf(
  held: Kysely<IndexSchema>,
  rebuilt: Kysely<IndexSchema>,
  tables: readonly (keyof IndexSchema)[],
  most: number,
): Promise<RowDifference[]> {
  const found: RowDifference[] = [];
  for (const table of tables) {
    if (found.length >= most) break;
    found.push(...(await inTable(held, rebuilt, table, most - found.length)));
  }
  return found;
}

async function inTable(
  held: Kysely<IndexSchema>,
  rebuilt: Kysely<IndexSchema>,
  table: keyof IndexSchema,
  most: number,
): Promise<RowDifference[]> {
  const bounds = [await boundsOf(held, table), await boundsOf(rebuilt, table)].filter(
    (one) => one !== undefined,
  );
  const low = Math.min(...bounds.map((one) => one.low));
  const high = Math.max(...bounds.map((one) => one.high));
  const found: RowDifference[] = [];
  for (let from = low; from <= high && found.length < most; from += STEP) {
    const [theirs, ours] = [await rowsFrom(held, table, from), await rowsFrom(rebuilt, table, from)];
    for (const difference of compared(table, theirs, ours).slice(0, most - found.length))
      found.push(await withTransaction(rebuilt, difference));
  }
  return found;
}

type Found = Omit<RowDifference, 'transactionId'> & { readonly tx?: number };

function compared(table: keyof IndexSchema, held: readonly Row[], rebuilt: readonly Row[]): Found[] {
  const named = (rows: readonly Row[]): Map<string, Row> =>
    new Map(rows.map((row) => [nameOf(table, row), row]));
  const [theirs, ours] = [named(held), named(rebuilt)];
  const found: Found[] = [];
  for (const [row, right] of ours) {
    const given = theirs.get(row);
    const tx = { ...(typeof right['tx'] === 'number' && { tx: right['tx'] }) };
    if (!given) found.push({ table, row, fault: 'missing', ...tx });
    else if (lineOf(given) !== lineOf(right))
      found.push({ table, row, fault: 'altered', columns: columnsOf(given, right), ...tx });
  }
  for (const row of theirs.keys()) if (!ours.has(row)) found.push({ table, row, fault: 'extra' });
  return found;
}

const nameOf = (table: keyof IndexSchema, row: Row): string =>
  (KEYS[table] ?? [TABLES[table]]).map((column) => `${column}=${String(row[column])}`).join(' ');

const columnsOf = (given: Row, right: Row): string[] =>
  Object.keys(right).filter(
    (column) => lineOf({ column: given[column] }) !== lineOf({ column: right[column] }),
  );

async function withTransaction(db: Kysely<IndexSchema>, { tx, ...found }: Found): Promise<RowDifference> {
  if (tx === undefined) return found;
  const rows = await sql<{ id: string }>`select id from ix_tx where tx = ${tx}`.execute(db);
  const [first] = rows.rows;
  return first ? { ...found, transactionId: first.id } : found;
}
