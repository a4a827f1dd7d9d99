// SPDX-License-Identifier: Apache-2.0
/** The gateway's record of imports: who brought which file, and what came of it. What was imported is on the ledger. */
import { v7 as uuid } from 'uuid';
import { openDatabase, type Database, type DatabaseLocation } from '../../db/database.js';
import { migrate, type MigrationSet } from '../../db/migrate.js';
import { table } from '../../db/table.js';
import type { Effect } from '../carry-out/effects.js';

export interface ImportSummary {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly digest: string;
  readonly format: string;
  readonly encoding: string;
  readonly begun: string;
  /** Kind of thing → effect → how many. */
  readonly totals: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly refused: number;
  readonly noted: number;
  /** Of a catalogue: whose entries it holds. Absent in records made before, and of what holds none. */
  readonly owners?: readonly string[];
  /** SHA-256 of the mapping by which it was read; absent: none. */
  readonly mapping?: string;
  /** What it created, changed or found otherwise or gone; absent in records made before. */
  readonly touched?: readonly TouchedThings[];
}

export interface TouchedThings {
  /** Kind of thing. */
  readonly what: string;
  readonly effect: Effect | 'gone';
  readonly count: number;
  /** Of the first of them. */
  readonly ids: readonly string[];
}

export interface ImportRecord extends ImportSummary {
  readonly id: string;
  readonly organisation: string;
  readonly user: string;
  /** When it ended, and was told of. */
  readonly ended: string;
}

interface ImportTable {
  readonly id: string;
  readonly organisation: string;
  readonly record: string;
}

interface ImportSchema {
  im_import: ImportTable;
}

const migrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (db) => {
      const columns = { id: 'text', organisation: 'text', record: 'text' } as const;
      await table(db, 'im_import', columns, { key: ['id'] }, types).execute();
      await db.schema
        .createIndex('im_import_organisation')
        .on('im_import')
        .columns(['organisation', 'id'])
        .execute();
    },
  },
});

const parsed = ({ record }: Pick<ImportTable, 'record'>): ImportRecord => JSON.parse(record) as ImportRecord;

export class ImportRecords implements AsyncDisposable {
  private constructor(
    private readonly database: Database<ImportSchema>,
    private readonly now: () => number,
  ) {}

  static async open(location: DatabaseLocation, now: () => number): Promise<ImportRecords> {
    await using opened = new AsyncDisposableStack();
    const database = opened.use(openDatabase<ImportSchema>(location, { synchronous: 'full' }));
    await migrate(database, migrations, 'im');
    opened.move();
    return new ImportRecords(database, now);
  }

  async add(organisation: string, user: string, summary: ImportSummary): Promise<ImportRecord> {
    const record = { id: uuid(), organisation, user, ended: new Date(this.now()).toISOString(), ...summary };
    await this.database.db
      .insertInto('im_import')
      .values({ id: record.id, organisation, record: JSON.stringify(record) })
      .execute();
    return record;
  }

  /** Of one organisation, the newest first. */
  async list(organisation: string, limit: number): Promise<ImportRecord[]> {
    const rows = this.database.db
      .selectFrom('im_import')
      .select('record')
      .where('organisation', '=', organisation)
      .orderBy('id', 'desc')
      .limit(limit);
    return (await rows.execute()).map(parsed);
  }

  async find(organisation: string, id: string): Promise<ImportRecord | undefined> {
    const rows = this.database.db.selectFrom('im_import').select('record').where('id', '=', id);
    const row = await rows.where('organisation', '=', organisation).executeTakeFirst();
    return row && parsed(row);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }
}
