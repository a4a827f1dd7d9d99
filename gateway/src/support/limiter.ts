// SPDX-License-Identifier: Apache-2.0
import { FairLines } from './fair-turns.js';

/**
 * At most so much at a time; the rest waits its turn: in order for one holder, and the holders in turn. What weighs
 * more than the limit goes alone.
 */
export class Limiter {
  readonly #lines = new FairLines();
  #running = 0;

  constructor(private readonly limit: number) {}

  /** What waits, by weight. */
  get line(): number {
    return this.#lines.weight;
  }

  /** What waits of one holder, by weight. */
  lineOf(holder: string): number {
    return this.#lines.weightOf(holder);
  }

  async run<T>(work: () => Promise<T>, weight = 1, holder = ''): Promise<T> {
    if (!this.#lines.empty || !this.#fits(weight)) await this.#turn(weight, holder);
    else this.#running += weight;
    try {
      return await work();
    } finally {
      this.#running -= weight;
      this.#next();
    }
  }

  #fits(weight: number): boolean {
    return this.#running === 0 || this.#running + weight <= this.limit;
  }

  #turn(weight: number, holder: string): Promise<void> {
    return new Promise((go) => {
      this.#lines.add(holder, { weight, go });
    });
  }

  #next(): void {
    for (let { first } = this.#lines; first && this.#fits(first.weight); { first } = this.#lines) {
      this.#lines.next();
      this.#running += first.weight;
      first.go();
    }
  }
}
