// SPDX-License-Identifier: Apache-2.0
import type { KeyRead, RangeRead } from '@catalog-chain/verifier/wire/read-write-set';
import type { StateEntry } from './state.js';

/** Fabric's `totalQueryLimit`: a range query stops there without a word. */
const TOTAL_LIMIT = 100_000;
const PAGE = 200;

export type ReadPage = (limit: number, after: string | undefined) => readonly StateEntry[];

/** What the shim's stub expects of a query: `next` and `close`. Notes what it gave, for phantom protection. */
export class RangeIterator {
  readonly #reads: KeyRead[] = [];
  #page: readonly StateEntry[] = [];
  #at = 0;
  #exhausted = false;

  constructor(
    private readonly start: string,
    private readonly end: string,
    private readonly readPage: ReadPage,
  ) {}

  // eslint-disable-next-line @typescript-eslint/require-await -- the shim's interface
  async next(): Promise<{ done: boolean; value?: { key: string; value: Buffer } }> {
    const entry = this.#nextEntry();
    if (!entry) return { done: true };
    this.#reads.push({ key: entry.key, version: entry.version });
    return { done: false, value: { key: entry.key, value: Buffer.from(entry.value) } };
  }

  async close(): Promise<void> {
    // nothing is held open between pages
  }

  /** What was read of the range; undefined when nothing was asked for. */
  get rangeRead(): RangeRead | undefined {
    const last = this.#reads.at(-1);
    if (this.#exhausted) return { start: this.start, end: this.end, exhausted: true, reads: this.#reads };
    return last && { start: this.start, end: last.key, exhausted: false, reads: this.#reads };
  }

  #nextEntry(): StateEntry | undefined {
    if (this.#exhausted || this.#reads.length >= TOTAL_LIMIT) return undefined;
    if (this.#at === this.#page.length) {
      this.#page = this.readPage(PAGE, this.#page.at(-1)?.key);
      this.#at = 0;
    }
    const entry = this.#page[this.#at];
    this.#at += 1;
    if (!entry) this.#exhausted = true;
    return entry;
  }
}

/** Serves a list that was read at once: a page of a query, a key's history. */
export function listIterator<T>(list: readonly T[]): {
  next(): Promise<{ done: boolean; value?: T }>;
  close(): Promise<void>;
} {
  const entries = list.values();
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- the shim's interface
    next: async () => {
      const { done, value } = entries.next();
      return done ? { done } : { done: false, value };
    },
    close: async () => {
      // nothing is held open
    },
  };
}
