// SPDX-License-Identifier: Apache-2.0

interface Waiting {
  readonly weight: number;
  readonly go: () => void;
}

interface Line {
  readonly waiting: Waiting[];
  /** What of the holder was taken by now, by weight, counted from where others stood when it came. */
  taken: number;
}

/** Holders that are remembered after their line has ended, at most, before those are forgotten whom it helps nothing. */
const REMEMBERED = 1_000;

/**
 * Those who wait, a line for each holder. Next is the holder of whom least was taken, by weight: a long line delays only itself, and
 * heavy pieces are answered by as much of others'. Whoever comes stands where the one stands that was taken last, and who has
 * just been served does not come as new (start-time fair queueing, Goyal, Vin and Cheng 1996).
 */
export class FairLines {
  readonly #lines = new Map<string, Line>();
  readonly #ended = new Map<string, number>();
  readonly #weights = new Map<string, number>();
  #weight = 0;
  #clock = 0;

  /** What waits, by weight. */
  get weight(): number {
    return this.#weight;
  }

  get empty(): boolean {
    return this.#lines.size === 0;
  }

  weightOf(holder: string): number {
    return this.#weights.get(holder) ?? 0;
  }

  add(holder: string, waiting: Waiting): void {
    const line = this.#lines.get(holder);
    if (line) line.waiting.push(waiting);
    else this.#lines.set(holder, { waiting: [waiting], taken: this.#comeBack(holder) });
    this.#weigh(holder, waiting.weight);
  }

  /** Who is next, without taking it. */
  get first(): Waiting | undefined {
    return this.#next()?.[1].waiting[0];
  }

  /** Takes the first of the line whose turn it is. */
  next(): Waiting | undefined {
    const found = this.#next();
    const waiting = found?.[1].waiting.shift();
    if (!found || !waiting) return undefined;
    const [holder, line] = found;
    this.#clock = line.taken;
    line.taken += waiting.weight;
    // Of those that stand alike the one that was served longest ago comes first.
    this.#lines.delete(holder);
    if (line.waiting.length > 0) this.#lines.set(holder, line);
    else this.#remember(holder, line.taken);
    this.#weigh(holder, -waiting.weight);
    return waiting;
  }

  #next(): readonly [string, Line] | undefined {
    let least: readonly [string, Line] | undefined;
    for (const one of this.#lines) if (!least || one[1].taken < least[1].taken) least = one;
    return least;
  }

  #comeBack(holder: string): number {
    const former = this.#ended.get(holder) ?? 0;
    this.#ended.delete(holder);
    return Math.max(this.#clock, former);
  }

  #remember(holder: string, taken: number): void {
    this.#ended.set(holder, taken);
    if (this.#ended.size <= REMEMBERED) return;
    for (const [other, former] of this.#ended) if (former <= this.#clock) this.#ended.delete(other);
    if (this.#ended.size > REMEMBERED) this.#ended.clear();
  }

  #weigh(holder: string, weight: number): void {
    this.#weight += weight;
    const all = this.weightOf(holder) + weight;
    if (all === 0) this.#weights.delete(holder);
    else this.#weights.set(holder, all);
  }
}

/** How long work may hold the event loop before what came in meanwhile is looked at, in milliseconds. */
const TURN_MS = 4;

/**
 * Does work that consists of many short steps, and lets others on in between.
 * @param steps does one each time that it is asked for the next
 * @throws what a step throws; the rest is not done then
 */
export type InTurns = (steps: Iterable<unknown>) => Promise<void>;

/** Where nobody else waits. */
export const atOnce: InTurns = (steps) =>
  new Promise((done) => {
    const iterator = steps[Symbol.iterator]();
    while (iterator.next().done !== true);
    done();
  });

/**
 * All that requests do on the event loop for longer than a moment, in one line over all of them, by holders in turn. In a turn of
 * the loop one request begins, whose cost shows later, and work is done for a few milliseconds: one immediate for each
 * request would not do, since Node runs all that wait in the same turn. What one holder asks for at full rate puts a
 * piece of its own, and not all of them, before a piece of another's. With nothing before it, work begins at once.
 */
export class FairTurns {
  readonly #starts = new FairLines();
  readonly #works = new FairLines();
  #isPumping = false;
  /** When the turn is over, as `now` tells it. */
  #ends = 0;

  /**
   * @param now milliseconds that only grow
   * @param later calls back in the next turn of the loop
   */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly later: (go: () => void) => void = setImmediate,
  ) {}

  /** Lets something begin that soon waits for something else. */
  start(holder: string, go: () => void): void {
    this.#add(this.#starts, holder, go);
  }

  /** Does work of one holder, as `InTurns` says. */
  work(holder: string, steps: Iterable<unknown>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const iterator = steps[Symbol.iterator]();
    const go = (): void => {
      try {
        if (this.#isDone(iterator)) resolve(undefined);
        else this.#add(this.#works, holder, go);
      } catch (error) {
        reject(error instanceof Error ? error : new Error('The work failed.', { cause: error }));
      }
    };
    this.#add(this.#works, holder, go);
    return promise;
  }

  #add(lines: FairLines, holder: string, go: () => void): void {
    if (this.#isPumping) {
      lines.add(holder, { weight: 1, go });
      return;
    }
    this.#pump();
    go();
  }

  /** Takes steps until there are no more, or the turn is over. */
  #isDone(iterator: Iterator<unknown>): boolean {
    do if (iterator.next().done === true) return true;
    while (this.now() < this.#ends);
    return false;
  }

  #pump(): void {
    this.#isPumping = true;
    this.#ends = this.now() + TURN_MS;
    this.later(() => {
      if (this.#starts.empty && this.#works.empty) {
        this.#isPumping = false;
        return;
      }
      this.#pump();
      this.#starts.next()?.go();
      do this.#works.next()?.go();
      while (!this.#works.empty && this.now() < this.#ends);
    });
  }
}
