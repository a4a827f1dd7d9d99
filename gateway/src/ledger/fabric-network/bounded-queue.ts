// SPDX-License-Identifier: Apache-2.0

/** Carries what a callback is given to one `for await`. When it is full it ends: nothing is skipped. */
export class BoundedQueue<T> {
  readonly #items: T[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(private readonly limit: number) {}

  /** @returns false when it has ended: there was no room, or it had ended before */
  push(item: T): boolean {
    if (this.#items.length >= this.limit) this.finish();
    if (this.#ended) return false;
    this.#items.push(item);
    this.#wake();
    return true;
  }

  /** No more comes. What is there is still taken; then the reader is thrown the error, if there is one. */
  finish(error?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#wake();
  }

  /** No more comes, and what is there is dropped. */
  cancel(): void {
    this.#items.length = 0;
    this.finish();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.#items.shift();
      if (item !== undefined) yield item;
      else if (this.#ended) break;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#error) throw this.#error;
  }
}
