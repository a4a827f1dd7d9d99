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

/**
 * Lets work begin one piece per turn of the event loop, by holders in turn: what one of them asks for at full rate
 * puts a piece of its own, and not all of them, before a piece of another's. With nothing before it, work begins at once.
 */
export class FairStarts {
  readonly #lines = new FairLines();
  #pumping = false;

  start(holder: string, go: () => void): void {
    if (!this.#pumping) {
      this.#pump();
      go();
      return;
    }
    this.#lines.add(holder, { weight: 1, go });
  }

  #pump(): void {
    this.#pumping = true;
    setImmediate(() => {
      const next = this.#lines.next();
      if (!next) {
        this.#pumping = false;
        return;
      }
      this.#pump();
      next.go();
    });
  }
}
