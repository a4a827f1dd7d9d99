// SPDX-License-Identifier: Apache-2.0
import type { Authenticator, ProviderState } from './auth/authenticator.js';
import type { IndexReader } from '../index/model/reader.js';
import type { Ledger, RefusedIdentity } from '../ledger/ledger.js';
import { REPORTERS } from '../ledger/stand-in.js';
import type { Pipeline } from '../usage/ports.js';

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly code?: string }>>;
  /** Blocks the index is behind the ledger. */
  readonly indexLag?: number;
}

const TIMEOUT_MS = 3_000;
/** A readiness answer is used again for so long, so that asking costs nothing. */
const FRESH_MS = 1_000;
/** An index further behind than this answers from the past. */
const MAX_LAG = 100;

type Check = { readonly ok: true; readonly code?: string } | { readonly ok: false; readonly code: string };

const failed = (error: unknown): Check => {
  const { code } = (error ?? {}) as { code?: unknown };
  return { ok: false, code: typeof code === 'string' ? code : 'LEDGER_FAILURE' };
};

async function within<T>(promise: Promise<T>): Promise<T> {
  const timer = Promise.withResolvers<never>();
  const handle = setTimeout(() => {
    timer.reject(Object.assign(new Error('No answer in time.'), { code: 'LEDGER_TIMEOUT' }));
  }, TIMEOUT_MS);
  try {
    return await Promise.race([promise, timer.promise]);
  } finally {
    clearTimeout(handle);
  }
}

/** Whether somebody can sign what an organisation reports: one reporter stands in for another. */
function reportingOf(refused: readonly RefusedIdentity[]): Check {
  const silenced = refused.filter(({ mspId, user }) => {
    if (!REPORTERS.includes(user)) return false;
    return REPORTERS.every((one) => refused.some((other) => other.mspId === mspId && other.user === one));
  });
  const [first] = silenced;
  return first ? { ok: false, code: first.code } : { ok: true };
}

/** Says of each refused identity that what its role does is refused; everybody else is served. */
const identityChecks = (refused: readonly RefusedIdentity[]): Record<string, Check> =>
  Object.fromEntries(
    refused.map(({ mspId, user, code }) => [`identity ${mspId} ${user}`, { ok: false, code } as const]),
  );

/** A provider that is silent for a while keeps nobody out whom it vouched for: it is told, and the gateway serves on. */
const providerCheck = (state: ProviderState | undefined): Record<string, Check> => {
  if (state === undefined) return {};
  const check: Check = state === 'answers' ? { ok: true } : { ok: false, code: 'AUTHENTICATION_UNAVAILABLE' };
  return { identityProvider: check };
};

/** Rows that wait for longer are told of: a ledger that was away for a moment is not. */
const HELD_MS = 10_000;
/** Somebody's decision, and no fault of the gateway: it is told, and the gateway serves on. */
const DECIDED: ReadonlySet<string> = new Set(['ORGANISATION_SUSPENDED']);

/**
 * Whether requests can be served: the ledger endorses, the index keeps up, somebody can sign what is reported, and it
 * goes on to the ledger.
 */
export class Health {
  private known: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;
  private stopping = false;

  constructor(
    private readonly ledger: Pick<Ledger, 'ready' | 'info' | 'refusedIdentities'>,
    private readonly index: Pick<IndexReader, 'checkpoint'>,
    private readonly usage: Pick<Pipeline, 'status'>,
    private readonly now: () => number,
    private readonly authenticator: Pick<Authenticator, 'provider'> = {},
  ) {}

  /** From now on not ready: a load balancer sends nobody here any more. */
  stop(): void {
    this.stopping = true;
    this.known = undefined;
  }

  readiness(): Promise<Readiness> {
    const now = performance.now();
    if (!this.known || now - this.known.at > FRESH_MS) this.known = { at: now, answer: this.measure() };
    return this.known.answer;
  }

  /** @returns blocks between the ledger and the index */
  async lag(): Promise<number> {
    const [{ height }, { block }] = await Promise.all([this.ledger.info(), this.index.checkpoint()]);
    return height - 1 - block;
  }

  /** Identities of this gateway that the ledger refuses; undefined when it does not say. */
  async refused(): Promise<readonly RefusedIdentity[] | undefined> {
    return within(this.ledger.refusedIdentities?.() ?? Promise.resolve([])).catch(() => undefined);
  }

  /** Of several that are held up, the one that waits longest is named. */
  private usageCheck(): Check {
    const { pending, capacity, stalled, takingSince } = this.usage.status();
    const held = stalled
      .filter(({ since, broken }) => broken || this.now() - since >= HELD_MS)
      .toSorted((a, b) => Number(b.broken) - Number(a.broken) || a.since - b.since);
    const fault = held.find(({ code, broken }) => broken || !DECIDED.has(code));
    if (fault) return { ok: false, code: fault.code };
    // A disk or a database that does not answer.
    if (takingSince !== undefined && this.now() - takingSince >= HELD_MS)
      return { ok: false, code: 'STORAGE_UNAVAILABLE' };
    if (pending >= capacity) return { ok: false, code: 'LEDGER_OVERLOADED' };
    return { ok: true, ...(held[0] && { code: held[0].code }) };
  }

  /** Undefined where there is no identity provider. */
  private async provider(): Promise<ProviderState | undefined> {
    if (!this.authenticator.provider) return undefined;
    return within(this.authenticator.provider()).catch((): ProviderState => 'silent');
  }

  private async measure(): Promise<Readiness> {
    if (this.stopping) return { status: 'not-ready', checks: { process: { ok: false, code: 'OVERLOADED' } } };
    const ledger = await within(this.ledger.ready()).then(() => ({ ok: true }) as const, failed);
    const lag = await within(this.lag()).catch(() => undefined);
    const index: Check =
      lag !== undefined && lag <= MAX_LAG ? { ok: true } : { ok: false, code: 'INDEX_BEHIND' };
    const refused = (await this.refused()) ?? [];
    const reporting = reportingOf(refused);
    const usage = this.usageCheck();
    const provider = await this.provider();
    const needed = [ledger, index, reporting, usage].every(({ ok }) => ok) && provider !== 'unknown';
    return {
      status: needed ? 'ready' : 'not-ready',
      checks: { ledger, index, reporting, usage, ...providerCheck(provider), ...identityChecks(refused) },
      ...(lag !== undefined && { indexLag: lag }),
    };
  }
}
