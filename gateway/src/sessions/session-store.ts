// SPDX-License-Identifier: Apache-2.0
/**
 * The sessions of people, in the gateway's database: found from any replica, and after a restart. Neither a copy of the
 * database nor a backup lets anybody in: of the cookie only a digest is kept, and the provider's tokens are sealed under
 * a key that is made of the cookie.
 */
import { createCipheriv, createDecipheriv, hkdfSync, hash, randomBytes } from 'node:crypto';
import { USER_ROLES, type UserRole } from '@catalog-chain/chaincode/domain/names';
import { openDatabase, type Database, type DatabaseLocation } from '../db/database.js';
import { migrate, type MigrationSet } from '../db/migrate.js';
import { SharedClock } from '../db/shared-clock.js';
import { table } from '../db/table.js';

/** Who is signed in, and since when; times in milliseconds since 1970. */
export interface Session {
  /** Digest of the cookie. */
  readonly id: string;
  readonly organisation: string;
  readonly user: string;
  /** What the person may act as, and acts as now. */
  readonly roles: readonly UserRole[];
  readonly role: UserRole;
  readonly begun: number;
  readonly seen: number;
  /** When the provider last stood by the person. */
  readonly checked: number;
}

/** The provider's tokens of a session. */
export interface SealedTokens {
  readonly idToken?: string;
  readonly refreshToken?: string;
}

interface SessionTable {
  readonly id: string;
  readonly organisation: string;
  readonly user_name: string;
  readonly sid: string | null;
  readonly roles: string;
  readonly role: string;
  readonly begun: number;
  readonly seen: number;
  readonly checked: number;
  readonly checking: number;
  readonly sealed: string;
}

interface Schema {
  se_session: SessionTable;
}

const migrations: MigrationSet = (types) => ({
  '0001-first': {
    up: async (db) => {
      const columns = {
        id: 'text',
        organisation: 'text',
        user_name: 'text',
        sid: 'text',
        roles: 'text',
        role: 'text',
        begun: 'int',
        seen: 'int',
        checked: 'int',
        checking: 'int',
        sealed: 'text',
      } as const;
      await table(db, 'se_session', columns, { key: ['id'], nullable: ['sid'] }, types).execute();
      await db.schema
        .createIndex('se_session_user')
        .on('se_session')
        .columns(['organisation', 'user_name'])
        .execute();
      await db.schema.createIndex('se_session_sid').on('se_session').columns(['sid']).execute();
    },
  },
});

const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

const idOf = (secret: string): string => hash('sha256', secret);

const keyOf = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'catalog-chain session tokens', SECRET_BYTES));

function seal(tokens: SealedTokens, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(secret), nonce);
  const text = Buffer.concat([cipher.update(JSON.stringify(tokens)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
}

function unseal(sealed: string, secret: string): SealedTokens {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv(CIPHER, keyOf(secret), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  return JSON.parse(text.toString()) as SealedTokens;
}

const isRole = (text: unknown): text is UserRole => USER_ROLES.some((role) => role === text);

function sessionOf(row: SessionTable): Session {
  const roles = (JSON.parse(row.roles) as unknown[]).filter(isRole);
  const role = roles.find((one) => one === row.role) ?? roles[0];
  if (role === undefined) throw new Error('A session without a role.');
  return {
    id: row.id,
    organisation: row.organisation,
    user: row.user_name,
    roles,
    role,
    begun: row.begun,
    seen: row.seen,
    checked: row.checked,
  };
}

/** What is known of a person when a session begins. */
export interface Person {
  readonly organisation: string;
  readonly user: string;
  readonly roles: readonly UserRole[];
  readonly role: UserRole;
  readonly sid?: string;
}

/** One session of the provider's, or everything of a subject, as far as it had begun by then (milliseconds since 1970). */
export interface NamedSessions {
  readonly sid?: string;
  readonly user?: string;
  readonly before: number;
}

export class SessionStore implements AsyncDisposable {
  private constructor(
    private readonly database: Database<Schema>,
    private readonly clock: SharedClock,
  ) {}

  /** @param now milliseconds since 1970, as this gateway has it */
  static async open(location: DatabaseLocation, now: () => number = Date.now): Promise<SessionStore> {
    await using opened = new AsyncDisposableStack();
    const database = opened.use(openDatabase<Schema>(location, { synchronous: 'full' }));
    await migrate(database, migrations, 'se');
    const clock = await SharedClock.open(database, now);
    opened.move();
    return new SessionStore(database, clock);
  }

  /** Milliseconds by which the clock that all its gateways go by is ahead of this one's. */
  get aheadMs(): number {
    return this.clock.aheadMs;
  }

  /** Several gateways may have it: another one ends sessions without this one's knowing. */
  get isShared(): boolean {
    return this.database.kind === 'postgres';
  }

  /** @returns the secret that the browser keeps, and that nobody else ever has */
  async begin(person: Person, tokens: SealedTokens, now: number): Promise<string> {
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const { organisation, user, roles, role, sid = null } = person;
    const times = { begun: now, seen: now, checked: now, checking: 0 };
    const sealed = seal(tokens, secret);
    await this.database.db
      .insertInto('se_session')
      .values({
        id: idOf(secret),
        organisation,
        user_name: user,
        sid,
        roles: JSON.stringify(roles),
        role,
        ...times,
        sealed,
      })
      .execute();
    return secret;
  }

  async find(secret: string): Promise<Session | undefined> {
    const row = await this.row(secret);
    return row && sessionOf(row);
  }

  async tokens(secret: string): Promise<SealedTokens> {
    const row = await this.row(secret);
    return row ? unseal(row.sealed, secret) : {};
  }

  async seen(id: string, now: number): Promise<void> {
    await this.database.db.updateTable('se_session').set({ seen: now }).where('id', '=', id).execute();
  }

  async actAs(id: string, role: UserRole): Promise<void> {
    await this.database.db.updateTable('se_session').set({ role }).where('id', '=', id).execute();
  }

  /**
   * One replica at a time asks the provider: a refresh token used twice ends the provider's session. Whoever read the
   * session before another's answer was written does not ask once more.
   *
   * @returns whether it is ours to ask
   */
  async claimCheck(
    { id, checked }: Pick<Session, 'id' | 'checked'>,
    now: number,
    untilMs: number,
  ): Promise<boolean> {
    const done = await this.database.db
      .updateTable('se_session')
      .set({ checking: untilMs })
      .where('id', '=', id)
      .where('checked', '=', checked)
      .where('checking', '<', now)
      .executeTakeFirst();
    return done.numUpdatedRows > 0n;
  }

  /** The provider could not be asked. */
  async askAgainAt(id: string, at: number): Promise<void> {
    await this.database.db.updateTable('se_session').set({ checking: at }).where('id', '=', id).execute();
  }

  /** The provider stood by the person, who may have other roles by now. */
  async stands(
    secret: string,
    { roles, role }: Pick<Session, 'roles' | 'role'>,
    tokens: SealedTokens,
    now: number,
  ): Promise<void> {
    await this.database.db
      .updateTable('se_session')
      .set({ roles: JSON.stringify(roles), role, sealed: seal(tokens, secret), checked: now, checking: 0 })
      .where('id', '=', idOf(secret))
      .execute();
  }

  async end(id: string): Promise<void> {
    await this.database.db.deleteFrom('se_session').where('id', '=', id).execute();
  }

  /** @returns how many sessions of the person ended */
  async endAll(organisation: string, user: string): Promise<number> {
    const ended = await this.database.db
      .deleteFrom('se_session')
      .where('organisation', '=', organisation)
      .where('user_name', '=', user)
      .executeTakeFirst();
    return Number(ended.numDeletedRows);
  }

  /** As the provider names them, and none that began after it said so. @returns whose ended */
  async endNamed({
    sid,
    user,
    before,
  }: NamedSessions): Promise<readonly Pick<Session, 'organisation' | 'user'>[]> {
    const rows = this.database.db
      .deleteFrom('se_session')
      .where('begun', '<=', before)
      .returning(['organisation', 'user_name']);
    const named = sid === undefined ? rows.where('user_name', '=', user ?? '') : rows.where('sid', '=', sid);
    const ended = await named.execute();
    return ended.map((row) => ({ organisation: row.organisation, user: row.user_name }));
  }

  async of(organisation: string, user?: string): Promise<Session[]> {
    let rows = this.database.db.selectFrom('se_session').selectAll().where('organisation', '=', organisation);
    if (user !== undefined) rows = rows.where('user_name', '=', user);
    return (await rows.orderBy('begun', 'desc').limit(MOST_LISTED).execute()).map(sessionOf);
  }

  /** Forgets what is over. */
  async sweep(begunBefore: number, seenBefore: number): Promise<void> {
    await this.database.db
      .deleteFrom('se_session')
      .where((where) => where.or([where('begun', '<', begunBefore), where('seen', '<', seenBefore)]))
      .execute();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.clock[Symbol.dispose]();
    await this.database[Symbol.asyncDispose]();
  }

  private row(secret: string): Promise<SessionTable | undefined> {
    return this.database.db
      .selectFrom('se_session')
      .selectAll()
      .where('id', '=', idOf(secret))
      .limit(1)
      .executeTakeFirst();
  }
}

/** Enough for the largest office; who has more is told of the newest. */
const MOST_LISTED = 1_000;
