// SPDX-License-Identifier: Apache-2.0
/**
 * Messages as they come. The newest are read once, for all who follow; who lags behind reads from the index, so that
 * nothing is kept for the slow.
 */
import {
  EVERYONE,
  type Message,
  type MessageFilter,
  type MessageReader,
  type Position,
} from '../index/model/messages.js';
import type { Index } from '../index/model/reader.js';

export type FeedSource = MessageReader & Pick<Index, 'onBlock'>;

const PAGE = 500;
const MAX_RECENT = 4_000;

const compare = (a: Position, b: Position): number => a.tx - b.tx || a.part - b.part;

export class MessageFeed implements Disposable {
  /** Everything between two positions, oldest first. */
  private recent: Message[] = [];
  private start: Position | undefined;
  private end: Position = { tx: 0, part: 0 };
  /** Counts the calls of the index. */
  private generation = 0;
  private readUpTo = -1;
  private reading: Promise<void> | undefined;
  private readonly waiters = new Set<() => void>();
  private readonly stop = new AbortController();
  private readonly detach: () => void;

  constructor(private readonly source: FeedSource) {
    this.detach = source.onBlock(() => {
      this.generation += 1;
      for (const wake of this.waiters) wake();
    });
  }

  /**
   * Pages of messages after a position, in chain order, each once, until the signal or the end of the feed; an empty
   * page each time that nothing has come for so long.
   */
  async *follow(
    filter: MessageFilter,
    from: Position,
    beatMs: number,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Message[]> {
    let after = from;
    const until = AbortSignal.any([signal, this.stop.signal]);
    while (!until.aborted) {
      const seen = this.generation;
      const found = await this.messages(filter, after, PAGE);
      after = found.at(-1)?.position ?? after;
      if (found.length > 0) yield found;
      else if (!(await this.changed(seen, beatMs, until))) yield [];
    }
  }

  /** Counts how often the index has moved. */
  get mark(): number {
    return this.generation;
  }

  /** Waits until the index has moved beyond the mark, at most so long, or until the signal. */
  async movedBeyond(mark: number, ms: number, signal: AbortSignal): Promise<void> {
    await this.changed(mark, ms, signal);
  }

  /** Those after a position, oldest first, at most so many. */
  async messages(filter: MessageFilter, after: Position, limit: number): Promise<readonly Message[]> {
    await this.refresh();
    if (!this.start || compare(after, this.start) < 0) return this.source.messages(filter, after, limit);
    const from = this.recent.findLastIndex(({ position }) => compare(position, after) <= 0) + 1;
    return this.recent
      .slice(from)
      .filter((message) => fits(message, filter))
      .slice(0, limit);
  }

  /** Ends whoever follows. */
  [Symbol.dispose](): void {
    this.detach();
    this.stop.abort();
  }

  /** @returns whether the index moved within the time */
  private async changed(seen: number, ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.generation !== seen) return true;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.waiters.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiters.add(done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
    return this.generation !== seen;
  }

  private async refresh(): Promise<void> {
    while (this.readUpTo < this.generation) {
      this.reading ??= this.read().finally(() => {
        this.reading = undefined;
      });
      await this.reading;
    }
  }

  private async read(): Promise<void> {
    const generation = this.generation;
    const { position } = await this.source.newest();
    if (!this.start || position.tx - this.end.tx > MAX_RECENT) this.begin(position);
    for (let page = await this.next(); page.length > 0; page = await this.next()) {
      this.recent.push(...page);
      this.end = page.at(-1)?.position ?? this.end;
    }
    const dropped = this.recent.splice(0, Math.max(0, this.recent.length - MAX_RECENT));
    this.start = dropped.at(-1)?.position ?? this.start;
    this.readUpTo = generation;
  }

  private next(): Promise<readonly Message[]> {
    return this.source.messages({}, this.end, PAGE);
  }

  private begin(at: Position): void {
    [this.recent, this.start, this.end] = [[], at, at];
  }
}

/** What the index's queries find, decided in memory. */
function fits({ name, details }: Message, filter: MessageFilter): boolean {
  const { organisations, grants, resources } = details;
  const { party, organisation, grant, resource, names } = filter;
  const whom = organisations.length > 0 ? organisations : [EVERYONE];
  return (
    (names === undefined || names.includes(name)) &&
    (party === undefined || whom.includes(party) || whom.includes(EVERYONE)) &&
    [
      [organisation, whom],
      [grant, grants],
      [resource, resources],
    ].every(([key, keys]) => key === undefined || keys?.includes(key as string))
  );
}
