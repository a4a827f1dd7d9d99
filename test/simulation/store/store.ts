// SPDX-License-Identifier: Apache-2.0
/**
 * A SQL database that outlives the processes that use it, behind kysely's driver. Each statement may fail before it
 * is done, fail after it was done, be done late, or never be answered; the driver gives up on the last after as long as
 * that for PostgreSQL does. Transactions come one after the other, as if there were one connection.
 */
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  type SqliteDatabase,
} from 'kysely';
import { openNodeSqlite } from '@catalog-chain/gateway/db/node-sqlite';
import type { Faults, FaultKind } from '../world/faults.js';
import type { Life } from '../world/life.js';
import { sleep } from '../world/virtual-time.js';

/** As long as the driver for PostgreSQL waits for an answer. */
const GIVES_UP_MS = 75_000;
const LATE_MS = 5_000;

export class LostConnection extends Error {
  override readonly name = 'LostConnection';
}

/** Whose turn it is. */
class Turns {
  private readonly waiting: (() => void)[] = [];
  private isTaken = false;

  async take(): Promise<void> {
    if (this.isTaken) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.isTaken = true;
  }

  give(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.isTaken = false;
  }
}

export type StatementDump = readonly (readonly [sql: string, parameters: readonly unknown[]])[];

export class Store {
  readonly turns = new Turns();
  readonly disk: SqliteDatabase;

  constructor(
    readonly name: string,
    dump: StatementDump = [],
  ) {
    this.disk = openNodeSqlite(':memory:', { synchronous: 'normal', cacheMiB: 2 });
    for (const [sql, parameters] of dump) this.disk.prepare(sql).run(parameters);
  }

  /** What makes another store like this one. */
  dump(): StatementDump {
    const made =
      "select name, type, sql from sqlite_master where sql is not null and name not like 'sqlite_%'";
    const things = this.all<{ name: string; type: string; sql: string }>(made);
    const statements: (readonly [string, readonly unknown[]])[] = things.map(({ sql }) => [sql, []]);
    for (const { name, type } of things) {
      if (type !== 'table') continue;
      for (const row of this.all<Record<string, unknown>>(`select * from "${name}"`)) {
        const places = Object.keys(row).map(() => '?');
        statements.push([`insert into "${name}" values (${places.join(', ')})`, Object.values(row)]);
      }
    }
    return statements;
  }

  /** A table's rows as text, in an order of their own. */
  content(table: string): string {
    const lines = this.all<Record<string, unknown>>(`select * from "${table}"`).map((row) =>
      JSON.stringify(
        Object.values(row).map((one) => (one instanceof Uint8Array ? Buffer.from(one).toString('hex') : one)),
      ),
    );
    return lines.sort().join('\n');
  }

  /** The database as a process sees it that is alive until its life ends. */
  dialectFor(life: Life, faults: Faults): () => Dialect {
    return () => ({
      createDriver: () => new FaultyDriver(this, life, faults),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createAdapter: () => new SqliteAdapter(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    });
  }

  private all<T>(sql: string): readonly T[] {
    return this.disk.prepare(sql).all([]) as T[];
  }
}

class FaultyDriver implements Driver {
  private readonly connections = new Map<DatabaseConnection, FaultyConnection>();

  constructor(
    private readonly store: Store,
    private readonly life: Life,
    private readonly faults: Faults,
  ) {}

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.life.within(async () => {
      await this.store.turns.take();
      const connection = new FaultyConnection(this.store, this.life, this.faults);
      this.connections.set(connection, connection);
      // A turn that comes to a dead process is not its own to keep.
      if (this.life.isOver) connection.release();
      return connection;
    });
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    this.connections.get(connection)?.release();
    this.connections.delete(connection);
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

const BEFORE = ['sql: refused', 'sql: connection lost before', 'sql: no answer, not done'] as const;
const AFTER = ['sql: done, answer lost', 'sql: no answer, done'] as const;
const LATE = 'sql: done late, answer lost';

class FaultyConnection implements DatabaseConnection {
  private isBroken = false;
  private isReleased = false;
  private inTransaction = false;
  /** Until a COMMIT that is still at work has ended. */
  private late: Promise<void> | undefined;
  private readonly survive: () => void;

  constructor(
    private readonly store: Store,
    private readonly life: Life,
    private readonly faults: Faults,
  ) {
    this.survive = life.atEnd(() => {
      this.release();
    });
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.life.within(() => this.execute<R>(query));
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncGenerator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }

  /** Whoever is next has its turn when nothing of this one is under way any more. */
  release(): void {
    if (this.isReleased) return;
    this.isReleased = true;
    this.survive();
    const give = (): void => {
      this.undo();
      this.store.turns.give();
    };
    if (this.late) void this.late.then(give);
    else give();
  }

  private async execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.isBroken) throw new LostConnection('The connection has ended.');
    const isCommit = query.sql === 'commit';
    const fault = query.sql === 'rollback' ? undefined : this.draw(isCommit);
    if (fault === undefined) return this.run<R>(query);
    if (fault === 'sql: refused') throw new Error('The database refused the statement.');
    if (fault === LATE) this.late = this.runLate(query);
    else await this.lose(query, fault);
    this.isBroken = true;
    throw new LostConnection('The connection was lost.');
  }

  /** Whether done or not, at once or after a silence: nothing more comes over this connection. */
  private async lose(query: CompiledQuery, fault: FaultKind): Promise<void> {
    if (fault === 'sql: done, answer lost' || fault === 'sql: no answer, done') this.run(query);
    if (fault === 'sql: no answer, done' || fault === 'sql: no answer, not done') await sleep(GIVES_UP_MS);
    this.undo();
  }

  private draw(isCommit: boolean): FaultKind | undefined {
    const kinds: readonly FaultKind[] = isCommit ? [...BEFORE, ...AFTER, LATE] : [...BEFORE, ...AFTER];
    return this.faults.draw(kinds, `${this.life.name} ${this.store.name}${isCommit ? ' commit' : ''}`);
  }

  private async runLate(query: CompiledQuery): Promise<void> {
    await sleep(this.faults.delay(1, LATE_MS));
    this.run(query);
  }

  private run<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.store.disk.prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(parameters);
    if (sql === 'begin') this.inTransaction = true;
    if (sql === 'commit' || sql === 'rollback') this.inTransaction = false;
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** What was begun and not committed is undone by the database. */
  private undo(): void {
    if (this.inTransaction) this.run(CompiledQuery.raw('rollback'));
  }
}
