// SPDX-License-Identifier: Apache-2.0
/**
 * The life of one process. When it ends, nothing that it began comes back to it: whatever it waits for is never
 * answered, and whatever it still asks for is never done.
 */
const NEVER = new Promise<never>(() => undefined);

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

  private goingOn(): Promise<void> {
    return this.isOver ? NEVER : Promise.resolve();
  }

  /** Never answers a dead process. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    await this.goingOn();
    try {
      const result = await work();
      await this.goingOn();
      return result;
    } catch (error) {
      await this.goingOn();
      throw error;
    }
  }
}
