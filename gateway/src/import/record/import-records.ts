// SPDX-License-Identifier: Apache-2.0
/** The gateway's record of imports: who brought which file, and what came of it. What was imported is on the ledger. */
import { digestOf } from '@catalog-chain/chaincode/domain/encoding/digest';
import { DomainError, ensure } from '@catalog-chain/chaincode/domain/errors';
import { v7 as uuid } from 'uuid';
import { openDatabase, type Database, type DatabaseLocation } from '../../db/database.js';
import { migrate, type MigrationSet } from '../../db/migrate.js';
import { table } from '../../db/table.js';
import type { Effect } from '../carry-out/effects.js';
import { omit } from '../fields.js';

/** What is known of an import when it begins to write. */
export interface ImportBeginning {
  /** Name of the file, without its folder. */
  readonly file: string;
  /** SHA-256 of the file, lower-case hex. */
  readonly digest: string;
  readonly format: string;
  readonly encoding: string;
  /** SHA-256 of the mapping by which it was read; absent: none. */
  readonly mapping?: string;
}

/** How an import can end. One that was killed never says so, and stays begun. */
export const ENDINGS = ['finished', 'interrupted', 'failed'] as const;
export type Ending = (typeof ENDINGS)[number];
export const IMPORT_STATES = ['begun', ...ENDINGS] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** What it came to. */
export interface ImportEnding {
  readonly state: Ending;
  /** Kind of thing → effect → how many. */
  readonly totals: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly refused: number;
  readonly noted: number;
  /** Of a catalogue: whose entries it holds. Absent in records made before, and of what holds none. */
  readonly owners?: readonly string[];
  /** Of one that failed: the code of what stopped it. */
  readonly code?: string;
}

/** What an import touches, one by one; uses are counted. */
export const THING_KINDS = ['organisations', 'duties', 'systems', 'resources', 'requests'] as const;

/** Something that it created, changed or found otherwise or gone. */
export interface TouchedThing {
  readonly what: string;
  readonly effect: Effect | 'gone';
  readonly id: string;
  /** How people call it. */
  readonly title?: string;
  /** Whose it is, by name where that is known. */
  readonly owner?: string;
  /** What changed, or differs. */
  readonly fields?: readonly string[];
}

export interface TouchedThings {
  /** Kind of thing. */
  readonly what: string;
  readonly effect: Effect | 'gone';
  readonly count: number;
  /** Of the first of them. */
  readonly ids: readonly string[];
  /** The same with their names; absent in records made before. */
  readonly things?: readonly Omit<TouchedThing, 'what' | 'effect'>[];
}

/** Figures are there when it has ended. */
export interface ImportRecord extends ImportBeginning, Partial<Omit<ImportEnding, 'state'>> {
  readonly id: string;
  readonly organisation: string;
  readonly user: string;
  readonly state: ImportState;
  readonly begun: string;
  /** When it ended, and was told of. */
  readonly ended?: string;
  /** Of one record that is asked for by its id. */
  readonly touched?: readonly TouchedThings[];
}

/** Which of an organisation's imports; without one, of every organisation that the gateway keeps them for. */
export interface ImportFilter {
  readonly organisation?: string;
  readonly state?: ImportState;
  /** Something that they touched, by its id on the ledger. */
  readonly thing?: string;
}

interface ImportTable {
  readonly id: string;
  readonly organisation: string;
  readonly record: string;
  readonly state: string;
  /** The attempt by which it was begun, with its organisation; null: none that can be repeated. */
  readonly asked: string | null;
}

interface ThingTable {
  readonly import: string;
  readonly what: string;
  readonly effect: string;
  readonly id: string;
  /** In which order they were told of. */
  readonly n: number;
  readonly thing: string;
}

interface ImportSchema {
  im_import: ImportTable;
  im_thing: ThingTable;
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
  '0002-things': {
    up: async (db) => {
      const columns = {
        import: 'text',
        what: 'text',
        effect: 'text',
        id: 'text',
        n: 'int',
        thing: 'text',
      } as const;
      const key = ['import', 'what', 'effect', 'id'];
      await table(db, 'im_thing', columns, { key }, types).execute();
      await db.schema
        .alterTable('im_import')
        .addColumn('state', 'text', (state) => state.notNull().defaultTo('finished' satisfies ImportState))
        .execute();
      await db.schema.createIndex('im_thing_id').on('im_thing').columns(['id', 'import']).execute();
    },
  },
  '0003-begun-once': {
    up: async (db) => {
      await db.schema.alterTable('im_import').addColumn('asked', 'text').execute();
      await db.schema.createIndex('im_import_asked').unique().on('im_import').column('asked').execute();
    },
  },
});

/** Things of one kind and effect that are told with the record. */
const MOST_TOLD = 100;

/** Records that were made before imports told of their beginning were made at their end. */
const parsed = ({ record }: Pick<ImportTable, 'record'>): ImportRecord => ({
  state: 'finished',
  ...(JSON.parse(record) as Omit<ImportRecord, 'state'>),
});

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

  /** @param attempt what a repetition of the call bears too: it finds the record that the first one began, as it is by then */
  async begin(
    organisation: string,
    user: string,
    beginning: ImportBeginning,
    attempt?: string,
  ): Promise<ImportRecord> {
    const begun = new Date(this.now()).toISOString();
    const record: ImportRecord = { id: uuid(), organisation, user, state: 'begun', begun, ...beginning };
    const asked = attempt === undefined ? null : `${organisation} ${attempt}`;
    const { id, state } = record;
    const { db } = this.database;
    await db
      .insertInto('im_import')
      .values({ id, organisation, record: JSON.stringify(record), state, asked })
      .onConflict((conflict) => conflict.column('asked').doNothing())
      .execute();
    if (asked === null) return record;
    const row = await db
      .selectFrom('im_import')
      .select('record')
      .where('asked', '=', asked)
      .executeTakeFirstOrThrow();
    return parsed(row);
  }

  /**
   * Things that the import touched, as it goes. What was told before is left.
   * @throws DomainError as `end`
   */
  async tell(
    organisation: string,
    user: string,
    id: string,
    things: readonly TouchedThing[],
  ): Promise<ImportRecord> {
    const record = await this.own(organisation, user, id);
    ensure(record.state === 'begun', 'INVALID_STATE', 'The import has ended.');
    const { db } = this.database;
    const { count } = await db
      .selectFrom('im_thing')
      .select((the) => the.fn.countAll<number | string>().as('count'))
      .where('import', '=', id)
      .executeTakeFirstOrThrow();
    const rows = things.map((thing, i) => ({
      import: id,
      what: thing.what,
      effect: thing.effect,
      id: thing.id,
      n: Number(count) + i,
      thing: JSON.stringify(thing),
    }));
    for (const some of chunked(rows))
      await db
        .insertInto('im_thing')
        .values(some)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    return record;
  }

  /**
   * Ends it. The same ending told again changes nothing.
   * @throws DomainError `NOT_FOUND`, `NOT_OWNER` for whoever did not begin it, `INVALID_STATE` once it ended otherwise
   */
  async end(organisation: string, user: string, id: string, ending: ImportEnding): Promise<ImportRecord> {
    const record = await this.own(organisation, user, id);
    const ended = { ...record, ...ending, ended: new Date(this.now()).toISOString() };
    // Of two endings at once, one is the first.
    const { numUpdatedRows } = await this.database.db
      .updateTable('im_import')
      .set({ record: JSON.stringify(ended), state: ended.state })
      .where('id', '=', id)
      .where('state', '=', 'begun')
      .executeTakeFirst();
    if (numUpdatedRows > 0) return ended;
    const first = await this.own(organisation, user, id);
    const isSame = digestOf({ ...first, ...ending }) === digestOf(first);
    ensure(isSame, 'INVALID_STATE', 'The import has ended.');
    return first;
  }

  /** The newest first, without the things that they touched. */
  async list({ organisation, state, thing }: ImportFilter, limit: number): Promise<ImportRecord[]> {
    let rows = this.database.db.selectFrom('im_import').select('record').orderBy('id', 'desc');
    if (organisation !== undefined) rows = rows.where('organisation', '=', organisation);
    if (thing !== undefined)
      rows = rows.where('id', 'in', (its) =>
        its.selectFrom('im_thing').select('im_thing.import').where('im_thing.id', '=', thing),
      );
    if (state !== undefined) rows = rows.where('state', '=', state);
    return (await rows.limit(limit).execute()).map((row) => omit(parsed(row), 'touched'));
  }

  /** One record with the first hundred things of each kind and effect. */
  async find(id: string): Promise<ImportRecord | undefined> {
    const record = await this.alone(id);
    if (!record) return undefined;
    const touched = await this.touched(id);
    return touched.length === 0 ? record : { ...record, touched };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }

  private async own(organisation: string, user: string, id: string): Promise<ImportRecord> {
    const record = await this.alone(id);
    if (record?.organisation !== organisation) throw new DomainError('NOT_FOUND', 'There is no such import.');
    ensure(record.user === user, 'NOT_OWNER', 'Only who began an import tells of it.');
    return omit(record, 'touched');
  }

  private async alone(id: string): Promise<ImportRecord | undefined> {
    const rows = this.database.db.selectFrom('im_import').select('record').where('id', '=', id);
    const row = await rows.executeTakeFirst();
    return row && parsed(row);
  }

  private async touched(id: string): Promise<TouchedThings[]> {
    const { db } = this.database;
    const groups = await db
      .selectFrom('im_thing')
      .select(['what', 'effect', (the) => the.fn.countAll<number | string>().as('count')])
      .where('import', '=', id)
      .groupBy(['what', 'effect'])
      .orderBy((the) => the.fn.min('n'))
      .execute();
    const told: TouchedThings[] = [];
    for (const { what, effect, count } of groups) {
      const first = await db
        .selectFrom('im_thing')
        .select('thing')
        .where('import', '=', id)
        .where('what', '=', what)
        .where('effect', '=', effect)
        .orderBy('n')
        .limit(MOST_TOLD)
        .execute();
      const things = first.map(({ thing }) => omit(JSON.parse(thing) as TouchedThing, 'what', 'effect'));
      const ids = things.map((one) => one.id);
      told.push({ what, effect: effect as TouchedThings['effect'], count: Number(count), ids, things });
    }
    return told;
  }
}

/** A statement has so many parameters. */
const MOST_ROWS = 100;

const chunked = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / MOST_ROWS) }, (_, i) =>
    rows.slice(i * MOST_ROWS, (i + 1) * MOST_ROWS),
  );
