// SPDX-License-Identifier: Apache-2.0
/** Bundles in the making, and those made, in SQLite, or in a PostgreSQL that several gateways share. */
import { createHash, randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { sql, type Selectable, type Transaction } from 'kysely';
import { DomainError } from '@catalog-chain/chaincode/domain/errors';
import { openDatabase, type Database, type DatabaseLocation } from '../../db/database.js';
import { migrate } from '../../db/migrate.js';
import { LedgerError } from '../../ledger/ledger-error.js';
import type { Subject } from '../make/make-bundle.js';
import { termOf } from './hindrance.js';
import type { Job, Order, StoredBundle, Waiting } from './job.js';
import { jobMigrations, type JobSchema, type JobState, type JobTable } from './schema.js';

export interface Kept {
  /** Bundles that wait to be begun. */
  readonly waiting: number;
  /** Jobs that have ended, and the bytes of their bundles. The newest one is kept however large it is. */
  readonly ended: number;
  readonly bytes: number;
}

export const DEFAULT_KEPT: Kept = { waiting: 32, ended: 200, bytes: 256 * 2 ** 20 };

/** Users of one role of an organisation may wait for as many bundles as there is room for then, all roles thrice that. */
const ROLE_SHARE = 1;
const ORGANISATION_SHARE = 3;

/** Bytes of a bundle that are read or written at a time. */
export const PART_BYTES = 2 ** 20;
/** What is known of a bundle when all of it is kept. */
export interface Made {
  readonly bytes: number;
  readonly sha256: string;
}

/** Any number that no other lock of the server has. */
const COUNTING = 0x6361_6576;

/** Why a bundle cannot be made now, and when it is tried again. */
export interface Hindrance {
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly due: number;
}

/** Whoever makes a bundle: one run of one gateway. */
export interface Maker {
  readonly runner: string;
  readonly replica: number;
}

export class JobStore implements AsyncDisposable {
  private constructor(
    readonly database: Database<JobSchema>,
    /** Genesis hash: what was asked of another chain is not found on this one. */
    readonly chain: string,
    private readonly kept: Kept,
  ) {}

  static async open(location: DatabaseLocation, chain: string, kept = DEFAULT_KEPT): Promise<JobStore> {
    const database = openDatabase<JobSchema>(location, { synchronous: 'full' });
    await migrate(database, jobMigrations, 'ev');
    return new JobStore(database, chain, kept);
  }

  /**
   * @param now milliseconds since 1970
   * @throws LedgerError `LEDGER_OVERLOADED` when too many wait, `STORAGE_UNAVAILABLE` when it cannot be kept
   */
  async add({ organisation, role, party, subject }: Order, now: number): Promise<Job> {
    const row: JobTable = {
      id: randomUUID(),
      chain: this.chain,
      organisation,
      role,
      party: party ?? null,
      subject: JSON.stringify(subject),
      requested: now,
      state: 'working',
      runner: null,
      replica: 0,
      tries: 0,
      bytes: null,
      sha256: null,
      code: null,
      due: 0,
      waits: 0,
    };
    const insert = async (trx: Transaction<JobSchema>): Promise<void> => {
      const waiting = await trx
        .selectFrom('ev_job')
        .select(({ fn }) => ['organisation', 'role', fn.countAll<number>().as('jobs')] as const)
        .where('state', '=', 'working')
        .where('runner', 'is', null)
        .groupBy(['organisation', 'role'])
        .execute();
      if (!this.hasRoom(waiting, organisation, role))
        throw new LedgerError('LEDGER_OVERLOADED', 'Too many bundles wait.');
      await trx.insertInto('ev_job').values(row).execute();
    };
    await this.counting(insert).catch(async (error: unknown) => {
      // The answer to the COMMIT may have been lost: what is there was asked for, and must not be asked for again.
      if (!(await this.has(row.id))) throw error;
    });
    return jobOf(row);
  }

  /** @returns false also when nobody can say */
  private async has(id: string): Promise<boolean> {
    const query = this.database.db.selectFrom('ev_job').select('id').where('id', '=', id);
    return query.executeTakeFirst().then(
      (row) => row !== undefined,
      () => false,
    );
  }

  /** The places are shared out as `Shares` does it, over all gateways of the database. */
  private hasRoom(
    waiting: readonly { readonly organisation: string; readonly role: string; readonly jobs: number }[],
    organisation: string,
    role: string,
  ): boolean {
    const sum = (counted: typeof waiting): number => counted.reduce((total, { jobs }) => total + jobs, 0);
    const free = this.kept.waiting - sum(waiting);
    const ofOrganisation = waiting.filter((one) => one.organisation === organisation);
    const ofRole = sum(ofOrganisation.filter((one) => one.role === role));
    const fits = (held: number, share: number): boolean => held === 0 || held + 1 <= share * free;
    return free > 0 && fits(ofRole, ROLE_SHARE) && fits(sum(ofOrganisation), ORGANISATION_SHARE);
  }

  /** @throws DomainError `NOT_FOUND`, also for another organisation's; LedgerError `STORAGE_UNAVAILABLE` */
  async find(organisation: string, id: string): Promise<Job> {
    const query = this.database.db.selectFrom('ev_job').selectAll().where('id', '=', id);
    const own = query.where('organisation', '=', organisation).where('chain', '=', this.chain);
    const row = await available(() => own.executeTakeFirst());
    if (!row) throw new DomainError('NOT_FOUND', 'There is no such bundle.');
    return jobOf(row);
  }

  /** @throws as `find`; DomainError `INVALID_STATE` while there is no bundle */
  async bundle(organisation: string, id: string): Promise<StoredBundle> {
    const { state, bytes } = await this.find(organisation, id);
    if (state !== 'ready' || bytes === undefined)
      throw new DomainError('INVALID_STATE', 'The bundle is not ready.');
    return { bytes, chunks: this.chunks(id, Math.ceil(bytes / PART_BYTES)) };
  }

  /**
   * Keeps the bytes of a bundle while it is made, of which no more than a piece is in memory. What an earlier run had
   * kept of it goes. Until `finish` nobody sees it.
   * @returns undefined when another gateway has taken the job over
   * @throws LedgerError `STORAGE_UNAVAILABLE` when it cannot be kept; whatever the bundle throws
   */
  async keep(id: string, maker: Maker, bundle: AsyncIterable<Uint8Array>): Promise<Made | undefined> {
    const digest = createHash('sha256');
    let bytes = 0;
    let part = 0;
    for await (const piece of piecesOf(bundle, PART_BYTES)) {
      if (!(await this.put(id, maker, part, piece))) return undefined;
      digest.update(piece);
      bytes += piece.length;
      part += 1;
      await turn();
    }
    return { bytes, sha256: digest.digest('hex') };
  }

  /**
   * The job is ready with what was kept of it.
   * @returns false when another gateway has taken it over
   * @throws LedgerError `STORAGE_UNAVAILABLE` when it cannot be kept
   */
  async finish(id: string, { runner }: Maker, made: Made): Promise<boolean> {
    const ready = { state: 'ready', runner: null, code: null, ...made };
    return available(() => this.database.db.transaction().execute((trx) => end(trx, id, runner, ready)));
  }

  /** The same piece again takes the place of the first. @returns false when another gateway has taken the job over */
  private put(id: string, { runner }: Maker, part: number, bytes: Uint8Array): Promise<boolean> {
    return available(() =>
      this.database.db.transaction().execute(async (trx) => {
        // An update that changes nothing holds the row: nobody takes the job over before this is written.
        if (!(await end(trx, id, runner, { runner }))) return false;
        const parts = trx.deleteFrom('ev_part').where('job', '=', id);
        await parts.where('part', '>=', part).execute();
        await trx.insertInto('ev_part').values({ job: id, part, bytes }).execute();
        return true;
      }),
    );
  }

  /**
   * Nothing of it is kept. Without effect when another gateway has taken it over.
   * @throws LedgerError `STORAGE_UNAVAILABLE`
   */
  async fail(id: string, { runner }: Maker, code: string): Promise<void> {
    const failed = { state: 'failed', runner: null, code };
    await available(() =>
      this.database.db.transaction().execute(async (trx) => {
        if (await end(trx, id, runner, failed))
          await trx.deleteFrom('ev_part').where('job', '=', id).execute();
      }),
    );
  }

  /**
   * It waits for what hinders it, as if it had not been begun. Without effect when another gateway has taken it over.
   * @throws LedgerError `STORAGE_UNAVAILABLE`
   */
  async wait(id: string, { runner }: Maker, { code, due }: Hindrance): Promise<void> {
    const own = this.database.db
      .updateTable('ev_job')
      .set(({ eb }) => ({
        runner: null,
        code,
        due,
        tries: eb('tries', '-', 1),
        waits: eb('waits', '+', 1),
      }))
      .where('id', '=', id)
      .where('runner', '=', runner);
    await available(() => own.execute());
  }

  /** Of jobs that have ended the oldest go first. @throws LedgerError `STORAGE_UNAVAILABLE` */
  async forget(): Promise<void> {
    await this.counting(async (trx) => {
      const ended = trx.selectFrom('ev_job').select(['id', 'bytes']).where('state', '!=', 'working');
      const rows = await ended.orderBy('requested', 'desc').orderBy('id', 'desc').execute();
      let bytes = 0;
      const old = rows.filter((row, i) => {
        bytes += row.bytes ?? 0;
        return i > 0 && (i >= this.kept.ended || bytes > this.kept.bytes);
      });
      const ids = old.map(({ id }) => id);
      if (ids.length === 0) return;
      await trx.deleteFrom('ev_part').where('job', 'in', ids).execute();
      await trx.deleteFrom('ev_job').where('id', 'in', ids).execute();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }

  /** @throws LedgerError `LEDGER_UNAVAILABLE` where it is forgotten while it is read */
  private async *chunks(job: string, count: number): AsyncGenerator<Uint8Array> {
    for (let part = 0; part < count; part += 1) {
      const query = this.database.db.selectFrom('ev_part').select('bytes').where('job', '=', job);
      const row = await available(() => query.where('part', '=', part).executeTakeFirst());
      if (!row) throw new LedgerError('LEDGER_UNAVAILABLE', 'The bundle is not kept any longer.');
      yield row.bytes;
    }
  }

  /** What is counted does not change meanwhile. SQLite has one writer at a time anyway. */
  private counting(work: (trx: Transaction<JobSchema>) => Promise<void>): Promise<void> {
    const { kind, db } = this.database;
    return available(() =>
      db.transaction().execute(async (trx) => {
        if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${COUNTING})`.execute(trx);
        await work(trx);
      }),
    );
  }
}

/** The same bytes in pieces of one size, but for the last. */
async function* piecesOf(bundle: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let waiting: Buffer = Buffer.alloc(0);
  for await (const some of bundle) {
    waiting = Buffer.concat([waiting, some]);
    while (waiting.length >= size) {
      yield waiting.subarray(0, size);
      waiting = waiting.subarray(size);
    }
  }
  if (waiting.length > 0) yield waiting;
}

/** Changes what this run has in hand. @returns whether it had */
async function end(
  trx: Transaction<JobSchema>,
  id: string,
  runner: string,
  change: Partial<JobTable>,
): Promise<boolean> {
  const own = trx.updateTable('ev_job').set(change).where('id', '=', id).where('runner', '=', runner);
  return (await own.executeTakeFirst()).numUpdatedRows > 0n;
}

/** A disk that is full, or a server that is away, is told as what it is. */
export async function available<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof LedgerError || cause instanceof DomainError) throw cause;
    throw new LedgerError('STORAGE_UNAVAILABLE', 'Evidence cannot be kept or read now.', { cause });
  }
}

function jobOf({ id, subject, requested, state, bytes, sha256, code }: Selectable<JobTable>): Job {
  return {
    id,
    subject: JSON.parse(subject) as Subject,
    requested: new Date(requested).toISOString(),
    state: state as JobState,
    ...(bytes !== null && { bytes }),
    ...(sha256 !== null && { sha256 }),
    ...(code !== null && (state === 'working' ? { waiting: waitingFor(code, requested) } : { code })),
  };
}

const waitingFor = (code: string, requested: number): Waiting => ({
  code,
  until: new Date(requested + termOf(code)).toISOString(),
});
