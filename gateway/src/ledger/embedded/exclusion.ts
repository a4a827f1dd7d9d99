// SPDX-License-Identifier: Apache-2.0
/**
 * Simulations run side by side, a block is written alone: a simulation never sees half of a block, as on a
 * peer. A waiting writer goes before simulations that come later.
 */
export class Exclusion {
  #readers = 0;
  #writing = false;
  readonly #waitingWriters: (() => void)[] = [];
  #waitingReaders: (() => void)[] = [];

  async shared<T>(work: () => Promise<T>): Promise<T> {
    if (this.#writing || this.#waitingWriters.length > 0)
      await new Promise<void>((resolve) => this.#waitingReaders.push(resolve));
    else this.#readers += 1;
    try {
      return await work();
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) this.#wake();
    }
  }

  /** The work is synchronous: SQLite is, and a writer that awaited would hold everyone up. */
  async exclusive<T>(work: () => T): Promise<T> {
    if (this.#writing || this.#readers > 0)
      await new Promise<void>((resolve) => this.#waitingWriters.push(resolve));
    else this.#writing = true;
    try {
      return work();
    } finally {
      this.#writing = false;
      this.#wake();
    }
  }

  /** Whoever is woken has the lock already, so that nobody slips in between. */
  #wake(): void {
    if (this.#waitingReaders.length > 0 && this.#waitingWriters.length === 0) {
      const readers = this.#waitingReaders;
      this.#waitingReaders = [];
      this.#readers += readers.length;
      for (const resume of readers) resume();
      return;
    }
    const writer = this.#waitingWriters.shift();
    if (!writer) return;
    this.#writing = true;
    writer();
  }
}
