// SPDX-License-Identifier: Apache-2.0
/**
 * The life of one process. When it ends, nothing that it began comes back to it: whatever it waits for is never
 * answered, and whatever it still asks for is never done.
 */

/** One for each who waits: a promise that all shared would keep every run in memory. */
const never = (): Promise<never> => new Promise(() => undefined);

export class Life {
  private hasEnded = false;
  private readonly ends: (() => void)[] = [];

  constructor(readonly name: string) {}

  get isOver(): boolean {
    return this.hasEnded;
  }

  /** What the operating system does for a dead process: closes its files, ends its connections. */
  atEnd(work: () => void): () => void {
    this.ends.push(work);
    return () => void this.ends.splice(this.ends.indexOf(work), 1);
  }

  end(): void {
    this.hasEnded = true;
    for (const work of this.ends.splice(0)) work();
  }

  /** Never answers a dead process. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    // The end may come between any two steps: it is looked for where something would begin, and where it would be told.
    if (this.hasDied()) return never();
    try {
      const result = await work();
      return this.hasDied() ? await never() : result;
    } catch (error) {
      if (this.hasDied()) return never();
      throw error;
    }
  }

  private hasDied(): boolean {
    return this.hasEnded;
  }
}
