// SPDX-License-Identifier: Apache-2.0
/**
 * The time that all gateways on one database go by, where the times that one writes are compared by another: that of the server.
 * Two machines whose clocks are a minute apart would else believe a word a minute longer, or never.
 */
import { sql } from 'kysely';
import type { Database } from './database.js';

/** Clocks drift by less than a second meanwhile, unless somebody sets one. */
const MEASURE_EVERY_MS = 30_000;

export class SharedClock implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly ask: (() => Promise<number>) | undefined,
    private ahead: number,
  ) {}

  /** @param own milliseconds since 1970, as this gateway has it; on SQLite there is no other */
  static async open<Schema>(
    { kind, db }: Database<Schema>,
    own: () => number,
    everyMs = MEASURE_EVERY_MS,
  ): Promise<SharedClock> {
    if (kind === 'sqlite') return new SharedClock(undefined, 0);
    const ask = async (): Promise<number> => {
      const server = sql<{ ms: number }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`;
      const before = own();
      const { rows } = await server.execute(db);
      return Math.round((rows[0]?.ms ?? before) - (before + own()) / 2);
    };
    const clock = new SharedClock(ask, await ask());
    clock.timer = setInterval(() => void clock.measure(), everyMs);
    clock.timer.unref();
    return clock;
  }

  /** Milliseconds by which the server is ahead of this gateway; negative where it is behind. */
  get aheadMs(): number {
    return this.ahead;
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }

  /** A server that is away is asked again later. */
  private async measure(): Promise<void> {
    this.ahead = (await this.ask?.().catch(() => undefined)) ?? this.ahead;
  }
}
