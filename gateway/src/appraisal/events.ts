// SPDX-License-Identifier: Apache-2.0
/** Sets of usage events, kept as ranges of places in batches: a million events make a few hundred ranges. */
import type { Counted, Entry } from './counted.js';

/** Where an event lies: its batch by any number that names it, and its place there. */
export interface Placed {
  readonly tx: number;
  readonly leaf: number;
}

/** Id of a batch, and the SHA-256 of its header's value. */
export interface BatchName {
  readonly id: string;
  readonly sha256: string;
}

export class EventSet {
  /** First and last place of each run, by batch. */
  readonly #ranges = new Map<number, number[]>();
  #count = 0;

  /** Events of a batch, each once; cheapest in order of their places. */
  add({ tx, leaf }: Placed): void {
    this.#count += 1;
    const ranges = this.#ranges.get(tx);
    if (!ranges) this.#ranges.set(tx, [leaf, leaf]);
    else if (ranges.at(-1) === leaf - 1) ranges[ranges.length - 1] = leaf;
    else ranges.push(leaf, leaf);
  }

  batches(): Iterable<number> {
    return this.#ranges.keys();
  }

  /** @param names of all batches of the set */
  counted(names: ReadonlyMap<number, BatchName>): Counted {
    const entries = [...this.#ranges].map(([tx, ranges]): Entry => {
      const { id = '', sha256 = '' } = names.get(tx) ?? {};
      return ['batch', id, sha256, partOf(ranges)];
    });
    return { count: this.#count, entries };
  }
}

/** Runs in order, those that touch made one: `0-4095`, `0-2,7,9-11`. */
function partOf(ranges: readonly number[]): string {
  const runs: (readonly [number, number])[] = [];
  for (let i = 0; i < ranges.length; i += 2) runs.push([ranges[i] ?? 0, ranges[i + 1] ?? 0]);
  runs.sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [first, last] of runs) {
    const before = joined.at(-1);
    if (before?.[1] === first - 1) before[1] = last;
    else joined.push([first, last]);
  }
  return joined.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
