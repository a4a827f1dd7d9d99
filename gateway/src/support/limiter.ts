// SPDX-License-Identifier: Apache-2.0

interface Waiting {
  readonly weight: number;
  readonly go: () => void;
}

/** At most so much at a time; the rest waits its turn, in order. What weighs more than the limit goes alone. */
export class Limiter {
  readonly #waiting: Waiting[] = [];
  #running = 0;
  #line = 0;

  constructor(private readonly limit: number) {}

  /** What waits, by weight. */
  get line(): number {
    return this.#line;
  }

  async run<T>(work: () => Promise<T>, weight = 1): Promise<T> {
    if (this.#waiting.length > 0 || !this.#fits(weight)) await this.#turn(weight);
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

  #turn(weight: number): Promise<void> {
    this.#line += weight;
    return new Promise((go) => this.#waiting.push({ weight, go }));
  }

  #next(): void {
    for (let [first] = this.#waiting; first && this.#fits(first.weight); [first] = this.#waiting) {
      this.#waiting.shift();
      this.#line -= first.weight;
      this.#running += first.weight;
      first.go();
    }
  }
}
