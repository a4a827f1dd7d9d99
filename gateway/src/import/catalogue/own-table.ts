// SPDX-License-Identifier: Apache-2.0
/** Entries of a table that an export wrote: every field as the ledger has it, so that reading it back changes nothing. */
import { encode } from '@catalog-chain/chaincode/domain/encoding/canonical-json';
import { dataItems } from '@catalog-chain/chaincode/domain/catalogue/resource-content';
import type { ResourceContent } from '@catalog-chain/chaincode/domain/catalogue/resource-records';
import { ENTRY_COLUMNS, ITEM_COLUMNS } from '../../tables/entry-columns.js';
import { ColumnFault, readRow, type ReadRow } from '../../tables/read-entry.js';
import type { TableLanguage } from '../../tables/words.js';
import { FileFault, RowError } from '../faults.js';
import type { EntryFault } from './entry.js';
import { isObject, omit } from '../fields.js';
import type { SourceRow } from '../source/open-source.js';

/** An entry under its own id. */
export interface OwnEntry {
  /** Position of its first row, from 1. */
  readonly row: number;
  readonly id: string;
  readonly content: ResourceContent;
}

type Row = Readonly<Record<string, string>>;

const rowOf = (value: unknown): Row | RowError => {
  if (value instanceof RowError) return value;
  return isObject(value) ? (value as Row) : new RowError('READ_JSON');
};

const missing = (field: string): RowError => new RowError('READ_FIELD_MISSING', { field });

function readOne(row: Row | RowError, language: TableLanguage): ReadRow | RowError {
  if (row instanceof RowError) return row;
  try {
    return readRow(row, language);
  } catch (error) {
    if (error instanceof ColumnFault) return missing(error.heading);
    throw error;
  }
}

/** An entry whose rows come one after the other. What is wrong in one of them is wrong with it: an item would be gone. */
class Gathered {
  private readonly items: ReadRow['item'][] = [];
  private content: ResourceContent | undefined;
  private fault: EntryFault | undefined;

  constructor(
    readonly id: string,
    private readonly row: number,
    private readonly language: TableLanguage,
  ) {}

  add(row: number, read: ReadRow | RowError): void {
    const error = read instanceof RowError ? read : this.taken(read);
    if (error) this.fault ??= { row, error };
  }

  /** @returns what is wrong where the row says something else of the entry than the first one did */
  private taken({ content, item }: ReadRow): RowError | undefined {
    this.items.push(item);
    this.content ??= content;
    const isSame = encode(omit(content, 'items')) === encode(omit(this.content, 'items'));
    return isSame ? undefined : missing(ENTRY_COLUMNS.id[this.language]);
  }

  whole(): OwnEntry | EntryFault {
    const { id, row, content, items } = this;
    const { data } = dataItems.safeParse(items);
    if (content && data && !this.fault) return { row, id, content: { ...content, items: data } };
    const fault = this.fault ?? { row, error: missing(ITEM_COLUMNS.itemCode[this.language]) };
    return { ...fault, likeness: { id } };
  }
}

/** @returns undefined where the row cannot be read, or says none */
const idOf = (cells: Row | RowError, language: TableLanguage): string | undefined =>
  cells instanceof RowError ? undefined : cells[ENTRY_COLUMNS.id[language]]?.trim() || undefined;

/** Rows as they come → entries as they end. */
class Gathering {
  private readonly begun = new Set<string>();
  private open: Gathered | undefined;

  constructor(private readonly language: TableLanguage) {}

  /** A row that cannot be read, or does not say whose it is, belongs to the entry that it stands in. @returns what ends before it, or stands by itself */
  take(one: SourceRow): (OwnEntry | EntryFault)[] {
    const cells = rowOf(one.value);
    const own = idOf(cells, this.language);
    const id = own ?? this.open?.id;
    const ended = this.open?.id === id ? [] : this.end();
    const read = own === undefined ? this.unclaimed(cells) : readOne(cells, this.language);
    if (id === undefined) return read instanceof RowError ? [{ row: one.row, error: read }] : [];
    this.open ??= this.begin(id, one);
    this.open.add(one.row, read);
    return ended;
  }

  private unclaimed(cells: Row | RowError): RowError {
    return cells instanceof RowError ? cells : missing(ENTRY_COLUMNS.id[this.language]);
  }

  end(): (OwnEntry | EntryFault)[] {
    const ended = this.open ? [this.open.whole()] : [];
    this.open = undefined;
    return ended;
  }

  private begin(id: string, { row, line }: SourceRow): Gathered {
    if (this.begun.has(id)) throw new FileFault('FILE_ROWS_APART', {}, { line });
    this.begun.add(id);
    return new Gathered(id, row, this.language);
  }
}

/**
 * Entries in the order of their rows.
 * @throws FileFault `FILE_ROWS_APART` where another entry stands between the rows of one: taken by itself, each part would
 *   be an entry that has lost items
 */
export async function* ownEntries(
  rows: AsyncIterable<SourceRow>,
  language: TableLanguage,
): AsyncGenerator<OwnEntry | EntryFault> {
  const gathering = new Gathering(language);
  for await (const one of rows) yield* gathering.take(one);
  yield* gathering.end();
}
