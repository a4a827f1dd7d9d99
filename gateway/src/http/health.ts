// SPDX-License-Identifier: Apache-2.0
import type { IndexReader } from '../index/model/reader.js';
import type { Ledger } from '../ledger/ledger.js';

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

type Check = { readonly ok: true } | { readonly ok: false; readonly code: string };

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

/** Whether requests can be served: the ledger endorses and the index keeps up. */
export class Health {
  private known: { readonly at: number; readonly answer: Promise<Readiness> } | undefined;
  private stopping = false;

  constructor(
    private readonly ledger: Pick<Ledger, 'ready' | 'info'>,
    private readonly index: Pick<IndexReader, 'checkpoint'>,
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

  private async measure(): Promise<Readiness> {
    if (this.stopping) return { status: 'not-ready', checks: { process: { ok: false, code: 'OVERLOADED' } } };
    const ledger = await within(this.ledger.ready()).then(() => ({ ok: true }) as const, failed);
    const lag = await within(this.lag()).catch(() => undefined);
    const index: Check =
      lag !== undefined && lag <= MAX_LAG ? { ok: true } : { ok: false, code: 'INDEX_BEHIND' };
    return {
      status: ledger.ok && index.ok ? 'ready' : 'not-ready',
      checks: { ledger, index },
      ...(lag !== undefined && { indexLag: lag }),
    };
  }
}
