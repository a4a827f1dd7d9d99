// SPDX-License-Identifier: Apache-2.0
/** Attempts in SQLite, or in a PostgreSQL that several gateways share. */
import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { bindToChain, createChainTable, type ChainTable } from '../db/bind-chain.js';
import { openDatabase, type Database, type DatabaseLocation } from '../db/database.js';
import { GroupCommit } from '../db/group-commit.js';
import { migrate, type MigrationSet } from '../db/migrate.js';
import { runningReplicas } from '../db/replica-lock.js';
import { table } from '../db/table.js';
import type { PreparedTransaction } from '../ledger/ledger.js';
import { Refusal } from '../support/refusal.js';
import type { AttemptKey, AttemptStore, Known, StoredAnswer } from './idempotency.js';

interface AttemptTable {
  readonly organisation: string;
  readonly key: string;
  readonly digest: string;
  readonly begun: number;
  /** Which run of which gateway works on it; null when none does. */
  readonly runner: string | null;
  readonly replica: number;
  readonly pending: string | null;
  readonly answer: string | null;
}

interface AttemptSchema {
  at_chain: ChainTable;
  at_attempt: AttemptTable;
}

const migrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (db) => {
      const name = { organisation: 'text', key: 'text', digest: 'text' } as const;
      const course = {
        begun: 'int',
        runner: 'text',
        replica: 'int',
        pending: 'text',
        answer: 'text',
      } as const;
      const options = { key: ['organisation', 'key'], nullable: ['runner', 'pending', 'answer'] };
      await table(db, 'at_attempt', { ...name, ...course }, options, types).execute();
      await db.schema.createIndex('at_attempt_begun').on('at_attempt').column('begun').execute();
    },
  },
  '0002-chain': {
    up: (db) => createChainTable(db as Kysely<unknown>, 'at_chain', types),
  },
});

/** How long an answer can be had again. */
export const KEEP_MS = 7 * 86_400_000;
/** What is past keeping is looked for no more often than this. */
const SWEEP_MS = 60_000;

/** What is this run's to work on once it is known. */
const TAKEN: ReadonlySet<Known['state']> = new Set(['new', 'interrupted', 'abandoned']);

/**
 * A row that a gateway was working on when it ended counts as interrupted: whoever comes next takes it over. On
 * PostgreSQL a gateway runs as long as it holds its replica's lock, which must be taken before this is opened.
 */
export class SqlAttempts implements AttemptStore, AsyncDisposable {
  private readonly runner = randomUUID();
  /** What this run works on: its name in a row says less, for the write that should have taken it off may have failed. */
  private readonly working = new Set<string>();
  private readonly commits: GroupCommit<AttemptSchema>;
  private swept = -Infinity;

  private constructor(
    private readonly database: Database<AttemptSchema>,
    private readonly location: DatabaseLocation,
    private readonly replica: number,
  ) {
    this.commits = new GroupCommit(database);
  }

  /** @throws LedgerError `LEDGER_OTHER_CHAIN` when the answers kept are of another chain than the given one */
  static async open(location: DatabaseLocation, genesisHash: string, replica = 0): Promise<SqlAttempts> {
    await using opened = new AsyncDisposableStack();
    const database = opened.use(openDatabase<AttemptSchema>(location, { synchronous: 'full' }));
    await migrate(database, migrations, 'at');
    const db = database.db as unknown as Kysely<Record<string, ChainTable>>;
    await bindToChain(db, 'at_chain', genesisHash, 'The answers kept under keys');
    opened.move();
    return new SqlAttempts(database, location, replica);
  }

  async begin(key: AttemptKey, digest: string, now: number): Promise<Known> {
    const name = nameOf(key);
    const mine = !this.working.has(name);
    this.working.add(name);
    let known: Known | undefined;
    try {
      known = await this.take(key, digest, now, mine);
      return known;
    } finally {
      if (mine && !(known && TAKEN.has(known.state))) this.working.delete(name);
    }
  }

  private async take(key: AttemptKey, digest: string, now: number, mine: boolean): Promise<Known> {
    await this.sweep(now);
    const row = { ...key, digest, begun: now, runner: this.runner, replica: this.replica };
    const inserted = await this.write((db) =>
      db
        .insertInto('at_attempt')
        .values({ ...row, pending: null, answer: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst(),
    );
    return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n
      ? { state: 'new' }
      : this.resume(key, digest, now, mine);
  }

  /** @throws Refusal `IDEMPOTENCY_IN_PROGRESS` where another gateway has taken the attempt over: this one must not write it, too */
  async prepared(key: AttemptKey, transaction: PreparedTransaction): Promise<void> {
    const isMine = await this.update(key, { pending: encodePending(transaction) });
    if (!isMine) throw new Refusal('IDEMPOTENCY_IN_PROGRESS', 'A request with this key is being worked on.');
  }

  async answered(key: AttemptKey, answer: StoredAnswer): Promise<void> {
    this.working.delete(nameOf(key));
    await this.update(key, { runner: null, pending: null, answer: JSON.stringify(answer) });
  }

  async interrupted(key: AttemptKey): Promise<void> {
    this.working.delete(nameOf(key));
    await this.update(key, { runner: null });
  }

  async forget({ organisation, key }: AttemptKey): Promise<void> {
    this.working.delete(nameOf({ organisation, key }));
    await this.write((db) => {
      const rows = db.deleteFrom('at_attempt').where('organisation', '=', organisation);
      return rows.where('key', '=', key).where('runner', '=', this.runner).execute();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.commits.settled();
    await this.database[Symbol.asyncDispose]();
  }

  async replaced(key: AttemptKey, digest: string, now: number): Promise<void> {
    await this.update(key, { digest, begun: now, pending: null });
  }

  private async resume(attempt: AttemptKey, digest: string, now: number, mine: boolean): Promise<Known> {
    const { organisation, key } = attempt;
    const rows = this.database.db
      .selectFrom('at_attempt')
      .selectAll()
      .where('organisation', '=', organisation);
    const row = await rows.where('key', '=', key).executeTakeFirst();
    // Forgotten just now by whoever worked on it.
    if (!row) return this.take(attempt, digest, now, mine);
    const isSame = row.digest === digest;
    if (row.answer !== null)
      return isSame
        ? { state: 'answered', answer: JSON.parse(row.answer) as StoredAnswer }
        : { state: 'mismatch' };
    if (!mine || !(await this.takeOver(attempt, row))) return { state: isSame ? 'running' : 'mismatch' };
    const pending = row.pending !== null && { pending: decodePending(row.pending) };
    return { state: isSame ? 'interrupted' : 'abandoned', ...pending };
  }

  /** @returns false where somebody works on it, or was faster */
  private async takeOver({ organisation, key }: AttemptKey, row: AttemptTable): Promise<boolean> {
    if (row.runner !== null && (await this.runs(row.runner, row.replica))) return false;
    const seen = row.runner;
    const taken = await this.database.db
      .updateTable('at_attempt')
      .set({ runner: this.runner, replica: this.replica })
      .where('organisation', '=', organisation)
      .where('key', '=', key)
      .where('answer', 'is', null)
      .where('runner', seen === null ? 'is' : '=', seen)
      .executeTakeFirst();
    return taken.numUpdatedRows > 0n;
  }

  private async runs(runner: string, replica: number): Promise<boolean> {
    // Not at work on it: then `begin` would not have come here.
    if (runner === this.runner) return false;
    if (replica === this.replica || !('postgres' in this.location)) return false;
    return (await runningReplicas(this.database.db)).has(replica);
  }

  private async sweep(now: number): Promise<void> {
    if (now - this.swept < SWEEP_MS) return;
    this.swept = now;
    await this.database.db
      .deleteFrom('at_attempt')
      .where('begun', '<', now - KEEP_MS)
      .execute();
  }

  /**
   * Of what this run works on. A gateway that was thought dead, since its connection to the server had broken, may have lost
   * it to another one meanwhile.
   * @returns whether it is this run's
   */
  private async update(
    { organisation, key }: AttemptKey,
    change: Partial<Pick<AttemptTable, 'runner' | 'pending' | 'answer' | 'digest' | 'begun'>>,
  ): Promise<boolean> {
    const done = await this.write((db) => {
      const rows = db.updateTable('at_attempt').set(change).where('organisation', '=', organisation);
      return rows.where('key', '=', key).where('runner', '=', this.runner).executeTakeFirst();
    });
    return done.numUpdatedRows > 0n;
  }

  /**
   * SQLite holds everybody up while it waits for the disk, so writes at the same time wait once for all. On PostgreSQL
   * each goes by itself: gateways that take several keys at once, in different orders, would lock each other out.
   */
  private write<T>(work: (db: Kysely<AttemptSchema>) => Promise<T>): Promise<T> {
    return this.database.kind === 'sqlite' ? this.commits.run(work) : work(this.database.db);
  }
}

const nameOf = ({ organisation, key }: AttemptKey): string => JSON.stringify([organisation, key]);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function encodePending({ transactionId, signatory, bytes, result }: PreparedTransaction): string {
  return JSON.stringify({ transactionId, signatory, bytes: base64(bytes), result: base64(result) });
}

function decodePending(text: string): PreparedTransaction {
  const stored = JSON.parse(text) as Omit<PreparedTransaction, 'bytes' | 'result'> & {
    bytes: string;
    result: string;
  };
  const { bytes, result, ...rest } = stored;
  return { ...rest, bytes: Buffer.from(bytes, 'base64'), result: Buffer.from(result, 'base64') };
}
