// SPDX-License-Identifier: Apache-2.0

interface Waiting {
  readonly weight: number;
  readonly go: () => void;
}

/** Those who wait, a line for each holder; the lines are served in turn, so a long one delays only itself. */
export class FairLines {
  readonly #lines = new Map<string, Waiting[]>();
  readonly #weights = new Map<string, number>();
  #weight = 0;

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
    if (line) line.push(waiting);
    else this.#lines.set(holder, [waiting]);
    this.#weigh(holder, waiting.weight);
  }

  /** Who is next, without taking it. */
  get first(): Waiting | undefined {
    for (const line of this.#lines.values()) return line[0];
    return undefined;
  }

  /** Takes the first of the line whose turn it is; that line then stands behind the others. */
  next(): Waiting | undefined {
    for (const [holder, line] of this.#lines) {
      const waiting = line.shift();
      this.#lines.delete(holder);
      if (line.length > 0) this.#lines.set(holder, line);
      if (waiting) this.#weigh(holder, -waiting.weight);
      return waiting;
    }
    return undefined;
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
