// SPDX-License-Identifier: Apache-2.0
/**
 * People who are signed in. A session lasts as long as the provider stands by its person: it is asked again every so
 * often, so that whoever was locked out there is locked out here within a minute.
 */
import type { UserRole } from '@catalog-chain/chaincode/domain/names';
import type { Identity } from '../usecases/principal.js';
import { NotVouched, type PendingSignIn, type PersonProvider, type Tokens } from './identity-provider.js';
import type { NamedSessions, Session, SessionStore } from './session-store.js';

export interface SessionSettings {
  /** A session that is not used for so long is over. */
  readonly idleMs: number;
  /** And so is every session after so long. */
  readonly longestMs: number;
  /** How old the provider's word may become before it is asked again. */
  readonly checkMs: number;
}

/** Why there is no session: it was never there, it ended, or the provider cannot be asked. */
export class NoSession extends Error {
  override readonly name = 'NoSession';

  constructor(
    readonly reason: 'ended' | 'unavailable',
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/** Something happened to a person's sessions. */
export interface SessionNote {
  readonly organisation: string;
  /** The person, as the provider names it. */
  readonly account: string;
  readonly event: 'signed-in' | 'signed-out' | 'sessions-ended' | 'no-longer-vouched';
  /** Who did it: the person, an administrator, or `provider`. */
  readonly by: string;
  readonly sessions?: number;
}

/** Writes down what happened. */
export type NoteSession = (note: SessionNote) => Promise<void>;

/** Who did it where no person did. */
export const BY_PROVIDER = 'provider';

/** Reads who bears an access token. */
export type Identify = (accessToken: string) => Promise<Identity>;

/** What was read from a database that no other gateway has is believed for so long. */
const KEPT_MS = 5_000;
const MOST_KEPT = 10_000;
/** How late a replica that asks the provider may be with its answer. */
const ASKING_MS = 15_000;
/** A check that is late by no more than this, since the provider is slow or another request is asking, keeps nobody out. */
const MOST_GRACE_MS = 15_000;
/** After the provider could not be asked. */
const PAUSE_MS = 2_000;
/** A use is written down this often at most; sooner where sessions are idle sooner, or one in use would end. */
const SEEN_EVERY_MS = 60_000;
const SEEN_PER_IDLE = 4;

export class People {
  private readonly kept = new Map<string, { readonly session: Session; readonly until: number }>();
  private swept = 0;

  constructor(
    private readonly store: SessionStore,
    private readonly provider: PersonProvider,
    private readonly identify: Identify,
    private readonly settings: SessionSettings,
    private readonly own: () => number,
    private readonly note: NoteSession,
  ) {}

  /** @returns where to send the browser, and what it must bring back */
  begin(): Promise<{ readonly url: URL; readonly pending: PendingSignIn }> {
    return this.provider.begin();
  }

  /** @returns the secret for the browser's cookie. @throws NotVouched */
  async finish(query: URLSearchParams, pending: PendingSignIn): Promise<string> {
    const tokens = await this.provider.finish(query, pending);
    const identity = await this.identify(tokens.accessToken);
    const person = {
      ...identity,
      role: firstOf(identity),
      ...(tokens.sid !== undefined && { sid: tokens.sid }),
    };
    await this.sweep();
    const secret = await this.store.begin(person, sealable(tokens), this.now());
    const { organisation, user } = identity;
    await this.note({ organisation, account: user, event: 'signed-in', by: user });
    return secret;
  }

  /** @throws NoSession */
  async find(secret: string): Promise<Session> {
    const now = this.now();
    const kept = this.kept.get(secret);
    const session = kept && kept.until > now ? kept.session : await this.store.find(secret);
    if (!session) throw new NoSession('ended');
    if (this.isOver(session, now)) {
      await this.end(secret);
      throw new NoSession('ended');
    }
    const standing =
      now - session.checked < this.settings.checkMs ? session : await this.check(secret, session);
    if (now - session.seen <= Math.min(SEEN_EVERY_MS, this.settings.idleMs / SEEN_PER_IDLE))
      return this.keep(secret, standing, kept?.until);
    await this.store.seen(session.id, now);
    return this.keep(secret, { ...standing, seen: now }, kept?.until);
  }

  /** @throws NoSession; RangeError for a role that the person does not have */
  async actAs(secret: string, role: UserRole): Promise<Session> {
    const session = await this.find(secret);
    if (!session.roles.includes(role)) throw new RangeError('The person has no such role.');
    await this.store.actAs(session.id, role);
    this.kept.delete(secret);
    return { ...session, role };
  }

  /** @returns where to send the browser so that the provider's session ends too */
  async signOut(secret: string): Promise<string | undefined> {
    const { idToken } = await this.store.tokens(secret);
    const session = await this.end(secret);
    if (session) await this.note({ ...ownOf(session), event: 'signed-out' });
    return this.provider.signOutUrl(idToken);
  }

  /** Every session of the person, on every device. */
  async signOutEverywhere(
    secret: string,
  ): Promise<{ readonly ended: number; readonly url: string | undefined }> {
    const session = await this.find(secret);
    const { organisation, user } = session;
    const { idToken } = await this.store.tokens(secret);
    const ended = await this.store.endAll(organisation, user);
    this.kept.clear();
    await this.note({ ...ownOf(session), event: 'sessions-ended', sessions: ended });
    return { ended, url: await this.provider.signOutUrl(idToken) };
  }

  /** At an administrator's word. @returns how many sessions ended */
  async endAll(organisation: string, user: string, by: string): Promise<number> {
    const ended = await this.store.endAll(organisation, user);
    this.kept.clear();
    const note = { organisation, account: user, event: 'sessions-ended', by, sessions: ended } as const;
    if (ended > 0) await this.note(note);
    return ended;
  }

  /** At the provider's own word (OpenID Connect Back-Channel Logout). */
  async endNamed(named: NamedSessions): Promise<number> {
    const ended = await this.store.endNamed(named);
    this.kept.clear();
    const event = 'sessions-ended';
    for (const { organisation, user } of ended)
      await this.note({ organisation, account: user, event, by: BY_PROVIDER, sessions: 1 });
    return ended.length;
  }

  /** Sessions that a person, or anybody of an organisation, has now. */
  async list(organisation: string, user?: string): Promise<readonly Session[]> {
    const now = this.now();
    return (await this.store.of(organisation, user)).filter((session) => !this.isOver(session, now));
  }

  /** When a session ends unless it is used, and when it ends in any case; milliseconds since 1970. */
  endsOf({ begun, seen }: Session): { readonly idle: number; readonly longest: number } {
    return { idle: seen + this.settings.idleMs, longest: begun + this.settings.longestMs };
  }

  /** What one replica writes another compares: all of them go by one clock. */
  private now(): number {
    return this.own() + this.store.aheadMs;
  }

  private isOver(session: Session, now: number): boolean {
    const { idle, longest } = this.endsOf(session);
    return now >= idle || now >= longest;
  }

  /** Asks the provider whether it still stands by the person. */
  private async check(secret: string, session: Session): Promise<Session> {
    const now = this.now();
    if (!(await this.store.claimCheck(session, now, now + ASKING_MS))) return this.whileAsked(secret, now);
    const { idToken, refreshToken } = await this.store.tokens(secret);
    try {
      // A provider that gives none vouches for as long as the session may last at most without being asked: not at all.
      if (refreshToken === undefined) throw new NotVouched();
      const tokens = await this.provider.refresh(refreshToken);
      const identity = await this.identify(tokens.accessToken);
      if (identity.user !== session.user || identity.organisation !== session.organisation)
        throw new NotVouched();
      const role = identity.roles.includes(session.role) ? session.role : firstOf(identity);
      const next = { refreshToken, ...(idToken !== undefined && { idToken }), ...sealable(tokens) };
      await this.store.stands(secret, { roles: identity.roles, role }, next, now);
      return { ...session, roles: identity.roles, role, checked: now };
    } catch (cause) {
      if (!(cause instanceof NotVouched)) return await this.unasked(session, cause);
      await this.end(secret);
      await this.note({ ...ownOf(session), event: 'no-longer-vouched', by: BY_PROVIDER });
      throw new NoSession('ended', { cause });
    }
  }

  /** Another request is asking, here or on another replica: its answer is about to come. */
  private async whileAsked(secret: string, now: number): Promise<Session> {
    const session = await this.store.find(secret);
    if (!session) throw new NoSession('ended');
    return this.forAMoment(session, now);
  }

  private async unasked(session: Session, cause: unknown): Promise<Session> {
    const now = this.now();
    await this.store.askAgainAt(session.id, now + PAUSE_MS);
    return this.forAMoment(session, now, cause);
  }

  /** What the provider said last is believed a little longer, and then no more. */
  private forAMoment(session: Session, now: number, cause?: unknown): Session {
    const { checkMs } = this.settings;
    if (now - session.checked < checkMs + Math.min(MOST_GRACE_MS, checkMs / 2)) return session;
    throw new NoSession('unavailable', { cause });
  }

  private keep(secret: string, session: Session, until = this.now() + KEPT_MS): Session {
    // Whoever signs out at one of several gateways is out at all of them at once.
    if (this.store.isShared) return session;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    const now = this.now();
    this.kept.set(secret, { session, until: until > now ? until : now + KEPT_MS });
    return session;
  }

  private async end(secret: string): Promise<Session | undefined> {
    const session = await this.store.find(secret);
    this.kept.delete(secret);
    if (session) await this.store.end(session.id);
    return session;
  }

  /** Now and then, when somebody signs in: what is over is forgotten. */
  private async sweep(): Promise<void> {
    const now = this.now();
    const { idleMs, longestMs } = this.settings;
    if (now - this.swept < idleMs) return;
    this.swept = now;
    await this.store.sweep(now - longestMs, now - idleMs);
  }
}

const ownOf = ({ organisation, user }: Session): Pick<SessionNote, 'organisation' | 'account' | 'by'> => ({
  organisation,
  account: user,
  by: user,
});

function firstOf({ roles: [role] }: Identity): UserRole {
  if (role === undefined) throw new NotVouched('The person has no role here.');
  return role;
}

const sealable = ({ idToken, refreshToken }: Tokens): Pick<Tokens, 'idToken' | 'refreshToken'> => ({
  ...(idToken !== undefined && { idToken }),
  ...(refreshToken !== undefined && { refreshToken }),
});
