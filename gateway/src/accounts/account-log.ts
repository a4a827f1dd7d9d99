// SPDX-License-Identifier: Apache-2.0
/**
 * What an organisation writes down about its own accounts: who signed in and out, whose keys were registered and
 * revoked, which systems came, and by whom it was done; and which person has which signer. It lies in this gateway's
 * database and nowhere else: the ledger knows pseudonyms only.
 */
import { createHash } from 'node:crypto';
import type { Transaction } from 'kysely';
import { v7 as uuid } from 'uuid';
import { openDatabase, type Database, type DatabaseLocation } from '../db/database.js';
import { migrate, type MigrationSet } from '../db/migrate.js';
import { table } from '../db/table.js';

export const ACCOUNT_EVENTS = [
  'signed-in',
  'signed-out',
  'sessions-ended',
  'no-longer-vouched',
  'signer-registered',
  'signer-revoked',
  'departed',
  'system-seen',
  'purged',
] as const;
export type AccountEventKind = (typeof ACCOUNT_EVENTS)[number];

export interface AccountEvent {
  readonly id: string;
  readonly organisation: string;
  /** RFC 3339. */
  readonly at: string;
  readonly event: AccountEventKind;
  /** The account that it is about: a person as the provider names it, or `system:NAME`. */
  readonly account: string;
  /** Who did it: the account itself, an administrator, or `provider`. */
  readonly by: string;
  /** Of a signer: its id. */
  readonly signer?: string;
  /** Of what ended: how many sessions. */
  readonly sessions?: number;
  /** Of what was purged: the receipt. */
  readonly purge?: Purge;
}

/** What was destroyed because its term was over. Nothing of it can be read from this but that it was. */
export interface Purge {
  /** RFC 3339: what was written down before. */
  readonly before: string;
  readonly events: number;
  /** Hex SHA-256 over the events' JSON, each ended by a line feed, oldest first: whoever kept a copy can show that it is this. */
  readonly sha256: string;
  /** Of how many signers it is no longer known whose they were. */
  readonly holders: number;
}

/** An event before it is written down. */
export type Noted = Omit<AccountEvent, 'id' | 'at'>;

interface EventTable {
  readonly id: string;
  readonly organisation: string;
  readonly account: string;
  readonly event: string;
  readonly record: string;
}

interface HolderTable {
  readonly signer: string;
  readonly organisation: string;
  readonly account: string;
}

interface Schema {
  ac_event: EventTable;
  ac_holder: HolderTable;
}

const migrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (db) => {
      const event = {
        id: 'text',
        organisation: 'text',
        account: 'text',
        event: 'text',
        record: 'text',
      } as const;
      await table(db, 'ac_event', event, { key: ['id'] }, types).execute();
      const index = db.schema.createIndex('ac_event_organisation').on('ac_event');
      await index.columns(['organisation', 'id']).execute();
      const holder = { signer: 'text', organisation: 'text', account: 'text' } as const;
      await table(db, 'ac_holder', holder, { key: ['signer'] }, types).execute();
    },
  },
});

export interface AccountFilter {
  readonly account?: string;
  readonly event?: AccountEventKind;
  /** Only what was written down before this event. */
  readonly before?: string;
}

const DAY_MS = 86_400_000;
const MOST_SYSTEMS = 10_000;
const PURGED_AT_ONCE = 500;

/** The least UUIDv7 of a millisecond (RFC 9562 §5.7): ids of events are in the order of their times. */
function firstIdOf(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

export class AccountLog implements AsyncDisposable {
  /** Systems that were seen today: each is written down once a day. */
  private readonly seen = new Map<string, number>();
  /** Tells apart, in order, what one process writes down in the same millisecond. */
  private written = 0;

  private constructor(
    private readonly database: Database<Schema>,
    private readonly now: () => number,
  ) {}

  static async open(location: DatabaseLocation, now: () => number): Promise<AccountLog> {
    await using opened = new AsyncDisposableStack();
    const database = opened.use(openDatabase<Schema>(location, { synchronous: 'full' }));
    await migrate(database, migrations, 'ac');
    opened.move();
    return new AccountLog(database, now);
  }

  async note(noted: Noted): Promise<void> {
    const now = this.now();
    this.written += 1;
    const event = { id: uuid({ msecs: now, seq: this.written }), at: new Date(now).toISOString(), ...noted };
    const { id, organisation, account } = event;
    const row = { id, organisation, account, event: event.event, record: JSON.stringify(event) };
    await this.database.db.insertInto('ac_event').values(row).execute();
  }

  /** A system came with its certificate. */
  async noteSystem(organisation: string, account: string): Promise<void> {
    const day = Math.floor(this.now() / DAY_MS);
    const name = `${organisation}/${account}`;
    if (this.seen.get(name) === day) return;
    if (this.seen.size >= MOST_SYSTEMS) this.seen.clear();
    this.seen.set(name, day);
    // Another replica, or this gateway before it was started anew, may have written it down.
    const [last] = await this.list(organisation, { account, event: 'system-seen' }, 1);
    if (last && Math.floor(Date.parse(last.at) / DAY_MS) === day) return;
    await this.note({ organisation, event: 'system-seen', account, by: account });
  }

  /** The newest first. */
  async list(organisation: string, filter: AccountFilter, limit: number): Promise<AccountEvent[]> {
    const { account, event, before } = filter;
    let rows = this.database.db
      .selectFrom('ac_event')
      .select('record')
      .where('organisation', '=', organisation);
    if (account !== undefined) rows = rows.where('account', '=', account);
    if (event !== undefined) rows = rows.where('event', '=', event);
    if (before !== undefined) rows = rows.where('id', '<', before);
    const found = await rows.orderBy('id', 'desc').limit(limit).execute();
    return found.map(({ record }) => JSON.parse(record) as AccountEvent);
  }

  /** Which person has a signer. */
  async hold(organisation: string, account: string, signer: string): Promise<void> {
    await this.database.db
      .insertInto('ac_holder')
      .values({ organisation, account, signer })
      .onConflict((conflict) => conflict.column('signer').doUpdateSet({ account }))
      .execute();
  }

  /**
   * Destroys what was written down before a time, but for receipts of earlier purges; and whose the given signers were, where
   * nothing else is known of the person any more.
   * @param revoked ids of signers that count no longer
   */
  async purge(organisation: string, beforeMs: number, revoked: readonly string[]): Promise<Purge> {
    const digest = createHash('sha256');
    let events = 0;
    const holders = await this.database.db.transaction().execute(async (trx) => {
      for (;;) {
        const rows = await trx
          .selectFrom('ac_event')
          .select(['id', 'record'])
          .where('organisation', '=', organisation)
          .where('id', '<', firstIdOf(beforeMs))
          .where('event', '<>', 'purged')
          .orderBy('id')
          .limit(PURGED_AT_ONCE)
          .execute();
        if (rows.length === 0) break;
        for (const { record } of rows) digest.update(`${record}\n`);
        events += rows.length;
        const ids = rows.map(({ id }) => id);
        await trx.deleteFrom('ac_event').where('id', 'in', ids).execute();
      }
      return this.forget(trx, organisation, revoked);
    });
    return { before: new Date(beforeMs).toISOString(), events, sha256: digest.digest('hex'), holders };
  }

  /** Whose the signers were, of persons of whom there is no event. @returns of how many */
  private async forget(
    trx: Transaction<Schema>,
    organisation: string,
    signers: readonly string[],
  ): Promise<number> {
    let forgotten = 0;
    for (const signer of signers) {
      const { numDeletedRows } = await trx
        .deleteFrom('ac_holder')
        .where('signer', '=', signer)
        .where('organisation', '=', organisation)
        .where(
          'account',
          'not in',
          trx.selectFrom('ac_event').select('account').where('organisation', '=', organisation),
        )
        .executeTakeFirst();
      forgotten += Number(numDeletedRows);
    }
    return forgotten;
  }

  /** @returns ids of all signers of which it is known whose they are */
  async held(organisation: string): Promise<readonly string[]> {
    const rows = await this.database.db
      .selectFrom('ac_holder')
      .select('signer')
      .where('organisation', '=', organisation)
      .orderBy('signer')
      .execute();
    return rows.map(({ signer }) => signer);
  }

  /** @returns ids of the person's signers */
  async heldBy(organisation: string, account: string): Promise<readonly string[]> {
    const rows = await this.database.db
      .selectFrom('ac_holder')
      .select('signer')
      .where('organisation', '=', organisation)
      .where('account', '=', account)
      .orderBy('signer')
      .execute();
    return rows.map(({ signer }) => signer);
  }

  /** @returns who has a signer; undefined where nobody said */
  async holderOf(signer: string): Promise<string | undefined> {
    const row = await this.database.db
      .selectFrom('ac_holder')
      .select('account')
      .where('signer', '=', signer)
      .executeTakeFirst();
    return row?.account;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }
}
